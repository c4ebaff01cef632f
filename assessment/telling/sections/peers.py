"""Where the firm stands among its peers: the share that lies below, with its interval and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.language import rounded
from assessment.peers import Cleared, PeerStanding
from assessment.scoring import plain_number
from assessment.telling.blocks import Block, Column, Drawing, Heading, Paragraph, Table, Words
from assessment.telling.charts.base import Frame
from assessment.telling.charts.columns import SharedColumns
from assessment.telling.subject import Subject


def peers(subject: Subject) -> Iterator[Block]:
    """The spread of points, then total and dimensions among peers; while the scores are open, a sentence."""
    found = subject.advisory.peers
    yield Heading(subject.say("在同类企业里排在哪里", "Where you stand among peers"), id="comparison-peers")
    if not found and subject.advisory.main.points is not None:
        yield Paragraph(
            subject.words("peers.there_is_no_reference"),
            role="quiet",
        )
        return
    if not found:
        yield Paragraph(
            subject.words("peers.points_under_the_national"),
            role="quiet",
        )
        return
    yield Paragraph(subject.tell(found[0].value.standing.sentence))
    # While the result is a range, only a part of it has a place among others.
    yield Drawing(_spread(subject, found[0]), depth="detail" if subject.advisory.main.points is None else "body")
    real = any(one.value.standing.real for one in found)
    columns = [
        Column(subject.say("项目", "Score"), 40),
        Column(subject.say("得分", "Points"), 20, "right"),
        Column(subject.say("低于您的企业", "Firms below you"), 20, "right", strong=True),
    ]
    if real:
        columns.append(Column(subject.say("95% 区间", "95% interval"), 20, "right"))
    rows: list[list[Words]] = []
    for one in (cleared.value for cleared in found):
        row: list[Words] = [subject.tell(one.title), plain_number(one.value), _share(one.standing.percentile)]
        if real:
            row.append(f"{rounded(one.standing.low, 0)}–{rounded(one.standing.high, 0)}%" if one.standing.real else "—")
        rows.append(row)
    yield Table(columns, rows, depth="detail")
    if real:
        covered = subject.words("peers.95_interval_is_from")
        yield Paragraph(covered, role="quiet", depth="detail")


def _spread(subject: Subject, cleared: Cleared[PeerStanding]) -> SharedColumns:
    one = cleared.value
    standing = one.standing
    question = subject.say("别的企业得多少分，您在哪里？", "How many points do others have, and where are you?")
    return SharedColumns(
        Frame(question, answer=subject.tell(standing.sentence)),
        standing.bins,
        standing.bin_low,
        standing.bin_high,
        one.value,
        subject.say("您 {v}", "You {v}", v=plain_number(one.value)),
        subject.say("{title}（分）", "{title} (points)", title=one.title),
    )


def _share(percentile: float) -> str:
    """A share that never claims all or none of a sample."""
    if percentile < 1:
        return "<1%"
    return ">99%" if percentile > 99 else f"{rounded(percentile, 0)}%"
