"""Imports of firms written and taken back, slice by slice.

Each slice of rows is whole by itself, with others let in between; ``imports.reached`` says up to which row the import
stands, and moves with every slice. One that is broken off while it is written is taken back, by whoever looks next: it
has not begun. One that is broken off while it is taken back goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from assessment.language import label
from assessment.store import schema
from assessment.store.alive import this_process
from assessment.store.gate import admit_to
from assessment.store.import_pace import Pace
from assessment.store.import_records import BAD, MOVING, FirmImport
from assessment.store.import_shelf import BLOCK, ImportShelf, Progress, blocks
from assessment.store.import_undoing import take_rows_back
from assessment.store.import_writing import Window, hold_rows, stale_rows, write_rows
from assessment.store.refusals import DatabaseUnavailable, ImportBesideAnother, ImportRefused, StoreRefused
from assessment.store.trail import SYSTEM, Act

_IMPORTS, _ROWS = schema.imports, schema.import_rows
_AT_REST = {"worker": None, "beat_at": None}
_TRIES = 5


class ImportBook(ImportShelf):
    """Imports of one database, written and taken back."""

    def write_import(
        self, import_id: UUID, *, good_rows: bool, progress: Progress = lambda done, of: None
    ) -> FirmImport:
        """Write what was tried, all of it or nothing; with ``good_rows`` the bad rows are left out.

        It is written in slices, between which others write. What was broken off in between is taken back: at once
        where the database or this method says no, else by ``settle_imports`` as soon as anybody calls it.

        What has changed since it was tried counts as a conflict. Done before, or with nothing to write, it changes
        nothing. Raises ``ImportRefused`` where there are bad rows or another import moves, ``RoundClosed``.
        """
        stale: dict[int, str] = {}
        with self._reading() as connection:
            one = self._import_of(connection, import_id)
        if one.state in ("tried", "outdated"):
            for window in _windows(0, one.rows, BLOCK):
                with self._reading() as connection:
                    stale |= stale_rows(connection, one, window)
            one = self._begin_import(import_id, stale, good_rows=good_rows)
        if one.state != "writing":
            return one
        try:
            self._write_slices(one, progress)
        except StoreRefused:
            with suppress(DatabaseUnavailable):
                if (taken := self._take_import_over(one)) is not None:
                    self._return_slices(taken)
            raise
        except BaseException:
            with suppress(DatabaseUnavailable):
                self._let_import_go(import_id)
            raise
        self._tidy_import(import_id)
        return self.firm_import(import_id)

    def _begin_import(self, import_id: UUID, stale: Mapping[int, str], *, good_rows: bool) -> FirmImport:
        """Begin to write, if there is something to be written and nothing forbids it."""
        with self._writing() as connection:
            one = self._locked_import(connection, import_id)
            if one.state not in ("tried", "outdated"):
                return one
            if one.state == "outdated" or self._others_move(connection, import_id):
                raise ImportBesideAnother()
            now = self._clock()
            if one.round_id is not None:
                admit_to(connection, one.round_id, now)
            counts = _recounted(one.counts, stale)
            if (bad := sum(counts[verdict] for verdict in BAD)) and not good_rows:
                raise _bad_rows(bad)
            _mark_stale(connection, import_id, stale)
            values: dict[str, Any] = {"counts": counts, "good_rows": good_rows}
            if counts["new"] or counts["changed"]:
                values |= {"state": "writing", "imported_at": now, "reached": 0} | self._at_work_on_import(now)
                self.trail.note(connection, "import_begun", "import", import_id, details=counts, by=one.by)
            connection.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(**values))
            return self._import_of(connection, import_id)

    def _others_move(self, connection: Connection, import_id: UUID) -> bool:
        others = _IMPORTS.c.state.in_(MOVING) & (_IMPORTS.c.id != import_id)
        return connection.execute(select(_IMPORTS.c.id).where(others).limit(1)).first() is not None

    def _write_slices(self, one: FirmImport, progress: Progress) -> None:
        pace = Pace(self.engine.dialect.name)
        while one.state == "writing":
            with pace.slice() as rows:
                one = self._patiently(partial(self._write_slice, one.id, rows))
            progress(one.reached, one.rows)

    def _write_slice(self, import_id: UUID, rows: int) -> FirmImport:
        """Write the next rows; with the last of them the import is done."""
        with self._writing() as connection:
            one, now = self._locked_import(connection, import_id), self._clock()
            if one.state != "writing" or one.imported_at is None:
                raise ImportRefused(
                    label("导入中断了，写入的已经退回", "The import was broken off; what was written is taken back"),
                    label("请重新导入。", "Please import the file again."),
                )
            if one.round_id is not None:
                admit_to(connection, one.round_id, now)
            window = (one.reached, min(one.reached + rows, one.rows))
            hold_rows(connection, one.id, window)
            stale = stale_rows(connection, one, window)
            counts = _recounted(one.counts, stale)
            if stale and not one.good_rows:
                raise _bad_rows(sum(counts[verdict] for verdict in BAD))
            _mark_stale(connection, import_id, stale)
            write_rows(connection, one, window, one.imported_at)
            values: dict[str, Any] = {"counts": counts, "reached": window[1]} | self._at_work_on_import(now)
            if window[1] == one.rows:
                values |= {"state": "done"} | _AT_REST
                self.trail.note(connection, "firms_imported", "import", import_id, details=counts, by=one.by)
            connection.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(**values))
            return self._import_of(connection, import_id)

    def undo_import(self, import_id: UUID, by: str, progress: Progress = lambda done, of: None) -> FirmImport:
        """Take an import back: what it made goes, what it changed gets its old value, what was touched since stays.

        It goes slice by slice; begun before, it goes on. Raises ``ImportRefused`` for one that was not written,
        ``RoundClosed``.
        """
        by = schema.keepable(by.strip())
        with self._writing() as connection:
            one, now = self._locked_import(connection, import_id), self._clock()
            if one.state == "undone":
                return one
            if one.state not in ("done", "undoing") or not by:
                raise ImportRefused(
                    label("这次导入不能撤回", "This import cannot be taken back"),
                    label(
                        "只有写入了的导入才能撤回，并要有人签名。",
                        "Only one that was written can, by somebody who signs.",
                    ),
                )
            if one.round_id is not None and one.state == "done":
                admit_to(connection, one.round_id, now)
            begun = {"state": "undoing", "undone_by": by} | self._at_work_on_import(now)
            connection.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(**begun))
            one = self._import_of(connection, import_id)
        try:
            return self._return_slices(one, progress)
        except BaseException:
            with suppress(DatabaseUnavailable):
                self._let_import_go(import_id)
            raise

    def settle_imports(self, stop: Callable[[], bool] = lambda: False) -> list[FirmImport]:
        """Bring to rest what was broken off and nobody is at any more: what was half written is taken back, what was
        being taken back goes on. Returns these imports; asked to ``stop``, it leaves the rest to the next call."""
        settled = []
        for one in [one for one in self.moving_imports() if one.left]:
            if stop() or (taken := self._take_import_over(one)) is None:
                continue
            try:
                settled.append(self._return_slices(taken, stop=stop))
            finally:
                with suppress(DatabaseUnavailable):
                    self._let_import_go(one.id)
        return settled

    def _take_import_over(self, seen: FirmImport) -> FirmImport | None:
        """Be the one who takes back what was broken off; None when somebody else already is."""
        with self._writing() as connection:
            one = self._locked_import(connection, seen.id)
            if (one.state, one.left) != (seen.state, seen.left):
                return None
            taken = self._at_work_on_import(self._clock())
            if one.state == "writing":
                taken |= {"state": "returning"}
            connection.execute(update(_IMPORTS).where(_IMPORTS.c.id == one.id).values(**taken))
            return self._import_of(connection, one.id)

    def _return_slices(
        self,
        one: FirmImport,
        progress: Progress = lambda done, of: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> FirmImport:
        """Take the rows of an import back from the last to the first, until none stands."""
        pace = Pace(self.engine.dialect.name)
        while one.state in ("undoing", "returning") and not stop():
            with pace.slice() as rows:
                one = self._patiently(partial(self._return_slice, one.id, rows))
            progress(one.rows - one.reached, one.rows)
        self._fold_log()
        return one

    def _return_slice(self, import_id: UUID, rows: int) -> FirmImport:
        """Take the last rows that stand back; with the first of them the import is."""
        with self._writing() as connection:
            one, now = self._locked_import(connection, import_id), self._clock()
            if one.state not in ("undoing", "returning"):
                return one  # somebody else has done it meanwhile
            undoing = one.state == "undoing"
            by = one.undone_by if undoing and one.undone_by else SYSTEM
            window = (max(0, one.reached - rows), one.reached)
            hold_rows(connection, import_id, window)
            take_rows_back(connection, one, window, by, now)
            values: dict[str, Any] = {"reached": window[0]} | self._at_work_on_import(now)
            if not window[0]:
                values |= {"state": "undone" if undoing else "broken_off", "undone_at": now, "undone_by": by} | _AT_REST
                _outdate_tries(connection)
                act: Act = "import_undone" if undoing else "import_broken_off"
                self.trail.note(connection, act, "import", import_id, by=by)
            connection.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(**values))
            return self._import_of(connection, import_id)

    def _patiently(self, step: Callable[[], FirmImport]) -> FirmImport:
        """Do a slice; again where somebody makes one of its firms in this very moment, or holds what it needs."""
        for left in reversed(range(_TRIES)):
            try:
                return step()
            except (IntegrityError, DatabaseUnavailable):
                if not left:
                    raise
        raise AssertionError

    def _let_import_go(self, import_id: UUID) -> None:
        """Say that nobody is at it any more, so that others need not wait until this process is taken for dead."""
        moving = (_IMPORTS.c.id == import_id) & _IMPORTS.c.state.in_(MOVING)
        with self._writing() as connection:
            connection.execute(update(_IMPORTS).where(moving).values(worker=None))

    def _at_work_on_import(self, now: datetime) -> dict[str, Any]:
        return {"worker": this_process(), "beat_at": now}

    def _tidy_import(self, import_id: UUID) -> None:
        """Forget what was only needed to write: the answers of new firms stand elsewhere now."""
        one, pace, done = self.firm_import(import_id), Pace(self.engine.dialect.name), 0
        spent = (_ROWS.c.import_id == import_id) & (_ROWS.c.verdict != "changed") & _ROWS.c.answers.is_not(None)
        while one.state == "done" and done < one.rows:
            with pace.slice() as some, self._writing() as connection:
                those = spent & (_ROWS.c.number > done) & (_ROWS.c.number <= done + some)
                connection.execute(update(_ROWS).where(those).values(answers=None, firm=None))
            done += some


def _outdate_tries(connection: Connection) -> None:
    """What was found out beside rows that are gone now must be found out anew, whatever the clocks say."""
    tries = _IMPORTS.c.state.in_(("trying", "tried"))
    connection.execute(update(_IMPORTS).where(tries).values(state="outdated"))


def _mark_stale(connection: Connection, import_id: UUID, stale: Mapping[int, str]) -> None:
    for some in blocks(sorted(stale)):
        these = (_ROWS.c.import_id == import_id) & _ROWS.c.number.in_(some)
        connection.execute(update(_ROWS).where(these).values(verdict="conflict"))


def _recounted(counts: Mapping[str, int], stale: Mapping[int, str]) -> dict[str, int]:
    """The counts when some rows have become conflicts."""
    now = Counter(dict(counts))
    now.subtract(Counter(stale.values()))
    now["conflict"] += len(stale)
    return {verdict: now[verdict] for verdict in ("new", "changed", "same", *BAD, "twins", "over")}


def _bad_rows(bad: int) -> ImportRefused:
    return ImportRefused(
        label(f"有 {bad} 行不能导入，一行也没有写", f"{bad} rows cannot be imported; nothing was written"),
        label("请改好这些行，或选择只导入没有问题的行。", "Correct them, or import the good rows only."),
    )


def _windows(first: int, last: int, size: int) -> Iterator[Window]:
    return ((above, min(above + size, last)) for above in range(first, last, size))
