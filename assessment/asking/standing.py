"""Where a firm stands while it answers, and which open questions can still move its level.

Cheap enough to be worked out with every tap.
."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assessment.content.bank import FactBank
from assessment.knowledge import Knowledge
from assessment.scoring import Framework, Scores, score


@dataclass(frozen=True)
class Standing:
    """The score of one firm under one framework as far as it is known: the first row of ``knowledge``."""

    framework: Framework
    knowledge: Knowledge

    @cached_property
    def _scores(self) -> Scores:
        return score(self.framework, self.knowledge.table, self.knowledge)

    @cached_property
    def points(self) -> tuple[float, float]:
        """The least and the most points that the answers leave possible."""
        low, high = self._scores.points()
        return float(low[0]), float(high[0])

    @cached_property
    def levels(self) -> tuple[int, int]:
        """The lowest and the highest level that the answers leave possible; 0 for none."""
        return int(self._scores.level_low[0]), int(self._scores.level_high[0])

    @property
    def certain(self) -> bool:
        """Is the level settled, whatever is answered from here on?"""
        return self.levels[0] == self.levels[1]

    @cached_property
    def moving(self) -> frozenset[str]:
        """The facts of which an answer may still decide between two levels; none once the level is certain.

        A fact counts when it stands in an item that an undecided threshold of a level between the two ends compares,
        and the item itself is open; so does one that decides whether such a fact is asked.
        """
        scores, found = self._scores, set[str]()
        lowest, highest = self.levels
        for level in self.framework.levels:
            if not lowest < level.level <= highest:
                continue
            for threshold in level.thresholds:
                least, most = (int(end.value(threshold)[0]) for end in (scores.worst, scores.best))
                if least >= threshold.at_least or most < threshold.at_least:
                    continue
                if threshold.node is not None:
                    items = self.framework.members(threshold.node)
                    open_items = [i for i in items if scores.item_low[i, 0] < scores.item_high[i, 0]]
                else:
                    low, high, grade = scores.grade_low[:, 0], scores.grade_high[:, 0], threshold.grade
                    open_items = [i for i in threshold.items if low[i] < grade <= high[i]]
                found.update(fact for i in open_items for fact in self.framework.items[i].facts)
        return frozenset(_with_deciders(self.framework.bank, found))

    def width_of_points(self) -> float:
        """How many points are still open."""
        return float(np.subtract(*self.points[::-1]))


def _with_deciders(bank: FactBank, facts: set[str]) -> set[str]:
    """The facts, and those that decide whether they are asked."""
    found, left = set[str](), list(facts)
    while left:
        fact = left.pop()
        if fact not in found:
            found.add(fact)
            left.extend(bank.facts[fact].asked_if)
    return found
