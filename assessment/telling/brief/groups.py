"""The levels by city, county, chain and size: from certain to possible, dark only where a group surely differs."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.language import Label, label
from assessment.monitoring import PLACES, GroupLine, ShareRange
from assessment.telling.blocks import Block, Column, Drawing, Fold, Heading, Section, Table, Words
from assessment.telling.brief.subject import BriefSubject
from assessment.telling.charts.base import Frame
from assessment.telling.charts.groups import GroupBar, GroupBars, GroupWords
from assessment.telling.charts.layout import figures as range_of

BY: dict[str, Label] = {
    "city": label("市", "City"),
    "county": label("县区", "County"),
    "chain": label("产业链", "Chain"),
    "size": label("规模", "Size"),
}
FEW = 10
"""Of fewer firms no share in per cent is told: 1 of 1 is no 100%."""
_DRAWN = 24
"""More groups than that are not drawn, and their table is folded on a screen."""


def groups(subject: BriefSubject) -> Section:
    """All groups of all kinds."""
    lead = subject.words("brief_groups.shares_reach_from", n=FEW)
    title = subject.say("各地区、产业链和规模", "By area, chain and size")
    return Section("groups", title, lead, tuple(block for by in PLACES for block in _of(subject, by)))


def _of(subject: BriefSubject, by: str) -> Iterator[Block]:
    lines = [one for one in subject.figures.groups(by) if one.scored]
    if len(lines) < 2:
        return
    name = subject.tell(BY[by])
    yield Heading(
        subject.say("按{name}", "By {name}", name=name.lower() if subject.lang == "en" else name), id=f"by-{by}"
    )
    drawn = [one for one in lines if one.scored >= FEW]
    if 2 <= len(drawn) <= _DRAWN:
        yield Drawing(group_chart(subject, by, drawn))
    if len(lines) <= _DRAWN:
        yield group_table(subject, by, lines)
    else:
        words = subject.say("{n} 组，列成一张表", "{n} groups in a table", n=len(lines))
        yield Fold(words, [group_table(subject, by, lines)])


def group_chart(subject: BriefSubject, by: str, lines: list[GroupLine]) -> GroupBars:
    """The groups of one kind at the level that tells them apart best."""
    level, whole = subject.level, subject.figures.whole
    bars = [_bar(subject, one, whole, level) for one in lines]
    apart = [bar.label for bar in bars if bar.apart]
    if apart:
        answer = subject.words("brief_groups.surely_different", names=subject.joined(apart))
    else:
        answer = subject.say("没有一组确定和总体不同。", "No group surely differs from all.")
    share = subject.share(whole.shares[level])
    return GroupBars(
        Frame(
            question=subject.words("brief_groups.each_how_many_firms",
                by=subject.tell(BY[by]) if subject.lang == "zh" else subject.tell(BY[by]).lower(),
                level=subject.level_name(level)),
            answer=answer,
            note=answer + subject.gap + subject.words("brief_groups.only_groups_that_differ"),
        ),
        bars,
        (whole.shares[level].span.low, whole.shares[level].span.high),
        GroupWords(
            apart=subject.say("确定和总体不同", "surely different"),
            alike=subject.say("也许只是偶然", "perhaps by chance"),
            possible=subject.say("补齐回答后可能", "possible"),
            chance=subject.say("偶然可达", "by chance"),
            whole=subject.say("总体 {share}", "all: {share}", share=share),
        ),
    )  # fmt: skip


def _share(subject: BriefSubject, share: ShareRange) -> str:
    """A share in per cent, or, of few firms, how many of how many."""
    if share.of >= FEW:
        return subject.share(share)
    return f"{range_of(share.certain, share.possible, 0)}/{share.of}"


def _bar(subject: BriefSubject, one: GroupLine, whole: GroupLine, level: int) -> GroupBar:
    share = one.shares[level]
    chance = share.by_chance
    return GroupBar(
        subject.tell(one.label),
        share.span.low,
        share.span.high,
        chance.low,
        chance.high,
        share.stands_apart(whole.shares[level]),
        subject.beside(subject.share(share), f"{one.scored:,}"),
    )


def group_table(subject: BriefSubject, by: str, lines: list[GroupLine]) -> Table:
    """Firms, mean points and every level of each group; the last row is all."""
    figures = subject.figures
    levels = [at for at in figures.level_names if at]
    columns = [
        Column(subject.tell(BY[by]), 26, strong=True),
        Column(subject.say("有结果", "Scored"), 11, "right"),
        Column(subject.say("平均得分", "Points"), 17, "right"),
        *(Column(subject.level_name(at), 16, "right") for at in levels),
    ]
    rows: list[list[Words]] = [
        [
            subject.tell(one.label),
            f"{one.scored:,}",
            subject.range(one.points),
            *(_share(subject, one.shares[at]) for at in levels),
        ]
        for one in (*lines, figures.whole)
    ]
    caption = subject.say("按{name}", "By {name}", name=BY[by])
    return Table(columns, rows, total=True, caption=caption)
