"""Parsing a workbook in a child process that may run out of memory, time or luck without taking the caller along."""

from __future__ import annotations

import base64
import datetime
import json
import logging
import os
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import IO, Any

from assessment.answers.typed import Value
from assessment.language import label, listed
from assessment.problems import InputRefused, refuse
from assessment.workbook.grid.cells import Sheet, column_letters
from assessment.workbook.grid.files import LAST_COLUMN, Limits, broken, locked, too_long, too_wide
from assessment.workbook.grid.marks import Marks
from assessment.workbook.grid.number_format import NO_ZEROS

_CHILD = Path(__file__).with_name("child.py")
_PASSWORD = 4  # exit status of the child when the file wants one
_DAMAGED = 1  # exit status of the child when the parser raised; any other end is a lack of memory or time
_SECONDS, _SECONDS_PER_MB = 10, 3
"""Of the processor, by the size of the file: several times what an honest one takes. A small one that grows when it is
unpacked does not keep the others waiting for long."""


_TURNS = 3  # times the limit of one file that another waits
_TOLD_AFTER = 5.0  # seconds of waiting after which the log says for which files
_BUSY = (
    label(
        "同时在读的文件太多，没有轮到这一个（前面的已经读了 {ages} 秒）",
        "too many files are being read, and this one had no turn (those before it have been read for {ages} seconds)",
    ),
    label("文件没有问题，请过几分钟再试。", "Nothing is wrong with the file; try again in a few minutes."),
)
_KEEP_LESS = label(
    "请只保留需要的工作表和列，删除表格右侧和下方多余的格式，或分成几个较小的文件。",
    "Keep only the sheets and columns you need, delete stray formats right and below, or split the file.",
)
_LOG = logging.getLogger(__name__)


class ParsingPlaces:
    """The places at which this process parses workbooks, and which file has held each for how long.

    Each is held for a limited time, so that a slow file keeps nobody waiting for ever.
    """

    def __init__(self, number: int):
        self._free = threading.BoundedSemaphore(number)
        self._held: dict[object, tuple[str, float]] = {}

    @contextmanager
    def one(self, filename: str, limits: Limits) -> Iterator[None]:
        """A place for one file; raises ``InputRefused`` when none becomes free in time."""
        seconds = _TURNS * limits.seconds
        if not self._free.acquire(timeout=min(_TOLD_AFTER, seconds)):
            ahead = ", ".join(f"{name!r} for {age:.0f} s" for name, age in self.held())
            _LOG.warning("%r waits to be read, for at most %.0f s; being read: %s", filename, seconds, ahead)
            if not self._free.acquire(timeout=max(0.0, seconds - _TOLD_AFTER)):
                words, remedy = _BUSY
                ages = listed(label(f"{age:.0f}", f"{age:.0f}") for _, age in self.held())
                raise refuse(filename, words.fill(ages=ages), remedy)
        mine = object()
        self._held[mine] = (filename, time.monotonic())
        try:
            yield
        finally:
            del self._held[mine]
            self._free.release()

    def held(self) -> list[tuple[str, float]]:
        """The files being read, by name, and since how many seconds, the slowest first."""
        now = time.monotonic()
        return sorted(((name, now - since) for name, since in list(self._held.values())), key=lambda one: -one[1])


_PLACES = ParsingPlaces(max(1, os.cpu_count() or 1))  # memory: a large workbook takes 0.6 GB while parsed


