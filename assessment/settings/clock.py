"""The one clock: China's day and moment. Nothing else in the package looks at the machine's."""

from __future__ import annotations

import datetime

from assessment.settings.every import as_on

CHINA = datetime.timezone(datetime.timedelta(hours=8))


def now() -> datetime.datetime:
    """The present moment on China's clock, aware; with ``ASSESSMENT_TODAY`` the same time of that day."""
    moment, day = datetime.datetime.now(CHINA), as_on()
    return moment if day is None else datetime.datetime.combine(day, moment.timetz())


def today() -> datetime.date:
    """The day in China."""
    return now().date()


def in_china(moment: datetime.datetime) -> datetime.datetime:
    """A moment as China's clocks show it; the moment must know its own zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone could mean several times")
    return moment.astimezone(CHINA)
