"""Where the firm stands among its peers: the share that lies below, with its interval and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from assessment.report.headings import INTRO, Heading
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import Text
from assessment.scoring import plain_number
from assessment.telling.subject import Subject


def peers(subject: Subject) -> Iterator[Flowable]:
    """Total and dimensions among peers; nothing while the scores are open."""
    found = subject.advisory.peers
    if not found:
        return
    yield Heading(subject.say("在同类企业里排在哪里", "Where you stand among peers"), "comparison-peers", 1)
    yield Text(subject.tell(found[0].standing.sentence), INTRO)
    columns = [
        Column(subject.say("项目", "Score"), 40),
        Column(subject.say("得分", "Points"), 20, "right"),
        Column(subject.say("低于您的企业", "Firms below you"), 20, "right"),
        Column(subject.say("95% 区间", "95 % interval"), 20, "right"),
    ]
    rows = [
        [
            subject.tell(one.title),
            plain_number(one.value),
            f"{one.standing.percentile:.0f}%",
            f"{one.standing.low:.0f}–{one.standing.high:.0f}%" if one.standing.real else "—",
        ]
        for one in found
    ]
    yield TextTable(columns, rows)
