"""A plan placed in time so that no week takes more of the firm's own people than there are.

The steps, their cost and the proof of it stay; when each begins, how long it takes and the length of the whole follow
from the hands. A step that needs more a week than there is takes longer instead.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessment.content.hands import HolidayDays
from assessment.documents import Identifier
from assessment.language import Label, label, listed
from assessment.planning.hands import days_told
from assessment.planning.plan import Hands, Phase, Plan, Price, Relaxation, Staffing, Step
from assessment.planning.steps import WEEKS_A_QUARTER, total
from assessment.planning.timing import WEEKS_A_YEAR
from assessment.planning.words import counted, money_range, span
from assessment.solver import Job, Roster, Shared, shortest

PART = 1000
"""Demands are counted in thousandths of a person-day, rounded up: never more is taken than there is."""
_HALF_A_DAY = 0.5
_TRIES = 12


def staffed(plan: Plan, hands: Hands, order: Sequence[Identifier] = (), at_once: int | None = None) -> Plan:
    """The plan within the firm's hands; ``order`` names steps to be done one after the other.

    A plan for which there are no hands at all, or whose yearly budgets cannot be kept with them, comes back
    ``infeasible``, with the least that must give.
    """
    if plan.status != "optimal" or not plan.steps:
        return plan
    found = place(plan.steps, hands, plan.proof.price, plan.limits.yearly_budget, order, at_once)
    if found is None:
        return out_of_hands(plan, hands, None)
    placed, staffing, weeks = found.steps, found.staffing, found.weeks
    return plan.model_copy(
        update={
            "steps": placed,
            "phases": _phases(placed, weeks),
            "weeks": weeks,
            "staffing": staffing,
            "summary": _summary(plan, weeks, hands),
        }
    )


@dataclass(frozen=True)
class PlacedSteps:
    """Steps within hands: in the order of their beginning, how they fit, and the weeks they take in all."""

    steps: tuple[Step, ...]
    staffing: Staffing
    weeks: int


def place(
    steps: Sequence[Step],
    hands: Hands,
    price: Price = "likely",
    yearly: Sequence[float] | None = None,
    order: Sequence[Identifier] = (),
    at_once: int | None = None,
) -> PlacedSteps | None:
    """Some steps placed within hands in the fewest weeks; None where there are no hands, or the years have no room."""
    wanted = _Wanted(tuple(steps), price, None if yearly is None else tuple(round(100 * one) for one in yearly))
    roster = _roster(wanted, hands.days, order, at_once)
    if roster is None:
        return None
    jobs = _jobs(wanted, hands.days, order)
    latest = _latest(jobs, roster, round(PART * hands.days), at_once)
    placed = [
        step.model_copy(
            update={
                "weeks": job.weeks,
                "start_week": start,
                "quarter": start // WEEKS_A_QUARTER + 1,
                "critical": late == start,
                "days_a_week": round(step.own_days / job.weeks, 3),
                "months": months(hands.start, start, job.weeks),
                "holidays": tuple(_holidays(hands, start, job.weeks)),
            }
        )
        for step, job, start, late in zip(steps, jobs, roster.starts, latest, strict=True)
    ]
    placed.sort(key=lambda step: (step.start_week, step.start_week + step.weeks))
    without = max((step.start_week + step.weeks for step in steps), default=0)
    return PlacedSteps(tuple(placed), _staffing(without, hands, placed, roster), roster.length)


@dataclass(frozen=True)
class _Wanted:
    """What is placed: steps, at which prices they are held against budgets by year (0.01 万元), where there are any."""

    steps: tuple[Step, ...]
    price: Price
    yearly: tuple[int, ...] | None

    @classmethod
    def of(cls, plan: Plan) -> _Wanted:
        """The steps of a plan within its own budgets by year."""
        yearly = plan.limits.yearly_budget
        return cls(plan.steps, plan.proof.price, None if yearly is None else tuple(round(100 * one) for one in yearly))


def least_days(plan: Plan, hands: Hands, weeks: int | None) -> tuple[float, int] | None:
    """The fewest half-days a week with which these steps can be done (in so many weeks), and the weeks it then takes.

    None where the first dozen of half-days that might do do not.
    """
    work = sum(step.own_days for step in plan.steps)
    days = hands.days + _HALF_A_DAY
    if weeks:
        days = max(days, work / weeks)
    halves = math.ceil(days / _HALF_A_DAY - 1e-9)
    for half in range(halves, halves + _TRIES):
        roster = _roster(_Wanted.of(plan), half * _HALF_A_DAY, (), None)
        if roster is not None and (weeks is None or roster.length <= weeks):
            return half * _HALF_A_DAY, roster.length
    return None


def out_of_hands(plan: Plan, hands: Hands, weeks: int | None, soonest: Plan | None = None, proven: bool = True) -> Plan:
    """The plan as one that the hands cannot carry out (in so many weeks), with the least that must give."""
    found = tuple(_relaxed(plan, hands, weeks, soonest, proven))
    text = label("按这些人手做不完到{level}的方案：{hands}。{why}", "{level} is beyond these hands: {hands}. {why}")
    why = listed([one.sentence for one in found], "", " ")
    return plan.model_copy(
        update={
            "status": "infeasible",
            "summary": text.fill(level=plan.target_name, hands=hands.told, why=why),
            "steps": (),
            "phases": (),
            "cost": total([]),
            "weeks": 0,
            "own_days": 0,
            "points_after": plan.points_before,
            "level_after": plan.level_before,
            "level_after_name": plan.level_before_name,
            "proof": plan.proof.model_copy(update={"status": "infeasible", "cost": None, "bound": None, "gap": None}),
            "binding": (),
            "relaxations": found,
            "evidence": (),
            "notes": (),
            "staffing": None,
        }
    )


def _relaxed(plan: Plan, hands: Hands, weeks: int | None, soonest: Plan | None, proven: bool) -> Iterator[Relaxation]:
    enough = least_days(plan, hands, weeks)
    if enough is not None:
        days, takes = enough
        yield Relaxation(
            kind="hands",
            needed=days,
            more=days - hands.days,
            sentence=label(
                "最省的那几步，{days}就行，{weeks}做完。",
                "For the cheapest steps {days} will do; they take {weeks}.",
            ).fill(days=days_told(days), weeks=span(takes)),
        )
    if weeks is not None and soonest is not None and soonest.staffing is not None:
        sure = label(
            "人手不变，最快的办法要 {weeks}，还差 {more}。",
            "With the same hands the soonest way takes {weeks}, {more} more.",
        )
        found = label(
            "人手不变，找到的最快的办法要 {weeks}，还差 {more}（没能证明没有更快的）。",
            "With the same hands the soonest way found takes {weeks}, {more} more (not proven to be the soonest).",
        )
        more = soonest.weeks - weeks
        sentence = (sure if proven else found).fill(weeks=span(soonest.weeks), more=span(more))
        yield Relaxation(kind="weeks", needed=soonest.weeks, more=more, sentence=sentence)
    if weeks is None and plan.limits.yearly_budget is not None and hands.days > 0:
        free = plan.model_copy(update={"limits": plan.limits.model_copy(update={"yearly_budget": None})})
        if (roster := _roster(_Wanted.of(free), hands.days, (), None)) is not None:
            yield Relaxation(
                kind="yearly_budget",
                needed=roster.length,
                sentence=label(
                    "不按年分预算的话，这些人手要 {weeks}做完。",
                    "Without budgets by year these hands take {weeks}.",
                ).fill(weeks=span(roster.length)),
            )


def months(start: datetime.date, week: int, weeks: int) -> Label:
    """From which month to which some weeks run: 2027 年 3 月至 5 月."""
    first = start + datetime.timedelta(weeks=week)
    last = start + datetime.timedelta(weeks=week + weeks, days=-1)
    begins = month(first)
    if (first.year, first.month) == (last.year, last.month):
        return begins
    end = label(f"{last.month} 月", month(last).en) if first.year == last.year else month(last)
    return label(f"{begins.zh}至 {end.zh}", f"{begins.en} to {end.en}")


def month(day: datetime.date) -> Label:
    """A month as it is said: 2027 年 3 月, March 2027."""
    return label(f"{day.year} 年 {day.month} 月", f"{_MONTHS[day.month - 1]} {day.year}")


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _jobs(wanted: _Wanted, days: float, order: Sequence[Identifier]) -> list[Job]:
    at = {step.measure: number for number, step in enumerate(wanted.steps)}
    waits: Mapping[str, list[int]] = {
        step.measure: [at[name] for name in step.after if name in at] for step in wanted.steps
    }
    for first, second in pairwise(order):
        waits[second].append(at[first])
    capacity = math.floor(PART * days + 1e-9)
    price = ("low", "likely", "high").index(wanted.price)
    jobs = []
    for step in wanted.steps:
        work = math.ceil(PART * step.own_days - 1e-9)
        weeks = max(step.weeks, -(-work // capacity) if capacity else step.weeks)
        jobs.append(Job(weeks, -(-work // weeks), tuple(dict.fromkeys(waits[step.measure])), step.cost.cents()[price]))
    return jobs


def _roster(wanted: _Wanted, days: float, order: Sequence[Identifier], at_once: int | None) -> Roster | None:
    shared = Shared(math.floor(PART * days + 1e-9), at_once, wanted.yearly, WEEKS_A_YEAR)
    return shortest(_jobs(wanted, days, order), shared)


def _latest(jobs: Sequence[Job], roster: Roster, capacity: int, at_once: int | None) -> list[int]:
    """The latest week in which each job may begin when all are pushed as late as order, hands and the end allow."""
    taken, running = [0] * roster.length, [0] * roster.length
    latest = [0] * len(jobs)
    followers: list[list[int]] = [[] for _ in jobs]
    for at, job in enumerate(jobs):
        for other in job.after:
            followers[other].append(at)
    for at in sorted(range(len(jobs)), key=lambda one: -(roster.starts[one] + jobs[one].weeks)):
        job = jobs[at]
        week = min([roster.length, *(latest[one] for one in followers[at])]) - job.weeks
        while week > roster.starts[at] and any(
            taken[w] + job.demand > capacity or (at_once is not None and running[w] >= at_once)
            for w in range(week, week + job.weeks)
        ):
            week -= 1
        latest[at] = week
        for w in range(week, week + job.weeks):
            taken[w] += job.demand
            running[w] += 1
    return latest


def _holidays(hands: Hands, week: int, weeks: int) -> Iterator[Label]:
    """The long public holidays within some weeks: with their days where these are known, else by name."""
    first = hands.start + datetime.timedelta(weeks=week)
    last = hands.start + datetime.timedelta(weeks=week + weeks, days=-1)
    for year in range(first.year, last.year + 1):
        for holiday in hands.holidays.long:
            known = holiday.in_year(year)
            days = known or holiday.around(year)
            if days.first > last or days.last < first:
                continue
            name = label(f"{year} 年{holiday.name.zh}", f"{holiday.name.en} {year}")
            yield name if known is None else label(f"{name.zh}（{_days(known).zh}）", f"{name.en} ({_days(known).en})")


def _days(days: HolidayDays) -> Label:
    first, last = days.first, days.last
    end = f"{last.day} 日" if last.month == first.month else f"{last.month} 月 {last.day} 日"
    return label(
        f"{first.month} 月 {first.day} 日至 {end}",
        f"{first.day} {_MONTHS[first.month - 1]} to {last.day} {_MONTHS[last.month - 1]}",
    )


def _staffing(without: int, hands: Hands, placed: Sequence[Step], roster: Roster) -> Staffing:
    weeks = roster.length
    taken = [[s for s in placed if s.start_week <= w < s.start_week + s.weeks] for w in range(weeks)]
    finish = hands.start + datetime.timedelta(weeks=weeks, days=-1)
    parts = [
        label(
            "时间表按您的人手排：{hands}。{start}开工，{finish}做完，一共 {weeks}，同时最多 {n} 步。",
            "The schedule keeps to your hands: {hands}. From {start} to {finish}, {weeks} in all, at most {steps} at a "
            "time.",
        ).fill(
            hands=hands.told,
            start=month(hands.start),
            finish=month(finish),
            weeks=span(weeks),
            n=max(map(len, taken)),
            steps=counted(max(map(len, taken)), "step"),
        )
    ]
    if hands.origin == "assumed":
        answer = label(
            "答一题“每周能抽出的人天”，时间表就按您的人手重排。",
            "Answer how many days a week can be spared, and the schedule is made for your own hands.",
        )
        parts.append(answer)
    if hands.who is not None:
        parts.append(label("跟着做的人：{who}。", "Followed up by: {who}.").fill(who=hands.who))
    if weeks > without:
        text = label(
            "人手要是不限，最快 {least}；差的 {more}是等人手。",
            "If hands were no matter it would take {least}; the other {more} wait for them.",
        )
        parts.append(text.fill(least=span(without), more=span(weeks - without)))
    if roster.bound == weeks:
        parts.append(label("已证明这几步不能更短。", "It is proven that these steps take no less."))
    else:
        text = label("没能证明这是最短的：不会短于 {bound}。", "Not proven to be the shortest: no less than {bound}.")
        parts.append(text.fill(bound=span(roster.bound)))
    return Staffing(
        hands=hands,
        weeks_without=without,
        bound=roster.bound,
        at_once=max(map(len, taken)),
        busiest=round(max(sum(step.days_a_week or 0.0 for step in week) for week in taken), 3),
        finish=finish,
        sentence=listed(parts, "", " "),
        holidays=tuple(_holidays(hands, 0, weeks)),
    )


def _phases(placed: Sequence[Step], weeks: int) -> tuple[Phase, ...]:
    """The quarters of the plan: what begins in each, and the days of own people worked in it."""
    phases = []
    for quarter in range(1, -(-weeks // WEEKS_A_QUARTER) + 1):
        first, last = (quarter - 1) * WEEKS_A_QUARTER, quarter * WEEKS_A_QUARTER
        begun = [step for step in placed if step.quarter == quarter]
        worked = sum(
            step.own_days * max(0, min(last, step.start_week + step.weeks) - max(first, step.start_week)) / step.weeks
            for step in placed
        )
        phases.append(
            Phase(
                quarter=quarter,
                year=first // WEEKS_A_YEAR + 1,
                begins=tuple(step.measure for step in begun),
                cost=total(step.cost for step in begun),
                own_days=round(worked, 1),
            )
        )
    return tuple(phases)


def _summary(plan: Plan, weeks: int, hands: Hands) -> Label:
    steps = len(plan.steps)
    return label(
        f"到{{level}}最省的办法：{steps} 步，{{cost}}，按{{days}}排要 {weeks} 周；已证明没有更便宜的组合。",
        f"The cheapest way to {{level}}: {counted(steps, 'step')}, {{cost}}, {counted(weeks, 'week')} at {{days}}; "
        "it is proven that no cheaper set of these measures does it.",
    ).fill(level=plan.target_name, cost=money_range(plan.cost), days=days_told(hands.days))
