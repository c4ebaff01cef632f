"""Answers as they stand, the log of every change, and the answers of firms that may serve as peers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, delete, insert, select, update

from assessment.answers import UNANSWERED, Answer, Roughly, State
from assessment.answers.firm_name import IDENTITY_FACTS
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.firm_recognising import recognise
from assessment.store.records import LogEntry, Origin, SavedAnswer, SaveOutcome

_ANSWERS, _LOG, _REFUSED = schema.answers, schema.answer_log, schema.refused_entries
_FIRMS_A_PAGE = 500


def _one(table: Table) -> list[ColumnElement[bool]]:
    """The row of one answer; its key comes as parameters (see ``_key``)."""
    return [table.c[name] == bindparam(f"of_{name}") for name in ("assessment_id", "fact_id", "origin")]


# Run with every answer of every firm, so they are put together once.
_STANDING = select(_ANSWERS).where(*_one(_ANSWERS))
_REPLACE = update(_ANSWERS).where(*_one(_ANSWERS))
_FORGET_REFUSED = delete(_REFUSED).where(*_one(_REFUSED))
_ALL_OF_FIRM = (
    select(_ANSWERS)
    .where(_ANSWERS.c.assessment_id == bindparam("of_assessment_id"))
    .order_by(_ANSWERS.c.fact_id, _ANSWERS.c.origin)
)


class AnswerBook(Desk):
    """Answers by (assessment, fact, origin).

    The book does not know the bank of facts: it gives answers back as they were given. Where facts may have been
    edited since, pass them through ``assessment.answers.answer.read_answer`` before scoring.
    """

    def save_answer(
        self, assessment_id: UUID, fact_id: str, answer: Answer, origin: Origin, by: str, baseline: Answer | None
    ) -> SaveOutcome:
        """Store one answer and log the change.

        ``baseline`` is the answer that this session last saw, or None for a source that saw nothing (an import).
        An answer equal to its baseline is not this person's doing and is never written, so a tab left open cannot
        put an old answer back. An answer that differs is written even if another session was faster, and the
        outcome tells whose answer it replaced. Raises ``UnknownAssessment``, ``RoundClosed``, ``DatabaseUnavailable``.
        """
        answer = _keepable(answer)
        with self._answering(assessment_id) as connection:
            connection.execute(_FORGET_REFUSED, _key(assessment_id, fact_id, origin))
            stored = _stored(connection, assessment_id, fact_id, origin)
            standing = stored.answer if stored else UNANSWERED
            elsewhere = stored if baseline is not None and standing not in (baseline, answer) else None
            if answer in (baseline, standing):
                return SaveOutcome(stored, False, elsewhere)
            return SaveOutcome(
                self._put(connection, assessment_id, fact_id, answer, origin, by, stored), True, elsewhere
            )

    def save_late_answer(
        self,
        assessment_id: UUID,
        fact_id: str,
        answer: Answer,
        origin: Origin,
        by: str,
        seen: datetime | None,
        own: Collection[Answer] = (),
    ) -> SaveOutcome:
        """Store an answer that was given before it could be sent, unless somebody has answered since.

        ``seen`` is when the answer was given that the person saw (None: there was none), ``own`` what the same person
        has answered since then. Where another answer stands now, nothing is written, and ``changed_elsewhere`` tells
        it. Sent twice, an answer is written once.
        Raises ``UnknownAssessment``, ``RoundClosed``, ``DatabaseUnavailable``.
        """
        answer = _keepable(answer)
        with self._answering(assessment_id) as connection:
            stored = _stored(connection, assessment_id, fact_id, origin)
            standing = stored.answer if stored else UNANSWERED
            if answer == standing:
                return SaveOutcome(stored, False)
            if (stored.at if stored else None) != seen and standing not in [_keepable(one) for one in own]:
                return SaveOutcome(stored, False, stored)
            connection.execute(_FORGET_REFUSED, _key(assessment_id, fact_id, origin))
            return SaveOutcome(self._put(connection, assessment_id, fact_id, answer, origin, by, stored), True)

    def _put(
        self,
        connection: Connection,
        assessment_id: UUID,
        fact_id: str,
        answer: Answer,
        origin: Origin,
        by: str,
        stored: SavedAnswer | None,
    ) -> SavedAnswer:
        saved = SavedAnswer(fact_id, origin, answer, schema.keepable(by), self._clock())
        write_answer(connection, assessment_id, saved, stored.answer if stored else UNANSWERED, is_new=stored is None)
        self._touch(connection, assessment_id, saved.at)
        if origin == "verified":
            firm = update(schema.assessments).where(schema.assessments.c.id == assessment_id)
            connection.execute(firm.values(verified_at=saved.at))
        if fact_id in IDENTITY_FACTS:
            recognise(connection, assessment_id, saved.at)
        self._note(connection, "answer_saved", assessment_id, self.trail.unnamed(by), fact=fact_id, origin=origin)
        return saved

    def keep_refused(self, assessment_id: UUID, fact_id: str, origin: Origin, entry: Mapping[str, Any]) -> None:
        """Keep what stands in the fields of a question and is no answer (JSON), until an answer is saved for it.

        Raises ``UnknownAssessment``, ``RoundClosed``, ``DatabaseUnavailable``.
        """
        key = {"assessment_id": assessment_id, "fact_id": fact_id, "origin": origin}
        kept = {name: schema.keepable(part) if isinstance(part, str) else part for name, part in entry.items()}
        with self._answering(assessment_id) as connection:
            connection.execute(_FORGET_REFUSED, _key(assessment_id, fact_id, origin))
            connection.execute(insert(_REFUSED).values(**key, entry=kept))

    def refused(self, assessment_id: UUID, origin: Origin = "self") -> dict[str, Any]:
        """What was kept by ``keep_refused`` and still waits to be corrected, by fact id."""
        rows = select(_REFUSED).where(_REFUSED.c.assessment_id == assessment_id, _REFUSED.c.origin == origin)
        with self._reading() as connection:
            return {row.fact_id: row.entry for row in connection.execute(rows.order_by(_REFUSED.c.fact_id))}

    def saved_answers(self, assessment_id: UUID) -> list[SavedAnswer]:
        """All answers of both origins with who gave them and when, withdrawn ones included."""
        with self._reading() as connection:
            return read_answers(connection, assessment_id)

    def answers(self, assessment_id: UUID, origin: Origin = "self") -> dict[str, Answer]:
        """The answers of one origin by fact id, without the unanswered."""
        return {
            saved.fact_id: saved.answer
            for saved in self.saved_answers(assessment_id)
            if saved.origin == origin and saved.answer.state is not State.UNANSWERED
        }

    def effective_answers(self, assessment_id: UUID) -> dict[str, Answer]:
        """The answers that count, by fact id: the one verified on site where there is one, else the firm's own."""
        return _effective(self.saved_answers(assessment_id))

    def log(self, assessment_id: UUID, fact_id: str | None = None) -> list[LogEntry]:
        """Every change of the answers (of one fact, if named), oldest first."""
        rows = select(_LOG).where(_LOG.c.assessment_id == assessment_id).order_by(_LOG.c.id)
        if fact_id is not None:
            rows = rows.where(_LOG.c.fact_id == fact_id)
        with self._reading() as connection:
            return [
                LogEntry(row.fact_id, row.origin, row.at, row.by, row.old, row.new) for row in connection.execute(rows)
            ]

    def firms_with_consent(self) -> Iterator[tuple[UUID, datetime, dict[str, Answer]]]:
        """Each finished assessment whose firm agreed to be counted: when it finished, and its effective answers.

        Reads page by page, so a caller that stops half-way or takes its time holds no transaction open.
        """
        table = schema.assessments
        firms = (
            select(table.c.id, table.c.finished_at)
            .where(table.c.consent, table.c.finished_at.is_not(None))
            .order_by(table.c.id)
        )
        last: UUID | None = None
        while True:
            page = firms if last is None else firms.where(table.c.id > last)
            with self._reading() as connection:
                finished = {row.id: row.finished_at for row in connection.execute(page.limit(_FIRMS_A_PAGE))}
                ids = list(finished)
                found: dict[UUID, list[SavedAnswer]] = {firm: [] for firm in ids}
                for row in connection.execute(select(_ANSWERS).where(_ANSWERS.c.assessment_id.in_(ids))):
                    found[row.assessment_id].append(_saved(row))
            for firm, saved in found.items():
                yield firm, finished[firm], _effective(saved)
            if len(ids) < _FIRMS_A_PAGE:
                return
            last = ids[-1]


