"""Answers as small codes: for each item one code a firm, and what the code means at its worst and at its best.

A complete answer has one meaning. A missing one is a code of its own that means the worst entry of the item's table
at one end and the best at the other, so that scoring never asks whether an answer is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.content.facts import ChoiceFact, MultiFact, NumberFact
from assessment.content.frameworks import ChoiceItem, MultiItem, RatioItem
from assessment.framework import CompiledItem, Framework
from assessment.knowledge import Knowledge


@dataclass(frozen=True)
class Coded:
    """One item of n firms: ``codes`` (n,), and for each code the index into the item's worst and best tables."""

    codes: NDArray[Any]
    low: NDArray[np.intp]
    high: NDArray[np.intp]


def encode(framework: Framework, knowledge: Knowledge) -> list[Coded]:
    """The codes of every item of the framework, in item order."""
    return [_encode_item(item, knowledge) for item in framework.items]


def _encode_item(item: CompiledItem, knowledge: Knowledge) -> Coded:
    if isinstance(item.spec, RatioItem):
        return _rate(item, item.spec, knowledge)
    fact = knowledge.bank.facts[item.spec.fact]
    if knowledge.as_answered(fact.id):
        return _as_answered(item, fact, knowledge)
    if isinstance(item.spec, ChoiceItem):
        masks = knowledge.options(fact.id)
        identity = np.arange(len(item.points_low))
        return Coded(masks, identity, identity)
    return _pairs(*knowledge.ticks(fact.id))


def _as_answered(item: CompiledItem, fact: Any, knowledge: Knowledge) -> Coded:
    """Nothing narrows or hides the fact: the column itself is the code, its last value meaning "open"."""
    column = knowledge.table.columns.get(fact.id)
    if isinstance(item.spec, MultiItem):
        assert isinstance(fact, MultiFact)
        everything = sum(1 << i for i, option in enumerate(fact.options) if not option.excludes_others)
        ticks = np.arange(1 << len(fact.options))
        low, high = np.append(ticks, 0), np.append(ticks, everything)
    else:
        assert isinstance(fact, ChoiceFact)
        single = 1 << np.arange(len(fact.options))
        low = high = np.append(single, (1 << len(fact.options)) - 1)
    if column is None:
        return Coded(np.zeros(len(knowledge.table), np.uint8), low[-1:], high[-1:])
    return Coded(column.values, low, high)


def _pairs(worst: NDArray[np.int64], best: NDArray[np.int64]) -> Coded:
    """Any two table indices per firm, as codes of the pairs that occur."""
    pairs, codes = np.unique(np.stack([worst, best]), axis=1, return_inverse=True)
    return Coded(codes.ravel(), pairs[0], pairs[1])


def _rate(item: CompiledItem, spec: RatioItem, knowledge: Knowledge) -> Coded:
    """Bands of the least and of the greatest possible rate, compared in whole numbers without rounding."""
    facts = [knowledge.bank.facts[f] for f in item.facts]
    scale = 10 ** max(f.decimals for f in facts if isinstance(f, NumberFact))
    # A firm that is not asked for the whole has no rate; the parts that it is not asked for are none.
    ends = [*(knowledge.number(f) for f in spec.numerator), knowledge.number_if_asked(spec.denominator)]
    lows = [_whole(low, scale) for low, _ in ends]
    highs = [_whole(high, scale) for _, high in ends]
    part_low, whole_low = sum(lows[1:-1], lows[0]), lows[-1]
    part_high, whole_high = sum(highs[1:-1], highs[0]), highs[-1]
    not_asked = len(item.states)
    size = not_asked + 1
    # A rate cannot exceed 100 %, however the unknown parts fall out; band 0 lies under every edge.
    worst = _band(item, np.minimum(part_low, whole_high), whole_high)
    best = _band(item, np.minimum(part_high, whole_low), whole_low)
    if knowledge.bank.facts[spec.denominator].asked_if:
        surely, possibly = knowledge.visible(spec.denominator)
        worst = np.where(surely, worst, not_asked).astype(np.uint8)
        best = np.where(possibly, best, not_asked).astype(np.uint8)
    codes = worst * np.uint8(size) + best
    every = np.arange(size * size)
    return Coded(codes, every // size, every % size)


def _whole(values: NDArray[np.float64], scale: int) -> NDArray[np.int64]:
    return values.astype(np.int64) if scale == 1 else np.rint(values * scale).astype(np.int64)


def _band(item: CompiledItem, part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.uint8]:
    band = np.zeros(len(part), np.uint8)
    for edge in item.edges[1:]:
        left, right = part * edge.at.denominator, whole * edge.at.numerator
        band += left >= right if edge.inclusive else left > right
    return band
