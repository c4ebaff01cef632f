"""By what a firm could be found again: its names, codes and pieces of its evidence; and where they still stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Connection, Engine, String, Text, cast, or_, select

from assessment.answers.firm_name import CODE_FACT, NAME_FACT
from assessment.store import schema

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of tables by their names."""
_EVIDENCE = schema.evidence
_LEAST_SIGNS = 4
"""Names shorter than this are found everywhere and prove nothing."""
_PIECE = 48
"""Bytes of a piece of evidence that is looked for."""


def pieces_of(connection: Connection, assessments: Sequence[UUID]) -> list[bytes]:
    """Pieces from within every file of evidence, by which it would be found again; of those that nobody else has.

    A piece that a plain surface could have brought about anywhere is left out.
    """
    own, found = _EVIDENCE.c.assessment_id.in_(assessments), []
    others = set(connection.scalars(select(_EVIDENCE.c.digest).where(~own)))
    for evidence_id in list(connection.scalars(select(_EVIDENCE.c.id).where(own))):
        row = connection.execute(select(_EVIDENCE).where(_EVIDENCE.c.id == evidence_id)).one()
        if row.digest in others:
            continue
        for part in (1, 2, 3):
            middle = len(row.data) * part // 4
            piece = row.data[middle : middle + _PIECE]
            if len(set(piece)) > _PIECE // 2:
                found.append(piece)
    return found


def names_of(found: Rows) -> list[str]:
    """The names and codes by which a firm could be found again."""
    told = [row["value"] for row in found.get("answers", ()) if row["fact_id"] in (NAME_FACT, CODE_FACT)]
    for row in found.get("answer_log", ()):
        if row["fact_id"] in (NAME_FACT, CODE_FACT):
            told += [row["old"], row["new"]]
    for row in found.get("firms", ()):
        told += [row["name"], row["credit_code"]]
    return sorted({one for one in told if isinstance(one, str) and len(one) >= _LEAST_SIGNS})


def found_in_tables(connection: Connection, names: Sequence[str]) -> Iterator[str]:
    """The columns in which one of the names still stands."""
    for table in schema.metadata.sorted_tables:
        for column in table.c:
            if not isinstance(column.type, JSON | String) and not isinstance(getattr(column.type, "impl", None), Text):
                continue
            if names and connection.execute(select(column).where(named_in(column, names)).limit(1)).first() is not None:
                yield f"{table.name}.{column.name}"


def named_in(column: Any, names: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a column holds one of the names, however JSON spells it."""
    held = [cast(column, Text).contains(spelt, autoescape=True) for name in names for spelt in _texts(name)]
    return or_(*held)


def _texts(name: str) -> set[str]:
    return {name, json.dumps(name)[1:-1], json.dumps(name, ensure_ascii=False)[1:-1]}


def spellings(name: str) -> set[bytes]:
    """The bytes by which a name is found in a file."""
    return {one.encode("utf-8", "replace") for one in _texts(name)}


def _holds(path: Path, signs: Sequence[bytes]) -> bool:
    """Does a file hold one of several sequences of bytes?"""
    if not signs:
        return False
    longest, kept = max(map(len, signs)), b""
    with path.open("rb") as file:
        while piece := file.read(1 << 22):
            kept += piece
            if any(one in kept for one in signs):
                return True
            kept = kept[-longest:]
    return False


def found_in_files(engine: Engine, signs: Sequence[bytes]) -> list[str]:
    """The files of a SQLite database in which a name, or a piece of evidence, still stands."""
    if engine.dialect.name != "sqlite":
        return []
    database = Path(str(engine.url.database))
    return [
        path.name
        for path in (database, database.with_name(database.name + "-wal"))
        if path.exists() and _holds(path, signs)
    ]
