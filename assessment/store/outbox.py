"""What is to be told to other systems: put down in the transaction of what happened, so that both stand or neither."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, select

from assessment import settings
from assessment.problems import InputRefused
from assessment.store import schema

WEBHOOK = "webhook"
"""The kind of jobs that tell one address of one event."""
FINISHED = "assessment.finished"
_ASSESSMENTS = schema.assessments
_LOG = logging.getLogger("assessment.store")


def notices(connection: Connection, assessment_id: UUID, at: datetime) -> Iterator[dict[str, Any]]:
    """What a job needs to tell each address that is set that an assessment was finished; ids only.

    Whoever is told asks for the rest with a token of its own, and so with rights of its own.
    """
    try:
        addresses = settings.webhooks()
    except InputRefused as refused:  # a firm's result must not fail for it
        _LOG.error("nobody is told of %s: %s", assessment_id, refused)
        return
    if not addresses:
        return
    row = connection.execute(select(_ASSESSMENTS).where(_ASSESSMENTS.c.id == assessment_id)).one()
    data = {
        "assessment": str(row.id),
        "firm": None if row.firm_id is None else str(row.firm_id),
        "round": None if row.round_id is None else str(row.round_id),
    }
    event = {"type": FINISHED, "timestamp": at.isoformat(), "data": data}
    for address in addresses:
        yield {"address": address, "id": f"msg_{uuid4().hex}", "event": event, "attempt": 1}
