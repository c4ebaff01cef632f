"""What is published of a round: an attacker who has two publications works out no group below the floor."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement, product
from typing import NamedTuple

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
    Standings,
    publish,
)
from assessment.peers import ReleaseLog, ReleasesInMemory
from assessment.store.invitation_records import STAGES
from assessment.telling.blocks import text_of
from assessment.telling.brief.published import PublishedSubject, published

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


NEEDS = ("training", "security")
STEPS = ("others", "needing", "sent", "contracted")
Met = dict[str, Cell]
"""Who is of which chain, and how far it came with each of two kinds of help."""


def monitored(firms: Firms, met: Met | None = None) -> AreaFigures:
    advisor = default_advisor()
    layout = FigureLayout.of(advisor, advisor.main_on(DAY))
    n = len(firms)
    texts = lambda values: np.array([*values, None], object)[:-1]  # noqa: E731
    levels = np.array([level for _, level in firms.values()], float)
    steps = [(met or {}).get(name, ("", "others", "others"))[1:] for name in firms]
    needs = ["".join(f" {one} " for one, at in zip(NEEDS, own, strict=True) if at != "others") for own in steps]
    reached = {
        one: np.array([list(STAGES).index(own[k]) if own[k] in STAGES else -1 for own in steps], np.int8)
        for k, one in enumerate(NEEDS)
    }
    standing = Standings(
        version=texts([layout.framework.spec.version] * n),
        level_low=levels,
        level_high=levels,
        points_low=20 * levels,
        points_high=20 * levels,
        open_questions=np.zeros(n),
        needs=texts(needs),
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
    names |= {"step": {one: label(one, one) for one in STAGES}}
    told = {by: texts(found) for by, found in places.items()}
    people = np.zeros(n)
    firms_ = MonitoredFirms(
        texts(firms), texts(firms), texts(firms), told, people, yes, yes, yes, yes, standing, reached=reached
    )
    return AreaFigures(firms_, advisor, DAY, names)


def released(history: list[Firms], log: ReleaseLog | None = None) -> list[PublishedFigures]:
    log = ReleasesInMemory() if log is None else log
    return [publish(monitored(firms), "示例轮", FLOOR, log) for firms in history]


def released_meetings(history: list[Met]) -> list[PublishedFigures]:
    """The same of firms that stand in one county and differ in how far they came."""
    log = ReleasesInMemory()
    places = [{name: (("360102", cell[0], "micro"), 1) for name, cell in met.items()} for met in history]
    return [publish(monitored(firms, met), "示例轮", FLOOR, log) for firms, met in zip(places, history, strict=True)]


def members(by: str, id_: str) -> set[Cell]:
    """The cells that a published group is made of."""
    place = {"county": 0, "chain": 1, "size": 2}
    if by == "city":
        return {cell for cell in CELLS if COUNTIES[cell[0]] == id_}
    return {cell for cell in CELLS if not by or cell[place[by]] == id_}


class Shown(NamedTuple):
    """A group of cells with its published number and mean, None where it was not told; ``some``: nobody is not told."""

    cells: set[Cell]
    firms: int | None
    points: bool
    some: bool


def shown_groups(told: PublishedFigures) -> Iterator[Shown]:
    apart = told_apart(told)
    every = [(set(CELLS), told.whole), *((members(by, g.id), g) for by, found in told.groups.items() for g in found)]
    for cells, one in every:
        number = None if one.firms is None else one.firms.value
        yield Shown(cells, number, one.points is not None, one.id in apart)


def shown_meetings(told: PublishedFigures) -> Iterator[Shown]:
    """What is told of a round's meetings, besides its firms by chain."""
    yield Shown(set(MET_CELLS), None if told.whole.firms is None else told.whole.firms.value, False, False)
    for one in told.groups["chain"]:
        cells = {cell for cell in MET_CELLS if cell[0] == one.id}
        yield Shown(cells, None if one.firms is None else one.firms.value, False, False)
    for one in told.needs:
        place = 1 + NEEDS.index(one.id)
        for step, number in one.steps.items():
            later = [*one.steps][list(one.steps).index(step) :]
            cells = {cell for cell in MET_CELLS if cell[place] in later}
            yield Shown(cells, None if number is None else number.value, False, False)


def told_apart(told: PublishedFigures) -> set[str]:
    """The groups of tables that show more than the grand total: a hidden cell of these is known not to be empty."""
    tables = [("city", "chain"), ("size",)]
    groups = [[one for by in table for one in told.groups[by]] for table in tables]
    groups += [[one for one in told.groups["county"] if COUNTIES[one.id] == city] for city in MARGINS["city"]]
    return {one.id for table in groups if any(one.firms is not None for one in table) for one in table}


