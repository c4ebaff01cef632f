"""What somebody can work out of a released table, by other means than those that made it.

The attacker knows the cells and totals shown (hidden ones are -1), that they add up, that counts are whole numbers and
that an empty cell would be shown as 0. Every group of hidden cells that holds fewer firms than the floor is tried: is
its count the same in every table that fits (whole-number programs), or do the shown figures combine to it (rank), which
would give its mean away, too?
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import null_space
from scipy.optimize import Bounds, LinearConstraint, milp

Cell = tuple[int, int]
Group = frozenset[Cell]


def exposed_groups(true: NDArray[np.int64], shown: NDArray[np.int64], floor: int) -> set[Group]:
    """Groups of inner cells with 1 to ``floor`` - 1 firms that can be worked out; both tables come with totals."""
    hidden = [(i, j) for i, j in np.ndindex(*(n - 1 for n in true.shape)) if shown[i, j] < 0]
    if not hidden:
        return set()
    attacker = _of_table(hidden, shown)
    counts = np.array([true[cell] for cell in hidden])
    return {
        frozenset(hidden[k] for k in group)
        for group in _small_groups(counts, floor)
        if attacker.combines(group) or attacker.knows(group)
    }


def _small_groups(counts: NDArray[np.int64], floor: int, begun: tuple[int, ...] = ()) -> Iterator[list[int]]:
    """Every set of non-empty hidden cells that together hold fewer firms than the floor."""
    for k in range(begun[-1] + 1 if begun else 0, len(counts)):
        if counts[k] and counts[[*begun, k]].sum() < floor:
            yield [*begun, k]
            yield from _small_groups(counts, floor, (*begun, k))


def _of_table(hidden: list[Cell], shown: NDArray[np.int64]) -> _Attacker:
    rows, columns = shown.shape
    inner = np.where(shown[:-1, :-1] < 0, 0, shown[:-1, :-1])
    equations, right = [], []

    def told(members: list[bool], known: int, total: int) -> None:
        if total >= 0:
            equations.append(np.array(members, float))
            right.append(total - known)

    for i in range(rows - 1):
        told([cell[0] == i for cell in hidden], int(inner[i].sum()), int(shown[i, -1]))
    for j in range(columns - 1):
        told([cell[1] == j for cell in hidden], int(inner[:, j].sum()), int(shown[-1, j]))
    told([True] * len(hidden), int(inner.sum()), int(shown[-1, -1]))
    # Where everything but the grand total is hidden, so are the empty cells.
    least = 0 if (shown < 0).sum() == shown.size - 1 else 1
    return _Attacker(np.array(equations).reshape(-1, len(hidden)), right, least)


class _Attacker:
    def __init__(self, equations: NDArray[np.float64], right: Sequence[int], least: int):
        self.n = equations.shape[1]
        self.bounds = Bounds(np.full(self.n, least), np.full(self.n, np.inf))
        self.rules = LinearConstraint(equations, right, right) if len(right) else ()
        self.free = null_space(equations) if len(right) else np.eye(self.n)
        self.fitting = [self._solve(sign * np.eye(self.n)[k]) for k in range(self.n) for sign in (1, -1)]

    def combines(self, group: list[int]) -> bool:
        return bool(np.abs(self.free[group].sum(axis=0)).max(initial=0) < 1e-7)

    def knows(self, group: list[int]) -> bool:
        goal = np.zeros(self.n)
        goal[group] = 1
        if len({round(float(goal @ one)) for one in self.fitting}) > 1:
            return False
        return round(float(goal @ self._solve(goal))) == round(float(goal @ self._solve(-goal)))

    def _solve(self, goal: NDArray[np.float64]) -> NDArray[np.float64]:
        found = milp(goal, constraints=self.rules, bounds=self.bounds, integrality=np.ones(self.n))
        if found.x is None:  # no upper bound: any large table fits, and this one is far from the others
            capped = Bounds(self.bounds.lb, np.full(self.n, 1e4))
            found = milp(goal, constraints=self.rules, bounds=capped, integrality=np.ones(self.n))
        return np.asarray(found.x)


@dataclass(frozen=True)
class Part:
    """The firms of one inner cell that stood in it in just these releases."""

    cell: Cell
    there: tuple[bool, ...]


def exposed_parts(
    history: Sequence[Mapping[str, Cell]], shown: Sequence[NDArray[np.int64]], floor: int, sums_only: bool = False
) -> set[frozenset[Part]]:
    """Groups of parts with 1 to ``floor`` - 1 firms that can be worked out of several releases of a table.

    The attacker even knows which parts hold nobody: in which cell firms joined, left or stayed at all. With
    ``sums_only`` only what the figures add up to counts, and not that numbers of firms are whole.
    """
    firms = {(firm, cell) for release in history for firm, cell in release.items()}
    sizes = Counter(Part(cell, tuple(release.get(firm) == cell for release in history)) for firm, cell in firms)
    parts = list(sizes)
    equations, right = [], []
    for k, table in enumerate(shown):
        for i, j in np.argwhere(table >= 0):
            inside = [
                p.there[k] and p.cell[0] in _span(i, table.shape[0]) and p.cell[1] in _span(j, table.shape[1])
                for p in parts
            ]
            equations.append(np.array(inside, float))
            right.append(table[i, j])
    if not equations or not parts:
        return set()
    attacker = _Attacker(np.array(equations).reshape(-1, len(parts)), right, least=1)
    counts = np.array([sizes[part] for part in parts])
    return {
        frozenset(parts[k] for k in group)
        for group in _small_groups(counts, floor)
        if attacker.combines(group) or (not sums_only and attacker.knows(group))
    }


def _span(at: int, size: int) -> range:
    return range(size - 1) if at == size - 1 else range(at, at + 1)
