"""Answers carried over: never against a given answer, never past what follows, and exact over all completions."""

import itertools

import numpy as np
import pytest

from assessment.answers import DONT_KNOW, Answer, AnswerTable, State
from assessment.asking import open_facts, union_of_facts, values_of_asking
from assessment.content.crosswalk import Crosswalk, load_crosswalk
from assessment.knowledge import CarriedKnowledge, Knowledge, carried_over, contradictions, suggestions
from assessment.scoring.score import score
from tests.conftest import ROOT
from tests.random_firms import random_record, with_gaps


@pytest.fixture(scope="module")
def crosswalk(bank) -> Crosswalk:
    return load_crosswalk(ROOT / "questionnaires" / "crosswalk.yaml", bank)


def _table(bank, *records):
    table, faults = AnswerTable.from_records(bank, records)
    assert not faults
    return table


def test_design_software_settles_the_design_tool_question(bank, crosswalk):
    known = CarriedKnowledge(_table(bank, {"scene_product_design": "l1"}, {"scene_product_design": "l0"}), crosswalk)
    yes = bank.mask("digital_design_tools", ["yes"])
    both = bank.mask("digital_design_tools", ["yes", "no"])
    assert known.options("digital_design_tools").tolist() == [yes, both]
    assert _behind(known, 0, "digital_design_tools") == [("design_software_is_a_design_tool",)]


def test_no_design_tool_means_no_design_software(bank, crosswalk):
    """Contraposition: without any design tool, product design cannot stand at step 1."""
    known = CarriedKnowledge(_table(bank, {"digital_design_tools": "no"}), crosswalk)
    assert known.options("scene_product_design").tolist() == [bank.mask("scene_product_design", ["l0"])]


def test_a_given_answer_is_never_overridden_and_the_contradiction_is_told(bank, crosswalk):
    table = _table(bank, {"scene_product_design": "l2", "digital_design_tools": "no"})
    known = CarriedKnowledge(table, crosswalk)
    assert known.options("digital_design_tools").tolist() == [bank.mask("digital_design_tools", ["no"])]
    assert known.options("scene_product_design").tolist() == [bank.mask("scene_product_design", ["l2"])]
    assert _at_odds(known, 0) == {("scene_product_design", "digital_design_tools")}


def test_two_given_answers_at_odds_through_an_open_one_are_named_and_it_stays_open(bank, crosswalk):
    """Web sales are online sales, and online sales are among the everyday tools: the middle one was not answered."""
    table = _table(bank, {"web_sales_to_consumers": "yes", "everyday_digital_tools": ["website"]})
    known = CarriedKnowledge(table, crosswalk)
    assert _at_odds(known, 0) == {("web_sales_to_consumers", "everyday_digital_tools")}
    assert not known.settled("online_sales_share")[0] and not known.carried.get("online_sales_share")
    (pair,) = contradictions(known, 0)
    assert "已经超过营业额的 1%" in pair.reason.zh and "就是在网上卖货" in pair.reason.zh, "the whole way is told"


def test_what_follows_through_an_open_answer_still_follows(bank, crosswalk):
    known = CarriedKnowledge(_table(bank, {"web_sales_to_consumers": "yes"}), crosswalk)
    assert known.settled("online_sales_share")[0]
    assert _behind(known, 0, "everyday_digital_tools") == [("web_sales_are_online_sales", "online_sales_row")]
    (follows,) = [one for one in carried_over(known, 0) if one.fact == "everyday_digital_tools"]
    assert follows.sources == ("web_sales_to_consumers",), "an answer nobody gave is no source"


def test_not_applicable_passes_nothing_on(bank, crosswalk):
    record = {"web_sales_to_consumers": "yes", "online_sales_share": {"state": "not_applicable", "reason": "示例"}}
    known = CarriedKnowledge(_table(bank, record | {"everyday_digital_tools": ["website"]}), crosswalk)
    assert not known.contradicted and not known.settled("online_sales_share")[0]


