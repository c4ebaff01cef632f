"""A rehearsal of the visit: the level on proofs alone, the fewest proofs more, held to enumeration and the scorer."""

import datetime
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.advisory import default_advisor
from assessment.advisory.claims import claims_of
from assessment.advisory.rehearsal import AnswerProof
from assessment.advisory.rehearsing import rehearsal_of
from assessment.answers import AnswerTable
from assessment.answers.firm_file import load_firm
from assessment.problems import InputRefused
from assessment.scoring import score

TODAY = datetime.date(2026, 11, 26)
NAMES = ("moulding", "ceramics", "furniture")
FIRMS = Path(__file__).parents[1] / "seeds" / "firms"


def _table(name):
    return load_firm(FIRMS / f"sample_{name}.yaml", default_advisor().bank)[1]


def _claims():
    return list(claims_of(default_advisor().main_on(TODAY)))


def _level_with(table, proven):
    """The level and points that the scorer gives when every answer without proof is taken back."""
    advisor = default_advisor()
    record = table.record(0)
    unproved = {fact for claim in _claims() if claim not in proven for fact in claim}
    kept, _ = AnswerTable.from_records(advisor.bank, [{f: v for f, v in record.items() if f not in unproved}], ["x"])
    scores = score(advisor.main_on(TODAY), kept)
    return int(scores.level_low[0]), scores.exact(0)[0]


def _proofs(claims):
    return [AnswerProof(fact=fact, day=TODAY) for claim in claims for fact in claim]


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_an_answer_without_proof_counts_as_if_it_were_not_given(name, data):
    table, claims = _table(name), _claims()
    proven = data.draw(st.sets(st.sampled_from(claims)), label="proven")
    found = rehearsal_of(default_advisor(), table, 0, _proofs(proven), TODAY)
    level, points = _level_with(table, proven)
    assert (found.proved_level, found.proved_points) == (level, float(points))
    assert found.proved_level <= found.claimed_level and found.proved_points <= found.claimed_points


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_no_fewer_proofs_let_a_level_stand(name, data):
    table, claims = _table(name), _claims()
    without = data.draw(st.lists(st.sampled_from(claims), min_size=3, max_size=6, unique=True), label="without proof")
    proven = [claim for claim in claims if claim not in without]
    found = rehearsal_of(default_advisor(), table, 0, _proofs(proven), TODAY)
    for level in found.levels:
        sizes = [
            size
            for size in range(len(without) + 1)
            if any(
                _level_with(table, [*proven, *more])[0] >= level.level for more in itertools.combinations(without, size)
            )
        ]
        assert (level.missing if level.level <= found.claimed_level else None) == min(sizes, default=None)


def test_everything_proved_stands_as_claimed_and_nothing_proved_says_how_many_are_missing():
    table, claims = _table("furniture"), _claims()
    every = rehearsal_of(default_advisor(), table, 0, _proofs(claims), TODAY)
    assert every.proved_level == every.claimed_level == 2
    assert all(line.state == "evidenced" and not line.needed for line in every.lines)
    assert every.sentence.zh == "凭手里的材料，现在上门就站得住二级，和自报的一样。以现场评定为准。"
    none = rehearsal_of(default_advisor(), table, 0, [], TODAY)
    needed = [line for line in none.lines if line.needed]
    assert len(needed) == none.levels[1].missing
    assert [line.needed for line in none.lines] == sorted((line.needed for line in none.lines), reverse=True)
    some = rehearsal_of(default_advisor(), table, 0, _proofs([line.claim.facts for line in needed]), TODAY)
    assert some.proved_level == 2


def test_a_paper_that_is_too_old_or_not_at_hand_does_not_count_and_a_visit_does():
    table = _table("furniture")
    proofs = [
        AnswerProof(fact="network", day=TODAY - datetime.timedelta(days=400)),
        AnswerProof(fact="scene_finance", keeper="示例会计", due=datetime.date(2026, 12, 5), at_hand=False),
        AnswerProof(fact="scene_quality", verified=True, day=TODAY),
        AnswerProof(fact="scene_equipment"),
    ]
    found = rehearsal_of(default_advisor(), table, 0, proofs, TODAY)
    states = {line.claim.facts[0]: line.state for line in found.lines}
    assert states["network"] == "old" and states["scene_finance"] == "missing"
    assert states["scene_quality"] == "verified" and states["scene_equipment"] == "evidenced"
    assert found.proved == 2
    line = next(line for line in found.lines if line.claim.facts == ("scene_finance",))
    assert line.counts is not None and line.does_not is not None and line.asked_for is not None


def test_for_the_plans_level_the_list_has_what_the_plan_is_still_to_bring():
    advisor, table = default_advisor(), _table("ceramics")
    plan = next(advisor.advise(table, TODAY)).plan
    found = rehearsal_of(advisor, table, 0, _proofs(_claims()), TODAY, plan)
    assert found.target == plan.target_level
    changed = {change.fact for step in plan.steps for change in step.changes if not change.hoped_for}
    late = [line for line in found.lines if line.after_plan]
    assert late and {fact for line in late for fact in line.claim.facts} <= changed
    assert all(line.state == "missing" and not line.needed for line in late)
    assert [line.after_plan for line in found.lines] == sorted(line.after_plan for line in found.lines)


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        (AnswerProof(fact="network", day=TODAY + datetime.timedelta(days=1)), ["dated in the future", "2026-11-26"]),
        (AnswerProof(fact="firm_name", day=TODAY), ["no such question", "national indicators"]),
    ],
    ids=["tomorrow", "no question"],
)
def test_a_proof_of_tomorrow_or_of_nothing_is_refused(proof, words):
    with pytest.raises(InputRefused) as refused:
        rehearsal_of(default_advisor(), _table("furniture"), 0, [proof], TODAY)
    assert all(word in refused.value.problems[0].sentence("en") for word in words)


def test_every_question_that_a_level_counts_has_an_example_each_way():
    advisor = default_advisor()
    found = rehearsal_of(advisor, _table("furniture"), 0, [], TODAY)
    assert all(line.counts is not None and line.does_not is not None for line in found.lines)
