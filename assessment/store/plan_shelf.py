"""What is put down about a firm's way up: replies to steps, progress, proofs at hand, quotes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from assessment.language import label
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.records import PlanEntry, PlanEntryKind
from assessment.store.refusals import TooManyResults

_ENTRIES = schema.plan_entries
MOST_PLAN_ENTRIES = 500
"""Of one assessment: every measure, question and provider has room."""


class AcceptedStep(NamedTuple):
    """A step that a firm put down as accepted: units of a measure, what was paid in all (万元), by whom, and when."""

    firm_id: UUID
    size: str | None
    measure: str
    units: int
    cost: float | None
    provider: str
    at: datetime


class PlanShelf(Desk):
    """Entries by kind and by what they are about: one of each, and the newest counts."""

    def put_plan_entry(
        self, assessment_id: UUID, kind: PlanEntryKind, about: str, document: Mapping[str, Any], by: str
    ) -> PlanEntry:
        """Put something down, in place of what stood there of the same kind about the same thing.

        ``by`` signs the entry and in the trail. Raises ``UnknownAssessment``, and ``TooManyResults`` for one more than
        ``MOST_PLAN_ENTRIES``.
        """
        now = self._clock()
        values = {"document": dict(document), "by": by, "at": now}
        own = _ENTRIES.c.assessment_id == assessment_id
        with self._changing(assessment_id) as connection:
            connection.execute(delete(_ENTRIES).where(own, _ENTRIES.c.kind == kind, _ENTRIES.c.about == about))
            if connection.execute(select(func.count()).where(own)).scalar_one() >= MOST_PLAN_ENTRIES:
                raise TooManyResults(
                    label(f"已记 {MOST_PLAN_ENTRIES} 条，不能再多", f"{MOST_PLAN_ENTRIES} entries are kept, the most"),
                    label("请先删去一些不用的。", "Delete some that are not used first."),
                )
            key = {"assessment_id": assessment_id, "kind": kind, "about": about}
            connection.execute(insert(_ENTRIES).values(**key, **values))
            self._touch(connection, assessment_id, now)
            self._note(connection, "plan_entry_made", assessment_id, by, kind=kind, about=about)
        return PlanEntry(kind, about, dict(document), schema.keepable(by), now)

    def remove_plan_entry(self, assessment_id: UUID, kind: PlanEntryKind, about: str, by: str) -> None:
        """Take an entry back; nothing happens when it is gone already."""
        key = (_ENTRIES.c.assessment_id == assessment_id, _ENTRIES.c.kind == kind, _ENTRIES.c.about == about)
        with self._forgetting() as connection:
            if connection.execute(delete(_ENTRIES).where(*key)).rowcount:
                self._note(connection, "plan_entry_removed", assessment_id, by, kind=kind, about=about)

    def accepted_steps(self) -> list[AcceptedStep]:
        """Every step of a firm that was accepted, the latest last."""
        firms, assessments = schema.firms, schema.assessments
        rows = (
            select(assessments.c.firm_id, firms.c.size, _ENTRIES.c.about, _ENTRIES.c.document, _ENTRIES.c.at)
            .join_from(_ENTRIES, assessments, assessments.c.id == _ENTRIES.c.assessment_id)
            .join(firms, firms.c.id == assessments.c.firm_id)
            .where(_ENTRIES.c.kind == "progress", firms.c.merged_into.is_(None))
            .order_by(_ENTRIES.c.at, _ENTRIES.c.id)
        )
        with self._reading() as connection:
            found = [tuple(row) for row in connection.execute(rows)]
        return [
            AcceptedStep(firm, size, about, said.get("units", 1), said.get("cost"), said.get("provider", ""), at)
            for firm, size, about, said, at in found
            if said.get("state") == "accepted"
        ]

    def plan_entries(self, assessment_id: UUID) -> list[PlanEntry]:
        """Everything put down about a firm's way up, oldest first."""
        rows = select(_ENTRIES).where(_ENTRIES.c.assessment_id == assessment_id).order_by(_ENTRIES.c.id)
        with self._reading() as connection:
            return [PlanEntry(row.kind, row.about, row.document, row.by, row.at) for row in connection.execute(rows)]
