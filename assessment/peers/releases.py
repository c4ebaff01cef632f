"""The log of released tables: what was shown before counts among what a reader knows.

Two dashboards that differ by few firms would give those few away by subtraction. So each table that is shown is kept
with its firms as keyed digests, the cell of each, and what was hidden; the next one of the same name is hidden by the
difference, too (see ``suppression``). A firm counts as new where its digest stood in no earlier release: for counts the
digest is of who stands in which cell, for figures of who has which value, so that a changed answer is a new one.
"""

from __future__ import annotations

import datetime
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.answers.firm_name import CODE_FACT, NAME_FACT, name_key
from assessment.peers.cleared import Crosstab, Figure, Grid, Having, PointsBeside, ToldTogether, crosstab
from assessment.peers.histories import Stays
from assessment.peers.suppression import Earlier, Mask, hidden_cells, with_totals
from assessment.peers.together import ReleasesBeside, ToldBefore
from assessment.peers.told import Told

Axes = tuple[tuple[str, ...], tuple[str, ...]]
Firms = NDArray[np.uint64]


@dataclass(frozen=True)
class Release:
    """A table as it was shown: the digest of every firm (n,), the cell in which it stood, and what was hidden.

    ``axes`` are the ids of rows and columns, without the totals; ``cells`` number the cells row by row. Of figures told
    together, ``firms`` are the digests of what each firm has, and then those of its points, and ``told`` is what was
    told of them.
    """

    firms: Firms
    cells: NDArray[np.intp]
    axes: Axes
    hidden: Mask
    floor: int
    day: datetime.date
    told: Told | None = None


class ReleaseLog(Protocol):
    """Where releases are kept, by the name of their table, in the order in which they were shown."""

    def digest(self, text: str) -> str:
        """What is kept instead of a text: hexadecimal, the same for the same text."""
        ...

    def releases(self, name: str) -> Sequence[Release]:
        """All releases of a table."""
        ...

    def add(self, name: str, release: Release, after: int) -> bool:
        """Keep a release that was made beside ``after`` earlier ones; false when there are more by now."""
        ...


@dataclass
class ReleasesInMemory:
    """A log that lasts as long as the process, for figures that are shown to nobody but who asked for them."""

    _key: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    _kept: dict[str, list[Release]] = field(default_factory=dict)

    def digest(self, text: str) -> str:
        """See ``ReleaseLog``."""
        return blake2b(text.encode("utf-8", "replace"), digest_size=16, key=self._key).hexdigest()

    def releases(self, name: str) -> Sequence[Release]:
        """See ``ReleaseLog``."""
        return tuple(self._kept.get(name, ()))

    def add(self, name: str, release: Release, after: int) -> bool:
        """See ``ReleaseLog``."""
        kept = self._kept.setdefault(name, [])
        if len(kept) == after:
            kept.append(release)
            return True
        return False


def who_is_who(table: AnswerTable, log: ReleaseLog) -> tuple[str, ...]:
    """The digest (n,) of each firm: of its name, of its credit code where it has none, else of all it answered."""
    columns = [table.columns[fact].values for fact in (NAME_FACT, CODE_FACT) if fact in table.columns]
    names = (next((plain for one in columns if (plain := name_key(str(one[row])))), None) for row in range(len(table)))
    texts = (repr(sorted(table.record(row).items())) if name is None else name for row, name in enumerate(names))
    return digests_of(texts, log)


def digests_of(names: Iterable[str], log: ReleaseLog) -> tuple[str, ...]:
    """The digest (n,) of each firm, by what it is known by; the second of a name is another firm."""
    told: list[str] = []
    again: Counter[str] = Counter()
    for name in names:
        again[name] += 1
        told.append(log.digest(f"{name}\n{again[name]}"))
    return tuple(told)


