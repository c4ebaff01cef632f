"""The firms of an area in a round, as a dashboard counts them, and what was published of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, String, and_, case, cast, delete, exists, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from assessment.answers import State
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.firm_list import FirmReach, within_reach
from assessment.store.import_standings import plain_answers

_FIRMS, _ASSESSMENTS, _STANDINGS = schema.firms, schema.assessments, schema.standings
_ANSWERS = schema.answers
_INVITED, _NOTED = schema.invitations, schema.invitation_log
_FIGURES, _PUBLISHED = schema.firm_figures, schema.published_overviews
_STOOD = ("version", "level", "level_high", "points", "points_high", "open_questions", "needs", "size", "at")
_AT_ONCE = 400


class AreaFirm(NamedTuple):
    """A firm of an area, whoever it is and however little is known of it; ``id`` as the database writes it."""

    id: str
    name: str
    credit_code: str | None
    city: str | None
    county: str | None
    chain: str | None
    employees: int | None


class LatestAssessment(NamedTuple):
    """The latest assessment of a firm, and how the firm is told from others."""

    firm_id: UUID
    assessment_id: UUID
    name: str
    credit_code: str | None
    city: str | None
    county: str | None
    verified: bool


class AreaAssessment(NamedTuple):
    """An assessment of such a firm; what comes after ``verified`` is None without a kept result.

    ``figures`` are those of the layout asked for, None where they are missing or older than the standing.
    """

    firm: str
    id: str
    done: bool
    verified: bool
    version: str | None
    level: int | None
    level_high: int | None
    points: float | None
    points_high: float | None
    open_questions: int | None
    needs: str | None
    size: str | None
    figures: bytes | None


class AreaMeeting(NamedTuple):
    """How far a firm came by its invitations for a kind of help: the place of the furthest in ``STAGES``."""

    firm: str
    category: str
    reached: int


@dataclass(frozen=True)
class PublishedOverview:
    """What was published of a round on a day."""

    id: int
    round_id: UUID | None
    day: date
    published_at: datetime
    published_by: str
    document: Mapping[str, Any]


class AreaBook(Desk):
    """Reads whole areas at once; every list is cut to those that somebody may see."""

    def area_firms(self, reach: FirmReach, areas: Sequence[str] = (), round_id: UUID | None = None) -> list[AreaFirm]:
        """The firms of some cities and counties (of all, when none is named), and whoever else is in the round."""
        columns = [_text(_FIRMS.c.id), *(_FIRMS.c[name] for name in AreaFirm._fields[1:])]
        with self._reading() as connection:
            rows = connection.execute(select(*columns).where(*_counted(reach, areas, round_id)).order_by(_FIRMS.c.id))
            return [AreaFirm(*row) for row in rows]

    def area_assessments(
        self,
        layout: str,
        reach: FirmReach,
        areas: Sequence[str] = (),
        round_id: UUID | None = None,
        until: datetime | None = None,
    ) -> list[AreaAssessment]:
        """Their assessments, in the round where one is named, the oldest first; with ``until`` what was before."""
        past = datetime.max.replace(tzinfo=UTC) if until is None else until
        stood = [_STANDINGS.c[name] for name in _STOOD if name != "at"]
        fresh = case((_FIGURES.c.at == _STANDINGS.c.at, _FIGURES.c.figures))
        rows = (
            select(
                _text(_ASSESSMENTS.c.firm_id),
                _text(_ASSESSMENTS.c.id),
                case((or_(_ASSESSMENTS.c.finished_at < past, _ASSESSMENTS.c.verified_at < past), True), else_=False),
                case((_ASSESSMENTS.c.verified_at < past, True), else_=False),
                *stood,
                fresh,
            )
            .join(_FIRMS, _FIRMS.c.id == _ASSESSMENTS.c.firm_id)
            .outerjoin(_STANDINGS, and_(_STANDINGS.c.assessment_id == _ASSESSMENTS.c.id, _STANDINGS.c.at < past))
            .outerjoin(_FIGURES, and_(_FIGURES.c.assessment_id == _ASSESSMENTS.c.id, _FIGURES.c.layout == layout))
            .where(_ASSESSMENTS.c.created_at < past, *_counted(reach, areas, round_id))
            .order_by(_ASSESSMENTS.c.created_at, _ASSESSMENTS.c.id)
        )
        if round_id is not None:
            rows = rows.where(_ASSESSMENTS.c.round_id == round_id)
        with self._reading() as connection:
            return [AreaAssessment(*row) for row in connection.execute(rows)]

    def latest_assessments(self, reach: FirmReach, round_id: UUID | None = None) -> list[LatestAssessment]:
        """The latest assessment of every firm within a reach, in the round where one is named, by the firm's name.

        One in which nothing was answered does not count.
        """
        about = (_FIRMS.c[name] for name in LatestAssessment._fields[2:-1])
        answered = exists().where(
            _ANSWERS.c.assessment_id == _ASSESSMENTS.c.id, _ANSWERS.c.state != int(State.UNANSWERED)
        )
        rows = (
            select(_ASSESSMENTS.c.firm_id, _ASSESSMENTS.c.id, *about, _ASSESSMENTS.c.verified_at.is_not(None))
            .join(_FIRMS, _FIRMS.c.id == _ASSESSMENTS.c.firm_id)
            .where(_FIRMS.c.merged_into.is_(None), *within_reach(reach), answered)
            .order_by(_FIRMS.c.name, _FIRMS.c.id, _ASSESSMENTS.c.created_at, _ASSESSMENTS.c.id)
        )
        if round_id is not None:
            rows = rows.where(_ASSESSMENTS.c.round_id == round_id)
        with self._reading() as connection:
            return list({row.firm_id: LatestAssessment._make(row) for row in connection.execute(rows)}.values())

    def area_meetings(self, round_id: UUID | None = None, until: datetime | None = None) -> list[AreaMeeting]:
        """How far every firm came, by kind of help; of invitations in the round where one is named.

        With ``until`` those that were made before; how far they came is told as it is now.
        """
        firm = func.coalesce(_FIRMS.c.merged_into, _FIRMS.c.id)
        rows = (
            select(_text(firm), _INVITED.c.category, func.max(_INVITED.c.reached))
            .join_from(_INVITED, _FIRMS, _FIRMS.c.id == _INVITED.c.firm_id)
            .where(_INVITED.c.made_at < (datetime.max.replace(tzinfo=UTC) if until is None else until))
            .group_by(firm, _INVITED.c.category)
            .order_by(_INVITED.c.category)
        )
        if round_id is not None:
            rows = rows.where(_INVITED.c.round_id == round_id)
        with self._reading() as connection:
            return [AreaMeeting(*row) for row in connection.execute(rows)]

    def area_mark(self) -> tuple[Any, ...]:
        """What is another whenever a firm, an assessment, a standing or an invitation is: figures under one hold."""
        marks = (
            select(func.count(), func.max(table.c[name]))
            for table, name in ((_FIRMS, "updated_at"), (_ASSESSMENTS, "updated_at"), (_STANDINGS, "at"))
        )
        seen = select(func.count(_ASSESSMENTS.c.verified_at), func.max(_ASSESSMENTS.c.verified_at))
        merged = select(func.count(_FIRMS.c.merged_into))
        noted = select(func.count(_NOTED.c.id), func.max(_NOTED.c.id))
        with self._reading() as connection:
            return tuple(tuple(connection.execute(one).one()) for one in (*marks, seen, merged, noted))

    def answers_of_all(
        self, assessments: Sequence[UUID], *, reported: bool = False
    ) -> Iterator[dict[UUID, dict[str, Any]]]:
        """Their answers as plain as records have them, some hundred assessments at a time.

        What was verified stands for what was reported, unless only what was ``reported`` counts.
        """
        for start in range(0, len(assessments), _AT_ONCE):
            with self._reading() as connection:
                yield plain_answers(connection, assessments[start : start + _AT_ONCE], reported=reported)

    def keep_figures(self, layout: str, figures: Mapping[UUID, bytes]) -> None:
        """Keep the figures of some assessments beside their standings; one without a standing keeps none.

        Where another process has just found the same ones, nothing is left to do.
        """
        try:
            with self._writing() as connection:
                _put_figures(connection, layout, figures)
        except IntegrityError:
            return

    def publish_overview(
        self, round_id: UUID | None, day: date, firms: int | None, document: Mapping[str, Any], by: str
    ) -> int:
        """Keep what is published of a round for good; its number."""
        values = {
            "round_id": round_id,
            "day": day,
            "firms": firms,
            "published_at": self._clock(),
            "published_by": schema.keepable(by),
            "document": dict(document),
        }
        with self._writing() as connection:
            number = connection.execute(insert(_PUBLISHED).values(**values).returning(_PUBLISHED.c.id)).scalar_one()
            self.trail.note(connection, "figures_published", "round", round_id, details={"firms": firms})
        return int(number)

    def published_overviews(self) -> list[PublishedOverview]:
        """All that was published, the latest first."""
        rows = select(_PUBLISHED).order_by(_PUBLISHED.c.id.desc())
        with self._reading() as connection:
            return [
                PublishedOverview(row.id, row.round_id, row.day, row.published_at, row.published_by, row.document)
                for row in connection.execute(rows)
            ]


def _put_figures(connection: Connection, layout: str, figures: Mapping[UUID, bytes]) -> None:
    named = list(figures)
    connection.execute(delete(_FIGURES).where(_FIGURES.c.assessment_id.in_(named), _FIGURES.c.layout == layout))
    stood = select(_STANDINGS.c.assessment_id, _STANDINGS.c.at).where(_STANDINGS.c.assessment_id.in_(named))
    values = [
        {"assessment_id": own, "layout": layout, "at": at, "figures": figures[own]}
        for own, at in connection.execute(stood)
    ]
    if values:
        connection.execute(insert(_FIGURES), values)


def _text(id_: ColumnElement[Any]) -> ColumnElement[str]:
    """An id as text: 100,000 objects of ids take longer to make than all else."""
    return cast(id_, String(36))


def _counted(reach: FirmReach, areas: Sequence[str], round_id: UUID | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_FIRMS.c.merged_into.is_(None), *within_reach(reach)]
    if areas:
        there = or_(_FIRMS.c.city.in_(areas), _FIRMS.c.county.in_(areas))
        if round_id is not None:
            begun = exists().where(_ASSESSMENTS.c.round_id == round_id, _ASSESSMENTS.c.firm_id == _FIRMS.c.id)
            there = or_(there, begun.correlate(_FIRMS))
        found.append(there)
    return found
