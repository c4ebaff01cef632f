"""A copy of a database that may be handed on: firms as numbers, without anything that names them.

Only what is listed here goes into it; a table or a column that is not named stays out.
"""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, insert, select

from assessment.content.bank import FactBank
from assessment.content.facts import TextFact
from assessment.language import label
from assessment.store import schema
from assessment.store.assessments import Store
from assessment.store.migrating import built_anew
from assessment.store.refusals import DatabaseRefused

_FIRMS, _ASSESSMENTS, _ANSWERS, _STANDINGS = schema.firms, schema.assessments, schema.answers, schema.standings
_PLACES = frozenset({"city", "chain", "county"})
_PAGE = 1_000


def anonymise(store: Store, out: Path, bank: FactBank, floor: int) -> int:
    """Write the firms of a store to a new SQLite database without what names them; how many assessments it holds.

    Ids are new and cannot be traced back. City, county and chain are left out where fewer than ``floor`` assessments
    share city and chain. Raises ``DatabaseRefused`` where ``out`` exists.
    """
    if out.exists():
        raise DatabaseRefused(
            label(f"{out} 已经存在，没有覆盖", f"{out} exists and was not overwritten"),
            label("请换一个文件名。", "Use another name."),
        )
    try:
        with store.engine.begin() as source, built_anew(f"sqlite:///{out}") as target:
            count = _Copy(source, target, bank, floor).make()
    except BaseException:
        for suffix in ("", "-wal", "-shm", ".secret"):
            out.with_name(out.name + suffix).unlink(missing_ok=True)
        raise
    out.with_name(f"{out.name}.secret").unlink(missing_ok=True)
    store.trail.record("data_anonymised", details={"assessments": count, "floor": floor})
    return count


class _Copy:
    """One copy, with a key of its own for the new ids, which nobody keeps."""

    def __init__(self, source: Connection, target: Connection, bank: FactBank, floor: int):
        self._source, self._target, self._bank = source, target, bank
        self._space = UUID(bytes=secrets.token_bytes(16))
        places: dict[UUID, dict[str, Any]] = {}
        told = select(_ANSWERS.c.assessment_id, _ANSWERS.c.fact_id, _ANSWERS.c.value)
        for row in source.execute(told.where(_ANSWERS.c.fact_id.in_(_PLACES)).order_by(_ANSWERS.c.origin)):
            places.setdefault(row.assessment_id, {})[row.fact_id] = row.value
        self._groups = {own: (place.get("city"), place.get("chain")) for own, place in places.items()}
        sizes = Counter(self._groups.values())
        self._large = {group for group, size in sizes.items() if size >= floor}

    def make(self) -> int:
        """Copy what may be copied."""
        count = 0
        for row in self._source.execute(select(_ASSESSMENTS).order_by(_ASSESSMENTS.c.id)):
            number = count = count + 1
            firm = {"id": self._new(row.id), "name": f"示例企业 {number:06}", "source": "import"}
            keys = {"name_key": f"{number:06}", "name_core": f"{number:06}", "initials": ""}
            times = {"created_at": _month(row.created_at), "updated_at": _month(row.updated_at)}
            self._target.execute(insert(_FIRMS).values(**firm, **keys, **times))
            finished = None if row.finished_at is None else _month(row.finished_at)
            own = {"id": firm["id"], "firm_id": firm["id"], "language": row.language, "consent": False}
            self._target.execute(insert(_ASSESSMENTS).values(**own, **times, finished_at=finished))
        self._rows(_ANSWERS, self._answer)
        self._rows(_STANDINGS, lambda row: row | {"at": _month(row["at"])})
        return count

    def _rows(self, table: Any, shown: Any) -> None:
        rows = self._source.execution_options(yield_per=_PAGE).execute(select(table)).mappings()
        for page in rows.partitions():
            kept = [told for row in page if (told := shown(dict(row))) is not None]
            if kept:
                values = [told | {"assessment_id": self._new(told["assessment_id"])} for told in kept]
                self._target.execute(insert(table), values)

    def _answer(self, row: dict[str, Any]) -> dict[str, Any] | None:
        """An answer that is a choice or a number; a text, and a place that few firms share, stays out."""
        fact = self._bank.facts.get(row["fact_id"])
        if fact is None or isinstance(fact, TextFact):
            return None
        if row["fact_id"] in _PLACES and self._groups[row["assessment_id"]] not in self._large:
            return None
        return row | {"by": row["origin"], "at": _month(row["at"]), "reason": None}

    def _new(self, own: UUID) -> UUID:
        return uuid5(self._space, own.hex)


def _month(moment: datetime) -> datetime:
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
