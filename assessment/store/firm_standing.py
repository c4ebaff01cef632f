"""Where an assessment stood when a result was last kept, and what its firm therefore shows in lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from assessment.store import schema
from assessment.store.firm_records import Standing
from assessment.store.many_rows import put_rows

_FIRMS, _ASSESSMENTS, _STANDINGS = schema.firms, schema.assessments, schema.standings


def keep_standings(connection: Connection, standings: Mapping[UUID, Standing], now: datetime) -> None:
    """Keep where assessments stand, and with them their firms, where no later assessment has spoken."""
    put_standings(
        connection, [{"assessment_id": one, **_values(standing), "at": now} for one, standing in standings.items()]
    )


def put_standings(connection: Connection, rows: Sequence[Mapping[str, Any]], gone: Sequence[UUID] = ()) -> None:
    """Put standings as rows in the place of those that stand, and take those of assessments that are ``gone`` away."""
    ids = [*(row["assessment_id"] for row in rows), *gone]
    if not ids:
        return
    connection.execute(delete(_STANDINGS).where(_STANDINGS.c.assessment_id.in_(ids)))
    put_rows(connection, _STANDINGS, rows)
    firms = select(_ASSESSMENTS.c.firm_id).where(_ASSESSMENTS.c.id.in_(ids), _ASSESSMENTS.c.firm_id.is_not(None))
    show_latest(connection, list(connection.scalars(firms.distinct())))


def _values(standing: Standing) -> dict[str, Any]:
    needs = "".join(f" {need}" for need in standing.needs) + (" " if standing.needs else "")
    return {
        "framework": standing.framework,
        "version": standing.version,
        "level": standing.level,
        "level_high": standing.level_high,
        "points": standing.points,
        "points_high": standing.points_high,
        "size": standing.size,
        "open_questions": standing.open_questions,
        "needs": needs,
    }


def show_latest(connection: Connection, firms: Collection[UUID]) -> None:
    """Let the rows of firms say what the standing of their latest assessment says."""
    if not firms:
        return
    newest = func.row_number().over(
        partition_by=_ASSESSMENTS.c.firm_id, order_by=(_ASSESSMENTS.c.created_at.desc(), _ASSESSMENTS.c.id)
    )
    ranked = (
        select(_ASSESSMENTS.c.firm_id, *(_STANDINGS.c[name] for name in _SHOWN), newest.label("rank"))
        .join(_STANDINGS, _STANDINGS.c.assessment_id == _ASSESSMENTS.c.id)
        .where(_ASSESSMENTS.c.firm_id.in_(firms))
        .subquery()
    )
    latest = {row.firm_id: row for row in connection.execute(select(ranked).where(ranked.c.rank == 1))}
    nothing: dict[str, Any] = {"level": None, "open_questions": None, "needs": "", "at": None, "size": None}
    shown = []
    for firm in firms:
        standing = latest[firm]._mapping if firm in latest else nothing
        shown.append({"of": firm} | {f"new_{name}": standing[name] for name in _SHOWN})
    values: dict[str, Any] = {_SHOWN[name]: bindparam(f"new_{name}") for name in _SHOWN}
    connection.execute(update(_FIRMS).where(_FIRMS.c.id == bindparam("of")).values(values), shown)


_SHOWN = {"level": "level", "open_questions": "open_questions", "needs": "needs", "at": "stood_at", "size": "size"}
"""What a firm's row repeats of a standing, and what it is called there."""


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
