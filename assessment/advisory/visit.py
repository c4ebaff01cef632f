"""A visit as an advisory tells it: what was reported beside what was verified, and what that does to the result."""

from __future__ import annotations

import datetime

from pydantic import AwareDatetime, Field

from assessment.documents import Identifier, Strict
from assessment.language import Label


class VisitStanding(Strict):
    """Points and level under the national indicators; low and high differ while answers are missing."""

    points_low: float
    points_high: float
    level_low: int
    level_high: int
    level_name: Label


class CheckedAnswer(Strict):
    """One answer that was verified on site, beside what the firm had reported.

    ``as_reported`` is where the firm would stand if this one answer were still the reported one and all others were
    verified; None where both say the same.
    """

    fact: Identifier
    label: Label
    reported: Label
    verified: Label
    by: str
    at: AwareDatetime
    as_reported: VisitStanding | None = None


class Visit(Strict):
    """What a consultant saw at a firm: the day, where it is known, and every answer that was verified."""

    day: datetime.date | None = None
    checked: tuple[CheckedAnswer, ...] = ()
    reported: VisitStanding = Field(description="by the firm's own answers alone")
    verified: VisitStanding = Field(description="with the verified answers in their place")

    @property
    def moved(self) -> bool:
        """Do the verified answers change points or level?"""
        return self.reported != self.verified
