"""A plan for a trouble: what the same money relieves, sign by sign, beside the cheapest way up."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.advisory.relief import Relief, SignRelief
from assessment.telling.blocks import Block, Bullets, Column, Heading, Panel, Paragraph, Section, Span, Table, Words
from assessment.telling.naming import section_of
from assessment.telling.sections.plan import steps_of
from assessment.telling.subject import Subject


def relief(subject: Subject) -> Section:
    """Empty for a firm that has picked no trouble."""
    found, note = subject.advisory.relief, subject.advisory.relief_note
    blocks: tuple[Block, ...] = ()
    if found is not None:
        blocks = tuple(_blocks(subject, found))
    elif note is not None:
        blocks = (Paragraph(subject.tell(note)),)
    return section_of(subject, "relief", blocks, "" if found is None else _brief(subject, found))


def _brief(subject: Subject, found: Relief) -> str:
    done = sum(bool(one.relieved_by) for one in found.signs)
    if not done:
        return subject.say("这笔钱治不了", "nothing for that sum")
    cost = subject.money(found.purchase.cost.likely)
    return subject.words("relief.signs_about", n=len(found.signs), done=done, cost=cost)


def _blocks(subject: Subject, found: Relief) -> Iterator[Block]:
    yield Paragraph(subject.tell(found.sentence), role="lead")
    if found.beside is not None:
        yield Panel([Paragraph(subject.tell(found.beside))])
    columns = [
        Column(subject.say("毛病", "Trouble"), 14, grouped=True),
        Column(subject.say("怎么看出来", "How it shows"), 30),
        Column(subject.say("靠什么治", "Relieved by"), 26),
        Column(subject.say("怎么知道好了", "How one sees that it got better"), 30),
    ]
    titles = dict(zip(found.troubles, found.titles, strict=True))
    rows: list[list[Words]] = [
        [
            Span(subject.tell(titles[one.trouble]), strong=True),
            subject.tell(one.title),
            _by(subject, found, one),
            subject.tell(one.notice),
        ]
        for one in found.signs
    ]
    yield Table(columns, rows, folded=True, id="relief-signs")
    if found.purchase.steps:
        yield Heading(subject.say("要做的步骤", "What to do"), id="relief-steps")
        yield Bullets(_in_short(subject, found))
        yield steps_of(subject, found.purchase.steps, depth="detail")
        if found.purchase.staffing is not None:
            yield Paragraph(subject.tell(found.purchase.staffing.sentence), depth="detail")
    told = subject.words("relief.which_measure_relieves", source=subject.source(found.source, found.fidelity))
    yield Paragraph(told, role="small")


def _in_short(subject: Subject, found: Relief) -> list[Words]:
    lines: list[Words] = []
    for step in found.purchase.steps:
        words: list[str | Span] = [
            Span(subject.tell(step.title), strong=True),
            subject.say("，", ", "),
            subject.cost(step.cost),
        ]
        if step.measure in found.shared:
            words += [" ", Span(subject.say("升级方案也有", "in the way up as well"), tag=True, tone="good")]
        lines.append(words)
    return lines


def _by(subject: Subject, found: Relief, one: SignRelief) -> Words:
    titles = {step.measure: subject.tell(step.title) for step in found.purchase.steps}
    if one.relieved_by:
        return subject.joined([titles[name] for name in one.relieved_by])
    if not one.possible:
        return Span(subject.say("清单里没有您还能做的", "nothing left that you could do"), tone="quiet")
    return Span(subject.say("这笔钱够不到", "beyond this sum"), tone="quiet")
