"""What a level hangs on, against enumeration: every set of refusals is tried by scoring the refused answers anew."""

import datetime
from itertools import combinations

import numpy as np
import pytest

from assessment.advisory import default_advisor
from assessment.advisory.bearing import bearing
from assessment.answers import AnswerTable
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.content.frameworks import RatioItem
from assessment.scoring import score
from tests.random_firms import random_record

ON = datetime.date(2026, 11, 23)
ANSWERS_LEFT = 8
"""So many answers may still be refused; all others were verified. 256 sets each."""


def _refused(framework, record, fact_id):
    """The answer as a visitor who accepts nothing of it would write it down."""
    fact = framework.bank.facts[fact_id]
    if isinstance(fact, MultiFact):
        return [option.id for option in fact.options if option.excludes_others]
    if not isinstance(fact, ChoiceFact):
        return 0
    item = next(one for one in framework.items if one.facts == (fact_id,))
    worths = [(points, state.grade) for points, state in zip(item.points, item.states, strict=True)]
    return fact.options[worths.index(min(worths))].id


def _decisive(framework):
    found = {}
    for item in framework.items:
        for fact in item.spec.numerator if isinstance(item.spec, RatioItem) else item.facts:
            found[fact] = None
    return list(found)


def _firms(framework, rng, count):
    """Firms at every level, some of whose answers are open."""
    for _ in range(count):
        record = random_record(framework.bank, framework.facts, rng)
        for fact_id in _decisive(framework):
            fact = framework.bank.facts[fact_id]
            if isinstance(fact, ChoiceFact) and rng.random() < 0.6:
                record[fact_id] = fact.options[-1].id
            elif rng.random() < 0.1:
                record.pop(fact_id)
        yield record


@pytest.fixture(scope="module")
def main():
    return default_advisor().main_on(ON)


def _level(main, records):
    table, faults = AnswerTable.from_records(main.bank, records, [str(i) for i in range(len(records))])
    assert not faults
    return score(main, table)


@pytest.mark.parametrize("seed", range(6))
def test_smallest_sets_and_weights_are_what_enumeration_finds(main, seed):
    rng = np.random.default_rng(seed)
    seen = set()
    for record in _firms(main, rng, 12):
        level = int(_level(main, [record]).level_low[0])
        given = [fact for fact in _decisive(main) if fact in record]
        open_to_doubt = [str(f) for f in rng.choice(given, ANSWERS_LEFT, replace=False)]
        if not level or (level, seed) in seen:
            continue
        seen.add((level, seed))
        subsets = [s for n in range(ANSWERS_LEFT + 1) for s in combinations(open_to_doubt, n)]
        tried = _level(main, [record | {f: _refused(main, record, f) for f in s} for s in subsets])
        loses = {frozenset(s): bool(low < level) for s, low in zip(subsets, tried.level_low, strict=True)}
        sizes = [len(s) for s, lost in loses.items() if lost]

        told = bearing(_level(main, [record]), 0, set(main.bank.facts) - set(open_to_doubt), weights=True)
        assert told.level == level
        assert told.survives == (min(sizes) - 1 if sizes else None)
        smallest = {s for s, lost in loses.items() if lost and len(s) == min(sizes)}
        named = {frozenset(fact for claim in one for fact in claim.facts) for one in told.smallest}
        assert named <= smallest
        assert told.more or named == smallest
        weights = {weight.claim.facts[0]: weight.least for weight in told.weights}
        for fact in open_to_doubt:
            critical = [len(s) for s, lost in loses.items() if lost and fact in s and not loses[s - {fact}]]
            assert weights.get(fact) == min(critical, default=None)
    assert seen


def test_a_firm_without_a_level_has_none_to_lose(main):
    assert bearing(_level(main, [{}]), 0) is None


def test_what_was_verified_cannot_be_refused(main):
    record = next(r for r in _firms(main, np.random.default_rng(3), 50) if _level(main, [r]).level_low[0] > 0)
    told = bearing(_level(main, [record]), 0, main.bank.facts)
    assert told.survives is None and told.smallest == ()
