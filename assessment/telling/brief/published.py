"""What was published of a round, told to everybody: nothing here is about fewer firms than the floor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.language import Lang
from assessment.monitoring import PLACES, PublishedFigures, PublishedGroup
from assessment.peers import Cleared, FigureRange
from assessment.telling.blocks import Block, Bullets, Column, Drawing, Figure, Figures, Heading, Paragraph, Table, Words
from assessment.telling.brief.groups import BY
from assessment.telling.charts.bars import BarWords, PointBar, PointBars
from assessment.telling.charts.base import Frame
from assessment.telling.charts.layout import figures as range_of
from assessment.telling.speech import Speech

_HIDDEN = "…"
_WIDEST = 40
"""Per cent: a share from 0 to 65% drawn as a bar tells nothing, and looks as if it did."""


@dataclass(frozen=True)
class PublishedSubject(Speech):
    """Published figures in one language."""

    figures: PublishedFigures
    lang: Lang

    def firms(self, number: Cleared[int] | None) -> str:
        """How many firms, where that may be told."""
        return _HIDDEN if number is None else f"{number.value:,}"

    def range(self, figure: Cleared[FigureRange] | None, decimals: int, unit: str = "") -> str:
        """A range, where it may be told."""
        return _HIDDEN if figure is None else f"{range_of(figure.value.low, figure.value.high, decimals)}{unit}"


def published(subject: PublishedSubject) -> tuple[Block, ...]:
    """Everything that was published of the round on the day."""
    return tuple(_published(subject))


def _published(subject: PublishedSubject) -> Iterator[Block]:
    figures = subject.figures
    if figures.whole.firms is None:
        yield Paragraph(_too_like(subject))
        return
    yield Figures(
        [
            Figure(subject.firms(figures.whole.firms), subject.say("家企业有结果", "firms with a result")),
            Figure(subject.range(figures.whole.points, 1), subject.say("平均得分", "mean points")),
        ]
    )
    yield Heading(subject.say("等级分布", "Levels"))
    yield _levels(subject)
    for by in PLACES:
        groups = [one for one in figures.groups[by] if one.firms is not None]
        if groups:
            name = subject.say("按{name}", "By {name}", name=subject.tell(BY[by]).lower())
            yield Heading(name)
            if len(drawn := _narrow(subject, groups)) > 1:
                yield Drawing(_chart(subject, by, drawn))
            yield _table(subject, by, groups)
    if figures.needs:
        yield Heading(subject.say("从需求到签约", "From need to contract"))
        yield _needs(subject)
    yield Bullets(
        [
            subject.words("brief_published.groups_that_are_not_listed", floor=figures.floor),
            subject.words("brief_published.shares_are_told_in_steps", floor=figures.floor),
            subject.words("brief_published.levels_are_the_firms"),
        ]
    )
    if figures.like is not None:
        yield Paragraph(_too_like(subject), role="quiet")


def _too_like(subject: PublishedSubject) -> str:
    if subject.figures.like is None:
        return subject.words("brief_published.fewer_than_firms", floor=subject.figures.floor)
    return subject.words("brief_published.it_differs_from_what", day=subject.figures.like.isoformat())


def _levels(subject: PublishedSubject) -> Table:
    names = subject.figures.level_names
    rows: list[list[Words]] = [
        [subject.tell(names[one.level]), subject.firms(one.certain), subject.firms(one.open)]
        for one in subject.figures.levels
    ]
    columns = [
        Column(subject.say("等级", "Level"), 40),
        Column(subject.say("已确定", "Certain"), 30, "right"),
        Column(subject.say("至少", "At least"), 30, "right"),
    ]
    return Table(columns, rows, caption=subject.say("等级分布", "Levels"))


def _needs(subject: PublishedSubject) -> Table:
    """How many firms need each kind of help, and how many came at least so far."""
    steps = subject.figures.names["step"]
    columns = [
        Column(subject.say("需要的帮助", "Help needed"), 34, strong=True),
        *(Column(subject.tell(name), 12, "right") for name in steps.values()),
    ]
    rows: list[list[Words]] = [
        [subject.tell(one.label), *(subject.firms(one.steps[step]) for step in steps)] for one in subject.figures.needs
    ]
    return Table(columns, rows, caption=subject.say("从需求到签约", "From need to contract"))


def _level(subject: PublishedSubject) -> int:
    """The level that is drawn: the second."""
    return sorted(subject.figures.whole.shares)[min(1, len(subject.figures.whole.shares) - 1)]


def _narrow(subject: PublishedSubject, groups: list[PublishedGroup]) -> list[PublishedGroup]:
    """The groups of which the share is known well enough to be drawn beside others."""
    level = _level(subject)
    shares = [(one, one.shares[level]) for one in groups]
    return [one for one, share in shares if share is not None and share.value.high - share.value.low <= _WIDEST]


def _chart(subject: PublishedSubject, by: str, groups: list[PublishedGroup]) -> PointBars:
    """The share at the second level or above of some groups."""
    level = _level(subject)
    bars = [
        PointBar(_name(subject, by, one), share.value.low, share.value.high, 100)
        for one in groups
        if (share := one.shares[level]) is not None
    ]
    name = subject.figures.level_names[level]
    return PointBars(
        Frame(
            question=subject.words("brief_published.how_many_firms_of_each", name=name),
            note=subject.words("brief_published.hatched_answers_missing"),
            empty=subject.say("不显示", "not shown"),
        ),
        bars,
        BarWords(subject.say("至少", "at least"), subject.say("可能", "possible"), subject.say("其余", "others")),
        value=lambda bar: f"{range_of(bar.low, bar.high, 0)}%",
    )


def _name(subject: PublishedSubject, by: str, one: PublishedGroup) -> str:
    name = subject.figures.names[by].get(one.id)
    return subject.say("未填写", "Not stated") if name is None else subject.tell(name)


def _table(subject: PublishedSubject, by: str, groups: list[PublishedGroup]) -> Table:
    levels = sorted(subject.figures.whole.shares)
    columns = [
        Column(subject.tell(BY[by]), 26, strong=True),
        Column(subject.say("企业数", "Firms"), 12, "right"),
        Column(subject.say("平均得分", "Points"), 16, "right"),
        *(
            Column(subject.say("{n}及以上", "{n} or above", n=subject.figures.level_names[at]), 16, "right")
            for at in levels
        ),
    ]
    rows: list[list[Words]] = [
        [
            _name(subject, by, one),
            subject.firms(one.firms),
            subject.range(one.points, 1),
            *(subject.range(one.shares[at], 0, "%") for at in levels),
        ]
        for one in groups
    ]
    return Table(columns, rows, caption=subject.tell(BY[by]))
