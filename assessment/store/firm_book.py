"""Firms: who they are, which assessments are theirs, what was noted about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, func, insert, select, update

from assessment.language import label
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.firm_recognising import columns_of, find_or_create, find_row
from assessment.store.firm_records import Firm, FirmIdentity, FirmNote, FirmSource, PastAssessment, Standing
from assessment.store.firm_standing import keep_standings, standing_of
from assessment.store.refusals import MergeRefused, TextRefused, UnknownFirm

_FIRMS, _ASSESSMENTS = schema.firms, schema.assessments
_STANDINGS, _NOTES = schema.standings, schema.firm_notes
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
            row = find_row(connection, identity)
        return None if row is None else firm_of_row(row)

    def find_firms(self, identities: Sequence[FirmIdentity]) -> list[Firm | None]:
        """The same for many, in their order."""
        with self._reading() as connection:
            rows = [find_row(connection, identity) for identity in identities]
        return [None if row is None else firm_of_row(row) for row in rows]

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
            keep_standings(connection, {assessment_id: standing}, self._clock())

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
