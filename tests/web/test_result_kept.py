"""A result taken along: the PDF, kept results that stay as they were, consent; and what is read on the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from assessment import settings
from assessment.advisory import default_advisor
from assessment.answers import AnswerTable
from assessment.store.assessments import Store
from tests.web.conftest import AppServer
from tests.web.owner import SETTLED
from tests.web.result_page import TEXTS, UNFOLD, WIDER, begin, begin_all, english_in, result, sample, save
from tests.web.test_reading import HOSTILE, too_small
from tests.web.waiting import at_rest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def codes(store: Store) -> dict[str, str]:
    return begin_all(store)


@pytest.mark.parametrize(("lang", "words"), [("zh", "示例注塑有限公司"), ("en", "The result at a glance")])
def test_the_report_comes_as_a_pdf_that_opens(
    phone: Page, server: AppServer, codes: dict[str, str], tmp_path: Path, lang: str, words: str
):
    result(phone, server, codes["moulding"], lang=lang)
    with phone.expect_download() as arriving:
        phone.locator(".st-key-result-pdf button").click()
    assert re.fullmatch(r"赣企数诊-示例注塑有限公司-\d{4}-\d\d-\d\d\.pdf", arriving.value.suggested_filename)
    arriving.value.save_as(tmp_path / "report.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    assert f"{server.url}/verify/" in document[0].get_textpage().get_text_range().replace("\r\n", "")
    text = "".join(document[i].get_textpage().get_text_range() for i in range(len(document)))
    assert words in text and "33.65" in text
    document.close()


def test_a_kept_result_stays_as_it_was_whatever_is_answered_later(phone: Page, server: AppServer, store: Store):
    code = begin(store, sample("moulding"))
    firm = store.resume(code, "test").id
    result(phone, server, code)
    phone.locator(".st-key-result-keep button").click()
    expect(phone.locator(".banner").first).to_contain_text("第 1 次保存的结果", timeout=SETTLED)
    assert "result=1" in phone.url
    assert store.assessment(firm).finished_at is not None
    assert [one.document["on"] for one in store.results(firm)] == [settings.today().isoformat()]
    # The same result is not kept twice.
    phone.locator(".st-key-result-now button").click()
    expect(phone.locator(".st-key-result-actions")).to_contain_text("已保存为第 1 次结果", timeout=SETTLED)
    save(store, firm, {"equipment_digital": 45, "firm_name": "示例注塑（改名）有限公司"})
    result(phone, server, code)
    expect(phone.locator(".verdict h1 + p")).not_to_contain_text("33.65")
    expect(phone.locator(".eyebrow").first).to_contain_text("改名")
    phone.locator(".st-key-result-kept summary").click()
    phone.locator(".st-key-result-1 button").click()
    expect(phone.locator(".banner").first).to_contain_text("第 1 次保存的结果", timeout=SETTLED)
    expect(phone.locator(".verdict h1 + p")).to_contain_text("33.65")
    expect(phone.locator(".eyebrow").first).not_to_contain_text("改名")
    # It can be read and printed, but neither kept again nor changed from here.
    expect(phone.locator(".st-key-result-pdf")).to_be_visible()
    for absent in (".st-key-result-keep", "a.change", ".st-key-result-consent"):
        expect(phone.locator(absent)).to_have_count(0)


def earlier(node: Any) -> Any:
    """A document as an edition with other rules and prices would have left it."""
    if isinstance(node, dict):
        return {key: earlier(value) for key, value in node.items()}
    if isinstance(node, list):
        return [earlier(value) for value in node]
    return {"规范级": "旧版二级", "2024": "2019", 33.65: 31.5, "示例资源池": "旧资源池", "初始级": "旧版一级"}.get(
        node, node
    )


def test_a_kept_result_is_shown_from_what_was_stored_when_rules_and_prices_have_changed(
    phone: Page, server: AppServer, store: Store
):
    code = begin(store, sample("moulding"))
    firm = store.resume(code, "test").id
    table = AnswerTable.from_answers(default_advisor().bank, [store.effective_answers(firm)], ["示例注塑有限公司"])
    document = next(default_advisor().advise(table, settings.today())).model_dump(mode="json")
    store.freeze_result(firm, earlier(document), {})
    store.freeze_result(firm, {"format": "advisory/0", "points": 12}, {})
    result(phone, server, code, result="1")
    expect(phone.locator("h1")).to_have_text("一级（旧版一级）")
    expect(phone.locator(".verdict h1 + p")).to_contain_text("31.5")
    expect(phone.locator(".verdict")).to_contain_text("旧版二级")
    result(phone, server, code)
    expect(phone.locator("h1")).to_have_text("一级（初始级）")
    # What cannot be shown any more is handed out as it was stored.
    result(phone, server, code, result="2")
    expect(phone.locator(".banner")).to_contain_text("早先版本")
    with phone.expect_download() as arriving:
        phone.locator(".st-key-result-data button").click()
    assert '"advisory/0"' in Path(arriving.value.path()).read_text(encoding="utf-8")


def test_consent_is_given_and_withdrawn_by_a_button_that_says_what_is_shared(
    phone: Page, server: AppServer, store: Store
):
    code = begin(store, sample("furniture"))
    firm = store.resume(code, "test").id
    result(phone, server, code)
    phone.locator(".st-key-result-consent summary").click()
    consent = phone.locator(".st-key-result-consent")
    for words in ("只用得分", "同规模、同产业链、同地区", "不满 10 家的组不显示", "随时可以撤回"):
        expect(consent).to_contain_text(words)
    assert not store.assessment(firm).consent
    consent.get_by_role("button", name="同意参加同行比较").click()
    expect(consent).to_contain_text("已同意", timeout=SETTLED)
    assert store.assessment(firm).consent
    consent.get_by_role("button", name="撤回同意").click()
    expect(consent.get_by_role("button", name="同意参加同行比较")).to_be_visible(timeout=SETTLED)
    assert not store.assessment(firm).consent


TOUCHED = "button:visible:not([tabindex='-1']), .stSelectbox [role=group], summary:visible, .contents a"
WIDTHS = (1280, 820, 360, 320)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["moulding", "half", "empty"])
def test_a_result_fits_every_screen_is_hit_by_a_thumb_and_is_in_its_language(
    phone: Page, server: AppServer, codes: dict[str, str], name: str, lang: str
):
    result(phone, server, codes[name], lang=lang)
    assert lang == "en" or english_in(phone) == []
    phone.evaluate(UNFOLD)
    assert too_small(phone.locator(".st-key-page-result").locator(TOUCHED)) == []
    for width in WIDTHS:
        phone.set_viewport_size({"width": width, "height": 844})
        assert phone.evaluate(WIDER) == [], width
    chinese = [text for text in phone.evaluate(TEXTS) if re.search(r"[\u4e00-\u9fff，：；、。（）]", text)]
    assert lang == "zh" or [text for text in chinese if text != "中文" and "示例" not in text] == []


def test_what_a_person_typed_is_shown_literally_and_loads_nothing(phone: Page, server: AppServer, store: Store):
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    reason = {"state": "not_applicable", "reason": HOSTILE}
    code = begin(store, sample("moulding", firm_name=HOSTILE, scene_energy=reason))
    firm = store.resume(code, "test").id
    store.add_comment(firm, "result", HOSTILE, HOSTILE)
    result(phone, server, code)
    expect(phone.locator(".eyebrow b")).to_have_text(HOSTILE)
    phone.evaluate(UNFOLD)
    expect(phone.locator(".told-dimensions .fold", has_text="能耗管理").last.locator("dd").first).to_contain_text(
        HOSTILE
    )
    expect(phone.locator(".comments p")).to_have_text(HOSTILE)
    phone.locator(".st-key-result-keep button").click()
    expect(phone.locator(".banner").first).to_contain_text("第 1 次", timeout=SETTLED)
    at_rest(phone)
    assert phone.locator('img[src*="evil"], a[href*="evil"]').count() == 0
    assert [url for url in asked if "evil" in url or not url.startswith((server.url, "data:", "blob:"))] == []
