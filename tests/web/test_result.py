"""The result page: an answer in one screen, and from it down to every answer, rule and source."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.advisory import default_advisor
from assessment.content.facts import ChoiceFact
from assessment.store.assessments import Store
from assessment.telling.document import SECTIONS
from tests.web.conftest import PHONE, AppServer
from tests.web.owner import SETTLED, Owner
from tests.web.result_page import begin, begin_all, part, result, sample, save

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def codes(store: Store) -> dict[str, str]:
    return begin_all(store)


@pytest.fixture(scope="module")
def shown(browser: Browser, server: AppServer, codes: dict[str, str]) -> Iterator[Page]:
    """A result on a phone, for tests that look and do not go away."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    yield result(context.new_page(), server, codes["moulding"])
    context.close()


def test_the_last_page_of_the_questionnaire_leads_to_the_answer(visitor: Owner, codes: dict[str, str]):
    visitor.resume(codes["moulding"], "scenes_management")
    visitor.press("to-result")
    expect(visitor.page.locator("h1")).to_have_text("一级（初始级）", timeout=SETTLED)
    verdict = visitor.page.locator(".verdict")
    for words in ("33.65 / 100 分", "二级（规范级）要求什么", "总分达到 40 分：现在 33.65，差 6.35", "先做什么"):
        expect(verdict).to_contain_text(words)
    expect(verdict).to_contain_text(re.compile(r"最省的办法：\d+ 步，约 [\d.]+ 万元（[\d.]+–[\d.]+，估算），\d+ 周"))
    expect(verdict.locator(".panel ol li")).to_have_count(3)


def test_level_points_and_what_to_do_first_stand_on_the_first_screen_of_a_phone(shown: Page):
    shown.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    for place in ("h1", "h1 + p", ".verdict .drawing.narrow >> nth=0"):
        expect(shown.locator(place).first).to_be_in_viewport(ratio=1)
    expect(shown.locator(".verdict .panel").first).to_be_in_viewport()


def test_an_open_result_is_a_range_with_its_reason_and_what_to_answer_first(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["half"])
    expect(phone.locator("h1")).to_contain_text(re.compile("至少|可能到"))
    expect(phone.locator("h1 + p")).to_have_text(re.compile(r"[\d.]+–[\d.]+ / 100 分"))
    expect(phone.locator(".verdict")).to_contain_text(re.compile(r"\d+ 题没有回答，.*所以结果是一个范围"))
    first = phone.locator(".told-open tbody tr").first
    expect(first.locator(".number")).to_contain_text("%")
    first.get_by_role("link", name="去回答").click()
    expect(phone.locator("[class*=st-key-question-]").first).to_be_visible(timeout=SETTLED)
    assert re.search(r"at=(\w+)", phone.url)


def test_with_next_to_nothing_answered_what_is_missing_comes_first(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["empty"])
    expect(phone.locator("h1")).to_have_text("先答一部分题，就有结果")
    expect(phone.locator(".lead")).to_contain_text(re.compile(r"已答 1 / \d+ 题"))
    expect(phone.locator(".told-open table").first.locator("tbody tr")).to_have_count(3)
    for absent in ("dimensions", "plan", "shortlist", "programmes"):
        expect(part(phone, absent)).to_have_count(0)
    phone.locator(".st-key-go-on button").click()
    expect(phone.locator(".st-key-question-city")).to_be_visible(timeout=SETTLED)


