"""What holds a firm back (不会转, 不能转, 不敢转), why we think so, and how a plan is then told.

A plan stays the same plan: its steps, its cost and its proof. What changes is where the telling begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import Field

from assessment.answers import AnswerTable, State
from assessment.content.barriers import BarrierEntry, BarrierGuide, SignEntry
from assessment.content.facts import Identifier, Strict
from assessment.content.frameworks import Source
from assessment.content.measures import Barrier, CostRange, Measure
from assessment.content.support import Entry
from assessment.explaining import plain_number
from assessment.language import Label, label
from assessment.planning import Plan, Step

Verdict = Literal["holds_back", "partly", "open", "free"]
_WEIGHT = {"no": 2, "partly": 1, "yes": 0}
_MOST = max(_WEIGHT.values())
_JOINED = label("{a}{b}", "{a} {b}")
_VERDICTS: dict[Verdict, Label] = {
    "holds_back": label("“{term}”拦着您：{why}", "'{term}' holds you back: {why}"),
    "partly": label("“{term}”有一点：{why}", "'{term}' holds you back a little: {why}"),
    "open": label("“{term}”：还没有回答，看不出来。", "'{term}': not answered, so nothing can be said."),
    "free": label("“{term}”：没有这个难处。", "'{term}': not a difficulty of yours."),
}
CAVEAT = label(
    "按您自己的回答看的，只用来把方案说得更合适，不计分，也不影响方案的步骤和费用。",
    "Read from your own answers, to tell the plan in a way that fits. It earns no points and changes neither the steps "
    "nor the cost.",
)


class Sign(Strict):
    """An answer that speaks for a barrier, what it means in plain words, and what helps."""

    fact: Identifier
    answer: Literal["no", "partly"]
    reason: Label
    advice: Label
    services: tuple[Entry, ...]
    first: tuple[Identifier, ...]


class BarrierReading(Strict):
    """How far one barrier holds the firm back; ``weight`` runs from 0 (not at all) to 1, as an interval while open."""

    barrier: Barrier
    term: Label
    plain: Label
    verdict: Verdict
    weight_low: float
    weight_high: float
    signs: tuple[Sign, ...]
    unanswered: tuple[Identifier, ...]
    sentence: Label


class Diagnosis(Strict):
    """The three barriers, the strongest first; ``main`` is None while nothing speaks for any of them."""

    readings: tuple[BarrierReading, ...]
    main: Barrier | None
    sentence: Label
    source: Source = Field(description="where the three terms were published")
    caveat: Label = CAVEAT


class StepHint(Strict):
    """What to mind at one step of the plan."""

    measure: Identifier
    text: Label


class Before(Strict):
    """A light measure against the main barrier that is not in the plan; the cost in 万元 is an estimate."""

    measure: Identifier
    title: Label
    description: Label
    cost: CostRange
    sentence: Label


class PlanTelling(Strict):
    """How a plan is told to this firm: where it opens, in which order, and what to mind."""

    opening: Label | None
    before: tuple[Before, ...]
    order: tuple[Identifier, ...] = Field(description="the steps as told: by quarter, what answers the barrier first")
    hints: tuple[StepHint, ...]
    advice: tuple[Label, ...]


def diagnose(table: AnswerTable, row: int, guide: BarrierGuide) -> Diagnosis:
    """Read the answers of one firm. One clear 'no' is enough for a barrier to hold; missing answers leave it open."""
    readings = [_reading(entry, table, row, guide) for entry in guide.barriers.values()]
    readings.sort(
        key=lambda reading: (-reading.weight_low, -reading.weight_high)
    )  # stable: ties keep the guide's order
    strongest = readings[0]
    main = strongest.barrier if strongest.signs else None
    if main is not None:
        held = [r for r in readings if r.signs]
        sentence = _joined(reading.sentence for reading in held)
    elif any(reading.verdict == "open" for reading in readings):
        sentence = label(
            "这几道题还没有答完，暂时看不出是什么拦着您。",
            "Some of these questions are still open, so it cannot be told what holds you back.",
        )
    else:
        sentence = label("没有看到明显的难处，可以直接按方案做。", "Nothing holds you back: go ahead with the plan.")
    return Diagnosis(readings=tuple(readings), main=main, sentence=sentence, source=guide.source)


def tell(plan: Plan, diagnosis: Diagnosis, guide: BarrierGuide, measures: Mapping[str, Measure]) -> PlanTelling:
    """How the plan is told. Its order respects quarters and what must come first; nothing is added to the plan."""
    held = [reading for reading in diagnosis.readings if reading.signs]
    signs = [sign for reading in held for sign in reading.signs]
    first = list(dict.fromkeys(name for sign in signs for name in sign.first))
    to_begin = {name for reading in held[:1] for sign in reading.signs for name in sign.first}
    planned = {step.measure for step in plan.steps}
    hints = {reading.barrier: guide.barriers[reading.barrier].step for reading in held}
    return PlanTelling(
        opening=None if diagnosis.main is None or not plan.steps else _opening(plan, guide.barriers[diagnosis.main]),
        before=tuple(_before(measures[name], plan) for name in first if name in to_begin - planned),
        order=tuple(step.measure for step in _in_order(plan.steps, first, [reading.barrier for reading in held])),
        hints=tuple(StepHint(measure=s.measure, text=hints[s.barrier]) for s in plan.steps if s.barrier in hints),
        advice=tuple(sign.advice for sign in signs),
    )


def _reading(entry: BarrierEntry, table: AnswerTable, row: int, guide: BarrierGuide) -> BarrierReading:
    signs: list[Sign] = []
    unanswered: list[str] = []
    low = asked = 0
    for sign in entry.signs:
        answer = table.answer(row, sign.fact)
        if answer.state is State.NOT_APPLICABLE:
            continue
        asked += 1
        if answer.state is not State.ANSWERED:
            unanswered.append(sign.fact)
            continue
        low += _WEIGHT[str(answer.value)]
        if answer.value != "yes":
            signs.append(_sign(sign, "no" if answer.value == "no" else "partly", guide))
    signs.sort(key=lambda sign: sign.answer != "no")
    verdict: Verdict = "free"
    if signs:
        verdict = "holds_back" if signs[0].answer == "no" else "partly"
    elif unanswered:
        verdict = "open"
    most = _MOST * asked
    term = guide.terms[entry.id]
    return BarrierReading(
        barrier=entry.id,
        term=term.label,
        plain=term.plain,
        verdict=verdict,
        weight_low=low / most if most else 0.0,
        weight_high=(low + _MOST * len(unanswered)) / most if most else 0.0,
        signs=tuple(signs),
        unanswered=tuple(unanswered),
        sentence=_VERDICTS[verdict].fill(term=term.label, why=_joined(s.reason for s in signs) if signs else ""),
    )


def _sign(entry: SignEntry, answer: Literal["no", "partly"], guide: BarrierGuide) -> Sign:
    return Sign(
        fact=entry.fact,
        answer=answer,
        reason=entry.no if answer == "no" else entry.partly,
        advice=entry.advice,
        services=tuple(guide.services[name] for name in entry.services),
        first=entry.first,
    )


def _opening(plan: Plan, entry: BarrierEntry) -> Label:
    return entry.opening.fill(
        steps=len(plan.steps),
        quarters=len({step.quarter for step in plan.steps}),
        cost=plain_number(plan.cost.likely),
        most=plain_number(max((phase.cost.likely for phase in plan.phases), default=plan.cost.likely)),
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
    """By quarter; within it what helps to begin, then what answers the strongest barrier; prerequisites come before."""
    waiting = list(steps)
    planned = {step.measure for step in waiting}
    told: list[Step] = []

    def worth(step: Step) -> tuple[int, int, int, int]:
        hint = first.index(step.measure) if step.measure in first else len(first)
        barrier = barriers.index(step.barrier) if step.barrier in barriers else len(barriers)
        return step.quarter, hint, barrier, waiting.index(step)

    while waiting:
        done = {step.measure for step in told}
        ready = [step for step in waiting if set(step.after) & planned <= done]
        told.append(min(ready, key=worth))
        waiting.remove(told[-1])
    return told


def _joined(texts: Iterable[Label]) -> Label:
    joined: Label | None = None
    for text in texts:
        joined = text if joined is None else _JOINED.fill(a=joined, b=text)
    assert joined is not None
    return joined
