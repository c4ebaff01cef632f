"""A workbook of firms in, a results workbook out: every firm scored, every bad cell named, nothing good lost."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import IO

import pandas as pd

from assessment.advisory import Advisor, Reading
from assessment.answers import AnswerTable
from assessment.content.facts import ChoiceFact
from assessment.language import Label, Lang, label
from assessment.problems import Problem
from assessment.workbook.files import Limits
from assessment.workbook.readers import DEFAULT_LIMITS, read_grid
from assessment.workbook.reading import read_firms
from assessment.workbook.writing import score_labels, write_results, write_results_csv

EXTRA_LABELS = {
    "firm.size_class": label("企业规模（官方划型）", "Official size class"),
    "firm.archetype": label("所属类型（模拟参照）", "Archetype (modelled reference)"),
}


@dataclass(frozen=True)
class Batch:
    """A file of firms, read and scored; ``results`` has one row a firm, in the order of the file."""

    reading: Reading
    places: tuple[str, ...]
    problems: tuple[Problem, ...]
    results: pd.DataFrame

    @property
    def table(self) -> AnswerTable:
        """The answers that could be used."""
        return self.reading.table

    def labels(self) -> dict[str, Label]:
        """The header of every result column in both languages."""
        named = {k: v for framework in self.reading.frameworks.values() for k, v in score_labels(framework).items()}
        return named | EXTRA_LABELS

    def save(self, out: Path, lang: Lang) -> None:
        """Write the results to a file: CSV of codes for ``.csv``, else a workbook with a sheet of problems."""
        if out.suffix.lower() == ".csv":
            with out.open("wb") as stream:
                write_results_csv(stream, self.table, self.results)
        else:
            self.write_workbook(out, lang)

    def write_workbook(self, out: str | PathLike[str] | IO[bytes], lang: Lang) -> None:
        """Write the results workbook to a file or stream."""
        write_results(out, self.table, self.results, self.labels(), self.problems, lang)

    def by(self, fact_id: str, framework_id: str) -> pd.DataFrame:
        """Firms, mean points and share at level 1 or above, one row for each option of a choice fact (city, chain)."""
        fact = self.table.bank.facts[fact_id]
        assert isinstance(fact, ChoiceFact)
        answered = [self.table.answer(row, fact_id).value for row in range(len(self.table))]
        frame = pd.DataFrame(
            {
                fact_id: pd.Categorical(answered, [option.id for option in fact.options]),
                "points_low": self.results[f"{framework_id}.points_low"].to_numpy(),
                "points_high": self.results[f"{framework_id}.points_high"].to_numpy(),
                "level": self.results[f"{framework_id}.level_low"].to_numpy(),
            }
        )
        grouped = frame.groupby(fact_id, observed=True)
        return pd.DataFrame(
            {
                "firms": grouped.size(),
                "points_low": grouped["points_low"].mean(),
                "points_high": grouped["points_high"].mean(),
                "level": grouped["level"].mean(),
            }
        ).reset_index()


def score_file(
    advisor: Advisor,
    source: bytes | str | PathLike[str],
    on: datetime.date,
    filename: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Batch:
    """Read and score a workbook or CSV of firms; raises ``InputRefused`` when it holds no table of firms."""
    firms = read_firms(advisor.bank, read_grid(source, filename, limits))
    reading = advisor.reading(firms.table, on)
    return Batch(reading, firms.places, firms.problems, results_frame(reading))


def results_frame(reading: Reading) -> pd.DataFrame:
    """All result columns of a reading, one row a firm."""
    frames: Iterable[pd.DataFrame] = (scores.frame(reading.table.ids) for scores in reading.scores.values())
    results = pd.concat(list(frames), axis=1)
    results["firm.size_class"] = reading.sizes.ids()
    model = reading.placements.model
    results["firm.archetype"] = [None if code < 0 else model.identifier(code) for code in reading.placements.codes]
    return results
