"""How it was made: the rule in three sentences, frameworks with their standing and doubts, versions, and a glossary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.content.frameworks import Doubt
from assessment.content.provenance import FIDELITY
from assessment.language import Label
from assessment.scoring import FrameworkResult
from assessment.telling.blocks import Block, Bullets, Heading, Paragraph, Section, Span, Words, at
from assessment.telling.naming import section_of
from assessment.telling.subject import Subject
from assessment.telling.words import table


def method(subject: Subject) -> Section:
    """Everything a reader needs to check the result."""
    return section_of(subject, "method", (*at("detail", _blocks(subject)),))


def _blocks(subject: Subject) -> Iterator[Block]:
    for part in (_scoring, _frameworks, _standings, _versions, _glossary):
        yield from part(subject)


def _scoring(subject: Subject) -> Iterator[Block]:
    yield Heading(subject.say("分数怎么算", "How the score is computed"), id="method-scoring")
    yield Paragraph(
        subject.words("method.each_answer_becomes"),
        role="small",
    )


def _frameworks(subject: Subject) -> Iterator[Block]:
    yield Heading(
        subject.say("用了哪些框架，可信到什么程度", "The frameworks and their standing"), id="method-frameworks"
    )
    for result in subject.advisory.frameworks:
        yield from _framework(subject, result)


def _framework(subject: Subject, result: FrameworkResult) -> Iterator[Block]:
    head = subject.words(
        "method.document_date_standing",
        document=subject.document(result.document, result.document_en),
        date=result.date.isoformat(),
        standing=FIDELITY[result.fidelity],
    )
    title = Span(f"{subject.tell(result.title)}{subject.say('：', ': ')}", strong=True, cited=True)
    yield Paragraph([title, Span(head, cited=True), " ", subject.tell(result.provenance)], role="lead")
    told: list[Words] = []
    if result.official_place is not None:
        told.append(subject.tell(result.official_place))
    if result.known:  # of a framework of which nothing is known, its doubts would only be noise
        told += [_doubt(subject, result, doubt) for doubt in result.doubts]
    sources = subject.say("；", "; ").join(subject.source(source) for source in result.sources)
    told.append(Span(subject.say("来源：{sources}", "Sources: {sources}", sources=sources), tone="quiet", cited=True))
    yield Bullets(told)


def _doubt(subject: Subject, result: FrameworkResult, doubt: Doubt) -> str:
    """An open point of the sources, with the items that it is about where it names any."""
    titles = {item.id: item.title for item in result.items}
    about = subject.joined([subject.tell(titles[one]) for one in doubt.about.split(", ") if one in titles])
    start = (
        subject.say("存疑（{about}）：", "In doubt ({about}): ", about=about)
        if about
        else subject.say("存疑：", "In doubt: ")
    )
    return start + subject.tell(doubt.note)


def _standings(subject: Subject) -> Iterator[Block]:
    yield Heading(subject.say("数字可信到什么程度", "How far a figure can be trusted"), id="method-standing")
    yield _defined(subject, [(FIDELITY[standing], meaning) for standing, meaning in table().standings.items()])


def _versions(subject: Subject) -> Iterator[Block]:
    versions = subject.advisory.versions
    yield Heading(subject.say("用了哪些版本", "Versions used"), id="method-versions")
    named = (
        (subject.say("软件", "Software"), versions.software),
        (subject.say("框架", "frameworks"), subject.joined(list(versions.frameworks))),
        (subject.say("公布的数值", "published figures"), versions.benchmarks),
        (subject.say("企业类型模型", "model of types"), versions.archetypes),
        (subject.say("措施和估价", "measures and prices"), versions.measures),
        (subject.say("服务商资源池", "provider pool"), versions.providers),
        (subject.say("政策资料", "programmes"), versions.programmes),
    )
    words: list[str | Span] = [subject.words("method.result_never_changes")]
    for place, (name, version) in enumerate(named):
        words += [subject.say("；", "; ") if place else "", f"{name} ", Span(version, cited=True)]
    yield Paragraph([*words, subject.say("。", ".")], role="small")


def _glossary(subject: Subject) -> Iterator[Block]:
    yield Heading(subject.say("几个词的意思", "A few terms"), id="method-glossary")
    yield _defined(subject, [(one.term, one.meaning) for one in table().glossary])


def _defined(subject: Subject, terms: Iterable[tuple[Label, Label]]) -> Bullets:
    return Bullets([[Span(subject.tell(term), strong=True), subject.colon, subject.tell(one)] for term, one in terms])
