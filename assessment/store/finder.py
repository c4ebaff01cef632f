"""Finding an assessment by its firm, for staff who have to give out a new code."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, select

from assessment.store import schema
from assessment.store.access import is_over
from assessment.store.desk import Desk
from assessment.store.records import FoundAssessment

_FIRMS, _ANSWERS = schema.assessments, schema.answers
_NAME, _CODE = "firm_name", "credit_code"
MOST_FOUND = 20
_APART = re.compile(r"[\s()（）\[\]【】,，.。·]+")


class Finder(Desk):
    """Looks through the names and credit codes that firms gave."""

    def find_assessments(self, text: str) -> list[FoundAssessment]:
        """Assessments whose firm's name or credit code holds every part of a text, last changed first.

        Parts are what stands between blanks, brackets and stops, so that either kind of bracket finds the same firm;
        capital letters do not matter. ``MOST_FOUND`` at most; none for an empty text.
        """
        parts = [part for part in _APART.split(schema.keepable(text)) if part]
        if not parts:
            return []
        told = cast(_ANSWERS.c.value, Text)
        holds = [told.icontains(json.dumps(part, ensure_ascii=False)[1:-1], autoescape=True) for part in parts]
        ids = select(_ANSWERS.c.assessment_id).where(_ANSWERS.c.fact_id.in_((_NAME, _CODE)), *holds)
        rows = select(_FIRMS).where(_FIRMS.c.id.in_(ids)).order_by(_FIRMS.c.updated_at.desc(), _FIRMS.c.id)
        with self._reading() as connection:
            firms = list(connection.execute(rows.limit(MOST_FOUND)))
            said = select(_ANSWERS.c.assessment_id, _ANSWERS.c.fact_id, _ANSWERS.c.value).where(
                _ANSWERS.c.assessment_id.in_([firm.id for firm in firms]), _ANSWERS.c.fact_id.in_((_NAME, _CODE))
            )
            # "self" sorts before "verified", which then takes its place.
            told_of: dict[tuple[UUID, str], Any] = {
                (row.assessment_id, row.fact_id): row.value
                for row in connection.execute(said.order_by(_ANSWERS.c.origin))
                if row.value
            }
        return [
            FoundAssessment(
                firm.id,
                str(told_of.get((firm.id, _NAME), "")),
                str(told_of.get((firm.id, _CODE), "")),
                firm.created_at,
                firm.updated_at,
                "none" if firm.code_hash is None else "expired" if is_over(firm, self._clock()) else "good",
            )
            for firm in firms
        ]
