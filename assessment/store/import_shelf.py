"""Imports as they are kept: what was tried, what became of it, and which of them move.

Trying writes what would be done into ``import_rows``, where nobody but the import looks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, case, delete, func, insert, select, text, update

from assessment.language import label
from assessment.permissions import PROVINCE
from assessment.store import schema
from assessment.store.alive import is_gone, is_silent, this_process
from assessment.store.desk import Desk
from assessment.store.firm_index import FirmIndex
from assessment.store.gate import admit_to
from assessment.store.import_pace import Pace
from assessment.store.import_records import MOVING, FirmImport, ImportBounds, ImportedRow, RowToImport, Verdict
from assessment.store.import_trying import try_rows
from assessment.store.many_rows import put_rows
from assessment.store.refusals import ImportRefused

_IMPORTS, _ROWS = schema.imports, schema.import_rows
_LAST = select(func.coalesce(func.max(_ROWS.c.number), 0)).where(_ROWS.c.import_id == _IMPORTS.c.id)
_WITH_ROWS = select(_IMPORTS, _LAST.scalar_subquery().label("rows"))
BLOCK = 500
_TRIED_AT_ONCE = 100
"""Rows are compared so many at a time: each has a hundred answers, and what is garbage together is collected together,
with everybody else of this process waiting."""
Item = TypeVar("Item")
Progress = Callable[[int, int], None]
_SERVER_LOCK = 0x67616E7170
"""The advisory lock that imports on a PostgreSQL server share."""


class ImportShelf(Desk):
    """Imports of one database, tried and looked at."""

    def try_import(
        self,
        rows: Sequence[RowToImport],
        file_name: str,
        by: str,
        round_id: UUID | None = None,
        file_id: UUID | None = None,
        progress: Progress = lambda done, of: None,
        *,
        over: bool = False,
        bounds: ImportBounds | None = None,
    ) -> FirmImport:
        """Find out what importing these rows would do, and write nothing of it.

        Where a person answered otherwise since, a row is a conflict and is left out; with ``over`` the file counts.
        A row about a firm outside of the ``bounds``, by the file or as the firm is known, is left out.
        Raises ``RoundClosed`` for a round that takes no answers, ``ImportRefused`` when nobody signs for it.
        """
        by = schema.keepable(by.strip())
        if not by:
            raise ImportRefused(
                label("导入要有人签名", "Somebody must sign for an import"),
                label("请写上经办人的姓名。", "Please give your name."),
            )
        import_id, now = uuid4(), self._clock()
        area = PROVINCE if bounds is None else bounds.area
        begun = {
            "area": area,
            "file_id": file_id,
            "file_name": file_name,
            "round_id": round_id,
            "by": by,
            "tried_at": now,
        }
        with self._writing() as connection:
            if round_id is not None:
                admit_to(connection, round_id, now)
            connection.execute(
                insert(_IMPORTS).values(
                    id=import_id,
                    **begun,
                    state="trying",
                    good_rows=False,
                    over=over,
                    counts={},
                )
            )
        with self._reading() as connection:
            index = FirmIndex(connection)
            marks = {
                (row.imported_at, row.by)
                for row in connection.execute(select(_IMPORTS).where(_IMPORTS.c.imported_at.is_not(None)))
            }
        counts: Counter[str] = Counter()
        claimed: set[Any] = set()
        # In the order of the rows, so that millions of answers go to the end of their index and not all over it.
        fresh = iter(sorted(uuid4() for _ in range(len(rows))))
        done = 0
        pace = Pace(self.engine.dialect.name)
        for block in blocks(rows, _TRIED_AT_ONCE):
            with self._reading() as connection:
                tried = list(try_rows(connection, block, index, marks, claimed, fresh, round_id, over, bounds))
            for number, row in enumerate(tried, done + 1):
                row |= {"import_id": import_id, "number": number}
                counts[row["verdict"]] += 1
                counts["twins"] += row["twins"] is not None
                if row["verdict"] == "changed" and row["facts"] is not None:
                    counts["over"] += 1
            while tried:
                with pace.slice() as some, self._writing() as connection:
                    put_rows(connection, _ROWS, tried[:some])
                del tried[:some]
            done += len(block)
            progress(done, len(rows))
        with self._writing() as connection:
            connection.execute(
                update(_IMPORTS)
                .where(_IMPORTS.c.id == import_id)
                .values(
                    state=case((_IMPORTS.c.state == "trying", "tried"), else_=_IMPORTS.c.state), counts=dict(counts)
                )
            )
        return self.firm_import(import_id)

    def firm_import(self, import_id: UUID) -> FirmImport:
        """One import; raises ``ImportRefused`` when it is not there."""
        with self._reading() as connection:
            return self._import_of(connection, import_id)

    def firm_imports(self) -> list[FirmImport]:
        """The imports that were written or begun, the newest first, those taken back included."""
        rows = _WITH_ROWS.where(_IMPORTS.c.imported_at.is_not(None)).order_by(_IMPORTS.c.imported_at.desc())
        with self._reading() as connection:
            return [self._told_import(row) for row in connection.execute(rows)]

    def moving_imports(self) -> list[FirmImport]:
        """The imports that are being written or taken back, or were when they were broken off."""
        with self._reading() as connection:
            rows = connection.execute(_WITH_ROWS.where(_IMPORTS.c.state.in_(MOVING)).order_by(_IMPORTS.c.imported_at))
            return [self._told_import(row) for row in rows]

    def import_rows(
        self,
        import_id: UUID,
        verdict: Verdict | None = None,
        *,
        kept: bool = False,
        twins: bool = False,
        over: bool = False,
        most: int = 200,
    ) -> list[ImportedRow]:
        """Rows of an import in the order of the file: of one verdict, those that undoing kept, possible twins, or
        those that go over what a person answered."""
        rows = select(_ROWS).where(_ROWS.c.import_id == import_id).order_by(_ROWS.c.number).limit(most)
        if verdict is not None:
            rows = rows.where(_ROWS.c.verdict == verdict)
        if kept:
            rows = rows.where(_ROWS.c.ended == "kept")
        if twins:
            rows = rows.where(_ROWS.c.twins.is_not(None))
        if over:
            rows = rows.where(_ROWS.c.verdict == "changed", _ROWS.c.facts.is_not(None))
        with self._reading() as connection:
            return [
                ImportedRow(row.place, row.name, row.verdict, tuple(row.twins or ()), tuple(row.facts or ()), row.ended)
                for row in connection.execute(rows)
            ]

    def forget_tries(self, before: datetime) -> None:
        """Forget what was tried and never written."""
        tried = _IMPORTS.c.imported_at.is_(None) & (_IMPORTS.c.tried_at < before)
        with self._reading() as connection:
            old = [self._told_import(row) for row in connection.execute(_WITH_ROWS.where(tried))]
        pace = Pace(self.engine.dialect.name)
        for one in old:
            last = one.rows
            while last > 0:
                with pace.slice() as some, self._writing() as connection:
                    rows = (_ROWS.c.import_id == one.id) & (_ROWS.c.number > last - some)
                    connection.execute(delete(_ROWS).where(rows))
                last -= some
            with self._writing() as connection:
                connection.execute(delete(_IMPORTS).where(_IMPORTS.c.id == one.id, tried))
        if old:
            self._fold_log()

    def _import_of(self, connection: Connection, import_id: UUID) -> FirmImport:
        row = connection.execute(_WITH_ROWS.where(_IMPORTS.c.id == import_id)).first()
        if row is None:
            raise ImportRefused(
                label("找不到这次导入", "This import does not exist"),
                label("请核对编号，或重新试导。", "Check its number, or try the file again."),
            )
        return self._told_import(row)

    def _told_import(self, row: Row[Any]) -> FirmImport:
        left = row.state in MOVING and (
            row.worker is None or is_silent(row.beat_at, self._clock()) or is_gone(row.worker, this_process())
        )
        return FirmImport(
            row.id,
            row.file_id,
            row.file_name,
            row.round_id,
            row.by,
            row.state,
            row.good_rows,
            row.over,
            row.area,
            row.counts,
            row.tried_at,
            row.imported_at,
            row.undone_at,
            row.undone_by,
            row.reached,
            row.rows,
            left,
        )

    def _locked_import(self, connection: Connection, import_id: UUID) -> FirmImport:
        """An import that nobody else moves before the end of the transaction; imports pass one after the other."""
        if connection.dialect.name == "postgresql":
            # SQLite has one writer anyway; here, too, two imports of the same firms must not pass one another.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SERVER_LOCK})
        return self._import_of(connection, import_id)


def blocks(items: Sequence[Item], size: int = BLOCK) -> Iterator[Sequence[Item]]:
    """The items, so many at a time."""
    return (items[at : at + size] for at in range(0, len(items), size))
