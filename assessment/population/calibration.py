"""The calibration table: each published or assumed figure beside what a fresh sample of modelled firms shows.

It is computed from the answers of the sample as anyone could compute it, not from the model's own parameters; only the
two gradients of overall maturity, which no question shows, are read from the hidden variable.
"""

from __future__ import annotations

import datetime

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.content.population import (
    ChainGroup,
    EitherMargin,
    FigureBasis,
    Margin,
    OrdinalMargin,
    RateMargin,
    ScenesMargin,
    SpendingMargin,
    TicksMargin,
)
from assessment.content.provenance import Fidelity
from assessment.documents import Strict
from assessment.language import Label, label, listed
from assessment.population.latent import chain_codes, size_groups
from assessment.population.model import Population

Floats = NDArray[np.float64]
SOLVED_SIZES = 2
Measured = tuple[Label, float, Floats]


class CalibrationRow(Strict):
    """One figure in per cent: wanted, modelled, and the standard error of the modelled value.

    ``assumed`` tells an assumption from a published figure; ``solved`` is false for a figure that is only compared.
    """

    figure: Label
    wanted: float
    modelled: float
    standard_error: float
    firms: int
    assumed: bool
    solved: bool
    fidelity: Fidelity
    geography: Label | None
    date: datetime.date | None

    @property
    def difference(self) -> float:
        """Modelled minus wanted, in percentage points."""
        return self.modelled - self.wanted


def calibration_table(population: Population, n: int, seed: int) -> list[CalibrationRow]:
    """Every figure of the population file against ``n`` fresh firms drawn with ``seed``."""
    draws = population.draw(n, seed)
    table = population.answers(draws)
    maturity = population.maturity.of(draws)
    above = table.columns["revenue"].values >= population.spec.above_scale.revenue_at_least
    rows = _size_rows(population, maturity, size_groups(population.spec, draws))
    rows += _chain_rows(
        population,
        maturity,
        [np.isin(draws.chain, chain_codes(draws, g.chains)) & above for g in population.spec.latent.chain_groups],
    )
    for margin in population.spec.margins:
        firms = above if getattr(margin, "about", "all") == "above_scale" else np.ones(n, bool)
        for figure, wanted, values in _measured(margin, table):
            rows.append(_row(figure, wanted, values[firms], margin.basis))
    return rows


def _row(figure: Label, wanted: float, values: Floats, basis: FigureBasis, *, solved: bool = True) -> CalibrationRow:
    values = values[~np.isnan(values)]
    return CalibrationRow(
        figure=figure,
        wanted=wanted,
        modelled=float(100 * values.mean()),
        standard_error=float(100 * values.std() / np.sqrt(len(values))),
        firms=len(values),
        assumed=basis.source is None,
        solved=solved,
        fidelity=basis.fidelity,
        geography=basis.geography,
        date=basis.date,
    )


def _bar(maturity: Floats, members: list[NDArray[np.bool_]], shares: list[float]) -> float:
    """The common bar of a gradient: where shares over all groups are right on average, whatever the differences."""
    weights = np.array([firms.sum() for firms in members])
    wanted = np.average(shares, weights=weights) / 100
    values = np.concatenate([maturity[firms] for firms in members])
    return float(np.quantile(values, 1 - wanted))


def _size_rows(population: Population, maturity: Floats, members: list[NDArray[np.bool_]]) -> list[CalibrationRow]:
    gradient = population.spec.latent.size_gradient
    bar = _bar(maturity, members[:SOLVED_SIZES], [group.share for group in gradient.groups[:SOLVED_SIZES]])
    rows = []
    for i, (group, firms) in enumerate(zip(gradient.groups, members, strict=True)):
        low, high = group.employees
        figure = label(
            f"过同一条线的企业占比，{low}-{high} 人（只用规模间的差距）",
            f"firms above one bar, {low}-{high} persons (only the differences between sizes are used)",
        )
        above = (maturity[firms] > bar).astype(float)
        rows.append(_row(figure, group.share, above, gradient.basis, solved=i < SOLVED_SIZES))
    return rows


