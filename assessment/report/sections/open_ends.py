"""What is open or in doubt: the questions worth most, answers at odds, and answers that others gave away."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from assessment.advisory import NextQuestion
from assessment.language import percent
from assessment.report.headings import BULLET, INTRO, LISTED, Heading
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import SMALL, Content, Span, Text
from assessment.telling import theme
from assessment.telling.subject import Subject


def section(subject: Subject) -> Iterator[Flowable]:
    """Answers at odds first: until they are put right no figure can be relied on."""
    yield from _refused(subject)
    yield from _contradictions(subject)
    yield from _questions(subject)
    yield from _carried(subject)


def narrowing(subject: Subject, question: NextQuestion) -> str:
    """By how much an answer is expected to narrow the result."""
    if question.narrowing >= 0.0005:
        return f"{percent(question.narrowing)}%"
    if question.level_narrowing:
        return subject.say("只影响等级", "the level only")
    return subject.say("只影响场景级别", "scene level only")


def _refused(subject: Subject) -> Iterator[Flowable]:
    """What was given and could not be used, so that nobody reads that it was never given."""
    found = subject.advisory.refused
    if not found:
        return
    title = subject.say("填了但没有采用的回答", "Answers that were given and not used")
    yield Heading(title, "dimensions-refused", depth=1)
    for one in found:
        told: list[str | Span] = [
            Span(subject.tell(one.label), bold=True),
            subject.say("：{text}。{remedy}", ": {text}. {remedy}", text=one.text, remedy=one.remedy),
        ]
        yield Text(told, LISTED, bullet=BULLET)


def _contradictions(subject: Subject) -> Iterator[Flowable]:
    found = subject.advisory.contradictions
    if not found:
        return
    title = subject.say("对不上的回答，请核对", "Answers that do not fit together; please check")
    yield Heading(title, "dimensions-odds", depth=1)
    yield Text(
        subject.say(
            "下面每一对回答不可能都对。两个都按填的算了；核对改正以后，报告要重新出。",
            "No pair below can both be right. Each was counted as given; once they are put right, the report is to be "
            "made anew.",
        ),
        INTRO,
    )
    rows: list[list[Content]] = []
    for one in found:
        told: list[str | Span] = []
        for answer in (one.first, one.second):
            told += ["\n"] if told else []
            told += [Span(subject.tell(answer.label), bold=True), subject.say("：", ": "), subject.tell(answer.text)]
        rows.append([told, subject.tell(one.reason)])
    columns = [
        Column(subject.say("两个回答", "The two answers"), 55),
        Column(subject.say("为什么对不上", "Why they do not fit"), 45),
    ]
    yield TextTable(columns, rows)


def _questions(subject: Subject) -> Iterator[Flowable]:
    yield Heading(subject.say("先补哪些回答最值", "Which open answers are worth most"), "dimensions-open", depth=1)
    main = subject.advisory.main.framework
    questions = [question for question in subject.advisory.next_questions if question.framework == main]
    if not questions:
        open_answers = subject.advisory.main.open_answers
        certain = subject.say(
            "没有缺的回答，上面的结果是确定的。", "No answer is missing; the result above is certain."
        )
        yield Text(subject.tell(open_answers.range_told) if open_answers.questions else certain, SMALL)
        return
    yield Text(
        subject.say(
            "下面的问题还没有定。后面的数是答完之后，总分区间预计缩小多少（占满分的百分比）。",
            "These questions are open. The figure says by how much an answer is expected to narrow the range of the "
            "total, in per cent of the full score.",
        ),
        INTRO,
    )
    rows: list[list[Content]] = []
    for question in questions:
        known = subject.say("（答了“不清楚”）", " (answered 'don't know')") if question.gap == "dont_know" else ""
        rows.append([subject.tell(question.ask) + known, narrowing(subject, question)])
    columns = [
        Column(subject.say("还没有定的问题", "Open question"), 78),
        Column(subject.say("预计缩小", "Narrows by"), 22, "right", True),
    ]
    yield TextTable(columns, rows)


def _carried(subject: Subject) -> Iterator[Flowable]:
    found = subject.advisory.carried
    if not found:
        return
    yield Heading(
        subject.say("从别的回答推出来、没有再问的", "What followed from other answers and was not asked"),
        "dimensions-carried",
        depth=1,
    )
    for one in found:
        told: list[str | Span] = [
            Span(subject.tell(one.label), bold=True),
            subject.say("：", ": "),
            subject.tell(one.known),
            subject.say("。", ". "),
            Span(" ".join(subject.tell(reason) for reason in one.reasons), color=theme.MUTED),
        ]
        yield Text(told, LISTED, bullet=BULLET)
