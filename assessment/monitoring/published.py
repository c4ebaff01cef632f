"""What of a round may be shown to everybody: figures that give no firm away, beside all that was ever shown.

Counts and figures by city and chain are one two-way table, hidden by ``peers.suppression`` and remembered by
``peers.releases`` under the names that the dashboard of a file uses, so that one cannot be subtracted from the other.
Counties lie within their city; sizes, and how far firms came with each kind of help, lie within the whole: each is a
row of its own, hidden in the same way, and nothing is shown of how it crosses with another. What a county and a chain
have in common could, for all that is shown, be as much as the smaller of the two, which is no fewer than the floor:
the most that a cell may hold when its margins are known is the smallest of them (Fréchet), whatever the number of
margins, as long as these form no circle (Dobra and Fienberg, 2000). A county is told only where its city is, a size
only where the whole is: else a sum would tell it. Who knows that all firms of a county are of one chain, or all of a
chain in one county, knows what the two have in common: then what is left of the larger must stand the same test, or
the counties are not told.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessment.answers.firm_name import name_key
from assessment.documents import Strict
from assessment.language import Label, label
from assessment.monitoring.area import AreaFigures
from assessment.monitoring.firms import PLACES
from assessment.monitoring.measured import Numbers
from assessment.peers import (
    Cleared,
    FigureRange,
    Grid,
    Having,
    PointsBeside,
    ReleaseDesk,
    ReleaseLog,
    digests_of,
)
from assessment.peers.cleared import nobody
from assessment.peers.joined import ALL, JoinedTables, Place
from assessment.peers.releases import Axes

Codes = NDArray[np.intp]
MERGED_STEPS = ("seen", "finished")
"""Steps of invitations that count as the one before: finer columns would hold fewer firms, and be hidden."""
_COUNT = "count"
UNSTATED = "unstated"
"""As the dashboard of a file calls the firms that did not say where they belong."""


class PublishedGroup(Strict):
    """One city, county, chain or size: what may be told of it, None for what may not; shares are in per cent."""

    id: str
    firms: Cleared[int] | None
    points: Cleared[FigureRange] | None
    shares: dict[int, Cleared[FigureRange] | None]


class PublishedLevel(Strict):
    """Firms that surely stand just at a level, and those that stand there at least while answers are missing."""

    level: int
    certain: Cleared[int] | None
    open: Cleared[int] | None


class PublishedNeed(Strict):
    """A kind of help: how many firms need it or were invited for it, and how many of these came at least so far."""

    id: str
    label: Label
    steps: dict[str, Cleared[int] | None]


class PublishedFigures(Strict):
    """What was published of a round on a day, as it was then.

    ``like`` is the day of an earlier release to which this one was too like to be shown whole.
    """

    round: str
    day: datetime.date
    edition: str
    floor: int
    level_names: dict[int, Label]
    names: dict[str, dict[str, Label]]
    whole: PublishedGroup
    levels: tuple[PublishedLevel, ...]
    groups: dict[str, tuple[PublishedGroup, ...]]
    needs: tuple[PublishedNeed, ...] = ()
    like: datetime.date | None = None


class _Measure(NamedTuple):
    """Something told of every group: its name, and of each firm (n,) the least and the most.

    Measures are the levels, each with the ``points`` it asks for, then the points themselves, with the most there are.
    """

    name: str
    low: NDArray[Any]
    high: NDArray[Any]
    points: float

    def of(self, rows: Codes) -> _Measure:
        return self._replace(low=self.low[rows], high=self.high[rows])


class _Told(NamedTuple):
    """A table of groups with what may be shown of it: counts, and each measure by its name, and which roughly.

    ``exactly`` are the numbers at each level, where they may be told beside it.
    """

    counts: Grid[int]
    measures: Mapping[str, Grid[FigureRange]]
    rough: frozenset[str]
    exactly: Grid[int] | None


def publish(figures: AreaFigures, round_name: str, floor: int, log: ReleaseLog) -> PublishedFigures:
    """Find what may be shown of the firms with a result, and write it down as shown."""
    rows = np.flatnonzero(figures.now.known)
    firms, key = figures.firms, figures.now.layout.framework.key
    places = {by: firms.places[by][rows] for by in PLACES}
    told_names = [name_key(str(name)) or str(id_) for name, id_ in zip(firms.names[rows], firms.ids[rows], strict=True)]
    desk = ReleaseDesk(log, digests_of(told_names, log), floor, figures.on)
    low, high = figures.now.level_low[rows], figures.now.level_high[rows]
    levels = [at for at in figures.level_names if at]
    framework = figures.now.layout.framework
    full = float(framework.best(framework.root))
    measures = [_Measure(f"level_{at} {key}", low >= at, high >= at, framework.points_needed(at)) for at in levels]
    measures.append(_Measure(f"points {key}", figures.now.points_low[rows], figures.now.points_high[rows], full))
    ids = {by: (*figures.names[by], UNSTATED) for by in ("city", "chain", "size")}
    codes = {by: _codes(places[by], ids[by]) for by in ids}
    counted = _level_counts(desk, figures, low, high)
    places_of = (codes["city"], codes["chain"]), (ids["city"], ids["chain"])
    crossed = _table(desk, "city-chain", *places_of, measures, exactly=counted[:-1])
    exactly = crossed.exactly or ()
    last = len(ids["city"]), len(ids["chain"])
    cities = tuple(_group(one, crossed, (at, last[1]), levels, key) for at, one in enumerate(ids["city"]))
    chains = tuple(_group(one, crossed, (last[0], at), levels, key) for at, one in enumerate(ids["chain"]))
    whole = _group("", crossed, last, levels, key)
    found: dict[str, tuple[PublishedGroup, ...]] = dict.fromkeys(PLACES, ())
    rough, tells_levels = set(crossed.rough), False
    if whole.firms is not None:
        found |= {"city": cities, "chain": chains}
        sized = _row(desk, "sizes", codes["size"], ids["size"], measures, exactly)
        sizes = (_group(one, sized, (0, at), levels, key) for at, one in enumerate(ids["size"]))
        found["size"] = tuple(_within(one, whole) for one in sizes)
        rough |= sized.rough
        exactly = sized.exactly or ()
        counties = tuple(_counties(desk, places, cities, measures, levels, key, rough))
        found["county"] = tuple(_beside_chains(desk, places, counties, chains, measures))
        whole, found, tells_levels = _joined(desk, places, whole, found, measures, rough, exactly, key)
    conflicts = desk.conflicts.values()
    return PublishedFigures(
        round=round_name,
        day=figures.on,
        edition=key,
        floor=floor,
        level_names=figures.level_names,
        names={**{by: dict(figures.names[by]) for by in PLACES}, "step": _steps(figures)},
        whole=whole,
        levels=tuple(_levels(figures, counted)) if tells_levels else (),
        groups={by: tuple(one for one in found[by] if not nobody(one.firms)) for by in PLACES},
        needs=tuple(_needs(desk, figures, rows)) if whole.firms is not None else (),
        like=max(conflicts) if conflicts else None,
    )


def _counties(
    desk: ReleaseDesk,
    places: Mapping[str, NDArray[np.object_]],
    cities: tuple[PublishedGroup, ...],
    measures: list[_Measure],
    levels: list[int],
    key: str,
    rough: set[str],
) -> Iterator[PublishedGroup]:
    """The counties of every city whose own number is shown, each city a row of its own; ``rough`` is added to."""
    for city in cities:
        own = np.flatnonzero(places["city"] == city.id)
        if city.firms is None or not len(own):
            continue
        ids = (*sorted({str(one) for one in places["county"][own] if one is not None}), UNSTATED)
        here = ReleaseDesk(desk.log, tuple(desk.who[at] for at in own), desk.floor, desk.day, desk.conflicts)
        codes = _codes(places["county"][own], ids)
        told = _row(here, f"counties {city.id}", codes, ids, [one.of(own) for one in measures])
        rough |= told.rough
        for at, county in enumerate(ids):
            if county != UNSTATED:
                yield _within(_group(county, told, (0, at), levels, key), city)


def _joined(
    desk: ReleaseDesk,
    places: Mapping[str, NDArray[np.object_]],
    whole: PublishedGroup,
    found: Mapping[str, tuple[PublishedGroup, ...]],
    measures: list[_Measure],
    rough: set[str],
    exactly: Grid[int],
    key: str,
) -> tuple[PublishedGroup, dict[str, tuple[PublishedGroup, ...]], bool]:
    """The same groups with what their tables tell together, of levels and points; and may numbers in all be told?"""
    tables = ("city", "chain", "size", "county")  # what comes last is left out first
    columns = ([UNSTATED if one is None else str(one) for one in places[by].tolist()] for by in tables)
    every = {ALL: whole} | {(at, one.id): one for at, by in enumerate(tables) for one in found[by]}
    *levels, points = measures
    of_level = {f"level_{level} {key}": level for level in whole.shares}
    told, exactly_too = JoinedTables(
        desk,
        list(zip(*columns, strict=True)),
        {one.name: Having(one.low, one.high, one.points) for one in levels},
        PointsBeside(points.low, points.high, points.points),
        {
            name: frozenset(at for at, one in every.items() if one.shares[of_level[name]] is not None)
            for name in of_level
        },
        frozenset(at for at, one in every.items() if one.points is not None),
        frozenset(rough),
        [[None if one is None else one.value for one in line] for line in exactly],
    ).told(f"joined {key}")

    def group(place: Place) -> PublishedGroup:
        if place not in told:  # nobody stands there
            return every[place]
        shares, mean = told[place]
        return every[place].model_copy(
            update={"points": mean, "shares": {of_level[name]: share for name, share in shares.items()}}
        )

    every_group = {by: tuple(group((at, one.id)) for one in found[by]) for at, by in enumerate(tables)}
    return group(ALL), every_group, exactly_too


def _beside_chains(
    desk: ReleaseDesk,
    places: Mapping[str, NDArray[np.object_]],
    counties: tuple[PublishedGroup, ...],
    chains: tuple[PublishedGroup, ...],
    measures: list[_Measure],
) -> Iterator[PublishedGroup]:
    """The counties, but for those of a city where a county within a chain, or the reverse, would tell what is left."""
    inside = {one.id: places["county"] == one.id for one in counties if one.firms is not None}
    around = {one.id: places["chain"] == one.id for one in chains if one.firms is not None}
    city = {name: str(places["city"][np.flatnonzero(rows)[0]]) for name, rows in inside.items()}
    unfit: dict[str, set[str]] = {}
    for parts, wholes, by_county in ((inside, around, True), (around, inside, False)):
        for name, whole in wholes.items():
            within = [one for one, rows in parts.items() if rows.any() and not (rows & ~whole).any()]
            for some in [[one] for one in within] + ([within] if len(within) > 1 else []):
                part = np.logical_or.reduce([parts[one] for one in some])
                failed = set(_unfit(desk, f"nested {'+'.join(some)} in {name}", part, whole, measures))
                for county in some if by_county else [name]:
                    unfit.setdefault(city[county], set()).update(failed)
    for one in counties:
        failed = unfit.get(city.get(one.id, ""), set())
        if _COUNT in failed:
            yield one.model_copy(update={"firms": None, "points": None, "shares": dict.fromkeys(one.shares)})
        elif failed:
            shares = {at: None if any(_of_level(name, at) for name in failed) else it for at, it in one.shares.items()}
            points = None if any(name.startswith("points ") for name in failed) else one.points
            yield one.model_copy(update={"points": points, "shares": shares})
        else:
            yield one


def _unfit(
    desk: ReleaseDesk, name: str, part: NDArray[np.bool_], whole: NDArray[np.bool_], measures: list[_Measure]
) -> Iterator[str]:
    """What must not be told of a part of a whole, because it would tell it of what is left: the count, or a measure."""
    if not (whole & ~part).any():
        return
    told = _row(desk, name, np.where(part, 0, np.where(whole, 1, 2)), ("part", "left", "others"), measures)
    if any(one is None for one in told.counts[0][:2]):
        yield _COUNT
    for measure, grid in told.measures.items():
        if any(one is None for one in grid[0][:2]):
            yield measure


def _of_level(measure: str, level: int) -> bool:
    return measure.startswith(f"level_{level} ")


def _codes(column: NDArray[np.object_], ids: tuple[str, ...]) -> Codes:
    place = {one: at for at, one in enumerate(ids)}
    return np.array([place.get(one, len(ids) - 1) for one in column.tolist()], np.intp)


def _row(
    desk: ReleaseDesk,
    name: str,
    codes: Codes,
    ids: tuple[str, ...],
    measures: list[_Measure],
    exactly: Grid[int] | None = None,
) -> _Told:
    """A table of one row; the totals of its columns are the cells themselves, and not shown a second time."""
    apart = np.zeros((2, len(ids) + 1), bool)
    apart[1, :-1] = True
    return _table(desk, name, (np.zeros_like(codes), codes), (("",), ids), measures, apart, exactly)


def _table(
    desk: ReleaseDesk,
    name: str,
    codes: tuple[Codes, Codes],
    axes: Axes,
    measures: list[_Measure],
    apart: NDArray[np.bool_] | None = None,
    exactly: Grid[int] | None = None,
) -> _Told:
    counts = desk.crosstab(name, codes, axes, apart)
    *levels, points = measures
    having = {one.name: Having(one.low, one.high, one.points) for one in levels}
    beside = PointsBeside(points.low, points.high, points.points)
    told = desk.together(name, counts, axes, having, beside, points.name, exactly)
    rough = frozenset(name for name, one in zip(having, told.rough, strict=True) if one)
    shares = dict(zip(having, told.shares(100), strict=True))
    return _Told(counts.counts, {**shares, points.name: told.means()}, rough, told.exactly)


def _group(id_: str, told: _Told, at: tuple[int, int], levels: list[int], key: str) -> PublishedGroup:
    i, j = at
    shares = {level: told.measures[f"level_{level} {key}"][i][j] for level in levels}
    return PublishedGroup(id=id_, firms=told.counts[i][j], points=told.measures[f"points {key}"][i][j], shares=shares)


def _within(group: PublishedGroup, whole: PublishedGroup) -> PublishedGroup:
    """A part of a whole: what is not told of the whole is not told of it, since the parts would add up to it."""
    points = None if whole.points is None else group.points
    shares = {level: None if whole.shares[level] is None else share for level, share in group.shares.items()}
    return group.model_copy(update={"points": points, "shares": shares})


def _needs(desk: ReleaseDesk, figures: AreaFigures, rows: Codes) -> Iterator[PublishedNeed]:
    """From need to contract, each kind of help a row of its own: by how far the firms came, and all others.

    How many met about anything is not told: beside two kinds it would tell how many met about both.
    """
    every = list(figures.names["step"])
    steps = [name for name in every if name not in MERGED_STEPS]
    ids = ("others", *_steps(figures))
    for category, entry in figures.advisor.pool.categories.items():
        needing = np.array([f" {category} " in str(one or "") for one in figures.now.needs[rows].tolist()], bool)
        reached = figures.firms.reached.get(category, np.full(len(figures.firms), -1, np.int8))[rows]
        if not needing.any() and not (reached >= 0).any():
            continue
        codes = needing.astype(np.intp)
        for at, name in enumerate(steps, 2):
            codes[reached >= every.index(name)] = at
        told = desk.tally(f"need {category}", codes, ids).tails()
        yield PublishedNeed(id=category, label=entry.label, steps=dict(zip(ids[1:], told[1:], strict=True)))


def _steps(figures: AreaFigures) -> dict[str, Label]:
    """What is told of every kind of help: who needs it, and the steps of invitations."""
    told = {name: words for name, words in figures.names["step"].items() if name not in MERGED_STEPS}
    return {"needing": _IN_NEED, **told}


def _level_counts(desk: ReleaseDesk, figures: AreaFigures, low: Numbers, high: Numbers) -> Grid[int]:
    levels = list(figures.level_names)
    at, open_ = np.searchsorted(levels, low.astype(np.intp)), (low != high).astype(np.intp)
    axes = tuple(map(str, levels)), ("certain", "open")
    return desk.crosstab(f"levels {figures.now.layout.framework.key}", (at, open_), axes).counts


def _levels(figures: AreaFigures, counts: Grid[int]) -> Iterator[PublishedLevel]:
    for level, line in zip(figures.level_names, counts, strict=False):
        yield PublishedLevel(level=level, certain=line[0], open=line[1])


_IN_NEED = label("有需求", "In need")
