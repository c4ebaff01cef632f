"""The cases of providers' records: accepted steps, told by what was answered since."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assessment.advisory import default_advisor
from assessment.answers import read_answer
from assessment.store.assessments import Store
from assessment.work.promises import step_outcomes

BANK, MEASURES = default_advisor().bank, default_advisor().measures.measures


@pytest.fixture
def at(store: Store, monkeypatch: pytest.MonkeyPatch):
    """Sets the clock of the store to an hour of a day."""

    def set_(hour: int) -> None:
        monkeypatch.setattr(store, "_clock", lambda: datetime(2026, 11, 2, hour, tzinfo=UTC))

    return set_


def firm(store: Store, at, number: int, provider: str, before: str, after: str | None, origin: str = "self") -> None:
    """A firm that accepts a written plan from a provider at noon, having answered before and perhaps since."""

    def answer(fact: str, plain: str, origin: str = "self") -> None:
        store.save_answer(one, fact, read_answer(BANK.facts[fact], plain), origin, origin, None)

    at(9)
    one = store.create_assessment("zh")[0].id
    answer("firm_name", f"示例机械{number}有限公司")
    answer("transformation_progress", before)
    at(12)
    entry = {"state": "accepted", "units": 1, "provider": provider}
    store.put_plan_entry(one, "progress", "transformation_plan", entry, "owner")
    if after is not None:
        at(15)
        answer("transformation_progress", after, origin)


def test_only_what_was_answered_after_the_step_was_accepted_tells(store: Store, at) -> None:
    firm(store, at, 1, "示例甲", "none", "planned")
    firm(store, at, 2, "示例甲", "none", "informed")
    firm(store, at, 3, "示例乙", "planned", None)
    firm(store, at, 4, "示例丙", "none", "planned", "verified")
    firm(store, at, 5, "", "none", "planned")
    found = sorted(step_outcomes(store, BANK, MEASURES))
    assert found == [("示例丙", True), ("示例甲", False), ("示例甲", True)]
