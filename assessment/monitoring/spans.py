"""A figure of a group with what is left open: from what is certain to what is possible, and what chance may do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

_TAIL = 0.025


@dataclass(frozen=True)
class OpenRange:
    """From the least to the greatest that a figure may be; equal where nothing is open."""

    low: float
    high: float

    @classmethod
    def mean(cls, low: NDArray[np.float64], high: NDArray[np.float64]) -> OpenRange | None:
        """The mean of the least and of the greatest value of each firm; None of nobody."""
        return cls(float(low.mean()), float(high.mean())) if len(low) else None


@dataclass(frozen=True)
class ShareRange:
    """How many of ``of`` firms have something: ``certain`` surely, ``possible`` at most."""

    certain: int
    possible: int
    of: int

    @property
    def span(self) -> OpenRange:
        """In per cent; nothing is known of nobody."""
        return (
            OpenRange(100 * self.certain / self.of, 100 * self.possible / self.of) if self.of else OpenRange(0.0, 100.0)
        )

    @property
    def by_chance(self) -> OpenRange:
        """The same with what chance may have done, in per cent: the 95% interval of Clopper and Pearson (1934).

        It begins below what is certain and ends above what is possible, as if the firms that answered were a draw from
        all that might have.
        """
        low = (
            0.0
            if not self.certain
            else float(scipy.special.betaincinv(self.certain, self.of - self.certain + 1, _TAIL))
        )
        all_ = self.possible >= self.of
        high = 1.0 if all_ else float(scipy.special.betaincinv(self.possible + 1, self.of - self.possible, 1 - _TAIL))
        return OpenRange(100 * low, 100 * high)

    def stands_apart(self, whole: ShareRange) -> bool:
        """Does it surely differ from the whole: do its interval and the whole's range not meet?"""
        own, all_ = self.by_chance, whole.span
        return bool(self.of) and (own.low > all_.high or own.high < all_.low)
