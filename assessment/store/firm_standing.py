"""Where an assessment stood when a result was last kept, and what its firm therefore shows in lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, update

from assessment.store import schema
from assessment.store.firm_records import Standing

_FIRMS, _ASSESSMENTS, _STANDINGS = schema.firms, schema.assessments, schema.standings


def keep_standing(connection: Connection, assessment_id: UUID, standing: Standing, now: datetime) -> None:
    """Keep where an assessment stands, and with it its firm, where no later assessment has spoken."""
    needs = "".join(f" {need}" for need in standing.needs) + (" " if standing.needs else "")
    values = {
        "framework": standing.framework,
        "version": standing.version,
        "level": standing.level,
        "level_high": standing.level_high,
        "points": standing.points,
        "points_high": standing.points_high,
        "size": standing.size,
        "open_questions": standing.open_questions,
        "needs": needs,
        "at": now,
    }
    connection.execute(delete(_STANDINGS).where(_STANDINGS.c.assessment_id == assessment_id))
    connection.execute(insert(_STANDINGS).values(assessment_id=assessment_id, **values))
    own = connection.execute(select(_ASSESSMENTS).where(_ASSESSMENTS.c.id == assessment_id)).one()
    if own.firm_id is not None:
        show_latest(connection, own.firm_id)


def show_latest(connection: Connection, firm_id: UUID) -> None:
    """Let a firm's row say what the standing of its latest assessment says."""
    latest = connection.execute(
        select(_STANDINGS)
        .join(_ASSESSMENTS, _ASSESSMENTS.c.id == _STANDINGS.c.assessment_id)
        .where(_ASSESSMENTS.c.firm_id == firm_id)
        .order_by(_ASSESSMENTS.c.created_at.desc(), _ASSESSMENTS.c.id)
        .limit(1)
    ).first()
    shown: dict[str, Any] = (
        {"level": None, "open_questions": None, "needs": "", "stood_at": None, "size": None}
        if latest is None
        else {
            "level": latest.level,
            "open_questions": latest.open_questions,
            "needs": latest.needs,
            "stood_at": latest.at,
            "size": latest.size,
        }
    )
    connection.execute(update(_FIRMS).where(_FIRMS.c.id == firm_id).values(**shown))


def standing_of(row: Row[Any]) -> Standing:
    """A standing from its row."""
    return Standing(
        row.framework,
        row.version,
        row.level,
        row.level_high,
        row.points,
        row.points_high,
        row.open_questions,
        tuple(row.needs.split()),
        row.size,
    )
