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
    question = subject.words("europe.how_eu_firms_of_this_size", year=position.year)
    note = subject.words(
        "europe.population_source",
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
