"""Random firms for property tests: complete records, and the same with answers taken away."""

import numpy as np

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact, TextFact


def random_record(bank: FactBank, facts: tuple[str, ...], rng: np.random.Generator) -> dict:
    """One complete, consistent record over the given facts; parts never exceed their whole."""
    record: dict = {}
    for fact_id in sorted(facts, key=lambda f: _depth(bank, f)):
        record[fact_id] = random_value(bank.facts[fact_id], record, rng)
    return record


def random_value(fact: Fact, record: dict, rng: np.random.Generator):
    """A value the fact allows, with small counts likely so that band edges are met often."""
    if isinstance(fact, ChoiceFact):
        return fact.options[rng.integers(len(fact.options))].id
    if isinstance(fact, MultiFact):
        others = [o.id for o in fact.options if not o.excludes_others]
        ticked = [o for o in others if rng.random() < rng.random()]
        return ticked or [next(o.id for o in fact.options if o.excludes_others)]
    if isinstance(fact, NumberFact):
        top = min(record.get(fact.at_most, fact.maximum), fact.maximum) if fact.at_most else min(fact.maximum, 200)
        low = max(fact.minimum, 1 if fact.minimum else 0)
        steps = 10**fact.decimals
        return float(rng.integers(round(low * steps), round(top * steps) + 1)) / steps
    assert isinstance(fact, TextFact)
    return "913601000000000042" if fact.form == "credit_code" else "示例"


def with_gaps(record: dict, rng: np.random.Generator, share: float = 0.3) -> dict:
    """The record with about ``share`` of its answers missing, in each of the three ways."""
    gaps = [None, {"state": "dont_know"}, {"state": "not_applicable", "reason": "示例"}]
    return {k: gaps[rng.integers(3)] if rng.random() < share else v for k, v in record.items()}


def _depth(bank: FactBank, fact_id: str) -> int:
    fact = bank.facts[fact_id]
    return 1 + _depth(bank, fact.at_most) if isinstance(fact, NumberFact) and fact.at_most else 0
