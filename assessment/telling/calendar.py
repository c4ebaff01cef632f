"""Calendar files (iCalendar, RFC 5545) that any phone takes: the same events always give the same bytes.

The steps of a plan are all-day events without alarms; visits have an hour and a place.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessment.advisory.following import Followed, FollowedStep
from assessment.telling.subject import Subject

_FOLD = 75
"""Octets of a line at most (RFC 5545, 3.1)."""
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True)
class CalendarEvent:
    """One entry of a calendar.

    ``id`` stays the same when the event is moved, so that a calendar moves it, too; ``hour`` is China's, like 09:30, or
    nothing for the whole day; ``changed`` is when it was last put down. ``last`` is the last day of what takes several,
    and leaves them free for other things.
    """

    id: str
    day: datetime.date
    hour: str
    title: str
    place: str
    words: str
    changed: datetime.datetime
    last: datetime.date | None = None


def calendar_file(subject: Subject, found: Followed, name: str) -> bytes:
    """The steps that have days, by their own dates where these were put down (``FollowedStep.days``).

    ``name`` makes the events' identifiers, so that the same file read again changes them instead of doubling them.
    """
    going_on = [step for step in found.steps if step.progress is None or step.progress.state != "dropped"]
    return calendar_of(
        (event for step in going_on for event in _of_step(subject, step, name)), subject.advisory.firm.name
    )


def _of_step(subject: Subject, step: FollowedStep, name: str) -> Iterator[CalendarEvent]:
    begin, end = step.days
    if begin is None or end is None:
        return
    what = [subject.tell(step.sentence)]
    what += [
        subject.say("{label}：{promised}", "{label}: {promised}", label=one.label, promised=one.promised)
        for one in step.changes
    ]
    made = f"{re.sub(r'[^A-Za-z0-9-]', '', name)}-{step.measure}"
    stamp = datetime.datetime.combine(subject.advisory.on, datetime.time(), datetime.UTC)
    yield CalendarEvent(made, begin, "", subject.tell(step.title), "", "\n".join(what), stamp, last=end)


def calendar_of(events: Iterable[CalendarEvent], name: str) -> bytes:
    """A calendar of these events, by day; whatever a person typed stays text."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ganqi Shuzhen//assessment//ZH", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for event in sorted(events, key=lambda one: (one.day, one.hour, one.id)):
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(part for line in lines for part in _folded(line))


def _event(event: CalendarEvent) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.id)}@ganqi"
    yield f"DTSTAMP:{event.changed.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    if event.hour:
        # China's clock has one zone and no summer time, so a moment in UTC says it without a table of zones.
        china = datetime.timezone(datetime.timedelta(hours=8))
        begins = datetime.datetime.combine(event.day, datetime.time.fromisoformat(event.hour), china)
        yield f"DTSTART:{begins.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    if event.last is not None:
        after = max(event.day, event.last) + datetime.timedelta(days=1)
        yield f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    for key, value in (("SUMMARY", event.title), ("LOCATION", event.place), ("DESCRIPTION", event.words)):
        if value:
            yield f"{key}:{_text(value)}"
    if event.last is not None:
        yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A text as a value: without control signs, so that none of it begins a line of its own."""
    plain = "\n".join(value.splitlines())
    kept = "".join(sign for sign in plain if sign == "\n" or sign.isprintable())
    return "".join(_ESCAPED.get(sign, sign) for sign in kept)


def _folded(line: str) -> Iterator[bytes]:
    """A line with its end, broken where it is longer than a line may be, never within a sign."""
    piece = b""
    for sign in line:
        octets = sign.encode("utf-8")
        if len(piece) + len(octets) > _FOLD:
            yield piece + b"\r\n"
            piece = b" "
        piece += octets
    yield piece + b"\r\n"
