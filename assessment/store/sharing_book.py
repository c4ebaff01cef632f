"""One consent for sharing: whether a firm agrees that its data goes to anybody beyond the centre, and the words of it.

A firm agrees for itself, in an assessment; or, on an invitation, to one provider. Whatever leaves the centre and names
firms asks here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, insert, or_, select

from assessment.language import Lang
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.records import Consent
from assessment.store.refusals import UnknownAssessment
from assessment.store.trail import OWNER, now_acting

_ASSESSMENTS, _FIRMS, _CONSENTS = schema.assessments, schema.firms, schema.consents
_INVITATIONS, _LOG = schema.invitations, schema.invitation_log
_AT_ONCE = 500


class SharingBook(Desk):
    """What firms said about their data going beyond the centre."""

    def set_sharing(self, assessment_id: UUID, given: bool, words: str, language: Lang) -> None:
        """Whether a firm agrees that its data goes to somebody beyond the centre, and the words to which it said so."""
        now = self._clock()
        said = {"assessment_id": assessment_id, "at": now, "given": given, "language": language, "words": words}
        with self._changing(assessment_id) as connection:
            actor = now_acting(OWNER).actor
            connection.execute(insert(_CONSENTS).values(**said, actor=actor, purpose="sharing"))
            self._touch(connection, assessment_id, now)
            self._note(connection, "sharing_agreed" if given else "sharing_withdrawn", assessment_id, OWNER)

    def sharing(self, firm_id: UUID) -> Consent | None:
        """What a firm (with those merged into it) last said about its data going beyond the centre; None: nothing."""
        ours = select(_FIRMS.c.id).where(or_(_FIRMS.c.id == firm_id, _FIRMS.c.merged_into == firm_id))
        own = select(_ASSESSMENTS.c.id).where(_ASSESSMENTS.c.firm_id.in_(ours))
        with self._reading() as connection:
            return _last_consent(connection, own)

    def sharing_of(self, assessment_id: UUID) -> Consent | None:
        """What was last said in one assessment about its data going beyond the centre; for one without a firm, too."""
        with self._reading() as connection:
            found = select(_ASSESSMENTS.c.id).where(_ASSESSMENTS.c.id == assessment_id)
            if connection.execute(found).first() is None:
                raise UnknownAssessment()
            return _last_consent(connection, found)

    def may_be_named(self, firms: Iterable[UUID], provider: str | None = None) -> frozenset[UUID]:
        """The firms among these that may be named to a provider (None: to anybody the centre recommends).

        Those that agreed to sharing or, on an invitation, to this provider; never one that declined this provider or
        took that agreement back, unless it agreed to it again.
        """
        wanted, found = list(firms), set[UUID]()
        whose = func.coalesce(_FIRMS.c.merged_into, _FIRMS.c.id)
        told = (
            select(whose.label("firm"), _INVITATIONS.c.firm_agreed_at, refused_by_firm().label("refused"))
            .join_from(_INVITATIONS, _FIRMS, _FIRMS.c.id == _INVITATIONS.c.firm_id)
            .where(_INVITATIONS.c.provider == provider)
        )
        with self._reading() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                found |= set(connection.scalars(select(_FIRMS.c.id).where(_FIRMS.c.id.in_(some), shares())))
                if provider is None:
                    continue
                rows = connection.execute(told.where(whose.in_(some))).all()
                agreed = {row.firm for row in rows if row.firm_agreed_at is not None}
                found = (found - {row.firm for row in rows if row.refused}) | agreed
        return frozenset(found)


def shares() -> ColumnElement[bool]:
    """Has the firm of a row of ``firms`` agreed to sharing last, it or one merged with it?"""
    whose = func.coalesce(_FIRMS.c.merged_into, _FIRMS.c.id)
    every = _FIRMS.alias("every")
    owner = func.coalesce(every.c.merged_into, every.c.id)
    last = (
        select(owner.label("firm"), func.max(_CONSENTS.c.id).label("last"))
        .join_from(_CONSENTS, _ASSESSMENTS, _ASSESSMENTS.c.id == _CONSENTS.c.assessment_id)
        .join(every, every.c.id == _ASSESSMENTS.c.firm_id)
        .where(_CONSENTS.c.purpose == "sharing")
        .group_by(owner)
        .subquery()
    )
    agreed = select(last.c.firm).join(_CONSENTS, _CONSENTS.c.id == last.c.last).where(_CONSENTS.c.given)
    return whose.in_(agreed)


def refused_by_firm() -> ColumnElement[bool]:
    """Did the firm of a row of ``invitations`` decline it, or take back what it had agreed to?"""
    lines = select(_LOG.c.id).where(_LOG.c.invitation_id == _INVITATIONS.c.id, _LOG.c.side == "firm")
    return lines.where(_LOG.c.step.in_(("declined", "withdrawn"))).correlate(_INVITATIONS).exists()


def _last_consent(connection: Connection, assessments: Select[Any]) -> Consent | None:
    rows = select(_CONSENTS).where(_CONSENTS.c.assessment_id.in_(assessments), _CONSENTS.c.purpose == "sharing")
    row = connection.execute(rows.order_by(_CONSENTS.c.id.desc()).limit(1)).first()
    return None if row is None else Consent(row.at, row.given, row.language, row.words, row.actor)
