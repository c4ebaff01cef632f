"""A framework compiled once into exact integer tables.

Points are whole numbers of ``1 / unit`` at the root: 0.7 points are exactly 7/10, so a threshold of 40 is met or
missed as on paper. Every item has a lookup table from what is known (see ``knowledge``) to the worst and the best
points and grade; every level is a conjunction of thresholds on sums and counts of those.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.content.framework_checks import FaultList, ReferenceCheck, Where
from assessment.content.frameworks import (
    ChoiceItem,
    FrameworkFile,
    Item,
    MultiItem,
    Node,
    RatioItem,
    State,
    item_states,
    own_points,
    read_range,
)
from assessment.language import Label
from assessment.problems import InputRefused


@dataclass(frozen=True)
class Threshold:
    """One requirement of a level.

    Either ``node``'s points (in root units) reach ``at_least``, or at least ``at_least`` of ``items`` (positions)
    reach ``grade``.
    """

    at_least: int
    node: str | None = None
    set_id: str | None = None
    items: tuple[int, ...] = ()
    grade: int = 0


@dataclass(frozen=True)
class CompiledLevel:
    """A level and its thresholds, all of which must hold."""

    level: int
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True)
class Edge:
    """The lower edge of a band as an exact fraction of 1; ``inclusive`` when the edge itself belongs to the band."""

    at: Fraction
    inclusive: bool


@dataclass(frozen=True)
class CompiledItem:
    """One item with its tables.

    ``states`` are the options or bands in file order (for a choice, in the fact's option order). ``points`` are
    their worth in root units; ``low``/``high`` are lookup tables (choice: by mask of possible options including the
    hidden bit; multi: one table by mask of ticks; ratio: by band number, the last entry standing for "not asked").
    """

    spec: Item
    facts: tuple[str, ...]
    states: tuple[State, ...]
    state_ids: tuple[str, ...]
    points: tuple[int, ...]
    points_low: NDArray[np.int64]
    points_high: NDArray[np.int64]
    grade_low: NDArray[np.uint8]
    grade_high: NDArray[np.uint8]
    edges: tuple[Edge, ...] = ()

    @property
    def best(self) -> int:
        """The most points the item can give, in root units."""
        return int(self.points_high.max())

    @property
    def own(self) -> Fraction:
        """The most points the item can give, in the item's own published points."""
        exact = [Fraction(s.points) for s in self.states]
        return sum(exact, Fraction(0)) if isinstance(self.spec, MultiItem) else max(exact)


class Framework:
    """One edition of one framework, ready to score; raises ``InputRefused`` naming file, line and key."""

    def __init__(self, spec: FrameworkFile, bank: FactBank, where: Where | None = None):
        self.spec = spec
        self.bank = bank
        self._faults: FaultList = ReferenceCheck(
            spec, bank, where or (lambda path: f"{spec.id} {'.'.join(map(str, path))}")
        )
        self._stop_if_faulty()
        self.nodes: dict[str, Node] = {node.id: node for node in spec.nodes}
        self.root = next(node.id for node in spec.nodes if node.parent is None)
        self.item_position = {item.id: i for i, item in enumerate(spec.items)}
        self._multiplier = self._multipliers()
        self.unit = self._common_denominator()
        self.items: tuple[CompiledItem, ...] = tuple(self._compile(item) for item in spec.items)
        self.levels = self._compile_levels()
        self._check_totals()
        self._check_order()
        self._check_levels()
        self._stop_if_faulty()

    # -- what a reader of the compiled framework asks ------------------------------------------------------------

    @property
    def key(self) -> str:
        """Identifier and edition, as results name it."""
        return f"{self.spec.id}@{self.spec.version}"

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact the framework uses, and those that decide whether one is asked, in the bank's order."""
        used = {fact for item in self.items for fact in item.facts}
        grown = True
        while grown:
            controlling = {other for fact in used for other in self.bank.facts[fact].asked_if} - used
            grown = bool(controlling)
            used |= controlling
        return tuple(fact for fact in self.bank.facts if fact in used)

    def members(self, node_id: str) -> list[int]:
        """Positions of all items at or below a node."""
        return [i for i, item in enumerate(self.spec.items) if node_id in self.path(item.node)]

    def path(self, node_id: str) -> list[str]:
        """The node and its ancestors, root last."""
        path = [node_id]
        while (parent := self.nodes[path[-1]].parent) is not None:
            path.append(parent)
        return path

    def children(self, node_id: str) -> list[Node]:
        """The nodes directly below a node."""
        return [node for node in self.spec.nodes if node.parent == node_id]

    def scale(self, node_id: str) -> Fraction:
        """Root units to the node's own points: multiply by this."""
        return 1 / (self.unit * self._multiplier[node_id])

    def best(self, node_id: str) -> Fraction:
        """The most points a node can give, in its own scale."""
        return sum((self.items[i].best for i in self.members(node_id)), 0) * self.scale(node_id)

    def set_title(self, set_id: str) -> Label:
        """What the items of a set are called together."""
        return self.spec.sets[set_id].title

    @property
    def dimensions(self) -> list[Node]:
        """The nodes shown as dimensions, in file order."""
        return [node for node in self.spec.nodes if node.dimension]

    # -- compiling -----------------------------------------------------------------------------------------------

    def _stop_if_faulty(self) -> None:
        if self._faults.problems:
            raise InputRefused(self._faults.problems)

    def _multipliers(self) -> dict[str, Fraction]:
        """For each node, how much one of its own points is worth at the root."""
        local: dict[str, Fraction] = {}

        def measure(node: Node) -> Fraction:
            """The node's maximum after its own scaling; fills ``local`` with what one child point is worth to it."""
            children = self.children(node.id)
            items = [item for item in self.spec.items if item.node == node.id]
            total = sum((measure(child) for child in children), Fraction(0)) + sum(
                (own_points(i) for i in items), Fraction(0)
            )
            worth = Fraction(1, max(1, len(children) + len(items))) if node.aggregate == "mean" else Fraction(1)
            if node.scale_to is not None and total:
                worth *= Fraction(node.scale_to) / (total * worth)
            local[node.id] = worth
            return total * worth

        measure(self.nodes[self.root])
        return {
            node_id: math.prod((local[ancestor] for ancestor in self.path(node_id)[1:]), start=Fraction(1))
            for node_id in self.nodes
        } | {
            f"{node_id}/item": math.prod((local[a] for a in self.path(node_id)), start=Fraction(1))
            for node_id in self.nodes
        }

    def _common_denominator(self) -> int:
        denominators = {
            (Fraction(state.points) * self._multiplier[f"{item.node}/item"]).denominator
            for item in self.spec.items
            for state in item_states(item)
        }
        return math.lcm(*denominators)

    def _compile(self, item: Item) -> CompiledItem:
        worth = self._multiplier[f"{item.node}/item"] * self.unit
        if isinstance(item, RatioItem):
            states: tuple[State, ...] = item.bands
            points = tuple(int(Fraction(band.points) * worth) for band in item.bands)
            table = np.array([*points, 0], np.int64)
            grades = np.array([*(band.grade for band in item.bands), 0], np.uint8)
            edges = tuple(
                Edge(start / 100, closed) for closed, start, _, _ in map(read_range, (b.range for b in item.bands))
            )
            return CompiledItem(
                item,
                (*item.numerator, item.denominator),
                states,
                tuple(b.range for b in item.bands),
                points,
                table,
                table,
                grades,
                grades,
                edges,
            )
        fact = self.bank.facts[item.fact]
        assert isinstance(fact, ChoiceFact | MultiFact)
        ids = tuple(option.id for option in fact.options)
        states = tuple(item.options[option_id] for option_id in ids)
        points = tuple(int(Fraction(state.points) * worth) for state in states)
        grades_of = tuple(state.grade for state in states)
        if isinstance(item, MultiItem):
            sums, tops = _tick_tables(points, grades_of)
            return CompiledItem(item, (item.fact,), states, ids, points, sums, sums, tops, tops)
        low, high = _range_tables((*points, 0))
        grade_low, grade_high = _range_tables((*grades_of, 0))
        return CompiledItem(
            item, (item.fact,), states, ids, points, low, high, grade_low.astype(np.uint8), grade_high.astype(np.uint8)
        )

    def _compile_levels(self) -> tuple[CompiledLevel, ...]:
        levels = []
        for i, level in enumerate(self.spec.levels):
            thresholds = []
            for j, need in enumerate(level.requires):
                path = ("levels", i, "requires", j)
                if need.node is not None and need.items is None and need.grade is None:
                    if need.node not in self.nodes:
                        self._faults.add(
                            (*path, "node"),
                            f"没有节点“{need.node}”",
                            f"there is no node '{need.node}'",
                            "请用 nodes 里的 id。",
                            "Use an id of 'nodes'.",
                        )
                        continue
                    wanted = Fraction(need.at_least) / self.scale(need.node)
                    thresholds.append(Threshold(math.ceil(wanted), node=need.node))
                elif need.items in self.spec.sets and need.grade is not None and need.node is None:
                    members = tuple(self.item_position[m] for m in self.spec.sets[need.items].items)
                    thresholds.append(
                        Threshold(math.ceil(need.at_least), set_id=need.items, items=members, grade=need.grade)
                    )
                else:
                    self._faults.add(
                        path,
                        "要求应写成 {node, at_least} 或 {items（sets 里的名字）, grade, at_least}",
                        "a requirement is {node, at_least} or {items (a name of 'sets'), grade, at_least}",
                        "请改写。",
                        "Rewrite it.",
                    )
            levels.append(CompiledLevel(level.level, tuple(thresholds)))
        return tuple(sorted(levels, key=lambda level: level.level))

    def _check_totals(self) -> None:
        for i, item in enumerate(self.spec.items):
            if item.points is not None and own_points(item) != Fraction(item.points):
                self._faults.add(
                    ("items", i, "points"),
                    f"选项合计 {float(own_points(item)):g} 分，与声明的 {float(item.points):g} 分不符",
                    f"the options add up to {float(own_points(item)):g}, not to the declared {float(item.points):g}",
                    "请核对分值。",
                    "Check the points.",
                )
        for i, node in enumerate(self.spec.nodes):
            if node.points is not None and self.best(node.id) != Fraction(node.points):
                self._faults.add(
                    ("nodes", i, "points"),
                    f"下属各项合计 {float(self.best(node.id)):g} 分，与声明的 {float(node.points):g} 分不符",
                    f"its parts add up to {float(self.best(node.id)):g}, not to the declared {float(node.points):g}",
                    "请核对分值。",
                    "Check the points.",
                )

    def _check_order(self) -> None:
        """Points and grade must rise together, or the interval of a missing answer would not be exact."""
        by_fact: dict[str, list[tuple[int, CompiledItem]]] = {}
        for i, item in enumerate(self.items):
            if isinstance(item.spec, ChoiceItem):
                by_fact.setdefault(item.facts[0], []).append((i, item))
            elif isinstance(item.spec, RatioItem) and list(item.points) != sorted(item.points):
                self._faults.add(
                    ("items", i, "bands"),
                    "更高的比率分数反而更低",
                    "a higher rate earns fewer points",
                    "请让分值随比率上升。",
                    "Let points rise with the rate.",
                )
        for uses in by_fact.values():
            worths = [
                [w for _, item in uses for w in (item.points[s], item.states[s].grade)]
                for s in range(len(uses[0][1].states))
            ]
            for a in worths:
                for b in worths:
                    if any(x < y for x, y in zip(a, b, strict=True)) and any(x > y for x, y in zip(a, b, strict=True)):
                        self._faults.add(
                            ("items", uses[0][0], "options"),
                            "两个选项的分值和等级此高彼低，无法说哪个更好",
                            "two options pull points and grades in opposite directions, so neither is better",
                            "请让分值与等级同升同降。",
                            "Let points and grades rise together.",
                        )
                        return

    def _check_levels(self) -> None:
        numbers = [level.level for level in self.spec.levels]
        for i, level in enumerate(self.spec.levels):
            if numbers.index(level.level) != i:
                self._faults.add(
                    ("levels", i, "level"),
                    "同一等级出现两次",
                    "the same level stands twice",
                    "请改号。",
                    "Renumber one.",
                )
        for compiled in self.levels:
            i = numbers.index(compiled.level)
            for threshold in compiled.thresholds:
                if threshold.node is not None:
                    most = sum(self.items[m].best for m in self.members(threshold.node))
                else:
                    most = sum(int(self.items[m].grade_high.max()) >= threshold.grade for m in threshold.items)
                if most < threshold.at_least:
                    self._faults.add(
                        ("levels", i, "requires"),
                        f"等级 {compiled.level} 没有任何企业能达到",
                        f"no firm could ever reach level {compiled.level}",
                        "请降低门槛或核对分值。",
                        "Lower the threshold or check the points.",
                    )
                    break


def _tick_tables(points: tuple[int, ...], grades: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Sum of points and highest grade for every set of ticks; index = bit mask."""
    sums, tops = np.zeros(1, np.int64), np.zeros(1, np.uint8)
    for worth, grade in zip(points, grades, strict=True):
        sums = np.concatenate([sums, sums + worth])
        tops = np.concatenate([tops, np.maximum(tops, grade).astype(np.uint8)])
    return sums, tops


def _range_tables(worths: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Least and greatest worth over every non-empty set of possible states; index = bit mask, 0 unused."""
    size = 1 << len(worths)
    low, high = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for mask in range(1, size):
        possible = [w for i, w in enumerate(worths) if mask >> i & 1]
        low[mask], high[mask] = min(possible), max(possible)
    return low, high
