"""Rounds: only an open one takes answers, by whatever way they come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from assessment.answers import UNANSWERED, Answer, State
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmQuery
from assessment.store.firm_records import FirmIdentity, Round
from assessment.store.refusals import RoundClosed, RoundRefused
from tests.store.conftest import Clock

YES = Answer(State.ANSWERED, "yes")

WRITES: dict[str, Callable[[Store, UUID], object]] = {
    "an answer on a page": lambda store, own: store.save_answer(own, "erp", YES, "self", "self", UNANSWERED),
    "an import": lambda store, own: store.save_answer(own, "erp", YES, "self", "import", None),
    "a late answer": lambda store, own: store.save_late_answer(own, "erp", YES, "self", "self", None),
    "a verified answer": lambda store, own: store.save_answer(own, "erp", YES, "verified", "顾问", UNANSWERED),
    "a refused entry": lambda store, own: store.keep_refused(own, "employees", "self", {"text": "many"}),
    "finishing": lambda store, own: store.finish(own),
}


def new_round(store: Store, clock: Clock, days: int = 30) -> Round:
    now = clock.now
    return store.create_round(
        "示例轮次", ["miit"], date(2026, 11, 2), ["nanchang"], now, now + timedelta(days=days), "w"
    )


def begun(store: Store, found: Round, area: str | None = "360102", city: str | None = "nanchang") -> UUID:
    link = store.make_link(found.id, area, None, "w")
    assessment, _ = store.begin_by_link(link.token, "zh", city)
    return assessment.id


@pytest.mark.parametrize("way", WRITES)
@pytest.mark.parametrize("end", ["closed by hand", "its time is over", "frozen"])
def test_a_round_that_is_over_takes_nothing_by_any_way(store: Store, clock: Clock, way: str, end: str) -> None:
    found = new_round(store, clock)
    own = begun(store, found)
    WRITES[way](store, own)  # while it is open
    before = store.saved_answers(own)
    if end == "its time is over":
        clock.move(days=30)
    else:
        store.close_round(found.id)
    if end == "frozen":
        store.freeze_round(found.id)
    with pytest.raises(RoundClosed) as refused:
        WRITES[way](store, own)
    assert "已经结束" in refused.value.message.zh
    assert store.saved_answers(own) == before
    closed = store.takes_answers(own)
    assert closed is not None
    assert closed.state == ("frozen" if end == "frozen" else "closed")


def test_no_assessment_begins_in_a_closed_round(store: Store, clock: Clock) -> None:
    over = new_round(store, clock)
    link = store.make_link(over.id, None, None, "w")
    store.close_round(over.id)
    with pytest.raises(RoundClosed):
        store.begin_by_link(link.token, "zh", None)


def test_who_begins_by_a_link_is_in_its_round_and_its_county(store: Store, clock: Clock) -> None:
    found = new_round(store, clock)
    own = begun(store, found)
    store.save_answer(own, "firm_name", Answer(State.ANSWERED, "示例机械"), "self", "self", UNANSWERED)
    firm = store.firm_of(own)
    assert firm is not None
    assert (firm.city, firm.county) == ("nanchang", "360102")
    assert [past.round_name for past in store.firm_history(firm.id)] == ["示例轮次"]


def test_a_link_that_was_stopped_or_made_up_begins_nothing(store: Store, clock: Clock) -> None:
    found = new_round(store, clock)
    link = store.make_link(found.id, None, "steel", "w")
    assert store.make_link(found.id, None, "steel", "other") == link
    store.stop_link(link.id)
    for token in (link.token, "0" * 20, "示例", ""):
        with pytest.raises(RoundRefused, match="unknown or was stopped"):
            store.begin_by_link(token, "zh", None)
    assert store.is_empty()


def test_whoever_only_looks_at_a_link_leaves_nothing_behind(store: Store, clock: Clock) -> None:
    found = new_round(store, clock, days=300)
    looked, answered = begun(store, found), begun(store, found)
    store.save_answer(answered, "erp", YES, "self", "self", UNANSWERED)
    clock.move(days=31)
    assert store.forget_empty() == 1
    assert store.answers(answered)["erp"] == YES
    assert store.firm_of(answered) is None
    assert looked != answered


def test_a_round_opens_again_until_it_is_frozen(store: Store, clock: Clock) -> None:
    found = new_round(store, clock)
    own = begun(store, found)
    with pytest.raises(RoundRefused, match="not closed yet"):
        store.freeze_round(found.id)
    store.close_round(found.id)
    clock.move(days=1)
    store.set_round_times(found.id, found.opens_at, clock.now + timedelta(days=9))
    assert store.save_answer(own, "erp", YES, "self", "self", UNANSWERED).wrote
    store.close_round(found.id)
    store.freeze_round(found.id)
    with pytest.raises(RoundRefused, match="frozen"):
        store.set_round_times(found.id, found.opens_at, clock.now + timedelta(days=9))


def test_before_its_first_day_a_round_says_that_it_has_not_begun(store: Store, clock: Clock) -> None:
    start = clock.now + timedelta(days=2)
    later = store.create_round("示例", ["miit"], date(2026, 11, 2), [], start, start + timedelta(days=9), "w")
    with pytest.raises(RoundClosed) as refused:
        begun(store, later)
    assert "还没有开始" in refused.value.message.zh
    clock.move(days=2)
    assert begun(store, later)


def test_a_round_that_makes_no_sense_is_refused(store: Store, clock: Clock) -> None:
    with pytest.raises(RoundRefused, match="after it opens"):
        new_round(store, clock, days=0)
    with pytest.raises(RoundRefused, match="a name"):
        store.create_round(" ", ["miit"], date(2026, 11, 2), [], clock.now, clock.now + timedelta(1), "w")


def test_the_centre_sees_who_has_not_begun_who_is_half_way_done_and_verified(store: Store, clock: Clock) -> None:
    found = new_round(store, clock)
    for name in ("示例甲", "示例乙", "示例丙", "示例丁"):
        store.find_or_create_firm(FirmIdentity(name, None, "nanchang", "360102"), "import")
    store.find_or_create_firm(FirmIdentity("示例戊", None, "jiujiang"), "import")
    for name in ("示例乙", "示例丙", "示例丁"):
        own = begun(store, found)
        store.save_answer(own, "firm_name", Answer(State.ANSWERED, name), "self", "self", UNANSWERED)
        if name != "示例乙":
            store.finish(own)
        if name == "示例丁":
            store.save_answer(own, "erp", YES, "verified", "顾问", UNANSWERED)
    (county,) = store.round_counts(found.id, found.areas)
    assert (county.city, county.county, county.firms) == ("nanchang", "360102", (1, 1, 1, 1))
    waiting = FirmQuery(round_id=found.id, area="nanchang", progress=("not_begun", "half_way"), sort="name")
    assert {(one.firm.name, one.progress) for one in store.list_firms(waiting)} == {
        ("示例甲", "not_begun"),
        ("示例乙", "half_way"),
    }
    assert store.count_firms(waiting) == 2
