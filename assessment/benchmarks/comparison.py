"""Every firm of a table beside the published values: its own rate beside mean rates, its yes or no beside shares.

The published populations are larger firms that reported themselves, and every sentence says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable, State
from assessment.benchmarks.published import Benchmarks, Dated
from assessment.benchmarks.results import Comparison, Has, PublishedReference, Series
from assessment.benchmarks.series import series_beside
from assessment.benchmarks.wording import rate_sentence, reference_text, share_sentence
from assessment.content.benchmarks import Geography, Indicator, OwnChoice, OwnRatio
from assessment.knowledge import Knowledge
from assessment.scoring.codes import blocks

CHAIN = "chain"
# Rates are shown with one decimal; an interval this wide says nothing about the firm.
NOTHING_KNOWN = 99.9
HAS: dict[int, Has] = {1: "yes", 0: "no", -1: "unknown"}

Rates = NDArray[np.float64]


@dataclass(frozen=True)
class Comparisons(Sequence[tuple[Comparison, ...]]):
    """The comparisons of n firms, computed by column; indexing by row gives those of one firm.

    ``rates`` maps each indicator with a rate to the least and the greatest rate possible, two arrays (n,) in per
    cent; ``has`` maps each share to (n,) of 1 yes, 0 no, -1 unknown; ``asked`` says for each whether the firm is
    asked at all.
    """

    benchmarks: Benchmarks
    on: datetime.date
    knowledge: Knowledge
    rates: dict[str, tuple[Rates, Rates]]
    has: dict[str, NDArray[np.int8]]
    asked: dict[str, NDArray[np.bool_]]
    _series: dict[tuple[str, str | None], tuple[Series, ...]] = field(default_factory=dict, compare=False)

    def __len__(self) -> int:
        return len(self.knowledge.table)

    @overload
    def __getitem__(self, row: int) -> tuple[Comparison, ...]: ...
    @overload
    def __getitem__(self, row: slice) -> list[tuple[Comparison, ...]]: ...
    def __getitem__(self, row: int | slice) -> tuple[Comparison, ...] | list[tuple[Comparison, ...]]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return tuple(self._of(row % len(self)))

    def _of(self, row: int) -> Iterator[Comparison]:
        chain = self._chain(row)
        for indicator in self.benchmarks.indicators.values():
            if indicator.id not in self.asked or not self.asked[indicator.id][row]:
                continue
            dated = list(_beside(self.benchmarks, indicator, chain, self.on))
            if dated or indicator.id not in self.benchmarks.published:
                yield self._compare(row, indicator, dated, self._series_of(indicator, chain))

    def _chain(self, row: int) -> str | None:
        if CHAIN not in self.knowledge.bank.facts:
            return None
        answer = self.knowledge.table.answer(row, CHAIN)
        return str(answer.value) if answer.state is State.ANSWERED else None

    def _series_of(self, indicator: Indicator, chain: str | None) -> tuple[Series, ...]:
        """The series, made once for all firms of a chain."""
        key = indicator.id, chain
        if key not in self._series:
            places = _places(self.benchmarks, chain)
            self._series[key] = tuple(series_beside(self.benchmarks, indicator, places, self.on))
        return self._series[key]

    def _compare(
        self, row: int, indicator: Indicator, dated: list[tuple[Geography, Dated]], series: tuple[Series, ...]
    ) -> Comparison:
        own: tuple[float, float] | None = None
        has: Has | None = None
        if isinstance(indicator.own, OwnRatio):
            low, high = (round(float(end[row]), 4) for end in self.rates[indicator.id])
            own = None if high - low >= NOTHING_KNOWN else (low, high)
        else:
            has = HAS[int(self.has[indicator.id][row])]
        references = tuple(_reference(self.benchmarks, indicator, place, found, own) for place, found in dated)
        missing = self._missing(row, indicator)
        names = [self.knowledge.bank.facts[fact].label for fact in missing]
        if has is None:
            sentence = rate_sentence(indicator, own, names, references, self.on)
        else:
            sentence = share_sentence(indicator, has, references, self.on)
        return Comparison(
            indicator=indicator.id,
            label=indicator.label,
            definition=indicator.definition,
            kind="mean_rate" if has is None else "share_of_firms",
            own_low=own[0] if own else None,
            own_high=own[1] if own else None,
            has=has,
            missing=missing,
            population=indicator.population,
            references=references,
            sentence=sentence,
            caution=indicator.caution,
            series=series,
        )

    def _missing(self, row: int, indicator: Indicator) -> tuple[str, ...]:
        """The unanswered facts that keep the own value open, in the order they are asked."""
        if isinstance(indicator.own, OwnChoice):
            return (indicator.own.fact,) if self.has[indicator.id][row] < 0 else ()
        low, high = self.rates[indicator.id]
        if low[row] == high[row]:
            return ()
        assert isinstance(indicator.own, OwnRatio)
        used = {*indicator.own.numerator, indicator.own.denominator}
        used |= {other for fact in used for other in self.knowledge.bank.facts[fact].asked_if}
        return tuple(
            fact
            for fact in self.knowledge.bank.facts
            if fact in used
            and self.knowledge.visible(fact)[1][row]
            and self.knowledge.table.answer(row, fact).state is not State.ANSWERED
        )


def compare(
    table: AnswerTable, benchmarks: Benchmarks, on: datetime.date, knowledge: Knowledge | None = None
) -> Comparisons:
    """Set every firm beside the published values as they stand on the day ``on``.

    Indicators that one firm's answers cannot give, and questions that a firm is not asked, are left out.
    """
    knowledge = knowledge or Knowledge(table)
    rates: dict[str, tuple[Rates, Rates]] = {}
    has: dict[str, NDArray[np.int8]] = {}
    asked: dict[str, NDArray[np.bool_]] = {}
    for indicator in benchmarks.indicators.values():
        own = indicator.own
        if isinstance(own, OwnRatio):
            rates[indicator.id] = _rates(own, knowledge)
            asked[indicator.id] = knowledge.visible(own.denominator)[1] & ~_not_applicable(table, own.denominator)
        elif isinstance(own, OwnChoice):
            has[indicator.id] = _has(own, knowledge)
            asked[indicator.id] = knowledge.visible(own.fact)[1] & ~_not_applicable(table, own.fact)
    return Comparisons(benchmarks, on, knowledge, rates, has, asked)


def _rates(own: OwnRatio, knowledge: Knowledge) -> tuple[Rates, Rates]:
    """The least and the greatest rate possible in per cent, never above 100; a block of firms at a time."""
    n = len(knowledge.table)
    low, high = np.zeros(n), np.ones(n)
    for block in blocks(n):
        parts = [knowledge.number(fact, block) for fact in own.numerator]
        whole_low, whole_high = knowledge.number(own.denominator, block)
        part_low, part_high = (sum(figures[1:], figures[0]) for figures in zip(*parts, strict=True))
        np.divide(part_low, whole_high, out=low[block], where=whole_high > 0)
        np.divide(part_high, whole_low, out=high[block], where=whole_low > 0)
        for rate in (low[block], high[block]):
            np.minimum(rate, 1, out=rate)
            rate *= 100
    return low, high


def _has(own: OwnChoice, knowledge: Knowledge) -> NDArray[np.int8]:
    possible = knowledge.options(own.fact)
    wanted = knowledge.bank.mask(own.fact, own.options)
    surely, possibly = (possible & ~wanted) == 0, (possible & wanted) != 0
    return np.where(surely, 1, np.where(possibly, -1, 0)).astype(np.int8)


def _not_applicable(table: AnswerTable, fact_id: str) -> NDArray[np.bool_]:
    return np.asarray(table.column(fact_id).states == State.NOT_APPLICABLE)


def _beside(
    benchmarks: Benchmarks, indicator: Indicator, chain: str | None, on: datetime.date
) -> Iterator[tuple[Geography, Dated]]:
    """The values that stand beside a firm, actual before target."""
    for find in (benchmarks.value_on, benchmarks.target_on):
        for place in _places(benchmarks, chain):
            found = find(indicator.id, place.id, on)
            if found is not None:
                yield place, found


def _places(benchmarks: Benchmarks, chain: str | None) -> list[Geography]:
    """Whose values stand beside a firm: province, nation and its own sector."""
    order = ("province", "nation", "sector")
    places = [g for g in benchmarks.geographies.values() if g.kind in order]
    places = [g for g in places if g.kind != "sector" or chain in g.chains]
    return sorted(places, key=lambda g: order.index(g.kind))


def _reference(
    benchmarks: Benchmarks, indicator: Indicator, place: Geography, found: Dated, own: tuple[float, float] | None
) -> PublishedReference:
    value = found.value
    above = benchmarks.geographies[value.above].label if value.above else None
    gaps = (None, None) if own is None or value.value is None else tuple(round(o - value.value, 4) for o in own)
    return PublishedReference(
        geography=place.id,
        geography_label=place.label,
        date=value.date,
        kind=value.kind,
        value=value.value,
        above=above,
        bound=value.bound,
        population=value.population or indicator.population,
        source=value.source,
        fidelity=value.fidelity,
        note=value.note,
        age_months=found.age_months,
        gap_low=gaps[0],
        gap_high=gaps[1],
        text=reference_text(value, place.label, above),
    )
