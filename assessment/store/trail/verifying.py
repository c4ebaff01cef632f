"""Is the trail whole: no line changed, removed, moved, put in or cut off at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.language import Label, label
from assessment.store.secret import Secret
from assessment.store.trail.lines import FIRST, TrailLine

MOST_FAULTS = 100


@dataclass(frozen=True)
class TrailHead:
    """The end of the trail: the number and the digest of its last line."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    @classmethod
    def read(cls, text: str) -> TrailHead | None:
        """An end as a person noted it (``120:3f…``); None when it is none."""
        found = re.fullmatch(r"\s*(\d{1,15}):([0-9a-f]{32})?\s*", text)
        return None if found is None else cls(int(found[1]), found[2] or FIRST)


@dataclass(frozen=True)
class TrailFault:
    """What is wrong, and at which line."""

    number: int
    what: Label


@dataclass(frozen=True)
class TrailReport:
    """How many lines were read, the end that was found, the first ``MOST_FAULTS`` faults, and clocks gone back."""

    lines: int
    head: TrailHead
    faults: tuple[TrailFault, ...]
    back_in_time: int

    @property
    def whole(self) -> bool:
        """True when nothing is wrong."""
        return not self.faults


_CHANGED = label("这一条被改过，或不是本系统写的", "was changed, or was not written by this system")
_MOVED = label("这一条原来是第 {number} 条，被挪动了", "was line {number} and has been moved")
_GAP = label("前面缺第 {first} 到 {last} 条，被删去了", "lines {first} to {last} before it were removed")
_CUT = label(
    "记录到此为止，其后到第 {last} 条被删去了", "the trail ends here; the lines after it, up to {last}, were removed"
)
_LONGER = label("在记录的末尾之后，是加进去的", "stands after the end of the trail and was put in")
_BREAK = label("和前一条接不上", "does not continue the line before it")
_HEAD = label("记录末尾的标记被改过或不在了", "the mark of the trail's end was changed or is gone")
_NOTED = label("和当时记下的末尾（{noted}）对不上", "does not match the end that was noted ({noted})")


def head_mark(secret: Secret, number: int, digest: str) -> str:
    """What proves an end: only who has the secret can move it."""
    return secret.digest(f"trail-head:{number}:{digest}")


def verify(
    lines: Iterable[TrailLine], head: TrailHead | None, mark: str | None, secret: Secret, noted: TrailHead | None = None
) -> TrailReport:
    """Read a trail from its first line to its last, and name every fault with its line."""
    faults: list[TrailFault] = []
    numbers = {FIRST: 0}
    count = back = last_number = 0
    last_digest, last_at, met = FIRST, None, noted is None or (noted.number == 0 and noted.digest == FIRST)
    waiting: list[TrailLine] = []
    for line in lines:
        count += 1
        if line.number > last_number + 1:
            faults.append(TrailFault(line.number, _GAP.fill(first=last_number + 1, last=line.number - 1)))
        if line.digest != line.expected_digest(secret):
            waiting.append(line)
        elif line.number == last_number + 1 and line.previous != last_digest and not _in(waiting, last_number):
            faults.append(TrailFault(line.number, _BREAK))
        if head is not None and line.number > head.number:
            faults.append(TrailFault(line.number, _LONGER))
        if last_at is not None and line.at < last_at:
            back += 1
        if noted is not None and noted.number == line.number:
            met = noted.digest == line.digest
        numbers[line.digest] = line.number
        last_number, last_digest, last_at = line.number, line.digest, line.at
        if len(faults) + len(waiting) > MOST_FAULTS:
            break
    else:
        if head is None or mark != head_mark(secret, head.number, head.digest):
            faults.append(TrailFault(last_number, _HEAD))
        elif head.number > last_number:
            faults.append(TrailFault(last_number, _CUT.fill(last=head.number)))
        if noted is not None and not met:
            faults.append(TrailFault(min(noted.number, last_number), _NOTED.fill(noted=noted)))
    for line in waiting:
        # A line that was moved still tells where it stood: right behind the one whose digest it carries.
        before = numbers.get(line.previous)
        moved = before is not None and line.expected_digest(secret, before + 1) == line.digest
        what = _MOVED.fill(number=before + 1) if moved and before is not None else _CHANGED
        faults.append(TrailFault(line.number, what))
    ordered = tuple(sorted(faults, key=lambda fault: fault.number)[:MOST_FAULTS])
    return TrailReport(count, TrailHead(last_number, last_digest), ordered, back)


def _in(waiting: list[TrailLine], number: int) -> bool:
    return bool(waiting) and waiting[-1].number == number
