"""Rates fall on the right side of every edge, also for the largest figures; blocks of firms join without a seam."""

from fractions import Fraction

import numpy as np
import pytest

from assessment.answers import AnswerTable
from assessment.content.frameworks import read_range
from assessment.knowledge import Knowledge
from assessment.scoring import codes
from assessment.scoring.score import score
from tests.random_firms import random_record, with_gaps

RATES = [
    ("miit", "q02"),
    ("miit", "q11"),
    ("jiangxi-key-indicators", "equipment_digital_rate"),
    ("jiangxi-key-indicators", "equipment_cnc_rate"),
    ("jiangxi-key-indicators", "key_process_rate"),
]


def _band(item, rate: Fraction) -> int:
    """Position of the one band that holds the rate, looked up naively."""
    holding = []
    for position, band in enumerate(item.bands):
        left_closed, start, stop, right_closed = read_range(band.range)
        above = rate >= start / 100 if left_closed else rate > start / 100
        below = rate <= stop / 100 if right_closed else rate < stop / 100
        if above and below:
            holding.append(position)
    assert len(holding) == 1, "bands are total and do not overlap"
    return holding[0]


@pytest.mark.parametrize(("framework_id", "item_id"), RATES)
def test_a_step_on_either_side_of_every_edge(bank, frameworks, framework_id, item_id):
    framework = frameworks[framework_id]
    position = framework.item_position[item_id]
    item = framework.spec.items[position]
    part, whole = bank.facts[item.numerator[0]], bank.facts[item.denominator]
    steps = 10**whole.decimals
    rng = np.random.default_rng(17)
    largest = round(whole.maximum * steps)
    wholes = [*range(1, 60), 97, 1000, *rng.integers(1, largest, 150).tolist(), *range(largest - 60, largest + 1)]
    records, expected = [], []
    for total in wholes:
        for edge in {read_range(band.range)[1] / 100 for band in item.bands}:
            for share in {int(edge * total) + step for step in (-1, 0, 1, 2)}:
                if 0 <= share <= total:
                    figures = {part.id: share / steps, whole.id: total / steps}
                    records.append({"production_mode": "discrete"} | figures)
                    expected.append(_band(item, Fraction(share, total)))
    table, faults = AnswerTable.from_records(bank, records)
    assert not faults
    scores = score(framework, table)
    points = [framework.items[position].points[band] for band in expected]
    assert scores.item_low[position].tolist() == scores.item_high[position].tolist() == points


@pytest.mark.parametrize("framework_id", ["miit", "jiangxi-key-indicators", "eu-dma"])
def test_firms_score_alike_in_any_block(bank, frameworks, framework_id, monkeypatch):
    framework = frameworks[framework_id]
    rng = np.random.default_rng(18)
    records = [with_gaps(random_record(bank, framework.facts, rng), rng) for _ in range(50)]
    ids = [str(i) for i in range(50)]
    table, _ = AnswerTable.from_records(bank, records)
    whole = score(framework, table).frame(ids)
    for size in (1, 7, 49, 50):
        monkeypatch.setattr(codes, "BLOCK", size)
        assert score(framework, table).frame(ids).equals(whole)


def test_no_firms_give_no_scores(bank, frameworks):
    for framework in frameworks.values():
        assert len(score(framework, AnswerTable(bank, [], {}))) == 0


def test_tables_that_all_scorings_share_cannot_be_written_into(bank, miit):
    records = [random_record(bank, miit.facts, np.random.default_rng(seed)) for seed in (1, 2)]
    first, second = (codes.encode(miit, Knowledge(AnswerTable.from_records(bank, [one], ["a"])[0])) for one in records)
    pairs = [pair for a, b in zip(first, second, strict=True) for pair in ((a.low, b.low), (a.high, b.high))]
    shared = [one for one, other in pairs if one is other]
    assert shared and not any(one.flags.writeable for one in shared)