def test_a_level_that_is_certain_leads_however_much_is_open(phone: Page, server: AppServer, store: Store):
    bank = default_advisor().bank
    scenes = [fact for fact in bank.facts.values() if fact.id.startswith("scene_") and isinstance(fact, ChoiceFact)]
    code = begin(store, {"employees": 1} | {fact.id: fact.options[0].id for fact in scenes[:11]})
    Owner(phone, server.url, store).resume(code, "scenes_product")
    expect(phone.locator(".st-key-certain")).to_contain_text("还没到一级（初始级）")
    expect(phone.locator(".st-key-certain")).to_contain_text("要有方案和同行对比，再答几题")
    result(phone, server, code)
    expect(phone.locator("h1")).to_have_text("还没到一级（初始级）")
    expect(phone.locator(".lead")).to_have_text(
        re.compile(r"已答 12 / \d+ 题。级别已经定了，没答的题不会改变它。答到一半，就有方案和对比。")
    )
    expect(phone.locator(".st-key-go-on button")).to_be_visible()
    result(phone, server, code, lang="en")
    expect(phone.locator(".lead")).to_have_text(
        re.compile(r"12 of \d+ answered\. The level is certain: .* change it\. Half of the answers give a plan .*\.")
    )


def test_a_quick_check_is_answered_by_its_own_result(phone: Page, server: AppServer, store: Store):
    quick = sample("ceramics")
    facts = {f for f in default_advisor().editions if f.spec.id == "jiangxi-key-indicators" for f in f.facts}
    code = begin(store, {fact: value for fact, value in quick.items() if fact in facts})
    for scope in ({}, {"scope": "jiangxi-key-indicators"}):
        result(phone, server, code, **scope)
        expect(phone.locator(".verdict")).to_contain_text("43.75 / 100 分")
        expect(part(phone, "plan")).to_have_count(0)
        expect(phone.locator(".st-key-rest-miit")).to_contain_text("补答没有回答的")


def test_every_figure_can_be_followed_to_answer_rule_source_and_edition(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["moulding"])
    told = phone.locator(".told-dimensions")
    told.locator("summary", has_text="数字化基础").click()
    item = told.locator(".rows .fold", has_text="生产设备数字化率").first
    expect(item.locator(".inside")).to_be_hidden()
    item.locator("summary").click()
    for words in ("18 台", "50 台", "18 ÷ 50 = 36%"):
        expect(item.locator(".inside")).to_contain_text(words)
    told.locator("summary", has_text="数字化经营").click()
    scene = told.locator(".rows .fold", has_text="★ 质量管理")
    scene.locator("summary").click()
    expect(scene.locator(".inside")).to_contain_text("用电子表格等工具帮忙管质量信息")
    method = phone.locator(".told-method")
    for words in ("工信厅企业〔2024〕56号", "2024-09-04", "公开转载"):
        assert words in (method.text_content() or "")
    scene.get_by_role("link", name="改这个回答").click()
    expect(phone.locator(".st-key-question-scene_quality")).to_be_in_viewport(timeout=SETTLED)


def test_every_framework_shows_its_range_its_levels_what_to_answer_first_and_why(
    phone: Page, server: AppServer, codes: dict[str, str]
):
    result(phone, server, codes["moulding"])
    told = phone.locator(".told-frameworks")
    for words in ("欧盟成熟度评估", "/ 100", "确定达到", "还没答到"):
        expect(told).to_contain_text(words)
    rest = phone.locator(".st-key-rest-eu-dma")
    expect(rest).to_contain_text("补答没有回答的")
    rest.get_by_role("link").click()
    expect(phone.locator("[class*=st-key-question-]").first).to_be_visible(timeout=SETTLED)
    assert "scope=eu-dma" in phone.url


def test_the_table_of_contents_leads_to_each_part(shown: Page):
    names = [link.get_attribute("href") or "" for link in shown.locator(".contents a").all()]
    absent = ("result", "support", "visited", "relief")  # nobody pays, was there, or told a trouble
    parts = [name for name in SECTIONS if name not in absent]
    assert names == [f"#part-{name}" for name in parts]
    for name in names:
        shown.locator(f'.contents a[href="{name}"]').click()
        expect(shown.locator(name)).to_be_in_viewport()
    expect(shown.locator("h1")).to_have_text("一级（初始级）")


