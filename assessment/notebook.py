"""The face for a notebook: a DataFrame of answers in, DataFrames of results and plans out; objects show themselves.

The frame is read as a workbook is: its columns are questions by code or by name, its cells options by code or in words,
numbers, or 不清楚; a cell that cannot be used is named and counts as unanswered. Nothing is written anywhere.
"""

from __future__ import annotations

import datetime
import html
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from assessment.advisory import MAIN_FRAMEWORK, Advisor, Advisory, default_advisor
from assessment.batch import Batch, scored_firms
from assessment.language import Lang, label
from assessment.providers import Exposure
from assessment.scoring import level_name
from assessment.settings import today
from assessment.workbook.firms.reading import read_firms
from assessment.workbook.grid.cells import Grid, Sheet

MOST_SHOWN = 20
"""Firms, or problems, that are shown of many."""
_SHEET = "answers"
_HEADS = (
    label("企业", "Firm"),
    label("等级", "Level"),
    label("得分", "Points"),
    label("看不懂的格子", "Cells not understood"),
)
_FIRMS = label("{n} 家企业，按 {on} 的规则", "{n} firms, by the rules of {on}")
_MORE = label("还有 {n} 家", "{n} more")
_STEP_HEADS = (
    label("第几步", "Step"),
    label("做什么", "What to do"),
    label("费用（万元）", "Cost (10,000 CNY)"),
    label("几周", "Weeks"),
)


def advise(
    answers: pd.DataFrame, on: str | datetime.date | None = None, lang: Lang = "zh", advisor: Advisor | None = None
) -> AdvisedFirms:
    """Score every firm of a frame, one row a firm, and be ready to tell what each should do.

    ``on`` is the day whose rules count, by default today in China; ``advisor`` has other content than the shipped one.
    Raises ``InputRefused`` when no column is a question, when no row is a firm, or for a day without rules.
    """
    day = today() if on is None else on if isinstance(on, datetime.date) else datetime.date.fromisoformat(on)
    names = [str(name) for name in answers.columns]
    rows = [names, *([_cell(value) for value in row] for row in answers.itertuples(index=False, name=None))]
    advisor = advisor or default_advisor()
    read = read_firms(advisor.bank, Grid("DataFrame", (Sheet(_SHEET, rows),)))
    index = [answers.index[int(place.rpartition("!")[2]) - 2] for place in read.places]
    return AdvisedFirms(scored_firms(advisor, read, day), pd.Index(index, name=answers.index.name or "firm"), lang)


def _cell(value: Any) -> Any:
    """A cell of a frame as a sheet has it; several ticks are joined as a person would write them."""
    if isinstance(value, Mapping):  # a state, as a result has it
        return ": ".join(str(value[part]) for part in ("state", "reason") if value.get(part))
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return "；".join(str(one) for one in value) or None
    if pd.isna(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str | int | float) else str(value)


