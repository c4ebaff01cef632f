"""The best invitations of one category under capacity, proven by the solver (HiGHS)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from assessment.matchmaking.demand import Market, Pair
from assessment.planning.solving import Builder, NotSolved, Task, solve

PER_NEED = 3


def assign(market: Market, per_need: int = PER_NEED) -> list[Pair]:
    """The pairs to invite. No offer gets more than its capacity, no need more than ``per_need`` offers. In this order:

    as many steps as possible have somebody invited for them; as many as possible somebody who declares them; as few
    invitations as possible; the greatest sum of merits. Each is solved to proven optimality and then held.

    Where every offer does the whole of a need this is a transportation problem, whose linear program has whole optima
    by itself (its matrix is totally unimodular: Hoffman and Kruskal 1956). Offers that do parts make it one of
    covering, so whole numbers are asked for.
    """
    if not market.pairs:
        return []
    program = _Program(market, per_need)
    goals = [program.steps, program.declared, program.invitations, program.merits]
    chosen: NDArray[np.int64] | None = None
    for i, goal in enumerate(goals):
        if i == 1 and all(pair.declared for pair in market.pairs):
            continue  # the same as the first goal
        chosen = program.best(goal)
        program.hold(goal, int(goal @ chosen))
    assert chosen is not None
    return [pair for pair, invited in zip(market.pairs, chosen, strict=False) if invited]


class _Program:
    """Columns: a pair invited; a step that somebody is invited for; a step that somebody who declares it is."""

    def __init__(self, market: Market, per_need: int):
        self.build = Builder()
        self.lower: list[float] = []
        self.upper: list[float] = []
        pairs = market.pairs
        doing: dict[tuple[int, int], list[int]] = {}
        by_need: dict[int, list[int]] = {}
        by_offer: dict[str, list[int]] = {}
        for p, pair in enumerate(pairs):
            by_need.setdefault(pair.need, []).append(p)
            by_offer.setdefault(pair.offer.id, []).append(p)
            for k in range(len(market.needs[pair.need].steps)):
                if pair.does >> k & 1:
                    doing.setdefault((pair.need, k), []).append(p)
        self.width = len(pairs) + 2 * len(doing)
        for j, able in enumerate(doing.values(), len(pairs)):
            self._row({j: 1.0} | dict.fromkeys(able, -1.0), 0)
            declaring = [p for p in able if pairs[p].declared]
            self._row({j + len(doing): 1.0} | dict.fromkeys(declaring, -1.0), 0)
        for invited in by_need.values():
            if len(invited) > per_need:
                self._row(dict.fromkeys(invited, 1.0), per_need)
        capacity = {offer.id: offer.capacity for offer in market.offers}
        for name, invited in by_offer.items():
            if len(invited) > capacity[name]:
                self._row(dict.fromkeys(invited, 1.0), capacity[name])
        self.steps, self.declared, self.invitations, self.merits = np.zeros((4, self.width), np.int64)
        self.steps[len(pairs) : len(pairs) + len(doing)] = -1
        self.declared[len(pairs) + len(doing) :] = -1
        self.invitations[: len(pairs)] = 1
        self.merits[: len(pairs)] = [-pair.merit for pair in pairs]

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

    def _row(self, terms: Mapping[int, float], at_most: float) -> None:
        self.build.row(terms)
        self.lower.append(-np.inf)
        self.upper.append(at_most)
