"""A series of published values in words: what it is called, whom it is about, how its marks read."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from typing import Literal

from assessment.benchmarks.results import Comparison, Series
from assessment.telling.subject import Subject

Kind = Literal["province", "nation", "target", "other"]

KINDS: dict[str, Kind] = {"province": "province", "nation": "nation"}


def name_of(subject: Subject, comparison: Comparison, one: Series) -> str:
    """What a series is called: the place, whether it is aimed at, and the firms when they are not the usual ones."""
    short = one.place in KINDS
    place = subject.tell(one.geography_label) if short else subject.say("行业", "industry")
    if one.kind == "target":
        place = subject.say("{place}目标", "{place} target", place=place)
    if one.population == comparison.population:
        return place
    return subject.say("{place}（{firms}）", "{place} ({firms})", place=place, firms=one.population)


def note_of(subject: Subject, comparison: Comparison) -> str:
    """Whom the values are about, how the marks read, and what one firm has or has not."""
    usual = subject.say(
        "对象：{firms}；对象不同的数值另外标明，不连成一条线。",
        "Population: {firms}; values about other firms are named and never joined to a line.",
        firms=comparison.population,
    )
    targets = subject.say(" △ 是目标。", " △ is a target.") if _has_targets(comparison.series) else ""
    if comparison.kind == "mean_rate":
        own = (
            ""
            if comparison.own_low is None
            else subject.say(" ◆ 是您的企业，{day}。", " ◆ is your firm, {day}.", day=subject.day(subject.advisory.on))
        )
        return usual + targets + own
    state = {
        "yes": subject.say("您的企业已做到", "your firm does it"),
        "no": subject.say("您的企业还没有做到", "your firm does not do it yet"),
        "unknown": subject.say("您的还没定", "yours is not known yet"),
    }[comparison.has or "unknown"]
    own = subject.say(
        " 这是做到的企业占多少，一家企业只有做到或没做到：{state}。",
        " This counts the firms that do it, and one firm does it or does not: {state}.",
        state=state,
    )
    return usual + targets + own


def _has_targets(series: Sequence[Series]) -> bool:
    return any(one.kind == "target" for one in series)


def year_of(day: datetime.date) -> float:
    """A day in years with decimals: the end of 2020 is 2021.0."""
    return day.year + day.timetuple().tm_yday / (366 if calendar.isleap(day.year) else 365)
