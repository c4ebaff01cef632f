"""What firms offer for money, and what a division of a sum must keep to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Stairs:
    """The steps that firms offer, one entry a step, those of a firm together and in the order of the firms.

    ``firm`` numbers the firms from 0 to ``firms - 1``; ``cost`` is in hundredths of 万元, ``gain`` in
    whole units (levels, or points times a fixed number) and above zero. A step is the whole way from where the firm
    stands: at most one step of a firm is taken.
    """

    firms: int
    firm: Whole
    cost: Whole
    gain: Whole

    def within(self, most: int) -> Flags:
        """Which steps cost no more than ``most``."""
        return self.cost <= most

    def only(self, steps: Whole) -> Stairs:
        """Some of the steps, in order."""
        return Stairs(self.firms, self.firm[steps], self.cost[steps], self.gain[steps])

    def without(self, firms: Sequence[int]) -> Stairs:
        """The stairs with no step of some firms."""
        return self.only(np.flatnonzero(~np.isin(self.firm, firms)))

    def begins(self) -> Whole:
        """Where the steps of each firm that has any begin."""
        return np.flatnonzero(np.r_[True, np.diff(self.firm) != 0])

    def favoured(self, worth: Numbers) -> Flags:
        """Of each firm its steps that are worth most, where that is more than nothing."""
        begins = self.begins()
        best = np.maximum.reduceat(worth, begins)
        return np.asarray((worth >= np.repeat(best, np.diff(np.r_[begins, len(worth)]))) & (worth > 0))

    def cheapest(self) -> Whole:
        """The cheapest step of each firm that has any; of equal ones that which gains most."""
        order = np.lexsort((-self.gain, self.cost, self.firm))
        return order[np.r_[True, np.diff(self.firm[order]) != 0]]

    def unbeaten(self) -> Whole:
        """The steps beside which no other of the firm costs no more and gains as much; by firm, then by cost."""
        order = np.lexsort((-self.gain, self.cost, self.firm))
        # Lifting each firm above the one before it makes one running maximum do for all.
        lifted = self.gain[order] + self.firm[order] * (int(self.gain.max(initial=0)) + 1)
        return order[np.r_[True, lifted[1:] > np.maximum.accumulate(lifted)[:-1]]] if len(order) else order

    def corners(self) -> Whole:
        """The steps that are worth most at some price of money: the upper hull of each firm's unbeaten ones."""
        kept = self.unbeaten()
        while True:
            firm, cost, gain = self.firm[kept], self.cost[kept], self.gain[kept]
            inner = np.flatnonzero((firm[1:-1] == firm[:-2]) & (firm[1:-1] == firm[2:])) + 1
            before, after = inner - 1, inner + 1
            # A step on or below the line between two others is never worth more than both.
            below = (gain[inner] - gain[before]) * (cost[after] - cost[inner]) <= (gain[after] - gain[inner]) * (
                cost[inner] - cost[before]
            )
            if not below.any():
                return kept
            kept = np.delete(kept, inner[below])


@dataclass(frozen=True)
class Floor:
    """At least ``least`` of the firms with True in ``members`` (one entry a firm) are paid; ``name`` tells it."""

    name: str
    members: Flags
    least: int
