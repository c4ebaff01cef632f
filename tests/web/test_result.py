"""The result page: an answer in one screen, and from it down to every answer, rule and source."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from assessment.advisory import default_advisor
from assessment.store.assessments import Store
from tests.web.conftest import AppServer
from tests.web.owner import SETTLED, Owner
from tests.web.result_page import begin, begin_all, part, result, sample, save

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def codes(store: Store) -> dict[str, str]:
    return begin_all(store)


def test_the_last_page_of_the_questionnaire_leads_to_the_answer(visitor: Owner, codes: dict[str, str]):
    visitor.resume(codes["moulding"], "scenes_management")
    visitor.press("to-result")
    expect(visitor.page.locator("h1")).to_have_text("一级（初始级）", timeout=SETTLED)
    score = visitor.page.locator(".score")
    expect(score).to_contain_text("33.65/ 100 分")
    expect(score).to_contain_text("国家评测指标（2024 版）")
    answer = visitor.page.locator(".next")
    expect(answer).to_contain_text("离二级（规范级）还差 3 条")
    expect(answer).to_contain_text("总分达到 40 分")
    expect(answer).to_contain_text("现在 33.65，差 6.35")
    expect(answer).to_contain_text(re.compile(r"最省的办法：\d+ 步，约 [\d.]+ 万元（估算），最快 \d+ 周"))


def test_level_points_and_what_is_missing_stand_on_the_first_screen_of_a_phone(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["moulding"])
    for place in ("h1", ".score", ".verdict .ladder", ".next", ".st-key-result-pdf button"):
        expect(phone.locator(place)).to_be_in_viewport(ratio=1)


def test_an_open_result_is_a_range_with_its_reason_and_what_to_answer_first(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["half"])
    expect(phone.locator("h1")).to_contain_text("至")
    expect(phone.locator(".score .figure")).to_have_text(re.compile(r"[\d.]+–[\d.]+"))
    expect(phone.locator(".range")).to_contain_text("没有回答，所以结果是一个范围")
    expect(phone.locator(".ladder .possible").first).to_contain_text("可能达到")
    first = phone.locator("[class*=st-key-ask-miit-2024-]").first
    expect(first).to_contain_text("平均能让总分的范围缩小")
    fact = re.search(r"st-key-ask-miit-2024-(\w+)", first.get_attribute("class") or "")
    assert fact is not None
    first.get_by_role("link", name="去回答").click()
    expect(phone.locator(f".st-key-question-{fact[1]}")).to_be_in_viewport(timeout=SETTLED)


def test_with_next_to_nothing_answered_what_is_missing_comes_first(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["empty"])
    expect(phone.locator("h1")).to_have_text("先答一部分题，就有结果")
    expect(phone.locator(".lead")).to_contain_text(re.compile(r"已答 1 / \d+ 题"))
    expect(phone.locator("[class*=st-key-ask-]")).to_have_count(3)
    for absent in ("why", "plan", "providers", "programmes"):
        expect(part(phone, absent)).to_have_count(0)
    phone.locator(".st-key-go-on button").click()
    expect(phone.locator(".st-key-question-firm_name")).to_be_visible(timeout=SETTLED)


def test_a_quick_check_is_answered_by_its_own_result(phone: Page, server: AppServer, store: Store):
    quick = sample("ceramics")
    facts = {f for f in default_advisor().editions if f.spec.id == "jiangxi-key-indicators" for f in f.facts}
    code = begin(store, {fact: value for fact, value in quick.items() if fact in facts})
    for scope in ({}, {"scope": "jiangxi-key-indicators"}):
        result(phone, server, code, **scope)
        expect(phone.locator(".score .title")).to_contain_text("全省指标快检")
        expect(phone.locator(".score .figure")).to_have_text("43.75")
        expect(part(phone, "plan")).to_have_count(0)
        expect(phone.locator(".st-key-framework-miit-2024")).to_contain_text("去补答没有回答的")


def test_every_figure_can_be_followed_to_answer_rule_source_and_edition(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["moulding"])
    branch = phone.locator(".branch", has_text="数字化基础")
    branch.locator("summary").first.click()
    item = branch.locator(".item", has_text="生产设备数字化率").first
    expect(item.locator(".inside")).to_be_hidden()
    item.locator("summary").click()
    for words in (
        "18 台",
        "50 台",
        "18 ÷ 50 = 36.0%",
        "工信厅企业〔2024〕56号",
        "第2题",
        "2024 版",
        "2024-09-04",
        "公开转载",
    ):
        expect(item.locator(".inside")).to_contain_text(words)
    tile = phone.locator(".tile", has_text="质量管理★")
    tile.locator("summary").click()
    expect(tile.locator(".inside")).to_contain_text("用电子表格等工具帮忙管质量信息")
    expect(tile.locator(".inside")).to_contain_text("质量管理（★）")
    assert phone.locator(".tile").count() == 16
    assert phone.locator(".tile .star").count() == 10
    tile.get_by_role("link", name="改这个回答").click()
    expect(phone.locator(".st-key-question-scene_quality")).to_be_in_viewport(timeout=SETTLED)


def test_every_framework_shows_its_range_its_levels_what_to_answer_first_and_why(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["moulding"])
    european = phone.locator(".st-key-framework-eu-dma")
    for words in ("/ 100", "已定", "确定达到", "可能达到", "最值得先答"):
        expect(european).to_contain_text(words)
    expect(european.locator("ul > li > a.change")).to_have_count(3)
    european.locator("summary", has_text="每一分怎么来的").click()
    european.locator(".branch", has_text="数字化就绪").locator("summary").first.click()
    european.locator(".item", has_text="日常数字化手段").locator("summary").click()
    inside = european.locator(".item", has_text="日常数字化手段").locator(".inside")
    for words in ("从别的回答推出", "依据“财务管理”的回答", "2024 版", "公开转载"):
        expect(inside).to_contain_text(words)
    european.locator("ul > li > a.change").first.click()
    expect(phone.locator(".st-key-question-skill_building")).to_be_in_viewport(timeout=SETTLED)


def test_the_table_of_contents_leads_to_each_part(phone: Page, server: AppServer, codes: dict[str, str]):
    result(phone, server, codes["moulding"])
    names = [link.get_attribute("href") or "" for link in phone.locator(".contents a").all()]
    parts = ("why", "open", "standing", "barriers", "plan", "providers", "programmes", "frameworks")
    assert names == [f"#part-{n}" for n in parts]
    for name in names:
        phone.locator(f'.contents a[href="{name}"]').click()
        expect(phone.locator(name)).to_be_in_viewport()
    expect(phone.locator("h1")).to_have_text("一级（初始级）")


def test_published_rates_and_shares_are_never_mixed_and_each_is_dated(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["moulding"])
    rate = phone.locator(".card", has=phone.get_by_role("heading", name="生产设备数字化率"))
    for words in (
        "您36.0%",
        "江西2022-03 · .+前 · 规上／重点工业企业低 9.245.2%",
        "全国2025-12 · .+前 · 登记企业低 21.757.7%",
    ):
        assert re.search(words, re.sub(r"\n", "", rate.inner_text()))
    share = phone.locator(".card", has=phone.get_by_role("heading", name="数字化研发设计工具普及率"))
    expect(share.locator(".mine")).to_contain_text("已做到")
    assert "%" not in share.locator(".mine").inner_text()
    assert share.locator(".gap i").count() == 0
    # A target whose day has come is no target any more: it stands among the sources only.
    assert "2025 年底" in (share.locator("dl").text_content() or "")
    assert share.locator("li.target").all_inner_texts() == ["江西目标\n2027-12 · 规上工业企业\n90%"]


def test_peers_are_marked_as_modelled_and_the_chart_has_words(phone: Page, server: AppServer, codes: dict[str, str]):
    result(phone, server, codes["moulding"])
    chart = phone.get_by_role("img", name=re.compile("总分的分布图：模拟参照"))
    expect(chart.first).to_be_attached()
    expect(phone.locator(".places li")).to_have_count(4)
    basis = phone.locator("details", has_text="比较对象和图中的数").last
    assert re.search(r"真实企业 0 家，模拟参照占 100%。", basis.text_content() or "")
    assert basis.locator("tr").count() == 21


def test_the_plan_says_what_how_much_how_long_and_why_not_cheaper(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["moulding"])
    steps = phone.locator(".steps > li")
    assert steps.count() >= 3
    first = steps.first
    for words in ("比如", "估算", "周", "人天"):
        expect(first).to_contain_text(words)
    first.locator("summary").click()
    for words in ("换来什么", "为了达到", "少了"):
        expect(first.locator(".inside")).to_contain_text(words)
    why = phone.locator("details", has_text="为什么没有更省的办法").last
    for words in ("再省也要", "没有更便宜", "卡在这一条"):
        assert words in (why.text_content() or "")
    assert "示例数据" in phone.locator(".banner.sample").inner_text()
    offers = phone.locator(".needs .offer")
    assert offers.count() and all("示例" in text for text in offers.locator("summary").all_inner_texts())
    expect(phone.locator(".needs + .quiet")).to_contain_text("没有谁付费排前")
    expect(phone.locator("body")).to_contain_text("以主管部门最新通知为准")


def test_answers_at_odds_are_named_and_what_was_carried_over_has_its_reason(
    phone: Page, server: AppServer, store: Store
):
    code = begin(store, sample("moulding", digital_design_tools="no", equipment_digital=None))
    result(phone, server, code)
    notice = phone.locator(".notice", has_text="这两个回答对不上")
    for words in ("用软件辅助设计", "产品设计达到一级，就是用软件画图"):
        expect(notice).to_contain_text(words)
    expect(notice.locator("a.change")).to_have_count(2)
    told = phone.locator("details", has_text="从别的回答推出来").last.text_content() or ""
    assert "依据“财务管理”的回答" in told and "财务管理达到二级" in told


def test_the_european_yardstick_appears_once_its_class_is_certain(phone: Page, server: AppServer, store: Store):
    bank = default_advisor().bank
    framework = next(f for f in default_advisor().editions if f.spec.id == "eurostat-dii-v3")
    answers = {fact: bank.facts[fact].options[-1].id for fact in framework.facts if bank.facts[fact].kind == "choice"}  # type: ignore[union-attr]
    open_facts = {f: v for f, v in answers.items() if f not in sample("furniture")}
    code = begin(store, sample("furniture") | open_facts)
    result(phone, server, code)
    expect(phone.get_by_role("heading", name="和欧盟同规模企业比")).to_be_visible()
    expect(phone.locator(".split + p")).to_contain_text("与欧盟")


def test_a_verified_answer_wins_and_says_so_and_comments_are_shown(phone: Page, server: AppServer, store: Store):
    code = begin(store, sample("moulding"))
    firm = store.resume(code, "test").id
    save(store, firm, {"equipment_digital": 35}, "verified")
    store.add_comment(firm, "plan", "先把库存管好。\n再谈排产。", "示例顾问")
    result(phone, server, code)
    item = phone.locator(".item", has_text="生产设备数字化率").first
    assert "35 ÷ 50 = 70.0%" in (item.text_content() or "") and "现场核实" in (item.text_content() or "")
    expect(phone.locator(".comments")).to_contain_text("先把库存管好。")
    expect(phone.locator(".comments")).to_contain_text("示例顾问")
