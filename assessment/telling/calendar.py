"""The steps of a plan as a calendar file: an event a step, all-day, without alarms."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from assessment.advisory.following import Followed, FollowedStep
from assessment.calendars import CalendarEvent, calendar_of
from assessment.telling.subject import Subject


def calendar_file(subject: Subject, found: Followed, name: str) -> bytes:
    """The steps that have days, by their own dates where these were put down (``FollowedStep.days``).

    ``name`` makes the events' identifiers, so that the same file read again changes them instead of doubling them.
    """
    going_on = [step for step in found.steps if step.progress is None or step.progress.state != "dropped"]
    return calendar_of(
        (event for step in going_on for event in _events(subject, step, name)), subject.advisory.firm.name
    )


def _events(subject: Subject, step: FollowedStep, name: str) -> Iterator[CalendarEvent]:
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
