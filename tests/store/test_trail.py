"""The trail: one chain, whoever writes at once; what somebody did to it afterwards is found and named."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from assessment.answers import Answer, State
from assessment.checks.database import doctor
from assessment.store import schema
from assessment.store.access import AccessRules
from assessment.store.assessments import Store
from assessment.store.trail import OWNER, TrailFilter, TrailHead, acting
from tests.store.conftest import Clock, OpenAgain

_LINES, _HEAD = schema.trail, schema.trail_head


def numbers(store: Store) -> list[int]:
    return [line.number for line in reversed(store.trail.lines())]


def written(store: Store, lines: int) -> None:
    for number in range(lines):
        store.trail.record("firm_viewed", "firm", number + 1)


def tamper(store: Store, *changes: Callable[[Connection], object]) -> None:
    """What somebody does who may do everything with the database, but has not its secret."""
    with store.engine.execution_options(writing=True).begin() as connection:
        for table in ("trail", "trail_head"):
            for statement in ("update", "delete"):
                on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
                connection.execute(text(f"DROP TRIGGER tr_{table}_{statement}{on}"))
        for change in changes:
            change(connection)


def told(store: Store, noted: TrailHead | None = None) -> list[tuple[int, str]]:
    return [(fault.number, fault.what.en) for fault in store.trail.verify(noted).faults]


class TestWriting:
    """A line stands with its act or not at all."""

    def test_a_line_tells_who_did_what_with_which_thing(self, store: Store, clock: Clock) -> None:
        with acting("account:7", "clerk"):
            store.trail.record(
                "firm_viewed", "firm", 12, firm=12, area="3607", details={"answers": 4, "b": "甲\x00\ud800"}
            )
        (line,) = store.trail.lines(limit=1)
        assert (line.actor, line.role, line.act, line.subject_kind, line.subject) == (
            "account:7",
            "clerk",
            "firm_viewed",
            "firm",
            "12",
        )
        assert (line.firm, line.area, line.at) == ("12", "3607", clock.now)
        assert line.details["answers"] == 4
        assert store.trail.verify().whole

    def test_what_is_rolled_back_leaves_no_line_and_no_gap(self, store: Store) -> None:
        with store.engine.execution_options(writing=True).connect() as connection:
            connection.begin()
            store.trail.note(connection, "firm_changed", "firm", 1)
            connection.rollback()
        written(store, 2)
        assert numbers(store) == [1, 2]
        assert {line.act for line in store.trail.lines()} == {"firm_viewed"}

    def test_an_act_that_is_not_in_the_list_and_a_reading_transaction_are_faults_of_the_program(
        self, store: Store
    ) -> None:
        with pytest.raises(ValueError, match="does not know the act"):
            store.trail.record("firm_eaten", "firm", 1)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="for writing"), store._reading() as connection:
            store.trail.note(connection, "firm_viewed")

    def test_many_writers_of_two_stores_keep_one_chain(self, store: Store, open_again: OpenAgain) -> None:
        other = open_again(AccessRules())
        before = store.trail.count()
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda n: written(store if n % 2 else other, 5), range(6)))
        assert numbers(store) == list(range(1, before + 31))
        assert store.trail.verify().whole

    def test_owners_and_staff_at_work_on_the_same_firms_at_once_each_leave_their_line(
        self, store: Store, open_again: OpenAgain
    ) -> None:
        stores = (store, open_again(AccessRules()))
        firms = [store.create_assessment("zh")[0].id for _ in range(3)]

        def owner(n: int) -> int:
            used, wrote = stores[n % 2], 0
            for step in range(6):
                answer = Answer(State.ANSWERED, float(100 * n + step))
                wrote += used.save_answer(firms[step % 3], "employees", answer, "self", OWNER, None).wrote
            return wrote

        def staff(n: int) -> int:
            used = stores[n % 2]
            for firm in firms:
                number = used.freeze_result(firm, {}, {}).number
                used.reissue_code(firm, "示例中心 王")
                used.delete_result(firm, number, "示例中心 王")
            return len(firms)

        with ThreadPoolExecutor(6) as pool:
            saved, kept = pool.map(owner, range(4)), pool.map(staff, range(2))
            told = {"answer_saved": sum(saved), "result_kept": sum(kept)}
        told |= {"code_renewed": told["result_kept"], "result_deleted": told["result_kept"]}
        assert {act: store.trail.count(TrailFilter(act=act)) for act in told} == told
        assert store.trail.verify().whole

    def test_the_database_refuses_to_change_a_line_or_to_lose_one(self, store: Store) -> None:
        written(store, 3)
        refused = [update(_LINES).values(actor="nobody"), delete(_LINES), delete(_HEAD), update(_HEAD).values(number=1)]
        if store.engine.dialect.name == "postgresql":
            refused += [text("TRUNCATE trail"), text("TRUNCATE trail_head")]
        for change in refused:
            with pytest.raises(DBAPIError, match=r"append-only|never"), store.engine.begin() as connection:
                connection.execute(change)
        assert store.trail.verify().whole

    def test_lines_are_found_by_time_actor_firm_and_act(self, store: Store, clock: Clock) -> None:
        with acting("account:7"):
            written(store, 2)
        clock.move(hours=1)
        with acting(OWNER):
            store.trail.record("firm_viewed", "firm", 9, firm=9)
        find = store.trail.lines
        assert [line.subject for line in find(TrailFilter(actor="account:"))] == ["2", "1"]
        assert [line.subject for line in find(TrailFilter(since=clock.now - timedelta(minutes=1)))] == ["9"]
        assert store.trail.count(TrailFilter(firm="9", act="firm_viewed")) == 1
        assert [line.number for line in find(before=3, limit=1)] == [2]


class TestTampering:
    """Whoever may write to the database but has not the secret is found out, and where."""

    def test_a_line_that_was_changed(self, store: Store) -> None:
        written(store, 5)
        tamper(store, lambda c: c.execute(update(_LINES).where(_LINES.c.number == 3).values(actor="account:1")))
        assert told(store) == [(3, "was changed, or was not written by this system")]
        url = store.engine.url.render_as_string(hide_password=False)
        assert any("操作记录" in check.label.zh and not check.ok for check in doctor(url))

    def test_lines_that_were_removed_from_the_middle(self, store: Store) -> None:
        written(store, 6)
        tamper(store, lambda c: c.execute(delete(_LINES).where(_LINES.c.number.in_((3, 4)))))
        assert told(store) == [(5, "lines 3 to 4 before it were removed")]

    def test_a_line_removed_and_the_others_numbered_anew(self, store: Store) -> None:
        written(store, 5)
        tamper(
            store,
            lambda c: c.execute(delete(_LINES).where(_LINES.c.number == 3)),
            lambda c: c.execute(update(_LINES).where(_LINES.c.number == 4).values(number=3)),
            lambda c: c.execute(update(_LINES).where(_LINES.c.number == 5).values(number=4)),
        )
        assert {number for number, _ in told(store)} == {3, 4}

    def test_lines_that_changed_places(self, store: Store) -> None:
        written(store, 5)
        tamper(
            store,
            *(
                lambda c, a=a, b=b: c.execute(update(_LINES).where(_LINES.c.number == a).values(number=b))
                for a, b in ((2, 99), (4, 2), (99, 4))
            ),
        )
        assert told(store) == [(2, "was line 4 and has been moved"), (4, "was line 2 and has been moved")]

    def test_an_end_that_was_cut_off(self, store: Store) -> None:
        written(store, 5)
        tamper(store, lambda c: c.execute(delete(_LINES).where(_LINES.c.number > 3)))
        assert told(store) == [(3, "the trail ends here; the lines after it, up to 5, were removed")]

    def test_an_end_that_was_cut_off_and_marked_anew(self, store: Store) -> None:
        written(store, 5)
        third = store.trail.lines(before=4, limit=1)[0]
        tamper(
            store,
            lambda c: c.execute(delete(_LINES).where(_LINES.c.number > 3)),
            lambda c: c.execute(update(_HEAD).values(number=3, digest=third.digest)),
        )
        assert told(store) == [(3, "the mark of the trail's end was changed or is gone")]

    def test_a_trail_put_back_as_it_once_was_is_found_by_an_end_that_was_noted(self, store: Store) -> None:
        """With an old copy of lines and mark, all is sound in itself: only who noted a later end can tell."""
        written(store, 3)
        with store.engine.connect() as connection:
            old = connection.execute(select(_HEAD)).one()._mapping
        written(store, 2)
        noted = TrailHead.read(str(store.trail.verify().head))
        tamper(
            store,
            lambda c: c.execute(delete(_LINES).where(_LINES.c.number > 3)),
            lambda c: c.execute(update(_HEAD).values(**old)),
        )
        assert told(store) == []
        assert [number for number, _ in told(store, noted)] == [3]

    def test_a_line_that_was_put_in(self, store: Store) -> None:
        written(store, 3)
        last = store.trail.lines(limit=1)[0]
        values = {**vars(last), "number": 4, "previous": last.digest}
        tamper(store, lambda c: c.execute(insert(_LINES).values(**values)))
        assert [number for number, _ in told(store)] == [4, 4]

    def test_a_clock_gone_back_is_counted_and_is_no_fault(self, store: Store, clock: Clock) -> None:
        written(store, 2)
        clock.move(days=-2)
        written(store, 1)
        report = store.trail.verify()
        assert (report.whole, report.back_in_time, report.lines) == (True, 1, 3)
