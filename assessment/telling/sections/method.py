"""How it was made: the rule in three sentences, frameworks with their standing and doubts, versions, and a glossary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.content.frameworks import Doubt
from assessment.content.provenance import FIDELITY, Fidelity
from assessment.language import Label, label
from assessment.scoring import FrameworkResult
from assessment.telling.blocks import Block, Bullets, Heading, Paragraph, Section, Span, Words, at
from assessment.telling.naming import section_of
from assessment.telling.subject import Subject

_STANDINGS: dict[Fidelity, Label] = {
    "official": label("见到了官方发布的原文", "the official text was seen"),
    "secondary": label(
        "见到的是公开转录或报道，没有见到原文", "seen in public transcriptions or reports, not in the original"
    ),
    "modelled": label("由按公布数据校准的模型得出，不是统计", "from a model held to published figures; no statistics"),
    "estimate": label("规划用的估算，不是报价", "an estimate for planning; no quotation"),
    "sample": label("编出来演示用的，不对应真实的企业", "made up to show how it works; no real firm"),
}

_GLOSSARY = (
    (label("业务场景", "scene"), label(
        "企业的一块业务，如采购、质量。评测指标列了 16 个，每个从 0 级（未开展）到四级。",
        "A part of the business such as purchasing or quality. The indicators name 16, each from step 0 (not "
        "begun) to 4.")),
    (label("带★的约束性场景", "starred scene"), label(
        "定等级时除了数全部场景，还要另外数的那几个场景。",
        "A scene that is counted once more on its own when the level is determined.")),
    (label("门槛", "threshold"), label(
        "一个等级的条件之一，如总分到多少、几个场景到几级；一个等级的门槛要同时达到。",
        "One condition of a level, such as so many points or so many scenes at a step; all of a level's must hold "
        "at once.")),
    (label("区间", "range"), label(
        "有问题没答时，最差和最好两种可能的结果；没答不等于零分。",
        "The worst and the best possible result while answers are missing; a missing answer is not a zero.")),
    (label("平均比率", "mean rate"), label(
        "许多企业同一比率的平均，如设备数字化率；一家企业的比率可以和它比。",
        "The mean of a rate over many firms, such as digital machines; one firm's rate can be held against it.")),
    (label("企业占比", "share of firms"), label(
        "做到某件事的企业占多少；一家企业只有做到或没做到，没有自己的百分比。",
        "How many firms in a hundred do something; one firm does or does not and has no per cent of its own.")),
    (label("规上企业", "firm above the statistical threshold"), label(
        "达到国家统计起点的较大企业（工业为年主营业务收入 2000 万元及以上）。",
        "A firm large enough for the national statistics (in industry: CNY 20 million of main revenue a year or "
        "more).")),
    (label("模拟参照", "modelled reference"), label(
        "按公布数据校准的模拟企业，在没有足够真实企业之前代替同行。",
        "Modelled firms held to published figures, standing in for peers until there are enough real ones.")),
    (label("现场评定", "on-site rating"), label(
        "专家到企业看材料和系统后定等级；补助政策一般只认它。",
        "Experts look at papers and systems in the firm and determine the level; programmes mostly accept nothing "
        "else.")),
)  # fmt: skip


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
    yield _defined(subject, [(FIDELITY[standing], meaning) for standing, meaning in _STANDINGS.items()])


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
    yield _defined(subject, _GLOSSARY)


def _defined(subject: Subject, terms: Iterable[tuple[Label, Label]]) -> Bullets:
    return Bullets([[Span(subject.tell(term), strong=True), subject.colon, subject.tell(one)] for term, one in terms])
