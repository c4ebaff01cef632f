"""What every sum buys, exactly: the least cost of every gain in points, alone or together with what a level counts.

Measures that share nothing are solved apart, each group as a small program of its own columns and rows; firms that
stand alike in a group share its answer, so that of many firms most groups are known already. The steps of the groups
are then added up without loss.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.planning.case import FREE, Case
from assessment.planning.components import independent_groups
from assessment.planning.program import Program
from assessment.planning.tabling import Small, rising, unbeaten, whole_bounds
from assessment.solver import Task, solve

Whole = NDArray[np.int64]
_NONE: Mapping[int, int] = MappingProxyType({})
_MOST_KNOWN = 20_000
"""Groups whose answers are kept."""
_WIDEST = 1_000_000
"""Ways of a group that are looked at side by side; from there on it is walked by the solver."""


@dataclass(frozen=True)
class GroupWays:
    """Ways of a group, or of all: ``cost`` (0.01 万元) and ``gain`` (root units), each (n,), and ``met`` (n, rows):
    what each adds to further value rows. ``x`` (n, columns) is each solution of a group's own columns.

    No way costs as little as another, and gains and adds as much, and is not the same.
    """

    cost: Whole
    gain: Whole
    met: Whole
    x: Whole


@dataclass(frozen=True)
class Stairway:
    """Every cost (0.01 万元) at which more can be gained (root units) than for any less, in rising order.

    ``picked`` (steps, groups) says which way of each group is taken; ``bought`` tells it as measures.
    """

    cost: Whole
    gain: Whole
    picked: Whole
    groups: tuple[_Group, ...]
    ways: tuple[GroupWays, ...]

    def only(self, kept: NDArray[np.bool_]) -> Stairway:
        """Some of the steps."""
        return replace(self, cost=self.cost[kept], gain=self.gain[kept], picked=self.picked[kept])

    def bought(self, step: int) -> dict[int, int]:
        """The measures of a step: position -> units, 1 when not counted."""
        found: dict[int, int] = {}
        for group, ways, way in zip(self.groups, self.ways, self.picked[step], strict=True):
            found |= group.units(ways.x[way])
        return found


class KnownWays:
    """The ways of groups that were solved before, shared by all firms that stand alike in a group; those dearer than
    ``most`` (0.01 万元; None: none) are left out."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._ways: dict[bytes, GroupWays | None] = {}

    def of(self, group: _Group, need: Whole) -> GroupWays | None:
        """The ways of a group, what is added to further rows counting up to ``need``; None where they are too many."""
        enough = np.minimum(need, group.gains[1:] @ (group.upper - group.lower).astype(np.int64))
        key = b"|".join((group.key, enough.tobytes()))
        if key not in self._ways:
            if len(self._ways) >= _MOST_KNOWN:
                self._ways.clear()
            self._ways[key] = _ways(group, enough, self._most)
        return self._ways[key]


@lru_cache(maxsize=4)
def known_of(program: Program, most: int | None) -> KnownWays:
    """What is known of a program's groups up to a cost, in this process."""
    return KnownWays(most)


def stairway(case: Case, known: KnownWays, most: int | None, floor: Mapping[int, int] = _NONE) -> Stairway:
    """What every sum up to ``most`` (0.01 万元; None: any) buys of points; ``known`` goes as far at least.

    With ``floor`` (value row -> least value) every step reaches these values; there is none where no way does. Limits
    of time and money are left aside, those on measures hold. Raises ``NotSolved`` where nothing is proven.
    """
    root = case.program.value_rows[0]
    asked = [row for row in floor if (case.program.value_rows[row] != root).any()]
    need = np.array([max(0, floor[row] - int(case.values[row])) for row in asked], np.int64)
    asked, need = [row for row, least in zip(asked, need, strict=True) if least], need[need > 0]
    least = max((value - int(case.values[row]) for row, value in floor.items() if row not in asked), default=0)
    together = independent_groups(case, asked)
    groups = tuple(_groups(case, asked, together))
    ways: list[GroupWays] = []
    for group in groups:
        own = known.of(group, need)
        if own is None:
            (whole,) = _groups(case, asked, [[m for part in together for m in part]])
            return _walked(whole, most, need, least)
        ways.append(own)
    cost, gain, picked = _combined(ways, need, most)
    return Stairway(cost, gain, picked, groups, tuple(ways)).only(gain >= least)


