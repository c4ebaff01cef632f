"""Schema of ``seeds/hands.yaml``: what is assumed of a firm's own people, and long public holidays."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from assessment.content.loading import load_file
from assessment.content.measures import SizeClass
from assessment.content.provenance import Fidelity, Source
from assessment.content.wording import wrong
from assessment.documents import Strict
from assessment.language import Label

MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class DaysByAnswer(Strict):
    """Person-days a week for each answer to whether somebody can be spared; ``yes`` also while that is open."""

    yes: float = Field(gt=0, le=100)
    partly: float = Field(gt=0, le=100)
    no: float = Field(gt=0, le=100)

    @model_validator(mode="after")
    def _falling(self) -> DaysByAnswer:
        if not self.no <= self.partly <= self.yes:
            raise wrong("天数应从 no 到 partly 再到 yes 不减少", "days must not fall from no over partly to yes")
        return self


class AssumedHands(Strict):
    """What is taken where a firm has not said how many days a week its people can give."""

    date: datetime.date
    fidelity: Fidelity
    source: Source
    note: Label
    days: dict[SizeClass, DaysByAnswer]

    @model_validator(mode="after")
    def _every_size(self) -> AssumedHands:
        if set(self.days) != {"micro", "small", "medium"}:
            raise wrong("micro、small、medium 都要写", "micro, small and medium must all be there")
        return self


class HolidayDays(Strict):
    """The days of a holiday in one year."""

    first: datetime.date
    last: datetime.date

    @model_validator(mode="after")
    def _ordered(self) -> HolidayDays:
        if self.last < self.first:
            raise wrong("last 早于 first", "'last' lies before 'first'")
        return self


class UsualTime(Strict):
    """Within which days of a year a holiday lies, whatever the year."""

    first: MonthDay
    last: MonthDay


class Holiday(Strict):
    """A long public holiday: its days in the years that have a source, and when it usually is."""

    id: Literal["spring_festival", "national_day"]
    name: Label
    usual: UsualTime
    days: tuple[HolidayDays, ...]

    def in_year(self, year: int) -> HolidayDays | None:
        """Its days in a year, where they are known."""
        return next((one for one in self.days if one.first.year == year), None)

    def around(self, year: int) -> HolidayDays:
        """The days of a year within which it lies."""
        return HolidayDays(
            first=datetime.date.fromisoformat(f"{year}-{self.usual.first}"),
            last=datetime.date.fromisoformat(f"{year}-{self.usual.last}"),
        )


class Holidays(Strict):
    """The long public holidays, and where their days come from."""

    rule: Source
    calendar: Source
    fidelity: Fidelity
    long: tuple[Holiday, ...] = Field(min_length=1)


class HandsFile(Strict):
    """``seeds/hands.yaml``."""

    assumed: AssumedHands
    holidays: Holidays


def load_hands(root: Path) -> HandsFile:
    """The file; raises ``InputRefused`` with every fault."""
    return load_file(root / "seeds" / "hands.yaml", HandsFile, root)[0]
