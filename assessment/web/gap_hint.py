"""What "don't know" and "not applicable" mean for the result, said beside the question as soon as they are given."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.answers import Answer, State
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.language import Label, label
from assessment.scoring import Framework, plain_number

_DONT_KNOW = label(
    "您答了“不清楚”，这一项先按 {span}算；查到了，随时可以回来改。",
    "You answered 'don't know', so this counts as {span} for now; change it once you have looked it up.",
)
_NOT_APPLICABLE = label(
    "您答了“不适用”，这一项就按 {span}算。厂里没有的话，请{instead}。",
    "You answered 'does not apply', so this counts as {span}. If the firm has none of it, please {instead}.",
)
_POINTS, _STEPS = label("0–{most} 分", "0 to {most} points"), label("0–{most} 级", "step 0 to {most}")


def hint(fact: Fact, answer: Answer, frameworks: Sequence[Framework]) -> Label | None:
    """What the answer leaves open under the first of the frameworks that scores the fact; None where nothing is."""
    if answer.state not in (State.DONT_KNOW, State.NOT_APPLICABLE):
        return None
    item = next((item for framework in frameworks for item in framework.items if fact.id in item.facts), None)
    if item is None:
        return None
    span = _POINTS.fill(most=plain_number(item.own)) if item.best else _STEPS.fill(most=int(item.grade_high.max()))
    if answer.state is State.DONT_KNOW:
        return _DONT_KNOW.fill(span=span)
    return _NOT_APPLICABLE.fill(span=span, instead=_instead(fact))


def _instead(fact: Fact) -> Label:
    """How to say that there is none."""
    if isinstance(fact, MultiFact):
        none = next((option.label for option in fact.options if option.excludes_others), fact.options[0].label)
    elif isinstance(fact, ChoiceFact):
        none = fact.options[0].label
    else:
        assert isinstance(fact, NumberFact)
        if fact.minimum > 0:
            return label("填一个最接近的数", "enter the nearest figure")
        return label("填 0", "enter 0")
    return label(f"选“{none.zh}”", f"choose '{none.en}'")
