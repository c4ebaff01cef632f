"""Visits at firms, planned and signed; and what is said about answers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from assessment import settings
from assessment.answers import UNANSWERED, State
from assessment.language import label, visible
from assessment.permissions import Role
from assessment.store import schema
from assessment.store.accounts import one_account
from assessment.store.answer_book import read_answers
from assessment.store.desk import Desk
from assessment.store.firm_book import firm_of_row
from assessment.store.firm_list import FirmReach, within_reach
from assessment.store.firm_records import Firm
from assessment.store.records import SavedAnswer
from assessment.store.refusals import TextRefused, VisitRefused
from assessment.store.visit_records import AnswerRemark, RemarkKind, SiteVisit

_VISITS, _REMARKS, _EVIDENCE = schema.visits, schema.answer_remarks, schema.evidence
_ASSESSMENTS, _FIRMS = schema.assessments, schema.firms
REMARK_LENGTH, PLACE_LENGTH = 500, 200
_HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


class VisitBook(Desk):
    """Visits by assessment. A signed one cannot be changed by anybody: what comes later is another visit."""

    def plan_visit(
        self, assessment_id: UUID, day: date, hour: str, place: str, consultant_id: UUID, by: str
    ) -> SiteVisit:
        """Plan a visit of a consultant; ``hour`` is like 09:30, or nothing.

        Raises ``UnknownAssessment``, and ``VisitRefused`` for a day that is over, an hour that is none, a place that
        is too long, and an account that is neither a consultant's nor an administrator's.
        """
        values = self._checked(day, hour, place)
        with self._changing(assessment_id) as connection:
            values |= _consultant(connection, consultant_id)
            made = uuid4()
            own = {"id": made, "assessment_id": assessment_id, "made_by": by, "made_at": self._clock()}
            connection.execute(insert(_VISITS).values(**own, **values))
            said = {"visit": made.hex, "day": day.isoformat()}
            self._note(connection, "visit_planned", assessment_id, self.trail.unnamed(by), **said)
            return _visit(connection.execute(select(_VISITS).where(_VISITS.c.id == made)).one())

    def move_visit(self, visit_id: UUID, day: date, hour: str, place: str, by: str) -> SiteVisit:
        """Another day, hour or place; raises ``VisitRefused`` as ``plan_visit`` does, and for a signed visit."""
        values = self._checked(day, hour, place)
        with self._writing() as connection:
            row = _unsigned(connection, visit_id)
            connection.execute(update(_VISITS).where(_VISITS.c.id == visit_id).values(**values))
            said = {"visit": visit_id.hex, "day": day.isoformat()}
            self._note(connection, "visit_planned", row.assessment_id, self.trail.unnamed(by), **said)
            return _visit(connection.execute(select(_VISITS).where(_VISITS.c.id == visit_id)).one())

    def drop_visit(self, visit_id: UUID, by: str) -> None:
        """Take a planned visit back; raises ``VisitRefused`` for one that is signed."""
        with self._writing() as connection:
            row = _unsigned(connection, visit_id)
            connection.execute(delete(_VISITS).where(_VISITS.c.id == visit_id))
            self._note(connection, "visit_dropped", row.assessment_id, self.trail.unnamed(by), visit=visit_id.hex)

    def visit(self, visit_id: UUID) -> SiteVisit:
        """One visit; raises ``VisitRefused`` when it is not there, or no longer."""
        with self._reading() as connection:
            row = connection.execute(select(_VISITS).where(_VISITS.c.id == visit_id)).first()
        if row is None:
            raise _unknown()
        return _visit(row)

    def visits(self, assessment_id: UUID) -> list[SiteVisit]:
        """The visits for one assessment, by day."""
        return self._visits(select(_VISITS).where(_VISITS.c.assessment_id == assessment_id))

    def planned_visits(self, reach: FirmReach) -> list[tuple[SiteVisit, Firm]]:
        """The visits within a reach that are not signed yet, by day, each with its firm."""
        rows = (
            select(_VISITS, _ASSESSMENTS.c.firm_id)
            .join(_ASSESSMENTS, _ASSESSMENTS.c.id == _VISITS.c.assessment_id)
            .join(_FIRMS, _FIRMS.c.id == _ASSESSMENTS.c.firm_id)
            .where(_VISITS.c.signed_at.is_(None), _FIRMS.c.merged_into.is_(None), *within_reach(reach))
            .order_by(_VISITS.c.day, _VISITS.c.hour, _VISITS.c.made_at, _VISITS.c.id)
        )
        with self._reading() as connection:
            found = list(connection.execute(rows))
            wanted = {row.firm_id for row in found}
            firms = {
                row.id: firm_of_row(row) for row in connection.execute(select(_FIRMS).where(_FIRMS.c.id.in_(wanted)))
            }
        return [(_visit(row), firms[row.firm_id]) for row in found]

    def verified_firms(self, reach: FirmReach) -> Iterator[tuple[UUID, list[SavedAnswer]]]:
        """The firms within a reach that were verified, each once: its latest verified assessment, and all answers."""
        rows = (
            select(_ASSESSMENTS.c.id, _ASSESSMENTS.c.firm_id)
            .join(_FIRMS, _FIRMS.c.id == _ASSESSMENTS.c.firm_id)
            .where(_ASSESSMENTS.c.verified_at.is_not(None), _FIRMS.c.merged_into.is_(None), *within_reach(reach))
            .order_by(_ASSESSMENTS.c.verified_at, _ASSESSMENTS.c.id)
        )
        with self._reading() as connection:
            latest = {row.firm_id: row.id for row in connection.execute(rows)}
        for assessment_id in latest.values():
            with self._reading() as connection:
                yield assessment_id, read_answers(connection, assessment_id)

    def sign_visit(
        self, assessment_id: UUID, name: str, place: str, by: str, visit_id: UUID | None = None
    ) -> SiteVisit:
        """Sign what was verified up to now, with a name, a place and this moment; it is frozen from then on.

        ``visit_id`` is the planned visit that this was; without one, a visit of today is made. The document has, for
        every verified answer, ``fact``, ``reported`` and ``verified`` (in the form of ``Answer.plain``), ``by``,
        ``at``, the latest ``reason`` and ``firm_says``, and of every file of evidence taken on site its ``id``,
        ``name``, ``kind`` and ``digest``. Raises ``VisitRefused`` where name or place is missing, nothing was verified,
        nothing is new since the last signature and no other visit was planned, or the visit is signed already or
        another assessment's.
        """
        name, place = visible(name), visible(place)
        if not name or not place or max(len(name), len(place)) > PLACE_LENGTH:
            raise VisitRefused(
                label("签署要写明姓名和地点", "A signature needs a name and a place"),
                label(f"各不超过 {PLACE_LENGTH} 个字。", f"Each has {PLACE_LENGTH} characters at most."),
            )
        now = self._clock()
        with self._changing(assessment_id) as connection:
            answers = _verified(connection, assessment_id)
            if not answers:
                raise VisitRefused(
                    label("还没有核实任何回答，没有可签的", "Nothing was verified yet, so there is nothing to sign"),
                    label("请先核实，再签署。", "Verify first, then sign."),
                )
            if visit_id is None and answers == _signed_last(connection, assessment_id):
                raise VisitRefused(
                    label(
                        "这次走访已经签署过，之后没有新核实什么", "This visit is signed, and nothing was verified since"
                    ),
                    label("核实了别的回答，或改了核实，再签。", "Sign again once something else is verified."),
                )
            document = {"answers": answers, "name": name, "place": place, "at": now.isoformat()}
            told = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            values = {
                "day": settings.in_china(now).date(),
                "place": place,
                "signed_by": name,
                "signed_at": now,
                "document": document,
                "digest": hashlib.sha256(told.encode("utf-8")).hexdigest(),
            }
            signed = visit_id or uuid4()
            if visit_id is None:
                own = {"id": signed, "assessment_id": assessment_id, "hour": "", "consultant": name}
                connection.execute(insert(_VISITS).values(**own, made_by=by, made_at=now, **values))
            else:
                if _unsigned(connection, visit_id).assessment_id != assessment_id:
                    raise _unknown()
                connection.execute(update(_VISITS).where(_VISITS.c.id == visit_id).values(**values))
            loose = (_EVIDENCE.c.assessment_id == assessment_id, _EVIDENCE.c.visit_id.is_(None))
            kept = update(_EVIDENCE).where(*loose, _EVIDENCE.c.origin == "verified").values(visit_id=signed)
            files = connection.execute(kept).rowcount
            self._touch(connection, assessment_id, now)
            said = {"visit": signed.hex, "answers": len(answers), "files": files, "sha256": values["digest"]}
            self._note(connection, "visit_signed", assessment_id, self.trail.unnamed(by), **said)
            return _visit(connection.execute(select(_VISITS).where(_VISITS.c.id == signed)).one())

    def add_remark(self, assessment_id: UUID, fact_id: str, kind: RemarkKind, text: str, by: str) -> AnswerRemark:
        """Put down what is said about an answer; raises ``TextRefused`` when it is empty or too long."""
        text = schema.keepable(text.strip())
        if not 0 < len(text) <= REMARK_LENGTH:
            raise TextRefused(
                label(f"请写 1 到 {REMARK_LENGTH} 个字", f"Please write 1 to {REMARK_LENGTH} characters"),
                label(f"现有 {len(text)} 个字。", f"There are {len(text)}."),
            )
        now = self._clock()
        with self._changing(assessment_id) as connection:
            values = {"assessment_id": assessment_id, "fact_id": fact_id, "kind": kind, "text": text, "at": now}
            row = insert(_REMARKS).values(**values, by=schema.keepable(by)).returning(_REMARKS.c.id)
            number = connection.execute(row).scalar_one()
            self._touch(connection, assessment_id, now)
            said = {"fact": fact_id, "kind": kind, "remark": number}
            self._note(connection, "remark_made", assessment_id, self.trail.unnamed(by), **said)
        return AnswerRemark(number, fact_id, kind, text, schema.keepable(by), now)

    def remarks(self, assessment_id: UUID) -> list[AnswerRemark]:
        """All that was said about the answers of an assessment, oldest first."""
        with self._reading() as connection:
            return _remarks(connection, assessment_id)

    def _visits(self, rows: Select[Any]) -> list[SiteVisit]:
        with self._reading() as connection:
            ordered = rows.order_by(_VISITS.c.day, _VISITS.c.hour, _VISITS.c.made_at, _VISITS.c.id)
            return [_visit(row) for row in connection.execute(ordered)]

    def _checked(self, day: date, hour: str, place: str) -> dict[str, Any]:
        place = visible(place)
        if hour and _HOUR.fullmatch(hour) is None:
            raise VisitRefused(
                label("时间要写成 09:30 这样", "An hour is written as in 09:30"),
                label("也可以不写，只定日期。", "It may be left out: the day is enough."),
            )
        if len(place) > PLACE_LENGTH:
            raise VisitRefused(
                label(f"地址超过 {PLACE_LENGTH} 个字", f"The place has more than {PLACE_LENGTH} characters"),
                label("请写短一些。", "Please shorten it."),
            )
        if day < settings.in_china(self._clock()).date():
            raise VisitRefused(
                label(f"{day} 已经过去了", f"{day} is over"),
                label("请选今天或以后的日期。", "Choose today or a later day."),
            )
        return {"day": day, "hour": hour, "place": place}


def _consultant(connection: Connection, account_id: UUID) -> dict[str, Any]:
    account = one_account(connection, account_id)
    if account.role not in (Role.CONSULTANT, Role.ADMINISTRATOR):
        raise VisitRefused(
            label("走访要由顾问去", "A visit is made by a consultant"),
            label("请选一位顾问。", "Choose a consultant."),
        )
    return {"consultant_id": account.id, "consultant": account.name}


def _unsigned(connection: Connection, visit_id: UUID) -> Row[Any]:
    """The row of a visit, held alone; raises ``VisitRefused`` when it is signed, or not there."""
    row = connection.execute(select(_VISITS).where(_VISITS.c.id == visit_id).with_for_update()).first()
    if row is None:
        raise _unknown()
    if row.signed_at is not None:
        raise VisitRefused(
            label("这次走访已经签署，不能再改", "This visit is signed and stays as it is"),
            label("有新情况请另作一次走访。", "If something is new, make another visit."),
        )
    return row


def _unknown() -> VisitRefused:
    return VisitRefused(
        label("找不到这次走访，可能已被取消", "This visit is not there; it may have been dropped"),
        label("请回到当天的安排再看。", "Look at the list of the day again."),
    )


def _verified(connection: Connection, assessment_id: UUID) -> list[dict[str, Any]]:
    """Every verified answer with what goes with it, by fact, as JSON."""
    saved = read_answers(connection, assessment_id)
    reported = {one.fact_id: one.answer for one in saved if one.origin == "self"}
    said: dict[tuple[str, str], str] = {
        (one.fact_id, one.kind): one.text for one in _remarks(connection, assessment_id)
    }
    columns = (_EVIDENCE.c.id, _EVIDENCE.c.fact_id, _EVIDENCE.c.name, _EVIDENCE.c.kind, _EVIDENCE.c.digest)
    own = (_EVIDENCE.c.assessment_id == assessment_id, _EVIDENCE.c.origin == "verified")
    files: dict[str, list[Mapping[str, Any]]] = {}
    for row in connection.execute(select(*columns).where(*own).order_by(_EVIDENCE.c.added_at, _EVIDENCE.c.id)):
        told = {"id": row.id.hex, "name": row.name, "kind": row.kind, "digest": row.digest}
        files.setdefault(row.fact_id, []).append(told)
    return [
        {
            "fact": one.fact_id,
            "reported": reported.get(one.fact_id, UNANSWERED).plain(),
            "verified": one.answer.plain(),
            "by": one.by,
            "at": one.at.isoformat(),
            "reason": said.get((one.fact_id, "reason"), ""),
            "firm_says": said.get((one.fact_id, "firm_says"), ""),
            "evidence": files.get(one.fact_id, []),
        }
        for one in saved
        if one.origin == "verified" and one.answer.state is not State.UNANSWERED
    ]


def _signed_last(connection: Connection, assessment_id: UUID) -> object:
    """What the last signed visit of an assessment holds; None where there is none."""
    signed = select(_VISITS.c.document).where(
        _VISITS.c.assessment_id == assessment_id, _VISITS.c.signed_at.is_not(None)
    )
    last = connection.execute(signed.order_by(_VISITS.c.signed_at.desc()).limit(1)).scalar()
    return None if last is None else last["answers"]


def _remarks(connection: Connection, assessment_id: UUID) -> list[AnswerRemark]:
    rows = select(_REMARKS).where(_REMARKS.c.assessment_id == assessment_id).order_by(_REMARKS.c.id)
    return [AnswerRemark(row.id, row.fact_id, row.kind, row.text, row.by, row.at) for row in connection.execute(rows)]


def _visit(row: Row[Any]) -> SiteVisit:
    return SiteVisit(
        row.id,
        row.assessment_id,
        row.day,
        row.hour,
        row.place,
        row.consultant_id,
        row.consultant,
        row.made_by,
        row.made_at,
        row.signed_by,
        row.signed_at,
        row.document,
        row.digest,
    )
