"""Many firms assigned to their types, a block at a time, so that what lies between stays in the processor's cache.

Within a block the firms run along the last axis: maxima and sums over a few types are then operations on long rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.archetypes.features import Features
from assessment.archetypes.geometry import Floats, Geometry

BLOCK = 1 << 12
UNPLACED = -1


@dataclass(frozen=True)
class Assigned:
    """The types of n firms: ``codes`` (n,) with -1 where too little is known, soft ``memberships`` (n, types) adding
    up to 1, the share ``known`` (n,) of what a type rests on, and ``outliers`` (n,): completely known firms further
    from their own type than all but one in a hundred training firms.
    """

    codes: NDArray[np.intp]
    memberships: Floats
    known: Floats
    outliers: NDArray[np.bool_]


def assigned(geometry: Geometry, features: Features, enough: float) -> Assigned:
    """Assign n firms by their features; what is open weighs nothing, and ``enough`` must be known for a type."""
    n, types = len(features), len(geometry.centres)
    found = Assigned(np.empty(n, np.intp), np.empty((types, n)).T, np.ones(n), np.zeros(n, bool))
    for start in range(0, n, BLOCK):
        rows = slice(start, min(start + BLOCK, n))
        low, high = features.low[rows], features.high[rows]
        near, spread = geometry.near_and_spread(low)
        partial = np.flatnonzero((high - low) @ np.ones(low.shape[1]))
        if len(partial):
            some = Features(low[partial], high[partial])
            near[:, partial] = geometry.partial_closeness(some.middle, some.known).T
            found.known[rows][partial] = some.known.mean(axis=1)
        best = near.max(axis=0)
        found.codes[rows] = _first(near, best)
        np.greater(spread - best, geometry.outlier, out=found.outliers[rows])
        found.outliers[rows][partial] = False
        geometry.memberships(near, out=found.memberships[rows].T)
    found.codes[found.known < enough] = UNPLACED
    return found


def _first(near: Floats, best: Floats) -> NDArray[np.uint8]:
    """The first type (b,) that is nearest, of nearness (types, b)."""
    codes = np.zeros(len(best), np.uint8)
    for code in range(len(near) - 1, -1, -1):
        np.putmask(codes, near[code] == best, code)
    return codes
