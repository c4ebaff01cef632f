"""Every framework against its rule written a second time, on thousands of random firms, with and without gaps."""

import numpy as np
import pytest

from assessment.answers import AnswerTable
from assessment.content.frameworks import with_parameters
from assessment.scoring.framework import Framework
from assessment.scoring.score import score
from tests.random_firms import random_record, with_gaps
from tests.scoring import independent_eu, independent_jiangxi
from tests.scoring.independent_miit import official_ends

FIRMS = 1_000


def _scored(framework, bank, records):
    table, faults = AnswerTable.from_records(bank, records)
    assert not faults
    return score(framework, table)


def _plain(framework, record):
    """What the naive rules read: every fact of the framework, ``None`` where there is no answer."""
    return {f: None if isinstance(record.get(f), dict) else record.get(f) for f in framework.facts}


@pytest.fixture(scope="module")
def firms(bank):
    """Random records of a framework: weak and strong, the first half complete, the second with gaps."""

    def draw(framework, seed):
        rng = np.random.default_rng(seed)
        records = []
        for i in range(FIRMS):
            record = _leaning(bank, random_record(bank, framework.facts, rng), rng, rng.random())
            records.append(with_gaps(record, rng, rng.uniform(0, 0.6)) if i % 2 else record)
        return records

    return draw


def _leaning(bank, record, rng, strength):
    """The record with many of its answers pushed to the better (or the worse) end, so that every level is met."""
    for fact_id, fact in bank.facts.items():
        if fact_id not in record or rng.random() > abs(2 * strength - 1):
            continue
        best = strength > 0.5
        if fact.kind == "choice" and fact_id != "production_mode":
            record[fact_id] = fact.options[-1 if best else 0].id
        elif fact.kind == "multi":
            meant = [o.id for o in fact.options if o.excludes_others != best]
            record[fact_id] = meant if best else meant[:1]
        elif getattr(fact, "at_most", None):
            record[fact_id] = record[fact.at_most] if best else 0
    return record


def _same_levels(scores, ends, levels_wanted):
    assert scores.level_low.tolist() == [low for low, _ in ends]
    assert scores.level_high.tolist() == [high for _, high in ends]
    assert {low for low, high in ends if low == high} >= levels_wanted, "the sample must meet every level"


def test_national_indicators(bank, miit, firms):
    records = firms(miit, 1)
    options = {f.id: [o.id for o in f.options] for f in bank.facts.values() if hasattr(f, "options")}
    scores = _scored(miit, bank, records)
    expected = [official_ends(_plain(miit, record), options) for record in records]
    assert [scores.exact(row) for row in range(FIRMS)] == [points for points, _ in expected]
    _same_levels(scores, [level for _, level in expected], {0, 1, 2, 4})


@pytest.mark.parametrize(
    ("chosen", "reading"),
    [
        ({}, {}),
        ({"q1_weighting": "B"}, {"averaged": True}),
        ({"q7_negative_tick": "seven"}, {"negative_rows": 7}),
        ({"q1_weighting": "B", "q7_negative_tick": "seven"}, {"averaged": True, "negative_rows": 7}),
    ],
    ids=["default", "q1 averaged", "q7 over seven", "both"],
)
def test_digital_maturity_assessment(bank, frameworks, firms, chosen, reading):
    framework = Framework(with_parameters(frameworks["eu-dma"].spec, chosen), bank)
    records = firms(framework, 2)
    scores = _scored(framework, bank, records)
    ends = []
    for row, record in enumerate(records):
        expected = independent_eu.dma_dimensions(_plain(framework, record), **reading)
        assert [scores.exact(row, node.id) for node in framework.dimensions] == expected
        overall = tuple(sum(dimension[end] for dimension in expected) / 6 for end in (0, 1))
        assert scores.exact(row) == overall
        ends.append(tuple(map(independent_eu.dma_class, overall)))
    _same_levels(scores, ends, {1, 2, 3, 4})


def test_digital_intensity_index(bank, frameworks, firms):
    framework = frameworks["eurostat-dii-v3"]
    records = firms(framework, 3)
    scores = _scored(framework, bank, records)
    expected = [independent_eu.dii_points(_plain(framework, record)) for record in records]
    assert [scores.exact(row) for row in range(FIRMS)] == expected
    _same_levels(scores, [tuple(map(independent_eu.dii_class, ends)) for ends in expected], {1, 2, 3, 4})


def test_provincial_quick_check(bank, frameworks, firms):
    framework = frameworks["jiangxi-key-indicators"]
    records = firms(framework, 4)
    scores = _scored(framework, bank, records)
    ends = []
    for row, record in enumerate(records):
        grades = independent_jiangxi.indicator_grades(_plain(framework, record))
        low, high = ([grade[end] for grade in grades] for end in (0, 1))
        assert scores.exact(row) == (independent_jiangxi.points(low), independent_jiangxi.points(high)), record
        ends.append((independent_jiangxi.level(low), independent_jiangxi.level(high)))
    _same_levels(scores, ends, {0, 1, 2, 3})
