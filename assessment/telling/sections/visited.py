"""What the firm reported beside what was verified on site, with what each difference does to points and level."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.advisory.visit import CheckedAnswer, Visit, VisitStanding
from assessment.scoring import plain_number, point_range
from assessment.settings import in_china
from assessment.telling.blocks import Block, Column, Paragraph, Section, Span, Table, Words, in_short
from assessment.telling.naming import section_of
from assessment.telling.sections.structure import level_text
from assessment.telling.subject import Subject

_MOST = 6
"""So many answers that differ stand in the owner's length, those first that move the result most."""


def visited(subject: Subject) -> Section:
    """Every verified answer; empty where nobody has been at the firm."""
    visit = subject.advisory.visit
    return section_of(
        subject,
        "visited",
        () if visit is None else tuple(_blocks(subject, visit)),
        "" if visit is None else counted(subject, visit),
    )


def counted(subject: Subject, visit: Visit) -> str:
    """How many answers were verified, and how many of them differ."""
    differing = sum(one.as_reported is not None for one in visit.checked)
    if not visit.checked:
        return subject.say("到过现场，没有核实回答", "visited; no answer was verified")
    return subject.words(
        "visited.verified_of_them",
        n=len(visit.checked),
        answers=subject.count(len(visit.checked), "", "answer"),
        d=differing or subject.say("没有一", "none"),
    )


def verdict(subject: Subject, visit: Visit) -> str:
    """What verifying did to points and level, in one sentence."""
    before, after = visit.reported, visit.verified
    if not visit.moved:
        return subject.words("visited.points_and_level", standing=_standing(subject, after))
    return subject.words(
        "visited.as_reported_as_verified", before=_standing(subject, before), after=_standing(subject, after)
    )


def _standing(subject: Subject, standing: VisitStanding) -> str:
    points = point_range(standing.points_low, standing.points_high)
    return subject.say(
        "{level}，{points} 分", "{level}, {points} points", level=_level(subject, standing), points=points
    )


def _level(subject: Subject, standing: VisitStanding) -> str:
    """A level, or the two that it lies between."""
    result = subject.advisory.main
    low, high = level_text(subject, standing.level_low, result), level_text(subject, standing.level_high, result)
    return low if low == high else subject.say("{low}到{high}之间", "{low} to {high}", low=low, high=high)


def _blocks(subject: Subject, visit: Visit) -> Iterator[Block]:
    words: list[str | Span] = []
    if visit.day is not None:
        words.append(subject.say("现场走访：{day}。", "Visited on {day}. ", day=subject.day(visit.day)))
    words.append(subject.say("{counted}。", "{counted}. ", counted=counted(subject, visit)))
    if visit.checked:
        words.append(Span(verdict(subject, visit), strong=True))
    yield Paragraph(words)
    by = {_signed(one) for one in visit.checked}
    signed = len(by) > 1  # a column of its own only where it tells answers apart
    if by and not signed:
        yield Paragraph(subject.say("都由 {by} 核实。", "All verified by {by}.", by=by.pop()), role="quiet")
    differing = [one for one in visit.checked if one.as_reported is not None]
    agreeing = [one for one in visit.checked if one.as_reported is None]
    if differing:
        columns = [
            Column(subject.say("问题", "Question"), 22),
            Column(subject.say("企业自报", "Reported"), 20),
            Column(subject.say("现场核实", "Verified"), 20),
            Column(subject.say("只按自报算这一题", "If this one were as reported"), 24),
            *([_by_whom(subject, 14)] if signed else ()),
        ]
        differing.sort(key=lambda one: _weight(visit, one), reverse=True)
        left = subject.words(
            "visited.more_unlike_the_firm",
            n=len(differing) - _MOST,
            answers=subject.count(len(differing) - _MOST, "", "answer"),
        )
        rows = [_row(subject, visit, one, signed) for one in differing]
        yield from in_short(Table(columns, rows, folded=True), _MOST, left)
    if agreeing:
        columns = [
            Column(subject.say("问题", "Question"), 34),
            Column(subject.say("核实的回答（与自报一致）", "Verified answer, as reported"), 44),
            *([_by_whom(subject, 22)] if signed else ()),
        ]
        same: list[list[Words]] = [
            [subject.tell(one.label), subject.tell(one.verified), *([_signed(one)] if signed else ())]
            for one in agreeing
        ]
        yield Table(columns, same, depth="detail")


def _by_whom(subject: Subject, share: float) -> Column:
    return Column(subject.say("谁，哪天", "By whom, when"), share)


def _weight(visit: Visit, one: CheckedAnswer) -> tuple[bool, float]:
    """How much an answer that differs moves the result: the level first, then points."""
    other, whole = one.as_reported, visit.verified
    if other is None:
        return (False, 0.0)
    level = (other.level_low, other.level_high) != (whole.level_low, whole.level_high)
    return (level, max(abs(other.points_low - whole.points_low), abs(other.points_high - whole.points_high)))


def _row(subject: Subject, visit: Visit, one: CheckedAnswer, signed: bool) -> list[Words]:
    verified = Span(subject.tell(one.verified), strong=True)
    told: list[Words] = [subject.tell(one.label), subject.tell(one.reported), verified, _effect(subject, visit, one)]
    return [*told, _signed(one)] if signed else told


def _signed(one: CheckedAnswer) -> str:
    return f"{one.by} · {in_china(one.at):%Y-%m-%d}"


def _effect(subject: Subject, visit: Visit, one: CheckedAnswer) -> str:
    """What points and level would be if this answer alone were still as reported."""
    other, whole = one.as_reported, visit.verified
    assert other is not None, "only answers that differ have an effect"
    told = []
    low, high = other.points_low - whole.points_low, other.points_high - whole.points_high
    if low or high:
        told.append(_points(subject, low, high))
    if (other.level_low, other.level_high) != (whole.level_low, whole.level_high):
        told.append(subject.say("等级是{level}", "level: {level}", level=_level(subject, other)))
    return subject.say("，", ", ").join(told) if told else subject.say("不变", "no change")


def _points(subject: Subject, low: float, high: float) -> str:
    if low == high:
        sign = subject.say("多", "more") if low > 0 else subject.say("少", "fewer")
        return subject.say("{sign} {n} 分", "{n} points {sign}", sign=sign, n=plain_number(abs(low)))
    return subject.say(
        "最低 {low} 分，最高 {high} 分", "{low} at least, {high} at most", low=_change(low), high=_change(high)
    )


def _change(points: float) -> str:
    return f"{'+' if points > 0 else '−' if points < 0 else '±'}{plain_number(abs(points))}"
