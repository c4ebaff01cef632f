"""`miit` and the provincial quick check say exactly what was published."""

import datetime
from fractions import Fraction

import pytest

from tests.content.published_miit import LEVELS, MULTIPLE, NODE_POINTS, QUESTIONS, RATES, SCENES

AREAS = {"产品生命周期数字化", "生产执行数字化", "供应链数字化", "管理决策数字化"}


def _items(framework):
    return {item.id: item for item in framework.spec.items}


def _states(item) -> dict[str, Fraction]:
    if item.kind == "ratio":
        return {band.range: band.points for band in item.bands}
    return {state.name: state.points for state in item.options.values()}


def test_the_document_is_named_with_date_and_how_it_was_seen(miit):
    spec = miit.spec
    assert (spec.document, spec.date, spec.fidelity) == (
        "工信厅企业〔2024〕56号",
        datetime.date(2024, 9, 4),
        "secondary",
    )
    assert "zjtx.miit.gov.cn" in spec.official_place.zh
    assert {doubt.about for doubt in spec.doubts} >= {"q08", "q04", "levels", "scenes"}


def test_there_are_fifteen_questions_and_sixteen_scenes_and_nothing_else(miit):
    assert set(_items(miit)) == set(QUESTIONS) | set(SCENES)


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_has_its_published_options_and_points(miit, question):
    (_, _, _, points), published = QUESTIONS[question]
    item = _items(miit)[question]
    assert _states(item) == {name: Fraction(worth) for name, worth in published.items()}
    assert item.points == Fraction(points)
    assert (item.kind == "multi") == (question in MULTIPLE)


@pytest.mark.parametrize("question", RATES)
def test_each_rate_divides_the_published_counts(miit, question):
    item = _items(miit)[question]
    assert (item.numerator, item.denominator) == RATES[question]


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_stands_under_its_published_headings(miit, question):
    titles = [miit.nodes[node].title.zh for node in reversed(miit.path(_items(miit)[question].node))]
    assert titles == ["总分", *QUESTIONS[question][0][:3]]


def test_headings_carry_their_published_points(miit):
    operations = {"数字化经营", *AREAS}
    for node in miit.spec.nodes:
        if node.title.zh not in operations:
            assert miit.best(node.id) == node.points == Fraction(NODE_POINTS[node.title.zh]), node.title.zh
    assert {node.title.zh for node in miit.spec.nodes} == set(NODE_POINTS) | operations
    assert [node.title.zh for node in miit.dimensions] == ["数字化基础", "数字化管理", "数字化成效"]


@pytest.mark.parametrize("scene", SCENES)
def test_each_scene_gives_grades_and_no_points(miit, bank, scene):
    area, name, starred = SCENES[scene]
    item = _items(miit)[scene]
    assert (miit.nodes[item.node].title.zh, item.title.zh) == (area, name)
    assert bank.facts[item.fact].label.zh == name
    assert {option: state.grade for option, state in item.options.items()} == {f"l{i}": i for i in range(5)}
    assert {state.points for state in item.options.values()} == {0}
    assert (scene in miit.spec.sets["starred"].items) == starred
    assert scene in miit.spec.sets["scenes"].items


def test_levels_ask_for_points_and_scenes_both(miit):
    found = {}
    for level in miit.spec.levels:
        needs = {(need.node or need.items): need for need in level.requires}
        assert set(needs) == {"total", "scenes", "starred"}
        assert needs["scenes"].grade == needs["starred"].grade == level.level
        found[level.level] = (
            level.name.zh,
            needs["total"].at_least,
            needs["scenes"].at_least,
            needs["starred"].at_least,
        )
    assert found == LEVELS
    assert miit.spec.no_level.zh == "无等级"


# -- the provincial quick check: published values as edges, points of our own -----------------------------------------

EDGES = {
    "equipment_digital_rate": {"[0,45.2)": ("0", 0), "[45.2,57.7)": ("6.25", 1), "[57.7,100]": ("12.5", 2)},
    "equipment_connected_rate": {"[0,20)": ("0", 0), "[20,60)": ("6.25", 1), "[60,100]": ("12.5", 2)},
    "equipment_cnc_rate": {"[0,43.5)": ("0", 0), "[43.5,100]": ("12.5", 2)},
    "key_process_rate": {"[0,46.9)": ("0", 0), "[46.9,66.2)": ("6.25", 1), "[66.2,100]": ("12.5", 2)},
}
YES_NO = {
    "cloud": "cloud_use",
    "platform": "industrial_platform_use",
    "design_tools": "digital_design_tools",
    "digital_management": "digital_management",
}


@pytest.fixture
def quick(frameworks):
    return frameworks["jiangxi-key-indicators"]


def test_the_quick_check_says_it_is_our_own_and_not_official(quick):
    assert quick.spec.fidelity == "estimate"
    assert "不是官方评定" in quick.spec.purpose.zh
    assert "no official rating" in quick.spec.purpose.en


def test_rates_are_cut_at_published_values(quick):
    items = _items(quick)
    for item_id, bands in EDGES.items():
        found = {band.range: (band.points, band.grade) for band in items[item_id].bands}
        assert found == {edge: (Fraction(points), grade) for edge, (points, grade) in bands.items()}
    assert items["key_process_rate"].numerator == ("key_processes_nc", "key_processes_process_control")


def test_every_indicator_weighs_the_same_and_is_explained(quick):
    items = _items(quick)
    assert set(items) == set(EDGES) | set(YES_NO) == set(quick.spec.sets["indicators"].items)
    assert {item.points for item in items.values()} == {Fraction("12.5")}
    assert quick.best("total") == 100
    told = " ".join(doubt.about for doubt in quick.spec.doubts)
    assert all(item_id in told for item_id in items), "each choice of ours is told to the reader"


def test_yes_earns_all_and_no_earns_nothing(quick):
    for item_id, fact_id in YES_NO.items():
        item = _items(quick)[item_id]
        assert item.fact == fact_id
        assert {o: (s.points, s.grade) for o, s in item.options.items()} == {"no": (0, 0), "yes": (Fraction("12.5"), 2)}


def test_each_level_of_the_quick_check_asks_more_than_the_one_below(quick):
    needs = [(need.items, need.grade, need.at_least) for level in quick.spec.levels for need in level.requires]
    assert needs == [("indicators", 1, 2), ("indicators", 1, 4), ("indicators", 2, 6)]


def test_it_shares_its_facts_on_machines_with_the_national_questionnaire(quick, miit):
    assert set(quick.facts) & set(miit.facts) >= {"equipment_total", "equipment_digital", "equipment_connected"}
