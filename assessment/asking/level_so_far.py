"""Where a firm stands while it answers, and which open questions can still move its level.

Cheap enough to be worked out with every tap.
."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from assessment.content.bank import FactBank
from assessment.knowledge import Knowledge
from assessment.scoring import Framework, Scores, enough_known, score


@dataclass(frozen=True)
class LevelSoFar:
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

    @property
    def enough_known(self) -> bool:
        """Is enough settled for a plan? See ``FrameworkResult.enough_known``."""
        return enough_known(self._scores, 0)

    @cached_property
    def moving(self) -> frozenset[str]:
        """The facts of which an answer may still decide between two levels; none once the level is certain."""
        return frozenset(fact for fact, rows in movers(self._scores).items() if rows[0])

    def width_of_points(self) -> float:
        """How many points are still open."""
        return float(np.subtract(*self.points[::-1]))


def movers(scores: Scores) -> dict[str, NDArray[np.bool_]]:
    """By fact, the firms (n,) of which an answer to it may still decide between two levels.

    A fact counts where it stands in an item that an undecided threshold of a level between the two ends compares, and
    the item itself is open; so does one that decides whether such a fact is asked.
    """
    framework = scores.framework
    found: dict[str, NDArray[np.bool_]] = {}
    for level in framework.levels:
        between = (scores.level_low < level.level) & (level.level <= scores.level_high)
        for threshold in level.thresholds:
            least, most = scores.worst.value(threshold), scores.best.value(threshold)
            undecided = between & (least < threshold.at_least) & (most >= threshold.at_least)
            if not undecided.any():
                continue
            if threshold.node is not None:
                items, moved = framework.members(threshold.node), scores.item_low < scores.item_high
            else:
                grade = threshold.grade
                items, moved = list(threshold.items), (scores.grade_low < grade) & (grade <= scores.grade_high)
            for item in items:
                for fact in _with_deciders(framework.bank, tuple(framework.items[item].facts)):
                    found[fact] = found.get(fact, False) | (undecided & moved[item])
    return found


@lru_cache(maxsize=4096)
def _with_deciders(bank: FactBank, facts: tuple[str, ...]) -> set[str]:
    """The facts, and those that decide whether they are asked."""
    found, left = set[str](), list(facts)
    while left:
        fact = left.pop()
        if fact not in found:
            found.add(fact)
            left.extend(bank.facts[fact].asked_if)
    return found
