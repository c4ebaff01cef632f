"""A workbook of firms in, a results workbook out: every firm scored, every bad cell named, nothing good lost."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.advisory import MAIN_FRAMEWORK, Advisor, Reading
from assessment.answers import AnswerTable
from assessment.batch.firm_lines import firm_lines
from assessment.content.bank import FactBank
from assessment.content.forms import forms_of
from assessment.content.frameworks import current_id
from assessment.language import Label, Lang, label
from assessment.output import written
from assessment.peers import Cells
from assessment.planning import Outline
from assessment.problems import Problem, refuse
from assessment.scoring import Framework, Scores, standings
from assessment.settings import content_root
from assessment.workbook.firms.mapping import NO_MAPPING, ColumnMapping
from assessment.workbook.firms.proposing import ColumnProposal
from assessment.workbook.firms.reading import FirmsRead, read_firms
from assessment.workbook.firms.tables import write_table
from assessment.workbook.firms.tally import Tally
from assessment.workbook.firms.writing import score_labels, write_results, write_results_csv
from assessment.workbook.grid.files import Limits
from assessment.workbook.grid.readers import DEFAULT_LIMITS, read_grid
from assessment.workbook.plain import csv_bytes

Say = Callable[[Label], None]

GAP_LABELS = {
    "unanswered": label("{title} 没有可用回答的题数", "{title}: questions without a usable answer"),
    "dont_know": label("{title} 答“不清楚”而没定的题数", "{title}: open questions answered 'don't know'"),
    "not_applicable": label("{title} 答“不适用”而没定的题数", "{title}: open questions answered 'not applicable'"),
}
EXTRA_LABELS = {
    "firm.size_class": label("企业规模（官方划型）", "Official size class"),
    "firm.archetype": label("所属类型（模拟参照）", "Archetype (modelled reference)"),
    "firm.percentile": label(
        "低于该企业的同规模企业（%，模拟参照）", "Firms of its size below it (%, modelled reference)"
    ),
}
_STANDINGS = "levels"
_OPENING = label("第 1 步，共 3 步：打开文件…", "Step 1 of 3: opening the file…")
_CHECKING = label("第 2 步，共 3 步：逐格检查…", "Step 2 of 3: checking every cell…")
_SCORING = label("第 3 步，共 3 步：给 {n} 家企业评分…", "Step 3 of 3: scoring {n} firms…")
_CELL = re.compile(r"(?P<sheet>.*)!(?P<column>[A-Z]*)(?P<row>\d+)", re.DOTALL)
_PROBLEM_TITLES = (
    label("位置", "Where"),
    label("填写内容", "Found"),
    label("问题", "What is wrong"),
    label("怎么办", "What to do"),
)


class Spot(NamedTuple):
    """A place in a workbook: sheet, letters of the column (empty for a whole row) and row."""

    sheet: str
    column: str
    row: int


@dataclass(frozen=True)
class Batch:
    """A file of firms, read and scored; ``results`` has one row a firm, in the order of the file.

    ``problems`` are those of the whole file, also where only some of its firms were kept. ``faults`` (n,) counts the
    problems in the row of each firm; what is wrong with a header is nobody's. ``columns`` tells by sheet and letters
    which fact a column holds, ``tally`` what became of every filled row of the file, ``unknown`` the columns that are
    not known, ``city_words`` what the cell of the city says beside a city's name, by the firm's place.
    """

    reading: Reading
    problems: tuple[Problem, ...]
    faults: NDArray[np.int32]
    columns: Mapping[tuple[str, str], str]
    tally: Tally
    results: pd.DataFrame
    unknown: tuple[ColumnProposal, ...] = ()
    city_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def faulty(self) -> NDArray[np.bool_]:
        """The firms (n,) with a problem in their row."""
        return self.faults > 0

    @property
    def table(self) -> AnswerTable:
        """The answers that could be used; the ids are the places of the firms in the file."""
        return self.reading.table

    @cached_property
    def placed(self) -> tuple[tuple[Spot | None, Problem], ...]:
        """Every problem with where in the file it is."""
        return tuple((spot_of(problem), problem) for problem in self.problems)

    def only(self, rows: Sequence[int] | NDArray[np.intp]) -> Batch:
        """The batch of some firms, in the order given."""
        reading = self.reading
        kept = reading.advisor.reading(self.table.take(rows), reading.on)
        faults = self.faults[np.asarray(rows, np.intp)]
        return replace(self, reading=kept, faults=faults, results=results_frame(kept))

    def labels(self) -> dict[str, Label]:
        """The header of every result column in both languages."""
        named = {k: v for framework in self.reading.frameworks.values() for k, v in score_labels(framework).items()}
        named |= {
            f"{name}.{_STANDINGS}": label("{title} 各等级", "{title}: how each level stands").fill(
                title=framework.spec.short_title
            )
            for name, framework in self.reading.frameworks.items()
        }
        named |= {
            f"{name}.{gap}": words.fill(title=framework.spec.short_title)
            for name, framework in self.reading.frameworks.items()
            for gap, words in GAP_LABELS.items()
        }
        return named | EXTRA_LABELS

    def framework(self, name: str) -> str:
        """The id of a framework in force by its name of today or before; raises ``InputRefused`` for another name."""
        if (found := current_id(name)) in self.reading.frameworks:
            return found
        known = "、".join(self.reading.frameworks)
        remedy = label("可以选：{known}。", "Choose among: {known}.").fill(known=known)
        raise refuse("framework", label("没有这个框架", "there is no such framework"), remedy, name)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The frameworks that the file is about."""
        return asked_frameworks(self.table, self.reading.frameworks)

    def save(
        self, out: Path, lang: Lang, frameworks: Sequence[str] = (), plans: Sequence[Outline] | None = None
    ) -> None:
        """Write the results to a file: codes for ``.csv`` and ``.parquet``, else a workbook with a sheet of problems.

        ``frameworks`` are those wanted, ``asked`` unless some are named. With the ``plans`` of the firms the
        sheet for people has the next level, its cost and the kinds of help for each. The file appears under its name
        only when it is complete. Raises ``InputRefused`` when it cannot be written.
        """
        with written(out) as stream:
            if out.suffix.lower() == ".csv":
                self.write_csv(stream, frameworks)
            elif out.suffix.lower() == ".parquet":
                write_table(stream, self.table, self._of(tuple(frameworks) or self.asked))
            else:
                self.write_workbook(stream, lang, frameworks, plans)

    def write_workbook(
        self, out: IO[bytes], lang: Lang, frameworks: Sequence[str] = (), plans: Sequence[Outline] | None = None
    ) -> None:
        """Write the results workbook to a stream: a sheet for people, and one for programs; see ``save``."""
        wanted = tuple(frameworks) or self.asked
        results = self._of(wanted).assign(
            **{f"{name}.{_STANDINGS}": self._standings(self.reading.scores[name], lang) for name in wanted}
        )
        lines = firm_lines(self.reading, self.faults.tolist(), lang, wanted, plans)
        write_results(out, self.table, results, self.labels(), self.problems, self.tally, lang, lines)

    def _of(self, frameworks: Sequence[str]) -> pd.DataFrame:
        """The result columns of some frameworks, and those of the firm."""
        others = self.reading.frameworks.keys() - set(frameworks)
        return self.results[[name for name in self.results.columns if name.split(".")[0] not in others]]

    def _standings(self, scores: Scores, lang: Lang) -> NDArray[np.object_]:
        """For each firm which levels are certain, possible and out of reach, in words."""
        size = 1 + max(level.level for level in scores.framework.levels)
        words = np.array(
            [
                standings(scores.framework, low, high).text(lang) if low <= high else ""
                for low in range(size)
                for high in range(size)
            ],
            object,
        )
        return np.asarray(words[scores.level_low.astype(int) * size + scores.level_high])

    def write_csv(self, out: IO[bytes], frameworks: Sequence[str] = ()) -> None:
        """Write the results as CSV of codes; see ``save``."""
        write_results_csv(out, self.table, self._of(tuple(frameworks) or self.asked))