def test_published_rates_and_shares_are_never_mixed_and_each_is_dated(shown: Page):
    told = shown.locator(".told-comparison")
    told.locator("summary", has_text="公布的数值从哪里来").click()
    rows = told.locator("table.told tr", has_text="生产设备数字化率")
    assert re.search(r"江西.*45\.2%.*2022-03，.+前.*规上／重点工业企业", rows.first.inner_text().replace("\n", " "))
    pictures = told.locator("figure.drawing img.narrow")
    rates, shares = (pictures.nth(at).get_attribute("alt") or "" for at in (0, 1))
    assert "您的生产设备数字化率是 36%" in rates and "已做到" not in rates
    assert re.search(r"您[^。；]*\d%", shares.split("；")[0]) is None


def test_peers_are_marked_as_modelled_and_the_chart_has_words(shown: Page):
    told = shown.locator(".told-comparison")
    expect(told).to_contain_text("模拟参照")
    expect(told.locator("img.drawing[alt*='别的企业得多少分']").first).to_be_attached()
    expect(told.locator("tr", has_text="数字化管理")).to_have_count(1)


def test_the_plan_says_what_how_much_how_long_and_why_not_cheaper(shown: Page):
    steps = shown.locator(".told-plan .steps > li")
    assert steps.count() >= 3
    first = steps.first
    for words in ("比如", "估算", "周", "人天"):
        expect(first).to_contain_text(words)
    first.locator("summary").click()
    for words in ("少了这一步", "就达不到"):
        expect(first.locator(".inside")).to_contain_text(words)
    why = shown.locator(".told-plan details", has_text="为什么没有更便宜的办法").last
    for words in ("能够证明的下限", "没有更便宜", "卡在这一条"):
        assert words in (why.text_content() or "")
    offers = shown.locator(".told-shortlist")
    expect(offers.locator(".panel").first).to_contain_text("示例数据")
    cells = offers.locator("table").nth(1).locator("td:first-child").all_text_contents()  # the first sums up the needs
    assert cells and all("示例" in text for text in cells)
    expect(offers).to_contain_text("没有谁付费排前")
    expect(shown.locator("body")).to_contain_text("以主管部门最新通知为准")


def test_answers_at_odds_are_named_and_what_was_carried_over_has_its_reason(
    phone: Page, server: AppServer, store: Store
):
    code = begin(store, sample("moulding", digital_design_tools="no", equipment_digital=None))
    result(phone, server, code)
    told = phone.locator(".told-open")
    odds = told.locator("table", has_text="两个回答")
    for words in ("用软件辅助设计", "产品设计达到一级，就是用软件画图"):
        expect(odds).to_contain_text(words)
    expect(odds.locator("a.change")).to_have_count(2)
    carried = told.locator("details", has_text="从别的回答推出来").last.text_content() or ""
    assert "财务管理达到二级" in carried


def test_the_european_yardstick_appears_once_its_class_is_certain(phone: Page, server: AppServer, store: Store):
    bank = default_advisor().bank
    framework = next(f for f in default_advisor().editions if f.spec.id == "eurostat-dii-v3")
    answers = {fact: bank.facts[fact].options[-1].id for fact in framework.facts if bank.facts[fact].kind == "choice"}  # type: ignore[union-attr]
    open_facts = {f: v for f, v in answers.items() if f not in sample("furniture")}
    code = begin(store, sample("furniture") | open_facts)
    result(phone, server, code)
    phone.locator("summary", has_text="和欧盟同规模企业比").click()
    expect(phone.locator("figure.drawing img[alt*='与欧盟']").first).to_be_attached()


def test_a_verified_answer_wins_and_says_so_and_comments_are_shown(phone: Page, server: AppServer, store: Store):
    code = begin(store, sample("moulding"))
    firm = store.resume(code, "test").id
    save(store, firm, {"equipment_digital": 35}, "verified")
    store.add_comment(firm, "plan", "先把库存管好。\n再谈排产。", "示例顾问")
    result(phone, server, code)
    item = phone.locator(".rows .fold", has_text="生产设备数字化率").first
    assert "35 ÷ 50 = 70%" in (item.text_content() or "") and "现场核实" in (item.text_content() or "")
    expect(phone.locator(".comments")).to_contain_text("先把库存管好。")
    expect(phone.locator(".comments")).to_contain_text("示例顾问")
