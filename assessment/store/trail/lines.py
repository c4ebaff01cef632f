"""A line of the trail, its digest, and what lines a person wants to see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row

from assessment.store import schema
from assessment.store.secret import Secret

_LINES = schema.trail.c
FIRST = ""
"""What stands for the digest before the first line."""


@dataclass(frozen=True)
class TrailLine:
    """One act: who did what with which thing. ``subject`` is an id, ``details`` small and free of answers and names."""

    number: int
    at: datetime
    actor: str
    role: str
    act: str
    subject_kind: str
    subject: str
    firm: str
    area: str
    details: Mapping[str, Any]
    previous: str
    digest: str

    @property
    def signed_by(self) -> str | None:
        """The name with which somebody signed who had no account, or the login of who gave a command."""
        kind, _, name = self.actor.partition(":")
        return name if kind in ("signed", "command") else None

    def expected_digest(self, secret: Secret, number: int | None = None) -> str:
        """The digest that the line must have, or would have at another number."""
        told = [
            self.number if number is None else number,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.actor,
            self.role,
            self.act,
            self.subject_kind,
            self.subject,
            self.firm,
            self.area,
            dict(self.details),
            self.previous,
        ]
        return secret.digest("trail:" + json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":")))


@dataclass(frozen=True)
class TrailFilter:
    """Which lines: empty fields do not narrow. ``actor`` and ``area`` are met by their beginnings."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str = ""
    act: str = ""
    subject_kind: str = ""
    subject: str = ""
    firm: str = ""
    area: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter as conditions on the table."""
        held: list[ColumnElement[bool]] = []
        if self.since is not None:
            held.append(_LINES.at >= self.since)
        if self.until is not None:
            held.append(_LINES.at < self.until)
        for column, wanted in (
            (_LINES.act, self.act),
            (_LINES.subject_kind, self.subject_kind),
            (_LINES.subject, self.subject),
            (_LINES.firm, self.firm),
        ):
            if wanted:
                held.append(column == wanted)
        for column, wanted in ((_LINES.actor, self.actor), (_LINES.area, self.area)):
            if wanted:
                held.append(column.startswith(wanted, autoescape=True))
        return held


def id_text(given: UUID | str | int | None) -> str:
    """An id as lines carry it: 32 hexadecimal signs for a UUID."""
    return given.hex if isinstance(given, UUID) else "" if given is None else str(given)


def text_of(text: str, most: int) -> str:
    """A text as a column of ``most`` signs takes it."""
    return schema.keepable(text)[:most]


def line_of(row: Row[Any]) -> TrailLine:
    """The line that a row of the table holds."""
    return TrailLine(**row._mapping)
