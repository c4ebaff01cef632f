"""Publications of few firms by city, county, chain and size, and what somebody can work out of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np

from assessment.monitoring import PublishedFigures, publish
from assessment.peers import ReleasesInMemory
from assessment.peers.ground import JoinedGround
from tests.attacker import LEVELS, Attacker, Finding, Ground, Place, Seen, Way
from tests.test_monitoring_published import COUNTIES, FLOOR, Cell, monitored

KEY = "miit@2024"
WORTH = 20
"""Points without which nobody reaches the next level; nobody has more than a hundred."""


class Firm(NamedTuple):
    """County, chain and size, its level for certain and at best, and its points for certain."""

    cell: Cell
    low: int
    high: int
    points: float

    def most_points(self) -> float:
        """At best, which is enough for its level at best."""
        return self.points + WORTH * (self.high - self.low)


class Published(NamedTuple):
    """What everybody sees, and (who attacks is given that besides) of which levels none and all are not told."""

    figures: PublishedFigures
    rough: frozenset[int]


World = dict[str, Firm]


def published(worlds: Sequence[World]) -> list[Published]:
    """One after the other, by the function that the page uses."""
    log = ReleasesInMemory()
    found = []
    for world in worlds:
        figures = monitored({name: (firm.cell, firm.low) for name, firm in world.items()})
        firms = list(world.values())
        now = replace(
            figures.firms.now,
            level_low=np.array([float(one.low) for one in firms]),
            level_high=np.array([float(one.high) for one in firms]),
            points_low=np.array([one.points for one in firms]),
            points_high=np.array([one.most_points() for one in firms]),
        )
        told = publish(replace(figures, firms=replace(figures.firms, now=now)), "示例轮", FLOOR, log)
        found.append(Published(told, frozenset(_rough(world, log)) if told.whole.firms is not None else frozenset()))
    return found


def _rough(world: World, log: ReleasesInMemory) -> Iterator[int]:
    """The levels of which nobody or everybody is told as possible beside others: only a rough figure is that."""
    release = log.releases(f"joined {KEY}")[-1]
    assert release.told is not None
    cells = [tuple(one.split("\t")) for one in release.axes[0]]
    for at, level in enumerate(LEVELS):
        for number, (by, name) in enumerate([*JoinedGround(tuple(cells)).told, (-1, "")]):
            n = sum(by < 0 or placed(firm.cell)[by] == name for firm in world.values())
            least, most = release.told.shares[:, at, 0, number].T
            if ((least == 0) & (most > 0) | (least >= 0) & (least < n) & (most == n)).any():
                yield level


def placed(cell: Cell) -> tuple[str, str, str, str]:
    """City, chain, size and county."""
    return COUNTIES[cell[0]], cell[1], cell[2], cell[0]


def places_of(cell: Cell) -> set[Place]:
    """All groups that a firm is counted in: city, county, chain, size and all."""
    county, chain, size = cell
    return {("", ""), ("city", COUNTIES[county]), ("county", county), ("chain", chain), ("size", size)}


def seen(published: Published) -> Seen:
    """A publication as the attacker takes it."""
    told = published.figures
    every = [(("", ""), told.whole), *(((by, one.id), one) for by, some in told.groups.items() for one in some)]
    return Seen(
        {level: [place for place, one in every if one.shares[level] is not None] for level in LEVELS},
        [place for place, one in every if one.points is not None],
        published.rough,
        [
            (one.level, (open_,), shown and shown.value)
            for one in told.levels
            for open_, shown in ((False, one.certain), (True, one.open))
        ],
    )


def groups(places: Mapping[Place, frozenset[Way]]) -> Iterator[tuple[str, frozenset[Way]]]:
    """Groups that may be named, what two have in common, and one without another."""
    yield from ((str(place), ways) for place, ways in places.items())
    for (a, own), (b, others) in product(places.items(), repeat=2):
        yield f"{a} {b}", own & others
        yield f"{a} without {b}", own - others


def findings(worlds: Sequence[World], told: Sequence[Published]) -> list[Finding]:
    """What somebody can work out of some publications."""
    return list(Attacker(worlds, [seen(one) for one in told], Ground(FLOOR, WORTH, places_of, groups)).findings())
