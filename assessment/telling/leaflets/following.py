"""Following a plan up, told: what was promised beside what came of it, step by step."""

from __future__ import annotations

from assessment.advisory.following import STEP_STATES, Followed, FollowedStep, PromisedChange, PromiseOutcome
from assessment.language import Label, label
from assessment.scoring import plain_number
from assessment.telling.blocks import Block, Column, Heading, Panel, Paragraph, Section, Span, Table, Tone, Words
from assessment.telling.leaflets.leaflet import Leaflet
from assessment.telling.subject import Subject

TITLE = label("承诺的和做到的", "Promised and done")
_OUTCOMES: dict[PromiseOutcome, Label] = {
    "reached": label("做到", "reached"),
    "not_reached": label("没做到", "not reached"),
    "not_answered": label("没回答", "not answered"),
}
_UNDER_WAY = (None, "planned", "contracted", "running")
"""States of a step that has missed nothing yet, until the firm is assessed again."""


def followed_document(subject: Subject, found: Followed) -> Leaflet:
    """The same as a paper of its own."""
    line = f"{subject.advisory.firm.name}  ·  {subject.day(subject.advisory.on)}"
    return Leaflet(subject, subject.tell(TITLE), (line,), (followed(subject, found),))


def followed(subject: Subject, found: Followed) -> Section:
    """The one sentence, a table of the steps, and the thresholds that they were to meet."""
    when = subject.say("现在", "now") if found.again is None else subject.say("重新自测", "assessed again")
    columns = [
        Column(subject.say("步骤", "Step"), 18),
        Column(subject.say("到哪一步", "State"), 11),
        Column(subject.say("时间", "Days"), 16),
        Column(subject.say("花费（{unit}）", "Cost ({unit})", unit=subject.unit), 15, "right"),
        Column(subject.say("承诺了什么，做到没有", "Promised, and is it there"), 28),
        Column(subject.say("分：承诺 / 做到", "Points: promised / reached"), 12, "right"),
    ]
    blocks: list[Block] = [
        Panel([Paragraph(subject.tell(found.sentence), role="lead")]),
        Table(
            columns, [_row(subject, step, found.again is not None) for step in found.steps], id="followed", folded=True
        ),
        Paragraph(
            subject.words("following.points_of_a_step"),
            role="small",
        ),
    ]
    if found.thresholds:
        blocks += [Heading(subject.say("要过的线", "Thresholds to meet")), _thresholds(subject, found, when)]
    return Section(
        "followed",
        subject.tell(TITLE),
        subject.say("每一步承诺了什么，现在的回答是什么。", "What each step promised, and what the answers say now.")
        if found.again is None
        else subject.words("following.what_each_step_promised", name=found.again.name),
        tuple(blocks),
    )


def _row(subject: Subject, step: FollowedStep, judged: bool) -> list[Words]:
    progress = step.progress
    days = " – ".join(day.isoformat() for day in step.days if day is not None) or "—"
    cost = "—" if step.cost is None else subject.bare_cost(step.cost)
    if progress is not None and progress.cost is not None:
        cost = subject.amount(progress.cost)
        if step.cost is not None:
            likely = subject.amount(step.cost.likely)
            cost = subject.say("{real}（估 {c}）", "{real} (est. {c})", real=cost, c=likely)
    under_way = not judged and (None if progress is None else progress.state) in _UNDER_WAY
    came: list[str | Span] = []
    for change in step.changes:
        if came:
            came.append(subject.say("；", "; "))
        came += _came(subject, change, under_way)
    state = subject.tell(STEP_STATES["planned" if progress is None else progress.state])
    who = "" if progress is None or not progress.provider else f" · {progress.provider}"
    points = f"{plain_number(step.points_promised)} / {plain_number(step.points_now)}"
    return [Span(subject.tell(step.title), strong=True), state + who, days, cost, came or "—", points]


def _came(subject: Subject, change: PromisedChange, under_way: bool) -> list[str | Span]:
    """What was promised, what is now, and in words whether it was reached; a hope is no promise and is called one."""
    if change.hoped_for:
        mark = Span(subject.say("盼望", "hoped for"), tone="quiet")
    elif under_way and change.outcome == "not_reached":
        mark = Span(subject.say("还没到", "not yet"), strong=True)
    else:
        tone: Tone = "good" if change.outcome == "reached" else "caution"
        mark = Span(subject.tell(_OUTCOMES[change.outcome]), strong=True, tone=tone)
    words = subject.say(" {label}：{p}", " {label}: {p}", label=change.label, p=change.promised)
    if change.outcome == "not_reached":
        words += subject.say("（现在：{n}）", " (now: {n})", n=change.now)
    return [mark, words]


def _thresholds(subject: Subject, found: Followed, when: str) -> Table:
    columns = [
        Column(subject.say("线", "Threshold"), 40),
        Column(subject.say("靠哪几步", "By which steps"), 36),
        Column(when, 12, "right"),
        Column(subject.say("过了吗", "Met?"), 12),
    ]
    rows: list[list[Words]] = [
        [
            subject.tell(one.text),
            subject.joined([subject.tell(title) for title in one.titles]),
            plain_number(one.now),
            Span(subject.say("过了", "met"), strong=True, tone="good")
            if one.reached
            else Span(subject.say("还没过", "not yet"), strong=True),
        ]
        for one in found.thresholds
    ]
    return Table(columns, rows, id="followed-thresholds", folded=True)
