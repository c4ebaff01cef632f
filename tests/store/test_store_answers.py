"""Answers: what is given comes back, nothing old returns, and the log tells everything."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from assessment.answers import DONT_KNOW, UNANSWERED, Answer, State
from assessment.store import answer_book
from assessment.store.assessments import Store
from assessment.store.records import Origin
from assessment.store.refusals import UnknownAssessment
from tests.store.conftest import Clock


def given(value: str | tuple[str, ...] | float) -> Answer:
    return Answer(State.ANSWERED, value)


def give(store: Store, firm: UUID, fact: str, answer: Answer, origin: Origin = "self") -> None:
    outcome = store.save_answer(firm, fact, answer, origin, "owner", None)
    assert outcome.wrote


@pytest.mark.parametrize(
    "answer",
    [
        given("partly"),
        given("赣州智造（示例）有限公司 “引号” 'a' 𠮷"),
        given(("erp", "mes")),
        given(12.0),
        given(0.1),
        given(123456789012.25),
        given(0.0),
        DONT_KNOW,
        Answer(State.NOT_APPLICABLE, None, "没有外购原料"),
    ],
    ids=str,
)
def test_an_answer_comes_back_as_it_was_given(store: Store, answer: Answer) -> None:
    firm, _ = store.create_assessment("zh")
    give(store, firm.id, "fact", answer)
    back = store.answers(firm.id)["fact"]
    assert back == answer
    assert type(back.value) is type(answer.value)


def test_signs_no_database_can_keep_are_replaced_and_the_rest_stays(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    outcome = store.save_answer(firm.id, "name", given("甲\x00乙\ud83d丙"), "self", "o\x00", UNANSWERED)
    assert outcome.current is not None
    assert outcome.current.answer == given("甲\ufffd乙\ufffd丙")
    assert store.answers(firm.id)["name"] == outcome.current.answer
    assert store.log(firm.id)[0].new == "甲\ufffd乙\ufffd丙"


def test_the_verified_answer_stands_beside_the_firms_own_and_counts(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    give(store, firm.id, "machines", given(50.0))
    give(store, firm.id, "erp", given("yes"))
    give(store, firm.id, "machines", given(42.0), "verified")
    assert store.answers(firm.id) == {"machines": given(50.0), "erp": given("yes")}
    assert store.answers(firm.id, "verified") == {"machines": given(42.0)}
    assert store.effective_answers(firm.id) == {"machines": given(42.0), "erp": given("yes")}

    withdrawn = store.save_answer(firm.id, "machines", UNANSWERED, "verified", "示例顾问", given(42.0))
    assert withdrawn.wrote
    assert store.effective_answers(firm.id)["machines"] == given(50.0)


def test_a_cleared_answer_is_unanswered_but_still_says_who_cleared_it(store: Store, clock: Clock) -> None:
    firm, _ = store.create_assessment("zh")
    give(store, firm.id, "erp", given("yes"))
    clock.move(minutes=5)
    store.save_answer(firm.id, "erp", UNANSWERED, "self", "owner 2", given("yes"))
    assert store.answers(firm.id) == store.effective_answers(firm.id) == {}
    (saved,) = store.saved_answers(firm.id)
    assert (saved.answer, saved.by, saved.at) == (UNANSWERED, "owner 2", clock.now)


def test_saving_tells_when_and_moves_the_time_of_the_assessment(store: Store, clock: Clock) -> None:
    firm, _ = store.create_assessment("zh")
    clock.move(minutes=10)
    outcome = store.save_answer(firm.id, "erp", given("yes"), "self", "owner", UNANSWERED)
    assert outcome.wrote
    assert outcome.changed_elsewhere is None
    assert outcome.current is not None
    assert outcome.current.at == clock.now
    assert store.assessment(firm.id).updated_at == clock.now


class TestTwoSessions:
    """A session compares with what it last saw, not with the database."""

    def test_an_old_tab_that_changed_nothing_writes_nothing_and_learns_what_stands(
        self, store: Store, clock: Clock
    ) -> None:
        firm, _ = store.create_assessment("zh")
        give(store, firm.id, "erp", given("no"))
        clock.move(minutes=1)
        store.save_answer(firm.id, "erp", given("yes"), "self", "phone", given("no"))
        saved_at = clock.now
        clock.move(minutes=1)

        outcome = store.save_answer(firm.id, "erp", given("no"), "self", "old tab", given("no"))

        assert not outcome.wrote
        assert store.answers(firm.id)["erp"] == given("yes")
        assert outcome.current is not None
        assert outcome.changed_elsewhere == outcome.current
        assert (outcome.current.answer, outcome.current.by, outcome.current.at) == (given("yes"), "phone", saved_at)
        assert len(store.log(firm.id)) == 2
        assert store.assessment(firm.id).updated_at == saved_at

    def test_a_real_change_is_saved_and_the_answer_it_replaced_is_told(self, store: Store, clock: Clock) -> None:
        firm, _ = store.create_assessment("zh")
        give(store, firm.id, "machines", given(10.0))
        store.save_answer(firm.id, "machines", given(20.0), "self", "phone", given(10.0))
        clock.move(minutes=1)

        outcome = store.save_answer(firm.id, "machines", given(30.0), "self", "desk", given(10.0))

        assert outcome.wrote
        assert outcome.changed_elsewhere is not None
        assert (outcome.changed_elsewhere.answer, outcome.changed_elsewhere.by) == (given(20.0), "phone")
        assert store.answers(firm.id)["machines"] == given(30.0)

    def test_a_first_answer_given_in_both_is_told_too(self, store: Store) -> None:
        firm, _ = store.create_assessment("zh")
        store.save_answer(firm.id, "erp", given("yes"), "self", "phone", UNANSWERED)
        outcome = store.save_answer(firm.id, "erp", given("no"), "self", "desk", UNANSWERED)
        assert outcome.wrote
        assert outcome.changed_elsewhere is not None
        assert outcome.changed_elsewhere.by == "phone"

    def test_the_same_change_in_both_is_no_conflict_and_logged_once(self, store: Store) -> None:
        firm, _ = store.create_assessment("zh")
        store.save_answer(firm.id, "erp", given("yes"), "self", "phone", UNANSWERED)
        outcome = store.save_answer(firm.id, "erp", given("yes"), "self", "desk", UNANSWERED)
        assert not outcome.wrote
        assert outcome.changed_elsewhere is None
        assert outcome.current is not None
        assert outcome.current.by == "phone"
        assert len(store.log(firm.id)) == 1

    def test_an_import_has_seen_nothing_and_meets_no_conflict(self, store: Store) -> None:
        firm, _ = store.create_assessment("zh")
        give(store, firm.id, "erp", given("no"))
        outcome = store.save_answer(firm.id, "erp", given("yes"), "self", "import", None)
        assert outcome.wrote
        assert outcome.changed_elsewhere is None

    def test_an_untouched_unanswered_question_leaves_no_trace(self, store: Store) -> None:
        firm, _ = store.create_assessment("zh")
        outcome = store.save_answer(firm.id, "erp", UNANSWERED, "self", "owner", UNANSWERED)
        assert (outcome.wrote, outcome.current) == (False, None)
        assert store.saved_answers(firm.id) == []

    def test_origins_do_not_disturb_each_other(self, store: Store) -> None:
        firm, _ = store.create_assessment("zh")
        give(store, firm.id, "erp", given("yes"))
        outcome = store.save_answer(firm.id, "erp", given("no"), "verified", "示例顾问", UNANSWERED)
        assert outcome.wrote
        assert outcome.changed_elsewhere is None


def test_the_log_tells_every_change_in_order(store: Store, clock: Clock) -> None:
    firm, _ = store.create_assessment("zh")
    start = clock.now
    give(store, firm.id, "systems", given(("erp",)))
    clock.move(seconds=30)
    give(store, firm.id, "systems", Answer(State.NOT_APPLICABLE, None, "来料加工"))
    give(store, firm.id, "systems", given(("erp", "mes")), "verified")
    give(store, firm.id, "machines", DONT_KNOW)

    entries = store.log(firm.id)
    not_applicable = {"state": "not_applicable", "reason": "来料加工"}
    assert [(e.fact_id, e.origin, e.old, e.new) for e in entries] == [
        ("systems", "self", None, ["erp"]),
        ("systems", "self", ["erp"], not_applicable),
        ("systems", "verified", None, ["erp", "mes"]),
        ("machines", "self", None, {"state": "dont_know"}),
    ]
    assert [e.at for e in entries[:2]] == [start, clock.now]
    assert entries[0].by == "owner"
    assert store.log(firm.id, "machines") == entries[3:]


def test_answers_of_an_unknown_assessment_are_refused(store: Store) -> None:
    with pytest.raises(UnknownAssessment):
        store.save_answer(uuid4(), "erp", given("yes"), "self", "owner", UNANSWERED)


def test_firms_do_not_see_each_others_answers(store: Store) -> None:
    one, _ = store.create_assessment("zh")
    two, _ = store.create_assessment("en")
    give(store, one.id, "erp", given("yes"))
    assert store.answers(two.id) == {}
    assert store.log(two.id) == []


def test_only_finished_firms_that_agreed_are_peers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_book, "_FIRMS_A_PAGE", 2)
    expected = {}
    for number in range(9):
        firm, _ = store.create_assessment("zh")
        give(store, firm.id, "machines", given(float(number)))
        if number % 4 == 0:
            give(store, firm.id, "machines", given(number + 100.0), "verified")
        if number not in (1, 2):
            store.set_consent(firm.id, True, "同意参加同行比较")
        if number not in (2, 3):
            store.finish(firm.id)
        if number not in (1, 2, 3):
            expected[firm.id] = {"machines": given(number + 100.0 if number % 4 == 0 else float(number))}
    silent, _ = store.create_assessment("zh")
    store.set_consent(silent.id, True, "同意参加同行比较")
    store.finish(silent.id)
    assert {firm: answers for firm, _, answers in store.firms_with_consent()} == expected | {silent.id: {}}


def test_a_caller_may_write_while_it_walks_through_the_peers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_book, "_FIRMS_A_PAGE", 1)
    for _ in range(3):
        firm, _ = store.create_assessment("zh")
        give(store, firm.id, "erp", given("yes"))
        store.set_consent(firm.id, True, "同意参加同行比较")
        store.finish(firm.id)
    walked = 0
    for firm_id, _, _ in store.firms_with_consent():
        give(store, firm_id, "erp", given("no"))
        walked += 1
    assert walked == 3


def test_many_threads_lose_no_answer_and_no_change(store: Store) -> None:
    firm, _ = store.create_assessment("zh")

    def work(person: int) -> None:
        for turn in range(12):
            give(store, firm.id, f"own_{person}", given(float(turn)))
            give(store, firm.id, "shared", given(f"{person}-{turn}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    answers = store.answers(firm.id)
    assert {answers[f"own_{person}"] for person in range(8)} == {given(11.0)}
    shared = store.log(firm.id, "shared")
    assert len(shared) == 8 * 12
    assert [entry.old for entry in shared] == [None, *(entry.new for entry in shared[:-1])]
    assert answers["shared"] == given(shared[-1].new)


def test_many_threads_open_an_answer_at_once(store: Store) -> None:
    firm, _ = store.create_assessment("zh")

    def first(person: int) -> bool:
        return store.save_answer(firm.id, "erp", given("yes"), "self", f"p{person}", UNANSWERED).wrote

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(first, range(16))) == 1
    assert len(store.log(firm.id)) == 1
