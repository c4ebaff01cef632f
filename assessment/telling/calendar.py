"""The steps of a plan as a calendar file (iCalendar, RFC 5545): an event a step, all-day, without alarms."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from assessment.advisory.following import Followed, FollowedStep
from assessment.telling.subject import Subject

_LINE = 75
"""Octets of a line at most; what is longer goes on in the next, after a blank."""


def calendar_file(subject: Subject, found: Followed, name: str) -> bytes:
    """The steps that have days, by their own dates where these were put down, else as promised.

    ``name`` makes the events' identifiers, so that the same file read again changes them instead of doubling them.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ganqi Shuzhen//assessment//ZH", "CALSCALE:GREGORIAN"]
    for step in found.steps:
        if step.progress is None or step.progress.state != "dropped":
            lines += _event(subject, step, name)
    lines.append("END:VCALENDAR")
    return "".join(f"{one}\r\n" for line in lines for one in _folded(line)).encode()


def _event(subject: Subject, step: FollowedStep, name: str) -> list[str]:
    begin = step.begin if step.progress is None or step.progress.begin is None else step.progress.begin
    end = step.end if step.progress is None or step.progress.end is None else step.progress.end
    if begin is None or end is None:
        return []
    after = max(begin, end) + datetime.timedelta(days=1)
    what = [subject.tell(step.sentence)]
    what += [
        subject.say("{label}：{promised}", "{label}: {promised}", label=one.label, promised=one.promised)
        for one in step.changes
    ]
    stamp = f"{subject.advisory.on:%Y%m%d}T000000Z"
    return [
        "BEGIN:VEVENT",
        f"UID:{re.sub(r'[^A-Za-z0-9-]', '', name)}-{step.measure}@ganqi",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{begin:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_text(subject.tell(step.title))}",
        f"DESCRIPTION:{_text(chr(10).join(what))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    """Characters that mean something in the file are escaped; what cannot be seen falls away."""
    plain = "".join(one for one in text if one == "\n" or one.isprintable())
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(sign, written)
    return plain


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, none of which cuts a character."""
    piece, size = "", 0
    for one in line:
        octets = len(one.encode())
        if size + octets > _LINE:
            yield piece
            piece, size = " ", 1
        piece += one
        size += octets
    yield piece
