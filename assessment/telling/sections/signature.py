"""Who hands the report over and who signs: names, place and day, on the paper that leaves the house under a name."""

from __future__ import annotations

from assessment.telling.blocks import Block, Column, Paragraph, Section, Span, Table, Words
from assessment.telling.brand import DRAFT
from assessment.telling.subject import Subject

_LINE = "＿" * 10


def signature(subject: Subject) -> Section:
    """Two lines to sign on, the consultant's filled in once signed; empty when nobody hands the report over."""
    brand, signed = subject.brand, subject.signed
    if brand is None:
        return Section("signature", "", "", ())
    mine = _LINE
    if signed is not None:
        mine = subject.say("{place}，{day}", "{place}, {day}", place=signed.place, day=subject.day(signed.day))
    rows: list[list[Words]] = [
        [
            subject.say("顾问：{name}", "Consultant: {name}", name=brand.name),
            _LINE if signed is None else brand.name,
            mine,
        ],
        [subject.say("企业：{name}", "Firm: {name}", name=subject.advisory.firm.name), _LINE, _LINE],
    ]
    columns = [
        Column(subject.say("姓名", "Name"), 40),
        Column(subject.say("签字", "Signature"), 30),
        Column(subject.say("地点和日期", "Place and day"), 30),
    ]
    visit = subject.advisory.visit
    day = subject.say("没有填写", "not given") if visit is None or visit.day is None else subject.day(visit.day)
    about: list[str | Span] = [
        Span(subject.say("编制：", "Prepared by: "), strong=True),
        brand.whole,
        "\n",
        Span(subject.say("走访日期：", "Day of the visit: "), strong=True),
        day,
    ]
    if subject.is_draft:
        draft = subject.say("{draft}：内容还可能改。", "{draft}: it may still change.", draft=DRAFT)
        about += ["\n", Span(draft, strong=True, tone="caution")]
    words = subject.words("signature.consultant_confirms")
    blocks: list[Block] = [
        Paragraph(about, role="lead", depth="headline"),
        Paragraph(words, role="lead"),
        Table(columns, rows, depth="headline"),
    ]
    return Section(
        "signature",
        subject.say("签署", "Signatures"),
        subject.say("顾问签署以后，这份报告才算交付。", "The report is handed over once the consultant has signed it."),
        tuple(blocks),
    )
