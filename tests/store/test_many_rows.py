"""Many rows put in at once are stored as one by one, on SQLite and by PostgreSQL's COPY."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from assessment.answers import State
from assessment.store import schema
from assessment.store.assessments import Store
from assessment.store.many_rows import put_rows

CHINA = datetime(2026, 11, 2, 8, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8)))
ODD = ["", "a\tb\nc\\d", "\\N", "“引号”,;'\"", "\x00 \ud800", "🏭"]


def rows(assessment: UUID, origin: str) -> list[dict[str, Any]]:
    """Answers with every kind of value a column holds."""
    values = [None, 41.5, True, ["a", "b"], {"v": None, "text": "\\."}, *ODD[:-2], ODD[-1]]
    return [
        {
            "assessment_id": assessment,
            "fact_id": f"fact_{number}",
            "origin": origin,
            "state": int(State.ANSWERED),
            "value": value,
            "reason": ODD[number % len(ODD)],
            "at": CHINA,
            "by": "command:示例",
        }
        for number, value in enumerate(values)
    ]


def test_rows_put_in_at_once_are_those_put_in_one_by_one(store: Store) -> None:
    assessment, _ = store.create_assessment("zh")
    answers = schema.answers
    with store.engine.begin() as connection:
        connection.execute(insert(answers), rows(assessment.id, "self"))
        put_rows(connection, answers, rows(assessment.id, "verified"))
        put_rows(connection, answers, [])
        found = connection.execute(select(answers).order_by(answers.c.origin, answers.c.fact_id)).mappings().all()
        nulls = connection.scalars(select(answers.c.fact_id).where(answers.c.value.is_(None))).all()
    half = len(found) // 2
    one, other = ([dict(row) | {"origin": ""} for row in part] for part in (found[:half], found[half:]))
    assert one == other and half == len(rows(assessment.id, "self"))
    assert {row["at"] for row in found} == {CHINA.astimezone(UTC)}
    assert sorted(nulls) in ([], ["fact_0", "fact_0"])
