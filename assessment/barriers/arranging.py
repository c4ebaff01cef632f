"""How a plan is told to a firm that something holds back.

The plan stays the same plan: its steps, its cost and its proof. What changes is where the telling begins, in which
order steps that may begin together are named, and what to mind at them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from assessment.barriers.diagnosing import BarrierReading, Diagnosis
from assessment.content.barriers import BarrierEntry, BarrierGuide
from assessment.content.measures import Barrier, CostRange, Measure
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.planning import Plan, Step, plain
from assessment.scoring import plain_number


class StepHint(Strict):
    """What to mind at the steps of the plan that answer a barrier; at all steps where none is named."""

    barrier: Barrier
    term: Label
    measures: tuple[Identifier, ...]
    titles: tuple[Label, ...]
    text: Label


class Before(Strict):
    """The lightest measure against a sign of the main barrier, where none is in the plan; its cost is an estimate."""

    measure: Identifier
    title: Label
    description: Label
    cost: CostRange
    sentence: Label


class PlanTelling(Strict):
    """How a plan is told to this firm: where it opens, in which order, and what to mind."""

    opening: Label | None
    begin: Label | None = Field(description="the step to begin with, and whether it answers the main barrier")
    before: tuple[Before, ...]
    order: tuple[Identifier, ...] = Field(
        description="the steps as told: by their weeks, then what answers the barrier"
    )
    hints: tuple[StepHint, ...]
    advice: tuple[Label, ...]


def tell(plan: Plan, diagnosis: Diagnosis, guide: BarrierGuide, measures: Mapping[str, Measure]) -> PlanTelling:
    """How the plan is told. Its order respects weeks and what must come first; nothing is added to the plan."""
    held = [reading for reading in diagnosis.readings if reading.signs]
    signs = [sign for reading in held for sign in reading.signs]
    first = list(dict.fromkeys(name for sign in signs for name in sign.first))
    planned = {step.measure for step in plan.steps}
    unmet = [s for s in held[0].signs if s.first and not planned & set(s.first)] if held else []
    ordered = _in_order(plan.steps, first, [reading.barrier for reading in held])
    main = held[0] if held and ordered else None
    return PlanTelling(
        opening=None if main is None else _opening(plan, guide.barriers[main.barrier]),
        begin=None if main is None else _begin(ordered[0], main),
        before=tuple(_before(measures[name], plan) for name in dict.fromkeys(s.first[0] for s in unmet)),
        order=tuple(step.measure for step in ordered),
        hints=tuple(_hint(reading, ordered, guide) for reading in held) if ordered else (),
        advice=tuple(sign.advice for sign in signs),
    )


def arranged(plan: Plan, telling: PlanTelling) -> Plan:
    """The same plan with its steps, and what begins in each quarter, in the order in which they are told."""
    place = {measure: at for at, measure in enumerate(telling.order)}
    steps = tuple(sorted(plan.steps, key=lambda step: place[step.measure]))
    phases = tuple(
        phase.model_copy(update={"begins": tuple(sorted(phase.begins, key=place.__getitem__))}) for phase in plan.phases
    )
    return plan.model_copy(update={"steps": steps, "phases": phases})


def _hint(reading: BarrierReading, steps: Sequence[Step], guide: BarrierGuide) -> StepHint:
    answering = [step for step in steps if _answers(step, reading)]
    return StepHint(
        barrier=reading.barrier,
        term=reading.term,
        measures=tuple(step.measure for step in answering),
        titles=tuple(step.title for step in answering),
        text=guide.barriers[reading.barrier].step,
    )


def _answers(step: Step, reading: BarrierReading) -> bool:
    """Does the content say of the step that it helps against this barrier, or against a sign of it that was given?"""
    return step.barrier == reading.barrier or any(step.measure in sign.first for sign in reading.signs)


def _begin(step: Step, main: BarrierReading) -> Label:
    if step.barrier == main.barrier and step.eases is not None:
        text = label(
            "方案从“{title}”做起，它正对着“{term}”：{eases}",
            "The plan begins with '{title}', which answers '{term}'. {eases}",
        )
    elif _answers(step, main):
        text = label(
            "方案从“{title}”做起，它正对着“{term}”。", "The plan begins with '{title}', which answers '{term}'."
        )
    else:
        text = label("方案从“{title}”做起。", "The plan begins with '{title}'.")
    return text.fill(title=step.title, term=main.term, eases=step.eases or "")


def _opening(plan: Plan, entry: BarrierEntry) -> Label:
    quarters = len({step.quarter for step in plan.steps})
    opening = entry.opening if quarters > 1 or entry.opening_at_once is None else entry.opening_at_once
    if len(plan.steps) == 1 and entry.opening_one is not None:
        opening = entry.opening_one
    return opening.fill(
        steps=len(plan.steps),
        quarters=quarters,
        cost=plain(plan.cost.cents()[1]),
        most=plain(max((phase.cost.cents()[1] for phase in plan.phases), default=plan.cost.cents()[1])),
        days=plain_number(plan.own_days),
    )


def _before(measure: Measure, plan: Plan) -> Before:
    assert measure.cost is not None, "the guide names only measures with a fixed cost"
    return Before(
        measure=measure.id,
        title=measure.title,
        description=measure.description,
        cost=measure.cost.of(plan.size_class),
        sentence=label(
            "不在方案里，但能帮您起步；如果还没做过，可以先做：{title}。",
            "Not part of the plan, but it helps to begin, unless you have it already: {title}.",
        ).fill(title=measure.title),
    )


def _in_order(steps: Iterable[Step], first: list[str], barriers: list[Barrier]) -> list[Step]:
    """By the week of their beginning; among those of a week what helps to begin, then what answers the strongest
    barrier; what must come before comes before."""
    waiting = list(steps)
    planned = {step.measure for step in waiting}
    told: list[Step] = []

    def worth(step: Step) -> tuple[int, int, int, int]:
        hint = first.index(step.measure) if step.measure in first else len(first)
        barrier = barriers.index(step.barrier) if step.barrier in barriers else len(barriers)
        return step.start_week, hint, barrier, waiting.index(step)

    while waiting:
        done = {step.measure for step in told}
        ready = [step for step in waiting if set(step.after) & planned <= done]
        told.append(min(ready, key=worth))
        waiting.remove(told[-1])
    return told
