"""Rows of an import written within one transaction, and which of them may be no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Uuid,
    bindparam,
    exists,
    or_,
    select,
    text,
    update,
)

from assessment.answers import State
from assessment.store import schema
from assessment.store.import_fields import set_fields
from assessment.store.import_records import FirmImport
from assessment.store.many_rows import put_rows
from assessment.store.schema.columns import UtcTime

_ROWS, _FIRMS = schema.import_rows, schema.firms
_ASSESSMENTS, _ANSWERS, _LOG = schema.assessments, schema.answers, schema.answer_log
Window = tuple[int, int]
"""The rows whose numbers are above the first and up to the second."""


def within(import_id: UUID, window: Window) -> ColumnElement[bool]:
    """The condition on rows of an import that are, or were, to be written."""
    above, up_to = window
    written = _ROWS.c.verdict.in_(("new", "changed"))
    return (_ROWS.c.import_id == import_id) & (_ROWS.c.number > above) & (_ROWS.c.number <= up_to) & written


def hold_rows(connection: Connection, import_id: UUID, window: Window) -> None:
    """Let nobody change the assessments and firms of some rows before the end of the transaction."""
    # In the order in which whoever answers holds them.
    for table, column in ((_ASSESSMENTS, _ROWS.c.assessment_id), (_FIRMS, _ROWS.c.firm_id)):
        known = select(table.c.id).where(table.c.id.in_(select(column).where(within(import_id, window))))
        connection.execute(known.order_by(table.c.id).with_for_update()).all()


def stale_rows(connection: Connection, one: FirmImport, window: Window) -> dict[int, str]:
    """The rows whose firm or assessment has changed since they were tried, with their verdicts."""
    mine = within(one.id, window)
    in_round = _ASSESSMENTS.c.round_id.is_(None) if one.round_id is None else _ASSESSMENTS.c.round_id == one.round_id
    gone = ~_ROWS.c.makes_firm & ~exists().where(_FIRMS.c.id == _ROWS.c.firm_id, _FIRMS.c.merged_into.is_(None))
    began = _ROWS.c.makes_assessment & exists().where(
        _ASSESSMENTS.c.firm_id == _ROWS.c.firm_id, in_round, _ASSESSMENTS.c.created_at >= one.tried_at
    )
    answered = ~_ROWS.c.makes_assessment & ~exists().where(
        _ASSESSMENTS.c.id == _ROWS.c.assessment_id,
        _ASSESSMENTS.c.firm_id == _ROWS.c.firm_id,
        _ASSESSMENTS.c.updated_at < one.tried_at,
    )
    renamed = _ROWS.c.fields.is_not(None) & ~exists().where(
        _FIRMS.c.id == _ROWS.c.firm_id, _FIRMS.c.updated_at < one.tried_at
    )
    changed = select(_ROWS.c.number, _ROWS.c.verdict).where(mine, or_(gone, began, answered, renamed))
    stale = {row.number: row.verdict for row in connection.execute(changed)}
    made = select(_ROWS.c.number, _ROWS.c.verdict, _ROWS.c.firm).where(mine, _ROWS.c.makes_firm)
    rows = connection.execute(made).all()
    known_by = _made_since(connection, one, [row.firm for row in rows])
    return stale | {row.number: row.verdict for row in rows if known_by & _names(row.firm)}


def write_rows(connection: Connection, one: FirmImport, window: Window, at: datetime) -> None:
    """Write the rows of a window, as of the moment of the import."""
    above, up_to = window
    given = {"i": one.id, "now": at, "by": one.by, "above": above, "upto": up_to}
    for statement in _NEW:
        connection.execute(statement, given)
    set_fields(connection, within(one.id, window), at)
    _change(connection, one, window, at)


def _made_since(connection: Connection, one: FirmImport, firms: Sequence[Mapping[str, Any]]) -> set[Any]:
    """By what firms are known that came since the rows were tried, and not from the import itself."""
    found: set[Any] = set()
    codes = [firm["credit_code"] for firm in firms if firm["credit_code"]]
    keys = [firm["name_key"] for firm in firms if firm["city"]]
    for condition in (_FIRMS.c.credit_code.in_(codes), _FIRMS.c.name_key.in_(keys)):
        for row in connection.execute(select(_FIRMS).where(condition, _FIRMS.c.created_at >= one.tried_at)):
            if (row.source, row.created_at) != ("import", one.imported_at):
                found |= _names(row._asdict())
    return found


def _names(firm: Mapping[str, Any]) -> set[Any]:
    by_name = {(firm["name_key"], firm["city"])} if firm["city"] else set()
    return by_name | ({firm["credit_code"]} if firm["credit_code"] else set())


def _statement(sql: str) -> Any:
    given: tuple[Any, ...] = (
        bindparam("i", type_=Uuid()),
        bindparam("now", type_=UtcTime()),
        bindparam("by"),
        bindparam("above", type_=Integer()),
        bindparam("upto", type_=Integer()),
    )
    return text(sql).bindparams(*[one for one in given if f":{one.key}" in sql])


_THOSE = "r.import_id = :i AND r.verdict = 'new' AND r.number > :above AND r.number <= :upto"
_OF_NEW = "FROM import_rows r JOIN imports i ON i.id = r.import_id"
_EACH = f"{_OF_NEW}, json_each(r.answers) e WHERE {_THOSE}"
_NEW = [
    _statement(sql)
    for sql in (
        "INSERT INTO firms (id, credit_code, name, name_key, name_core, initials, city, county, chain, employees,"
        " source, created_at, updated_at, needs) SELECT r.firm_id, r.firm->>'credit_code', r.firm->>'name',"
        " r.firm->>'name_key', r.firm->>'name_core', r.firm->>'initials', r.firm->>'city', r.firm->>'county',"
        " r.firm->>'chain', CAST(r.firm->>'employees' AS INTEGER), 'import', :now, :now, ''"
        f" {_OF_NEW} WHERE {_THOSE} AND r.makes_firm",
        "INSERT INTO assessments (id, created_at, updated_at, language, consent, results_kept, firm_id, round_id)"
        f" SELECT r.assessment_id, :now, :now, 'zh', false, 0, r.firm_id, i.round_id {_OF_NEW}"
        f" WHERE {_THOSE} AND r.makes_assessment",
        'INSERT INTO answers (assessment_id, fact_id, origin, state, value, reason, at, "by")'
        " SELECT r.assessment_id, e.key, 'self', CAST(coalesce(e.value->>'s', '3') AS INTEGER), e.value->'v',"
        f" e.value->>'r', :now, :by {_EACH}",
        'INSERT INTO answer_log (assessment_id, fact_id, origin, at, "by", new)'
        f" SELECT r.assessment_id, e.key, 'self', :now, :by, coalesce(e.value->'p', e.value->'v') {_EACH}",
    )
]
"""What is new, written by the database itself: eighty thousand firms are millions of answers."""


def _change(connection: Connection, one: FirmImport, window: Window, now: datetime) -> None:
    """Write the answers that change or come in addition."""
    changing = within(one.id, window) & (_ROWS.c.verdict == "changed")
    rows = connection.execute(select(_ROWS).where(changing).order_by(_ROWS.c.number)).all()
    added, changed, log = [], [], []
    for row in rows:
        for fact, told in row.answers.items():
            before = row.before.get(fact)
            new = {"state": told.get("s", int(State.ANSWERED)), "value": told.get("v"), "reason": told.get("r")}
            if before is None:
                added.append(_key(row, fact) | new | {"at": now, "by": one.by})
            else:
                changed.append(_bound(row, fact, before) | {f"new_{k}": v for k, v in new.items()})
            log.append(
                _key(row, fact)
                | {"at": now, "by": one.by, "old": before and before["p"], "new": told.get("p", told.get("v"))}
            )
    put_rows(connection, _ANSWERS, added)
    _set(connection, changed, now, one.by)
    put_rows(connection, _LOG, log)
    ids = [row.assessment_id for row in rows]
    connection.execute(update(_ASSESSMENTS).where(_ASSESSMENTS.c.id.in_(ids)).values(updated_at=now))


def _key(row: Row[Any], fact: str) -> dict[str, Any]:
    return {"assessment_id": row.assessment_id, "fact_id": fact, "origin": "self"}


def _bound(row: Row[Any], fact: str, before: Mapping[str, Any]) -> dict[str, Any]:
    return {"of": row.assessment_id, "fact": fact, "seen": datetime.fromisoformat(before["at"])}


def _set(connection: Connection, changed: Sequence[Mapping[str, Any]], now: datetime, by: str) -> None:
    """Overwrite answers that are still those that were seen."""
    if not changed:
        return
    statement = (
        update(_ANSWERS)
        .where(
            _ANSWERS.c.assessment_id == bindparam("of"),
            _ANSWERS.c.fact_id == bindparam("fact"),
            _ANSWERS.c.origin == "self",
            _ANSWERS.c.at == bindparam("seen"),
        )
        .values(
            state=bindparam("new_state"), value=bindparam("new_value"), reason=bindparam("new_reason"), at=now, by=by
        )
    )
    connection.execute(statement, list(changed))
