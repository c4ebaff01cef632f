"""The parts of a framework's result that several sections show."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.scoring import FrameworkResult, ItemReason, LevelReason, NodeScore
from assessment.telling.subject import Subject

_STAR = "★"  # how the published indicators mark a binding scene


def is_scene(item: ItemReason) -> bool:
    """True for an item that gives a grade and no points."""
    return item.points_max == 0


def is_starred(item: ItemReason) -> bool:
    """True for a scene that level rules count on its own."""
    return _STAR in (item.source_item or "")


def branches(result: FrameworkResult) -> list[tuple[NodeScore, list[ItemReason]]]:
    """The nodes right below the root with all items under each, in the order of the framework."""
    parents = {node.id: node.parent for node in result.nodes}

    def top(node: str) -> str:
        parent = parents[node]
        return node if parent is None or parents[parent] is None else top(parent)

    grouped: dict[str, list[ItemReason]] = {}
    for item in result.items:
        grouped.setdefault(top(item.node), []).append(item)
    return [(node, grouped[node.id]) for node in result.nodes if node.id in grouped]


def parts(result: FrameworkResult) -> list[NodeScore]:
    """The nodes below the dimensions; the dimensions themselves where none has parts."""
    dimensions = {node.id for node in result.dimensions}
    return [node for node in result.nodes if node.parent in dimensions and node.points_max] or list(result.dimensions)


def next_level(result: FrameworkResult) -> LevelReason | None:
    """The lowest level that is not certainly reached; None at the highest."""
    return next((level for level in result.levels if level.level > result.level_low), None)


def aimed_level(subject: Subject, result: FrameworkResult) -> LevelReason | None:
    """The level that the plan is made for, where the result has one; else the next."""
    plan = subject.advisory.plan
    if plan is not None and result is subject.advisory.main:
        return next((level for level in result.levels if level.level == plan.target_level), None)
    return next_level(result)


def level_text(subject: Subject, number: int, result: FrameworkResult | None = None) -> str:
    """A level of a result (the main one unless given) by its name; the words for no level at 0."""
    result = result or subject.advisory.main
    found = next((level for level in result.levels if level.level == number), None)
    return subject.say("无等级", "No level") if found is None else subject.level_of(result, found)


def fact_labels(subject: Subject, facts: Iterable[str]) -> list[str]:
    """Short names of facts, as far as any framework of the advisory uses them; each once, in order."""
    labels = {
        answer.fact: subject.tell(answer.label)
        for result in subject.advisory.frameworks
        for item in result.items
        for answer in item.answers
    }
    labels |= {entry.fact: subject.tell(entry.label) for entry in subject.advisory.firm.profile}
    return [labels[fact] for fact in dict.fromkeys(facts) if fact in labels]
