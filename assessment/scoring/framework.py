"""A framework compiled once into exact integer tables.

Points are whole numbers of ``1 / unit`` at the root: 0.7 points are exactly 7/10, so a threshold of 40 is met or
missed as on paper. Every item has a lookup table from what is known (see ``knowledge``) to the worst and the best
points and grade; every level is a conjunction of thresholds on sums and counts of those.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.content.faults import FaultList, Where
from assessment.content.framework_checks import ReferenceCheck
from assessment.content.frameworks import (
    FrameworkFile,
    Item,
    MultiItem,
    Node,
    RatioItem,
    Requirement,
    Worth,
    item_states,
    own_points,
    read_range,
)
from assessment.language import Label
from assessment.problems import InputRefused
from assessment.scoring.compiled import CompiledItem, CompiledLevel, Edge, Threshold, range_tables, tick_tables
from assessment.scoring.soundness import Soundness

MOST_UNITS = 1 << 31


class Framework:
    """One edition of one framework, ready to score; raises ``InputRefused`` naming file, line and key."""

    def __init__(self, spec: FrameworkFile, bank: FactBank, where: Where | None = None):
        self.spec = spec
        self.bank = bank
        where = where or (lambda path: f"{spec.id} {'.'.join(map(str, path))}")
        _stop_if_faulty(ReferenceCheck(spec, bank, where))
        self.nodes: dict[str, Node] = {node.id: node for node in spec.nodes}
        self.root = next(node.id for node in spec.nodes if node.parent is None)
        self.item_position = {item.id: i for i, item in enumerate(spec.items)}
        self._multiplier = self._multipliers()
        self.unit = self._common_denominator()
        _stop_if_faulty(self._too_fine(where))
        self.items: tuple[CompiledItem, ...] = tuple(self._compile(item) for item in spec.items)
        self.levels = self._compile_levels()
        _stop_if_faulty(Soundness(self, where))

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

    def points_needed(self, level: int) -> float:
        """The points in all without which nobody reaches a level; 0 where it asks for none."""
        needs = (one for step in self.levels if step.level == level for one in step.thresholds if one.node == self.root)
        return max((float(one.at_least * self.scale(self.root)) for one in needs), default=0.0)

    def set_title(self, set_id: str) -> Label:
        """What the items of a set are called together."""
        return self.spec.sets[set_id].title

    @property
    def dimensions(self) -> list[Node]:
        """The nodes shown as dimensions, in file order."""
        return [node for node in self.spec.nodes if node.dimension]

    # -- compiling -----------------------------------------------------------------------------------------------

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
            states: tuple[Worth, ...] = item.bands
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
            sums, tops = tick_tables(points, grades_of)
            return CompiledItem(item, (item.fact,), states, ids, points, sums, sums, tops, tops)
        low, high = range_tables((*points, 0))
        grade_low, grade_high = range_tables((*grades_of, 0))
        return CompiledItem(
            item, (item.fact,), states, ids, points, low, high, grade_low.astype(np.uint8), grade_high.astype(np.uint8)
        )

    def _too_fine(self, where: Where) -> FaultList:
        """Points are added up as whole numbers, which must stay small enough to be packed into words."""
        faults = FaultList(where)
        whole = sum((own_points(item) * self._multiplier[f"{item.node}/item"] for item in self.spec.items), Fraction(0))
        if whole * self.unit >= MOST_UNITS:
            faults.add(
                ("items",),
                f"分值的最小公分母（{self.unit}）太大，无法精确相加",
                f"the points have too large a common denominator ({self.unit}) to be added exactly",
                "请用较简单的小数或分数。",
                "Use simpler decimals or fractions.",
            )
        return faults

    def _compile_levels(self) -> tuple[CompiledLevel, ...]:
        levels = [
            CompiledLevel(level.level, tuple(self._threshold(need) for need in level.requires))
            for level in self.spec.levels
        ]
        return tuple(sorted(levels, key=lambda level: level.level))

    def _threshold(self, need: Requirement) -> Threshold:
        if need.node is not None:
            return Threshold(math.ceil(need.at_least / self.scale(need.node)), node=need.node)
        assert need.items is not None and need.grade is not None
        members = tuple(self.item_position[member] for member in self.spec.sets[need.items].items)
        return Threshold(math.ceil(need.at_least), set_id=need.items, items=members, grade=need.grade)


def _stop_if_faulty(faults: FaultList) -> None:
    if faults.problems:
        raise InputRefused(faults.problems)
