"""What a percentile leaves open: the exact 95% interval for the share of a group that stands below a value.

It rests on the real firms of the group alone, as Clopper and Pearson (1934) have it, so that it holds whatever the
modelled firms or those of wider groups are like. It covers the chance of having met these firms and not others; it
does not cover that firms which agree to be counted may differ from those which do not.
"""

from __future__ import annotations

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TAIL = 0.025


def exact_interval(below_twice: NDArray[np.int64], n: int) -> tuple[Floats, Floats]:
    """Ends (m,) of the interval where ``below_twice`` counts two for each of ``n`` firms below, one for each equal."""
    counts, place = np.unique(below_twice, return_inverse=True)
    below = counts / 2
    low, high = np.zeros(len(below)), np.ones(len(below))
    some, not_all = below > 0, below < n
    low[some] = scipy.special.betaincinv(below[some], n - below[some] + 1, TAIL)
    high[not_all] = scipy.special.betaincinv(below[not_all] + 1, n - below[not_all], 1 - TAIL)
    return low[place], high[place]
