"""Invitations remembered: a list once, legal steps only, who sees whom, and the way from need to contract."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assessment.answers import UNANSWERED, Answer, State
from assessment.permissions import Role
from assessment.store.accounts import Person
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import FirmIdentity, Standing
from assessment.store.invitation_book import InvitationQuery
from assessment.store.invitation_records import (
    FOLLOWS,
    STAGES,
    InvitationOutcome,
    InvitationState,
    NewInvitation,
    ProviderRecord,
    way,
)
from assessment.store.refusals import AccountRefused, InvitationRefused, UnknownInvitation
from tests.store.conftest import Clock
from tests.store.test_rounds import new_round

DAY = date(2026, 11, 2)
WORDS = "我同意把企业名称和联系方式告诉示例服务商1。"


def firm(store: Store, name: str = "示例甲厂", chain: str = "food", city: str = "nanchang") -> UUID:
    found, _ = store.find_or_create_firm(FirmIdentity(name, None, city, None, chain), "import")
    return found.id


def proposed(firm_id: UUID, number: int = 1, category: str = "training") -> NewInvitation:
    return NewInvitation(firm_id, category, ("step_a",), f"示例服务商{number}", f"offer_{number}", "示例产品")


def kept(store: Store, *wanted: NewInvitation, round_id: UUID | None = None, day: date = DAY) -> tuple[int, ...]:
    return store.keep_invitations(wanted, day, round_id, "w").numbers


def outcome(number: int, state: InvitationState, **told: object) -> InvitationOutcome:
    return InvitationOutcome(number, state, **told)  # type: ignore[arg-type]


# -- kept once -------------------------------------------------------------------------------------------------------


def test_the_same_list_twice_makes_nothing_twice_whatever_became_of_it(store: Store, clock: Clock) -> None:
    own = firm(store)
    wanted = [proposed(own, 1), proposed(own, 2), proposed(own, 1, "security"), proposed(own, 2)]
    first = store.keep_invitations(wanted, DAY, None, "w")
    assert (first.made, first.known, len(first.numbers), len(set(first.numbers))) == (3, 1, 4, 3)
    store.firm_declines(first.numbers[1], "owner")
    again = store.keep_invitations(wanted, DAY, None, "w")
    assert (again.made, again.known, again.numbers) == (0, 4, first.numbers)
    clock.move(days=1)
    tomorrow = store.keep_invitations(wanted, DAY + timedelta(days=1), None, "w")
    assert (tomorrow.made, tomorrow.running) == (1, 2), "what was declined may be asked again, what runs is not"
    found = new_round(store, clock)
    assert store.keep_invitations(wanted[:1], DAY, found.id, "w").running == 1
    lines = [line.act for line in store.trail.lines() if line.act == "invitations_kept"]
    assert len(lines) == 2, "a list of which nothing was made leaves no line"


def test_what_is_kept_says_who_made_it_for_whom_and_when(store: Store, clock: Clock) -> None:
    found = new_round(store, clock)
    (number,) = kept(store, proposed(firm(store)), round_id=found.id)
    one = store.invitation(number)
    assert (one.firm_name, one.provider, one.offer, one.steps) == ("示例甲厂", "示例服务商1", "offer_1", ("step_a",))
    assert (one.round_name, one.day, one.made_by, one.state) == ("示例轮次", DAY, "w", "sent")
    with pytest.raises(UnknownInvitation):
        store.invitation(number + 1)


# -- legal steps -----------------------------------------------------------------------------------------------------


def test_a_way_is_made_of_legal_steps_and_none_leads_back() -> None:
    for start in FOLLOWS:
        for goal in FOLLOWS:
            found = way(start, goal)
            if found is None:
                continue
            assert all(after in FOLLOWS[state] for state, after in pairwise((start, *found)))
            stages = [STAGES.index(state) for state in (start, *found) if state in STAGES]
            assert stages == sorted(set(stages))
    assert way("sent", "finished") == ("met", "contracted", "finished")
    assert all(way(over, goal) is None for over in ("declined", "finished") for goal in ("sent", "met", "contracted"))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(goals=st.lists(st.sampled_from(tuple(FOLLOWS)), max_size=6))
def test_whatever_is_noted_the_log_tells_a_legal_story(
    store: Store, clock: Clock, goals: list[InvitationState]
) -> None:
    (number,) = kept(store, proposed(firm(store, f"示例厂{next(_names)}")))
    for goal in goals:
        before, told = store.invitation(number), store.invitation_log(number)
        try:
            written = store.note_outcomes([outcome(number, goal)], "centre", "w")
        except InvitationRefused:
            assert store.invitation(number) == before and store.invitation_log(number) == told
        else:
            assert len(store.invitation_log(number)) == len(told) + written
            assert (written == 0) == (goal == before.state)
            assert store.invitation(number).state == goal
    story = [line.step for line in store.invitation_log(number)]
    assert story[0] == "sent" and story[-1] == store.invitation(number).state
    assert all(after in FOLLOWS[step] for step, after in pairwise(story))  # type: ignore[index]


_names = iter(range(10_000))


def test_a_replay_writes_nothing_and_a_figure_that_was_missing_is_added(store: Store) -> None:
    (number,) = kept(store, proposed(firm(store)))
    signed = outcome(number, "contracted", on=DAY, amount=12.5)
    assert store.note_outcomes([signed], "centre", "w") == 2
    assert store.note_outcomes([signed], "centre", "w") == 0
    assert store.note_outcomes([outcome(number, "contracted")], "centre", "w") == 0, "what is not said is no change"
    assert store.note_outcomes([outcome(number, "contracted", months_paid=3)], "centre", "w") == 1
    one = store.invitation(number)
    assert (one.state, one.amount, one.months_paid) == ("contracted", 12.5, 3)
    met, told, more = store.invitation_log(number)[1:]
    assert (met.step, met.on, told.on, told.amount, more.months_paid) == ("met", None, DAY, 12.5, 3)


WRONG = {
    "a day to come": (outcome(0, "met", on=DAY + timedelta(days=1)), "还没有到"),
    "a day before the invitation": (outcome(0, "met", on=DAY - timedelta(days=1)), "早于已经登记的"),
    "an amount below zero": (outcome(0, "contracted", amount=-1.0), "不在 0 到"),
    "months below zero": (outcome(0, "contracted", months_paid=-1), "不在 0 到"),
    "an amount without a contract": (outcome(0, "met", amount=3.0), "没有签约"),
    "a step back": (outcome(0, "sent"), "不能改成"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_outcome_is_refused_and_the_good_ones_beside_it_are_not_noted_either(store: Store, wrong: str) -> None:
    own = firm(store)
    good, bad = kept(store, proposed(own, 1), proposed(own, 2))
    store.note_outcomes([outcome(bad, "seen")], "centre", "w")
    said, words = WRONG[wrong]
    said = dataclasses.replace(said, number=bad)
    (found,) = store.try_outcomes([said])
    assert isinstance(found, InvitationRefused) and words in found.message.zh
    with pytest.raises(InvitationRefused) as refused:
        store.note_outcomes([outcome(good, "met"), said], "centre", "w")
    assert words in refused.value.message.zh
    assert store.invitation(good).state == "sent" and store.invitation(bad).state == "seen"


def test_the_log_is_append_only_and_goes_with_its_firm_alone(store: Store) -> None:
    own = firm(store)
    (number,) = kept(store, proposed(own))
    for wrong in ("UPDATE invitation_log SET step = 'met'", "DELETE FROM invitation_log"):
        with pytest.raises(DBAPIError), store.engine.begin() as connection:
            connection.execute(text(wrong))
    held = store.kept_about(own)
    assert [row["step"] for row in held["invitation_log"]] == ["sent"] and len(held["invitations"]) == 1
    assert store.erase(own).done
    with pytest.raises(UnknownInvitation):
        store.invitation(number)


# -- two sides -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["firm", "provider"])
def test_it_is_accepted_when_both_would_meet_and_the_firm_is_named_from_its_own_yes_on(
    store: Store, first: str
) -> None:
    (number,) = kept(store, proposed(firm(store)))
    answers = {
        "firm": lambda: store.firm_agrees(number, WORDS, "示例王  13800000000", "owner"),
        "provider": lambda: store.provider_answers(number, True, "account:p"),
    }
    answers[first]()
    one = store.invitation(number)
    assert one.state == "seen"
    assert (one.for_provider().firm_name == "示例甲厂") == (first == "firm")
    answers["provider" if first == "firm" else "firm"]()
    one = store.invitation(number)
    assert (one.state, one.for_provider().contact) == ("accepted", "示例王 13800000000")
    with store.engine.connect() as connection:
        said = connection.execute(text("SELECT words FROM invitation_log WHERE words IS NOT NULL")).scalars().all()
    assert said == [WORDS]
    gone = store.firm_declines(number, "owner")
    assert (gone.state, gone.contact, gone.for_provider().firm_name) == ("declined", None, None)
    with pytest.raises(InvitationRefused, match="declined"):
        store.provider_answers(number, True, "account:p")


def test_a_firm_that_shares_is_named_to_whomever_the_centre_recommends_but_the_one_it_declined(store: Store) -> None:
    own = firm(store)
    mine, others = kept(store, proposed(own, 1), proposed(own, 2))
    assessment, _ = store.create_assessment("zh")
    for fact, value in (("city", "nanchang"), ("firm_name", "示例甲厂")):
        store.save_answer(assessment.id, fact, Answer(State.ANSWERED, value), "self", "self", UNANSWERED)

    def named() -> tuple[bool, bool, bool]:
        told = [store.invitation(number).for_provider().firm_name for number in (mine, others)]
        asked = [own in store.may_be_named([own], f"示例服务商{number}") for number in (1, 2)]
        assert asked == [name is not None for name in told], "lists and pages name the same firms"
        return asked[0], asked[1], own in store.may_be_named([own])

    assert named() == (False, False, False)
    store.set_sharing(assessment.id, True, WORDS, "zh")
    assert named() == (True, True, True)
    store.firm_declines(mine, "owner")
    assert named() == (False, True, True)
    store.set_sharing(assessment.id, False, WORDS, "zh")
    assert named() == (False, False, False)
    store.firm_agrees(others, WORDS, "", "owner")
    assert named() == (False, True, False)


def test_a_provider_notes_nothing_of_a_firm_that_has_not_agreed(store: Store) -> None:
    (number,) = kept(store, proposed(firm(store)))
    store.provider_answers(number, True, "account:p")
    with pytest.raises(InvitationRefused) as refused:
        store.note_outcomes([outcome(number, "contracted", amount=5.0)], "provider", "account:p")
    assert "还没有同意" in refused.value.message.zh
    store.firm_agrees(number, WORDS, "", "owner")
    store.note_outcomes([outcome(number, "contracted", amount=5.0)], "provider", "account:p")
    left = store.firm_declines(number, "owner")
    assert (left.state, left.amount, left.for_provider().firm_name) == ("contracted", 5.0, None)
    with pytest.raises(InvitationRefused):
        store.firm_declines(number, "owner")


def test_a_provider_notes_the_outcome_with_a_firm_that_shares_with_whomever_the_centre_recommends(store: Store) -> None:
    own = firm(store)
    mine, others = kept(store, proposed(own, 1), proposed(own, 2))
    assessment, _ = store.create_assessment("zh")
    for fact, value in (("city", "nanchang"), ("firm_name", "示例甲厂")):
        store.save_answer(assessment.id, fact, Answer(State.ANSWERED, value), "self", "self", UNANSWERED)
    store.set_sharing(assessment.id, True, WORDS, "zh")
    store.note_outcomes([outcome(mine, "contracted", amount=5.0)], "provider", "account:p")
    assert (store.invitation(mine).state, store.invitation(mine).amount) == ("contracted", 5.0)
    store.set_sharing(assessment.id, False, WORDS, "zh")
    with pytest.raises(InvitationRefused, match="who it is"):
        store.note_outcomes([outcome(others, "met")], "provider", "account:p")


def test_seen_is_noted_once_and_never_after_an_answer(store: Store) -> None:
    own = firm(store)
    numbers = kept(store, proposed(own, 1), proposed(own, 2))
    store.provider_answers(numbers[1], False, "account:p")
    for _ in range(2):
        store.see_invitations(numbers, "provider", "account:p")
    assert [store.invitation(one).state for one in numbers] == ["seen", "declined"]
    assert [line.step for line in store.invitation_log(numbers[0])] == ["sent", "seen"]


def test_an_account_speaks_for_one_provider_and_only_a_providers_does(store: Store) -> None:
    account = store.add_account(Person("p1", "示例服务商1", Role.PROVIDER), None)
    clerk = store.add_account(Person("c1", "示例经办", Role.CLERK, "360100"), None)
    store.link_provider(account.id, "示例服务商1")
    store.link_provider(account.id, "示例服务商2")
    assert store.provider_of(account.id) == "示例服务商2" and store.provider_of(None) is None
    with pytest.raises(AccountRefused):
        store.link_provider(clerk.id, "示例服务商1")
    store.link_provider(account.id, None)
    assert store.provider_of(account.id) is None


# -- lists and figures -----------------------------------------------------------------------------------------------


def test_a_list_is_cut_to_the_area_the_provider_and_the_firm_that_was_merged_into(store: Store) -> None:
    here, there, twin = firm(store), firm(store, "示例乙厂", "steel", "ganzhou"), firm(store, "示例甲厂有限公司")
    one, two, three = kept(store, proposed(here, 1), proposed(there, 1), proposed(twin, 2))

    def found(reach: FirmReach | None = None, **query: object) -> set[int]:
        return {each.number for each in store.invitations(InvitationQuery(**query), reach)}  # type: ignore[arg-type]

    assert found(FirmReach("nanchang")) == {one, three}
    assert found(provider="示例服务商1") == {one, two}
    assert found(FirmReach(only=frozenset())) == set()
    merge = store.merge_firms(here, twin, "w")
    assert found(firms=frozenset({here})) == {one, three}
    store.undo_merge(merge.id, "w")
    assert found(firms=frozenset({here})) == {one} and found(firms=frozenset({twin})) == {three}


def scored(store: Store, firm_id: UUID, *needs: str) -> None:
    """Let a firm have a result that asks for help."""
    assessment, _ = store.create_assessment("zh")
    with store.engine.execution_options(writing=True).begin() as connection:
        moved = text("UPDATE assessments SET firm_id = :firm WHERE id = :own")
        shape = (lambda one: one.hex) if store.engine.dialect.name == "sqlite" else (lambda one: one)
        connection.execute(moved, {"firm": shape(firm_id), "own": shape(assessment.id)})
    store.keep_standing(assessment.id, Standing("miit", "1", 1, 1, 20, 30, 0, needs))


def test_the_funnel_counts_firms_at_least_so_far_and_says_what_is_not_told(store: Store) -> None:
    firms = [firm(store, f"示例厂{i:02d}", ("food", "steel")[i % 2]) for i in range(6)]
    for own in firms[:5]:
        scored(store, own, "training", "security")
    numbers = kept(store, *(proposed(own) for own in firms[1:]))
    twice = kept(store, proposed(firms[1], 2))
    store.note_outcomes([outcome(numbers[0], "finished", amount=8.0)], "centre", "w")
    store.note_outcomes([outcome(numbers[1], "contracted")], "centre", "w")
    store.note_outcomes([outcome(numbers[2], "declined"), outcome(twice[0], "declined")], "centre", "w")
    row, other = store.funnel_by_need(["training", "security"])
    assert (row.needing, row.unscored) == (6, 1)
    assert dict(zip(STAGES, row.stages, strict=True)) == {
        **{"sent": 5, "seen": 2, "accepted": 2, "met": 2},
        **{"contracted": 2, "finished": 1},
    }
    assert (row.declined, row.contracts, row.amounts, row.money) == (1, 2, 1, 8.0)
    assert (other.needing, other.stages) == (5, (0,) * 6)
    chains = {each.key: each for each in store.funnel_by_chain(["food", "steel", None])}
    assert sum(each.needing for each in chains.values()) == 6
    assert sum(each.stages[0] for each in chains.values()) == 5
    assert store.funnel_by_need(["training"], FirmReach("ganzhou"))[0].needing == 0
    assert store.provider_records()["示例服务商1"] == ProviderRecord(5, 2, 2, 2, 1, 1, 2, 1, 8.0)
    assert set(store.provider_records(["示例服务商2"])) == {"示例服务商2"}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(goals=st.lists(st.sampled_from(tuple(FOLLOWS)), min_size=1, max_size=5))
def test_every_stage_of_the_funnel_holds_the_next_one(store: Store, goals: list[InvitationState]) -> None:
    category = f"kind_{next(_names)}"
    for goal in goals:
        (number,) = kept(store, proposed(firm(store, f"示例厂{next(_names)}"), category=category))
        store.note_outcomes([outcome(number, goal)], "centre", "w")
    (row,) = store.funnel_by_need([category])
    counts = (row.needing, *row.stages)
    assert counts[:2] == (len(goals),) * 2 and all(before >= after for before, after in pairwise(counts))
    assert row.declined == goals.count("declined")
