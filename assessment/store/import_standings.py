"""Where imported firms stand: found after an import is written, a block at a time, and taken back with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, select, update

from assessment.answers import Answer, State
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.firm_records import Standing
from assessment.store.firm_standing import keep_standings, put_standings
from assessment.store.import_pace import Pace

_IMPORTS, _ROWS, _STANDINGS = schema.imports, schema.import_rows, schema.standings
_ASSESSMENTS, _ANSWERS, _ROUNDS = schema.assessments, schema.answers, schema.rounds
_OWED = (
    (_IMPORTS.c.state == "done")
    & _ROWS.c.verdict.in_(("new", "changed"))
    & _ROWS.c.stood.is_(None)
    & _ROWS.c.ended.is_(None)
)
"""Rows that were written and whose assessment has not been scored since."""
_FIRST = 40
"""Firms whose standings are put down in the first transaction."""


@dataclass(frozen=True)
class Unscored:
    """An imported assessment that has not been scored since; ``edition`` is the day of its round's rules, if any."""

    import_id: UUID
    number: int
    assessment_id: UUID
    edition: date | None
    answers: Mapping[str, Any]
    """By fact, as plain as a record has them; what was verified on site stands for what was reported."""


class ImportStandings(Desk):
    """Scores of what was imported. Those of an import that was broken off in between are found by the next one."""

    def unscored(self, most: int) -> list[Unscored]:
        """The next imported assessments to be scored."""
        rows = (
            select(_ROWS.c.import_id, _ROWS.c.number, _ROWS.c.assessment_id, _ROUNDS.c.edition)
            .join(_IMPORTS, _IMPORTS.c.id == _ROWS.c.import_id)
            .join(_ASSESSMENTS, _ASSESSMENTS.c.id == _ROWS.c.assessment_id)
            .outerjoin(_ROUNDS, _ROUNDS.c.id == _ASSESSMENTS.c.round_id)
            .where(_OWED)
            .order_by(_ROWS.c.import_id, _ROWS.c.number)
            .limit(most)
        )
        with self._reading() as connection:
            found = connection.execute(rows).all()
            said = plain_answers(connection, [row.assessment_id for row in found])
        return [Unscored(*row, said.get(row.assessment_id, {})) for row in found]

    def keep_imported_standings(self, scored: Sequence[tuple[Unscored, Standing, bool]]) -> None:
        """Keep where imported assessments stand, and what stood before, for the day the import is taken back.

        One of which no question is left unanswered (True) is finished, as of the import: nobody need be reminded.
        What was taken back meanwhile is left alone, and so is what a person had scored since it was imported.
        """
        left, pace = list(scored), Pace(self.engine.dialect.name, _FIRST)
        while left:
            with pace.slice() as some, self._writing() as connection:
                _keep(connection, left[:some], self._clock())
            del left[:some]


def _keep(connection: Connection, scored: Sequence[tuple[Unscored, Standing, bool]], now: datetime) -> None:
    owed = _owed_of(connection, [one for one, _, _ in scored])
    before = _standings(connection, [one.assessment_id for one, _, _ in scored])
    kept: dict[UUID, Standing] = {}
    finished: dict[datetime, list[UUID]] = {}
    stood = []
    for one, standing, complete in scored:
        imported_at = owed.get((one.import_id, one.number))
        if imported_at is None:
            continue
        was = before.get(one.assessment_id)
        told: dict[str, Any] = {"since": None}
        if was is None or was.at < imported_at:
            kept[one.assessment_id] = standing
            told = {"since": now.isoformat(), "before": None if was is None else _plain(was)}
            if complete:
                finished.setdefault(imported_at, []).append(one.assessment_id)
        stood.append({"of": one.import_id, "row": one.number, "told": told})
    keep_standings(connection, kept, now)
    for imported_at, ids in finished.items():
        drafts = _ASSESSMENTS.c.id.in_(ids) & _ASSESSMENTS.c.finished_at.is_(None)
        connection.execute(update(_ASSESSMENTS).where(drafts).values(finished_at=imported_at))
    if stood:
        row = (_ROWS.c.import_id == bindparam("of")) & (_ROWS.c.number == bindparam("row"))
        connection.execute(update(_ROWS).where(row).values(stood=bindparam("told")), stood)


def _owed_of(connection: Connection, some: Sequence[Unscored]) -> dict[tuple[UUID, int], datetime]:
    """When the rows of these that are still owed a standing were imported, by import and number."""
    found: dict[tuple[UUID, int], datetime] = {}
    for import_id in {one.import_id for one in some}:
        numbers = [one.number for one in some if one.import_id == import_id]
        rows = (
            select(_ROWS.c.number, _IMPORTS.c.imported_at)
            .join(_IMPORTS, _IMPORTS.c.id == _ROWS.c.import_id)
            .join(_ASSESSMENTS, _ASSESSMENTS.c.id == _ROWS.c.assessment_id)
            .where(_ROWS.c.import_id == import_id, _ROWS.c.number.in_(numbers), _OWED)
        )
        found |= {(import_id, row.number): row.imported_at for row in connection.execute(rows)}
    return found


def take_standings_back(connection: Connection, rows: Sequence[Row[Any]], imported_at: datetime | None) -> None:
    """Let the assessments of rows of an import stand where they stood before, unless a person had them scored since."""
    ours = _ASSESSMENTS.c.id.in_([row.assessment_id for row in rows]) & (_ASSESSMENTS.c.finished_at == imported_at)
    connection.execute(update(_ASSESSMENTS).where(ours).values(finished_at=None))
    now = _standings(connection, [row.assessment_id for row in rows])
    back, gone = [], []
    for row in rows:
        standing = now.get(row.assessment_id)
        if row.stood is None or row.stood["since"] is None or standing is None:
            continue
        if standing.at != datetime.fromisoformat(row.stood["since"]):
            continue
        if (was := row.stood["before"]) is None:
            gone.append(row.assessment_id)
        else:
            back.append(was | {"assessment_id": row.assessment_id, "at": datetime.fromisoformat(was["at"])})
    put_standings(connection, back, gone)


def _standings(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    rows = connection.execute(select(_STANDINGS).where(_STANDINGS.c.assessment_id.in_(ids)))
    return {row.assessment_id: row for row in rows}


def _plain(standing: Row[Any]) -> dict[str, Any]:
    kept = {column.name: getattr(standing, column.name) for column in _STANDINGS.c if column.name != "assessment_id"}
    return kept | {"at": standing.at.isoformat()}


def plain_answers(connection: Connection, ids: Sequence[UUID], *, reported: bool = False) -> dict[UUID, dict[str, Any]]:
    """The answers of assessments by fact, as records have them; what was verified stands for what was reported.

    With ``reported`` only what was reported counts.
    """
    # "self" sorts before "verified", which then takes its place.
    rows = select(_ANSWERS).where(_ANSWERS.c.assessment_id.in_(ids)).order_by(_ANSWERS.c.origin)
    if reported:
        rows = rows.where(_ANSWERS.c.origin == "self")
    found: dict[UUID, dict[str, Any]] = {}
    for row in connection.execute(rows):
        plain = row.value if row.state == State.ANSWERED else Answer(State(row.state), None, row.reason).plain()
        found.setdefault(row.assessment_id, {})[row.fact_id] = plain
    return found
