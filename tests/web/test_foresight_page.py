"""A planner's way through foresight: a sum divided; scenarios written, kept, compared and taken along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from assessment import settings
from assessment.advisory import default_advisor
from assessment.answers import read_answer
from assessment.store.assessments import open_store
from assessment.store.firm_records import FirmIdentity
from tests.batches import as_csv, records
from tests.web.centre import Centre
from tests.web.conftest import DESKTOP, PHONE, AppServer
from tests.web.waiting import LONG, at_rest

pytestmark = pytest.mark.browser
LEVEL = "协同级"
PERCENT = "补助支出的百分之几（0 就是不补）"


@pytest.fixture
def planner(desktop: Page, server: AppServer, tmp_path: Path) -> Centre:
    """Somebody with thirty firms in hand, before the sandbox."""
    (tmp_path / "示例三十家.csv").write_bytes(as_csv(records(default_advisor(), 30, 3)))
    here = Centre(desktop, server.url, tmp_path).upload(tmp_path / "示例三十家.csv")
    here.turn("foresight")
    return sandbox(here)


def sandbox(here: Centre) -> Centre:
    """To the sandbox of the level that these tests are about."""
    at_rest(here.page)
    here.page.get_by_text("政策沙盘", exact=True).click()
    at_rest(here.page)
    here.choose("推动企业到哪一级", LEVEL)
    at_rest(here.page)
    return here


def write(page: Page, **values: str) -> None:
    """Fill in the form and keep the scenario."""
    form = page.locator(".st-key-sandbox-write")
    if not page.get_by_label("方案的名字").is_visible():
        form.get_by_text("写一个方案").click()
    for words, value in values.items():
        field = page.get_by_label(words)
        field.fill(value)
        field.press("Tab")
    page.get_by_role("button", name="存下方案").click()
    at_rest(page)


def test_scenarios_are_kept_compared_with_today_and_taken_along(planner: Centre) -> None:
    page = planner.page
    write(page, 方案的名字="")
    expect(page.get_by_test_id("stAlert")).to_contain_text("请给方案起个名字")
    write(page, 方案的名字="补一半", **{"单家最多（万元，不限就空着）": "60"})
    write(page, 方案的名字="降门槛", **{PERCENT: "0", "总分达到 80 分": "70"})
    page.reload()
    sandbox(planner)
    planner.says("补一半 补助支出的 50%，单家最多 60 万元。先到先得（按名单的顺序）。")
    planner.says("降门槛 没有补助。按草案，不按现行的标准。")
    page.locator(".st-key-sandbox-compare button").click()
    page.wait_for_selector(".st-key-sandbox-files", timeout=LONG)
    planner.says("今天：30 家里")
    planner.says("补一半：补助多带动")
    planner.says("降门槛：按草案")
    page.get_by_text("方案的条件", exact=True).click()
    planner.says("单家最多 60 万元")
    planner.says("总分达到 70 分")
    assert planner.download("sandbox-pdf").read_bytes().startswith(b"%PDF")
    words = "\n".join(one.text for one in Document(str(planner.download("sandbox-docx"))).paragraphs)
    assert "补一半" in words and "降门槛" in words
    head = next(load_workbook(planner.download("foresight-book")).worksheets[0].values)
    assert "补一半：补助（万元）" in head and "降门槛：结果" in head
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    at_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_sum_is_divided_for_what_the_planner_says_counts(desktop: Page, server: AppServer, tmp_path: Path) -> None:
    (tmp_path / "示例四家.csv").write_bytes(as_csv(records(default_advisor(), 4, 3)))
    here = Centre(desktop, server.url, tmp_path).upload(tmp_path / "示例四家.csv")
    here.turn("foresight")
    at_rest(desktop)
    total = desktop.get_by_label("总额（万元）")
    total.fill("20")
    total.press("Tab")
    here.choose("数什么", "多得的分")
    at_rest(desktop)
    desktop.get_by_role("button", name="算一算").click()
    desktop.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    here.says("（只数分数）")
    head = next(load_workbook(here.download("foresight-book")).worksheets[0].values)
    assert "多得的分" in head and "价格怎么变都在内" not in head


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[AppServer]:
    """A server in whose database nobody else puts firms."""
    running = AppServer(tmp_path)
    running.start()
    yield running
    running.stop()


def test_after_the_visits_all_is_reckoned_from_the_list_as_it_was_drawn(
    alone: AppServer, desktop: Page, tmp_path: Path
) -> None:
    advisor, store = default_advisor(), open_store(alone.database)
    for firm in records(advisor, 12, 5):
        assessment = store.create_assessment("zh")[0].id
        for fact, plain in firm.items():
            store.save_answer(assessment, fact, read_answer(advisor.bank.facts[fact], plain), "self", "self", None)
        none = read_answer(advisor.bank.facts["scene_finance"], "l0")
        store.save_answer(assessment, "scene_finance", none, "verified", "示例顾问", None)
    here = Centre(desktop, alone.url, tmp_path).open("foresight")
    here.page.get_by_text("取出来", exact=True).click()
    here.page.wait_for_selector(".st-key-foresight-trial", timeout=LONG)
    at_rest(here.page)
    expect(here.page.get_by_text("走访以后", exact=True)).to_have_count(0)
    here.page.get_by_text("走访哪几家", exact=True).click()
    at_rest(here.page)
    here.page.get_by_label("走访几家", exact=True).fill("4")
    here.page.get_by_label("走访几家", exact=True).press("Tab")
    here.page.get_by_role("button", name="算一算").click()
    here.page.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    (draw,) = store.draws()
    store.close()
    here.says(f"名单已存下，编号 {draw.number}")
    here.page.locator(".st-key-foresight-again button").click()
    at_rest(here.page)
    here.page.get_by_text("走访以后", exact=True).click()
    at_rest(here.page)
    here.page.get_by_role("button", name="算一算").click()
    here.page.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    here.says("按 4 次走访更正后约")
    expect(here.page.locator(".c-table tbody tr").first).to_contain_text("全部")


def test_who_could_buy_together_is_told_by_number_as_long_as_nobody_agreed_to_be_named(
    alone: AppServer, desktop: Page, tmp_path: Path
) -> None:
    """Firms of one chain, known by their names: on a phone the money stands beside them."""
    advisor, store = default_advisor(), open_store(alone.database)
    names = []
    for firm in (one for one in records(advisor, 30, 3) if one["chain"] == "petrochemicals"):
        names.append(firm["firm_name"])
        known, _ = store.find_or_create_firm(FirmIdentity(firm["firm_name"], city=firm["city"]), "staff")
        assessment = store.begin_for(known.id, "zh", None, "示例经办").id
        for fact, plain in firm.items():
            store.save_answer(assessment, fact, read_answer(advisor.bank.facts[fact], plain), "self", "self", None)
    store.close()
    here = Centre(desktop, alone.url, tmp_path).open("foresight")
    desktop.get_by_text("取出来", exact=True).click()
    desktop.wait_for_selector(".st-key-foresight-trial", timeout=LONG)
    at_rest(desktop)
    here.says("“走访以后”要先在这一轮、这个地区抽过一份走访名单。 “前后账”要有更早的一轮来比，这里没有。")
    desktop.get_by_text("拼单", exact=True).click()
    at_rest(desktop)
    here.choose("哪一级", LEVEL)
    here.choose("哪些企业一起买", "同一产业链")
    desktop.get_by_role("button", name="算一算").click()
    desktop.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    here.says("找到 1 个可以拼单的组")
    told = desktop.locator(".st-key-page-centre").inner_text()
    assert len(names) >= 5 and not any(name in told for name in names)
    book = load_workbook(here.download("foresight-book")).worksheets[0]
    assert not {str(cell) for row in book.values for cell in row} & set(names)
    fits(desktop)
    desktop.set_viewport_size(PHONE)  # type: ignore[arg-type]
    at_rest(desktop)
    paid = desktop.locator(".c-look thead th").get_by_text("一起买（万元）", exact=True).bounding_box()
    assert paid is not None and paid["x"] + paid["width"] <= PHONE["width"]


@pytest.fixture
def two_rounds(alone: AppServer) -> AppServer:
    """Twelve firms in two rounds: some answers are better in the second, and one of the first was found wrong."""
    advisor, store, now = default_advisor(), open_store(alone.database), settings.now()
    rounds = [
        store.create_round(name, ["miit"], edition, [], now - timedelta(days=past), now + timedelta(days=9), "示例经办")
        for name, edition, past in (("示例去年", date(2025, 11, 1), 400), ("示例今年", date(2026, 11, 1), 20))
    ]
    for number, record in enumerate(records(advisor, 12, 5)):
        firm, _ = store.find_or_create_firm(FirmIdentity(record["firm_name"], city="nanchang"), "staff")
        later = record | {
            "city": "nanchang",
            "information_service_coverage": "all",
            "transformation_progress": "changed",
        }
        earlier = later | {"information_service_coverage": "none", "transformation_progress": "none"}
        for one, said in zip(rounds, (earlier, later), strict=True):
            begun = store.begin_for(firm.id, "zh", one.id, "示例经办").id
            for fact, plain in said.items():
                store.save_answer(begun, fact, read_answer(advisor.bank.facts[fact], plain), "self", "self", None)
            if one is rounds[0] and number == 0:
                found = read_answer(advisor.bank.facts["information_service_coverage"], "one")
                store.save_answer(begun, "information_service_coverage", found, "verified", "示例顾问", None)
    store.close()
    return alone


def test_what_changed_between_two_rounds_is_told_by_cause_city_and_firm(
    two_rounds: AppServer, desktop: Page, tmp_path: Path
) -> None:
    here = Centre(desktop, two_rounds.url, tmp_path).open("foresight")
    here.choose("轮次", "示例今年")
    here.page.get_by_text("取出来", exact=True).click()
    here.page.wait_for_selector(".st-key-foresight-trial", timeout=LONG)
    at_rest(here.page)
    here.page.get_by_text("前后账", exact=True).click()
    at_rest(here.page)
    expect(here.page.get_by_role("combobox", name="和哪一轮比")).to_have_value("示例去年")
    fits(here.page)
    here.page.get_by_role("button", name="算一算").click()
    here.page.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    here.says("两份里都有的 12 家")
    here.says("企业自己的变化：12 家，合计 +")
    here.says("更正以前的答案：1 家，合计 +")
    here.says("南昌：12 家，")
    expect(here.page.locator(".c-table tbody tr")).to_have_count(12)
    fits(here.page)
    rows = list(load_workbook(here.download("foresight-book")).worksheets[0].values)
    heads = list(rows[0])
    parts = [at for at, head in enumerate(heads) if head in ("企业自己的变化", "更正以前的答案")]
    for row in rows[1:]:
        assert sum(float(row[at]) for at in parts) == pytest.approx(float(row[heads.index("总分变化")]), abs=0.02)


def test_a_figure_is_changed_and_tried_again_and_a_fault_names_its_field(planner: Centre) -> None:
    page = planner.page
    page.get_by_text("一笔钱怎么分", exact=True).click()
    at_rest(page)
    for words, value in (("总额（万元）", "0"), ("单家最多", "7"), ("每组至少几家", "1")):
        page.get_by_label(words).fill(value)
        page.get_by_label(words).press("Tab")
    page.get_by_role("button", name="算一算").click()
    page.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    expect(page.get_by_test_id("stAlert")).to_contain_text("总额：总额是 0")
    page.locator(".st-key-foresight-again button").click()
    at_rest(page)
    expect(page.get_by_label("单家最多")).to_have_value("7")
    expect(page.get_by_label("每组至少几家")).to_have_value("1")
    for words, value in (("总额（万元）", "400"), ("单家最多", "60"), ("每组至少几家", "0")):
        page.get_by_label(words).fill(value)
        page.get_by_label(words).press("Tab")
    page.get_by_role("button", name="算一算").click()
    page.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    planner.says("条件：单家最多 60 万元。")
    expect(page.locator(".c-table thead")).to_contain_text("费用（万元，估算）")
    expect(page.locator(".c-table tbody tr")).to_have_count(12)


OUTSIDE = {
    "走访几家": ("走访哪几家", "31", "走访几家：要在 2 和 30 之间，填的是 31。"),
    "抽签号": ("走访哪几家", "-1", "抽签号（同样的号抽同样的企业）：要在 0 和 1,000,000 之间，填的是 -1。"),
    "总额（万元）": ("一笔钱怎么分", "-5", "总额（万元）：要在 0 和 10,000,000 之间，填的是 -5。"),
    "单家最多": ("一笔钱怎么分", "-1", "单家最多（万元，不限就空着）：要在 0 和 10,000,000 之间，填的是 -1。"),
    PERCENT: ("政策沙盘", "150", f"{PERCENT}：要在 0 和 100 之间，填的是 150。"),
}
"""By the field: what is tried, what is entered, and what the page says of it."""


def test_a_figure_out_of_its_bounds_is_told_in_a_sentence_and_nothing_is_tried(planner: Centre) -> None:
    page = planner.page
    for field, (trial, figure, words) in OUTSIDE.items():
        page.locator(".st-key-foresight-trial").get_by_text(trial, exact=True).click()
        at_rest(page)
        if trial == "政策沙盘":
            write(page, 方案的名字="有误", **{field: figure})
        else:
            place = page.get_by_label(re.compile(f"^{field}"))
            place.fill(figure)
            place.press("Tab")
            page.get_by_role("button", name="算一算").click()
        expect(page.get_by_test_id("stAlert").get_by_text(words, exact=True)).to_be_visible()
        expect(page.locator(".st-key-foresight-again")).to_have_count(0)


def test_a_cap_below_what_a_floor_takes_is_told_and_can_be_taken_out_again(planner: Centre) -> None:
    page = planner.page
    page.get_by_text("一笔钱怎么分", exact=True).click()
    at_rest(page)
    for words, value in (("单家最多", "0.01"), ("每组至少几家", "1")):
        page.get_by_label(words).fill(value)
        page.get_by_label(words).press("Tab")
    page.get_by_role("button", name="算一算").click()
    page.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    expect(page.get_by_test_id("stAlert").first).to_contain_text("单家上限太低，达不到下限的家数")
    page.locator(".st-key-foresight-again button").click()
    at_rest(page)
    for words, value in (("单家最多", ""), ("每组至少几家", "0")):
        page.get_by_label(words).fill(value)
        page.get_by_label(words).press("Tab")
    page.get_by_role("button", name="算一算").click()
    page.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert "单家最多" not in page.locator(".st-key-page-centre").inner_text()


def test_of_three_firms_each_is_visited_and_a_subsidy_of_nothing_is_told(
    desktop: Page, server: AppServer, tmp_path: Path
) -> None:
    (tmp_path / "示例三家.csv").write_bytes(as_csv(records(default_advisor(), 3, 3)))
    here = Centre(desktop, server.url, tmp_path).upload(tmp_path / "示例三家.csv")
    here.turn("foresight")
    at_rest(desktop)
    desktop.get_by_text("走访哪几家", exact=True).click()
    at_rest(desktop)
    expect(desktop.get_by_label("走访几家", exact=True)).to_have_value("3")
    desktop.get_by_role("button", name="算一算").click()
    desktop.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    here.says("只有 3 家企业：与其抽样，不如每家都去")
    desktop.locator(".st-key-foresight-again button").click()
    sandbox(here)
    write(desktop, 方案的名字="没有钱", **{"总额（万元，不限就空着）": "0"})
    desktop.locator(".st-key-sandbox-compare button").click()
    desktop.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    expect(desktop.get_by_test_id("stAlert")).to_contain_text("总额是 0，谁也补不到")
    desktop.locator(".st-key-foresight-again button").click()
    sandbox(here)
    desktop.locator(".st-key-sandbox-forget button").click()
    expect(desktop.locator(".st-key-sandbox-forget")).to_have_count(0)


FAULTY = {
    "levels: [{level: 4, requires: [{node: total, at_least: 450}]}]": "没有任何企业能达到",
    "levels: [{level: 4, drop: true}]": "草案里没有这一级",
    "lvels: 3": "不认识的键",
    "levels: [": "YAML 格式有误",
    "一句话": "文件应当由“键: 值”组成",
}


def test_a_draft_handed_in_is_kept_or_its_fault_is_told(planner: Centre, tmp_path: Path) -> None:
    page, file = planner.page, tmp_path / "意见稿.yaml"
    chip = page.locator(".st-key-sandbox-draft-file").get_by_test_id("stFileChip")

    def hand_in(draft: str) -> None:
        file.write_text(draft, encoding="utf-8")
        page.locator(".st-key-sandbox-draft-file input[type=file]").set_input_files(file)
        expect(chip).to_contain_text("意见稿.yaml")
        at_rest(page)

    for number, (draft, words) in enumerate(FAULTY.items()):
        hand_in(draft)
        write(page, 方案的名字=f"有误{number}")
        expect(page.get_by_test_id("stAlert")).to_contain_text(words)
        assert f"有误{number} 补助" not in page.locator(".st-key-page-centre").inner_text()
        page.reload()
        sandbox(planner)
    hand_in("levels: [{level: 4, requires: [{node: total, at_least: 70}]}]")
    write(page, 方案的名字="意见稿", **{PERCENT: "0"})
    planner.says("意见稿 没有补助。按草案，不按现行的标准。")


TRIALS = ("一笔钱怎么分", "政策沙盘", "走访哪几家", "拼单")


def fits(page: Page) -> None:
    """Nothing lies beside the page on a phone or a desktop, which it is left as."""
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        at_rest(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("trial", TRIALS)
def test_each_trial_fits_a_phone_and_a_desktop_and_says_what_came_of_it(planner: Centre, trial: str) -> None:
    page = planner.page
    page.get_by_text(trial, exact=True).click()
    at_rest(page)
    fits(page)
    if trial == "政策沙盘":
        write(page, 方案的名字="补三成")
        page.locator(".st-key-sandbox-compare button").click()
    else:
        page.get_by_role("button", name="算一算").click()
    page.wait_for_selector(".st-key-foresight-again", timeout=LONG)
    fits(page)
    told = page.locator(".st-key-page-centre").inner_text()
    assert not any(code in told for code in ("None", "nan", "{", "Traceback"))
    assert load_workbook(planner.download("foresight-book")).sheetnames[1] == "说明"
