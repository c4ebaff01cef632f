"""A plan in an order that a person wants: one named step after the other, each as soon as what it needs is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from assessment.documents import Identifier
from assessment.language import label
from assessment.planning.plan import Plan, Step
from assessment.planning.staffing import staffed
from assessment.planning.steps import WEEKS_A_QUARTER, phases_of
from assessment.problems import refuse


def in_order(plan: Plan, order: Sequence[Identifier]) -> Plan:
    """The plan with the named steps done one after the other, in this order; steps and costs stay the same.

    Raises ``InputRefused`` for a step that the plan does not have, one named twice, or an order in which a step would
    come before one that it needs.
    """
    steps = {step.measure: step for step in plan.steps}
    _check(steps, order)
    if plan.staffing is not None:
        return staffed(plan, plan.staffing.hands, order)
    waits = {name: list(step.after) for name, step in steps.items()}
    for first, second in pairwise(order):
        waits[second].append(first)
    begins: dict[str, int] = {}
    for name in steps:
        _begin(name, steps, waits, begins)
    weeks = max((begins[name] + step.weeks for name, step in steps.items()), default=0)
    latest = _latest(steps, waits, begins, weeks)
    placed = [
        step.model_copy(
            update={
                "start_week": begins[name],
                "quarter": begins[name] // WEEKS_A_QUARTER + 1,
                "critical": latest[name] == begins[name] + step.weeks,
            }
        )
        for name, step in steps.items()
    ]
    placed.sort(key=lambda step: (step.start_week, step.start_week + step.weeks))
    return plan.model_copy(update={"steps": tuple(placed), "phases": phases_of(placed), "weeks": weeks})


def _check(steps: Mapping[str, Step], order: Sequence[str]) -> None:
    for place, name in enumerate(order):
        if name not in steps:
            raise refuse(
                "order",
                label("方案里没有这一步", "the plan has no such step"),
                label("请只排方案里有的步骤。", "Please order the steps of the plan only."),
                name,
            )
        if name in order[:place]:
            raise refuse(
                "order",
                label("同一步写了两次", "a step is named twice"),
                label("每一步只写一次。", "Please name each step once."),
                steps[name].title.zh,
            )
        needed = set(_all_before(name, steps))
        late = next((other for other in order[place + 1 :] if other in needed), None)
        if late is not None:
            raise refuse(
                "order",
                label("“{a}”要等“{b}”做完才能开始", "'{a}' can begin only when '{b}' is done").fill(
                    a=steps[name].title, b=steps[late].title
                ),
                label("请把“{b}”排到前面。", "Please put '{b}' first.").fill(b=steps[late].title),
            )


def _all_before(name: str, steps: Mapping[str, Step]) -> Iterator[str]:
    for other in steps[name].after:
        if other in steps:
            yield other
            yield from _all_before(other, steps)


def _begin(name: str, steps: Mapping[str, Step], waits: Mapping[str, Sequence[str]], begins: dict[str, int]) -> int:
    """The week in which a step begins: never before it could have begun on its own."""
    if name not in begins:
        ends = [_begin(other, steps, waits, begins) + steps[other].weeks for other in waits[name] if other in steps]
        begins[name] = max([steps[name].start_week, *ends])
    return begins[name]


def _latest(
    steps: Mapping[str, Step], waits: Mapping[str, Sequence[str]], begins: Mapping[str, int], weeks: int
) -> dict[str, int]:
    """The week by which each step must be finished, or the whole plan ends later."""
    latest = dict.fromkeys(steps, weeks)
    for name in sorted(steps, key=lambda one: -begins[one]):
        for other in waits[name]:
            if other in latest:
                latest[other] = min(latest[other], latest[name] - steps[name].weeks)
    return latest