def parse_workbook(data: bytes, filename: str, marks: Mapping[str, Marks], limits: Limits) -> tuple[Sheet, ...]:
    """The sheets of a workbook that has passed the pre-scan, with the pre-scan's ``marks``.

    Raises ``InputRefused`` when the child process finds the workbook damaged, or does not finish within
    ``limits.child_memory`` and ``limits.seconds``, or takes more of the processor than a file of its size may.
    """
    at_work = min(limits.seconds, _SECONDS + _SECONDS_PER_MB * len(data) / 1e6)
    command = [sys.executable, "-P", str(_CHILD), str(limits.child_memory), str(int(at_work) + 1)]
    with (
        _PLACES.one(filename, limits),
        subprocess.Popen(  # noqa: S603 (a fixed program; what was handed in goes to its standard input)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as child,
    ):
        assert child.stdin is not None
        assert child.stdout is not None
        begun = time.monotonic()
        alarm = threading.Timer(limits.seconds, child.kill)
        feeder = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
        alarm.start()
        feeder.start()
        try:
            sheets = _read_sheets(child.stdout, marks, limits)
            if child.wait() == 0:
                return sheets
        except (ValueError, StopIteration):
            pass  # the output ends early, as the child did; its exit status tells why
        finally:
            alarm.cancel()
            child.kill()
            feeder.join()  # it closes the pipe, and takes what a dead child's pipe has to say
        status = child.wait()
    if status == _PASSWORD:
        raise locked(filename)
    if status == _DAMAGED:
        raise broken(filename)
    seconds = time.monotonic() - begun
    _LOG.warning("%r was being read for %.0f s and was stopped (exit status %d)", filename, seconds, status)
    raise _too_slow(filename, seconds) if seconds >= at_work else _exhausted(filename)


def _feed(stdin: IO[bytes], data: bytes) -> None:
    try:
        with stdin:
            stdin.write(data)
    except OSError:
        pass  # the child is gone; its exit status tells why


def _read_sheets(lines: Iterator[bytes], marks: Mapping[str, Marks], limits: Limits) -> tuple[Sheet, ...]:
    decode = json.JSONDecoder(object_hook=_untag).decode
    share: dict[Value, Value] = {}  # the texts of options stand in every row: keep one copy of each
    sheets = []
    for head in json.loads(next(lines)):
        rows: list[list[Value]] = []
        for line in lines:
            if line == b"null\n":
                break
            n, columns = decode(line.decode("ascii"))
            for row in _rows(n, columns, share):
                rows.append(row)
                if len(rows) > limits.rows:
                    raise too_long(f"{head['name']}!{len(rows)}", limits)
                if len(row) > LAST_COLUMN:
                    raise too_wide(f"{head['name']}!{column_letters(len(row))}{len(rows)}")
        else:
            raise ValueError("the child's output ends within a sheet")
        merged = tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in head["merged"])
        found = marks.get(head["name"], Marks())
        if found.zeros_hidden:
            _hide_zeros(rows, found)
        hidden = (found.hidden_rows, found.hidden_columns)
        sheets.append(Sheet(head["name"], rows, head["hidden"], merged, found.errors, found.formats, *hidden))
    return tuple(sheets)


def _hide_zeros(rows: Sequence[Sequence[Value]], marks: Marks) -> None:
    """On a sheet that shows no noughts a cell with one is seen as an empty one."""
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if isinstance(value, int | float) and not value:  # .xls has whole numbers, too
                marks.formats.setdefault(column, {})[number] = NO_ZEROS


def _rows(n: int, columns: Sequence[tuple[list[Value], str]], share: dict[Value, Value]) -> Iterator[list[Value]]:
    """Some rows from their columns, without an empty tail; see ``child``."""
    cells = []
    for values, codes in columns:
        kept = [share.setdefault(value, value) if type(value) is str else value for value in values]
        cells.append(map(kept.__getitem__, array("H", base64.b64decode(codes))))
    for shown in zip(*cells, strict=True) if cells else repeat((), n):
        row: list[Value] = list(shown)
        while row and row[-1] is None:
            row.pop()
        yield row


def _untag(tagged: dict[str, Any]) -> Value:
    """The inverse of the child's ``tagged``."""
    ((kind, value),) = tagged.items()
    if kind == "seconds":
        return datetime.timedelta(seconds=value)
    read: dict[str, Callable[[str], Value]] = {
        "date": datetime.date.fromisoformat,
        "datetime": datetime.datetime.fromisoformat,
        "time": datetime.time.fromisoformat,
    }
    return read[kind](value)


def _too_slow(filename: str, seconds: float) -> InputRefused:
    return refuse(
        filename,
        label(
            "读了 {n} 秒还没有读完，超过这么大的文件该用的时间，已停止",
            "it was not read within {n} seconds, longer than a file of its size may take; reading was stopped",
        ).fill(n=f"{seconds:.0f}"),
        _KEEP_LESS,
    )


def _exhausted(filename: str) -> InputRefused:
    return refuse(
        filename,
        label(
            "读取这个工作簿所需的内存或时间超出上限，已停止",
            "reading it takes more memory or time than allowed",
        ),
        _KEEP_LESS,
    )
