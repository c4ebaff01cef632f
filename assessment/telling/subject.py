"""What one report is about and how its words are chosen."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.advisory import MAIN_FRAMEWORK, Advisory
from assessment.content.measures import CostRange
from assessment.language import Label, Lang
from assessment.scoring import FrameworkResult, LevelReason, plain_number, point_range
from assessment.telling.brand import Brand, Signed
from assessment.telling.charts.layout import figure
from assessment.telling.speech import Speech


@dataclass(frozen=True)
class Subject(Speech):
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
    def draft_told(self) -> Label | None:
        """That the plan is no list to buy from yet, where too much is open for one."""
        free = self.advisory.free_first
        return None if free is None else free.draft

    @property
    def lead(self) -> FrameworkResult:
        """The result that is told first: under ``leads_with``, else under the national indicators."""
        found = (one for one in self.advisory.frameworks if one.framework == self.leads_with)
        return next(found, self.advisory.main)

    @property
    def is_sample(self) -> bool:
        """True for a made-up firm: by the rule of the house its name says so."""
        return self.advisory.firm.sample

    def level_of(self, result: FrameworkResult, level: LevelReason) -> str:
        """A level by its name, with its number for the national indicators."""
        if result.framework == MAIN_FRAMEWORK:
            return self.named_level(level.level, level.name)
        return self.tell(level.name)

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
        return self.words(
            "subject.an_estimate",
            likely=self.money(cost.likely),
            low=self._figure(cost.low),
            high=self._figure(cost.high),
        )

    def bare_cost(self, cost: CostRange) -> str:
        """The likely cost and its range without the unit, for columns that name it: 10.3（4.1–21）."""
        if not cost.high:
            return self.amount(0)
        likely, low, high = (self.amount(amount) for amount in (cost.likely, cost.low, cost.high))
        return self.say("{likely}（{low}–{high}）", "{likely} ({low}–{high})", likely=likely, low=low, high=high)

    def points(self, low: float, high: float, most: float) -> str:
        """Points, or their range, out of the most possible: 33.65 / 100."""
        return f"{point_range(low, high)} / {plain_number(most)}"

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

    def _figure(self, amount: float) -> str:
        return figure(amount, 2) if self.lang == "zh" else figure(amount * 10_000, 0)