def score_file(
    advisor: Advisor,
    source: bytes | str | PathLike[str],
    on: datetime.date,
    filename: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    say: Say = lambda _: None,
    mapping: ColumnMapping = NO_MAPPING,
) -> Batch:
    """Read and score a workbook or CSV of firms; raises ``InputRefused`` when it holds no table of firms.

    ``say`` is told what is being done, in words; ``mapping`` says what some headers mean.
    """
    return scored_firms(advisor, firms_in_file(advisor.bank, source, filename, limits, say, mapping), on, say)


def firms_in_file(
    bank: FactBank,
    source: bytes | str | PathLike[str],
    filename: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    say: Say = lambda _: None,
    mapping: ColumnMapping = NO_MAPPING,
) -> FirmsRead:
    """Read a workbook or CSV of firms without scoring them; raises ``InputRefused`` when it holds no table of firms."""
    say(_OPENING)
    grid = read_grid(source, filename, limits)
    say(_CHECKING)
    return read_firms(bank, grid, mapping, forms_of(content_root(), bank))


def scored_firms(advisor: Advisor, firms: FirmsRead, on: datetime.date, say: Say = lambda _: None) -> Batch:
    """Score firms that were read."""
    say(_SCORING.fill(n=f"{len(firms.table):,}"))
    reading = advisor.reading(firms.table, on)
    return Batch(
        reading,
        firms.problems,
        firms.faults,
        firms.columns,
        firms.tally,
        results_frame(reading),
        firms.unknown,
        firms.city_words,
    )