def test_carrying_over_is_exactly_what_every_consistent_completion_has_in_common(bank, crosswalk):
    """Compared with enumeration, over every part of the crosswalk and every mix of answers and gaps.

    Where a consistent completion exists, what is possible of each fact is what some completion holds, and nothing is
    named; where none does, a pair of given answers that rule each other out is named.
    """
    rng, seen = np.random.default_rng(11), [0, 0]
    for worlds in _worlds(bank, crosswalk):
        facts = list(worlds[0])
        for _ in range(150):
            picked = {f: worlds[rng.integers(len(worlds))][f] for f in facts}
            gaps = {f: [None, {"state": "dont_know"}][rng.integers(2)] for f in facts if rng.random() < 0.6}
            given = {f: value for f, value in picked.items() if f not in gaps}
            known = CarriedKnowledge(_table(bank, {f: _plain(v) for f, v in given.items()} | gaps), crosswalk)
            left = [w for w in worlds if all(w[f] == v for f, v in given.items())]
            odds = _at_odds(known, 0)
            assert bool(odds) == (not left)
            assert all(not [w for w in worlds if w[a] == given[a] and w[b] == given[b]] for a, b in odds)
            assert all(known.table.answer(0, f).state is State.ANSWERED for pair in odds for f in pair)
            seen[bool(odds)] += 1
            for fact in facts if left else ():
                assert _possible(known, fact, worlds) == {w[fact] for w in left}, (given, fact)
    assert min(seen) > 20, "both cases are met often enough to mean something"


def _behind(known, row, fact):
    return [tuple(r.id for r in chain.relations) for chain in known.chains_behind(row, fact)]


def _at_odds(known, row):
    return {(chain.given.fact, chain.follows.fact) for chain, rows in known.contradicted if rows[row]}


def _plain(value):
    return sorted(value) or ["none"] if isinstance(value, frozenset) else value


def _worlds(bank, crosswalk):
    """For each set of facts that relations join: every combination of answers that keeps to all of them.

    Of a multi fact only the options that a relation names are ticked or not.
    """
    binding = [r for r in crosswalk.relations if r.relation != "suggests"]
    named: dict[str, set[str]] = {}
    for relation in binding:
        for side in (relation.source, relation.target):
            named.setdefault(side.fact, set()).update(side.options)
    while binding:
        facts, mine = {binding[0].source.fact}, []
        while found := [r for r in binding if {r.source.fact, r.target.fact} & facts]:
            binding = [r for r in binding if r not in found]
            mine += found
            facts |= {fact for r in found for fact in (r.source.fact, r.target.fact)}
        values = [_values(bank.facts[f], sorted(named[f])) for f in sorted(facts)]
        every = (dict(zip(sorted(facts), chosen, strict=True)) for chosen in itertools.product(*values))
        yield [world for world in every if all(_keeps(bank, r, world) for r in mine)]


def _values(fact, named):
    if fact.kind == "multi":
        return [frozenset(c) for n in range(len(named) + 1) for c in itertools.combinations(named, n)]
    return [option.id for option in fact.options]


def _keeps(bank, relation, world):
    source, target = (_true(bank, side, world[side.fact]) for side in (relation.source, relation.target))
    return source == target if relation.relation == "equal" else target or not source


def _true(bank, side, value):
    if isinstance(value, frozenset):
        return set(side.options) <= value
    if side.at_least is None:
        return value in side.options
    return bank.option_index(side.fact, value) >= bank.option_index(side.fact, side.at_least)


def _possible(known, fact_id, worlds):
    fact = known.bank.facts[fact_id]
    if fact.kind == "multi":
        named = frozenset().union(*(w[fact_id] for w in worlds))
        surely, possibly = (set(known.bank.decode(fact, int(ticks[0]))) for ticks in known.ticks(fact_id))
        return {value for value in _values(fact, sorted(named)) if surely <= value <= possibly}
    return {o.id for i, o in enumerate(fact.options) if known.options(fact_id)[0] >> i & 1}