def read_answers(connection: Connection, assessment_id: UUID) -> list[SavedAnswer]:
    """All answers of both origins as they stand in a transaction, by fact and origin."""
    return [_saved(row) for row in connection.execute(_ALL_OF_FIRM, {"of_assessment_id": assessment_id})]


def _effective(saved: list[SavedAnswer]) -> dict[str, Answer]:
    effective: dict[str, Answer] = {}
    # "self" sorts before "verified", which then takes its place.
    for item in sorted(saved, key=lambda item: item.origin):
        if item.answer.state is not State.UNANSWERED:
            effective[item.fact_id] = item.answer
    return effective


def _stored(connection: Connection, assessment_id: UUID, fact_id: str, origin: Origin) -> SavedAnswer | None:
    row = connection.execute(_STANDING, _key(assessment_id, fact_id, origin)).first()
    return None if row is None else _saved(row)


def _key(assessment_id: UUID, fact_id: str, origin: Origin) -> dict[str, Any]:
    return {"of_assessment_id": assessment_id, "of_fact_id": fact_id, "of_origin": origin}


def write_answer(connection: Connection, assessment_id: UUID, saved: SavedAnswer, old: Answer, *, is_new: bool) -> None:
    """Put the answer and its log entry down; the caller holds the assessment alone, so nothing comes between."""
    key = {"assessment_id": assessment_id, "fact_id": saved.fact_id, "origin": saved.origin}
    mark = {"at": saved.at, "by": saved.by}
    answered = saved.answer.state is State.ANSWERED
    value = saved.answer.plain() if answered else None
    content = {"state": int(saved.answer.state), "value": value, "reason": saved.answer.reason}
    if is_new:
        connection.execute(insert(_ANSWERS), key | content | mark)
    else:
        connection.execute(_REPLACE, _key(assessment_id, saved.fact_id, saved.origin) | content | mark)
    connection.execute(insert(_LOG), {**key, **mark, "old": old.plain(), "new": saved.answer.plain()})


def _saved(row: Row[Any]) -> SavedAnswer:
    value, roughly = row.value, None
    if isinstance(value, dict):
        roughly = Roughly(float(value["low"]), float(value["high"]), value["typed"])
        value = value["value"]
    if isinstance(value, list):
        value = tuple(value)
    elif isinstance(value, int):
        value = float(value)
    return SavedAnswer(row.fact_id, row.origin, Answer(State(row.state), value, row.reason, roughly), row.by, row.at)


def _keepable(answer: Answer) -> Answer:
    value = schema.keepable(answer.value) if isinstance(answer.value, str) else answer.value
    reason = None if answer.reason is None else schema.keepable(answer.reason)
    return Answer(answer.state, value, reason, answer.roughly)
