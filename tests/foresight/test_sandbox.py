"""The policy sandbox: today is today, more money never moves fewer, and what is told is what was counted."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest

from assessment.advisory import default_advisor
from assessment.batch import score_file
from assessment.batch.foreseeing import MOST, scenario_names, tried_scenarios
from assessment.foresight import Scenario, load_scenario, scenario_file
from assessment.problems import InputRefused
from assessment.report.leaflet import brief_pdf
from assessment.telling.blocks import Figures, text_of
from assessment.telling.brief.sandbox import SandboxSubject, said, sandbox_brief
from assessment.telling.speech import InWords
from assessment.word.leaflet import brief_word
from tests.batches import as_csv, records

DAY = datetime.date(2026, 11, 1)
LEVEL = 4
SOME = ("production_software", "industrial_platform")


@pytest.fixture(scope="module")
def batch():
    return score_file(default_advisor(), as_csv(records(default_advisor(), 30, 3)), DAY, "示例.csv")


def scenario(name="方案", **terms):
    return Scenario(name=name, level=LEVEL, years=3.0, **terms)


def results(batch, *scenarios):
    return tried_scenarios(batch, scenarios, "示例.csv", "zh").comparison.results


def moved(result):
    return result.anyway + result.gained


def test_unchanged_rules_give_todays_counts(batch):
    today, same, renamed = results(batch, scenario(), scenario("草案", draft={"minutes": 14}))
    counted = same.model_copy(update={"scenario": today.scenario})
    assert counted == today
    assert renamed.model_copy(update={"scenario": today.scenario, "edition": today.edition}) == today
    assert today.standing == int((batch.reading.scores["miit"].level_low >= LEVEL).sum())
    assert today.cost == today.gained == today.deadweight == 0


def test_a_scenario_that_moves_nobody_more_says_so_once_and_is_no_best(batch):
    found = tried_scenarios(batch, [scenario("补一点", percent=1, cap=0.01)], "示例.csv", "zh").comparison
    (_, tiny) = found.results
    assert tiny.gained == 0 and tiny.wasted_on > 0
    (summary, *_) = sandbox_brief(SandboxSubject(found, "zh")).sections
    words = list(text_of(summary.blocks))
    assert sum("补助没有多带动一家" in text for text in words) == 1 and not any("多带动 0 家" in text for text in words)
    (figures,) = (block for block in summary.blocks if isinstance(block, Figures))
    assert figures.items[-1].value == "+0" and not figures.items[-1].note


def test_every_firm_is_counted_once_in_all_and_in_each_kind_of_group(batch):
    for one in results(batch, scenario(percent=50, budget=200, only=("city=ganzhou", "city=yingtan"))):
        counts = (one.standing, one.anyway, one.gained, one.missed, one.not_asked, one.late, one.no_way, one.unproven)
        assert sum(counts) == len(batch.table) and sum(one.misses) == one.missed
        for by in ("city", "chain", "size"):
            some = [group for group in one.groups if group.by == by]
            assert sum(group.firms for group in some) == len(batch.table)
            assert sum(group.gained for group in some) == one.gained
            assert sum(group.cost for group in some) == one.cost


def test_more_money_never_moves_fewer_firms(batch):
    _, *found = results(batch, *(scenario(f"{sum_}", percent=50, cap=40, budget=sum_) for sum_ in (40, 160, 640)))
    _, unlimited = results(batch, scenario(percent=50, cap=40))
    assert sorted(map(moved, found)) == list(map(moved, found)) and moved(found[-1]) <= moved(unlimited)
    assert all(one.cost <= one.scenario.budget * 100 for one in found)
    assert moved(unlimited) > moved(found[0])


def test_what_is_paid_for_decides_who_is_paid(batch):
    _, all_, some = results(batch, scenario("都补", percent=60), scenario("补两类", percent=60, pays_for=SOME))
    book = default_advisor().measures.measures
    named = tuple(one.id for one in book.values() if one.category in SOME)
    (_, spelt) = results(batch, scenario("补两类", percent=60, pays_for=named))
    assert spelt.model_copy(update={"scenario": some.scenario}) == some
    assert some.cost < all_.cost and moved(some) <= moved(all_)
    (_, every) = results(batch, scenario("都补", percent=60, pays_for=tuple(book)))
    assert every.model_copy(update={"scenario": all_.scenario}) == all_


def test_easier_requirements_and_lower_prices_only_help(batch):
    easier = {"levels": [{"level": LEVEL, "requires": [{"node": "total", "at_least": 60}]}]}
    prices = dict.fromkeys(default_advisor().measures.measures, 0.1)
    today, draft, cheap = results(batch, scenario("草案", draft=easier), scenario("降价", prices=prices))
    assert draft.there >= today.there and draft.no_way <= today.no_way and draft.edition != today.edition
    assert cheap.there > today.there and cheap.standing == today.standing


def test_the_workbook_tells_of_each_firm_what_the_brief_counts(batch):
    tested = tried_scenarios(batch, [scenario(percent=50, budget=200)], "示例.csv", "zh")
    columns = {column.title.zh: column.cells for column in tested.firms.columns}
    (_, one) = tested.comparison.results
    told = Counter(columns["方案：结果"])
    assert (told["补助带动升级"], told["没有补助也会升级"], told["差钱"]) == (one.gained, one.anyway, one.missed)
    assert round(100 * sum(paid or 0 for paid in columns["方案：补助（万元）"])) == one.cost


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_brief_tells_the_counts_alike_on_page_and_paper(batch, lang):
    scenarios = [scenario("A", percent=50, cap=30, budget=200, only=("chain=modern_furniture",), pays_for=SOME)]
    scenarios.append(scenario("B", prices={"small_pilot": 0.5}, draft={"minutes": 14}))
    told = sandbox_brief(SandboxSubject(tried_scenarios(batch, scenarios, "示例.csv", lang).comparison, lang, "示例"))
    words = " ".join(text for section in told.sections for text in text_of(section.blocks))
    wanted = ("现代家具", "生产制造软件", "0.5 万元") if lang == "zh" else ("furniture", "Production software", "5,000")
    assert all(one in words for one in wanted), words
    assert "{" not in words
    assert brief_pdf(told).startswith(b"%PDF") and brief_word(told).startswith(b"PK")
    assert brief_pdf(told) == brief_pdf(told)


def test_a_scenario_comes_back_from_its_file(tmp_path):
    whole = scenario(
        "补两类", percent=33.3, cap=30, only=("city=ganzhou",), pays_for=SOME, prices={"small_pilot": 0.5}, merit=True,
        draft={"version": "010", "levels": [{"level": 2, "requires": [{"node": "total", "at_least": 45}]}]},
    )  # fmt: skip
    (tmp_path / "a.yaml").write_text(scenario_file(whole), encoding="utf-8")
    assert load_scenario(tmp_path / "a.yaml") == whole


HARD = {"levels": [{"level": LEVEL, "requires": [{"node": "total", "at_least": 100}]}]}


@pytest.mark.parametrize(
    ("scenarios", "words"),
    [
        ([], "1 到 4 个方案"),
        ([scenario(f"{n}") for n in range(MOST + 1)], "1 到 4 个方案"),
        ([scenario("a"), scenario("a")], "两个方案同名"),
        ([scenario("今天")], "两个方案同名"),
        ([scenario("a"), Scenario(name="b", level=2)], "要推到同一级"),
        ([Scenario(name="a", level=9)], "没有这个等级"),
        ([scenario(percent=50, budget=0)], "总额是 0，谁也补不到"),
        ([scenario(pays_for=("nothing",))], "不是一项措施，也不是一个类别"),
        ([scenario(prices={"nothing": 1.0})], "价格写的不是一项措施"),
        ([scenario(only=("city=paris",))], "可以选"),
        ([scenario(draft={"levels": [{"level": LEVEL, "drop": True}]})], "草案里没有这一级"),
        ([scenario(draft=HARD)], "没有一家企业到得了这一级"),
    ],
)
def test_what_cannot_be_tried_says_why(batch, scenarios, words):
    with pytest.raises(InputRefused) as refused:
        tried_scenarios(batch, scenarios, "示例.csv", "zh")
    assert words in refused.value.problems[0].sentence("zh")


def test_a_kept_scenario_that_names_what_is_gone_is_still_told():
    gone = scenario(percent=50, pays_for=("no_longer_known", *SOME), only=("city=赣州", "city=atlantis"))
    names = scenario_names(default_advisor(), [gone])
    assert set(names) == {*SOME, "city=赣州"} and names["city=赣州"].en == "Ganzhou"
    told = " ".join(said(InWords("zh"), gone, names))
    assert "no_longer_known、生产制造软件" in told and "赣州、city=atlantis" in told
