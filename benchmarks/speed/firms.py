"""Random firms by column: made for speed, not for likeness."""

from __future__ import annotations

import numpy as np

from assessment.answers import AnswerColumn, AnswerTable, State, value_type
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact
from assessment.scoring import Framework

GAPS = 0.1


def random_firms(framework: Framework, n: int, seed: int = 1) -> AnswerTable:
    """``n`` firms that answered the framework's facts, each answer missing with probability ``GAPS``."""
    rng = np.random.default_rng(seed)
    bank = framework.bank
    columns: dict[str, AnswerColumn] = {}
    for fact_id in framework.facts:
        fact = bank.facts[fact_id]
        if isinstance(fact, ChoiceFact):
            values = rng.integers(0, len(fact.options), n)
        elif isinstance(fact, MultiFact):
            none = sum(1 << i for i, option in enumerate(fact.options) if option.excludes_others)
            ticks = rng.integers(0, 1 << len(fact.options), n) & ~none
            values = np.where(ticks == 0, none, ticks)
        else:
            assert isinstance(fact, NumberFact)
            values = _figures(fact, columns, n, rng)
        states = np.where(rng.random(n) < GAPS, State.UNANSWERED, State.ANSWERED).astype(np.uint8)
        columns[fact_id] = AnswerColumn(states, values.astype(value_type(fact)))
    return AnswerTable(bank, range(n), columns)


def _figures(fact: NumberFact, columns: dict[str, AnswerColumn], n: int, rng: np.random.Generator) -> np.ndarray:
    """A part is a share of its whole; a whole lies between 1 and 200."""
    if fact.at_most is None:
        return np.round(rng.uniform(1, 200, n), fact.decimals)
    whole = columns[fact.at_most].values if fact.at_most in columns else np.full(n, 200.0)
    steps = 10**fact.decimals
    return np.floor(whole * rng.random(n) * steps) / steps
