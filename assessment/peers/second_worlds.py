"""Other numbers that fit all that was told as well, for as many groups as possible: the proof that these are no secret.

The cheapest way comes first: one firm more or less, or two that change places, of all groups at once. Then firms wander
far from where they are, towards what the groups that are left would need. Then the solver
is asked for all numbers of some parts around a group, sums of points included, while all other parts stay as they are.
Every world that it finds settles each group whose number it changes. All unknown numbers at once would take it minutes
where there are tens of thousands of firms; among some dozens of parts it mostly finds another world in a moment.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.groups import Groups
from assessment.peers.spreading import Spreading, SpreadPoints
from assessment.peers.suppression import Mask
from assessment.peers.told import NOT_TOLD, Whole
from assessment.peers.trades import Changes, Trades
from assessment.peers.unknowns import Unknowns
from assessment.peers.wandering import Wandering
from assessment.solver import Task, found_soon

_NODES, _FURTHER_NODES = 100, 20
"""Among how many nodes the solver looks for one world; further, where much else would be hidden."""
_AROUND, _FURTHER, _JOINED = (16, 30, 60, 60, 150), (150, 300), (60, 150, 150, 400)
"""Among how many parts a world is looked for; further, where else much is hidden.

Of joined tables every figure is about many parts: among few of them hardly any world is found.
"""
_TURNS, _WORTH_IT, _FEW = 10, 0.9, 100
"""So many times points are spread anew, and several changed in a row, while no more than this part of groups are left.

Whoever is to have everything needs many points; of a few groups it is sooner found out by programs.
"""
_SMALL, _FAR, _ROUNDS, _WORTH_WANDERING = 300, 60, 10, 0.98
"""Among more parts firms wander: so often so many rounds, while no more than this part of groups are left.

