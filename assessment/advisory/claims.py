"""What a visitor accepts or refuses as a whole, and what each is worth for the thresholds of a framework.

A *claim* is one answer, or the answers that decide the same items together, such as the two counts of a rate. Refused,
it counts as the least that its items can be worth. What the claims of a set are worth adds up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.content.frameworks import MultiItem, RatioItem
from assessment.documents import Identifier, Strict
from assessment.language import Label
from assessment.scoring import CompiledItem, Framework, Scores, Threshold

Groups = dict[tuple[str, ...], list[int]]


class Claim(Strict):
    """What is accepted or refused as a whole."""

    facts: tuple[Identifier, ...]
    label: Label


def claims_of(framework: Framework) -> Groups:
    """Claims and the positions of their items: facts that decide one item, or show another, stand together."""
    together: dict[str, set[str]] = {}
    decides = {fact for item in framework.items for fact in _decisive(item)}
    for item in framework.items:
        linked = set(_decisive(item))
        linked |= {other for fact in item.facts for other in framework.bank.facts[fact].asked_if} & decides
        group = set().union(linked, *(together.get(fact, set()) for fact in linked))
        together |= dict.fromkeys(group, group)
    ordered = {fact: tuple(one for one in framework.bank.facts if one in group) for fact, group in together.items()}
    groups: Groups = {}
    for i, item in enumerate(framework.items):
        groups.setdefault(ordered[_decisive(item)[0]], []).append(i)
    return groups


def worth_of(scores: Scores, row: int, groups: Groups, thresholds: Sequence[Threshold]) -> NDArray[np.int64]:
    """What a threshold loses when a claim of one firm is refused, shape (thresholds, claims)."""
    framework = scores.framework
    taken = np.zeros((len(thresholds), len(groups)), np.int64)
    points, grades = scores.item_low[:, row], scores.grade_low[:, row]
    for column, items in enumerate(groups.values()):
        for t, threshold in enumerate(thresholds):
            if threshold.node is not None:
                counted = set(framework.members(threshold.node)) & set(items)
                taken[t, column] = sum(int(points[i]) - _worst(framework.items[i])[0] for i in counted)
            else:
                taken[t, column] = sum(
                    grades[i] >= threshold.grade > _worst(framework.items[i])[1]
                    for i in set(threshold.items) & set(items)
                )
    return taken


def _decisive(item: CompiledItem) -> tuple[str, ...]:
    """The facts on which a visitor's refusal falls: of a rate the parts, not the whole."""
    return item.spec.numerator if isinstance(item.spec, RatioItem) else item.facts


def _worst(item: CompiledItem) -> tuple[int, int]:
    """Points and grade of an item whose answer is refused."""
    if isinstance(item.spec, MultiItem):
        return 0, 0
    return min(item.points), min(state.grade for state in item.states)
