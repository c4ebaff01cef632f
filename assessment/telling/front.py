"""What stands on the first page of a report and at the edges of the others: whose it is, and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.language import label
from assessment.telling.blocks import Span, Words
from assessment.telling.sections.visited import counted
from assessment.telling.speech import Speech
from assessment.telling.subject import Subject

HOUSE = label("赣企数诊", "Ganqi Shuzhen")
TITLE = label("数字化转型自测与建议报告", "Digital transformation: self-assessment and advice")
CONTENTS = label("目录", "Contents")

_FACTS = ("city", "chain", "employees", "revenue")


def marks(subject: Subject) -> Iterator[Span]:
    """How far the content can be trusted, each mark a few words."""
    verified = len(subject.advisory.verified)
    if subject.is_sample:
        yield Span(subject.say("示例企业，不是真实的企业", "Sample firm, not a real one"), tone="caution")
    yield Span(subject.say("企业自测", "Self-reported"), tone="primary")
    if verified:
        answers = subject.count(verified, "", "answer")
        seen = subject.say("{n} 个回答经现场核实", "{answers} verified on site", n=verified, answers=answers)
        yield Span(seen, tone="good")
    else:
        yield Span(subject.say("未经现场核实", "Not verified on site"), tone="caution")
    yield Span(subject.say("不是官方评定", "No official rating"), tone="caution")


def about(subject: Subject) -> Iterator[Words]:
    """The firm, what the report is for, the visit, and whoever hands it over."""
    advisory = subject.advisory
    facts = {entry.fact: entry for entry in advisory.firm.profile}
    told = [subject.tell(advisory.firm.size.label)]
    told += [
        f"{subject.tell(facts[fact].label)}{subject.colon}{subject.tell(facts[fact].text)}"
        for fact in _FACTS
        if fact in facts
    ]
    yield [Span(subject.say("企业：", "The firm: "), strong=True), subject.say("；", "; ").join(told)]
    yield [Span(subject.say("用途：", "Purpose: "), strong=True), subject.tell(advisory.main.purpose)]
    visit = advisory.visit
    if visit is not None and visit.day is not None:
        day = subject.say("{day}；{n}。", "{day}; {n}.", day=subject.day(visit.day), n=counted(subject, visit))
        yield [Span(subject.say("走访：", "Visited: "), strong=True), day]
    if subject.brand is not None:
        made = subject.say(
            "{brand}。用{house}编制。", "{brand}. Made with {house}.", brand=subject.brand.whole, house=HOUSE
        )
        state = subject.say("草稿，还没有签署。", " Draft, not signed yet.")
        if subject.signed is not None:
            signed = subject.signed
            state = subject.say(
                "{day}在{place}签署。", " Signed in {place} on {day}.", place=signed.place, day=subject.day(signed.day)
            )
        yield [Span(subject.say("编制：", "Prepared: "), strong=True), made, Span(state, strong=True)]


def report_number(subject: Subject, report: str, address: str) -> Words:
    """The number of the report, and at which ``address`` it is confirmed; at none where it was entered nowhere."""
    if address:
        rest = subject.words("front.scan_the_code_or_open", at=address)
    else:
        rest = subject.words("front.worked_out_from_the_content")
    return [subject.say("报告编号 ", "Report no. "), Span(report, strong=True), rest]


def page_number(speech: Speech) -> list[str]:
    """What stands before, between and after the number of a page and that of all."""
    return speech.say("第 | 页 / 共 | 页", "Page | of |").split("|")
