"""What every trial of foresight shares at the shell: where its firms are, who asks, and what it hands out."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assessment.cli.console import (
    by_option,
    firms_of,
    lang_option,
    map_option,
    max_mb_option,
    on_option,
    say,
    told,
)
from assessment.cli.entering import leave_line
from assessment.cli.rounds import firms_of_round, names_round
from assessment.language import Lang, label
from assessment.permissions import PROVINCE
from assessment.problems import refuse

if TYPE_CHECKING:  # loading the trials takes seconds, which --help does without
    from assessment.batch import Batch
    from assessment.batch.foreseeing import Foreseen

_MODELLED, _MOST_MODELLED = "modelled:", 100_000
FIRMS = click.argument("firms", type=click.Path(path_type=Path))
OUT = click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
LEVEL = click.option("--level", type=click.IntRange(1, 9), default=2, show_default=True, help="哪一级 / which level.")


@dataclass(frozen=True)
class Given:
    """What every trial is told of where its firms are, who asks, and in which language."""

    on: datetime.date
    max_mb: int
    mapping: Path | None
    area: str
    by: str
    lang: Lang

    def firms(
        self, path: Path, on: datetime.date | None = None, *, reported: bool = False, visited_alone: bool = False
    ) -> Batch:
        """The firms of a file, of a round of the database (``round:NAME``, see ``firms_of_round``), or modelled ones
        (``modelled:N``).
        """
        day = on or self.on
        if modelled(path):
            return self._made_up(path, day)
        if names_round(path):
            return firms_of_round(
                path, self.area, day, self.by, self.lang, reported=reported, visited_alone=visited_alone
            )
        return firms_of(path, day, self.max_mb, self.lang, mapping=self.mapping)

    def _made_up(self, path: Path, day: datetime.date) -> Batch:
        from assessment.advisory import default_advisor
        from assessment.batch.modelled import modelled_firms

        number = str(path).removeprefix(_MODELLED)
        if not number.isascii() or not number.isdecimal() or not 0 < int(number) <= _MOST_MODELLED:
            raise refuse(
                "FIRMS",
                label("模拟多少家看不懂", "how many modelled firms is not understood"),
                label(
                    f"写成 modelled:500，最多 {_MOST_MODELLED:,}。", f"Write modelled:500, {_MOST_MODELLED:,} at most."
                ),
                path,
            )
        return modelled_firms(default_advisor(), int(number), day)

    def called(self, path: Path, firms: int) -> str:
        """What the firms are called where something is told of them."""
        if not modelled(path):
            return path.name
        from assessment.batch.modelled import NAMED

        return NAMED.fill(n=f"{firms:,}").text(self.lang)

    def hand_out(self, found: Foreseen, out: Path, path: Path, firms: int) -> None:
        """Write what was found of the firms of a path, leave its line in the trail, and say what it comes to."""
        if modelled(path):
            name = self.called(path, firms)
            found = replace(found, lines=(label(name, name), *found.lines))
        found.save(out, self.lang)
        leave_line("firms_foreseen", self.by, firms=firms)
        for line in found.lines:
            say(line, self.lang)


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every trial has, as one ``given``; its faults are told."""

    @on_option
    @max_mb_option
    @map_option
    @click.option(
        "--area", default=PROVINCE, show_default=True, help="轮次里的哪个地区，区划代码 / area of a round, by its code."
    )
    @by_option
    @lang_option
    @functools.wraps(command)
    def asked(
        on: datetime.date, max_mb: int, mapping: Path | None, area: str, by: str, lang: Lang, **rest: Any
    ) -> None:
        with told(lang):
            command(given=Given(on, max_mb, mapping, area, by, lang), **rest)

    return asked


def inputs(*paths: Path) -> list[Path]:
    """Those of some paths that are files."""
    return [path for path in paths if not names_round(path) and not modelled(path)]


def modelled(path: Path) -> bool:
    """Does a path stand for modelled firms, and for no file?"""
    return str(path).startswith(_MODELLED)
