"""Firms drawn by rules of their own, apart from the modelled population: whatever holds for these alone would show.

``other_firms``: one maturity for each firm, of its city, its chain and itself; each question has its own difficulty and
hangs on the maturity by its own strength. ``firms_of_kinds``: no maturity at all; each kind of firm answers each
question in its own way, and a firm answers partly as one kind and partly as another. No share, no answer and no table
of the population model goes into either.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, MultiFact

_SHIFT = 0.1
"""How easy the questions are: with this about half of the firms stand at level 2."""


def other_firms(bank: FactBank, facts: list[str], firms: int, seed: int) -> AnswerTable:
    """The answers of so many firms to some questions, and what tells their city, chain and size."""
    rng = np.random.default_rng(seed)
    city, chain = (rng.choice(count, firms, p=rng.dirichlet(np.full(count, 2.0))) for count in _counts(bank))
    maturity = rng.normal(0, 0.5, city.max() + 1)[city] + rng.normal(0, 0.4, chain.max() + 1)[chain]
    maturity += rng.gumbel(-0.4, 0.8, firms)
    employees = np.clip(rng.pareto(1.1, firms) * 12 + 5, 5, 1_500).astype(int)
    revenue = np.round(employees * rng.gamma(3.0, 25.0, firms) + 50, 2)
    columns = _profile(bank, rng, city, chain, employees, revenue) | {
        "digital_investment_average": np.round(revenue * 0.03 * _chance(rng, maturity), 2).tolist(),
    }
    machines = 1 + rng.poisson(employees * rng.beta(1.5, 3, firms))
    digital = rng.binomial(machines, _chance(rng, maturity))
    columns |= {"equipment_total": machines.tolist(), "equipment_digital": digital.tolist()}
    columns["equipment_connected"] = rng.binomial(digital, _chance(rng, maturity)).tolist()
    for fact_id in facts:
        fact = bank.facts[fact_id]
        if isinstance(fact, ChoiceFact):
            columns[fact_id] = _rung(rng, maturity, [one.id for one in fact.options])
        elif isinstance(fact, MultiFact):
            columns[fact_id] = _ticks(rng, maturity, [one.id for one in fact.options])
    records = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return AnswerTable.from_records(bank, records)[0]


def _profile(
    bank: FactBank,
    rng: np.random.Generator,
    city: NDArray[np.int64],
    chain: NDArray[np.int64],
    employees: NDArray[np.int64],
    revenue: NDArray[np.float64],
) -> dict[str, list[object]]:
    """What tells where firms are, what they do and how large they are; trades by lot."""
    return {
        "city": [bank.facts["city"].options[one].id for one in city],
        "industry": rng.choice([one.id for one in bank.facts["industry"].options], len(city)).tolist(),
        "chain": [bank.facts["chain"].options[one].id for one in chain],
        "employees": employees.tolist(),
        "revenue": revenue.tolist(),
        "revenue_average": revenue.tolist(),
    }


def _counts(bank: FactBank) -> tuple[int, int]:
    return len(bank.option_names("city")), len(bank.option_names("chain"))


def _chance(rng: np.random.Generator, maturity: NDArray[np.float64], hard: float = 0.0) -> NDArray[np.float64]:
    eased = rng.uniform(0.5, 1.6) * maturity + rng.normal(_SHIFT, 0.7) - hard
    return np.asarray(1 / (1 + np.exp(-eased)))


def _rung(rng: np.random.Generator, maturity: NDArray[np.float64], options: list[str]) -> list[object]:
    """The options in their order as steps, each harder than the one before: how many a firm has climbed."""
    strength, at = rng.uniform(0.6, 1.8), rng.normal(_SHIFT, 0.6)
    hard = np.sort(rng.normal(0, 1.2, len(options) - 1))
    own = strength * maturity + rng.logistic(0, 1, len(maturity)) + at
    return [options[one] for one in np.searchsorted(hard, own)]


def _ticks(rng: np.random.Generator, maturity: NDArray[np.float64], options: list[str]) -> list[object]:
    """Each option ticked with a chance of its own; where none is, the last, which says so."""
    ticked = np.array([rng.random(len(maturity)) < _chance(rng, maturity, 0.8) for _ in options[:-1]]).T
    return [[one for one, yes in zip(options, row, strict=False) if yes] or [options[-1]] for row in ticked]


_KINDS = 9


def firms_of_kinds(bank: FactBank, facts: list[str], firms: int, seed: int) -> AnswerTable:
    """The same of firms that answer partly as one kind, partly as another; chains and cities differ in their kinds."""
    rng = np.random.default_rng([seed, _KINDS])
    city, chain = (rng.integers(0, count, firms) for count in _counts(bank))
    at = [rng.dirichlet(np.full(_KINDS, 0.6), int(group.max()) + 1) for group in (city, chain)]
    first, second = (_one_of(rng, mixed[group]) for mixed, group in zip(at, (city, chain), strict=True))
    lean = rng.beta(2, 1, firms)
    employees = np.exp(rng.normal(2.5 + 0.4 * rng.normal(0, 1, _KINDS)[first], 0.9)).astype(int) + 5
    revenue = np.round(employees * np.exp(rng.normal(3.8, 0.7, firms)), 2)
    forward = rng.beta(1.5, 1.5, _KINDS)
    machines = 1 + rng.binomial(employees, 0.4)
    digital = rng.binomial(machines, forward[first])
    columns = _profile(bank, rng, city, chain, employees, revenue) | {
        "digital_investment_average": np.round(revenue * 0.04 * forward[second], 2).tolist(),
        "equipment_total": machines.tolist(),
        "equipment_digital": digital.tolist(),
        "equipment_connected": rng.binomial(digital, forward[second]).tolist(),
    }
    for fact_id in facts:
        fact = bank.facts[fact_id]
        own = np.where(rng.random(firms) < lean, first, second)
        if isinstance(fact, ChoiceFact):
            options = [one.id for one in fact.options]
            answered = _one_of(rng, rng.dirichlet(np.linspace(1.4, 0.8, len(options)), _KINDS)[own])
            columns[fact_id] = [options[one] for one in answered]
        elif isinstance(fact, MultiFact):
            options = [one.id for one in fact.options]
            ticked = rng.random((firms, len(options) - 1)) < rng.beta(0.9, 1.2, (_KINDS, len(options) - 1))[own]
            columns[fact_id] = [
                [one for one, yes in zip(options, row, strict=False) if yes] or [options[-1]] for row in ticked
            ]
    records = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return AnswerTable.from_records(bank, records)[0]


def _one_of(rng: np.random.Generator, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each row of shares one column."""
    reached = np.cumsum(shares, axis=1)
    return np.minimum((rng.random(len(shares))[:, None] > reached).sum(axis=1), shares.shape[1] - 1)
