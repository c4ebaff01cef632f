"""Answers carried over: never against a given answer, never past what follows, and exact over all completions."""

import numpy as np
import pytest

from assessment.answers import DONT_KNOW, Answer, AnswerTable, State
from assessment.asking import open_facts, union_of_facts, values_of_asking
from assessment.content.crosswalk import Crosswalk, load_crosswalk
from assessment.knowledge import CarriedKnowledge, Knowledge, suggestions
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
    assert [r.id for r in known.relations_behind(0, "digital_design_tools")] == ["design_software_is_a_design_tool"]


def test_no_design_tool_means_no_design_software(bank, crosswalk):
    """Contraposition: without any design tool, product design cannot stand at step 1."""
    known = CarriedKnowledge(_table(bank, {"digital_design_tools": "no"}), crosswalk)
    assert known.options("scene_product_design").tolist() == [bank.mask("scene_product_design", ["l0"])]


def test_a_given_answer_is_never_overridden_and_the_contradiction_is_told(bank, crosswalk):
    table = _table(bank, {"scene_product_design": "l2", "digital_design_tools": "no"})
    known = CarriedKnowledge(table, crosswalk)
    assert known.options("digital_design_tools").tolist() == [bank.mask("digital_design_tools", ["no"])]
    assert known.options("scene_product_design").tolist() == [bank.mask("scene_product_design", ["l2"])]
    assert "design_software_is_a_design_tool" in {relation.id for relation, rows in known.contradicted if rows[0]}


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
    miit = frameworks["miit-2024"]
    record = random_record(bank, miit.facts, np.random.default_rng(5))
    for fact in ("information_service_coverage", "cost_ratio_change"):
        record[fact] = None
    values = values_of_asking([miit], _table(bank, record), 0, None)
    assert [v.fact for v in values] == ["information_service_coverage", "cost_ratio_change"]
    assert values[0].narrowing == pytest.approx(0.10) and values[1].narrowing == pytest.approx(0.03)


def test_a_dont_know_is_worth_looking_up(bank, frameworks):
    miit = frameworks["miit-2024"]
    record = random_record(bank, miit.facts, np.random.default_rng(6)) | {"energy_change": DONT_KNOW.plain()}
    assert [v.fact for v in values_of_asking([miit], _table(bank, record), 0, None)] == ["energy_change"]
