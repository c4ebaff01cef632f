"""What several tables tell of the same firms: their shares and means in one program, beside what was told before.

Each table may be told by itself; but who also knows in which group of another table every firm stands puts them
together. So all groups of all tables are looked at once more, and what two of them have in common, as a last step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from assessment.peers.cleared import Figure, FigureRange, Having, PointsBeside, share_and_means
from assessment.peers.ground import JoinedGround
from assessment.peers.histories import Stays
from assessment.peers.releases import Release, ReleaseDesk, is_same
from assessment.peers.suppression import Mask
from assessment.peers.together import Means, SharesTogether, ToldBefore
from assessment.peers.told import NOT_TOLD, Told

Place = tuple[int, str]
"""A group of a table, by the number of the table and its name; ``ALL`` for all firms."""
ALL: Place = (-1, "")


class TellsOf(NamedTuple):
    """What is told of a group: the share with each thing, by its name, and the mean points, None for what is not."""

    shares: Mapping[str, Figure[FigureRange]]
    points: Figure[FigureRange]


@dataclass(frozen=True)
class JoinedTables:
    """Tables of the same firms, each with a group for every firm: ``names`` (n,) has the group in each table.

    ``shown`` are the groups of which each thing may be told by itself, ``means`` those of which points may; ``rough``
    are the things of which nobody and everybody are not told; ``exactly`` as in ``ToldTogether``.
    """

    desk: ReleaseDesk
    names: Sequence[tuple[str, ...]]
    things: Mapping[str, Having]
    points: PointsBeside
    shown: Mapping[str, frozenset[Place]]
    means: frozenset[Place]
    rough: frozenset[str]
    exactly: Sequence[Sequence[int | None]]

    def told(self, name: str) -> tuple[dict[Place, TellsOf], bool]:
        """What is told of every group, and written down under a name; and whether ``exactly`` may be told beside it."""
        cells = sorted(set(self.names))
        place = {one: at for at, one in enumerate(cells)}
        own = np.array([place[one] for one in self.names], np.intp)
        stays = self.desk.stays(own, self.things, self.points)
        axes = tuple("\t".join(one) for one in cells), ("",)
        while True:
            kept = self.desk.log.releases(name)
            related = [one for one in kept if np.isin(stays.linked, one.firms).any()]
            again = next((one for one in related if one.floor >= self.desk.floor and is_same(one, stays, axes)), None)
            ground = JoinedGround((*cells, *sorted({one for old in related for one in _cells(old)} - set(cells))))
            before = [told for one in related for told in _before(one, ground)]
            begun = self._together(stays, ground, before)
            if again is not None:
                return self._figures(_as_told(begun, next(_before(again, ground)).told), ground)
            found = begun.settled()
            release = Release(
                stays.linked,
                np.tile(own, 2),
                axes,
                np.zeros((len(cells) + 1, 2), bool),
                self.desk.floor,
                self.desk.day,
                found.told().within(_places(ground, JoinedGround(tuple(cells)))),
            )
            if self.desk.log.add(name, release, len(kept)):
                return self._figures(found, ground)

    def _together(self, stays: Stays, ground: JoinedGround, before: Sequence[ToldBefore]) -> SharesTogether:
        def mask(places: frozenset[Place]) -> Mask:
            return np.array([[one in places for one in (*ground.told, ALL)]])

        certain, possible = np.array([(one.certain, one.possible) for one in self.things.values()], bool).swapaxes(0, 1)
        needed = [one.points for one in self.things.values()]
        means = Means(mask(self.means), self.points.low, self.points.high, needed, self.points.full)
        return SharesTogether(
            stays,
            ground,
            self.desk.floor,
            certain,
            possible,
            tuple(mask(self.shown[one]) for one in self.things),
            tuple(one in self.rough for one in self.things),
            means,
            self.exactly,
            before,
        )

    def _figures(self, found: SharesTogether, ground: JoinedGround) -> tuple[dict[Place, TellsOf], bool]:
        figures = {}
        for at, place in enumerate((*ground.told, ALL)):
            shares, points = share_and_means(found, at, list(self.things.values()), self.points)
            figures[place] = TellsOf(dict(zip(self.things, shares, strict=True)), points)
        return figures, bool(found.exactly)


def _cells(one: Release) -> list[tuple[str, ...]]:
    return [tuple(name.split("\t")) for name in one.axes[0]]


def _places(ground: JoinedGround, of: JoinedGround) -> tuple[list[int], list[int]]:
    """Where the places of some ground are among those of a wider one, as one row."""
    at = {place: number for number, place in enumerate((*ground.told, ALL))}
    return [0], [at[place] for place in (*of.told, ALL)]


def _before(one: Release, ground: JoinedGround) -> Iterator[ToldBefore]:
    """An earlier release over all cells."""
    if one.told is not None:
        cells, at = _cells(one), {cell: number for number, cell in enumerate(ground.names)}
        own = np.array([at[cell] for cell in cells], np.intp)[one.cells]
        n = len(own) // 2
        shape = ground.shape[0] - 1, ground.shape[1] - 1
        told = one.told.over(shape, _places(ground, JoinedGround(tuple(cells))))
        yield ToldBefore(Stays(own[:n], one.firms[:n], one.firms[n:]), told)


def _as_told(begun: SharesTogether, told: Told) -> SharesTogether:
    """What was told of just these firms once."""
    shown = [own & (kept[..., 0] != NOT_TOLD) for own, kept in zip(begun.shown, told.shares[0], strict=True)]
    means = begun.means and replace(begun.means, shown=begun.means.shown & (told.sums[0] != NOT_TOLD))
    plain = replace(begun, shown=tuple(shown)).told().shares
    rough = [not np.array_equal(plain[:, at], told.shares[:, at]) for at in range(len(shown))]
    exactly = begun.exactly if len(told.exactly) else ()
    blurred = tuple(np.array(rough) | np.array(begun.blurred))
    return replace(begun, shown=tuple(shown), means=means, blurred=blurred, exactly=exactly)
