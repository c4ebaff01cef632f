"""What every sum buys firms in points, alone or together with levels: staircases for a division that counts points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.foresight.certain import PricedSteps
from assessment.foresight.stairs import Stairs
from assessment.planning import Climb

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Climbs:
    """The climbs of firms at one price as ``stairs`` that gain beyond what a firm can have for nothing, which is worth
    ``free`` (one entry a firm). ``unproven`` are the rows of the firms left out.
    """

    stairs: Stairs
    free: Whole
    unproven: Whole


def climbs_of(climbs: Sequence[Climb | None]) -> Climbs:
    """The climbs of firms, in order."""
    told = [climb for climb in climbs if climb is not None]
    rows = [row for row, climb in enumerate(climbs) if climb is not None]
    count = [len(climb.cost) - 1 for climb in told]
    free = np.zeros(len(climbs), np.int64)
    free[rows] = [climb.worth[0] for climb in told]
    none = np.empty(0, np.int64)
    firm = np.repeat(np.array(rows, np.int64), count)
    cost = np.concatenate([none, *(climb.cost[1:] for climb in told)])
    worth = np.concatenate([none, *(climb.worth[1:] for climb in told)])
    unproven = np.setdiff1d(np.arange(len(climbs)), rows)
    return Climbs(Stairs(len(climbs), firm, cost, worth - free[firm]), free, unproven)


def priced_steps(low: Climbs, high: Climbs) -> PricedSteps:
    """Climbs at the lowest and at the highest prices as steps for ``certain``.

    What a firm can have for nothing is more when prices are low: its own steps gain at least what lies beyond that, its
    rivals' at most what lies beyond the least. Firms left out at either price have no steps at all.
    """
    dear, cheap = high.stairs, low.stairs
    own = dear.gain + high.free[dear.firm] - low.free[dear.firm]
    return PricedSteps(
        firms=dear.firms,
        firm=dear.firm,
        high=dear.cost,
        gain=dear.gain,
        own=own,
        cheap_firm=cheap.firm,
        low=cheap.cost,
        cheap_gain=cheap.gain + low.free[cheap.firm] - high.free[cheap.firm],
    )