def _chain_rows(population: Population, maturity: Floats, members: list[NDArray[np.bool_]]) -> list[CalibrationRow]:
    names = population.bank.option_names("chain")

    def title(group: ChainGroup) -> Label:
        return label(
            "过同一条线的企业占比，{chains}（只用产业链间的差距）",
            "firms above one bar, {chains} (only the differences are used)",
        ).fill(chains=listed(names[chain] for chain in group.chains))

    groups = population.spec.latent.chain_groups
    bar = _bar(maturity, members, [group.share for group in groups])
    return [
        _row(title(group), group.share, (maturity[firms] > bar).astype(float), group.basis)
        for group, firms in zip(groups, members, strict=True)
    ]


def _measured(margin: Margin, table: AnswerTable) -> list[Measured]:
    """What a margin wants and what each firm (n,) contributes, as shares of 1; NaN where a firm has none."""
    if isinstance(margin, OrdinalMargin):
        return _measured_choice(margin, table)
    if isinstance(margin, TicksMargin):
        return _measured_ticks(margin, table)
    if isinstance(margin, ScenesMargin):
        return _measured_scenes(margin, table)
    if isinstance(margin, RateMargin):
        return [_measured_rate(margin, table)]
    if isinstance(margin, EitherMargin):
        used = [table.columns[fact].values == 1 for fact in (margin.fact, margin.other)]
        names = {"a": table.bank.facts[margin.fact].label, "b": table.bank.facts[margin.other].label}
        return [(label("{a}或{b}", "{a} or {b}").fill(**names), margin.share, (used[0] | used[1]).astype(float))]
    return _measured_spending(margin, table) if isinstance(margin, SpendingMargin) else []


def _measured_choice(margin: OrdinalMargin, table: AnswerTable) -> list[Measured]:
    fact = table.bank.choice(margin.fact)
    given = table.columns[margin.fact].values
    # Of two options one says it all.
    start = 1 if len(fact.options) == 2 else 0
    return [
        (_named(fact.label, option.label), margin.shares[option.id], (given == i).astype(float))
        for i, option in enumerate(fact.options)
        if i >= start
    ]


def _measured_ticks(margin: TicksMargin, table: AnswerTable) -> list[Measured]:
    fact = table.bank.multi(margin.fact)
    given = table.columns[margin.fact].values
    return [
        (_named(fact.label, option.label), margin.shares[option.id], (given >> i & 1).astype(float))
        for i, option in enumerate(fact.options)
        if not option.excludes_others
    ]


def _measured_scenes(margin: ScenesMargin, table: AnswerTable) -> list[Measured]:
    columns = [table.columns[scene].values for scene in margin.scenes]
    return [
        (
            label(f"场景平均：做到第 {i} 级及以上", f"mean over the scenes: step {i} or above"),
            share,
            np.mean([given >= i for given in columns], axis=0),
        )
        for i, share in enumerate(margin.at_least.values(), start=1)
    ]


def _measured_rate(margin: RateMargin, table: AnswerTable) -> Measured:
    facts = table.bank.facts
    whole = table.columns[margin.denominator].values
    part = sum(np.nan_to_num(table.columns[fact].values) for fact in margin.numerators)
    rate = np.divide(part, whole, out=np.full(len(table), np.nan), where=whole > 0)
    above = listed((facts[fact].label for fact in margin.numerators), "＋", " + ")
    title = label("平均比率：{above}／{below}", "mean rate: {above} / {below}")
    return title.fill(above=above, below=facts[margin.denominator].label), margin.mean, rate


def _measured_spending(margin: SpendingMargin, table: AnswerTable) -> list[Measured]:
    per_cent = 100 * table.columns[margin.fact].values / table.columns[margin.of].values
    edges = [0.0, *(band.stop for band in margin.bands[:-1]), np.inf]
    name = table.bank.facts[margin.fact].label
    return [
        (
            _named(name, label(f"占 {band.start:g}%-{band.stop:g}%", f"{band.start:g}-{band.stop:g}% of revenue")),
            band.share,
            ((per_cent >= low) & (per_cent < high)).astype(float),
        )
        for band, low, high in zip(margin.bands, edges[:-1], edges[1:], strict=True)
    ]


def _named(fact: Label, option: Label) -> Label:
    return label(f"{fact.zh}：{option.zh}", f"{fact.en}: {option.en}")
