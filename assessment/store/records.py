"""What the store hands out: small frozen records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from assessment.answers import Answer
from assessment.language import Label, Lang

Origin = Literal["self", "verified"]
Status = Literal["draft", "finished"]
ContentKind = Literal["provider_pool", "benchmark_values", "city_centres", "measure_costs"]
JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
CodeState = Literal["good", "expired", "none"]


@dataclass(frozen=True)
class Assessment:
    """One firm's assessment. All times are UTC; ``consent`` allows counting it among the peers of others.

    ``county`` is that of the link by which it was begun in a round.
    """

    id: UUID
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    language: Lang
    consent: bool
    code_expires_at: datetime | None
    firm_id: UUID | None
    round_id: UUID | None
    county: str | None
    verified_at: datetime | None

    @property
    def status(self) -> Status:
        """Whether the firm has finished answering."""
        return "draft" if self.finished_at is None else "finished"


@dataclass(frozen=True)
class SavedAnswer:
    """An answer as it stands in the database: who gave it and when."""

    fact_id: str
    origin: Origin
    answer: Answer
    by: str
    at: datetime


def revision(saved: Sequence[SavedAnswer]) -> str:
    """Tells one state of an assessment's answers from every other."""
    return f"{len(saved)}.{max((one.at for one in saved), default='')}"


@dataclass(frozen=True)
class SaveOutcome:
    """What a save did.

    ``current`` is what stands now (None when the fact was never answered) and is the session's next baseline;
    ``wrote`` tells whether this call changed it. ``changed_elsewhere`` is what somebody else had stored since the
    session last looked: overwritten when ``wrote`` is true, and equal to ``current`` otherwise.
    """

    current: SavedAnswer | None
    wrote: bool
    changed_elsewhere: SavedAnswer | None = None


@dataclass(frozen=True)
class LogEntry:
    """One change of an answer; ``old`` and ``new`` are in the form of ``Answer.plain``."""

    fact_id: str
    origin: Origin
    at: datetime
    by: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Consent:
    """One time a firm agreed to be counted among the peers of others, or took it back, and the words it was shown."""

    at: datetime
    given: bool
    language: Lang
    words: str
    actor: str


@dataclass(frozen=True)
class FoundAssessment:
    """An assessment that was looked for by its firm: ``firm_name`` and ``credit_code`` as they were given, or ''."""

    id: UUID
    firm_name: str
    credit_code: str
    created_at: datetime
    updated_at: datetime
    code: CodeState


@dataclass(frozen=True)
class SavedComment:
    """A consultant's remark on one section of the report."""

    id: int
    section: str
    text: str
    author: str
    at: datetime


@dataclass(frozen=True)
class SavedProfile:
    """A consultant's profile, as it is shown on reports; ``document`` is what ``telling`` reads as a brand."""

    id: UUID
    name: str
    document: Mapping[str, Any]
    updated_at: datetime


@dataclass(frozen=True)
class ConsultantEntry:
    """Something that a consultant put down about a firm: the day of a visit, or a change of the plan."""

    id: int
    kind: str
    about: str
    document: Mapping[str, Any]
    author: str
    at: datetime


@dataclass(frozen=True)
class SignedReport:
    """A report as a consultant signed it, for good: the whole advisory, and who signed where and when."""

    id: UUID
    assessment_id: UUID
    number: int
    signed_at: datetime
    signed_by: str
    document: Mapping[str, Any]


PlanEntryKind = Literal["reply", "progress", "proof", "quote", "respondent", "again"]


@dataclass(frozen=True)
class PlanEntry:
    """Something put down about a firm's way up: a reply to a step, its progress, a proof at hand, a quote, and which
    assessments others answer, or the firm itself once more."""

    kind: PlanEntryKind
    about: str
    document: Mapping[str, Any]
    by: str
    at: datetime


@dataclass(frozen=True)
class FrozenResult:
    """A result as it was given, for good: the whole advisory and the versions of all it rests on."""

    id: UUID
    assessment_id: UUID
    number: int
    created_at: datetime
    versions: Mapping[str, Any]
    document: Mapping[str, Any]


@dataclass(frozen=True)
class ContentVersion:
    """One imported document of a kind; the highest version is in force."""

    kind: ContentKind
    version: int
    imported_at: datetime
    by: str
    document: Any


@dataclass(frozen=True)
class PeerBatch:
    """Firms of one workbook of which a centre confirmed that they agreed (or refused) to be counted.

    ``said`` is what ``assessment.peers.said_in_table`` gives, None once withdrawn: the answers are gone then, and that
    they were counted from when to when remains. ``secret_mark`` is of the secret with which its digests are keyed.
    """

    id: UUID
    confirmed_at: datetime
    confirmed_by: str
    file: str
    agreed: int
    refused: int
    said: Any
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    secret_mark: str | None


@dataclass(frozen=True)
class KeptFile:
    """A file that was handed in: who did, the day whose rules count, and whether only its faultless firms count."""

    id: UUID
    name: str
    size: int
    owner: str
    kept_at: datetime
    used_at: datetime
    day: date
    faultless: bool


@dataclass(frozen=True)
class JobRecord:
    """Work in hand: what it is done with (``given``), how far it has come, and what came of it."""

    id: UUID
    kind: str
    owner: str
    file_id: UUID | None
    given: Mapping[str, Any]
    state: JobState
    words: Label | None
    done: int
    of: int
    stop_asked: bool
    tries: int
    created_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    faults: tuple[Label, ...]
    result: Any

    @property
    def open(self) -> bool:
        """Does it wait, or is somebody at work on it?"""
        return self.state in ("waiting", "running")

    def seconds(self, now: datetime) -> float:
        """How long somebody has been at work on it."""
        return 0.0 if self.began_at is None else max(0.0, ((self.ended_at or now) - self.began_at).total_seconds())

    def remaining(self, now: datetime) -> float | None:
        """The seconds it still takes at its rate so far; None while that cannot be told."""
        if not self.done or self.state != "running":
            return None
        return self.seconds(now) * (self.of - self.done) / self.done


@dataclass(frozen=True)
class LogLine:
    """What was noted about a job, and when."""

    at: datetime
    words: Label