Anew by lot after few rounds, more groups have another number at the end than after many in the same direction.
"""


class SecondWorlds:
    """Looks for worlds beside the one of some firms, ``counts`` (p, kinds), that fit the ``unknowns``.

    ``apart`` is for ``Spreading``; ``points`` are known where more was told before, and ``far`` is another world. What
    programs may take is the ``effort``: the parts among which each looks, added up; ``left`` is what is left of it.
    """

    def __init__(
        self,
        unknowns: Unknowns,
        counts: Whole,
        apart: Whole,
        effort: float,
        points: SpreadPoints | None = None,
        far: Whole | None = None,
    ):
        self.unknowns, self.numbers, self.left = unknowns, counts @ unknowns.kinds, effort
        self.far = counts if far is None else far
        self._rng = np.random.default_rng(0)
        self._spreading = Spreading(unknowns, apart)
        one_more = np.full(len(apart), float(unknowns.price.max(initial=0)) + 1)
        self._stand(points or self._spreading.spread(self.numbers, one_more, self._rng))

    def _stand(self, points: SpreadPoints) -> None:
        self.points = points
        self._here = np.concatenate([self.numbers.ravel(), points.sums])
        self._values = np.asarray(self.unknowns.matrix @ self._here)

    def soon(self, groups: Groups) -> Groups:
        """The groups of which no other number is found in little time."""
        left = self._wandered(self._traded(groups, in_a_row=False))
        for _ in range(_TURNS):
            before = len(left)
            if not self.unknowns.full or before < _FEW:
                break
            self._stand(self._spreading.spread(self.numbers, self._wanted_by(left), self._rng))
            left = self._traded(left, in_a_row=False)
            if len(left) > before * _WORTH_IT:
                break
        for _ in range(_TURNS if len(left) else 0):
            before = len(left)
            left = self._traded(left, in_a_row=True)
            if len(left) > before * _WORTH_IT:
                break
        return left

    def _wandered(self, left: Groups) -> Groups:
        """The groups that have the same number in all worlds far from here that were found."""
        if len(self.numbers) <= _SMALL:
            return left
        wandering = Wandering(self.unknowns, self.far, self._rng)
        anyhow = Spreading(self.unknowns, np.full(len(self.unknowns.sum_firms), NOT_TOLD))
        for _ in range(_FAR if len(left) else 0):
            before = len(left)
            wandering.wander(left, self.numbers, _ROUNDS)
            if not anyhow.fits(wandering.numbers):
                wandering.stand(self.far)
                continue
            self.far = wandering.counts.copy()
            moved = (wandering.numbers - self.numbers)[:, : self.unknowns.things]
            left = left.some(left.counted_by_thing(moved.astype(np.float64)) == 0)
            if len(left) > before * _WORTH_WANDERING:
                break
        return left

    def _wanted_by(self, groups: Groups) -> NDArray[np.float64]:
        """Points for one firm with everything in a part of each group, as many as there are, as the lot has it."""
        u, rows = self.unknowns, groups.rows
        length = np.diff(rows.indptr)[groups.of]
        at = rows.indptr[groups.of] + (self._rng.random(len(groups)) * length).astype(np.intp)
        parts = self._rng.permutation(np.unique(rows.indices[at[length > 0]]))
        climb = float(u.price[0].sum()) + 1
        slack = self.points.slack[0]
        spare = float(slack[np.isfinite(slack)].sum())
        wanted = np.zeros(len(u.sum_firms))
        part, points = u.pairs
        some = np.isin(part, parts[: max(1, int(spare / climb))])
        wanted[points[some]] = climb
        return wanted

    def _traded(self, groups: Groups, in_a_row: bool) -> Groups:
        """The groups that are left when firms change places."""
        for change in self._kinds:
            own = np.flatnonzero(change[groups.thing])
            changes = self._along(change)
            if not len(own) or not ((changes.up >= 1) | (changes.down >= 1)).any():
                continue
            trades = Trades(changes, len(self.numbers))
            some = groups.some(own)
            moved = trades.move_in_a_row(some, self._rng) if in_a_row else trades.move(some)
            groups = groups.some(np.setdiff1d(np.arange(len(groups)), own[moved]))
        return groups

    def around(self, groups: Groups, thoroughly: bool, joined: bool) -> Mask | None:
        """Which groups are left when a world is found among parts around the first of them; None where none is."""
        sizes = [(size, _NODES) for size in (_JOINED if joined else _AROUND)]
        sizes += [(size, _FURTHER_NODES) for size in _FURTHER] if thoroughly else []
        for size, nodes in sizes:
            if self.left <= 0:
                return None
            moved = self._found(self._parts(self._near(groups, size)), groups, nodes)
            if moved is not None:
                return ~moved
            if size >= len(self.numbers):
                break
        return None

    def _found(self, space: Changes, groups: Groups, nodes: int) -> Mask | None:
        """Of which groups is the number another one in a world that was found? None where none was.

        All others are changed with the first as chance wants, so that few worlds settle many.
        """
        things, of_part = self.unknowns.things, space.parts >= 0
        weights = np.where(of_part, 1, 0)[:, None] * space.things
        inside = groups.parts(0)[space.parts] & of_part
        own = np.where(inside, space.things[:, groups.thing[0]], 0).astype(np.float64)
        if not own.any():
            return None
        lot = self._rng.choice([-1.0, 1.0], len(groups))
        lot[0] = 0
        goal = (groups.weighed(lot, things)[space.parts] * weights).sum(axis=1)
        for sign in (1, -1):
            self.left -= len(np.unique(space.parts))
            task = Task(
                goal,
                -space.down,
                space.up,
                scipy.sparse.csc_array(scipy.sparse.vstack([space.rows, sign * own[None, :]])),
                np.append(space.low, 1),
                np.append(space.high, np.inf),
            )
            if (found := found_soon(task, nodes, space.whole)) is not None:
                numbers = np.zeros((len(self.numbers), things))
                np.add.at(numbers, space.parts[of_part], (space.things * found[:, None])[of_part])
                return np.asarray(np.rint(groups.counted_by_thing(numbers)) != 0)
        return None

    # -- where worlds are looked for -------------------------------------------------------------------------------

    @cached_property
    def _kinds(self) -> list[Whole]:
        """What of a part (each_part,) changes when one of its firms becomes one of another kind."""
        firms = self.unknowns.kinds
        changes = [after - before for at, before in enumerate(firms) for after in firms[at + 1 :]]
        return list(np.unique([one * np.sign(one[one != 0][0]) for one in changes], axis=0))

    def _along(self, change: Whole) -> Changes:
        """Firms that change alike, more or fewer in every part, while all points stay as they are."""
        u, n = self.unknowns, len(self.numbers)
        down, up = u.room(self.numbers, change)
        for price, slack in zip(u.price @ change[: u.things], self.points.slack, strict=True):
            if price:
                enough = np.maximum(np.floor(slack / abs(price)), 0)
                down, up = (down, np.minimum(up, enough)) if price > 0 else (np.minimum(down, enough), up)
        rows = scipy.sparse.csr_array(sum(self._told_of[at] * int(change[at]) for at in np.flatnonzero(change)))
        rows.eliminate_zeros()
        moved = np.broadcast_to(change[: u.things], (n, u.things))
        return self._space(rows, u.inner, down, up, np.arange(n), moved, np.ones(n, bool))

    @cached_property
    def _told_of(self) -> list[scipy.sparse.csr_array]:
        """The figures that were told as rows over the parts, for each of their numbers."""
        told = self._by_column[self.unknowns.inner :, : self.unknowns.width]
        each = self.unknowns.each_part
        return [scipy.sparse.csr_array(told[:, column::each]) for column in range(each)]

    def _near(self, groups: Groups, size: int) -> NDArray[np.intp]:
        """Parts of four kinds, as many of each: of the first group, such as stand in the same places, others.

        Of the others half by their firms alone, and half such as hold a firm with the thing, or without it, whichever
        is rarer: it changes places with one of the group. Points are won from those in the same places.
        """
        u, every = self.unknowns, np.arange(len(self.numbers))
        if size >= len(every):
            return every
        own = self._rng.permutation(np.flatnonzero(groups.parts(0)))[: size // 4]
        same = self._by_place.T @ (self._by_place[:, own].sum(axis=1) > 0)
        having = self.numbers[:, groups.thing[0]]
        rarer = min(having > 0, having < u.part_firms, key=np.count_nonzero)
        found = own
        for odds in (same.astype(float) ** 4, rarer.astype(float), np.sqrt(u.part_firms)):
            some = np.setdiff1d(np.flatnonzero(odds), found)
            number = min(len(some), size // 4)
            chance = odds[some] / odds[some].sum() if number else None
            found = np.concatenate([found, self._rng.choice(some, number, False, chance)])
        return np.sort(found)

    @cached_property
    def _by_place(self) -> scipy.sparse.csr_array:
        """Which parts (columns) stand in which places but the last, in every release."""
        u = self.unknowns
        every = [u.inside(t, u.ground.places[:-1]) for t in range(len(u.told))]
        return scipy.sparse.csr_array(scipy.sparse.vstack(every))

    def _parts(self, parts: NDArray[np.intp]) -> Changes:
        """All numbers of some parts, and the sums of their points."""
        u = self.unknowns
        sums = np.flatnonzero(np.isin(u.sum_ways, u.part_ways[parts]))
        numbers = (parts[:, None] * u.each_part + np.arange(u.each_part)).ravel()
        columns = np.concatenate([numbers, *(u.width + end * len(u.sum_ways) + sums for end in range(u.ends))])
        whole = columns < u.width
        lower, upper = u.bounds
        parts = np.where(whole, columns // u.each_part, -1)
        moved = whole[:, None] & ((columns % u.each_part)[:, None] == np.arange(u.things))
        down, up = (self._here - lower)[columns], (upper - self._here)[columns]
        return self._space(self._by_column[:, columns].tocsr(), 0, down, up, parts, moved, whole)

    @cached_property
    def _by_column(self) -> scipy.sparse.csc_array:
        return self.unknowns.matrix.tocsc()

    def _space(
        self,
        rows: scipy.sparse.csr_array,
        first: int,
        down: NDArray[np.float64],
        up: NDArray[np.float64],
        parts: NDArray[np.intp],
        things: NDArray[np.int64] | Mask,
        whole: Mask,
    ) -> Changes:
        """Of changes those that may go anywhere, and of rows, the first of which has a number, those that they move."""
        free = np.flatnonzero((down > 0) | (up > 0))
        rows = scipy.sparse.csr_array(rows[:, free])
        used = np.flatnonzero(np.diff(rows.indptr))
        low, high = (end[first:][used] - self._values[first:][used] for end in (self.unknowns.low, self.unknowns.high))
        ends = down[free], up[free], parts[free], np.asarray(things[free], np.int64), whole[free]
        return Changes(rows[used], low, high, *ends)
