"""The rehearsal of a visit: where the firm stands on its papers, and the check-list, for page and paper alike."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.advisory.rehearsal import ProofLine, ProofState, Rehearsal
from assessment.language import Label, label
from assessment.scoring import plain_number
from assessment.telling.blocks import (
    Block,
    Bullets,
    Column,
    Figure,
    Figures,
    Panel,
    Paragraph,
    Section,
    Span,
    Table,
    Words,
)
from assessment.telling.blocks import Tone as Colour
from assessment.telling.leaflets.leaflet import Leaflet
from assessment.telling.subject import Subject

TITLE = label("迎检清单", "Check-list for the visit")
STATES: dict[ProofState, Label] = {
    "missing": label("还没有", "missing"),
    "old": label("太旧", "too old"),
    "evidenced": label("有了", "at hand"),
    "verified": label("核实过", "verified"),
}
_TONES: dict[ProofState, Colour] = {"missing": "caution", "old": "caution", "evidenced": "good", "verified": "good"}


def check_list(subject: Subject, found: Rehearsal) -> Leaflet:
    """The list as a paper to print: what is missing first, with room for who brings it and by when."""
    lines = (f"{subject.advisory.firm.name}  ·  {subject.day(subject.advisory.on)}", subject.tell(found.sentence))
    return Leaflet(subject, subject.tell(TITLE), lines, (_list(subject, found), examples(subject, found)))


def standing(subject: Subject, found: Rehearsal) -> list[Block]:
    """The one sentence, and the interval from what is proved to what is claimed."""
    return [
        Panel([Paragraph(subject.tell(found.sentence), role="lead")]),
        Figures(
            [
                Figure(
                    f"{plain_number(round(found.proved_points, 2))} → {plain_number(round(found.claimed_points, 2))}",
                    subject.say("总分：有材料的 → 自报的", "points: proved → claimed"),
                ),
                Figure(
                    f"{subject.tell(found.proved_name)} → {subject.tell(found.claimed_name)}",
                    subject.say("等级：有材料的 → 自报的", "level: proved → claimed"),
                ),
                Figure(f"{found.proved} / {found.claims}", subject.say("有材料的回答", "answers with proof")),
            ]
        ),
        Paragraph(
            subject.words("rehearsal.answer_without_proof", n=found.months),
            role="small",
        ),
    ]


def _list(subject: Subject, found: Rehearsal) -> Section:
    columns = [
        Column(subject.say("状态", "State"), 10),
        Column(subject.say("回答", "Answer"), 30),
        Column(subject.say("要拿出的材料", "Papers to show"), 30),
        Column(subject.say("谁准备", "Who"), 15),
        Column(subject.say("哪天前", "By when"), 15),
    ]
    rows: list[list[Words]] = []
    for line in found.lines:
        keepers = list(dict.fromkeys(proof.keeper for proof in line.proofs if proof.keeper))
        who = subject.joined(keepers) or (subject.tell(line.kept_by) if line.kept_by is not None else "")
        due = min((proof.due for proof in line.proofs if proof.due is not None), default=None)
        state: list[str | Span] = [Span(subject.tell(STATES[line.state]), strong=True, tone=_TONES[line.state])]
        if line.needed:
            state.append(subject.say("，先补", ", first"))
        if line.after_plan:
            state.append(subject.say("（做完方案后）", " (after the plan)"))
        rows.append(
            [
                state,
                [Span(subject.tell(line.claim.label), strong=True), subject.colon, subject.tell(line.answer)],
                subject.tell(line.asked_for) if line.asked_for is not None else "—",
                who,
                "—" if due is None else due.isoformat(),
            ]
        )
    return Section(
        "proofs",
        subject.say("到{level}要备的材料", "Papers for {level}", level=found.target_name),
        subject.words("rehearsal.what_is_missing_comes"),
        (Table(columns, rows, id="proofs"),),
    )


def examples(subject: Subject, found: Rehearsal) -> Section:
    """What counts as proof and what does not, one example each way for each question."""
    columns = [
        Column(subject.say("问题", "Question"), 20),
        Column(subject.say("算数的，比如", "Counts, for example"), 42),
        Column(subject.say("不算数的，比如", "Does not, for example"), 38),
    ]
    rows: list[list[Words]] = [
        [Span(subject.tell(one.claim.label), strong=True), subject.tell(one.counts), subject.tell(one.does_not)]
        for one in found.lines
        if one.counts is not None and one.does_not is not None
    ]
    return Section(
        "proof-examples",
        subject.say("什么算数，什么不算", "What counts and what does not"),
        subject.say("例子是本系统举的，不是官方口径。", "The examples are ours, not the official word."),
        (Table(columns, rows),) if rows else (),
    )


def in_short(subject: Subject, found: Rehearsal) -> Iterator[str]:
    """The rehearsal in a few lines, for a terminal."""
    yield subject.tell(found.sentence)
    for line in found.lines:
        mark = subject.say("，先补", ", first") if line.needed else ""
        asked = "" if line.asked_for is None else f": {subject.tell(line.asked_for)}"
        yield f"[{subject.tell(STATES[line.state])}{mark}] {subject.tell(line.claim.label)}{asked}"


def proof_words(subject: Subject, line: ProofLine) -> list[Block]:
    """What counts and what does not, for one line of the list."""
    items: list[Words] = []
    if line.asked_for is not None:
        items.append([Span(subject.say("现场看：", "Asked for: "), strong=True), subject.tell(line.asked_for)])
    if line.counts is not None and line.does_not is not None:
        items.append([Span(subject.say("算数：", "Counts: "), strong=True), subject.tell(line.counts)])
        items.append([Span(subject.say("不算：", "Does not: "), strong=True), subject.tell(line.does_not)])
    return [Bullets(items)] if items else []
