"""The firm's own people as a schedule counts on them: what is given, else answered, else assumed by size."""

from __future__ import annotations

import datetime
import math

from assessment.answers import AnswerTable, State, answer_text
from assessment.content.hands import HandsFile
from assessment.content.measures import SizeClass
from assessment.language import Label, label
from assessment.planning.plan import Hands, PlanLimits
from assessment.problems import refuse
from assessment.scoring import plain_number

SPARED = "people_at_hand"
PEOPLE, DAYS = "hands_people", "hands_days"
HANDS_FACTS = (PEOPLE, DAYS)
"""The facts that say who can be spared and how many days a week."""
_NOBODY = "nobody"
_MOST_DAYS = 100.0
_LATEST_YEARS = 5


def hands_of(
    table: AnswerTable, row: int, content: HandsFile, size_class: SizeClass, limits: PlanLimits, on: datetime.date
) -> Hands:
    """The hands of one firm of a table; raises ``InputRefused`` for days or a start that make no sense."""
    start = on if limits.start is None else _checked_start(limits.start, on)
    if limits.hands is not None:
        days = _checked_days(limits.hands)
        told = label("{days}（按您写的）", "{days} (as you gave them)").fill(days=days_told(days))
        return Hands(days=days, origin="given", start=start, told=told, holidays=content.holidays)
    people, answered = table.answer(row, PEOPLE), table.answer(row, DAYS)
    who = None
    if people.state is State.ANSWERED and people.value != (_NOBODY,):
        who = answer_text(table.bank.facts[PEOPLE], people)
    if answered.state is State.ANSWERED or people.value == (_NOBODY,):
        days = float(answered.value) if isinstance(answered.value, float) else 0.0
        told = label("{days}（按您的回答）", "{days} (as you answered)").fill(days=days_told(days))
        return Hands(days=days, origin="answered", who=who, start=start, told=told, holidays=content.holidays)
    spared = table.answer(row, SPARED)
    assumed = content.assumed.days[size_class]
    days = float(getattr(assumed, str(spared.value))) if spared.state is State.ANSWERED else assumed.yes
    told = label("{days}（{note}）", "{days} ({note})").fill(days=days_told(days), note=content.assumed.note)
    return Hands(
        days=days,
        origin="assumed",
        fidelity=content.assumed.fidelity,
        who=who,
        start=start,
        told=told,
        holidays=content.holidays,
    )


def days_told(days: float) -> Label:
    """So many person-days a week."""
    number = plain_number(days)
    return label(f"每周 {number} 人天", f"{number} {'person-day' if days == 1 else 'person-days'} a week")


def _checked_days(days: float) -> float:
    if not math.isfinite(days) or not 0 <= days <= _MOST_DAYS:
        raise refuse(
            "hands",
            label("每周的人天不对", "these are no person-days a week"),
            label(
                f"请填 0 到 {_MOST_DAYS:g} 之间的数，例如 1.5（一周一天半）。",
                f"Give a figure from 0 to {_MOST_DAYS:g}, for example 1.5 (a day and a half a week).",
            ),
            plain_number(days) if math.isfinite(days) else str(days),
        )
    return days


def _checked_start(start: datetime.date, on: datetime.date) -> datetime.date:
    if start < on:
        raise refuse(
            "start",
            label("开工的日子已经过去了", "this day to begin lies in the past"),
            label(f"请填 {on.isoformat()} 或以后的日子。", f"Give {on.isoformat()} or a later day."),
            start.isoformat(),
        )
    if start.year - on.year > _LATEST_YEARS:
        raise refuse(
            "start",
            label("开工的日子太远", "this day to begin is too far away"),
            label(f"请填 {_LATEST_YEARS} 年以内的日子。", f"Give a day within {_LATEST_YEARS} years."),
            start.isoformat(),
        )
    return start