@dataclass(frozen=True, eq=False)
class AdvisedFirms(Sequence["AdvisedFirm"]):
    """Firms that were scored: ``batch`` is what the centre's pages work with, ``labels`` the index of the frame."""

    batch: Batch
    labels: pd.Index[Any]
    lang: Lang = "zh"

    @property
    def results(self) -> pd.DataFrame:
        """One row a firm, n rows: points, levels, dimensions and open questions under every framework, size, type.

        Columns are ``<framework>.<what>``; worst and best completion end in ``_low`` and ``_high``.
        """
        return self.batch.results.set_axis(self.labels)

    @cached_property
    def plans(self) -> pd.DataFrame:
        """One row a step of each firm's plan to its next level, in the order of doing; costs are in 万元.

        A firm without a plan has no row; its ``advisory.plan_note`` says why. Takes some tenths of a second a firm.
        """
        rows = [step for one in self for step in one.steps()]
        return pd.DataFrame(rows, columns=["firm", *_STEP_COLUMNS]).set_index("firm")

    @property
    def problems(self) -> pd.DataFrame:
        """Every cell that could not be used: the firm (None: the whole frame), what was found, why, what to do."""
        placed = [
            (None if spot is None or spot.row < 2 else self._of_row(spot.row), one) for spot, one in self.batch.placed
        ]
        told = [(firm, one.found, one.message.text(self.lang), one.remedy.text(self.lang)) for firm, one in placed]
        return pd.DataFrame(told, columns=["firm", "found", "message", "remedy"])

    def firm(self, key: Hashable) -> AdvisedFirm:
        """The firm of a label of the index; raises ``KeyError``, also where several have it."""
        found = [row for row, one in enumerate(self.labels) if one == key]
        if len(found) != 1:
            raise KeyError(key)
        return self[found[0]]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, row: Any) -> Any:
        return self._made[range(len(self))[row]] if isinstance(row, int) else [self[at] for at in range(len(self))[row]]

    @cached_property
    def _made(self) -> list[AdvisedFirm]:
        exposure = Exposure()
        return [AdvisedFirm(self, row, exposure) for row in range(len(self))]

    def _of_row(self, row: int) -> Hashable | None:
        place = f"{_SHEET}!{row}"
        ids = self.batch.table.ids
        return self.labels[ids.index(place)] if place in ids else None

    def _repr_html_(self) -> str:
        """The firms as a table, as a notebook shows it; whatever a person typed is text and nothing else."""
        lang, words = self.lang, _FIRMS.fill(n=f"{len(self):,}", on=self.batch.reading.on.isoformat())
        rows = [one.line() for one in self._made[:MOST_SHOWN]]
        more = f"<p>{_MORE.fill(n=f'{len(self) - MOST_SHOWN:,}').text(lang)}</p>" if len(self) > MOST_SHOWN else ""
        return f"<p>{html.escape(words.text(lang))}</p>{_table([head.text(lang) for head in _HEADS], rows)}{more}"


_STEP_COLUMNS = (
    "step",
    "measure",
    "title",
    "units",
    "cost_low",
    "cost",
    "cost_high",
    "start_week",
    "weeks",
    "own_days",
)


@dataclass(frozen=True, eq=False)
class AdvisedFirm:
    """One of the firms: what it is told is worked out when it is asked for, and then kept."""

    firms: AdvisedFirms
    row: int
    exposure: Exposure

    @cached_property
    def advisory(self) -> Advisory:
        """Everything the firm is told; see docs/advisory.md."""
        return self.firms.batch.reading.advisory(self.row, self.exposure)

    @property
    def key(self) -> Hashable:
        """Its label in the index of the frame."""
        return self.firms.labels[self.row]

    def steps(self) -> Iterator[tuple[Any, ...]]:
        """The steps of its plan as rows of ``AdvisedFirms.plans``."""
        plan, lang = self.advisory.plan, self.firms.lang
        for number, step in enumerate(() if plan is None else plan.steps, 1):
            cost = step.cost
            money = float(cost.low), float(cost.likely), float(cost.high)
            what = (self.key, number, step.measure, step.title.text(lang), step.units)
            yield (*what, *money, step.start_week, step.weeks, float(step.own_days))

    def line(self) -> list[str]:
        """Name, level, points and unusable cells in words."""
        batch, lang = self.firms.batch, self.firms.lang
        scores, row = batch.reading.scores[MAIN_FRAMEWORK], self.row
        low, high = int(scores.level_low[row]), int(scores.level_high[row])
        levels = dict.fromkeys(level_name(scores.framework, level).text(lang) for level in (low, high))
        points = dict.fromkeys(f"{float(point):.1f}" for point in scores.exact(row))
        bad = sum(
            1 for spot, _ in batch.placed if spot is not None and f"{spot.sheet}!{spot.row}" == batch.table.ids[row]
        )
        return [self._name(), "–".join(levels), "–".join(points), str(bad or "")]

    def _name(self) -> str:
        name = self.firms.batch.table.answer(self.row, "firm_name").value
        return str(self.key) if name is None else str(name)

    def _repr_html_(self) -> str:
        """What the firm is told in a few lines, and its plan, as a notebook shows it."""
        lang = self.firms.lang
        lines = "".join(f"<li>{html.escape(one.text(lang))}</li>" for one in self.advisory.summary_lines()[1:])
        rows = [[str(step[1]), step[3], f"{step[6]:g}", str(step[8])] for step in self.steps()]
        plan = _table([head.text(lang) for head in _STEP_HEADS], rows) if rows else ""
        return f"<h4>{html.escape(self._name())}</h4><ul>{lines}</ul>{plan}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{html.escape(one)}</th>" for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
