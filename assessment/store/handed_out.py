"""Reports that were handed out: number, digest, day and editions, and nothing of whose they are."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from assessment.store import schema
from assessment.store.desk import Desk

_REPORTS = schema.handed_out_reports


@dataclass(frozen=True)
class HandedOut:
    """A report as it is confirmed: the day of its result, the SHA-256 of its file, what the result rests on."""

    number: str
    digest: str
    on: datetime.date
    editions: tuple[str, ...]
    at: datetime.datetime


class ReportShelf(Desk):
    """The numbers of reports; a report handed out again stays the one it was."""

    def hand_out(self, number: str, digest: str, on: datetime.date, editions: Sequence[str]) -> None:
        """Enter a report, so that it can be confirmed; one that is there already is left alone."""
        known = select(_REPORTS.c.number).where(_REPORTS.c.number == number, _REPORTS.c.digest == digest)
        with self._writing() as connection:
            if connection.execute(known).first() is None:
                row = {"number": number, "digest": digest, "on": on, "editions": list(editions), "at": self._clock()}
                connection.execute(insert(_REPORTS).values(row))

    def handed_out(self, number: str) -> list[HandedOut]:
        """The files handed out under a number, the first one first; none for a number that was never given."""
        wanted = select(_REPORTS).where(_REPORTS.c.number == number).order_by(_REPORTS.c.at, _REPORTS.c.digest)
        with self._reading() as connection:
            rows = connection.execute(wanted).all()
        return [HandedOut(row.number, row.digest, row.on, tuple(row.editions), row.at) for row in rows]
