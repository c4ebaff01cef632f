"""Another answer to one question, tried out: the same figures as a new reading gives, and the firm stays as it is."""

import datetime

import pytest

from assessment.advisory import MAIN_FRAMEWORK, default_advisor
from assessment.advisory.what_if import what_if
from assessment.answers import Answer, AnswerTable, State
from assessment.answers.firm_file import load_firm
from assessment.problems import InputRefused
from tests.conftest import ROOT

ON = datetime.date(2026, 11, 23)


@pytest.fixture(scope="module")
def moulding() -> AnswerTable:
    return load_firm(ROOT / "seeds/firms/sample_moulding.yaml", default_advisor().bank)[1]


def _answer(value: object) -> Answer:
    return Answer(State.ANSWERED, value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fact", "value"), [("equipment_digital", 45.0), ("scene_quality", "l3"), ("employees", 900.0), ("cloud_use", "no")]
)
def test_before_and_after_are_what_two_readings_give(moulding: AnswerTable, fact: str, value: object):
    advisor, record = default_advisor(), moulding.record(0)
    found = what_if(advisor, moulding, 0, fact, _answer(value), ON)
    assert moulding.record(0) == record
    changed, faults = AnswerTable.from_records(advisor.bank, [record | {fact: value}])
    assert not faults
    before, after = (next(advisor.advise(table, ON)) for table in (moulding, changed))
    for change, one, other in zip(found.changes, before.frameworks, after.frameworks, strict=True):
        assert (change.before.points_low, change.before.level_low) == (one.points_low, one.level_low)
        assert (change.after.points_high, change.after.level_high) == (other.points_high, other.level_high)
    assert found.changes[0].before.framework == MAIN_FRAMEWORK
    assert before.plan is not None and found.plan_before == before.plan
    if after.plan is not None and after.plan.target_level == before.plan.target_level:
        assert found.plan_after == after.plan


def test_what_moves_nothing_says_so_and_a_missing_answer_makes_a_range(moulding: AnswerTable):
    advisor = default_advisor()
    same = what_if(advisor, moulding, 0, "equipment_digital", moulding.answer(0, "equipment_digital"), ON)
    assert not any(change.moved for change in same.changes)
    unknown = what_if(advisor, moulding, 0, "equipment_digital", Answer(State.DONT_KNOW), ON).changes[0]
    assert unknown.moved
    assert unknown.after.points_low < unknown.before.points_low <= unknown.after.points_high


def test_an_answer_that_does_not_go_with_the_others_is_refused_at_its_question(moulding: AnswerTable):
    with pytest.raises(InputRefused) as refused:
        what_if(default_advisor(), moulding, 0, "equipment_digital", _answer(5000.0), ON)
    assert any(problem.where.startswith("equipment") for problem in refused.value.problems)
