"""`miit` against the published rule written a second time, on thousands of random firms and every boundary."""

from fractions import Fraction

import numpy as np
import pytest

from assessment.answers import AnswerTable
from assessment.scoring.score import score
from tests.random_firms import random_record
from tests.scoring.independent_miit import SCENES, STARRED, official_level, official_points

FIRMS = 6000


def _options(bank):
    return {f.id: [o.id for o in f.options] for f in bank.facts.values() if hasattr(f, "options")}


def _table(bank, records):
    table, faults = AnswerTable.from_records(bank, records)
    assert not faults
    return table


def _strong_record(bank, framework, rng, strength):
    """A random firm leaning to better answers, so that every level occurs."""
    record = random_record(bank, framework.facts, rng)
    for scene in SCENES:
        record[f"scene_{scene}"] = f"l{min(4, rng.binomial(4, strength) + (rng.random() < strength / 4))}"
    for fact_id in framework.facts:
        fact = bank.facts[fact_id]
        if fact.kind == "multi":
            ticked = [o.id for o in fact.options if not o.excludes_others and rng.random() < strength]
            record[fact_id] = ticked or [o.id for o in fact.options if o.excludes_others]
        elif fact.kind == "choice" and not fact_id.startswith("scene_") and rng.random() < strength:
            record[fact_id] = fact.options[-1].id
    return record


def test_thousands_of_random_firms_agree(bank, miit):
    rng = np.random.default_rng(20240904)
    records = [_strong_record(bank, miit, rng, rng.uniform(0.05, 1)) for _ in range(FIRMS)]
    scores = score(miit, _table(bank, records))
    options = _options(bank)
    expected_levels = []
    for row, record in enumerate(records):
        expected = official_points(record, options)
        assert scores.exact(row) == (expected, expected)
        expected_levels.append(official_level(record, expected))
    assert scores.level_low.tolist() == scores.level_high.tolist() == expected_levels
    assert set(expected_levels) == {0, 1, 2, 3, 4}, "the sample must meet every level"


@pytest.mark.parametrize("part", range(0, 101))
def test_every_whole_rate_falls_into_its_published_band(bank, miit, part):
    worth = 0 if part <= 10 else 1.5 if part <= 20 else 3 if part <= 40 else 4.5 if part <= 60 else 6
    scores = score(miit, _table(bank, [{"equipment_total": 100, "equipment_digital": part}]))
    item = miit.item_position["q02"]
    assert scores.item_low[item, 0] == scores.item_high[item, 0] == worth * miit.unit


@pytest.mark.parametrize(
    ("level", "points", "scenes", "starred"), [(4, 80, 10, 6), (3, 60, 8, 5), (2, 40, 6, 3), (1, 20, 6, 3)]
)
def test_a_level_needs_its_points_its_scenes_and_its_starred_scenes(miit, level, points, scenes, starred):
    compiled = next(entry for entry in miit.levels if entry.level == level)
    by_kind = {(t.node, t.set_id, t.grade): t.at_least for t in compiled.thresholds}
    assert by_kind == {
        ("total", None, 0): points * miit.unit,
        (None, "scenes", level): scenes,
        (None, "starred", level): starred,
    }


def _firm_at(bank, miit, *, scenes, level, target):
    """A firm whose scenes stand as told and whose points are exactly ``target``, made of band points."""
    options = _options(bank)
    record = {f"scene_{s}": (f"l{level}" if s in scenes else f"l{level - 1}") for s in SCENES}
    record |= {"equipment_total": 100, "equipment_digital": 0, "equipment_connected": 0}
    record |= {"digital_investment_average": 0, "revenue_average": 100}
    for fact in miit.facts:
        if fact not in record:
            record[fact] = options[fact][0] if bank.facts[fact].kind == "choice" else ["none"]
    steps = [
        ("information_service_coverage", "all"), ("transformation_progress", "peer_exchange"),
        ("energy_change", "decreased"), ("quality_change", "increased"), ("revenue_per_head_change", "increased"),
        ("cost_ratio_change", "decreased"),
        ("equipment_digital", 61), ("equipment_connected", 61), ("digital_investment_average", 61),
        *((f, [o for o in options[f] if o != "none"]) for f in (
            "network", "network_security", "data_security", "management_mechanisms", "digital_talent",
            "automatic_data_collection")),
    ]  # fmt: skip
    for fact, value in steps:
        tried = record | {fact: value}
        if official_points(tried, options) <= target:
            record = tried
    for fact in ("equipment_digital", "equipment_connected", "digital_investment_average"):
        for part in (11, 21, 41):
            tried = record | {fact: part}
            if record[fact] == 0 and official_points(tried, options) <= target:
                record = tried
    for fact in ("energy_change", "quality_change", "revenue_per_head_change", "cost_ratio_change"):
        tried = record | {fact: "unchanged"}
        if record[fact] == options[fact][0] and official_points(tried, options) <= target:
            record = tried
    for step in options["automatic_data_collection"]:
        ticked = [s for s in record["automatic_data_collection"] if s != "none"]
        tried = record | {"automatic_data_collection": [*ticked, step]}
        if step not in ("none", *ticked) and official_points(tried, options) <= target:
            record = tried
    return record, official_points(record, options)


@pytest.mark.parametrize(
    ("level", "points", "scenes", "starred"), [(4, 80, 10, 6), (3, 60, 8, 5), (2, 40, 6, 3), (1, 20, 6, 3)]
)
def test_each_threshold_missed_by_one_costs_the_level(bank, miit, level, points, scenes, starred):
    stars = [s for s in SCENES if s in STARRED]
    plain = [s for s in SCENES if s not in STARRED]

    def level_of(reached, target):
        record, reached_points = _firm_at(bank, miit, scenes=set(reached), level=level, target=target)
        scores = score(miit, _table(bank, [record]))
        assert scores.exact(0)[0] == reached_points
        assert int(scores.level_low[0]) == official_level(record, reached_points)
        return int(scores.level_low[0]), reached_points

    just = stars[:starred] + plain[: scenes - starred]
    assert level_of(just, Fraction(points + 1))[0] == level
    assert level_of(just[:-1], Fraction(points + 1))[0] < level, "one scene too few"
    fewer_stars = stars[: starred - 1] + plain[: min(len(plain), scenes - starred + 1)]
    assert level_of(fewer_stars, Fraction(points + 1))[0] < level, "one starred scene too few"
    assert level_of(just, Fraction(points) - Fraction("0.001"))[0] < level, "points just below"
