"""What accepted steps were to bring, and whether their firms answered so since: the cases of providers' records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from assessment.answers import Answer, State
from assessment.content.bank import FactBank
from assessment.content.measures import Measure
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmReach


def step_outcomes(store: Store, bank: FactBank, measures: Mapping[str, Measure]) -> Iterator[tuple[str, bool]]:
    """For each accepted step with a provider: whose it is, and whether all it was to bring is there.

    The firm's latest assessment says so, what was verified before what was reported, and only what was answered after
    the step was accepted. A step of which nothing was answered since is no case yet.
    """
    latest = {one.firm_id: one.assessment_id for one in store.latest_assessments(FirmReach())}
    said: dict[object, dict[str, tuple[Answer, datetime]]] = {}
    for step in store.accepted_steps():
        measure, assessment = measures.get(step.measure), latest.get(step.firm_id)
        if not step.provider or measure is None or assessment is None:
            continue
        if assessment not in said:  # "self" sorts before "verified", which takes its place
            saved = sorted(store.saved_answers(assessment), key=lambda one: one.origin)
            said[assessment] = {one.fact_id: (one.answer, one.at) for one in saved}
        since = {fact: answer for fact, (answer, at) in said[assessment].items() if at >= step.at}
        reached = brought(measure, since, bank)
        if reached is not None:
            yield step.provider, reached


def brought(measure: Measure, answers: Mapping[str, Answer], bank: FactBank) -> bool | None:
    """Whether answers have all that a measure is to deliver, as far as they speak of it; None where they do not.

    What is hoped for and what is counted by units is no promise here.
    """
    held = []
    for one in measure.raises:
        answer = answers.get(one.fact)
        if one.certainty != "deliverable" or answer is None or answer.state is not State.ANSWERED:
            continue
        if one.to is not None:
            held.append(bank.option_index(one.fact, str(answer.value)) >= bank.option_index(one.fact, one.to))
        elif one.ticks:
            held.append(set(one.ticks) <= set(answer.ticks))
    return all(held) if held else None
