"""The best invitations of one category under capacity, proven by the solver (HiGHS)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessment.providers.picking import BAND, PER_NEED
from assessment.solver import Builder, NotSolved, Task, solve

_BAND = round(1000 * BAND)
"""Merits are counted in thousandths here."""
SPREAD = 1000
"""Load is counted in thousandths of a provider's capacity."""


class Pairing(NamedTuple):
    """A need and an offer open to it: ``does`` is the bit mask of steps, ``merit`` in thousandths."""

    need: int
    offer: int
    does: int
    declared: bool
    merit: int


@dataclass(frozen=True)
class Puzzle:
    """One category in numbers: steps of each need, the pairs, capacity of each offer, and whose offer it is."""

    steps: tuple[int, ...]
    pairs: tuple[Pairing, ...]
    capacity: tuple[int, ...]
    provider: tuple[int, ...]


def assign(puzzle: Puzzle, per_need: int = PER_NEED) -> list[int] | None:
    """The numbers of the pairs to invite; None where the solver proved nothing.

    No offer gets more than its capacity, no need more than ``per_need`` offers.

    In this order: as many steps as possible have somebody invited for them; as many as possible somebody who declares
    them; as few invitations as possible; the best fit, in steps of ``BAND``; the work spread over providers (the sum
    over providers of invitations squared by capacity is least); the greatest sum of merits. Each is solved to proven
    optimality and then held.

    Where every offer does the whole of a need this is a transportation problem, whose linear program has whole optima
    by itself (its matrix is totally unimodular: Hoffman and Kruskal 1956). Offers that do parts make it one of
    covering, so whole numbers are asked for.
    """
    if not puzzle.pairs:
        return []
    program = _Program(puzzle, per_need)
    chosen: NDArray[np.int64] | None = None
    for goal in program.goals:
        try:
            chosen = program.best(goal)
        except NotSolved:
            return None
        program.hold(goal, int(goal @ chosen))
    assert chosen is not None
    return [p for p in range(len(puzzle.pairs)) if chosen[p]]


class _Program:
    """Columns: a pair invited; a step that somebody is invited for; a step that somebody who declares it is; the
    first, second, ... invitation of a provider, each dearer than the one before."""

    def __init__(self, puzzle: Puzzle, per_need: int):
        self.build = Builder()
        self.lower: list[float] = []
        self.upper: list[float] = []
        pairs = puzzle.pairs
        doing: dict[tuple[int, int], list[int]] = {}
        by_need: dict[int, list[int]] = {}
        by_offer: dict[int, list[int]] = {}
        for p, pair in enumerate(pairs):
            by_need.setdefault(pair.need, []).append(p)
            by_offer.setdefault(pair.offer, []).append(p)
            for k in range(puzzle.steps[pair.need]):
                if pair.does >> k & 1:
                    doing.setdefault((pair.need, k), []).append(p)
        loads = _loads(puzzle, by_offer)
        self.width = len(pairs) + 2 * len(doing) + sum(len(costs) for _, costs in loads)
        for j, able in enumerate(doing.values(), len(pairs)):
            self._row({j: 1.0} | dict.fromkeys(able, -1.0), 0)
            declaring = [p for p in able if pairs[p].declared]
            self._row({j + len(doing): 1.0} | dict.fromkeys(declaring, -1.0), 0)
        for invited in by_need.values():
            if len(invited) > per_need:
                self._row(dict.fromkeys(invited, 1.0), per_need)
        for offer, invited in by_offer.items():
            if len(invited) > puzzle.capacity[offer]:
                self._row(dict.fromkeys(invited, 1.0), puzzle.capacity[offer])
        steps, declared, invitations, fit, spread, merits = np.zeros((6, self.width), np.int64)
        at = len(pairs) + 2 * len(doing)
        for invited, costs in loads:
            self._row(dict.fromkeys(invited, 1.0) | dict.fromkeys(range(at, at + len(costs)), -1.0), 0, 0)
            spread[at : at + len(costs)] = costs
            at += len(costs)
        steps[len(pairs) : len(pairs) + len(doing)] = -1
        declared[len(pairs) + len(doing) : len(pairs) + 2 * len(doing)] = -1
        invitations[: len(pairs)] = 1
        fit[: len(pairs)] = [-(pair.merit // _BAND) for pair in pairs]
        merits[: len(pairs)] = [-pair.merit for pair in pairs]
        # Where everybody declares what he does, the second goal is the first.
        by_declaring = () if all(pair.declared for pair in pairs) else (declared,)
        self.goals = (steps, *by_declaring, invitations, fit, spread, merits)

    def best(self, goal: NDArray[np.int64]) -> NDArray[np.int64]:
        """The proven optimum of a goal (to be made least) within all that is held."""
        found = solve(
            Task(
                objective=goal.astype(float),
                lower=np.zeros(self.width),
                upper=np.ones(self.width),
                matrix=self.build.matrix(self.width),
                row_lower=np.array(self.lower),
                row_upper=np.array(self.upper),
            )
        )
        if found is None:
            raise NotSolved("to invite nobody meets every limit, so there is an optimum")
        return found.x

    def hold(self, goal: NDArray[np.int64], value: int) -> None:
        """Nothing may be worse by this goal from now on."""
        self._row({int(j): float(goal[j]) for j in np.flatnonzero(goal)}, value)

    def _row(self, terms: Mapping[int, float], at_most: float, at_least: float = -np.inf) -> None:
        self.build.row(terms)
        self.lower.append(at_least)
        self.upper.append(at_most)


def _loads(puzzle: Puzzle, by_offer: Mapping[int, list[int]]) -> list[tuple[list[int], list[int]]]:
    """For each provider its pairs, and what its first, second, ... invitation costs.

    The k-th costs (2k - 1) / capacity, so that n of them cost n squared by capacity: the dearer the fuller.
    """
    pairs: dict[int, list[int]] = {}
    capacity: dict[int, int] = {}
    for offer, invited in by_offer.items():
        provider = puzzle.provider[offer]
        pairs.setdefault(provider, []).extend(invited)
        capacity[provider] = capacity.get(provider, 0) + puzzle.capacity[offer]
    return [
        (invited, [SPREAD * (2 * k - 1) // capacity[p] for k in range(1, min(capacity[p], len(invited)) + 1)])
        for p, invited in pairs.items()
    ]
