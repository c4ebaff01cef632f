"""A consultant reopens the firm's assessment, verifies, comments and hands over the signed report."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from assessment.answers import Answer, State
from assessment.answers.firm_file import load_firm
from assessment.store.assessments import Store
from assessment.telling.seal import digest, number_in
from tests.conftest import ROOT
from tests.evidence.files import photo
from tests.web.conftest import AppServer
from tests.web.owner import SETTLED, Owner
from tests.web.waiting import at_rest

pytestmark = pytest.mark.browser


@pytest.fixture
def firm(store: Store, bank):
    """A firm that has answered everything, and its code."""
    _, table, _, _ = load_firm(ROOT / "seeds" / "firms" / "sample_moulding.yaml", bank)
    found, code = store.create_assessment("zh")
    for fact in table.columns:
        store.save_answer(found.id, fact, table.answer(0, fact), "self", "self", None)
    return found.id, code


def _signed_in(page: Page, server: AppServer, store: Store, code: str, **query: str) -> Owner:
    here = Owner(page, server.url, store).open("/consultant", code=code, **query)
    expect(page.get_by_role("combobox", name="核实哪一页")).to_be_visible(timeout=SETTLED)
    return here


def test_a_visit_is_made_on_a_phone_from_the_first_answer_to_the_signature(
    phone: Page, server: AppServer, store: Store, firm, tmp_path
):
    firm_id, code = firm
    _signed_in(phone, server, store, code, topic="equipment", at="equipment_digital")
    box = phone.locator(".st-key-verify-equipment_digital")
    expect(box).to_contain_text("18 台", timeout=SETTLED)
    field = box.locator("input[type=text]").first
    field.fill("12")
    field.press("Tab")
    expect(box).to_contain_text("已保存", timeout=SETTLED)
    phone.get_by_label("核实不一致的理由").fill("6 台没有联网")
    phone.get_by_role("button", name="记下").click()
    expect(box.locator("li").first).to_contain_text("6 台没有联网", timeout=SETTLED)
    phone.locator("input[type=file]").set_input_files({"name": "铭牌.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    link = box.get_by_role("link", name="铭牌.jpg")
    expect(link).to_be_visible(timeout=SETTLED)
    (kept,) = store.evidence(firm_id)
    with phone.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "back.jpg")
    assert (tmp_path / "back.jpg").read_bytes() == store.evidence_content(kept.id)

    phone.locator(".st-key-verify-back button").click()
    total = phone.locator(".st-key-verify-equipment_total")
    expect(total).to_contain_text("50 台", timeout=SETTLED)
    phone.locator(".st-key-agree-equipment_total button").click()
    expect(box).to_be_visible(timeout=SETTLED)  # a tap that agrees goes on to the next question
    verified = store.answers(firm_id, "verified")
    assert {k: v.value for k, v in verified.items()} == {"equipment_digital": 12.0, "equipment_total": 50.0}
    assert store.answers(firm_id, "self")["equipment_digital"].value == 18.0, "what the firm said stays"
    assert store.log(firm_id, "equipment_digital")[-1].by == "示例管理员"

    phone.get_by_role("radio", name="签署走访").click()
    phone.get_by_label("地点").fill("示例市")
    phone.locator(".st-key-visit-sign-sure label").click()
    phone.get_by_role("button", name="签署这次走访").click()
    expect(phone.locator(".signed-visit")).to_contain_text("示例市", timeout=SETTLED)
    (signed,) = store.visits(firm_id)
    assert signed.document is not None and len(signed.document["answers"]) == 2
    expect(phone.get_by_label("以上是我在现场看到的")).not_to_be_checked(timeout=SETTLED)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_comment_appears_in_the_signed_report(desktop: Page, server: AppServer, store: Store, firm, tmp_path):
    firm_id, code = firm
    _signed_in(desktop, server, store, code)
    desktop.get_by_role("radio", name="写意见").click()
    desktop.get_by_label("意见", exact=True).fill("先把仓库的账理清，<b>再上系统</b>。")
    desktop.get_by_role("button", name="加入报告").click()
    # The field holds the same words before they are saved: a paragraph is what comes back from the database.
    kept = desktop.locator("[class*=st-key-comment-] p", has_text="先把仓库的账理清，<b>再上系统</b>。")
    expect(kept).to_be_visible(timeout=SETTLED)
    assert [c.author for c in store.comments(firm_id)] == ["示例管理员"]
    desktop.get_by_role("button", name="修改").click()
    desktop.get_by_label("改成").fill("先把仓库的账理清，<b>再上系统</b>。\n三个月后再看。")
    desktop.get_by_role("button", name="存下").click()
    expect(kept).to_contain_text("三个月后再看。", timeout=SETTLED)
    assert kept.evaluate("p => getComputedStyle(p).whiteSpace") == "pre-line"
    desktop.get_by_label("意见", exact=True).fill("写错了。")
    desktop.get_by_role("button", name="加入报告").click()
    wrong = desktop.locator("[class*=st-key-comment-] p", has_text="写错了。")
    expect(wrong).to_be_visible(timeout=SETTLED)
    desktop.get_by_role("button", name="删除").last.click()
    assert len(store.comments(firm_id)) == 2, "nothing is removed before one has said so"
    desktop.get_by_role("button", name="删除这条意见").click()
    expect(wrong).to_have_count(0, timeout=SETTLED)
    assert [c.text for c in store.comments(firm_id)] == ["先把仓库的账理清，<b>再上系统</b>。\n三个月后再看。"]
    desktop.get_by_role("radio", name="导出报告").click()
    desktop.get_by_label("机构名称").fill("示例咨询")
    desktop.locator("input[type=file]").set_input_files(
        {
            "name": "logo.svg",
            "mimeType": "image/svg+xml",
            "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'><script/>",
        }
    )
    expect(desktop.get_by_role("button", name="移除 logo.svg")).to_be_visible(timeout=SETTLED)
    desktop.get_by_role("button", name="保存资料").click()
    expect(desktop.get_by_test_id("stAlert")).to_contain_text("其余内容已保存，报告里没有标志", timeout=SETTLED)
    mine = store.account_named("示例管理员")
    assert mine is not None
    kept = [(one.name, one.document["organisation"]) for one in store.profiles(mine.id)]
    assert kept == [("示例管理员", "示例咨询")]
    assert store.profiles() == [], "a profile is seen by the account that made it"
    text = _downloaded(desktop, tmp_path, "consultant-pdf")
    assert "示例咨询" in text and "再上系统" in text and "草稿，未签署" in text


def test_a_file_that_is_no_longer_theirs_is_refused_in_words(desktop: Page, server: AppServer, store: Store, firm):
    firm_id, code = firm
    _signed_in(desktop, server, store, code)
    desktop.get_by_role("radio", name="导出报告").click()
    button = desktop.locator(".st-key-consultant-pdf button")
    expect(button).to_be_visible(timeout=SETTLED)
    store.reissue_code(firm_id, "示例经办")
    button.click()
    expect(desktop.locator(".st-key-consultant-pdf")).to_contain_text("文件没取到", timeout=SETTLED)


def test_a_plan_is_adjusted_and_the_report_signed_for_good(
    desktop: Page, server: AppServer, store: Store, firm, tmp_path
):
    firm_id, code = firm
    _signed_in(desktop, server, store, code)
    desktop.get_by_role("radio", name="调整方案").click()
    desktop.get_by_label("理由").fill("去年<b>刚</b>换过 {x}")
    desktop.get_by_role("button", name="按这个重新算").click()
    adjusted = desktop.locator("[class*=st-key-adjusted-]").first
    expect(adjusted).to_contain_text("理由：去年<b>刚</b>换过 {x}", timeout=SETTLED)
    expect(desktop.get_by_text("和系统算的方案比")).to_be_visible()
    desktop.get_by_role("radio", name="导出报告").click()
    desktop.locator(".st-key-consultant-signing summary").click()
    at_rest(desktop)
    desktop.get_by_label("签署地点").fill("南昌")
    desktop.locator(".st-key-sign-sure label").click()
    desktop.get_by_role("button", name="签署这份报告").click()
    expect(desktop.locator(".st-key-signed-1")).to_contain_text("南昌", timeout=SETTLED)
    (signed,) = store.signed_reports(firm_id)
    store.save_answer(firm_id, "equipment_digital", Answer(State.ANSWERED, 1.0), "verified", "示例顾问", None)
    text = _downloaded(desktop, tmp_path, "signed-1-pdf")
    assert "在南昌签署" in text and "草稿" not in text and "去年<b>刚</b>换过 {x}" in text
    assert "18 台" in text, "what was signed stays, whatever is verified afterwards"
    assert store.signed_reports(firm_id) == [signed]
    file = (tmp_path / "signed-1-pdf.pdf").read_bytes()
    _downloaded(desktop, tmp_path, "signed-1-pdf")
    assert (tmp_path / "signed-1-pdf.pdf").read_bytes() == file, "a signed report is the same whenever it is fetched"
    number = number_in(file)
    assert number is not None and f"{server.url}/verify/{number}" in text
    assert [one.digest for one in store.handed_out(number)] == [digest(file)]
    desktop.goto(f"{server.url}/verify/{number}")
    expect(desktop.locator("dl")).to_contain_text(digest(file))
    expect(desktop.locator("dl")).to_contain_text("国家评测指标 2024")
    expect(desktop.locator("dl")).not_to_contain_text("miit@")
    expect(desktop.locator("body")).not_to_contain_text("示例精密")
    desktop.set_viewport_size({"width": 390, "height": 844})
    assert desktop.evaluate("document.documentElement.scrollWidth") <= 390, "a digest is one long word"


def _downloaded(page: Page, folder: Path, key: str) -> str:
    """The text of a PDF, without the ends of its lines."""
    with page.expect_download(timeout=60_000) as download:
        page.locator(f".st-key-{key} button").click()
    path = folder / f"{key}.pdf"
    download.value.save_as(path)
    return "".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(path)).replace("\r\n", "")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_the_screen(browser, server: AppServer, store: Store, firm, width: int):
    context = browser.new_context(viewport={"width": width, "height": 860})
    page = context.new_page()
    _signed_in(page, server, store, firm[1])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_an_unknown_code_is_refused(phone: Page, server: AppServer, store: Store):
    here = Owner(phone, server.url, store).open("/consultant")
    here.page.get_by_label("企业的续答码").fill("AAAA-BBBB-CCCC-DDDD")
    here.page.get_by_role("button", name="打开").click()
    expect(here.page.locator("[data-testid=stAlert]")).to_be_visible(timeout=30_000)
