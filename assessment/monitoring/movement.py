"""Two rounds: the same firms before and after, and what the change of rules did kept apart from what the firms did.

The answers of the round before are scored by the rules of now. From the old result to that is what the rules did; from
that to the new result is what the firms did. Firms of only one round are in neither.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.monitoring.firms import MonitoredFirms, Standings
from assessment.monitoring.spans import OpenRange

Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Moves:
    """How the levels of some firms changed: for certain up, down or not at all, or not known while answers miss."""

    up: int
    down: int
    same: int
    open: int


@dataclass(frozen=True)
class Movement:
    """The firms with a result in both rounds; mean points before, before by the rules of now, and now.

    ``other_rules`` had their old result by another edition; ``unscored`` of them could not be scored anew and are left
    out of all else. ``by_rules`` is None where no rule changed.
    """

    firms: int
    other_rules: int
    unscored: int
    before: OpenRange | None
    replayed: OpenRange | None
    now: OpenRange | None
    by_rules: Moves | None
    by_firms: Moves
    newcomers: int
    gone: int


def movement(firms: MonitoredFirms) -> Movement | None:
    """The movement against the round before; None where there is none, or nobody is in both."""
    if firms.before is None:
        return None
    now, before, replayed = firms.now.by_edition(), firms.before, firms.before.by_edition()
    both = now.known & before.known
    if not both.any():
        return None
    other = both & (before.version != now.layout.framework.spec.version)
    rows = both & replayed.known
    return Movement(
        firms=int(rows.sum()),
        other_rules=int((other & rows).sum()),
        unscored=int((both & ~replayed.known).sum()),
        before=_points(before, rows),
        replayed=_points(replayed, rows),
        now=_points(now, rows),
        by_rules=_moves(before, replayed, rows) if (other & rows).any() else None,
        by_firms=_moves(replayed, now, rows),
        newcomers=int((now.known & ~before.known).sum()),
        gone=int((before.known & ~now.known).sum()),
    )


def _points(standings: Standings, rows: Rows) -> OpenRange | None:
    return OpenRange.mean(standings.points_low[rows], standings.points_high[rows])


def _moves(first: Standings, then: Standings, rows: Rows) -> Moves:
    low, high = first.level_low[rows], first.level_high[rows]
    low_then, high_then = then.level_low[rows], then.level_high[rows]
    up, down = low_then > high, high_then < low
    same = (low == high) & (low_then == high_then) & (low == low_then)
    return Moves(int(up.sum()), int(down.sum()), int(same.sum()), int((~up & ~down & ~same).sum()))
