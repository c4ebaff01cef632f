"""What the store hands out about firms and rounds: small frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

FirmSource = Literal["online", "import", "staff"]
RoundState = Literal["planned", "open", "closed", "frozen"]
Progress = Literal["not_begun", "half_way", "done", "verified"]
"""How far a firm has come in a round: done is a kept result, verified an answer confirmed on site besides."""


@dataclass(frozen=True)
class FirmIdentity:
    """Who a firm says it is: ``credit_code`` compact and checked, ``city`` and ``chain`` options of these facts.

    ``county`` is the code of a county or district.
    """

    name: str
    credit_code: str | None = None
    city: str | None = None
    county: str | None = None
    chain: str | None = None
    employees: int | None = None


@dataclass(frozen=True)
class Firm:
    """A firm as it is known: who it is, and where it stood when it was last scored (None: never)."""

    id: UUID
    credit_code: str | None
    name: str
    city: str | None
    county: str | None
    chain: str | None
    employees: int | None
    size: str | None
    source: FirmSource
    created_at: datetime
    updated_at: datetime
    merged_into: UUID | None
    level: int | None
    open_questions: int | None
    needs: tuple[str, ...]
    stood_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """Where an assessment stands under the main framework: worst and best completion, what is open, what is needed.

    ``needs`` are categories of providers.
    """

    framework: str
    version: str
    level: int
    level_high: int
    points: float
    points_high: float
    open_questions: int
    needs: tuple[str, ...] = ()
    size: str | None = None


@dataclass(frozen=True)
class PastAssessment:
    """One assessment in the history of a firm."""

    id: UUID
    round_id: UUID | None
    round_name: str | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    verified_at: datetime | None
    results: int
    standing: Standing | None


@dataclass(frozen=True)
class FirmNote:
    """What somebody of the staff wrote down about a firm."""

    id: int
    text: str
    author: str
    at: datetime


@dataclass(frozen=True)
class FirmMerge:
    """Two firms that a person found to be one; ``undone_at`` when they were told apart again."""

    id: int
    kept_id: UUID
    gone_id: UUID
    gone_name: str
    at: datetime
    by: str
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True)
class Round:
    """A round (轮次): which frameworks by the editions of which day, where, and from when to when.

    ``areas`` are cities (options of the fact) and counties (codes); none stands for the whole province.
    """

    id: UUID
    name: str
    frameworks: tuple[str, ...]
    edition: date
    areas: tuple[str, ...]
    opens_at: datetime
    closes_at: datetime
    frozen_at: datetime | None
    created_at: datetime
    created_by: str

    def state(self, now: datetime) -> RoundState:
        """Whether it takes answers at this moment: only an open one does."""
        if self.frozen_at is not None:
            return "frozen"
        if now >= self.closes_at:
            return "closed"
        return "planned" if now < self.opens_at else "open"


@dataclass(frozen=True)
class RoundLink:
    """A link by which owners begin in a round; ``area`` and ``chain`` are what everybody who uses it has in common."""

    id: int
    round_id: UUID
    area: str | None
    chain: str | None
    token: str
    created_at: datetime
    created_by: str
    stopped_at: datetime | None


@dataclass(frozen=True)
class SavedView:
    """A list of firms that somebody comes back to."""

    id: int
    name: str
    query: dict[str, Any]
