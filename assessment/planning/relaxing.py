"""When no plan exists within the limits: the smallest change of a limit that makes one possible, or what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assessment.language import label, listed
from assessment.planning.plan import HURRY, Relaxation
from assessment.planning.question import Ask
from assessment.planning.search import Choice, fewest, greatest, least_overrun, soonest
from assessment.planning.words import money, quoted, span
from assessment.scoring import plain_number, requirement_text

NO_LIMITS: dict[str, Any] = {"budget": None, "yearly_budget": None, "weeks": None, "forbidden": ()}


def relaxations(ask: Ask) -> tuple[Relaxation, ...]:
    """Every single limit whose smallest relaxation makes the level possible; else what the level takes without limits.

    Each figure is a proven optimum: no smaller relaxation of that limit alone would do.
    """
    free = _with(ask, **NO_LIMITS)
    best = free.solve()
    if best is None:
        return tuple(_out_of_reach(free))
    found = (*_money(ask), *_time(ask), *_allowed(ask))
    if found:
        return found
    return (_several(free, best),)


def _several(free: Ask, best: Choice) -> Relaxation:
    """What the level takes when no limit holds: the least money and its time, and the least time it can be had in."""
    longest = soonest(_with(free, budget=best.cost / 100).case, free.floor)
    hurried = _with(free, budget=HURRY * best.cost / 100)
    shortest = soonest(hurried.case, hurried.floor)
    assert longest is not None and shortest is not None, "what can be done can be done in some time"
    quick = best if longest == shortest else _with(hurried, weeks=shortest).solve()
    assert quick is not None, "what can be done in so many weeks has a cheapest way"
    sentence = label(
        "只放宽一项限制还不够。都不限的话，最省的办法要 {cost}、{longest}",
        "Easing one limit alone is not enough. Without any, the cheapest way takes {cost} and {longest}",
    ).fill(cost=money(best.cost), longest=span(longest))
    end = label(
        "；多花不超过一半的钱，最快 {shortest}、{dearer}。",
        "; for at most half as much again the quickest takes {shortest} and {dearer}.",
    )
    told = label("。", ".") if quick is best else end.fill(shortest=span(shortest), dearer=money(quick.cost))
    return Relaxation(kind="several", needed=best.cost / 100, sentence=listed([sentence, told], "", ""))


def _with(ask: Ask, **limits: Any) -> Ask:
    return ask.within(ask.limits.model_copy(update=limits))


def _money(ask: Ask) -> Iterator[Relaxation]:
    limits = ask.limits
    if limits.budget is not None and (choice := _with(ask, budget=None).solve()) is not None:
        more = choice.cost - round(limits.budget * 100)
        if more > 0:
            yield Relaxation(
                kind="budget",
                needed=choice.cost / 100,
                more=more / 100,
                sentence=label(
                    "预算还差 {more}：至少要 {cost}。", "The budget is {more} short: it takes at least {cost}."
                ).fill(more=money(more), cost=money(choice.cost)),
            )
    if limits.yearly_budget is not None and (more_a_year := least_overrun(ask.case, ask.floor)):
        yield Relaxation(
            kind="yearly_budget",
            more=more_a_year / 100,
            sentence=label("各年预算合计还差 {more}。", "The yearly budgets together are {more} short.").fill(
                more=money(more_a_year)
            ),
        )


def _time(ask: Ask) -> Iterator[Relaxation]:
    limits = ask.limits
    if limits.weeks is None:
        return
    weeks = soonest(ask.case, ask.floor)
    if weeks is not None and weeks > limits.weeks:
        more = weeks - limits.weeks
        yield Relaxation(
            kind="weeks",
            needed=weeks,
            more=more,
            sentence=label(
                "{limit}内做不完：最快要 {soonest}，还差 {more}。",
                "Not within {limit}: the soonest is {soonest}, {more} more.",
            ).fill(limit=span(limits.weeks), soonest=span(weeks), more=span(more)),
        )


def _allowed(ask: Ask) -> Iterator[Relaxation]:
    if not ask.limits.forbidden:
        return
    needed = fewest(_with(ask, forbidden=()).case, ask.floor, ask.limits.forbidden)
    if needed:
        titles = [ask.program.book.measures[m].title for m in needed]
        yield Relaxation(
            kind="forbidden",
            needed=len(needed),
            measures=needed,
            sentence=label(
                "排除的措施里，至少要允许{titles}。", "Of the measures left out, at least {titles} would be needed."
            ).fill(titles=quoted(titles)),
        )


def _out_of_reach(free: Ask) -> Iterator[Relaxation]:
    """Which threshold no known measures meet; told for each, or for all together when each alone could be met."""
    if free.solve({}) is None:
        yield Relaxation(
            kind="contracted",
            measures=tuple(sorted(free.limits.contracted)),
            sentence=label(
                "已签约的措施要先有别的条件，而清单里的措施给不了，请核对签约清单。",
                "What is contracted waits for something that no known measure brings; please check that list.",
            ),
        )
        return
    short = False
    for row, least in free.floor.items():
        top = greatest(free.case, row)
        if top < least:
            short = True
            threshold = free.program.thresholds[row]
            scale = free.framework.scale(threshold.node) if threshold.node is not None else 1
            yield Relaxation(
                kind="out_of_reach",
                needed=float(least * scale),
                more=float((least - top) * scale),
                sentence=label(
                    "清单里的措施全用上也达不到：{threshold}，最多到 {top}。",
                    "Even all known measures together do not reach this: {threshold}; they bring {top} at most.",
                ).fill(threshold=requirement_text(free.framework, threshold), top=plain_number(top * scale)),
            )
    if not short:
        yield Relaxation(
            kind="out_of_reach",
            sentence=label(
                "每项要求单独都能达到，但清单里的措施不能同时满足全部要求。",
                "Each requirement can be met alone, but no known measures meet all of them together.",
            ),
        )
    if not free.limits.outcomes and (choice := _with(free, outcomes=True).solve()) is not None:
        yield Relaxation(
            kind="outcomes",
            needed=choice.cost / 100,
            sentence=label(
                "如果能耗、合格率等效果也如期实现，约{cost}可以达到；这些效果没有人能保证。",
                "If results such as less energy and better quality come about as well, it would take about {cost}; "
                "nobody can promise them.",
            ).fill(cost=money(choice.cost)),
        )
