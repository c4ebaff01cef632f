"""What the trials of a file share: sentences and a firm a line, and how firms are named and picked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import planning_size
from assessment.answers import State, answer_text
from assessment.answers.firm_name import name_key
from assessment.batch.engines import Engine
from assessment.batch.foreseeing.spreading import WaysUp, spread
from assessment.batch.scored import Batch
from assessment.content.counties import Counties, load_counties
from assessment.content.facts import ChoiceFact
from assessment.content.measures import SizeClass
from assessment.foresight import Ways, joined_ways
from assessment.language import Label, Lang, label
from assessment.output import written
from assessment.problems import InputRefused, refuse
from assessment.workbook.firms.lines import LineColumn, write_lines
from assessment.workbook.large import large_workbook

Flags = NDArray[np.bool_]
Progress = Callable[[int, int], None]
"""Told how much is done of how much."""

CITY, COUNTY, SIZE = "city", "county", "size"
_CHAIN, _NAME = "chain", "firm_name"
_YES = label("是", "yes")
ESTIMATE = label(
    "费用是估算，方案按最可能的价格、以最少的钱升级；这是推演，不是承诺。",
    "Costs are estimates; plans take the least money at likely prices. This is a trial run and no promise.",
)


@dataclass(frozen=True)
class Foreseen:
    """Columns with a cell for each firm told of, and sentences that say what it comes to."""

    columns: tuple[LineColumn, ...]
    lines: tuple[Label, ...]

    def save(self, out: Path, lang: Lang) -> None:
        """Write a workbook, whole or not at all."""
        with written(out) as stream, large_workbook(stream) as large:
            book = large.book
            head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DDE8F4"})
            write_lines(large, self.columns, lang, head)
            sheet = book.add_worksheet(label("说明", "Notes").text(lang))
            sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
            for row, line in enumerate(self.lines):
                sheet.write_string(row, 0, line.text(lang))


def ways_of(
    batch: Batch, level: int | None = None, progress: Progress | None = None, engine: Engine | None = None
) -> Ways:
    """The ways up of the firms of a file under the main framework, to every level or to one."""
    reading = batch.reading
    work = WaysUp(reading.main, reading.advisor.measures, level)
    return joined_ways(list(spread(work, batch.table, sizes_of(batch), engine, progress)))


def sizes_of(batch: Batch) -> list[SizeClass]:
    """The size of every firm for prices."""
    return [planning_size(batch.reading.sizes.of(row)) for row in range(len(batch.table))]


def unproven(left_out: NDArray[np.int64]) -> list[Label]:
    """A sentence on the plans left out, if there are any."""
    n = len(left_out)
    return (
        [label("有 {n} 个方案没算出来，没有计入。", "{n} plans were not proven and are left out.").fill(n=n)]
        if n
        else []
    )


def check_level(batch: Batch, level: int) -> None:
    """Raise ``InputRefused`` for a level that the main framework does not have."""
    known = [one.level for one in batch.reading.main.levels]
    if level not in known:
        raise refuse(
            "level",
            label("没有这个等级", "there is no such level"),
            label("可以选：{known}。", "Choose among: {known}.").fill(known=", ".join(map(str, known))),
            level,
        )


def unreadable(text: str, remedy: Label) -> InputRefused:
    """What to raise for an option of the command that is not understood."""
    return refuse(text, label("这一项看不懂", "this is not understood"), remedy)


def option(batch: Batch, row: int, fact_id: str) -> str:
    """The option that a firm gave to a choice; empty where it gave none."""
    answer = batch.table.answer(row, fact_id)
    return str(answer.value) if answer.state is State.ANSWERED else ""


def counties_of(batch: Batch) -> tuple[Counties, list[str]]:
    """The county of every firm by its code, empty where the cell of its city names none."""
    bank = batch.table.bank
    book = load_counties(batch.reading.advisor.root, bank)
    found = []
    for row, place in enumerate(batch.table.ids):
        words, city = batch.city_words.get(place), option(batch, row, CITY)
        found.append("" if words is None else book.county_in(city or None, words, bank) or "")
    return book, found


def named(batch: Batch, fact_id: str, option_id: str) -> Label:
    """An option in words."""
    fact = batch.table.bank.facts[fact_id]
    names = {one.id: one.label for one in fact.options} if isinstance(fact, ChoiceFact) else {}
    return names.get(option_id, label("没填", "not given"))


def firm_columns(batch: Batch, rows: Sequence[int] | NDArray[np.int64], lang: Lang) -> list[LineColumn]:
    """Who the firms are: place in the file, name, city, chain."""
    bank = batch.table.bank
    columns = [LineColumn(label("在表里的位置", "Place in the file"), 12, [batch.table.ids[row] for row in rows])]
    for fact_id, width in ((_NAME, 30), (CITY, 12), (_CHAIN, 14)):
        fact = bank.facts[fact_id]
        answers = [batch.table.answer(int(row), fact_id) for row in rows]
        told = [None if a.state is State.UNANSWERED else answer_text(fact, a).text(lang) for a in answers]
        columns.append(LineColumn(fact.label, width, told))
    return columns


def ticks(flags: Flags, lang: Lang) -> list[str | None]:
    """A word where a flag is set."""
    return [_YES.text(lang) if flag else None for flag in flags]


def cents(money: float) -> int:
    """万元 in hundredths."""
    return round(money * 100)


def same_firms(one: Batch, other: Batch) -> tuple[list[tuple[int, int]], int]:
    """Rows of the firms that are in both, by credit code or else by name, and how many are in one only.

    A name or code that stands twice in a file is nobody's.
    """
    mine, theirs = _by_identity(one), _by_identity(other)
    pairs = sorted({(mine[key], theirs[key]) for key in mine.keys() & theirs.keys()})
    return pairs, len(one.table) + len(other.table) - 2 * len(pairs)


def _by_identity(batch: Batch) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for row, key in enumerate(identities(batch)):
        if key:
            found.setdefault(key, []).append(row)
    return {key: rows[0] for key, rows in found.items() if len(rows) == 1}


def identities(batch: Batch) -> list[str]:
    """What each firm is told by: its credit code, or else its name; empty where it gave neither."""
    found = []
    for row in range(len(batch.table)):
        code, name = (batch.table.answer(row, fact) for fact in ("credit_code", _NAME))
        found.append(str(code.value) if code.state is State.ANSWERED else name_key(str(name.value or "")))
    return found