MET_CELLS: list[Cell] = list(product(CHAINS, STEPS, STEPS))
MET_MARGINS = [
    {cell for cell in MET_CELLS if cell[k] == one} for k, ids in enumerate((CHAINS, STEPS, STEPS)) for one in ids
]
PLACE_MARGINS = [members(by, one) for by, ids in MARGINS.items() for one in ids]
Part = tuple[Cell, tuple[bool, ...]]
"""Firms of a cell that were there in just these rounds."""


class Attacker:
    """Knows all publications, that firms come whole, and in which rounds there were newcomers or leavers at all.

    What it does not know is how counties, chains and sizes cross. For mean points a firm whose level changed is one
    thing before and another after, and only what the figures add up to counts.
    """

    def __init__(
        self,
        history: list[dict[str, tuple[Cell, int]]],
        told: list[PublishedFigures],
        points: bool = False,
        groups: Callable[[PublishedFigures], Iterator[Shown]] = shown_groups,
        cells: Sequence[Cell] = tuple(CELLS),
        margins: Sequence[set[Cell]] = tuple(PLACE_MARGINS),
    ):
        key = lambda firm, found: (firm, found[firm][1]) if points else firm  # noqa: E731
        stands = [{(key(firm, found), found[firm][0]) for firm in found} for found in history]
        sizes = Counter(
            (cell, tuple((who, cell) in release for release in stands)) for who, cell in set().union(*stands)
        )
        self.margins = [*margins, set(cells)]
        self.rounds = sorted({there for _, there in sizes}, reverse=True)
        self.parts: list[Part] = [(cell, there) for cell in cells for there in self.rounds]
        self.counts = np.array([sizes.get(part, 0) for part in self.parts])
        seen: dict[bytes, np.ndarray] = {}
        least, most = [], []
        for k, publication in enumerate(told):
            for one in groups(publication):
                row = np.array([float(cell in one.cells and there[k]) for cell, there in self.parts])
                if one.points if points else one.firms is not None:
                    seen[row.tobytes()] = row
                if publication.whole.firms is not None and not points:
                    some = 1 if one.some else 0
                    least.append((row, some if one.firms is None else one.firms))
                    most.append((row, np.inf if one.firms is None else one.firms))
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
        rounds = [self.rounds, *([there] for there in self.rounds)]
        rows = {
            row.tobytes(): row
            for first, second in combinations_with_replacement(self.margins, 2)
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


def exposed(
    history: list[Firms], told: list[PublishedFigures], cells: Sequence[Cell] = tuple(CELLS)
) -> set[frozenset[Part]]:
    """The groups of fewer firms than the floor that can be worked out of all publications together.

    With fewer ``cells`` the attacker knows of the others that there is nobody.
    """
    ways = (Attacker(history, told, points, cells=cells).exposed() for points in (False, True))
    return set().union(*ways)


def exposed_meetings(history: list[Met], told: list[PublishedFigures]) -> set[frozenset[Part]]:
    """The same of the steps of meetings."""
    firms = [{name: (cell, 1) for name, cell in met.items()} for met in history]
    return Attacker(firms, told, groups=shown_meetings, cells=MET_CELLS, margins=MET_MARGINS).exposed()


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
def two_rounds(draw: st.DrawFn, cells: Sequence[Cell] = tuple(CELLS)) -> list[Firms]:
    """A round, and one after it that lost and won firms, some of which changed their level."""
    first = {k: v for cell in cells for k, v in many("a", cell, draw(NUMBERS)).items()} | many("a", CELLS[0], 1)
    then = dict(first)
    for cell in draw(st.lists(st.sampled_from(cells), max_size=4, unique=True)):
        for firm in [firm for firm, (at, _) in first.items() if at == cell][: draw(NUMBERS)]:
            del then[firm]
        then |= many("b", cell, draw(NUMBERS))
    for firm in draw(st.lists(st.sampled_from(sorted(first)), max_size=3, unique=True)):
        if firm in then:
            then[firm] = (then[firm][0], 2)
    return [first, then or first]


@settings(max_examples=10, deadline=None)
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
    assert list(text_of(published(PublishedSubject(few, "zh")))) == [f"不足 {FLOOR} 家，不显示。"]


def test_a_round_that_grew_is_published_again_with_what_only_few_firms_changed_hidden() -> None:
    """There is something to attack: the second publication is shown, and shown in part only."""
    later = BEGUN | many("new", CELLS[0], FLOOR) | many("new", ("360702", "food", "small"), FLOOR)
    later |= many("new", ("360103", "steel", "micro"), 1)
    first, second = released([BEGUN, later])
    assert second.whole.firms is not None and second.whole.firms.value == len(later)
    hidden = {one.id for found in second.groups.values() for one in found if one.firms is None}
    assert hidden == {"360102", "360103"}, "one firm joined the second, and the first would tell it"
    assert exposed([BEGUN, later], [first, second]) == set()


# -- who knows that a county is one chain ------------------------------------------------------------------------------

NO_FOOD = tuple(cell for cell in CELLS if cell[:2] != ("360102", "food"))


def test_who_knows_that_a_county_is_one_chain_works_out_nothing_of_the_few_left_of_it() -> None:
    """Eight of ten steel firms stand in a county that has nothing else."""
    firms = many("a", ("360102", "steel", "micro"), 8) | many("b", ("360703", "steel", "micro"), 2)
    firms |= many("c", ("360103", "food", "small"), 6) | many("d", ("360702", "food", "small"), 6)
    (told,) = released([firms])
    counties = {one.id: one.firms for one in told.groups["county"]}
    assert counties["360102"] is None and counties["360103"] is None, "the city would tell one by the other"
    assert exposed([firms], [told], NO_FOOD) == set()
    more = firms | many("e", ("360703", "steel", "micro"), FLOOR)
    (told,) = released([more])
    assert {one.id: one.firms.value for one in told.groups["county"] if one.firms}["360102"] == 8
    assert exposed([more], [told], NO_FOOD) == set()


@settings(max_examples=6, deadline=None)
@given(two_rounds(NO_FOOD))
def test_nor_over_two_publications(history: list[Firms]) -> None:
    assert exposed(history, released(history), NO_FOOD) == set()


# -- from need to contract ---------------------------------------------------------------------------------------------


def met(**numbers: int) -> Met:
    """So many firms at each pair of steps, both chains alike; a name is the steps with the two kinds of help."""
    cells = [(chain, *steps.split("_"), n) for chain in CHAINS for steps, n in numbers.items()]
    return {f"{chain}{one}{two}{i}": (chain, one, two) for chain, one, two, n in cells for i in range(n)}


BEGUN_MEETINGS = met(others_others=6, needing_others=6, sent_sent=6, contracted_needing=4)


def test_the_way_from_need_to_contract_is_published_with_its_sums() -> None:
    (told,) = released_meetings([BEGUN_MEETINGS])
    steps = {one.id: {name: n and n.value for name, n in one.steps.items()} for one in told.needs}
    assert steps["training"] == {"needing": 32, "sent": 20, "accepted": 8, "met": 8, "contracted": 8}
    assert steps["security"] == {"needing": 20, "sent": 12, "accepted": 0, "met": 0, "contracted": 0}
    assert PublishedFigures.model_validate(told.model_dump(mode="json")) == told


def test_what_few_did_is_not_told_nor_what_few_did_since() -> None:
    few = BEGUN_MEETINGS | {"one": ("steel", "contracted", "contracted"), "two": ("food", "contracted", "contracted")}
    told = released_meetings([few])
    hidden = {one.id: {name for name, n in one.steps.items() if n is None} for one in told[0].needs}
    assert hidden["training"] == set() and hidden["security"] != set()
    assert exposed_meetings([few], told) == set()
    later = {name: (cell[0], "contracted", cell[2]) if name.startswith("steelneeding") and name[-1] == "0" else cell
             for name, cell in BEGUN_MEETINGS.items()}  # fmt: skip
    assert sum(later[name] != cell for name, cell in BEGUN_MEETINGS.items()) == 1
    told = released_meetings([BEGUN_MEETINGS, later])
    second = {one.id: one.steps for one in told[1].needs}
    assert set(second["training"].values()) == {None}, "one signed since, and the two releases would tell which"
    assert second["security"] == {one.id: one.steps for one in told[0].needs}["security"], "of which nothing changed"
    assert exposed_meetings([BEGUN_MEETINGS, later], told) == set()


@st.composite
def two_months(draw: st.DrawFn) -> list[Met]:
    """Meetings, and those a month later: some firms went on, some came, some left."""
    cells = draw(st.lists(st.sampled_from(MET_CELLS), min_size=3, max_size=7, unique=True))
    first = {f"a{cell}{i}": cell for cell in cells for i in range(draw(st.sampled_from([1, 2, 4, 5])))}
    then = dict(first)
    for name in draw(st.lists(st.sampled_from(sorted(first)), max_size=4, unique=True)):
        chain, _, two = first[name]
        then[name] = (chain, draw(st.sampled_from(STEPS)), two)
    for i in range(draw(st.integers(0, 4))):
        then[f"b{i}"] = draw(st.sampled_from(cells))
    return [first, then]


@settings(max_examples=6, deadline=None)
@given(two_months())
def test_two_releases_of_meetings_give_no_group_below_the_floor_away(history: list[Met]) -> None:
    assert exposed_meetings(history, released_meetings(history)) == set()