def test_carrying_over_only_ever_narrows(bank, frameworks, crosswalk):
    rng = np.random.default_rng(3)
    facts = tuple(union_of_facts(list(frameworks.values())))
    table = _table(bank, *(with_gaps(random_record(bank, facts, rng), rng, 0.6) for _ in range(300)))
    plain, carried = Knowledge(table), CarriedKnowledge(table, crosswalk)
    narrowed = 0
    for framework in frameworks.values():
        before, after = score(framework, table, plain), score(framework, table, carried)
        for (low, high), (low2, high2) in [(before.points(), after.points())]:
            assert (low2 >= low).all() and (high2 <= high).all() and (low2 <= high2).all()
            narrowed += int(((low2 > low) | (high2 < high)).sum())
        assert (after.level_low >= before.level_low).all() and (after.level_high <= before.level_high).all()
    assert narrowed, "the crosswalk must matter somewhere"


def test_completions_that_respect_the_relations_stay_inside(bank, frameworks, crosswalk):
    rng = np.random.default_rng(4)
    framework = frameworks["eurostat-dii-v3"]
    others = tuple({r.source.fact for r in crosswalk.relations} | {r.target.fact for r in crosswalk.relations})
    facts = tuple(dict.fromkeys([*framework.facts, *(f for f in others if bank.facts[f].kind != "amount")]))
    records = [random_record(bank, facts, rng) for _ in range(4000)]
    whole = CarriedKnowledge(_table(bank, *records), crosswalk)
    sound = np.ones(len(records), bool)
    for _, rows in whole.contradicted:
        sound &= ~rows
    records = [record for record, ok in zip(records, sound, strict=True) if ok]
    assert len(records) >= 20
    complete = score(framework, _table(bank, *records))
    gaps = _table(bank, *(with_gaps(record, rng, 0.5) for record in records))
    interval = score(framework, gaps, CarriedKnowledge(gaps, crosswalk))
    assert (interval.points()[0] <= complete.points()[0]).all()
    assert (interval.points()[1] >= complete.points()[1]).all()


def test_a_suggestion_is_only_offered(bank, crosswalk):
    table = _table(bank, {"revenue": 2600})
    offered = {s.fact: s for s in suggestions(table, 0, crosswalk)}
    assert offered["revenue_average"].answer == Answer(State.ANSWERED, 2600.0)
    assert np.isnan(CarriedKnowledge(table, crosswalk).table.columns["revenue"].values[0]) is np.False_
    low, high = CarriedKnowledge(table, crosswalk).number("revenue_average")
    assert low[0] < 2600 < high[0], "nothing is known until a person confirms"


def test_what_is_settled_is_not_asked_again(bank, frameworks, crosswalk):
    chosen = [frameworks["jiangxi-key-indicators"], frameworks["eurostat-dii-v3"]]
    table = _table(bank, {"scene_product_design": "l1", "cloud_purchased": "yes", "city": "nanchang"})
    open_now = open_facts(chosen, table, 0, crosswalk)
    assert "digital_design_tools" not in open_now and "cloud_use" not in open_now
    assert "digital_design_tools" in open_facts(chosen, table, 0, None)


def test_the_most_telling_question_is_the_one_with_the_widest_item(bank, frameworks):
    miit = frameworks["miit"]
    record = random_record(bank, miit.facts, np.random.default_rng(5))
    for fact in ("information_service_coverage", "cost_ratio_change"):
        record[fact] = None
    values = values_of_asking([miit], _table(bank, record), 0, None)
    assert [v.fact for v in values] == ["information_service_coverage", "cost_ratio_change"]
    assert values[0].narrowing == pytest.approx(0.10) and values[1].narrowing == pytest.approx(0.03)


def test_a_dont_know_is_worth_looking_up(bank, frameworks):
    miit = frameworks["miit"]
    record = random_record(bank, miit.facts, np.random.default_rng(6)) | {"energy_change": DONT_KNOW.plain()}
    assert [v.fact for v in values_of_asking([miit], _table(bank, record), 0, None)] == ["energy_change"]
