"""Scenarios that somebody keeps: written anew under their name, deleted, and nobody else's."""

import pytest

from assessment.problems import InputRefused
from assessment.store import scenario_shelf
from assessment.store.assessments import Store


def test_a_scenario_is_its_owners_and_replaced_under_its_name(store: Store) -> None:
    store.keep_scenario("account:a", "补一半", {"percent": 50})
    store.keep_scenario("account:a", "补三成", {"percent": 30})
    store.keep_scenario("account:b", "补一半", {"percent": 1})
    store.keep_scenario("account:a", "补一半", {"percent": 55})
    assert sorted(one["percent"] for one in store.scenarios("account:a")) == [30, 55]
    assert store.trail.lines()[0].act == "scenario_kept"
    store.forget_scenario("account:a", "补一半")
    assert store.scenarios("account:a") == [{"percent": 30}]
    assert store.scenarios("account:b") == [{"percent": 1}]


def test_too_many_are_refused_and_none_is_lost(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenario_shelf, "MOST_SCENARIOS", 2)
    for name in ("甲", "乙"):
        store.keep_scenario("account:a", name, {"name": name})
    with pytest.raises(InputRefused):
        store.keep_scenario("account:a", "丙", {"name": "丙"})
    store.keep_scenario("account:a", "乙", {"name": "乙 2"})
    assert {one["name"] for one in store.scenarios("account:a")} == {"甲", "乙 2"}
