"""The scenes of the main result as the scene charts of several sections want them."""

from __future__ import annotations

from assessment.telling.charts.scenes import Scene, SceneWords
from assessment.telling.structure import is_scene, is_starred
from assessment.telling.subject import Subject


def scenes(subject: Subject) -> list[Scene]:
    """The scenes of the main result, in order, as charts want them."""
    result = subject.advisory.main
    nodes = {node.id: node for node in result.nodes}
    return [
        Scene(
            subject.tell(nodes[item.node].title),
            subject.tell(item.title),
            item.grade_low,
            item.grade_high,
            is_starred(item),
        )
        for item in result.items
        if is_scene(item)
    ]


def scene_words(subject: Subject) -> SceneWords:
    """The legend of scene charts."""
    return SceneWords(
        subject.say("做到第几级", "Level"),
        subject.say("带★的约束性场景，定级时另外计数", "starred scenes count on their own for a level"),
        subject.say("还没有答全", "not all is answered"),
    )