@dataclass(frozen=True)
class _Group:
    """The program of some measures alone: ``measures`` and their columns first, then the states they lead to.

    ``gains`` (1 + rows, columns) are the root and further value rows; rows that bind nothing are left out.
    """

    measures: tuple[int, ...]
    unit_of: dict[int, int]
    sunk: int
    cents: Whole
    gains: Whole
    base: Whole
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    matrix: NDArray[np.float64]
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]

    @property
    def key(self) -> bytes:
        """The same for groups whose programs are the same."""
        parts = (self.cents, self.gains, self.base, self.lower, self.upper, self.matrix, self.row_lower, self.row_upper)
        shapes = repr((self.matrix.shape, self.gains.shape, self.sunk, len(self.measures)))
        return b"|".join((shapes.encode(), *(part.tobytes() for part in parts)))

    def units(self, x: Whole) -> dict[int, int]:
        """The measures of a solution: position -> units, 1 when not counted."""
        return {
            m: int(x[self.unit_of.get(m, i)]) if m in self.unit_of else 1 for i, m in enumerate(self.measures) if x[i]
        }


def _groups(case: Case, rows: Sequence[int], together: Iterable[Sequence[int]]) -> Iterable[_Group]:
    """The program of each set of measures (their positions) alone."""
    program = case.program
    dense = case.matrix.toarray()
    dense[program.value_row_first : program.value_row_first + len(program.value_rows)] = 0.0
    bought = len(program.measures) + len(program.counted)
    values = program.value_rows[[0, *rows]]
    for group in together:
        units = [program.unit_column[m] for m in group if m in program.unit_column]
        own = [*group, *units]
        lifted = _lifted(dense, own, case, bought)
        columns = np.array([*own, *lifted], int)
        used = np.flatnonzero((dense[:, columns] != 0).any(axis=1))
        # Nothing else is bought, and no other state moves.
        others = case.lower.copy()
        others[:bought] = 0.0
        others[columns] = 0.0
        part = dense[np.ix_(used, columns)]
        fixed = dense[used] @ others
        low, high = case.row_lower[used] - fixed, case.row_upper[used] - fixed
        lower, upper = case.lower[columns], case.upper[columns]
        least = np.minimum(part * lower, part * upper).sum(axis=1)
        most = np.maximum(part * lower, part * upper).sum(axis=1)
        binding = (least < low) | (most > high)
        at = {m: len(group) + i for i, m in enumerate(m for m in group if m in program.unit_column)}
        yield _Group(
            measures=tuple(group),
            unit_of=at,
            sunk=sum(case.price_of(m, n) for m, n in case.contracted.items() if m in group),
            cents=case.cents[columns],
            gains=values[:, columns],
            base=case.base[columns],
            lower=lower,
            upper=upper,
            matrix=np.ascontiguousarray(part[binding]),
            row_lower=low[binding],
            row_upper=high[binding],
        )


def _lifted(dense: NDArray[np.float64], own: Sequence[int], case: Case, bought: int) -> list[int]:
    """The states that the columns of a group may move, those that hang on other states included."""
    free = case.upper > case.lower
    free[:bought] = False
    states: Whole = np.empty(0, np.int64)
    while True:
        rows = (dense[:, [*own, *states]] != 0).any(axis=1)
        reached = np.flatnonzero((dense[rows] != 0).any(axis=0) & free)
        if len(reached) == len(states):
            return [int(column) for column in states]
        states = reached


def _ways(group: _Group, enough: Whole, most: int | None) -> GroupWays | None:
    """All ways of a group up to a cost that no other way beats; None where too many would have to be told apart.

    Where points alone count, a group too wide for a table is walked by the solver.
    """
    x = None
    if (group.gains >= 0).all():
        small = Small(
            group.cents,
            group.gains,
            group.lower.astype(np.int64),
            group.upper.astype(np.int64),
            np.rint(group.matrix).astype(np.int64),
            whole_bounds(group.row_lower),
            whole_bounds(group.row_upper),
            enough,
        )
        x = unbeaten(small, _WIDEST, most)
    if x is None:
        if enough.any():
            return None
        x = _walk(group, most, enough, 0)
    cost = x @ group.cents - group.sunk
    gains = (x - group.base) @ group.gains.T
    met = np.minimum(gains[:, 1:], enough)
    kept = _unbeaten(cost, gains[:, 0], met)
    return GroupWays(cost[kept], gains[kept, 0], met[kept], x[kept])


