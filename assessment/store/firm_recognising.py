"""Which firm somebody means: found by credit code, else by name and area, or made; and whose an assessment is."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, exists, insert, or_, select, update

from assessment.answers import State
from assessment.answers.credit_code import code_fault, compact_code
from assessment.answers.firm_name import (
    CHAIN_FACT,
    CITY_FACT,
    CODE_FACT,
    EMPLOYEES_FACT,
    IDENTITY_FACTS,
    NAME_FACT,
    initials,
    name_core,
    name_key,
)
from assessment.store import schema
from assessment.store.firm_records import FirmIdentity, FirmSource

_FIRMS, _ASSESSMENTS, _ANSWERS = schema.firms, schema.assessments, schema.answers
_NOTES, _MERGES = schema.firm_notes, schema.firm_merges


def find_or_create(
    connection: Connection, identity: FirmIdentity, source: FirmSource, now: datetime
) -> tuple[UUID, bool]:
    """The firm that an identity names, within a transaction that writes, and whether it was made just now."""
    row = find_row(connection, identity)
    if row is None:
        firm_id = uuid4()
        connection.execute(
            insert(_FIRMS).values(
                id=firm_id, source=source, created_at=now, updated_at=now, needs="", **columns_of(identity)
            )
        )
        return firm_id, True
    missing = {
        column: value for column, value in columns_of(identity).items() if value and getattr(row, column) in (None, "")
    }
    if missing:
        connection.execute(update(_FIRMS).where(_FIRMS.c.id == row.id).values(**missing, updated_at=now))
    return row.id, False


def find_row(connection: Connection, identity: FirmIdentity) -> Row[Any] | None:
    """The firm by its code, else by name and area; where two were merged, the one that was kept."""
    if identity.credit_code:
        rows = list(connection.execute(select(_FIRMS).where(_FIRMS.c.credit_code == identity.credit_code)))
    elif identity.city and name_key(identity.name):
        named = select(_FIRMS).where(_FIRMS.c.name_key == name_key(identity.name), _FIRMS.c.city == identity.city)
        if identity.county:
            named = named.where(or_(_FIRMS.c.county == identity.county, _FIRMS.c.county.is_(None)))
        rows = list(connection.execute(named.where(_FIRMS.c.merged_into.is_(None)).limit(2)))
        if not rows:
            rows = list(connection.execute(named.limit(2)))
    else:
        rows = []
    if len(rows) != 1:  # two firms of one name in one place: a name alone does not say which
        return None
    (row,) = rows
    while row.merged_into is not None:
        row = connection.execute(select(_FIRMS).where(_FIRMS.c.id == row.merged_into)).one()
    return row


def columns_of(identity: FirmIdentity) -> dict[str, Any]:
    """The columns of a firm that an identity fills."""
    name = schema.keepable(identity.name.strip()) or identity.credit_code or ""
    return {
        "credit_code": identity.credit_code,
        "name": name,
        "name_key": name_key(name),
        "name_core": name_core(name),
        "initials": initials(name),
        "city": identity.city,
        "county": identity.county,
        "chain": identity.chain,
        "employees": identity.employees,
    }


def recognise(connection: Connection, assessment_id: UUID, now: datetime) -> None:
    """Give an assessment the firm that its answers name, as often as one of these answers changes.

    While a name is being typed it is the same firm that is renamed, and not one more for every letter: a firm that
    nothing but this assessment speaks of follows its answers.
    """
    own = connection.execute(
        select(_ASSESSMENTS.c.firm_id, _ASSESSMENTS.c.county).where(_ASSESSMENTS.c.id == assessment_id)
    ).one()
    identity = _told(connection, assessment_id, own.county)
    alone = own.firm_id is not None and _speaks_alone(connection, own.firm_id, assessment_id)
    if identity is None:
        firm_id = None
    else:
        found = find_row(connection, identity)
        if alone and (found is None or found.id == own.firm_id):
            values = {**columns_of(identity), "updated_at": now}
            connection.execute(update(_FIRMS).where(_FIRMS.c.id == own.firm_id).values(**values))
            return
        if own.firm_id is not None and found is None and _same_name(connection, own.firm_id, identity):
            return  # it was given this firm by a person or an import, and its answers do not say otherwise
        firm_id, _ = find_or_create(connection, identity, "online", now)
    if firm_id != own.firm_id:
        connection.execute(update(_ASSESSMENTS).where(_ASSESSMENTS.c.id == assessment_id).values(firm_id=firm_id))
        if alone:
            connection.execute(delete(_FIRMS).where(_FIRMS.c.id == own.firm_id))


def forget_unspoken(connection: Connection, firm_id: UUID) -> None:
    """Forget a firm that only owners spoke of, once the last assessment that named it is gone."""
    if not _others(connection, firm_id, None):
        online = (_FIRMS.c.id == firm_id) & (_FIRMS.c.source == "online")
        connection.execute(delete(_FIRMS).where(online))


def _told(connection: Connection, assessment_id: UUID, county: str | None) -> FirmIdentity | None:
    rows = select(_ANSWERS.c.fact_id, _ANSWERS.c.value).where(
        _ANSWERS.c.assessment_id == assessment_id,
        _ANSWERS.c.fact_id.in_(IDENTITY_FACTS),
        _ANSWERS.c.state == int(State.ANSWERED),
    )
    # "self" sorts before "verified", which then takes its place.
    told = {row.fact_id: row.value for row in connection.execute(rows.order_by(_ANSWERS.c.origin))}
    code = compact_code(str(told.get(CODE_FACT) or ""))
    name = str(told.get(NAME_FACT) or "").strip()
    code = "" if code_fault(code) else code
    if not name and not code:
        return None
    people = told.get(EMPLOYEES_FACT)
    if isinstance(people, dict):  # an approximate figure
        people = people["value"]
    return FirmIdentity(
        name, code or None, told.get(CITY_FACT), county, told.get(CHAIN_FACT), None if people is None else int(people)
    )


def _same_name(connection: Connection, firm_id: UUID, identity: FirmIdentity) -> bool:
    row = connection.execute(select(_FIRMS).where(_FIRMS.c.id == firm_id)).one()
    other_code = identity.credit_code and row.credit_code and identity.credit_code != row.credit_code
    return row.name_key == name_key(identity.name) and not other_code


def _speaks_alone(connection: Connection, firm_id: UUID, assessment_id: UUID) -> bool:
    source = connection.scalar(select(_FIRMS.c.source).where(_FIRMS.c.id == firm_id))
    invited = connection.scalar(select(exists().where(schema.invitations.c.firm_id == firm_id)))
    return source == "online" and not invited and not _others(connection, firm_id, assessment_id)


def _others(connection: Connection, firm_id: UUID, assessment_id: UUID | None) -> bool:
    """Is there anything else about a firm: another assessment, a note, a merge?"""
    assessments = _ASSESSMENTS.c.firm_id == firm_id
    if assessment_id is not None:
        assessments &= _ASSESSMENTS.c.id != assessment_id
    anything = or_(
        exists().where(assessments),
        exists().where(_NOTES.c.firm_id == firm_id),
        exists().where(or_(_MERGES.c.kept_id == firm_id, _MERGES.c.gone_id == firm_id)),
    )
    return bool(connection.scalar(select(anything)))
