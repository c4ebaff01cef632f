"""What an import fills in or corrects of firms that are known, and how that is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, select, update

from assessment.answers.firm_name import CHAIN_FACT, CITY_FACT, EMPLOYEES_FACT, NAME_FACT
from assessment.store import schema
from assessment.store.firm_recognising import columns_of
from assessment.store.firm_records import FirmIdentity

_ROWS, _FIRMS = schema.import_rows, schema.firms
_NAME = ("name", "name_key", "name_core", "initials")
_COLUMNS = {"name": NAME_FACT, "city": CITY_FACT, "county": "county", "chain": CHAIN_FACT, "employees": EMPLOYEES_FACT}
"""The columns of a firm that an import sets, and what each is told as."""


def changed_fields(known: Row[Any], identity: FirmIdentity) -> dict[str, list[Any]] | None:
    """What a row of a file says otherwise of a known firm, before and after; what it leaves open changes nothing.

    A firm that moves to another city leaves its county behind.
    """
    given = columns_of(identity)
    if not identity.name.strip():
        given["name"] = None
    said = {name: given[name] for name in _COLUMNS if given[name] is not None}
    if said.get("city", known.city) != known.city:
        said["county"] = identity.county
    found = {name: [getattr(known, name), new] for name, new in said.items() if getattr(known, name) != new}
    return found or None


def set_fields(connection: Connection, those: ColumnElement[bool], now: datetime) -> None:
    """Write what rows of an import say of firms that are known."""
    rows = select(_ROWS.c.firm_id, _ROWS.c.fields).where(those, _ROWS.c.fields.is_not(None))
    for firm_id, fields in connection.execute(rows).all():
        _write(connection, firm_id, {name: new for name, (_, new) in fields.items()}, now)


def give_fields_back(connection: Connection, rows: Sequence[Row[Any]], now: datetime) -> dict[int, list[str]]:
    """Give firms back what stood before; returns by row what somebody has changed since, which stays."""
    kept: dict[int, list[str]] = {}
    for row in rows:
        if row.fields is None:
            continue
        firm = connection.execute(select(_FIRMS).where(_FIRMS.c.id == row.firm_id)).first()
        if firm is None:
            continue
        ours = {name: old for name, (old, new) in row.fields.items() if getattr(firm, name) == new}
        if ours:
            _write(connection, row.firm_id, ours, now)
        if others := [_COLUMNS[name] for name in row.fields if name not in ours]:
            kept[row.number] = others
    return kept


def _write(connection: Connection, firm_id: UUID, values: dict[str, Any], now: datetime) -> None:
    if "name" in values:
        named = columns_of(FirmIdentity(values["name"]))
        values |= {column: named[column] for column in _NAME}
    connection.execute(update(_FIRMS).where(_FIRMS.c.id == firm_id).values(**values, updated_at=now))
