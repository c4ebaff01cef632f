"""What every brief is: sections under a head that says whose it is, about what, and of which day."""

from __future__ import annotations

import datetime
from abc import abstractmethod
from dataclasses import dataclass
from typing import Generic, TypeVar

from assessment.telling.blocks import Section
from assessment.telling.speech import Speech


class BriefHead(Speech):
    """The head of a brief; ``made_by`` is whose it is, empty for nobody's, ``on`` the day it is of."""

    made_by: str

    @property
    @abstractmethod
    def title(self) -> str:
        """What it is called."""

    @property
    @abstractmethod
    def about(self) -> str:
        """What it is about, in a line."""

    @property
    @abstractmethod
    def on(self) -> datetime.date:
        """The day it is of."""

    @property
    @abstractmethod
    def keywords(self) -> str:
        """Words by which its file is found."""

    @property
    def of_month(self) -> str:
        """The month that it is of."""
        return self.say(f"{self.on:%Y} 年 {self.on.month} 月", f"{self.on:%B %Y}")


Head = TypeVar("Head", bound=BriefHead)


@dataclass(frozen=True)
class ToldBrief(Generic[Head]):
    """A told brief: its sections in order, none of them empty."""

    subject: Head
    sections: tuple[Section, ...]
