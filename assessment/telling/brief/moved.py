"""Against the round before: what the firms did, and apart from it what other rules did."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.monitoring import Movement, Moves
from assessment.telling.blocks import Block, Column, Paragraph, Section, Table, Words
from assessment.telling.brief.subject import BriefSubject


def moved(subject: BriefSubject) -> Section:
    """The same firms in both rounds; no block where there is no round before."""
    found = subject.figures.movement
    lead = subject.words("brief_moved.only_firms_with_a_result")
    blocks = () if found is None or subject.before_name is None else tuple(_blocks(subject, found))
    return Section("moved", subject.say("和上一轮相比", "Against the round before"), lead, blocks)


def _blocks(subject: BriefSubject, found: Movement) -> Iterator[Block]:
    yield Paragraph(
        subject.words(
            "brief_moved.also_have_a_result",
            before=subject.before_name or "",
            n=subject.firms(found.firms),
            new=subject.firms(found.newcomers) if subject.lang == "zh" else found.newcomers,
            gone=subject.firms(found.gone) if subject.lang == "zh" else found.gone,
        )
    )
    if found.firms:
        yield _points(subject, found)
        yield _moves(subject, found)
    if found.by_rules is None:
        words = subject.words("brief_moved.both_rounds_stand")
    else:
        words = subject.words("brief_moved.were_scored_by_other", n=subject.firms(found.other_rules))
    yield Paragraph(words, role="quiet")
    if found.unscored:
        yield Paragraph(
            subject.words("brief_moved.answers_of_were_not_scored", n=subject.firms(found.unscored)),
            role="quiet",
        )


def _points(subject: BriefSubject, found: Movement) -> Table:
    rows: list[list[Words]] = [[subject.say("上一轮，当时的规则", "Then, rules of then"), subject.range(found.before)]]
    if found.by_rules is not None:
        rows.append(
            [subject.say("上一轮的回答，现在的规则", "Answers of then, rules of now"), subject.range(found.replayed)]
        )
    rows.append([subject.say("这一轮", "Now"), subject.range(found.now)])
    columns = [
        Column(subject.say("平均得分", "Mean points"), 60),
        Column(subject.say("最低到最高", "Least to most"), 40, "right", strong=True),
    ]
    return Table(columns, rows, caption=subject.say("平均得分的变化", "How mean points moved"))


def _moves(subject: BriefSubject, found: Movement) -> Table:
    columns = [
        Column(subject.say("等级变化", "Change of level"), 40),
        *(
            Column(name, 15, "right")
            for name in (
                subject.say("确定升", "surely up"),
                subject.say("确定降", "surely down"),
                subject.say("没变", "the same"),
                subject.say("说不定", "open"),
            )
        ),
    ]
    rows = [_row(subject.say("企业自己的变化", "what the firms did"), found.by_firms)]
    if found.by_rules is not None:
        rows.append(_row(subject.say("规则变化", "what other rules did"), found.by_rules))
    return Table(columns, rows, caption=subject.say("等级变化（家）", "Changes of level (firms)"))


def _row(name: str, moves: Moves) -> list[Words]:
    return [name, *(f"{n:,}" for n in (moves.up, moves.down, moves.same, moves.open))]