@dataclass(frozen=True)
class ReleaseDesk:
    """Makes every table over the same firms (``who``, n digests), and writes down what it shows."""

    log: ReleaseLog
    who: tuple[str, ...]
    floor: int
    day: datetime.date
    conflicts: dict[str, datetime.date] = field(default_factory=dict, compare=False)
    """The tables of which nothing is shown, and the day of the release that they are too like."""

    @classmethod
    def of(cls, table: AnswerTable, floor: int, day: datetime.date, log: ReleaseLog | None = None) -> ReleaseDesk:
        """The desk for the firms of a table; without a log nothing earlier is known."""
        log = ReleasesInMemory() if log is None else log
        return cls(log, who_is_who(table, log), floor, day)

    def crosstab(
        self,
        name: str,
        codes: tuple[NDArray[np.intp], NDArray[np.intp]],
        axes: Axes,
        unreleased: Mask | None = None,
    ) -> Crosstab:
        """Firms by the numbers (n,) of their row and of their column."""
        rows, columns = codes
        shape = len(axes[0]), len(axes[1])
        texts = (f"{axes[0][i]}\t{axes[1][j]}" for i, j in zip(rows.tolist(), columns.tolist(), strict=True))
        cells = np.ravel_multi_index((rows, columns), shape)
        hidden = self._hidden(name, self._firms(texts), cells, axes, unreleased)
        return crosstab(rows, columns, shape, self.floor, hidden)

    def tally(
        self, name: str, codes: NDArray[np.intp], ids: Sequence[str], values: Sequence[NDArray[np.float64]] = ()
    ) -> Crosstab:
        """Firms (n,) by kind: a table of one row. With ``values`` of each firm it may show figures of these, too."""
        apart = np.zeros((2, len(ids) + 1), bool)
        apart[1, :-1] = True  # the totals of columns are the cells themselves, and not shown a second time
        axes: Axes = (("",), tuple(ids))
        found = self.crosstab(name, (np.zeros_like(codes), codes), axes, apart)
        return self.valued(f"{name} values", found, axes, *values) if values else found

    def valued(
        self, name: str, table: Crosstab, axes: Axes, *values: NDArray[Any], keep_hidden: bool = False
    ) -> Crosstab:
        """The same groups, where figures made of values (n,) of each firm may be shown.

        That nothing of them may be is written down, too, where it is not for the firms' own sake: ``keep_hidden``.
        """
        told = (one if one.dtype == bool else one.astype(np.float64) for one in values)  # 20 and 20.0 are the same
        texts = ("\t".join(map(repr, one)) for one in zip(*(column.tolist() for column in told), strict=True))
        hidden = self._hidden(name, self._firms(texts), table.cells, axes, table.hidden, keep_hidden)
        return replace(table, hidden=hidden)

    def together(
        self,
        name: str,
        table: Crosstab,
        axes: Axes,
        things: Mapping[str, Having],
        points: PointsBeside | None = None,
        points_name: str = "points",
        exactly: Grid[int] | None = None,
    ) -> ToldTogether:
        """What of the same groups may be told of several things, each with its name, and of mean points beside them.

        What others of them had hidden of one stays hidden, or is told as roughly, when these change and it does not.
        """
        tables = [self.valued(f"{name} {one}", table, axes, of.certain, of.possible) for one, of in things.items()]
        means = None if points is None else self.valued(f"{name} {points_name}", table, axes, points.low, points.high)
        begun = ToldTogether(list(things.values()), tables, points, means, exactly=exactly)
        stays = self.stays(table.cells, things, points)
        while True:
            every = f"{name} {next(iter(things)) if points is None else points_name} together"
            kept = self.log.releases(every)
            related = [one for one in kept if np.isin(stays.linked, one.firms).any()]
            again = next((one for one in related if one.floor >= self.floor and is_same(one, stays, axes)), None)
            beside = _beside_told(stays, axes, related)
            told = begun.settled(beside) if again is None else begun.again(again.told)
            told = self._written(name, told, table, axes, things, points_name)
            if again is not None:
                return told
            release = Release(
                stays.linked,
                np.tile(stays.cells, 2),
                axes,
                told.tables[0].hidden,
                self.floor,
                self.day,
                told.told(beside),
            )
            if self.log.add(every, release, len(kept)):
                return told

    def _written(
        self,
        name: str,
        told: ToldTogether,
        table: Crosstab,
        axes: Axes,
        things: Mapping[str, Having],
        points_name: str,
    ) -> ToldTogether:
        """What may be told beside what was hidden, or told more roughly, for the sake of others before."""
        rough = [
            self._stays_rough(f"{name} {one} roughly", self._having(of), table.cells, axes, is_rough)
            for (one, of), is_rough in zip(things.items(), told.rough or [False] * len(things), strict=True)
        ]
        tables = [
            self.valued(f"{name} {one} beside others", shown, axes, of.certain, of.possible, keep_hidden=True)
            for (one, of), shown in zip(things.items(), told.tables, strict=True)
        ]
        means = None
        if told.points is not None and told.means_table is not None:
            beside, ends = f"{name} {points_name} beside others", (told.points.low, told.points.high)
            means = self.valued(beside, told.means_table, axes, *ends, keep_hidden=True)
        return replace(told, tables=tables, means_table=means, rough=rough)

    def stays(self, cells: NDArray[np.intp], things: Mapping[str, Having], points: PointsBeside | None) -> Stays:
        """The firms in their cells, as they are known again in other releases: by what they have, and by points."""
        ends = [end.tolist() for of in things.values() for end in (of.certain, of.possible)]
        having = self._firms("\t".join(map(str, one)) for one in zip(*ends, strict=True))
        if points is None:
            return Stays(cells, having, having)
        low, high = (end.astype(np.float64).tolist() for end in (points.low, points.high))
        return Stays(cells, having, self._firms(f"{a}\t{b}" for a, b in zip(low, high, strict=True)))

    def _having(self, of: Having) -> Firms:
        return self._firms(
            f"{low}\t{high}" for low, high in zip(of.certain.tolist(), of.possible.tolist(), strict=True)
        )

    def _stays_rough(self, name: str, firms: Firms, cells: NDArray[np.intp], axes: Axes, is_rough: bool) -> bool:
        """Is something told roughly now, or was it of some of these firms?"""
        while True:
            kept = self.log.releases(name)
            if any(np.isin(firms, one.firms).any() for one in kept):
                return True
            nothing = np.zeros((len(axes[0]) + 1, len(axes[1]) + 1), bool)
            if not is_rough or self.log.add(
                name, Release(firms, cells, axes, nothing, self.floor, self.day), len(kept)
            ):
                return is_rough

    def everybody(self) -> Figure[int]:
        """How many firms there are in all."""
        return self.tally("all", np.zeros(len(self.who), np.intp), ("",)).counts[0][0]

    def _firms(self, texts: Iterable[str]) -> Firms:
        # Who it is stands in it as a keyed digest already: nobody without the key can try names.
        digests = (blake2b(f"{who}\t{text}".encode(), digest_size=8) for who, text in zip(self.who, texts, strict=True))
        return np.frombuffer(b"".join(one.digest() for one in digests), "<u8")

    def _hidden(
        self,
        name: str,
        firms: Firms,
        cells: NDArray[np.intp],
        axes: Axes,
        unreleased: Mask | None,
        keep_hidden: bool = False,
    ) -> Mask:
        while True:
            kept = self.log.releases(name)
            related = [one for one in kept if np.isin(firms, one.firms).any()]
            hidden, known = _beside(firms, cells, axes, self.floor, related, unreleased)
            if related and hidden.all() and len(firms) >= self.floor:
                self.conflicts[name] = related[-1].day
            if known or (hidden.all() and not keep_hidden):
                return hidden  # just as before, or nothing at all
            if self.log.add(name, Release(firms, cells, axes, hidden, self.floor, self.day), len(kept)):
                return hidden


