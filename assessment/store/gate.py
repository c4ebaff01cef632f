"""The one gate before every answer: a round that is not open takes none, by whatever way it comes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from assessment.store import schema
from assessment.store.firm_records import Round
from assessment.store.refusals import RoundClosed

_ROUNDS, _ASSESSMENTS = schema.rounds, schema.assessments


def admit_to(connection: Connection, round_id: UUID, now: datetime) -> Round:
    """The round, which cannot be closed or frozen before the end of this transaction; raises ``RoundClosed``."""
    row = connection.execute(select(_ROUNDS).where(_ROUNDS.c.id == round_id).with_for_update(read=True)).one()
    found = round_of(row)
    if (state := found.state(now)) != "open":
        raise RoundClosed(found.name, state)
    return found


def admit_answer(connection: Connection, assessment_id: UUID, now: datetime) -> None:
    """Let an answer into an assessment; raises ``RoundClosed`` when its round takes none."""
    round_id = connection.scalar(select(_ASSESSMENTS.c.round_id).where(_ASSESSMENTS.c.id == assessment_id))
    if round_id is not None:
        admit_to(connection, round_id, now)


def round_of(row: Row[Any]) -> Round:
    """A round from its row."""
    return Round(
        row.id,
        row.name,
        tuple(row.frameworks),
        row.edition,
        tuple(row.areas),
        row.opens_at,
        row.closes_at,
        row.frozen_at,
        row.created_at,
        row.created_by,
    )
