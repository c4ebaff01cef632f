"""The firm beside EU firms of its size, once its class in the EU index is certain."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.telling.blocks import Block, Drawing, Heading
from assessment.telling.charts.base import Frame
from assessment.telling.charts.shares import ShareBar
from assessment.telling.subject import Subject


def europe(subject: Subject) -> Iterator[Block]:
    """The yardstick; nothing while the class is open or the statistics do not cover the firm."""
    position = subject.advisory.eu_position
    if position is None:
        return
    yield Heading(subject.say("和欧盟同规模企业比", "Beside EU firms of your size"), id="comparison-europe")
    question = subject.say(
        "欧盟同规模企业的分布（{year} 年）", "How EU firms of this size spread ({year})", year=position.year
    )
    note = subject.say(
        "{caution} 对象：{population}。来源：{source}。",
        "{caution} Population: {population}. Source: {source}.",
        caution=position.caution,
        population=position.population,
        source=subject.source(position.source, position.fidelity),
    )
    parts = [
        (subject.say("低于您", "below you"), position.below),
        (subject.tell(position.class_label), position.same),
        (subject.say("高于您", "above you"), position.higher),
    ]
    yield Drawing(ShareBar(Frame(question, note, answer=subject.tell(position.sentence)), parts))
