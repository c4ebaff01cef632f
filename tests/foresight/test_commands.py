"""The trials as a department's planner runs them, on a file of firms."""

from __future__ import annotations

import csv
import datetime

import docx
import openpyxl
import pytest
from click.testing import CliRunner

from assessment import settings
from assessment.advisory import default_advisor
from assessment.batch import Engine, score_file
from assessment.batch.foreseeing import best_division, dividing, spreading
from assessment.batch.foreseeing.membership import FirmGroups
from assessment.batch.modelled import modelled_firms
from assessment.cli import main
from assessment.language import decimal_text
from assessment.planning import NotSolved
from tests.batches import as_csv, records

FIRMS = 24


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A file of firms, the same firms a year later, and the folder for what is written."""
    folder = tmp_path_factory.mktemp("foresight")
    firms = records(default_advisor(), FIRMS, 3)
    later = records(default_advisor(), FIRMS, 4)
    (folder / "before.csv").write_bytes(as_csv(firms))
    (folder / "few.csv").write_bytes(as_csv(firms[:5]))
    (folder / "after.csv").write_bytes(as_csv(later[:20]))
    return folder


def told(*arguments, code=0):
    result = CliRunner().invoke(main, ["foresee", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def sheet(path):
    rows = list(openpyxl.load_workbook(path).worksheets[0].values)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_a_sum_is_divided_and_the_money_adds_up(files):
    said = told("sum", files / "before.csv", files / "sum.xlsx", "--budget", 150)
    paid = [row for row in sheet(files / "sum.xlsx") if row["资助"] == "是"]
    spent = sum(row["费用（万元，估算）"] for row in paid)
    assert 0 < spent <= 150 and f"资助 {len(paid)} 家" in said and "已证明没有更好的分法" in said
    assert all(row["升到"] for row in paid)
    waiting = [row["候补顺序"] for row in sheet(files / "sum.xlsx") if row["候补顺序"]]
    assert waiting == list(range(1, len(waiting) + 1))


def test_a_floor_that_cannot_be_met_is_refused(files):
    said = told("sum", files / "before.csv", files / "no.xlsx", "--budget", 150, "--floor", "city=nanchang:99", code=1)
    assert "够得着的企业没有下限要求的那么多" in said and not (files / "no.xlsx").exists()
    assert "一家也资助不了" in told("sum", files / "before.csv", files / "no.xlsx", "--budget", 0, code=1)
    cap = ("--budget", 150, "--cap", 0.01, "--floor", "city=nanchang:1")
    assert "单家上限太低" in told("sum", files / "before.csv", files / "no.xlsx", *cap, code=1)
    assert "这一项看不懂" in told("sum", files / "before.csv", files / "no.xlsx", "--budget", 9, "--floor", "x", code=1)


@pytest.mark.parametrize(("count", "words"), [("points", "只数分数"), ("both", "一级按 30 分算")])
def test_a_sum_is_divided_for_points_or_for_both(files, count, words):
    asked = ("--budget", 40, "--cap", 8, "--count", count, "--weight", 30)
    said = told("sum", files / "few.csv", files / "points.xlsx", *asked)
    paid = [row for row in sheet(files / "points.xlsx") if row["资助"] == "是"]
    points, levels = sum(row["多得的分"] for row in paid), sum(row["升到"] is not None for row in paid)
    assert 0 < sum(row["费用（万元，估算）"] for row in paid) <= 40 and words in said
    assert f"多得 {decimal_text(points)} 分" in said and "已证明没有更好的分法" in said
    assert all(0 < row["费用（万元，估算）"] <= 8 for row in paid)
    assert "价格怎么变" not in said and "价格怎么变都在内" not in paid[0]
    assert count == "points" or levels
    said = told("sum", files / "few.csv", files / "points.xlsx", *asked, "--whatever")
    sure = [row for row in sheet(files / "points.xlsx") if row["价格怎么变都在内"] == "是"]
    assert f"有 {len(sure)} 家不管价格" in said and sure


def test_more_points_are_gained_when_points_count_than_when_levels_do(files):
    def gained(*options):
        told("sum", files / "few.csv", files / "out.xlsx", "--budget", 40, "--count", *options)
        rows = [row for row in sheet(files / "out.xlsx") if row["资助"] == "是"]
        return sum(row["多得的分"] for row in rows), sum(row["升到"] is not None for row in rows)

    points, both = gained("points"), gained("both", "--weight", 1_000)
    assert points[0] > both[0] and points[1] < both[1]


@pytest.mark.parametrize(
    ("firms", "options", "words"),
    [
        ("before.csv", ("--count", "both", "--weight", -1), "一级不能按负的分数算"),
        ("before.csv", ("--floor", "county=000000:1"), "这些企业没有写县区"),
        ("before.csv", ("--floor", "size=huge:1"), "可以选：micro、small、medium"),
        ("before.csv", ("--floor", "chain=none_such:1"), "可以选："),
    ],
)
def test_what_cannot_be_counted_is_refused(files, firms, options, words):
    path = firms if firms.startswith("modelled:") else files / firms
    assert words in told("sum", path, files / "no.xlsx", "--budget", 9, *options, code=1)
    assert not (files / "no.xlsx").exists()


def test_a_policy_tells_what_it_moves_and_what_is_paid_for_nothing(files):
    arguments = ("policy", files / "before.csv", files / "policy.xlsx", "--level", 4, "--years", 3)
    said = told(*arguments, "--percent", 70, "--budget", 900, "--lang", "en")
    rows = sheet(files / "policy.xlsx")
    moved = [row for row in rows if row["scenario: what it does"] == "moves because of it"]
    assert moved and f"support moves {len(moved)} more" in said
    assert 0 < sum(row["scenario: support (CNY 10 000)"] or 0 for row in rows) <= 900
    assert "和今天一样" in told(*arguments)


def test_scenarios_kept_are_compared_and_told_as_a_brief(files):
    (files / "draft.yaml").write_text("levels: [{level: 4, requires: [{node: total, at_least: 70}]}]", encoding="utf-8")
    firms = files / "before.csv"
    some = ("--percent", 50, "--pays-for", "production_software", "--only", "chain=food")
    told("policy", firms, files / "a.xlsx", "--level", 4, *some, "--keep", files / "a.yaml")
    change = ("--draft", files / "draft.yaml", "--price", "small_pilot=0.5")
    told("policy", firms, files / "b.docx", "--level", 4, *change, "--keep", files / "b.yaml")
    kept = (files / "b.yaml").read_text(encoding="utf-8")
    (files / "b.yaml").write_text(kept.replace("name: 方案", "name: 草案"), encoding="utf-8")
    said = told("scenarios", firms, files / "both.pdf", files / "a.yaml", files / "b.yaml")
    assert "方案：补助一家也没有带动，也没有花钱。" in said and "草案：按草案" in said
    assert (files / "both.pdf").read_bytes().startswith(b"%PDF") and (files / "b.docx").read_bytes().startswith(b"PK")


def test_a_policy_is_tried_on_modelled_firms_and_says_that_they_are_none(files):
    said = told("policy", "modelled:30", files / "modelled.docx", "--percent", 50)
    assert "模拟的企业 30 家（不是真企业）" in said and "今天：30 家里" in said
    words = "\n".join(one.text for one in docx.Document(str(files / "modelled.docx")).paragraphs)
    assert "模拟的企业 30 家（不是真企业）" in words
    assert "modelled:500" in told("policy", "modelled:many", files / "no.xlsx", code=1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--percent", 120), "percent"),
        (("--percent", 50, "--budget", 0), "总额是 0，谁也补不到"),
        (("--price", "small_pilot"), "这个价格看不懂"),
        (("--draft", "no.yaml"), "文件打不开"),
    ],
)
def test_a_policy_that_cannot_be_tried_is_refused(files, options, words):
    assert words in told("policy", files / "before.csv", files / "no.xlsx", *options, code=1)
    assert not (files / "no.xlsx").exists()


def test_visits_are_drawn_again_by_their_seed_and_speak_for_all(files):
    asked = ("--visits", 6, "--level", 1)
    told("visits", files / "before.csv", files / "visits.xlsx", *asked)
    told("visits", files / "before.csv", files / "again.xlsx", *asked)
    drawn = sheet(files / "visits.xlsx")
    assert drawn == sheet(files / "again.xlsx") and len(drawn) == 6
    assert sum(row["代表几家"] for row in drawn) == pytest.approx(FIRMS)
    out = files / "corrected.xlsx"
    said = told("corrected", files / "before.csv", out, files / "before.csv", *asked)
    (whole,) = sheet(out)
    assert "95% 区间" in said and whole["地区"] == "全部" and whole["自报（%）"] == whole["更正后（%）"]
    with (files / "before.csv").open(encoding="utf-8") as stream:
        header, *rows = csv.reader(stream)
    with (files / "one.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, rows[0]])
    missing = told("corrected", files / "before.csv", out, files / "one.csv", *asked, code=1)
    assert "抽中了，但走访结果里没有" in missing
    assert "没有走访的结果" in told("corrected", files / "before.csv", out, *asked, code=1)
    nonsense = told("visits", files / "before.csv", out, *asked, "--refused", 0, code=1)
    assert "要在 0 和 100% 之间" in nonsense


def test_the_route_goes_city_by_city_and_every_visit_has_its_reason(files):
    told("visits", files / "before.csv", files / "route.xlsx", "--visits", 20, "--level", 3, "--a-day", 2)
    rows = sheet(files / "route.xlsx")
    cities = [row["所在地"] for row in rows]
    assert cities == sorted(cities, key=cities.index), "a city is left once"
    turns: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        turns.setdefault(row["所在地"], []).append((row["市内第几天"], row["当天第几家"]))
        assert row["为什么看"].startswith("自报")
    for seen in turns.values():
        assert seen == [(at // 2 + 1, at % 2 + 1) for at in range(len(seen))]


def test_firms_that_could_buy_together_are_grouped_by_the_prices_of_the_pool(files):
    said = told("groups", files / "before.csv", files / "groups.xlsx", "--of", "chain", "--level", 3)
    assert "没有找到一起买能省钱的组" in said and "资源池是示例，价格是编的" in said
    assert {row["拼单"] for row in sheet(files / "groups.xlsx")} <= set(range(1, 99))
    county = told("groups", files / "before.csv", files / "groups.xlsx", "--level", 3, "--lang", "en")
    assert "No county is known of these firms" in county


def test_few_firms_are_better_all_visited_and_no_common_firm_is_no_change(files):
    with (files / "before.csv").open(encoding="utf-8") as stream:
        header, *rows = csv.reader(stream)
    for name, some in (("three.csv", rows[:3]), ("others.csv", rows[3:6])):
        with (files / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *some])
    said = told("visits", files / "three.csv", files / "three.xlsx", "--visits", 2, "--level", 1)
    assert "只有 3 家企业：与其抽样，不如每家都去" in said
    assert "走访家数要在 2 与企业总数之间" in told(
        "visits", files / "three.csv", files / "no.xlsx", "--visits", 4, "--level", 1, code=1
    )
    assert "没有同一家企业" in told("change", files / "three.csv", files / "others.csv", files / "no.xlsx", code=1)


def test_the_causes_of_a_change_add_up(files):
    said = told("change", files / "before.csv", files / "after.csv", files / "change.xlsx")
    rows = sheet(files / "change.xlsx")
    assert len(rows) == 20 and "只在一份里的 4 家没有算" in said
    for row in rows:
        parts = [row.get(name) or 0 for name in ("企业自己的变化", "规则变化", "更正以前的答案", "以前没答、现在答了")]
        assert sum(parts) == pytest.approx(row["总分变化"])


@pytest.mark.parametrize(
    ("rows", "tiers", "words"),
    [
        ("示例甲,2,20\n示例乙,3,30\n", ("1:9", "5:7"), "省15 万元"),
        ("示例甲,两台,20\n示例乙,3,30\n", ("1:9",), "数量要是整数"),
        ("示例甲,2,20\n", ("1:9",), "拼单至少要两家"),
        ("示例甲,2,20\n示例乙,3,30\n", ("便宜",), "这一档看不懂"),
    ],
)
def test_a_group_divides_what_it_pays(files, rows, tiers, words):
    (files / "group.csv").write_text("name,units,price\n" + rows, encoding="utf-8")
    options = [part for tier in tiers for part in ("--tier", tier)]
    code = 0 if "省" in words else 1
    assert words in told("together", files / "group.csv", files / "group.xlsx", *options, code=code)


@pytest.mark.parametrize("count", ["levels", "points", "both"])
def test_floors_and_the_cap_hold_whatever_counts_and_the_next_are_in_order(files, count):
    asked = ("--budget", 80, "--cap", 30, "--count", count, "--floor", "size=micro:2", "--floor", "city=nanchang:1")
    told("sum", files / "before.csv", files / "floor.xlsx", *asked)
    rows = sheet(files / "floor.xlsx")
    paid = [row for row in rows if row["资助"] == "是"]
    batch = score_file(default_advisor(), files / "before.csv", settings.today())
    for which in ("size=micro", "city=nanchang"):
        inside = {place for place, one in zip(batch.table.ids, FirmGroups(batch).members(which), strict=True) if one}
        assert sum(row["在表里的位置"] in inside for row in paid) >= (2 if which == "size=micro" else 1)
    assert sum(row["费用（万元，估算）"] for row in paid) <= 80 and max(row["费用（万元，估算）"] for row in paid) <= 30
    waiting = [row["候补顺序"] for row in rows if row["候补顺序"]]
    assert waiting == list(range(1, len(waiting) + 1)) and len(waiting) + len(paid) == len(rows)


def test_several_processes_tell_the_same_in_the_same_order(monkeypatch):
    monkeypatch.setattr(spreading, "FEW", 4)
    batch = modelled_firms(default_advisor(), 2 * spreading.BLOCK + 3, datetime.date(2026, 11, 1))
    one, two = (
        best_division(batch, 60, 20, (), "zh", count="points", engine=Engine(processes)) for processes in (1, 2)
    )
    assert one.lines == two.lines
    assert [column.cells for column in one.columns] == [column.cells for column in two.columns]


def test_a_division_that_is_not_found_in_time_is_told_in_words(files, monkeypatch):
    def late(*_):
        raise NotSolved("late")

    monkeypatch.setattr(dividing, "best_use", late)
    assert "这么多企业和下限，没有算出来" in told("sum", files / "few.csv", files / "late.xlsx", "--budget", 9, code=1)
    assert not (files / "late.xlsx").exists()
