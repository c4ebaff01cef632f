"""The card of a result: what of an advisory fits on one screen and may be forwarded."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.scoring import plain_number, point_range
from assessment.telling.charts.base import Frame
from assessment.telling.charts.card import CardBar, CardWords, ResultCard
from assessment.telling.sections.result import headline
from assessment.telling.subject import Subject

_MOST_BARS = 3


def card(subject: Subject, code: Sequence[Sequence[bool]]) -> ResultCard:
    """The card. ``code`` is the QR code by which another firm begins; no key to this one's answers is on it."""
    found = subject.lead
    step = _first_step(subject)
    words = CardWords(
        head=subject.say("赣企数诊 · 数字化自测", "Ganqi Shuzhen · digital self-check"),
        firm=subject.advisory.firm.name,
        verdict=headline(subject, found),
        points=subject.say(
            "{points} / {most} 分",
            "{points} of {most} points",
            points=point_range(found.points_low, found.points_high),
            most=plain_number(found.points_max),
        ),
        step_head=subject.say("先做这一步", "The first step"),
        step=step,
        invitation=subject.say("扫码，给自己的厂也测一测", "Scan to check your own firm"),
        caveat=subject.words("card.self_check_no_official", day=subject.advisory.on.isoformat()),
    )
    bars = [
        CardBar(
            subject.tell(node.title),
            float(node.points_low / node.points_max),
            float(node.points_high / node.points_max),
            f"{point_range(node.points_low, node.points_high)} / {plain_number(node.points_max)}",
        )
        for node in found.dimensions
        if node.points_max
    ][:_MOST_BARS]
    told = [words.firm, words.verdict, words.points, *(f"{bar.name} {bar.figure}" for bar in bars), step]
    return ResultCard(Frame(answer=subject.say("；", "; ").join(told)), words, bars, code)


def _first_step(subject: Subject) -> str:
    """The question that tells most while the level is open, else the first step of the plan."""
    found = subject.lead
    asks = [one for one in subject.advisory.next_questions if one.framework == found.framework]
    if asks and found.level_low < found.level_high:
        return subject.say("先答：{ask}", "Answer first: {ask}", ask=subject.tell(asks[0].ask))
    plan = subject.advisory.plan
    if plan is not None and plan.steps:
        return subject.tell(plan.steps[0].title)
    return subject.say("守住现在的水平。", "Hold the present level.")
