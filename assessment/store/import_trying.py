"""What importing rows of a file would do, found out and written nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, select

from assessment.answers import Answer, State
from assessment.store import schema
from assessment.store.firm_index import FirmIndex
from assessment.store.firm_recognising import columns_of
from assessment.store.firm_records import FirmIdentity
from assessment.store.import_fields import changed_fields
from assessment.store.import_records import ImportBounds, RowToImport

_ASSESSMENTS, _ANSWERS = schema.assessments, schema.answers


def try_rows(
    connection: Connection,
    block: Sequence[RowToImport],
    index: FirmIndex,
    marks: set[tuple[datetime, str]],
    claimed: set[Any],
    fresh: Iterator[UUID],
    round_id: UUID | None,
    over: bool,
    bounds: ImportBounds | None,
) -> Iterator[dict[str, Any]]:
    """What would be done with each row."""
    found = [index.find(row.identity) for row in block]
    own = _assessments_of(connection, [firm for firm in found if firm is not None], round_id)
    standing = standing_answers(connection, list(own.values()))
    for row, firm_id in zip(block, found, strict=True):
        identity = row.identity
        told: dict[str, Any] = {
            "place": row.place,
            "name": identity.name or identity.credit_code or "",
            "firm_id": firm_id or uuid4(),
            "assessment_id": None,
            "makes_firm": firm_id is None,
            "makes_assessment": False,
            "twins": None,
            "firm": None,
            "answers": None,
            "before": None,
            "facts": None,
            "fields": None,
        }
        keys = {firm_id or (identity.credit_code or (columns_of(identity)["name_key"], identity.city))}
        if row.faulty:
            told |= {"verdict": "faulty"}
        elif bounds is not None and not _inside(bounds, identity, None if firm_id is None else index.known(firm_id)):
            told |= {"verdict": "outside", "firm_id": None}
        elif keys & claimed:
            told |= {"verdict": "twin", "twins": []}
        elif firm_id in own:
            told |= {"assessment_id": own[firm_id]}
            told |= _compared(row.answers, standing.get(own[firm_id], {}), marks, over)
        else:
            told |= {"verdict": "new", "assessment_id": next(fresh), "makes_assessment": True}
            told |= {"answers": {fact: _plain(answer) for fact, answer in row.answers.items()}}
            if firm_id is None:
                told |= {"firm": columns_of(identity), "twins": index.twins(identity, bounds) or None}
        if firm_id is not None and told["verdict"] in ("new", "changed", "same"):
            told |= {"fields": changed_fields(index.known(firm_id), identity)}
            if told["fields"] is not None and told["verdict"] == "same":
                told |= {"verdict": "changed", "answers": {}, "before": {}}
        claimed |= keys
        yield told


def _inside(bounds: ImportBounds, identity: FirmIdentity, known: Row[Any] | None) -> bool:
    """Is a firm where an import may touch it: as it is known, and as the file says? Neither alone can be trusted."""
    if known is not None and not bounds.hold(known.city, known.county):
        return False
    if known is not None and identity.city in (None, known.city) and identity.county is None:
        return True
    return bounds.hold(identity.city, identity.county)


def _assessments_of(connection: Connection, firms: Sequence[UUID], round_id: UUID | None) -> dict[UUID | None, UUID]:
    """The latest assessment in the round, or outside of all rounds, of each firm that has one."""
    within = _ASSESSMENTS.c.round_id.is_(None) if round_id is None else _ASSESSMENTS.c.round_id == round_id
    rows = select(_ASSESSMENTS.c.firm_id, _ASSESSMENTS.c.id).where(_ASSESSMENTS.c.firm_id.in_(firms), within)
    ordered = connection.execute(rows.order_by(_ASSESSMENTS.c.created_at, _ASSESSMENTS.c.id))
    return {row.firm_id: row.id for row in ordered}


def standing_answers(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, dict[str, Row[Any]]]:
    """What the firms of these assessments themselves reported, by assessment and fact."""
    rows = select(_ANSWERS).where(_ANSWERS.c.assessment_id.in_(ids), _ANSWERS.c.origin == "self")
    found: dict[UUID, dict[str, Row[Any]]] = {}
    for row in connection.execute(rows):
        found.setdefault(row.assessment_id, {})[row.fact_id] = row
    return found


def _compared(
    given: Mapping[str, Answer], standing: Mapping[str, Row[Any]], marks: set[tuple[datetime, str]], over: bool
) -> dict[str, Any]:
    """What a row changes in an assessment, and where a person has answered otherwise."""
    written, before, otherwise = {}, {}, []
    for fact, answer in given.items():
        now = standing.get(fact)
        if now is None:
            written[fact] = _plain(answer)
        elif row_plain(now) != answer.plain():
            if (now.at, now.by) not in marks:
                otherwise.append(fact)
            written[fact] = _plain(answer)
            before[fact] = _kept(now)
    if otherwise and not over:
        return {"verdict": "conflict", "facts": otherwise}
    if not written:
        return {"verdict": "same"}
    return {"verdict": "changed", "answers": written, "before": before, "facts": otherwise or None}


def _plain(answer: Answer) -> dict[str, Any]:
    """An answer as a row keeps it: v alone when answered, else the state, its reason, and how the log tells it."""
    if answer.state is State.ANSWERED:
        return {"v": answer.plain()}
    reason = {} if answer.reason is None else {"r": answer.reason}
    return {"s": int(answer.state), "p": answer.plain()} | reason


def _kept(row: Row[Any]) -> dict[str, Any]:
    mark = {"at": row.at.isoformat(), "by": row.by}
    return {"s": row.state, "v": row.value, "r": row.reason, "p": row_plain(row)} | mark


def row_plain(row: Row[Any]) -> Any:
    """An answer from its row, as plain as the log tells it."""
    if row.state == State.ANSWERED:
        return row.value
    return Answer(State(row.state), None, row.reason).plain()