def _beside(
    firms: Firms,
    cells: NDArray[np.intp],
    axes: Axes,
    floor: int,
    related: Sequence[Release],
    unreleased: Mask | None,
) -> tuple[Mask, bool]:
    """What to hide of a table beside the releases that share firms with it; true when one of them is the same."""
    shape = len(axes[0]), len(axes[1])
    counts = _table(cells, shape)
    if not related:
        return hidden_cells(counts, floor, unreleased), False
    members = _members(firms, cells)
    for one in related:
        if one.axes == axes and np.array_equal(np.sort(_members(one.firms, one.cells)), np.sort(members)):
            hidden = one.hidden if unreleased is None else one.hidden | unreleased
            return (hidden if one.floor >= floor else hidden | hidden_cells(counts, floor, unreleased)), True
    joint = _Joint(axes, related)
    return joint.hidden(firms, cells, floor, unreleased)[np.ix_(*joint.own)], False


def _beside_told(stays: Stays, axes: Axes, related: Sequence[Release]) -> ReleasesBeside:
    """The firms of a table and what earlier releases told, over all rows and columns that any of them has."""
    joint = _Joint(axes, related)
    shape = len(axes[0]), len(axes[1])
    rows, columns = np.unravel_index(stays.cells, shape)
    own = replace(stays, cells=np.ravel_multi_index((rows, columns), joint.shape))
    before = []
    for one in related:
        if one.told is not None:
            told = one.told.over(joint.shape, joint.places(one.axes))
            n = len(one.firms) // 2
            before.append(ToldBefore(Stays(joint.cells(one)[:n], one.firms[:n], one.firms[n:]), told))
    return ReleasesBeside(own, joint.shape, (joint.own[0], joint.own[1]), before)


