"""What the commands share: the language, faults told with their place, and the frameworks a person names."""

from __future__ import annotations

import codecs
import datetime
import errno
import getpass
import io
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assessment import settings
from assessment.language import Label, Lang, label, visible
from assessment.problems import InputRefused, Problem, refuse
from assessment.store.refusals import StoreRefused

if TYPE_CHECKING:  # loading the advisor takes a second, which --help does without
    from assessment.advisory import Advisor
    from assessment.batch import Batch
    from assessment.scoring import Framework
    from assessment.workbook.firms.tally import Tally
    from assessment.workbook.grid.files import Limits

Command = TypeVar("Command", bound=Callable[..., Any])
SHOWN_PROBLEMS = 50
_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EBADF)
_NOT_PRINTED = label(
    "屏幕输出写不下，只写了一部分：多半是它指向的磁盘满了。请清出空间，或把输出指向别处，再运行一次。",
    "What the command prints could not be written in full: the disk it goes to is probably full. Free some space or "
    "send the output elsewhere, and run it again.",
)
STRICT = label("有问题，按 --strict 没有写结果。", "There are problems; by --strict nothing was written.")


class Amount(click.FloatRange):
    """A sum in 万元 from nought to as much as the pages take; neither nan nor without end."""

    def __init__(self) -> None:
        super().__init__(0, 1e7)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or the fault in the words of the command line."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail("要写一个数 / a number is wanted.", param, ctx)
        return number


