"""The steps of a plan as they are told: what each changes, costs and takes, and the quarters they fall into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessment.content.facts import NumberFact
from assessment.content.measures import CostRange, Measure
from assessment.language import Label
from assessment.planning.applying import Move
from assessment.planning.plan import Phase, Step
from assessment.planning.question import Ask
from assessment.planning.schedule import Slot
from assessment.planning.timing import WEEKS_A_YEAR
from assessment.planning.why import Loss

WEEKS_A_QUARTER = 13


def step_of(asked: Ask, slot: Slot, units: int, moves: Sequence[Move], loss: Loss | None) -> Step:
    """The step of a slot: what it costs this firm, what it changes, and what would be lost without it."""
    measure = asked.program.measures[slot.measure]
    contracted = asked.case.contracted.get(slot.measure)
    measures = asked.program.measures
    return Step(
        measure=measure.id,
        title=measure.title,
        description=measure.description,
        example=measure.example,
        units=units if measure.counted else None,
        unit=_unit(asked, measure),
        changes=tuple(move.told() for move in moves),
        cost=_cost(asked, measure, units, contracted),
        each=None if measure.cost_per_unit is None else measure.cost_per_unit.of(asked.size_class),
        contracted=contracted is not None,
        weeks=measure.weeks,
        own_days=own_days_of(measure, units),
        after=tuple(measures[other].id for other in slot.after),
        start_week=slot.start,
        quarter=slot.start // WEEKS_A_QUARTER + 1,
        critical=slot.critical,
        category=measure.category,
        barrier=measure.barrier,
        eases=measure.eases,
        serves=() if loss is None else loss.serves,
        without=None if loss is None else loss.sentence,
    )


def own_days_of(measure: Measure, units: int) -> float:
    """The work of the firm's own people, in person-days."""
    return measure.own_days + measure.own_days_per_unit * (units if measure.counted else 0)


def _unit(asked: Ask, measure: Measure) -> Label | None:
    for change in measure.raises:
        fact = asked.situations.table.bank.facts[change.fact]
        if change.per_unit is not None and isinstance(fact, NumberFact):
            return fact.unit
    return None


def _cost(asked: Ask, measure: Measure, units: int, contracted: int | None) -> CostRange:
    """What a step still costs: nothing for what is contracted, and the further units of a count."""
    fixed = measure.cost.of(asked.size_class).cents() if measure.cost and contracted is None else (0, 0, 0)
    each = measure.cost_per_unit.of(asked.size_class).cents() if measure.cost_per_unit else (0, 0, 0)
    low, likely, high = (f + e * (units - (contracted or 0)) for f, e in zip(fixed, each, strict=True))
    return CostRange(low=low / 100, likely=likely / 100, high=high / 100)


def total(costs: Iterable[CostRange]) -> CostRange:
    """The sum of costs, exact to 0.01 万元."""
    low, likely, high = (sum(each) for each in zip((0, 0, 0), *(cost.cents() for cost in costs), strict=True))
    return CostRange(low=low / 100, likely=likely / 100, high=high / 100)


def phases_of(steps: Sequence[Step]) -> tuple[Phase, ...]:
    """The steps by the quarter in which they begin."""
    phases = []
    for quarter in sorted({step.quarter for step in steps}):
        begun = [step for step in steps if step.quarter == quarter]
        phases.append(
            Phase(
                quarter=quarter,
                year=begun[0].start_week // WEEKS_A_YEAR + 1,
                begins=tuple(step.measure for step in begun),
                cost=total(step.cost for step in begun),
                own_days=sum(step.own_days for step in begun),
            )
        )
    return tuple(phases)
