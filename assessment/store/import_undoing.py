"""Rows of an import taken back: what it made goes, what it changed gets its old value, what was touched since stays.

An answer is an import's as long as its moment and its name are those of the import; what a person has touched since has
others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Row, Table, bindparam, delete, exists, insert, or_, select, update

from assessment.answers.firm_name import IDENTITY_FACTS
from assessment.store import schema
from assessment.store.firm_standing import show_latest
from assessment.store.import_fields import give_fields_back
from assessment.store.import_records import FirmImport
from assessment.store.import_standings import take_standings_back
from assessment.store.import_trying import row_plain, standing_answers
from assessment.store.import_writing import Window, within

_ROWS, _FIRMS = schema.import_rows, schema.firms
_ASSESSMENTS, _ANSWERS, _LOG = schema.assessments, schema.answers, schema.answer_log


def take_rows_back(connection: Connection, one: FirmImport, window: Window, by: str, now: datetime) -> None:
    """Take rows of an import back, within one transaction: what somebody has touched since stays, and is put down."""
    these = within(one.id, window) & _ROWS.c.ended.is_(None)
    rows = connection.execute(select(_ROWS).where(these).order_by(_ROWS.c.number)).all()
    if not rows:
        return
    made = [row for row in rows if row.makes_assessment]
    touched = _touched(connection, one, [row.assessment_id for row in made])
    gone = [row for row in made if row.assessment_id not in touched]
    staying = [row for row in rows if not row.makes_assessment or row.assessment_id in touched]
    connection.execute(delete(_ASSESSMENTS).where(_ASSESSMENTS.c.id.in_([row.assessment_id for row in gone])))
    firms = [row.firm_id for row in gone if row.makes_firm]
    given = schema.account_firms
    about = or_(
        exists().where(given.c.firm_id == _FIRMS.c.id, given.c.taken_at.is_(None)),
        *(exists().where(column == _FIRMS.c.id) for column in _of(_FIRMS, but=(_FIRMS, given))),
    )
    connection.execute(delete(_FIRMS).where(_FIRMS.c.id.in_(firms), ~about))
    left = set(connection.scalars(select(_FIRMS.c.id).where(_FIRMS.c.id.in_(firms))))
    show_latest(connection, [row.firm_id for row in gone if not row.makes_firm or row.firm_id in left])
    fields_kept = give_fields_back(connection, [row for row in rows if not row.makes_firm], now)
    take_standings_back(connection, staying, one.imported_at)
    ended: list[dict[str, Any]] = []
    for row in gone:
        kept = row.firm_id in left or row.number in fields_kept
        ended.append({"n": row.number, "end": "kept" if kept else "gone", "why": fields_kept.get(row.number)})
    standing = standing_answers(connection, [row.assessment_id for row in staying])
    for row in staying:
        answers = standing.get(row.assessment_id, {})
        ours = {fact for fact, now_ in answers.items() if (now_.at, now_.by) == (one.imported_at, one.by)}
        if row.makes_assessment:
            others = sorted(set(answers) - ours)
            _restore(connection, row, answers, ours - IDENTITY_FACTS, {}, by, now)
        else:
            others = sorted(fact for fact in row.answers if fact not in ours)
            _restore(connection, row, answers, ours & set(row.answers), row.before, by, now)
        others += fields_kept.get(row.number, [])
        end = "kept" if row.makes_assessment or others else "restored"
        ended.append({"n": row.number, "end": end, "why": others})
    statement = update(_ROWS).where(_ROWS.c.import_id == one.id, _ROWS.c.number == bindparam("n"))
    connection.execute(statement.values(ended=bindparam("end"), facts=bindparam("why")), ended)


def _touched(connection: Connection, one: FirmImport, ids: Iterable[UUID]) -> set[UUID]:
    """The assessments of an import that somebody has touched since: anything hangs on them that it did not write."""
    of = _ASSESSMENTS.c.id
    ours = (_ANSWERS, _LOG, schema.standings, schema.firm_figures)  # the last two follow from the answers
    since = or_(
        _ASSESSMENTS.c.consent,
        _ASSESSMENTS.c.code_hash.is_not(None),
        _ASSESSMENTS.c.finished_at != one.imported_at,
        exists().where(_ANSWERS.c.assessment_id == of, or_(_ANSWERS.c.at != one.imported_at, _ANSWERS.c.by != one.by)),
        *(exists().where(column == of) for column in _of(_ASSESSMENTS, but=ours)),
    )
    return set(connection.scalars(select(of).where(of.in_(list(ids)), since)))


def _of(parent: Table, but: Sequence[Table]) -> Iterator[Column[Any]]:
    """The columns by which other tables hang on one."""
    for table in schema.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is parent and table not in but:
                yield key.parent


def _restore(
    connection: Connection,
    row: Row[Any],
    answers: Mapping[str, Row[Any]],
    facts: Iterable[str],
    before: Mapping[str, Any],
    by: str,
    now: datetime,
) -> None:
    """Give answers of an import back what stood before, who had given it and when included."""
    for fact in sorted(facts):
        old = before.get(fact)
        key = {"assessment_id": row.assessment_id, "fact_id": fact, "origin": "self"}
        this = [_ANSWERS.c[name] == value for name, value in key.items()]
        if old is None:
            connection.execute(delete(_ANSWERS).where(*this))
        else:
            was = {"state": old["s"], "value": old["v"], "reason": old["r"], "by": old["by"]}
            at = datetime.fromisoformat(old["at"])
            connection.execute(update(_ANSWERS).where(*this).values(**was, at=at))
        told = {"at": now, "by": by, "old": row_plain(answers[fact]), "new": old and old["p"]}
        connection.execute(insert(_LOG).values(**key, **told))
        connection.execute(update(_ASSESSMENTS).where(_ASSESSMENTS.c.id == row.assessment_id).values(updated_at=now))