def is_same(one: Release, stays: Stays, axes: Axes) -> bool:
    """Was a release about just these firms, each in its cell and with what it has?"""
    members = np.sort(_members(stays.linked, np.tile(stays.cells, 2)))
    return one.axes == axes and np.array_equal(np.sort(_members(one.firms, one.cells)), members)


class _Joint:
    """A table and earlier releases of it over all rows and columns that any of them has."""

    def __init__(self, axes: Axes, related: Sequence[Release]):
        self.related = related
        rows, columns = axes
        self.axes: Axes = (
            _union(rows, (one.axes[0] for one in related)),
            _union(columns, (one.axes[1] for one in related)),
        )
        self.shape = len(self.axes[0]), len(self.axes[1])
        # Rows and columns of the new table come first; the totals stay last.
        self.own = [[*range(len(own)), len(every)] for own, every in zip(axes, self.axes, strict=True)]
        self.narrow = len(axes[0]), len(axes[1])

    def hidden(self, firms: Firms, cells: NDArray[np.intp], floor: int, unreleased: Mask | None) -> Mask:
        rows, columns = np.unravel_index(cells, self.narrow)
        cells = np.ravel_multi_index((rows, columns), self.shape)
        counts = _table(cells, self.shape)
        every = [(one, self.cells(one)) for one in self.related]
        base, base_cells = max(every, key=lambda one: int(np.isin(firms, one[0].firms).sum()))
        ever = np.isin(firms, np.concatenate([one.firms for one in self.related]))
        common = cells[np.isin(_members(firms, cells), _members(base.firms, base_cells))]
        shared, before = _table(common, self.shape), _table(base_cells, self.shape)
        masks = [self._mask(one.hidden, one.axes) for one in self.related]
        earlier = Earlier(
            fresh=_table(cells[~ever], self.shape),
            same=(shared == counts) & (shared == before),
            hidden=self._mask(base.hidden, base.axes),
            least=np.minimum.reduce([counts, *(_table(where, self.shape) for _, where in every)]),
            ever_hidden=np.logical_and.reduce(masks),
        )
        apart = None
        if unreleased is not None:
            apart = np.zeros_like(earlier.hidden)
            apart[np.ix_(*self.own)] = unreleased
        return hidden_cells(counts, floor, apart, earlier)

    def cells(self, one: Release) -> NDArray[np.intp]:
        """The cells of a release among all."""
        codes = np.unravel_index(one.cells, (len(one.axes[0]), len(one.axes[1])))
        rows, columns = (np.array(own, np.intp)[code] for own, code in zip(self.places(one.axes), codes, strict=True))
        return np.ravel_multi_index((rows, columns), self.shape)

    def places(self, axes: Axes) -> tuple[list[int], list[int]]:
        """The places of some rows and columns among all, the totals last."""
        rows, columns = (
            [*(every.index(name) for name in own), len(every)] for own, every in zip(axes, self.axes, strict=True)
        )
        return rows, columns

    def _mask(self, hidden: Mask, axes: Axes) -> Mask:
        found = np.zeros((self.shape[0] + 1, self.shape[1] + 1), bool)
        found[np.ix_(*self.places(axes))] = hidden
        return found


def _union(own: tuple[str, ...], others: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*own, *(name for names in others for name in names)]))


def _members(firms: Firms, cells: NDArray[np.intp]) -> Firms:
    """Who stands where, as one number each; digests are random, so that two fall together by no chance that counts."""
    return firms + cells.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def _table(cells: NDArray[np.intp], shape: tuple[int, int]) -> NDArray[np.int64]:
    return with_totals(np.bincount(cells, minlength=shape[0] * shape[1]).astype(np.int64).reshape(shape))