def asked_frameworks(table: AnswerTable, frameworks: Mapping[str, Framework]) -> tuple[str, ...]:
    """The frameworks that a table is about: at least half of whose facts somebody answers; the main one if none."""
    columns = {fact for fact, column in table.columns.items() if column.states.any()}
    found = [
        name
        for name, framework in frameworks.items()
        if 2 * len(columns & set(framework.facts)) >= len(framework.facts)
    ]
    return tuple(found) or (MAIN_FRAMEWORK,)


def results_frame(reading: Reading, wanted: Sequence[str] | None = None) -> pd.DataFrame:
    """All result columns of a reading, one row a firm; or those of the frameworks ``wanted``."""
    frameworks = {name: one for name, one in reading.frameworks.items() if wanted is None or name in wanted}
    results = pd.concat([reading.scores[name].frame(reading.table.ids) for name in frameworks], axis=1)
    for name, framework in frameworks.items():
        for gap, counts in reading.still_open.counts(framework.facts).items():
            results[f"{name}.{gap}"] = counts
    results["firm.size_class"] = reading.sizes.ids()
    placed = reading.placements  # an edition may have neither types nor a reference yet: the columns are empty then
    codes = placed.codes if placed is not None else [-1] * len(reading.table)
    results["firm.archetype"] = [
        None if placed is None or code < 0 else placed.model.identifier(int(code)) for code in codes
    ]
    scores = reading.scores[MAIN_FRAMEWORK]
    below = np.full(len(reading.table), np.nan)
    if reading.peers is not None:
        cells = Cells.of(reading.table, reading.sizes)
        below = reading.peers.places(scores, cells, scores.framework.root).value.below
    results["firm.percentile"] = (100 * below).round(1)
    return results


def spot_of(problem: Problem) -> Spot | None:
    """Where in a workbook a problem is; None for one of the file as a whole."""
    found = _CELL.fullmatch(problem.where)
    return Spot(found["sheet"], found["column"], int(found["row"])) if found else None


def problems_csv(problems: Iterable[Problem], lang: Lang) -> bytes:
    """A list of problems as CSV that spreadsheet programs open: where, what was found, what is wrong, what to do."""
    rows = [
        (problem.where, problem.found or "", problem.message.text(lang), problem.remedy.text(lang))
        for problem in problems
    ]
    return csv_bytes([[title.text(lang) for title in _PROBLEM_TITLES], *rows])
