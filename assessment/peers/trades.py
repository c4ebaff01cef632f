"""Firms that have something more in some parts and fewer in others, so that all that was told stands.

Changes of one kind: the same things, one firm more or less in a part. First every change that fits alone and every two
that fit together, of all groups at once. Then several in a row: what one change puts out of its bounds the next puts
right.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.groups import Groups
from assessment.peers.suppression import Mask

_STEPS = 8
"""So many changes in a row at most."""
_AT_ONCE = 64
"""So many groups are tried at the same time."""
_NOTHING, _NEARLY_NOTHING = 0, 1e-6


class Changes(NamedTuple):
    """Changes (c) of which each may go so far down and up, and the figures (rows) that they move, which may as well.

    A change moves the numbers of things (c, things) of a part (c,), or no part (-1), by whole numbers or not.
    """

    rows: scipy.sparse.csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    down: NDArray[np.float64]
    up: NDArray[np.float64]
    parts: NDArray[np.intp]
    things: NDArray[np.int64]
    whole: Mask


class Trades:
    """The changes of one kind, one for a part: each moves every figure one way, in whatever part.

    A figure without room does not hinder two firms that are both in it: what one wins the other loses. Figures of the
    same parts are one, with the least room of them.
    """

    def __init__(self, changes: Changes, parts: int):
        free = np.flatnonzero((changes.up >= 1) | (changes.down >= 1))
        self.size, self.parts = parts, changes.parts[free]
        self.more, self.fewer = changes.up[free] >= 1, changes.down[free] >= 1
        rows = scipy.sparse.csr_array(changes.rows[:, free], dtype=np.float64)
        least, most = (end(axis=1).toarray().ravel() for end in (rows.min, rows.max))
        by = np.where(most > 0, most, least)  # the same in all of its parts
        used = np.flatnonzero(by)
        rows, by = scipy.sparse.diags_array(1 / by[used]) @ rows[used], by[used]
        ends = np.sort([changes.low[used] / by, changes.high[used] / by], axis=0)
        first, which = _alike(scipy.sparse.csr_array(rows))
        low, high = np.full(len(first), -np.inf), np.full(len(first), np.inf)
        np.maximum.at(low, which, np.ceil(ends[0] - _NEARLY_NOTHING))
        np.minimum.at(high, which, np.floor(ends[1] + _NEARLY_NOTHING))
        near = (high < _STEPS) | (low > -_STEPS)
        self.low, self.high = low[near], high[near]
        self.rows = scipy.sparse.csr_array(scipy.sparse.csr_array(rows)[first[near]])
        self.by_part = scipy.sparse.csr_array(self.rows.T)

    # -- one or two ------------------------------------------------------------------------------------------------

    def move(self, groups: Groups) -> Mask:
        """Of which groups might the number change, by one firm or by two that change places?

        Two parts that may trade are linked; a group keeps its number only where no link leads out of it.
        """
        link = self._linked
        number = int(link.max(initial=0)) + 1
        to = scipy.sparse.csr_array((np.ones(len(link)), (self.parts, link)), (self.size, number))
        full = np.bincount(link, minlength=number)
        full[_NOTHING] += 1  # it is in no group
        inside = scipy.sparse.coo_array(groups.counted(to))
        some = (inside.data > 0) & (inside.data < full[inside.coords[1]])
        found = np.zeros(len(groups), bool)
        found[inside.coords[0][some]] = True
        return found

    @cached_property
    def _linked(self) -> NDArray[np.intp]:
        """The number of the changes (c,) that are linked with each other; ``_NOTHING`` of those that fit alone.

        Nodes are the kinds of changes with one firm more, those with one less, nothing at all, and the changes.
        """
        no_more, no_fewer = self.high < 1, self.low > -1
        by_part = scipy.sparse.csr_array(self.by_part, dtype=np.float32)
        tight = scipy.sparse.csr_array(by_part[:, no_more | no_fewer])
        first, kind = _alike(tight)
        k = len(first)
        up, down = by_part[first][:, no_more], by_part[first][:, no_fewer]
        stopped, held = up.sum(axis=1), down.sum(axis=1)
        fits = (up @ up.T).toarray() >= stopped[:, None]
        fits &= (down @ down.T).toarray() >= held[None, :]
        there = [np.bincount(kind[one], minlength=k) > 0 for one in (self.more, self.fewer)]
        gives, takes = np.nonzero(fits & there[0][:, None] & there[1][None, :])
        alone = [np.flatnonzero(one & (none == 0)) for one, none in zip(there, (stopped, held), strict=True)]
        partners = np.union1d(gives, alone[0]), np.union1d(takes, alone[1])  # without any, a kind links nobody
        sides = zip((self.more, self.fewer), partners, strict=True)
        own = [np.flatnonzero(one & np.isin(kind, some)) for one, some in sides]
        nothing, begins = np.full(len(alone[0]) + len(alone[1]), 2 * k), 2 * k + 1
        a = np.concatenate([gives, alone[0], k + alone[1], begins + own[0], begins + own[1]])
        b = np.concatenate([k + takes, nothing, kind[own[0]], k + kind[own[1]]])
        links = scipy.sparse.coo_array((np.ones(len(a)), (a, b)), shape=(begins + len(kind), begins + len(kind)))
        found = scipy.sparse.csgraph.connected_components(links, directed=False)[1]
        found = np.where(found == found[2 * k], -1, found)[2 * k :]
        return np.asarray(np.unique(found, return_inverse=True)[1][1:])

    # -- several in a row ------------------------------------------------------------------------------------------

    def move_in_a_row(self, groups: Groups, rng: np.random.Generator) -> Mask:
        """Of which groups does the number change when several firms change, each for the sake of the one before?"""
        found = np.zeros(len(groups), bool)
        for begin in range(0, len(groups), _AT_ONCE):
            for more in (True, False):
                own = np.flatnonzero(~found[begin : begin + _AT_ONCE]) + begin
                if not len(own):
                    break
                worlds = self.in_a_row(groups.inside(own)[:, self.parts].T, more, rng)
                if worlds.shape[1]:
                    left = np.flatnonzero(~found)
                    moved = abs(groups.some(left).counted(worlds)).sum(axis=1) > 0
                    found[left[moved]] = True
        return found

    def in_a_row(self, inside: Mask, more: bool, rng: np.random.Generator) -> scipy.sparse.csr_array:
        """Worlds (parts, w): changes that fit, each beginning in a group (c, g) by one more, or one less."""
        c, g = inside.shape
        change, value, still = np.zeros((c, g), np.int8), np.zeros((len(self.low), g)), np.arange(g)
        may = np.stack([np.broadcast_to(one[:, None], (c, g)) for one in (self.more, self.fewer)])
        may[1 if more else 0] &= ~inside  # what began in a group must not be undone in it
        fits = []
        for step in range(_STEPS):
            now = _beyond(value, self.low, self.high)
            worse = [self.by_part @ (_beyond(value + way, self.low, self.high) - now) for way in (1, -1)]
            open_ = may[:, :, still]
            if not step:
                open_ = open_ & inside
                open_[1 if more else 0] = False
            odds = np.where(open_, worse + rng.random(open_.shape, np.float32) / 2, np.inf).reshape(2 * c, -1)
            best = odds.argmin(axis=0)
            some = np.isfinite(odds[best, np.arange(len(still))])
            still, best, value = still[some], best[some], value[:, some]
            way, part = np.where(best < c, 1, -1), best % c
            change[part, still] = way
            may[:, part, still] = False
            value = value + (self.rows[:, part] * way).toarray()
            right = (_beyond(value, self.low, self.high) == 0).all(axis=0)
            fits += still[right].tolist()
            still, value = still[~right], value[:, ~right]
            if not len(still):
                break
        at = scipy.sparse.coo_array(change[:, fits])
        return scipy.sparse.csr_array(
            (at.data.astype(float), (self.parts[at.coords[0]], at.coords[1])), (self.size, len(fits))
        )


def _alike(rows: scipy.sparse.csr_array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first of the rows that are alike, and for every row the place of its first."""
    by_lot = np.random.default_rng(0).random(rows.shape[1])
    _, first, which = np.unique(np.round(rows @ by_lot, 9), return_index=True, return_inverse=True)
    return first, which


def _beyond(value: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each figure is out of its bounds."""
    return np.maximum(np.maximum(value - high[:, None], low[:, None] - value), 0)
