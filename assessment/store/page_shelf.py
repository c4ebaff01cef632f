"""Lists for other programs, page by page: each goes on after what was read last, whatever came in between."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select, update

from assessment.store import schema
from assessment.store.access import assessment_of_row
from assessment.store.desk import Desk
from assessment.store.firm_book import firm_of_row
from assessment.store.firm_list import FirmReach, within_reach
from assessment.store.firm_recognising import columns_of
from assessment.store.firm_records import Firm, FirmIdentity, Standing
from assessment.store.firm_standing import standing_of
from assessment.store.job_shelf import job_of_row
from assessment.store.records import Assessment, JobRecord
from assessment.store.refusals import CodeTaken, FirmChanged, UnknownFirm

_FIRMS, _ASSESSMENTS, _STANDINGS, _JOBS = schema.firms, schema.assessments, schema.standings, schema.jobs


@dataclass(frozen=True)
class AssessmentLine:
    """An assessment in a list, and where it stood when a result was last kept."""

    assessment: Assessment
    standing: Standing | None


class PageShelf(Desk):
    """Pages of one database, and the one change that is made only to what was read."""

    def firms_after(
        self, reach: FirmReach, after: UUID | None, most: int, changed_since: datetime | None = None
    ) -> list[Firm]:
        """The firms within a reach, by id; a firm that was merged into another is not among them."""
        rows = select(_FIRMS).where(_FIRMS.c.merged_into.is_(None), *within_reach(reach))
        if after is not None:
            rows = rows.where(_FIRMS.c.id > after)
        if changed_since is not None:
            rows = rows.where(_FIRMS.c.updated_at >= changed_since)
        with self._reading() as connection:
            return [firm_of_row(row) for row in connection.execute(rows.order_by(_FIRMS.c.id).limit(most))]

    def assessments_after(
        self,
        reach: FirmReach,
        after: UUID | None,
        most: int,
        *,
        firm: UUID | None = None,
        round_id: UUID | None = None,
        changed_since: datetime | None = None,
        finished: bool | None = None,
    ) -> list[AssessmentLine]:
        """The assessments of firms within a reach, by id; those that name no firm yet only where all are reached."""
        rows = self._lines()
        if reach != FirmReach():
            rows = rows.where(*within_reach(reach), _FIRMS.c.id.is_not(None))
        if firm is not None:
            rows = rows.where(_ASSESSMENTS.c.firm_id == firm)
        if round_id is not None:
            rows = rows.where(_ASSESSMENTS.c.round_id == round_id)
        if changed_since is not None:
            rows = rows.where(_ASSESSMENTS.c.updated_at >= changed_since)
        if finished is not None:
            told = _ASSESSMENTS.c.finished_at
            rows = rows.where(told.is_not(None) if finished else told.is_(None))
        if after is not None:
            rows = rows.where(_ASSESSMENTS.c.id > after)
        with self._reading() as connection:
            found = connection.execute(rows.order_by(_ASSESSMENTS.c.id).limit(most)).all()
            return self._with_standings(connection, found)

    def assessment_line(self, assessment_id: UUID) -> AssessmentLine | None:
        """One assessment as a list shows it; None where there is none."""
        with self._reading() as connection:
            found = connection.execute(self._lines().where(_ASSESSMENTS.c.id == assessment_id)).all()
            lines = self._with_standings(connection, found)
        return lines[0] if lines else None

    def jobs_after(
        self, owner: str | None, kinds: Collection[str], after: tuple[datetime, UUID] | None, most: int
    ) -> list[JobRecord]:
        """The jobs of somebody, or of everybody, of some kinds; the newest first."""
        rows = select(_JOBS).where(_JOBS.c.kind.in_(kinds))
        if owner is not None:
            rows = rows.where(_JOBS.c.owner == owner)
        if after is not None:
            at, number = after
            same = (_JOBS.c.created_at == at) & (_JOBS.c.id < number)
            rows = rows.where(or_(_JOBS.c.created_at < at, same))
        newest = rows.order_by(_JOBS.c.created_at.desc(), _JOBS.c.id.desc()).limit(most)
        with self._reading() as connection:
            return [job_of_row(row) for row in connection.execute(newest)]

    def change_firm(self, firm_id: UUID, identity: FirmIdentity, seen: datetime) -> Firm:
        """Put down who a firm is, where nobody has changed it since ``seen``, its ``updated_at`` when it was read.

        Raises ``UnknownFirm``, ``FirmChanged``, ``CodeTaken``.
        """
        own = _FIRMS.c.id == firm_id
        with self._writing() as connection:
            row = connection.execute(select(_FIRMS).where(own).with_for_update()).first()
            if row is None:
                raise UnknownFirm
            if row.updated_at != seen:
                raise FirmChanged
            if identity.credit_code is not None:
                others = select(_FIRMS.c.id).where(_FIRMS.c.credit_code == identity.credit_code, ~own)
                if connection.execute(others).first() is not None:
                    raise CodeTaken
            changed = update(_FIRMS).where(own).values(**columns_of(identity), updated_at=self._clock())
            row = connection.execute(changed.returning(*_FIRMS.c)).one()
            self.trail.note(connection, "firm_changed", "firm", firm_id, firm=firm_id)
        return firm_of_row(row)

    def _lines(self) -> Select[Any]:
        return select(_ASSESSMENTS).outerjoin(_FIRMS, _FIRMS.c.id == _ASSESSMENTS.c.firm_id)

    def _with_standings(self, connection: Any, rows: Sequence[Row[Any]]) -> list[AssessmentLine]:
        ids = [row.id for row in rows]
        found = connection.execute(select(_STANDINGS).where(_STANDINGS.c.assessment_id.in_(ids)))
        standings = {row.assessment_id: standing_of(row) for row in found}
        return [AssessmentLine(assessment_of_row(row), standings.get(row.id)) for row in rows]
