"""The one clock: China's day and moment. Nothing else in the package looks at the machine's."""

from __future__ import annotations

import datetime

from assessment.language import label
from assessment.problems import Problem
from assessment.settings.every import as_on

NEWEST_FIGURE = datetime.date(2025, 12, 31)
"""The day of the newest figure in the program's own files that is no target."""
CHINA = datetime.timezone(datetime.timedelta(hours=8))


def now() -> datetime.datetime:
    """The present moment on China's clock, aware; with ``ASSESSMENT_TODAY`` the same time of that day."""
    moment, day = datetime.datetime.now(CHINA), as_on()
    return moment if day is None else datetime.datetime.combine(day, moment.timetz())


def today() -> datetime.date:
    """The day in China."""
    return now().date()


def content_day() -> datetime.date:
    """The day up to which the figures of the program's own files may be dated.

    It is today, or the newest figure's day where the machine's clock stands before it, which must be wrong.
    """
    return max(today(), NEWEST_FIGURE)


def clock_behind() -> Problem | None:
    """What is wrong, and what to do, where the clock stands before the program's own figures."""
    day = today()
    if day >= NEWEST_FIGURE:
        return None
    zh, en = ("环境变量 ASSESSMENT_TODAY ", "The setting ASSESSMENT_TODAY") if as_on() else ("这台机器", "This machine")
    return Problem(
        f"{day}",
        label(
            f"{zh}说今天是 {day}，比程序里最新的数据（{NEWEST_FIGURE}）还早，时钟多半不对",
            f"{en} says that today is {day}, before the newest figure of the program ({NEWEST_FIGURE}): the clock is "
            "probably wrong",
        ),
        label(
            "请校准时钟（或取消 ASSESSMENT_TODAY）再启动；不改也能用，但日期、期限、有效的指标版本都照这一天算。",
            "Set the clock (or unset ASSESSMENT_TODAY) and start again. It can be used as it is, but dates, deadlines "
            "and the editions in force go by that day.",
        ),
    )


def in_china(moment: datetime.datetime) -> datetime.datetime:
    """A moment as China's clocks show it; the moment must know its own zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone could mean several times")
    return moment.astimezone(CHINA)
