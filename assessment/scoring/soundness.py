"""What must hold of a compiled framework: totals as published, better answers worth more, levels within reach."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from assessment.content.facts import NumberFact
from assessment.content.faults import FaultList, Where
from assessment.content.frameworks import ChoiceItem, RatioItem, own_points
from assessment.scoring.compiled import CompiledItem, CompiledLevel, Threshold

if TYPE_CHECKING:
    from assessment.scoring.framework import Framework


class Soundness(FaultList):
    """The faults of a compiled framework."""

    def __init__(self, framework: Framework, where: Where):
        super().__init__(where)
        self.framework, self.spec = framework, framework.spec
        self._check_totals()
        self._check_order()
        self._check_rates_apart()
        self._check_levels()

    def _check_totals(self) -> None:
        for i, item in enumerate(self.spec.items):
            if item.points is not None and own_points(item) != item.points:
                self.add(
                    ("items", i, "points"),
                    f"选项合计 {_plain(own_points(item))} 分，与声明的 {_plain(item.points)} 分不符",
                    f"the options add up to {_plain(own_points(item))}, not to the declared {_plain(item.points)}",
                    "请核对分值。",
                    "Check the points.",
                )
        for i, node in enumerate(self.spec.nodes):
            best = self.framework.best(node.id)
            if node.points is not None and best != node.points:
                self.add(
                    ("nodes", i, "points"),
                    f"下属各项合计 {_plain(best)} 分，与声明的 {_plain(node.points)} 分不符",
                    f"its parts add up to {_plain(best)}, not to the declared {_plain(node.points)}",
                    "请核对分值。",
                    "Check the points.",
                )

    def _check_order(self) -> None:
        """Points and grade must rise together, or the interval of a missing answer would not be exact."""
        by_fact: dict[str, list[tuple[int, CompiledItem]]] = {}
        for i, item in enumerate(self.framework.items):
            if isinstance(item.spec, ChoiceItem):
                by_fact.setdefault(item.facts[0], []).append((i, item))
            elif isinstance(item.spec, RatioItem):
                self._check_rises(i, item)
        for uses in by_fact.values():
            states = range(len(uses[0][1].states))
            worths = [[w for _, item in uses for w in (item.points[s], item.states[s].grade)] for s in states]
            if any(_pull_apart(a, b) for a in worths for b in worths):
                self.add(
                    ("items", uses[0][0], "options"),
                    "两个选项的分值和等级此高彼低，无法说哪个更好",
                    "two options pull points and grades in opposite directions, so neither is better",
                    "请让分值与等级同升同降。",
                    "Let points and grades rise together.",
                )

    def _check_rises(self, i: int, item: CompiledItem) -> None:
        grades = [state.grade for state in item.states]
        if list(item.points) != sorted(item.points) or grades != sorted(grades):
            self.add(
                ("items", i, "bands"),
                "更高的比率分数或等级反而更低",
                "a higher rate earns fewer points or a lower grade",
                "请让分值和等级随比率上升。",
                "Let points and grades rise with the rate.",
            )

    def _check_rates_apart(self) -> None:
        """No unknown figure may lift one rate and lower another, or both ends of the total would be too wide.

        A part lifts its rate, and may be as large as the whole that bounds it (``at_most``); a denominator lowers its.
        """
        rates = [(i, item) for i, item in enumerate(self.spec.items) if isinstance(item, RatioItem)]
        lowering = {item.denominator for _, item in rates}
        for i, item in rates:
            for part in item.numerator:
                pulled = (self._bounded_by(part) & lowering) - {item.denominator}
                if pulled:
                    self.add(
                        ("items", i, "numerator"),
                        f"“{min(pulled)}”在这里提高比率，在另一项里是分母：没填时总分的最差和最好无法精确给出",
                        f"'{min(pulled)}' raises this rate and is the denominator of another: while it is missing, the "
                        "worst and the best total would not be exact",
                        "请让一个事实及其上限只做分子或只做分母。",
                        "Let a fact and what bounds it stand above or below in all rates, not in both places.",
                    )

    def _bounded_by(self, fact_id: str | None) -> set[str]:
        """A number fact and the wholes that it can never exceed."""
        found: set[str] = set()
        while fact_id is not None and fact_id not in found:
            found.add(fact_id)
            fact = self.framework.bank.facts[fact_id]
            fact_id = fact.at_most if isinstance(fact, NumberFact) else None
        return found

    def _check_levels(self) -> None:
        numbers = [level.level for level in self.spec.levels]
        for i, number in enumerate(numbers):
            if numbers.index(number) != i:
                self.add(
                    ("levels", i, "level"),
                    "同一等级出现两次",
                    "the same level stands twice",
                    "请改号。",
                    "Renumber one.",
                )
        for position, level in enumerate(self.framework.levels):
            path: tuple[str | int, ...] = ("levels", numbers.index(level.level), "requires")
            for j, threshold in enumerate(level.thresholds):
                most = self._most(threshold)
                if most < threshold.at_least:
                    scale = self.framework.scale(threshold.node) if threshold.node else Fraction(1)
                    asked, reached = _plain(threshold.at_least * scale), _plain(most * scale)
                    self.add(
                        (*path, j, "at_least"),
                        f"等级 {level.level} 没有任何企业能达到：要求 {asked}，最多只有 {reached}",
                        f"no firm could ever reach level {level.level}: it asks for {asked}, and {reached} is the most",
                        "请降低门槛或核对分值。",
                        "Lower the threshold or check the points.",
                    )
            for higher in self.framework.levels[position + 1 :]:
                if higher.level != level.level and _follows(higher, level):
                    self.add(
                        path,
                        f"没有任何企业会停在等级 {level.level}：到了这里，等级 {higher.level} 也已达到",
                        f"no firm could ever have level {level.level}: whoever reaches it also reaches {higher.level}",
                        "请让更高的等级要求更多。",
                        "Let a higher level ask for more.",
                    )

    def _most(self, threshold: Threshold) -> int:
        items = self.framework.items
        if threshold.node is not None:
            return sum(items[m].best for m in self.framework.members(threshold.node))
        return sum(int(items[m].grade_high.max()) >= threshold.grade for m in threshold.items)


def _follows(higher: CompiledLevel, level: CompiledLevel) -> bool:
    """True when the level's thresholds already contain all of the higher one's."""
    return all(
        any(
            (own.node, own.set_id) == (need.node, need.set_id)
            and own.grade >= need.grade
            and own.at_least >= need.at_least
            for own in level.thresholds
        )
        for need in higher.thresholds
    )


def _pull_apart(a: list[int], b: list[int]) -> bool:
    pairs = list(zip(a, b, strict=True))
    return any(x < y for x, y in pairs) and any(x > y for x, y in pairs)


def _plain(points: Fraction) -> str:
    """A decimal when there is one, else the fraction."""
    return f"{float(points):g}" if Fraction(f"{float(points):g}") == points else str(points)
