"""Where a consultant and the firm sign: names, place and day, on the paper that leaves the house under a name."""

from __future__ import annotations

from assessment.telling.blocks import Column, Paragraph, Section, Table
from assessment.telling.subject import Subject

_LINE = "＿" * 10


def signature(subject: Subject) -> Section:
    """Two lines to sign on; empty when nobody hands the report over."""
    brand = subject.brand
    if brand is None:
        return Section("signature", "", "", ())
    rows = [
        [subject.say("顾问：{name}", "Consultant: {name}", name=brand.name), _LINE, _LINE],
        [subject.say("企业：{name}", "Firm: {name}", name=subject.advisory.firm.name), _LINE, _LINE],
    ]
    columns = [
        Column(subject.say("姓名", "Name"), 40),
        Column(subject.say("签字", "Signature"), 30),
        Column(subject.say("地点和日期", "Place and day"), 30),
    ]
    words = subject.say(
        "顾问确认：标为“现场核实”的回答由本人到现场看过；其余由企业自报。",
        "The consultant confirms having seen on site the answers marked as verified; the firm gave the others itself.",
    )
    return Section(
        "signature",
        subject.say("签署", "Signatures"),
        subject.say("签字以后，这份报告才算交付。", "The report is handed over once it is signed."),
        (Paragraph(words, role="small", depth="headline"), Table(columns, rows, depth="headline")),
    )