def _walked(group: _Group, most: int | None, need: Whole, least: int) -> Stairway:
    """The stairway of a group that holds all measures, step by step with the solver."""
    x = _walk(group, most, need, least)
    cost, gain = x @ group.cents - group.sunk, (x - group.base) @ group.gains[0]
    ways = GroupWays(cost, gain, np.zeros((len(x), 0), np.int64), x)
    return Stairway(cost, gain, np.arange(len(x))[:, None], (group,), (ways,))


def _walk(group: _Group, most: int | None, need: Whole, gain: int) -> Whole:
    """From breakpoint to breakpoint up to a cost: the cheapest way to more points that adds ``need`` to the further
    rows and at least ``gain``, and for that cost the most."""
    worth = group.gains[0]
    objective = (group.cents * (int(np.abs(worth).sum()) + 1) - worth).astype(float)
    least = np.concatenate([[gain], need]).astype(float) + group.gains @ group.base
    matrix = scipy.sparse.csc_array(np.vstack([group.gains, group.matrix]))
    row_upper = np.concatenate([np.full(len(group.gains), FREE), group.row_upper])
    found: list[Whole] = []
    while True:
        row_lower = np.concatenate([least, group.row_lower])
        best = solve(Task(objective, group.lower, group.upper, matrix, row_lower, row_upper))
        if best is None or (most is not None and group.cents @ best.x - group.sunk > most):
            return np.array(found, np.int64).reshape(-1, len(group.cents))
        found.append(best.x)
        least[0] = float(worth @ best.x) + 1


def _unbeaten(cost: Whole, gain: Whole, met: Whole) -> Whole:
    """Which ways are such that no other costs no more, and gains and adds no less."""
    order = np.lexsort((-gain, cost))
    if not met.shape[1]:
        best = np.maximum.accumulate(gain[order])
        return order[np.concatenate([[True], gain[order][1:] > best[:-1]])]
    everything = np.column_stack([gain, met])
    kept: list[int] = []
    for one in sorted(order, key=lambda i: (cost[i], *-everything[i])):
        if not kept or not (everything[kept] >= everything[one]).all(axis=1).any():
            kept.append(int(one))
    return np.array(kept)


def _combined(ways: Sequence[GroupWays], need: Whole, most: int | None) -> tuple[Whole, Whole, Whole]:
    """Every sum of a way of each group that meets ``need`` and that no other beats: cost, gain, and the ways taken."""
    # Groups that add to what is needed come first: once they are summed, only points count.
    order = sorted(range(len(ways)), key=lambda g: not ways[g].met.any())
    able = [ways[g].met.max(axis=0, initial=0) for g in order]
    to_come = np.sum(able, axis=0, dtype=np.int64) if able else np.zeros(len(need), np.int64)
    cost, gain = np.zeros(1, np.int64), np.zeros(1, np.int64)
    missing = need[None, :]
    picked = np.zeros((1, len(ways)), np.int64)
    for g, most_met in zip(order, able, strict=True):
        way = ways[g]
        width = len(way.cost)
        cost = (cost[:, None] + way.cost).ravel()
        gain = (gain[:, None] + way.gain).ravel()
        possible = np.ones(len(cost), bool) if most is None else cost <= most
        missing = np.maximum(missing[:, None, :] - way.met, 0).reshape(len(cost), len(need))
        to_come = to_come - most_met
        possible &= (missing <= to_come).all(axis=1)
        some = np.flatnonzero(possible)
        code = np.ravel_multi_index(missing[some].T, need + 1) if len(need) else np.zeros(len(some), np.int64)
        kept = some[rising(code, cost[some], gain[some])]
        cost, gain, missing = cost[kept], gain[kept], missing[kept]
        picked = picked[kept // width]
        picked[:, g] = kept % width
    done = np.flatnonzero((missing == 0).all(axis=1))
    kept = done[rising(np.zeros(len(done), np.int64), cost[done], gain[done])]
    return cost[kept], gain[kept], picked[kept]
