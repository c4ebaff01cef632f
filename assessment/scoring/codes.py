"""Answers as small codes: for each item one code a firm, and what the code means at its worst and at its best.

A complete answer has one meaning. A missing one is a code of its own that means the worst entry of the item's table
at one end and the best at the other, so that scoring never asks whether an answer is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.content.facts import Fact, MultiFact, steps_of_one
from assessment.content.frameworks import ChoiceItem, RatioItem
from assessment.knowledge import Knowledge
from assessment.scoring.compiled import CompiledItem
from assessment.scoring.framework import Framework

BLOCK = 1 << 14
MASK_BITS = 31


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
        return _Rate(item, item.spec, knowledge).coded()
    fact = knowledge.bank.facts[item.spec.fact]
    if knowledge.as_answered(fact.id):
        return _as_answered(item, fact, knowledge)
    if isinstance(item.spec, ChoiceItem):
        identity = np.arange(len(item.points_low))
        return Coded(knowledge.options(fact.id).astype(np.uint16), identity, identity)
    return _pairs(*knowledge.ticks(fact.id))


def _as_answered(item: CompiledItem, fact: Fact, knowledge: Knowledge) -> Coded:
    """Nothing narrows or hides the fact: the column itself is the code, its last value meaning "open"."""
    values = knowledge.table.column(fact.id).values
    if isinstance(fact, MultiFact):
        everything = sum(1 << i for i, option in enumerate(fact.options) if not option.excludes_others)
        return Coded(values, *_every_ticks(len(fact.options), everything))
    single = _every_option(len(knowledge.bank.choice(fact.id).options))
    return Coded(values, single, single)


@lru_cache(maxsize=256)
def _every_ticks(options: int, everything: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each set of ticks means itself; "open" means none of them at its worst and ``everything`` at its best."""
    ticks = np.arange(1 << options)
    return _kept(np.append(ticks, 0)), _kept(np.append(ticks, everything))


@lru_cache(maxsize=256)
def _every_option(options: int) -> NDArray[np.intp]:
    """Each option means itself alone, "open" any of them."""
    return _kept(np.append(1 << np.arange(options), (1 << options) - 1))


def _kept(table: NDArray[np.intp]) -> NDArray[np.intp]:
    """A table that many read, and nobody writes into."""
    table.flags.writeable = False
    return table


def _pairs(worst: NDArray[np.int64], best: NDArray[np.int64]) -> Coded:
    """Any two table indices per firm, as codes of the pairs that occur."""
    pairs, codes = np.unique(worst << MASK_BITS | best, return_inverse=True)
    return Coded(codes.astype(np.uint32), pairs >> MASK_BITS, pairs & ((1 << MASK_BITS) - 1))


def blocks(n: int) -> Iterator[slice]:
    """The rows of a table, some at a time: what is worked on then stays in the processor's cache."""
    for start in range(0, n, BLOCK):
        yield slice(start, min(start + BLOCK, n))


class _Rate:
    """The bands of one rate, compared without rounding errors: see ``rate_checks.LARGEST_PRODUCT``."""

    def __init__(self, item: CompiledItem, spec: RatioItem, knowledge: Knowledge):
        self.spec, self.knowledge = spec, knowledge
        facts = [knowledge.bank.facts[fact] for fact in item.facts]
        self.steps = steps_of_one(facts)
        self.grain = item.grain
        self.edges = [(int(edge.at * item.grain), edge.inclusive) for edge in item.edges[1:]]
        self.size = len(item.states) + 1
        self.hideable = [fact.id for fact in facts if fact.asked_if]

    def coded(self) -> Coded:
        """A code is the worst band and the best one; the last number stands for "not asked"."""
        codes = np.empty(len(self.knowledge.table), np.min_scalar_type(self.size * self.size - 1))
        for block in blocks(len(codes)):
            codes[block] = self._codes(block)
        every = np.arange(self.size * self.size)
        return Coded(codes, every // self.size, every % self.size)

    def _codes(self, block: slice) -> NDArray[Any]:
        """Most firms gave every figure exactly; the others are reasoned out one by one."""
        quotient = self._quotient([self.knowledge.figures(fact, block) for fact in self._facts])
        codes = self._bands(quotient) * np.uint16(self.size + 1)
        open_ = np.isnan(quotient)
        for fact in self._facts:
            about = [row - block.start for row in self.knowledge.about(fact) if block.start <= row < block.stop]
            open_[about] = True
        for fact in self.hideable:
            open_ |= ~self.knowledge.visible(fact)[0][block]
        some = np.flatnonzero(open_)
        worst, best = self._ends(some + block.start)
        codes[some] = worst * np.uint16(self.size) + best
        return codes

    def _ends(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Bands of the least and of the greatest possible rate.

        A firm that is not asked for the whole has no rate; the parts that it is not asked for are none.
        """
        whole = self.spec.denominator
        ends = [self.knowledge.number(fact, rows) for fact in self.spec.numerator]
        whole_low, whole_high = self.knowledge.number_if_asked(whole, rows)
        worst = self._bands(self._quotient([*(low for low, _ in ends), whole_high]))
        best = self._bands(self._quotient([*(high for _, high in ends), whole_low]))
        if whole in self.hideable:
            surely, possibly = (shown[rows] for shown in self.knowledge.visible(whole))
            worst[~surely] = self.size - 1
            best[~possibly] = self.size - 1
        return worst, best

    @property
    def _facts(self) -> tuple[str, ...]:
        return (*self.spec.numerator, self.spec.denominator)

    def _quotient(self, figures: list[NDArray[np.float64]]) -> NDArray[np.float64]:
        """The rate in grains; at most 1, however unknown parts fall out."""
        *parts, whole = [np.rint(f * self.steps) for f in figures] if self.steps > 1 else figures
        return np.minimum(sum(parts[1:], parts[0]) * self.grain / whole, self.grain)

    def _bands(self, quotient: NDArray[np.float64]) -> NDArray[np.uint8]:
        """The number of edges that each rate has passed; band 0 lies under every edge."""
        bands = np.zeros(len(quotient), np.uint8)
        for edge, inclusive in self.edges:
            bands += quotient >= edge if inclusive else quotient > edge
        return bands
