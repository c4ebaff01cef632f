"""What is open or in doubt: refused answers, answers at odds, what to answer first, what others gave away."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.advisory import NextQuestion
from assessment.knowledge import GivenAnswer
from assessment.language import percent
from assessment.telling.blocks import (
    Block,
    Bullets,
    Column,
    Fold,
    Heading,
    Panel,
    Paragraph,
    Section,
    Span,
    Table,
    Words,
    at,
    in_short,
)
from assessment.telling.naming import section_of
from assessment.telling.subject import Subject

_MOST = 4
"""So many rows of a table stand in the owner's length."""


def open_ends(subject: Subject) -> Section:
    """Answers at odds first: until they are put right no figure can be relied on."""
    first = (*_questions(subject), *_gathering(subject))
    if not subject.lead.enough_known:  # then it is what the paper is for, at every length
        first = tuple(at("headline", first))
    blocks = (*_refused(subject), *_contradictions(subject), *first, *_carried(subject))
    return section_of(subject, "open", blocks, _brief(subject))


def _brief(subject: Subject) -> str:
    at_odds = len(subject.advisory.contradictions)
    if at_odds:
        pairs = subject.count(at_odds, "", "pair")
        return subject.words("open_ends.answers_do_not_fit", n=at_odds, pairs=pairs)
    found = subject.lead.open_answers
    return subject.tell(found.told) if found.questions else subject.say("都定了", "nothing; all is certain")


def narrowing(subject: Subject, question: NextQuestion) -> str:
    """By how much an answer is expected to narrow the result."""
    if question.narrowing >= 0.0005:
        return percent(question.narrowing)
    if question.level_narrowing:
        return subject.say("只影响等级", "the level only")
    return subject.say("只影响场景级别", "scene level only")


def _refused(subject: Subject) -> Iterator[Block]:
    """What was given and could not be used, so that nobody reads that it was never given."""
    found = subject.advisory.refused
    if not found:
        return
    told: list[Words] = [
        [
            Span(subject.tell(one.label), strong=True),
            subject.say("：{text}。{remedy}", ": {text}. {remedy}", text=one.text, remedy=one.remedy),
            Span("", fact=one.fact),
        ]
        for one in found
    ]
    title = subject.say("填了但没有采用的回答", "Answers that were given and not used")
    yield Heading(title, id="open-refused")
    yield Panel([Bullets(told)], tone="caution")


def _contradictions(subject: Subject) -> Iterator[Block]:
    found = subject.advisory.contradictions
    if not found:
        return
    title = subject.say("对不上的回答，请核对", "Answers that do not fit together; please check")
    yield Heading(title, id="open-odds")
    yield Paragraph(
        subject.words("open_ends.no_pair_below_can"),
        role="lead",
    )
    columns = [
        Column(subject.say("两个回答", "The two answers"), 55),
        Column(subject.say("为什么对不上", "Why they do not fit"), 45),
    ]
    rows: list[list[Words]] = [
        [[*_given(subject, one.first), "\n", *_given(subject, one.second)], subject.tell(one.reason)] for one in found
    ]
    left = subject.say("还有 {n} 对，在全本里。", "{n} more: see the full report.", n=len(found) - _MOST)
    yield from in_short(Table(columns, rows), _MOST, left)


def _given(subject: Subject, one: GivenAnswer) -> list[str | Span]:
    return [Span(subject.tell(one.label), strong=True), subject.colon, Span(subject.tell(one.text), fact=one.fact)]


def _questions(subject: Subject) -> Iterator[Block]:
    main = subject.lead
    questions = [question for question in subject.advisory.next_questions if question.framework == main.framework]
    if not questions:
        found = main.open_answers
        yield Paragraph(subject.tell(found.certain_told if main.certain else found.range_told))
        return
    yield Heading(subject.say("先补哪些回答最值", "Which open answers are worth most"), id="open-questions")
    yield Paragraph(
        subject.words("open_ends.figure_says_by_how"),
        role="lead",
    )
    rows: list[list[Words]] = []
    for question in questions:
        known = subject.say("（您答了“不清楚”，查到了就能补上）", " (you answered 'don't know'; it can be looked up)")
        about = subject.say("（您填的是约数，有准数就改过来）", " (you gave an approximate figure)")
        ask = subject.tell(question.ask) + {"dont_know": known, "roughly": about}.get(question.gap, "")
        rows.append([Span(ask, fact=question.fact), narrowing(subject, question)])
    columns = [
        Column(subject.say("还没有定的问题", "Open question"), 78),
        Column(subject.say("预计缩小", "Narrows by"), 22, "right", strong=True),
    ]
    yield Table(columns, rows)


def _gathering(subject: Subject) -> Iterator[Block]:
    """Whom to ask for what: each page of questions with something open, who usually has the papers, which papers."""
    found = subject.advisory.open_topics
    if not found or subject.lead is not subject.advisory.main:
        return
    yield Heading(subject.say("材料在谁手里", "Who has the papers"), id="open-papers")
    columns = [
        Column(subject.say("哪一部分", "Part"), 26, strong=True),
        Column(subject.say("还差几题", "Open"), 10, "right"),
        Column(subject.say("一般问谁", "Whom to ask"), 24),
        Column(subject.say("看什么材料", "Papers to look at"), 40),
    ]
    unknown = subject.say("熟悉情况的人", "whoever knows")
    rows: list[list[Words]] = [
        [
            subject.tell(one.title),
            str(one.questions),
            unknown if one.kept_by is None else subject.tell(one.kept_by),
            subject.say("；", "; ").join(subject.tell(paper) for paper in one.papers)
            or subject.say("不用材料", "none needed"),
        ]
        for one in found
    ]
    if not subject.lead.enough_known:
        yield Table(columns, rows)
        return
    left = subject.say("还有 {n} 个部分，在全本里。", "{n} more: see the full report.", n=len(found) - _MOST)
    yield from in_short(Table(columns, rows), _MOST, left)


def _carried(subject: Subject) -> Iterator[Block]:
    found = subject.advisory.carried
    if not found:
        return
    told: list[Words] = [
        [
            Span(subject.tell(one.label), strong=True),
            subject.colon,
            subject.tell(one.known),
            subject.say("。", ". "),
            Span(" ".join(subject.tell(reason) for reason in one.reasons), tone="quiet"),
        ]
        for one in found
    ]
    title = subject.say("从别的回答推出来、没有再问的", "What followed from other answers and was not asked")
    yield Fold(title, [Bullets(told, depth="detail")], end=str(len(found)), depth="detail", id="open-carried")
