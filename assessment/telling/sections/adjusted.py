"""What a consultant changed about the plan, told as theirs, with the difference to what was computed."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.advisory import Adjusted
from assessment.settings import in_china
from assessment.telling.blocks import Block, Bullets, Panel, Paragraph, Span, Words
from assessment.telling.subject import Subject


def adjusted(subject: Subject, found: Adjusted | None) -> Iterator[Block]:
    """Every change with who made it and when, then what they come to; nothing where the plan is as computed."""
    if found is None:
        return
    told: list[Words] = []
    for one in found.adjustments:
        signed = f"{one.adjustment.author} · {in_china(one.adjustment.at):%Y-%m-%d}"
        words = Span(subject.sentence(one.sentence), tone="plain" if one.used else "caution")
        told.append([words, " ", Span(signed, tone="quiet")])
    title = subject.say("顾问调整：", "Adjusted by the consultant: ")
    blocks: list[Block] = [
        Paragraph([Span(title, strong=True), subject.tell(found.difference)], role="small"),
        Bullets(told),
    ]
    yield Panel(blocks, tone="good", depth="body")
