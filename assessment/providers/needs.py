"""What is asked for, and by whom: the needs of a plan, grouped by the kind of provider they call for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.content.measures import Category, Measure, MeasureBook, SizeClass
from assessment.content.providers import Offer
from assessment.language import Label
from assessment.planning import Plan


@dataclass(frozen=True)
class NeededStep:
    """One step of a plan that somebody else carries out, with the money foreseen for it (万元)."""

    measure: str
    title: Label
    cost_low: float
    cost_high: float


@dataclass(frozen=True)
class Need:
    """What a plan asks of one kind of provider: one or several steps."""

    category: Category
    steps: tuple[NeededStep, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures asked for, in the order of the plan."""
        return tuple(step.measure for step in self.steps)

    @property
    def cost_low(self) -> float:
        """What all its steps cost at best, in 万元."""
        return round(sum(step.cost_low for step in self.steps), 2)

    @property
    def cost_high(self) -> float:
        """What all its steps cost at worst, in 万元."""
        return round(sum(step.cost_high for step in self.steps), 2)

    def part_of(self, offer: Offer) -> tuple[NeededStep, ...]:
        """The steps that an offer declares it can do; none when it has declared no list."""
        return tuple(step for step in self.steps if step.measure in offer.measures)

    def money_for(self, offer: Offer) -> float:
        """What the plan foresees at most for the part an offer does (万元): a part is held against the part's money."""
        return round(sum(step.cost_high for step in self.part_of(offer) or self.steps), 2)


@dataclass(frozen=True)
class Client:
    """The firm that looks for help; None where it has not said."""

    id: str
    city: str | None
    chain: str | None
    size: SizeClass | None


def needs_of(steps: Iterable[tuple[str, Label, Category, float, float]]) -> list[Need]:
    """Group plan steps (measure, title, category, low and high cost) by category, in order of first use."""
    grouped: dict[Category, list[NeededStep]] = {}
    for measure, title, category, low, high in steps:
        grouped.setdefault(category, []).append(NeededStep(measure, title, low, high))
    return [Need(category, tuple(group)) for category, group in grouped.items()]


def needs_of_plan(plan: Plan) -> list[Need]:
    """What a plan asks of others; steps already contracted have somebody to do them."""
    return needs_of(
        (step.measure, step.title, step.category, step.cost.low, step.cost.high)
        for step in plan.steps
        if not step.contracted
    )


def needs_of_measures(bought: Mapping[str, int], book: MeasureBook, size: SizeClass) -> list[Need]:
    """What a list of measures (id -> units, 1 when not counted) asks of others, as an outline of a plan has it."""
    measures = [(book.measures[name], units) for name, units in bought.items()]
    return needs_of((m.id, m.title, m.category, *_money(m, units, size)) for m, units in measures)


def _money(measure: Measure, units: int, size: SizeClass) -> tuple[float, float]:
    """Low and high cost of a measure with its units, in 万元."""
    once = measure.cost.of(size) if measure.cost else None
    each = measure.cost_per_unit.of(size) if measure.cost_per_unit else None
    low = (once.low if once else 0) + (each.low * units if each else 0)
    high = (once.high if once else 0) + (each.high * units if each else 0)
    return round(low, 2), round(high, 2)
