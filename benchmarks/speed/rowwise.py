"""The same scoring as a function of one row, applied to a pandas table: how such scripts are mostly written."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from assessment.answers import AnswerTable
from assessment.content.facts import NumberFact
from assessment.content.frameworks import MultiItem, RatioItem, read_range
from assessment.scoring import Framework

Ends = tuple[float, float]


def as_frame(table: AnswerTable) -> pd.DataFrame:
    """One row a firm, option ids and figures as they would stand in a workbook; None where there is no answer."""
    return pd.DataFrame(
        {
            fact: pd.Series([table.answer(row, fact).value for row in range(len(table))], dtype=object)
            for fact in table.columns
        }
    )


def row_scorer(framework: Framework) -> Callable[[pd.Series], pd.Series]:
    """A function from one row to points and levels at both ends."""
    items = [(item, _reader(framework, item)) for item in framework.spec.items]
    levels = sorted(framework.spec.levels, key=lambda level: level.level)

    def score_row(row: pd.Series) -> pd.Series:
        ends = []
        found = {item.id: read(row) for item, read in items}
        for end in (0, 1):
            points = sum(points[end] for points, _ in found.values())
            reached = 0
            for level in levels:
                if all(
                    points >= need.at_least - 1e-9
                    if need.node
                    else sum(found[i][1][end] >= need.grade for i in framework.spec.sets[need.items].items)
                    >= need.at_least
                    for need in level.requires
                ):
                    reached = level.level
            ends.append((points, reached))
        return pd.Series([ends[0][0], ends[1][0], ends[0][1], ends[1][1]])

    return score_row


def _reader(framework: Framework, item) -> Callable[[pd.Series], tuple[Ends, Ends]]:
    if isinstance(item, RatioItem):
        return _rate_reader(framework, item)
    worth = {option: float(state.points) for option, state in item.options.items()}
    grade = {option: state.grade for option, state in item.options.items()}
    if isinstance(item, MultiItem):
        most = sum(worth.values())

        def read_ticks(row: pd.Series) -> tuple[Ends, Ends]:
            ticked = row[item.fact]
            if ticked is None:
                return (0.0, most), (0, 0)
            points = sum(worth[option] for option in ticked)
            return (points, points), (0, 0)

        return read_ticks

    def read_choice(row: pd.Series) -> tuple[Ends, Ends]:
        chosen = row[item.fact]
        if chosen is None:
            return (min(worth.values()), max(worth.values())), (min(grade.values()), max(grade.values()))
        return (worth[chosen], worth[chosen]), (grade[chosen], grade[chosen])

    return read_choice


def _rate_reader(framework: Framework, item: RatioItem) -> Callable[[pd.Series], tuple[Ends, Ends]]:
    facts = framework.bank.facts
    (part,), whole = item.numerator, item.denominator
    bounds = facts[whole]
    assert isinstance(bounds, NumberFact)
    siblings = [f for f in framework.facts if getattr(facts[f], "at_most", None) == whole]
    edges = [(float(read_range(band.range)[1]), float(band.points)) for band in item.bands]

    def worth(share: float, of: float) -> float:
        return max(points for edge, points in edges if share * 100 > edge * of or edge == 0)

    def read_rate(row: pd.Series) -> tuple[Ends, Ends]:
        known = [row[f] for f in siblings if row[f] is not None]
        least = row[whole] if row[whole] is not None else max([bounds.minimum, *known])
        greatest = row[whole] if row[whole] is not None else bounds.maximum
        if row[part] is None:
            return (0.0, worth(1, 1)), (0, 0)
        return (worth(row[part], greatest), worth(min(row[part], least), least)), (0, 0)

    return read_rate
