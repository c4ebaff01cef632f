"""What is published of a round: an attacker who has two publications works out no group below the floor."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from itertools import combinations_with_replacement, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from assessment.advisory import default_advisor
from assessment.language import label
from assessment.monitoring import (
    AreaFigures,
    FigureLayout,
    MonitoredFirms,
    PublishedFigures,
    PublishedGroup,
    Standings,
    publish,
)
from assessment.peers import ReleaseLog, ReleasesInMemory

DAY = datetime.date(2026, 11, 23)
FLOOR = 3
"""A floor as small as it still tells something, so that the attack can try everything."""
COUNTIES = {"360102": "nanchang", "360103": "nanchang", "360702": "ganzhou", "360703": "ganzhou"}
CHAINS, SIZES = ("steel", "food"), ("micro", "small")
Cell = tuple[str, str, str]
MARGINS = {"county": COUNTIES, "city": ("nanchang", "ganzhou"), "chain": CHAINS, "size": SIZES}
CELLS: list[Cell] = list(product(COUNTIES, CHAINS, SIZES))
Firms = dict[str, tuple[Cell, int]]
"""Who stands in which county, chain and size, and at which level."""


def monitored(firms: Firms) -> AreaFigures:
    advisor = default_advisor()
    layout = FigureLayout.of(advisor, advisor.main_on(DAY))
    n = len(firms)
    texts = lambda values: np.array([*values, None], object)[:-1]  # noqa: E731
    levels = np.array([level for _, level in firms.values()], float)
    standing = Standings(
        version=texts([layout.framework.spec.version] * n),
        level_low=levels,
        level_high=levels,
        points_low=20 * levels,
        points_high=20 * levels,
        open_questions=np.zeros(n),
        needs=texts([""] * n),
        layout=layout,
        figures=np.full((n, len(layout.columns)), np.nan, np.float32),
    )
    places = {"county": [], "chain": [], "size": [], "city": []}
    for (county, chain, size), _ in firms.values():
        for by, one in (("county", county), ("chain", chain), ("size", size), ("city", COUNTIES[county])):
            places[by].append(one)
    yes = np.ones(n, bool)
    names = {by: {one: label(one, one) for one in sorted(set(COUNTIES.values()))} for by in ("city",)}
    names |= {"county": {one: label(one, one) for one in COUNTIES}}
    names |= {"chain": {one: label(one, one) for one in CHAINS}, "size": {one: label(one, one) for one in SIZES}}
    told = {by: texts(found) for by, found in places.items()}
    firms_ = MonitoredFirms(texts(firms), texts(firms), texts(firms), told, np.zeros(n), yes, yes, yes, yes, standing)
    return AreaFigures(firms_, advisor, DAY, names)


def released(history: list[Firms], log: ReleaseLog | None = None) -> list[PublishedFigures]:
    log = ReleasesInMemory() if log is None else log
    return [publish(monitored(firms), "示例轮", FLOOR, log) for firms in history]


def members(by: str, id_: str) -> set[Cell]:
    """The cells that a published group is made of."""
    place = {"county": 0, "chain": 1, "size": 2}
    if by == "city":
        return {cell for cell in CELLS if COUNTIES[cell[0]] == id_}
    return {cell for cell in CELLS if not by or cell[place[by]] == id_}


def _groups(told: PublishedFigures) -> Iterator[tuple[set[Cell], PublishedGroup]]:
    yield set(CELLS), told.whole
    for by, found in told.groups.items():
        yield from ((members(by, one.id), one) for one in found)


def told_apart(told: PublishedFigures) -> set[str]:
    """The groups of tables that show more than the grand total: a hidden cell of these is known not to be empty."""
    tables = [("city", "chain"), ("size",)]
    groups = [[one for by in table for one in told.groups[by]] for table in tables]
    groups += [[one for one in told.groups["county"] if COUNTIES[one.id] == city] for city in MARGINS["city"]]
    return {one.id for table in groups if any(one.firms is not None for one in table) for one in table}


Part = tuple[Cell, tuple[bool, ...]]
"""Firms of a cell that were there in just these rounds."""


class Attacker:
    """Knows all publications, that firms come whole, and in which rounds there were newcomers or leavers at all.

    What it does not know is how counties, chains and sizes cross. For mean points a firm whose level changed is one
    thing before and another after, and only what the figures add up to counts.
    """

    def __init__(self, history: list[Firms], told: list[PublishedFigures], points: bool = False):
        key = lambda firm, found: (firm, found[firm][1]) if points else firm  # noqa: E731
        stands = [{(key(firm, found), found[firm][0]) for firm in found} for found in history]
        sizes = Counter(
            (cell, tuple((who, cell) in release for release in stands)) for who, cell in set().union(*stands)
        )
        self.rounds = sorted({there for _, there in sizes}, reverse=True)
        self.parts: list[Part] = [(cell, there) for cell in CELLS for there in self.rounds]
        self.counts = np.array([sizes.get(part, 0) for part in self.parts])
        seen: dict[bytes, np.ndarray] = {}
        least, most = [], []
        for k, publication in enumerate(told):
            for cells, one in _groups(publication):
                row = np.array([float(cell in cells and there[k]) for cell, there in self.parts])
                known = (one.points if points else one.firms) is not None
                if known:
                    seen[row.tobytes()] = row
                if publication.whole.firms is not None and not points:
                    number = one.firms.value if one.firms is not None else None
                    some = 1 if one.id in told_apart(publication) else 0
                    least.append((row, some if number is None else number))
                    most.append((row, np.inf if number is None else number))
        self.seen = np.array(list(seen.values())).reshape(-1, len(self.parts))
        self.rules = [LinearConstraint(row, low, high) for (row, low), (_, high) in zip(least, most, strict=True)]
        self.whole_numbers = not points

    def exposed(self) -> set[frozenset[Part]]:
        return {*self._sums(), *(self._known() if self.whole_numbers else ())}

    def _is_small(self, row: np.ndarray) -> bool:
        return 0 < row @ self.counts < FLOOR

    def _sums(self) -> Iterator[frozenset[Part]]:
        """Groups that are the sum or the difference of up to four shown ones."""
        signed = np.vstack([self.seen, -self.seen])
        two = (signed[:, None, :] + signed[None, :, :]).reshape(-1, len(self.parts))
        two = np.unique(np.vstack([signed, two]), axis=0)
        for one in two:
            four = two + one
            for row in four[np.isin(four, (0, 1)).all(axis=1)]:
                if self._is_small(row):
                    yield self._named(row)

    def _known(self) -> Iterator[frozenset[Part]]:
        """Groups whose number is the same in whatever whole numbers fit: crossings of two groups, in some rounds."""
        if not self.rules:
            return
        margins = [members(by, one) for by, ids in MARGINS.items() for one in ids] + [set(CELLS)]
        rounds = [self.rounds, *([there] for there in self.rounds)]
        rows = {
            row.tobytes(): row
            for first, second in combinations_with_replacement(margins, 2)
            for there in rounds
            if self._is_small(row := np.array([float(c in first & second and t in there) for c, t in self.parts]))
        }
        fitting: list[np.ndarray] = []
        for row in rows.values():
            if len({round(float(row @ one)) for one in fitting}) > 1:
                continue
            ends = [self._end(sign * row) for sign in (1, -1)]
            fitting += ends
            if round(float(row @ ends[0])) == round(float(row @ ends[1])):
                yield self._named(row)

    def _end(self, goal: np.ndarray) -> np.ndarray:
        bounds = Bounds(np.zeros(len(goal)), np.full(len(goal), 200))
        found = milp(goal, constraints=self.rules, bounds=bounds, integrality=np.ones(len(goal)))
        assert found.x is not None
        return np.asarray(found.x)

    def _named(self, row: np.ndarray) -> frozenset[Part]:
        return frozenset(part for part, inside in zip(self.parts, row, strict=True) if inside)


def exposed(history: list[Firms], told: list[PublishedFigures]) -> set[frozenset[Part]]:
    """The groups of fewer firms than the floor that can be worked out of all publications together."""
    return Attacker(history, told).exposed() | Attacker(history, told, points=True).exposed()


def many(name: str, cell: Cell, n: int, level: int = 1) -> Firms:
    return {f"{name}{''.join(cell)}{i}": (cell, level) for i in range(n)}


BEGUN = {k: v for number, cell in enumerate(CELLS) for k, v in many("a", cell, 2 + number % 3).items()}


def test_the_attack_finds_what_two_publications_give_away_that_know_nothing_of_each_other() -> None:
    later = BEGUN | many("new", CELLS[0], FLOOR - 1)
    told = [released([firms])[0] for firms in (BEGUN, later)]
    for points in (False, True):
        assert Attacker([BEGUN, later], told, points).exposed()


def test_a_round_that_few_firms_changed_is_not_published_twice() -> None:
    later = BEGUN | many("new", CELLS[0], FLOOR - 1)
    first, second, again = released([BEGUN, later, BEGUN])
    assert second.whole.firms is None and second.like == DAY and not any(second.groups.values())
    assert again.groups == first.groups and again.whole == first.whole
    assert {by: len(found) for by, found in first.groups.items()} == {"city": 2, "county": 4, "chain": 2, "size": 2}
    kept = PublishedFigures.model_validate(first.model_dump(mode="json"))
    assert kept == first


NUMBERS = st.sampled_from([0, 0, 0, 1, 1, 2, 4])


@st.composite
def two_rounds(draw: st.DrawFn) -> list[Firms]:
    """A round, and one after it that lost and won firms, some of which changed their level."""
    first = {k: v for cell in CELLS for k, v in many("a", cell, draw(NUMBERS)).items()} | many("a", CELLS[0], 1)
    then = dict(first)
    for cell in draw(st.lists(st.sampled_from(CELLS), max_size=4, unique=True)):
        for firm in [firm for firm, (at, _) in first.items() if at == cell][: draw(NUMBERS)]:
            del then[firm]
        then |= many("b", cell, draw(NUMBERS))
    for firm in draw(st.lists(st.sampled_from(sorted(first)), max_size=3, unique=True)):
        if firm in then:
            then[firm] = (then[firm][0], 2)
    return [first, then or first]


@settings(max_examples=20, deadline=None)
@given(two_rounds())
def test_two_publications_give_no_group_below_the_floor_away(history: list[Firms]) -> None:
    assert exposed(history, released(history)) == set()


def test_a_small_county_and_its_complement_are_hidden() -> None:
    firms = many("a", CELLS[0], 1) | many("b", ("360103", "steel", "micro"), 4) | many("c", CELLS[8], 9)
    (told,) = released([firms])
    assert told.whole.firms is not None
    assert {one.id: one.firms for one in told.groups["county"]}["360102"] is None
    assert exposed([firms], [told]) == set()
    (few,) = released([many("a", CELLS[0], FLOOR - 1)])
    assert few.whole.firms is None and few.like is None and few.levels == ()


def test_a_round_that_grew_is_published_again_with_what_only_few_firms_changed_hidden() -> None:
    """There is something to attack: the second publication is shown, and shown in part only."""
    later = BEGUN | many("new", CELLS[0], FLOOR) | many("new", ("360702", "food", "small"), FLOOR)
    later |= many("new", ("360103", "steel", "micro"), 1)
    first, second = released([BEGUN, later])
    assert second.whole.firms is not None and second.whole.firms.value == len(later)
    hidden = {one.id for found in second.groups.values() for one in found if one.firms is None}
    assert hidden == {"360102", "360103"}, "one firm joined the second, and the first would tell it"
    assert exposed([BEGUN, later], [first, second]) == set()
