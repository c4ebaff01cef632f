"""Which of 不会转, 不能转, 不敢转 holds a firm back, and why we think so: read from a few answers, never guessed."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from assessment.answers import AnswerTable, State
from assessment.content.barriers import ANSWERS, BarrierEntry, BarrierGuide, SignEntry
from assessment.content.measures import Barrier
from assessment.content.provenance import Source
from assessment.content.support import SupportTerm
from assessment.documents import Identifier, Strict
from assessment.language import Label, label, listed

Verdict = Literal["holds_back", "partly", "open", "free"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_WEIGHT = {"no": 2, "partly": 1, "yes": 0}
_ALONE = 2
"""So few people cannot name one of them for digital matters."""
_MOST = max(_WEIGHT.values())
_VERDICTS: dict[Verdict, Label] = {
    "holds_back": label("“{term}”拦着您：{why}", "'{term}' holds you back: {why}"),
    "partly": label("“{term}”有一点：{why}", "'{term}' holds you back a little: {why}"),
    "open": label(
        "“{term}”：还没有回答，或者答了不清楚，看不出来。",
        "'{term}': not answered, or not known, so nothing can be said.",
    ),
    "free": label("“{term}”：没有这个难处。", "'{term}': not a difficulty of yours."),
}
_HALF_OPEN = label(
    "“{term}”：答了的没有难处，还有 {n} 题没答或不清楚，说不准。",
    "'{term}': no difficulty in what is answered; {n} more not answered or not known, so it cannot be told.",
)
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
    services: tuple[SupportTerm, ...]
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
    asked: int = Field(description="how many of the questions apply to the firm")
    answered: int
    basis: Label = Field(description="on how many answers this rests")
    source: Source = Field(description="where the three terms were published")
    caveat: Label = CAVEAT


def diagnose(table: AnswerTable, row: int, guide: BarrierGuide) -> Diagnosis:
    """Read the answers of one firm. One clear 'no' is enough for a barrier to hold; missing answers leave it open."""
    readings = [_reading(entry, table, row, guide) for entry in guide.barriers.values()]
    readings.sort(
        key=lambda reading: (-reading.weight_low, -reading.weight_high)
    )  # stable: ties keep the guide's order
    strongest = readings[0]
    asked, missing = _asked(table, row, guide), sum(len(reading.unanswered) for reading in readings)
    answered = asked - missing
    return Diagnosis(
        readings=tuple(readings),
        main=strongest.barrier if strongest.signs else None,
        sentence=_sentence(readings, answered),
        asked=asked,
        answered=answered,
        basis=_basis(asked, answered),
        source=guide.source,
    )


def verdicts(table: AnswerTable, guide: BarrierGuide) -> dict[Barrier, NDArray[np.int8]]:
    """The verdict of every firm of a table on every barrier: positions in ``VERDICTS``, (n,)."""
    found: dict[Barrier, NDArray[np.int8]] = {}
    for entry in guide.barriers.values():
        no, partly, missing = (np.zeros(len(table), np.bool_) for _ in range(3))
        for sign in entry.signs:
            column = table.column(sign.fact)
            answered = column.states == State.ANSWERED
            missing |= ~answered & (column.states != State.NOT_APPLICABLE)
            no |= answered & (column.values == ANSWERS.index("no"))
            partly |= answered & (column.values == ANSWERS.index("partly"))
        chosen = np.select([no, partly, missing], [VERDICTS.index(v) for v in VERDICTS[:3]], VERDICTS.index("free"))
        found[entry.id] = chosen.astype(np.int8)
    return found


def _asked(table: AnswerTable, row: int, guide: BarrierGuide) -> int:
    return sum(table.answer(row, fact).state is not State.NOT_APPLICABLE for fact in guide.facts)


def _sentence(readings: list[BarrierReading], answered: int) -> Label:
    held = [reading.sentence for reading in readings if reading.signs]
    if held:
        return listed(held, "", " ")
    if not any(reading.unanswered for reading in readings):
        return label("没有看到明显的难处。", "Nothing seems to hold you back.")
    if not answered:
        return label(
            "这几道题还没有答，或者答了不清楚，看不出是什么拦着您；别的结果不受影响。",
            "These questions are not answered, or not known, so it cannot be told what holds you back; all other "
            "results stand.",
        )
    return label(
        "答了的没有看到难处；还有题没答或不清楚，说不准。",
        "No difficulty in what is answered; the rest is open, so it cannot be told.",
    )


def _basis(asked: int, answered: int) -> Label:
    if answered == asked:
        return label(f"依据：{asked} 题都答了。", f"Based on all {asked} answers.")
    return label(
        f"依据：{asked} 题答了 {answered} 题；没答或不清楚的不猜。",
        f"Based on {answered} of {asked} answers; nothing is guessed about the others.",
    )


def _reading(entry: BarrierEntry, table: AnswerTable, row: int, guide: BarrierGuide) -> BarrierReading:
    signs: list[Sign] = []
    unanswered: list[str] = []
    low = asked = 0
    people = table.answer(row, "employees").number
    alone = people is not None and people <= _ALONE
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
            signs.append(_sign(sign, "no" if answer.value == "no" else "partly", guide, alone=alone))
    signs.sort(key=lambda sign: sign.answer != "no")
    verdict: Verdict = "free"
    if signs:
        verdict = "holds_back" if signs[0].answer == "no" else "partly"
    elif unanswered:
        verdict = "open"
    said = _HALF_OPEN if verdict == "open" and asked > len(unanswered) else _VERDICTS[verdict]
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
        sentence=said.fill(
            term=term.label,
            n=len(unanswered),
            why=listed((s.reason for s in signs), "", " ") if signs else "",
        ),
    )


def _sign(entry: SignEntry, answer: Literal["no", "partly"], guide: BarrierGuide, *, alone: bool) -> Sign:
    apart = alone and entry.advice_alone is not None  # what takes a person of its own asks too much of one or two
    return Sign(
        fact=entry.fact,
        answer=answer,
        reason=entry.no if answer == "no" else entry.partly,
        advice=entry.advice_alone if apart and entry.advice_alone else entry.advice,
        services=tuple(guide.services[name] for name in entry.services),
        first=() if apart else entry.first,
    )
