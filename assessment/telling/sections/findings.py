"""The findings that matter most: what is at odds, where points are lost, whom the firm leads or lags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from assessment.benchmarks.results import Comparison
from assessment.language import decimal_text
from assessment.scoring import NodeScore, RequirementReason, plain_number
from assessment.telling.sections.structure import next_level, parts
from assessment.telling.subject import Subject

MOST = 3


class Finding(NamedTuple):
    """A finding in a few words, and what it rests on."""

    title: str
    text: str


def findings(subject: Subject) -> list[Finding]:
    """At most three findings, the most important first."""
    found = [*_at_odds(subject), *_at_the_top(subject), *_points(subject), *_beside_others(subject)]
    return found[:MOST]


def _at_odds(subject: Subject) -> Iterator[Finding]:
    found = subject.advisory.contradictions
    if not found:
        return
    yield Finding(
        subject.say(
            "有 {n} 处回答对不上",
            "Answers do not fit together in {places}",
            n=len(found),
            places=subject.count(len(found), "", "place"),
        ),
        subject.words("findings.please_check_and_first", a=found[0].first.label, b=found[0].second.label),
    )


def gap_text(subject: Subject, requirement: RequirementReason) -> str:
    """How far the firm is from a threshold that it has not surely reached."""
    low, high = plain_number(requirement.low), plain_number(requirement.high)
    if requirement.state == "possible":
        return subject.words("findings.now_perhaps_once", low=low, high=high)
    gap = plain_number(requirement.needed - requirement.high)
    if low == high:
        return subject.say("现在 {low}，差 {gap}", "{low} now, {gap} short", low=low, gap=gap)
    return subject.say("现在最多 {high}，至少差 {gap}", "{high} at most, {gap} short or more", high=high, gap=gap)


def _at_the_top(subject: Subject) -> Iterator[Finding]:
    if next_level(subject.advisory.main) is None:
        yield Finding(
            subject.say("已经是最高等级", "The highest level is reached"),
            subject.say("没有更高的等级；要做的是守住现在的水平。", "There is none above it; the task is to hold it."),
        )


def _points(subject: Subject) -> Iterator[Finding]:
    nodes = parts(subject.advisory.main)
    weakest = max(nodes, key=_lost, default=None)
    if weakest is None or _lost(weakest) <= 0:
        return
    text = subject.words(
        "findings.points_short",
        best=plain_number(weakest.points_max),
        own=plain_number(weakest.points_high),
        lost=plain_number(_lost(weakest)),
    )
    strongest = max(nodes, key=lambda node: node.points_low / node.points_max)
    if strongest.points_low / strongest.points_max >= 0.5 and strongest is not weakest:
        text += subject.words(
            "findings.best_of",
            name=strongest.title,
            own=plain_number(strongest.points_low),
            best=plain_number(strongest.points_max),
        )
    title = subject.say("丢分最多的是“{name}”", "Most points are lost in '{name}'", name=weakest.title)
    yield Finding(title, text)


def _lost(node: NodeScore) -> float:
    return node.points_max - node.points_high


def _beside_others(subject: Subject) -> Iterator[Finding]:
    """The rate with the widest certain gap to a published mean; a firm that lags is told so before one that leads."""
    gaps = [
        (reference.gap_high, comparison)
        for comparison in subject.advisory.comparisons
        for reference in comparison.references
        if reference.kind == "actual" and reference.gap_low is not None and reference.gap_low == reference.gap_high
    ]
    if not gaps:
        return
    worst = min(gaps, key=lambda entry: entry[0])
    if worst[0] < 0:
        name = worst[1].label
        title = subject.words("findings.furthest_below_the_published", name=name)
        yield Finding(title, _means(subject, worst[1]))
        return
    best = max(gaps, key=lambda entry: entry[0])[1]
    title = subject.say("和公布的平均比，“{name}”走在前面", "Ahead of the published means: {name}", name=best.label)
    yield Finding(title, _means(subject, best))


def _means(subject: Subject, comparison: Comparison) -> str:
    told = [subject.say("您 {own}%", "You {own}%", own=decimal_text(comparison.own_low or 0.0))]
    told += [
        subject.words(
            "findings.mean_of_in",
            place=reference.geography_label,
            population=reference.population,
            value=reference.value,
            day=subject.month(reference.date),
        )
        for reference in comparison.references
        if reference.kind == "actual" and reference.value is not None
    ]
    return ("；" if subject.lang == "zh" else "; ").join(told) + subject.say("。", ".")
