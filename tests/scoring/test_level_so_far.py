"""Where a firm stands while it answers: the level is certain exactly when nothing that is left can move it."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.advisory import Advisor, default_advisor
from assessment.answers import AnswerTable
from assessment.asking.effort import effort, effort_of, unfolding
from assessment.asking.level_so_far import LevelSoFar
from assessment.content.facts import ChoiceFact
from assessment.knowledge import CarriedKnowledge
from assessment.scoring import Framework
from tests.random_firms import random_record


def standing(advisor: Advisor, miit: Framework, record: dict[str, object]) -> LevelSoFar:
    table, faults = AnswerTable.from_records(advisor.bank, [record])
    assert not faults
    return LevelSoFar(miit, CarriedKnowledge(table, advisor.crosswalk))


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_what_cannot_move_the_level_may_be_answered_any_way(miit: Framework, seed: int):
    """Two firms that differ only in questions that are said to move nothing have the same level in the end."""
    advisor, rng = default_advisor(), np.random.default_rng(seed)
    facts = tuple(fact for fact in advisor.bank.facts if fact in advisor.facts_to_fill([miit]))
    whole, other = (random_record(advisor.bank, facts, rng) for _ in range(2))
    begun = {fact: value for fact, value in whole.items() if rng.random() < seed % 10 / 10}
    now = standing(advisor, miit, begun)
    assert now.certain == (not now.moving)
    otherwise = {fact: value for fact, value in other.items() if fact not in begun and fact not in now.moving}
    kept = {fact: value for fact, value in whole.items() if fact in now.moving}
    table, _ = AnswerTable.from_records(advisor.bank, [whole, begun | otherwise | kept])
    assume(not table.refused)
    first, second = (LevelSoFar(miit, CarriedKnowledge(table.row(row), advisor.crosswalk)) for row in range(2))
    assert first.levels == second.levels
    assert now.levels[0] <= first.levels[0] <= now.levels[1]


def test_nothing_answered_leaves_every_level_possible(miit: Framework):
    now = standing(default_advisor(), miit, {})
    assert now.levels == (0, 4) and now.points == (0, 100) and now.width_of_points() == 100
    assert set(miit.facts) - now.moving == set(), "any of its questions may decide"


def test_the_time_promised_counts_signs_and_touches(miit: Framework):
    bank = default_advisor().bank
    cloud, machines = effort(bank.facts["cloud_use"]), effort(bank.facts["equipment_total"])
    assert (cloud.touches, machines.touches) == (1, 4) and machines.seconds > cloud.seconds
    assert (cloud + machines).signs == cloud.signs + machines.signs
    assert effort_of(bank, []).minutes == 1 and effort_of(bank, miit.facts).minutes > 5


def test_what_is_folded_away_costs_nothing_until_it_is_asked_for():
    scene = default_advisor().bank.facts["scene_product_design"]
    assert isinstance(scene, ChoiceFact) and [option.id for option in scene.folded] == ["l3", "l4"]
    shown, whole = effort(scene), effort(scene.model_copy(update={"top_folded": False}))
    opened = shown + unfolding(scene)
    assert shown.signs < whole.signs < opened.signs, "the line that unfolds is read, too"
    assert (shown.touches, opened.touches) == (1, 2) and shown.seconds < opened.seconds
