"""What the commands share: the language, faults told with their place, and the frameworks a person names."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assessment.language import Label, Lang, label
from assessment.problems import InputRefused, Problem, refuse

if TYPE_CHECKING:  # loading the advisor takes a second, which --help does without
    from assessment.advisory import Advisor
    from assessment.framework import Framework

Command = TypeVar("Command", bound=Callable[..., Any])
SHOWN_PROBLEMS = 50


def lang_option(command: Command) -> Command:
    """The option for the language of messages and output."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default="zh",
        show_default=True,
        envvar="ASSESSMENT_LANG",
        help="语言 / language of messages and output.",
    )(command)


@contextmanager
def told(lang: Lang) -> Iterator[None]:
    """Show what was wrong with an input, every fault with its place, and leave with status 1."""
    try:
        yield
    except InputRefused as refused:
        show(refused.problems, lang)
        sys.exit(1)
    except OSError as fault:
        remedy = label("请核对文件位置和读写权限。", "Check where the file is and whether it may be read or written.")
        show([Problem(str(fault.filename), label("文件打不开", "the file cannot be opened"), remedy)], lang)
        sys.exit(1)


def show(problems: Sequence[Problem], lang: Lang) -> None:
    """List faults on the error stream, the first ``SHOWN_PROBLEMS`` of them."""
    for problem in problems[:SHOWN_PROBLEMS]:
        click.echo(problem.sentence(lang), err=True)
    if len(problems) > SHOWN_PROBLEMS:
        more = len(problems) - SHOWN_PROBLEMS
        click.echo(label(f"……还有 {more} 处。", f"... and {more} more.").text(lang), err=True)


def say(text: Label, lang: Lang) -> None:
    """A line on the error stream, which leaves standard output to results."""
    click.echo(text.text(lang), err=True)


def wrote(path: Path, lang: Lang) -> None:
    """Say which file was written."""
    say(label(f"已写入 {path}", f"Wrote {path}"), lang)


def named_frameworks(advisor: Advisor, names: tuple[str, ...]) -> list[Framework]:
    """The editions in force of the named frameworks, all when none is named."""
    in_force = advisor.frameworks_on(datetime.date.today())
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
