"""What one brief is about and how its words and figures are written."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from assessment.language import Label, Lang, label, percent
from assessment.monitoring import AreaFigures, OpenRange, ShareRange
from assessment.telling.brief.head import BriefHead
from assessment.telling.charts.layout import figure, figures

BRIEF_TITLE = label("企业数字化转型月报", "Monthly brief on digital transformation")


@dataclass(frozen=True)
class BriefSubject(BriefHead):
    """The figures of an area and a round as one month's brief tells them.

    ``round_name`` and ``before_name`` are what people called them, None where there is none. ``waiting`` assessments
    have a result but no figures beside it yet. ``made_by`` is whose brief it is.
    """

    figures: AreaFigures
    lang: Lang
    area: Label
    round_name: str | None = None
    before_name: str | None = None
    waiting: int = 0
    made_by: str = ""

    @property
    def title(self) -> str:
        """Whose brief it is."""
        return self.say("{area}{title}", "{area}: {title}", area=self.area, title=BRIEF_TITLE)

    @property
    def on(self) -> datetime.date:
        """The day as of which its figures stand."""
        return self.figures.on

    @property
    def keywords(self) -> str:
        """What it is, and the edition of the rules."""
        return f"{self.tell(BRIEF_TITLE)}, {self.figures.firms.now.layout.framework.key}"

    @property
    def about(self) -> str:
        """Month, round and day in a line."""
        which = self.round_name or self.say("各企业最近一次的结果", "the latest result of every firm")
        return self.words("brief_subject.as_of", month=self.of_month, which=which, day=self.day(self.figures.on))

    @property
    def level(self) -> int:
        """The level whose share tells groups apart best: of which the share of all is closest to a half."""
        shares = self.figures.whole.shares
        return min(shares, key=lambda at: (abs(sum((shares[at].span.low, shares[at].span.high)) - 100), at))

    def level_name(self, level: int) -> str:
        """A level with all above it."""
        return self.say("{name}及以上", "{name} or above", name=self.figures.level_names[level])

    def firms(self, number: float) -> str:
        """So many firms."""
        return self.count(number, "家", "firm")

    def range(self, span: OpenRange | None, decimals: int = 1, unit: str = "") -> str:
        """From the least to the greatest that a figure may be, once where both read alike."""
        return "—" if span is None else f"{figures(span.low, span.high, decimals)}{unit}"

    def share(self, share: ShareRange) -> str:
        """A share in whole per cent, from certain to possible."""
        return self.range(share.span, 0, "%") if share.of else "—"

    def part(self, number: int, whole: int) -> str:
        """A part of a whole in per cent."""
        return percent(number / whole) if whole else "—"

    def number(self, value: float) -> str:
        """A number as people write it."""
        return figure(value)
