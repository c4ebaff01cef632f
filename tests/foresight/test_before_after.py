"""What caused a change: shares add up, agree with all orders, and nothing is put down to what did nothing."""

from __future__ import annotations

import datetime
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.advisory import default_advisor
from assessment.answers import UNANSWERED, AnswerTable, State
from assessment.foresight.before_after import CORRECTED, REAL, RULES, TOLD, before_after, causes_of
from assessment.foresight.record import pooled
from assessment.problems import InputRefused
from assessment.scoring import Framework, score
from tests.random_firms import random_record, with_gaps

FRAMEWORK = default_advisor().frameworks_on(datetime.date(2026, 11, 1))["miit"]


def changed_rules() -> Framework:
    """The same framework under another edition, in which one answer is worth less."""
    spec = FRAMEWORK.spec
    choices = [item for item in spec.items if item.kind == "choice"]
    item = next(item for item in choices if len({one.points for one in item.options.values()}) > 2)
    best = max(one.points for one in item.options.values())
    lower = {k: one if one.points == best else one.model_copy(update={"points": 0}) for k, one in item.options.items()}
    items = tuple(item.model_copy(update={"options": lower}) if one is item else one for one in spec.items)
    return Framework(spec.model_copy(update={"items": items, "version": "9999-draft"}), FRAMEWORK.bank)


def answers(seed: int):
    rng = np.random.default_rng(seed)
    record = with_gaps(random_record(FRAMEWORK.bank, FRAMEWORK.facts, rng), rng)
    table, _ = AnswerTable.from_records(FRAMEWORK.bank, [record])
    return {fact: table.answer(0, fact) for fact in table.columns}


def by_orders(rules, before, after, causes):
    """The mean effect of every switch over all orders."""
    switches = [*causes, RULES]

    def points(on):
        facts = frozenset().union(*(causes[one] for one in on if one != RULES))
        mix = {f: (after if f in facts else before).get(f, UNANSWERED) for f in {*before, *after}}
        framework = rules[RULES in on]
        return score(framework, AnswerTable.from_answers(framework.bank, [mix])).exact(0)[0]

    shares = dict.fromkeys(switches, Fraction(0))
    orders = list(permutations(switches))
    for order in orders:
        for i, switch in enumerate(order):
            shares[switch] += (points(order[: i + 1]) - points(order[:i])) / len(orders)
    return shares


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_shares_are_the_mean_over_all_orders_and_add_up(one, other):
    before, after, rules = answers(one), answers(other), (FRAMEWORK, changed_rules())
    causes = causes_of(before, after, corrected=frozenset(list(FRAMEWORK.facts)[:3]))
    split = before_after(rules, before, after, causes)
    assert {cause: share.points for cause, share in split.shares.items()} == by_orders(rules, before, after, causes)
    assert sum(share.points for share in split.shares.values()) == split.points[1] - split.points[0]
    assert sum(share.level for share in split.shares.values()) == split.level[1] - split.level[0]


def test_a_change_of_rules_alone_is_put_down_to_the_rules():
    same = answers(3)
    split = before_after((FRAMEWORK, changed_rules()), same, same, causes_of(same, same))
    assert set(split.shares) == {RULES} and split.shares[RULES].points == split.points[1] - split.points[0]


def test_each_changed_answer_has_one_cause():
    before, after = answers(1), answers(2)
    changed = {fact for fact in {*before, *after} if before.get(fact, UNANSWERED) != after.get(fact, UNANSWERED)}
    open_ = (State.UNANSWERED, State.DONT_KNOW)
    known = [fact for fact in changed if before.get(fact, UNANSWERED).state not in open_]
    causes = causes_of(before, after, frozenset(known[:1]), {"erp": frozenset(known[:2]), "mes": frozenset(known[1:3])})
    assert sorted(fact for facts in causes.values() for fact in facts) == sorted(changed)
    assert causes[CORRECTED] == {known[0]} and causes["erp"] == {known[1]} and causes["mes"] == {known[2]}
    assert all(before.get(fact, UNANSWERED).state in open_ for fact in causes[TOLD])
    assert REAL not in causes or causes[REAL] <= set(known)


def test_too_many_causes_are_refused():
    with pytest.raises(InputRefused, match="too many causes"):
        before_after((FRAMEWORK, FRAMEWORK), {}, {}, {f"m{i}": frozenset() for i in range(15)})


def test_two_lucky_cases_do_not_beat_forty():
    records = pooled(np.array([2, 36, 12, 3, 0]), np.array([2, 40, 20, 9, 0]))
    assert records.rate[0] < records.rate[1]
    assert records.high[0] - records.low[0] > records.high[1] - records.low[1]
    assert records.low[4] < records.rate[4] < records.high[4]


def test_nobody_without_cases_stands_out():
    records = pooled(np.zeros(3, np.int64), np.zeros(3, np.int64))
    assert np.allclose(records.rate, 0.5)
