"""What the store hands out about visits and evidence: small frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from assessment.evidence import FileKind
from assessment.store.records import Origin

RemarkKind = Literal["reason", "firm_says", "objection"]
"""Why a consultant verified something else; what the firm says to that on the spot; what its owner objects later."""


@dataclass(frozen=True)
class EvidenceFile:
    """A photo or a paper that goes with an answer, without its content.

    ``origin`` is the firm's own ("self") or what was taken on site; ``visit_id`` is the signed visit that rests on it.
    """

    id: UUID
    assessment_id: UUID
    fact_id: str
    origin: Origin
    kind: FileKind
    name: str
    size: int
    digest: str
    added_at: datetime
    by: str
    visit_id: UUID | None


@dataclass(frozen=True)
class SiteVisit:
    """A visit at a firm: planned, and, once it is signed, frozen with all that was verified until then.

    ``hour`` is like 09:30, or nothing; ``document`` is what was signed (see ``VisitBook.sign_visit``).
    """

    id: UUID
    assessment_id: UUID
    day: date
    hour: str
    place: str
    consultant_id: UUID | None
    consultant: str
    made_by: str
    made_at: datetime
    signed_by: str | None
    signed_at: datetime | None
    document: Mapping[str, Any] | None
    digest: str | None


@dataclass(frozen=True)
class AnswerRemark:
    """What somebody said about one answer; nothing of it is ever changed, a later one stands after it."""

    id: int
    fact_id: str
    kind: RemarkKind
    text: str
    by: str
    at: datetime
