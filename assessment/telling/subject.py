"""What one report is about and how its words are chosen."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from assessment.advisory import MAIN_FRAMEWORK, Advisory
from assessment.content.benchmarks import Bound
from assessment.content.measures import CostRange
from assessment.content.provenance import FIDELITY, Fidelity, Source
from assessment.language import Label, Lang
from assessment.scoring import FrameworkResult, LevelReason, plain_number
from assessment.telling.brand import Brand, Signed
from assessment.telling.charts.layout import figure

_NUMERALS = "〇一二三四五六七八九十"


@dataclass(frozen=True)
class Subject:
    """One advisory, told in one language; ``leads_with`` is the framework whose result comes first.

    ``brand`` is who hands it over, and ``signed`` that they signed: until then what they hand over is a draft.
    """

    advisory: Advisory
    lang: Lang
    brand: Brand | None = None
    leads_with: str = MAIN_FRAMEWORK
    signed: Signed | None = None

    @property
    def is_draft(self) -> bool:
        """True for what is handed over under a name that has not signed it."""
        return self.brand is not None and self.signed is None

    @property
    def lead(self) -> FrameworkResult:
        """The result that is told first: under ``leads_with``, else under the national indicators."""
        found = (one for one in self.advisory.frameworks if one.framework == self.leads_with)
        return next(found, self.advisory.main)

    @property
    def is_sample(self) -> bool:
        """True for a made-up firm: by the rule of the house its name says so."""
        return self.advisory.firm.sample

    def tell(self, text: Label) -> str:
        """The text in the reader's language."""
        return text.text(self.lang)

    def say(self, zh: str, en: str, /, **values: object) -> str:
        """One of two texts with its ``{placeholders}`` filled; a ``Label`` is filled in the reader's language."""
        told = {key: self.tell(value) if isinstance(value, Label) else value for key, value in values.items()}
        return (zh if self.lang == "zh" else en).format(**told)

    def joined(self, texts: list[str]) -> str:
        """A list within a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(texts)

    @property
    def colon(self) -> str:
        """What stands between a name and what is said of it."""
        return self.say("：", ": ")

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return self.say("", " ")

    def bound(self, bound: Bound) -> str:
        """What stands before a published value that is not exact."""
        return {"exact": "", "about": self.say("约 ", "about "), "above": self.say("超过 ", "over ")}[bound]

    def source(self, source: Source, fidelity: Fidelity | None = None) -> str:
        """Where something was published: title, date, address, each told once, and how far it can be trusted."""
        parts = [source.title, source.date.isoformat() if source.date else "", source.address or ""]
        shown: list[str] = []
        for part in parts:
            if part and not any(part in before for before in shown):
                shown.append(part)
        told = " · ".join(shown)
        return told if fidelity is None else self.say("{s}（{f}）", "{s} ({f})", s=told, f=FIDELITY[fidelity])

    def count(self, number: float, zh: str, en: str, many: str = "") -> str:
        """A number with what it counts: 3 步, 1 step, 3 steps."""
        shown = f"{number:,.10g}"
        if self.lang == "zh":
            return f"{shown} {zh}"
        return f"{shown} {en if number == 1 else many or en + 's'}"

    def day(self, day: datetime.date) -> str:
        """A date in full."""
        return self.say(f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.day} {day:%B %Y}")

    def month(self, day: datetime.date) -> str:
        """A date to the month, as charts and tables show it: 2025-03."""
        return f"{day:%Y-%m}"

    def level(self, number: int, name: Label) -> str:
        """A level of the national indicators with its number: 二级（规范级）, level 2 (Standardised)."""
        if number == 0:
            return self.tell(name)
        return self.say("{n}级（{name}）", "Level {n} ({name})", n=self.numeral(number), name=name)

    def level_of(self, result: FrameworkResult, level: LevelReason) -> str:
        """A level by its name, with its number for the national indicators."""
        if result.framework == MAIN_FRAMEWORK:
            return self.level(level.level, level.name)
        return self.tell(level.name)

    def numeral(self, number: int) -> str:
        """A small number as levels carry it: 二, 2."""
        return self.say(_NUMERALS[number], str(number))

    def money(self, amount: float) -> str:
        """An amount given in 万元: 10.3 万元, CNY 103,000."""
        return self.say("{figure} 万元", "CNY {figure}", figure=self._figure(amount))

    def cost(self, cost: CostRange) -> str:
        """The likely cost with its range and standing: 10.3 万元（4.1–21，估算）; what may cost nothing says so."""
        if not cost.high:
            return self.say("不花钱", "free of charge")
        if not cost.likely:
            most = self.money(cost.high)
            return self.say("一般不花钱（最多 {most}，估算）", "mostly free ({most} at most, an estimate)", most=most)
        return self.say(
            "{likely}（{low}–{high}，估算）",
            "{likely} ({low}–{high}, an estimate)",
            likely=self.money(cost.likely),
            low=self._figure(cost.low),
            high=self._figure(cost.high),
        )

    def bare_cost(self, cost: CostRange) -> str:
        """The likely cost and its range without the unit, for columns that name it: 10.3（4.1–21）."""
        likely, low, high = (self.amount(amount) for amount in (cost.likely, cost.low, cost.high))
        return self.say("{likely}（{low}–{high}）", "{likely} ({low}–{high})", likely=likely, low=low, high=high)

    def points(self, low: float, high: float, most: float) -> str:
        """Points, or their range, out of the most possible: 33.65 / 100."""
        own = plain_number(low) if low == high else f"{plain_number(low)}–{plain_number(high)}"
        return f"{own} / {plain_number(most)}"

    @property
    def unit(self) -> str:
        """The unit of ``amount``."""
        return self.say("万元", "CNY")

    def amount(self, amount: float) -> str:
        """An amount given in 万元, in the ``unit`` of the reader's language, which the column names."""
        return self._figure(amount)

    def in_unit(self, amount: float) -> float:
        """An amount given in 万元 as a number in the ``unit`` of the reader's language."""
        return amount if self.lang == "zh" else amount * 10_000

    def sentence(self, text: Label) -> str:
        """A text that begins a line: its first letter is a capital."""
        told = self.tell(text)
        return told[0].upper() + told[1:]

    def _figure(self, amount: float) -> str:
        return figure(amount, 2) if self.lang == "zh" else figure(amount * 10_000, 0)
