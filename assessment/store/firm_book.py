"""Firms: who they are, which assessments are theirs, what was noted about them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, case, delete, exists, func, insert, or_, select, update

from assessment.answers import State
from assessment.answers.credit_code import code_fault, compact_code
from assessment.answers.firm_name import (
    CHAIN_FACT,
    CITY_FACT,
    CODE_FACT,
    EMPLOYEES_FACT,
    IDENTITY_FACTS,
    NAME_FACT,
    initials,
    name_core,
    name_key,
)
from assessment.language import label
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.firm_records import Firm, FirmIdentity, FirmNote, FirmSource, PastAssessment, Standing
from assessment.store.refusals import MergeRefused, TextRefused, UnknownFirm

_FIRMS, _ASSESSMENTS, _ANSWERS = schema.firms, schema.assessments, schema.answers
_STANDINGS, _NOTES, _MERGES = schema.standings, schema.firm_notes, schema.firm_merges
_ROUNDS, _RESULTS = schema.rounds, schema.results
NOTE_LENGTH = 2_000


class FirmBook(Desk):
    """Firms, found by credit code, else by name and area."""

    def find_or_create_firm(self, identity: FirmIdentity, source: FirmSource) -> tuple[Firm, bool]:
        """The firm that an identity names, and whether it was made just now.

        A credit code decides alone. Without one, the same name in the same city (and county, where both are known) is
        the same firm, unless there are several of them; a name without a city joins nobody. What was not known of a
        firm is filled in, what is known stays: see ``update_firm``.
        """
        with self._writing() as connection:
            firm_id, made = find_or_create(connection, identity, source, self._clock())
            if made:
                self.trail.note(connection, "firm_created", "firm", firm_id, firm=firm_id, details={"source": source})
            return firm_of_row(connection.execute(select(_FIRMS).where(_FIRMS.c.id == firm_id)).one()), made

    def find_firm(self, identity: FirmIdentity) -> Firm | None:
        """The firm that ``find_or_create_firm`` would find."""
        with self._reading() as connection:
            row = _find(connection, identity)
        return None if row is None else firm_of_row(row)

    def firm(self, firm_id: UUID) -> Firm:
        """One firm; raises ``UnknownFirm``. One that was merged is still there, and says into which."""
        with self._reading() as connection:
            row = connection.execute(select(_FIRMS).where(_FIRMS.c.id == firm_id)).first()
        if row is None:
            raise UnknownFirm()
        return firm_of_row(row)

    def firm_names(self, firm_ids: Collection[UUID]) -> dict[UUID, str]:
        """What firms are called, of those that are there still."""
        rows = select(_FIRMS.c.id, _FIRMS.c.name).where(_FIRMS.c.id.in_(firm_ids))
        with self._reading() as connection:
            return {row.id: row.name for row in connection.execute(rows)}

    def update_firm(self, firm_id: UUID, identity: FirmIdentity) -> Firm:
        """Put down who a firm is, as a person of the staff says; raises ``UnknownFirm``, and ``MergeRefused`` where
        another firm has its code."""
        with self._writing() as connection:
            code = (_FIRMS.c.credit_code == identity.credit_code) & (_FIRMS.c.id != firm_id)
            if identity.credit_code and (other := connection.execute(select(_FIRMS).where(code)).first()) is not None:
                raise MergeRefused(
                    label(f"“{other.name}”已经是这个信用代码", f"'{other.name}' has this credit code already"),
                    label("如果是同一家，请合并这两家。", "If they are one firm, merge the two."),
                )
            changed = update(_FIRMS).where(_FIRMS.c.id == firm_id)
            now = self._clock()
            # From now on it no longer follows what a self-assessment says.
            source = case((_FIRMS.c.source == "online", "staff"), else_=_FIRMS.c.source)
            row = connection.execute(
                changed.values(**columns_of(identity), source=source, updated_at=now).returning(*_FIRMS.c)
            ).first()
            if row is None:
                raise UnknownFirm()
            self.trail.note(connection, "firm_changed", "firm", firm_id, firm=firm_id)
        return firm_of_row(row)

    def firm_of(self, assessment_id: UUID) -> Firm | None:
        """The firm whose assessment it is, None while it has not said who it is."""
        rows = select(_FIRMS).join(_ASSESSMENTS, _ASSESSMENTS.c.firm_id == _FIRMS.c.id)
        with self._reading() as connection:
            row = connection.execute(rows.where(_ASSESSMENTS.c.id == assessment_id)).first()
        return None if row is None else firm_of_row(row)

    def firm_history(self, firm_id: UUID) -> list[PastAssessment]:
        """The assessments of a firm, oldest first."""
        kept = select(func.count()).where(_RESULTS.c.assessment_id == _ASSESSMENTS.c.id).scalar_subquery()
        rows = (
            select(_ASSESSMENTS, _ROUNDS.c.name.label("round_name"), kept.label("kept"))
            .outerjoin(_ROUNDS, _ROUNDS.c.id == _ASSESSMENTS.c.round_id)
            .where(_ASSESSMENTS.c.firm_id == firm_id)
            .order_by(_ASSESSMENTS.c.created_at, _ASSESSMENTS.c.id)
        )
        with self._reading() as connection:
            found = list(connection.execute(rows))
            ids = [row.id for row in found]
            standings = {
                row.assessment_id: standing_of(row)
                for row in connection.execute(select(_STANDINGS).where(_STANDINGS.c.assessment_id.in_(ids)))
            }
        return [
            PastAssessment(
                row.id,
                row.round_id,
                row.round_name,
                row.created_at,
                row.updated_at,
                row.finished_at,
                row.verified_at,
                row.kept,
                standings.get(row.id),
            )
            for row in found
        ]

    def keep_standing(self, assessment_id: UUID, standing: Standing) -> None:
        """Keep where an assessment stands, and with it its firm, where no later assessment has spoken."""
        with self._changing(assessment_id) as connection:
            keep_standing(connection, assessment_id, standing, self._clock())

    def standing(self, assessment_id: UUID) -> Standing | None:
        """Where an assessment stood when a result was last kept."""
        with self._reading() as connection:
            row = connection.execute(select(_STANDINGS).where(_STANDINGS.c.assessment_id == assessment_id)).first()
        return None if row is None else standing_of(row)

    def add_firm_note(self, firm_id: UUID, text: str, author: str) -> FirmNote:
        """Write something down about a firm; raises ``TextRefused``, ``UnknownFirm``."""
        text, author = schema.keepable(text.strip()), schema.keepable(author.strip())
        if not text or not author:
            raise TextRefused(
                label("备注和署名都不能为空", "A note needs a text and a name"),
                label("请写明内容，并署名。", "Please write the note and sign it."),
            )
        if len(text) > NOTE_LENGTH:
            raise TextRefused(
                label(f"备注超过 {NOTE_LENGTH} 个字", f"The note is longer than {NOTE_LENGTH} characters"),
                label(f"现有 {len(text)} 个字，请缩短。", f"It has {len(text)}; please shorten it."),
            )
        now = self._clock()
        with self._writing() as connection:
            if connection.execute(select(_FIRMS.c.id).where(_FIRMS.c.id == firm_id)).first() is None:
                raise UnknownFirm()
            values = {"firm_id": firm_id, "text": text, "author": author, "at": now}
            number = connection.execute(insert(_NOTES).values(**values).returning(_NOTES.c.id)).scalar_one()
            self.trail.note(connection, "firm_changed", "note", number, firm=firm_id, by=author)
        return FirmNote(number, text, author, now)

    def firm_notes(self, firm_id: UUID) -> list[FirmNote]:
        """What was written down about a firm, oldest first."""
        rows = select(_NOTES).where(_NOTES.c.firm_id == firm_id).order_by(_NOTES.c.id)
        with self._reading() as connection:
            return [FirmNote(row.id, row.text, row.author, row.at) for row in connection.execute(rows)]


def find_or_create(
    connection: Connection, identity: FirmIdentity, source: FirmSource, now: datetime
) -> tuple[UUID, bool]:
    """The firm that an identity names, within a transaction that writes, and whether it was made just now."""
    row = _find(connection, identity)
    if row is None:
        firm_id = uuid4()
        connection.execute(
            insert(_FIRMS).values(
                id=firm_id, source=source, created_at=now, updated_at=now, needs="", **columns_of(identity)
            )
        )
        return firm_id, True
    missing = {
        column: value for column, value in columns_of(identity).items() if value and getattr(row, column) in (None, "")
    }
    if missing:
        connection.execute(update(_FIRMS).where(_FIRMS.c.id == row.id).values(**missing, updated_at=now))
    return row.id, False


def _find(connection: Connection, identity: FirmIdentity) -> Row[Any] | None:
    """The firm by its code, else by name and area; where two were merged, the one that was kept."""
    if identity.credit_code:
        rows = list(connection.execute(select(_FIRMS).where(_FIRMS.c.credit_code == identity.credit_code)))
    elif identity.city and name_key(identity.name):
        named = select(_FIRMS).where(_FIRMS.c.name_key == name_key(identity.name), _FIRMS.c.city == identity.city)
        if identity.county:
            named = named.where(or_(_FIRMS.c.county == identity.county, _FIRMS.c.county.is_(None)))
        rows = list(connection.execute(named.where(_FIRMS.c.merged_into.is_(None)).limit(2)))
        if not rows:
            rows = list(connection.execute(named.limit(2)))
    else:
        rows = []
    if len(rows) != 1:  # two firms of one name in one place: a name alone does not say which
        return None
    (row,) = rows
    while row.merged_into is not None:
        row = connection.execute(select(_FIRMS).where(_FIRMS.c.id == row.merged_into)).one()
    return row


def columns_of(identity: FirmIdentity) -> dict[str, Any]:
    """The columns of a firm that an identity fills."""
    name = schema.keepable(identity.name.strip()) or identity.credit_code or ""
    return {
        "credit_code": identity.credit_code,
        "name": name,
        "name_key": name_key(name),
        "name_core": name_core(name),
        "initials": initials(name),
        "city": identity.city,
        "county": identity.county,
        "chain": identity.chain,
        "employees": identity.employees,
    }


def recognise(connection: Connection, assessment_id: UUID, now: datetime) -> None:
    """Give an assessment the firm that its answers name, as often as one of these answers changes.

    While a name is being typed it is the same firm that is renamed, and not one more for every letter: a firm that
    nothing but this assessment speaks of follows its answers.
    """
    own = connection.execute(
        select(_ASSESSMENTS.c.firm_id, _ASSESSMENTS.c.county).where(_ASSESSMENTS.c.id == assessment_id)
    ).one()
    identity = _told(connection, assessment_id, own.county)
    alone = own.firm_id is not None and _speaks_alone(connection, own.firm_id, assessment_id)
    if identity is None:
        firm_id = None
    else:
        found = _find(connection, identity)
        if alone and (found is None or found.id == own.firm_id):
            values = {**columns_of(identity), "updated_at": now}
            connection.execute(update(_FIRMS).where(_FIRMS.c.id == own.firm_id).values(**values))
            return
        if own.firm_id is not None and found is None and _same_name(connection, own.firm_id, identity):
            return  # it was given this firm by a person or an import, and its answers do not say otherwise
        firm_id, _ = find_or_create(connection, identity, "online", now)
    if firm_id != own.firm_id:
        connection.execute(update(_ASSESSMENTS).where(_ASSESSMENTS.c.id == assessment_id).values(firm_id=firm_id))
        if alone:
            connection.execute(delete(_FIRMS).where(_FIRMS.c.id == own.firm_id))


def forget_unspoken(connection: Connection, firm_id: UUID) -> None:
    """Forget a firm that only owners spoke of, once the last assessment that named it is gone."""
    if not _others(connection, firm_id, None):
        online = (_FIRMS.c.id == firm_id) & (_FIRMS.c.source == "online")
        connection.execute(delete(_FIRMS).where(online))


def _told(connection: Connection, assessment_id: UUID, county: str | None) -> FirmIdentity | None:
    rows = select(_ANSWERS.c.fact_id, _ANSWERS.c.value).where(
        _ANSWERS.c.assessment_id == assessment_id,
        _ANSWERS.c.fact_id.in_(IDENTITY_FACTS),
        _ANSWERS.c.state == int(State.ANSWERED),
    )
    # "self" sorts before "verified", which then takes its place.
    told = {row.fact_id: row.value for row in connection.execute(rows.order_by(_ANSWERS.c.origin))}
    code = compact_code(str(told.get(CODE_FACT) or ""))
    name = str(told.get(NAME_FACT) or "").strip()
    code = "" if code_fault(code) else code
    if not name and not code:
        return None
    people = told.get(EMPLOYEES_FACT)
    if isinstance(people, dict):  # an approximate figure
        people = people["value"]
    return FirmIdentity(
        name, code or None, told.get(CITY_FACT), county, told.get(CHAIN_FACT), None if people is None else int(people)
    )


def _same_name(connection: Connection, firm_id: UUID, identity: FirmIdentity) -> bool:
    row = connection.execute(select(_FIRMS).where(_FIRMS.c.id == firm_id)).one()
    other_code = identity.credit_code and row.credit_code and identity.credit_code != row.credit_code
    return row.name_key == name_key(identity.name) and not other_code


def _speaks_alone(connection: Connection, firm_id: UUID, assessment_id: UUID) -> bool:
    source = connection.scalar(select(_FIRMS.c.source).where(_FIRMS.c.id == firm_id))
    return source == "online" and not _others(connection, firm_id, assessment_id)


def _others(connection: Connection, firm_id: UUID, assessment_id: UUID | None) -> bool:
    """Is there anything else about a firm: another assessment, a note, a merge?"""
    assessments = _ASSESSMENTS.c.firm_id == firm_id
    if assessment_id is not None:
        assessments &= _ASSESSMENTS.c.id != assessment_id
    anything = or_(
        exists().where(assessments),
        exists().where(_NOTES.c.firm_id == firm_id),
        exists().where(or_(_MERGES.c.kept_id == firm_id, _MERGES.c.gone_id == firm_id)),
    )
    return bool(connection.scalar(select(anything)))


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


def firm_of_row(row: Row[Any]) -> Firm:
    """A firm from its row."""
    return Firm(
        row.id,
        row.credit_code,
        row.name,
        row.city,
        row.county,
        row.chain,
        row.employees,
        row.size,
        row.source,
        row.created_at,
        row.updated_at,
        row.merged_into,
        row.level,
        row.open_questions,
        tuple(row.needs.split()),
        row.stood_at,
    )