def lang_option(command: Command) -> Command:
    """The option for the language of messages and output."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default="zh",
        show_default=True,
        envvar=settings.command_language.name,
        help="语言 / language of messages and output.",
    )(command)


def by_option(command: Command) -> Command:
    """The option for who does it."""
    return click.option(
        "--by",
        default=getpass.getuser,
        help="经办人，会记录下来 / who does it; it is recorded. 默认 / default: 系统用户名 / login",
    )(command)


def on_option(command: Command) -> Command:
    """The option for the day whose rules and figures count; the command is given a date."""

    def read(_context: object, _option: object, given: datetime.datetime | None) -> datetime.date:
        return settings.today() if given is None else given.date()

    return click.option(
        "--on",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=read,
        help="按哪一天的规则和数据，默认今天 / rules and figures of which day, today unless given.",
    )(command)


def max_mb_option(command: Command) -> Command:
    """The option for the largest file that is read."""
    return click.option(
        "--max-mb",
        type=click.IntRange(1, 2048),
        default=512,
        show_default=True,
        help="文件上限 / largest file, MB.",
    )(command)


def map_option(command: Command) -> Command:
    """The option for a mapping file; the command is given its path as ``mapping``."""
    return click.option(
        "--map",
        "mapping",
        type=click.Path(path_type=Path, dir_okay=False),
        help="表头对应表，先用 understand 写一份再改 / what the headers mean; see understand.",
    )(command)


def cluster_option(command: Command) -> Command:
    """The option for a cluster that does the work."""
    return click.option(
        "--cluster",
        metavar="tcp://…",
        help="交给 Dask 集群做，结果一字不差 / have a Dask cluster do it, with the same result.",
    )(command)


def processes_option(command: Command) -> Command:
    """The option for how many processes work at the same time."""
    return click.option(
        "--processes",
        type=click.IntRange(1, 256),
        help="同时用几个进程，默认每个处理器一个 / processes at work, one for each processor unless given.",
    )(command)


@contextmanager
def told(lang: Lang) -> Iterator[None]:
    """Show what was wrong with an input, every fault with its place, and leave with status 1.

    Whoever ends the command meanwhile lets it put away what is half written.
    """
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    except InputRefused as refused:
        show(refused.problems, lang)
        sys.exit(1)
    except KeyboardInterrupt:
        say(label("已停下，没有留下写了一半的文件。", "Stopped; no half-written file is left."), lang)
        sys.exit(128 + signal.SIGINT)
    except StoreRefused as refused:
        end = "。" if lang == "zh" else ". "
        click.echo(f"{refused.message.text(lang)}{end}{refused.remedy.text(lang)}", err=True)
        sys.exit(1)
    except OSError as fault:
        leave_if_not_printed(fault, lang)
        remedy = label("请核对文件位置和读写权限。", "Check where the file is and whether it may be read or written.")
        where = str(fault.filename or fault.strerror or fault)
        show([Problem(where, label("文件打不开", "the file cannot be opened"), remedy)], lang)
        sys.exit(1)
    finally:
        signal.signal(signal.SIGTERM, before)


def leave_if_not_printed(fault: OSError, lang: Lang) -> None:
    """Leave with status 1 where what the command prints could not be written, and say so."""
    if fault.filename is not None or fault.errno not in _OUTPUT:
        return
    with suppress(OSError):  # the error stream may go to the same place
        click.echo(_NOT_PRINTED.text(lang), err=True)
    with suppress(OSError):  # what is left over would be tried again at the end, and end it with another status
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)


def show(problems: Sequence[Problem], lang: Lang, found: int | None = None) -> None:
    """List faults on the error stream, the first ``SHOWN_PROBLEMS`` of them; ``found`` were there, if not all."""
    for problem in problems[:SHOWN_PROBLEMS]:
        click.echo(visible(problem.sentence(lang)), err=True)
    if (more := (len(problems) if found is None else found) - SHOWN_PROBLEMS) > 0:
        click.echo(label(f"……还有 {more} 处。", f"... and {more} more.").text(lang), err=True)


def say(text: Label, lang: Lang) -> None:
    """A line on the error stream, which leaves standard output to results."""
    click.echo(text.text(lang), err=True)


def wrote(path: Path, lang: Lang) -> None:
    """Say which file was written."""
    say(label(f"已写入 {visible(str(path))}", f"Wrote {visible(str(path))}"), lang)


def named_frameworks(advisor: Advisor, names: tuple[str, ...], on: datetime.date) -> list[Framework]:
    """The editions of the named frameworks that are in force on a day, all when none is named."""
    from assessment.content.frameworks import current_id

    in_force = advisor.frameworks_on(on)
    names = tuple(map(current_id, names))
    unknown = [name for name in names if name not in in_force]
    if unknown:
        known = "、".join(in_force)
        raise refuse(
            "--framework",
            label("没有这个框架", "there is no such framework"),
            label(f"请用：{known}。", f"Use one of: {', '.join(in_force)}."),
            unknown[0],
        )
    return [in_force[name] for name in names or in_force]


_OTHER_SIGNS = str.maketrans({"✓": "√", "✗": "×", "○": "o", "–": "-", "—": "-", "…": "...", "→": "->", "·": "*"})


def _other_sign(fault: UnicodeError) -> tuple[str, int]:
    """A sign that a terminal does not have, as one that it has or as its number."""
    assert isinstance(fault, UnicodeEncodeError)
    signs = fault.object[fault.start : fault.end]
    try:
        other = signs.translate(_OTHER_SIGNS)
        other.encode(fault.encoding)
    except UnicodeEncodeError:
        other = signs.encode("ascii", "backslashreplace").decode("ascii")
    return other, fault.end


def show_any_sign() -> None:
    """Let no text end a command because the terminal, or the file it is redirected to, lacks one of its signs."""
    codecs.register_error("other-sign", _other_sign)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="other-sign")


class FilePace:
    """How far a file has come, on the error stream: firms, firms a second, and how long it will still take.

    Where a person looks on, one line that changes; else a line every half minute.
    """

    def __init__(self, lang: Lang):
        self.lang = lang
        self._start = self._last = time.monotonic()

    def advance(self, firms: int, share: float) -> None:
        """So many firms are done, which are this share of the file."""
        now = time.monotonic()
        looked_at, at_end = sys.stderr.isatty(), share >= 1
        if now - self._last < (Progress.EVERY if looked_at else _UNSEEN) and not (looked_at and at_end):
            return
        self._last, spent = now, now - self._start
        words = label("{firms} 家，每秒 {rate} 家，还要约 {left}", "{firms} firms, {rate} a second, about {left} to go")
        left = _duration(0 if at_end else spent * (1 - share) / max(share, 1e-9))
        line = words.fill(firms=f"{firms:,}", rate=f"{firms / max(spent, 1e-9):,.0f}", left=left).text(self.lang)
        click.echo(f"\r  {line}   " if looked_at else f"  {line}", err=True, nl=at_end or not looked_at)


_UNSEEN = 30.0  # seconds between lines that nobody watches


def _duration(seconds: float) -> Label:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return label(f"{hours} 小时 {minutes} 分", f"{hours} h {minutes} min")
    if minutes:
        return label(f"{minutes} 分 {rest} 秒", f"{minutes} min {rest} s")
    return label(f"{rest} 秒", f"{rest} s")


class Progress:
    """How far a long job has come, on the error stream: a line a step, and one that counts where a person looks on."""

    EVERY = 0.5

    def __init__(self, lang: Lang):
        self.lang = lang
        self._last = 0.0

    def say(self, words: Label) -> None:
        """What is being done now."""
        say(words, self.lang)
        self._last = 0.0

    def advance(self, done: int, all_: int) -> None:
        """So much of it is done."""
        now = time.monotonic()
        if sys.stderr.isatty() and (done == all_ or now - self._last > self.EVERY):
            self._last = now
            click.echo(f"\r  {done:,} / {all_:,}", err=True, nl=done == all_)


def firms_of(
    path: Path, on: datetime.date, max_mb: int, lang: Lang, *, strict: bool = False, mapping: Path | None = None
) -> Batch:
    """The firms of a file, read and scored, every bad cell shown and every row counted.

    ``mapping`` is a file that says what some headers mean. With ``strict`` a problem ends the command: a bad cell, or
    rows that were not understood.
    """
    from assessment.advisory import default_advisor
    from assessment.batch import score_file
    from assessment.workbook.firms.mapping import NO_MAPPING, load_mapping

    limits = limits_of(max_mb)
    advisor = default_advisor()
    means = NO_MAPPING if mapping is None else load_mapping(mapping, advisor.bank)
    batch = score_file(advisor, path, on, limits=limits, say=lambda words: say(words, lang), mapping=means)
    show(batch.problems, lang)
    say_what_was_read(path, batch.tally, len(batch.unknown), lang)
    if strict and batch.problems:
        say(STRICT, lang)
        sys.exit(1)
    return batch


def limits_of(max_mb: int) -> Limits:
    """How large a file of so many megabytes may be."""
    from assessment.workbook.grid.files import Limits

    return Limits(file_bytes=max_mb << 20, rows=2_000_000)


def say_what_was_read(path: Path, tally: Tally, unknown: int, lang: Lang) -> None:
    """What became of the rows of a file, and how to name the columns that are not known."""
    for line in tally.lines():
        say(line, lang)
    if unknown:
        words = label(
            "有 {n} 列没有认出来。运行 assessment understand {path} map.yaml 写一份对应表，改好后加 --map map.yaml。",
            "{n} columns are not known. Run: assessment understand {path} map.yaml, edit it, then add --map map.yaml.",
        )
        say(words.fill(n=unknown, path=visible(str(path))), lang)
