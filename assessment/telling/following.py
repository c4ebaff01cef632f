"""Following a plan up, told: what was promised beside what came of it, step by step."""

from __future__ import annotations

from assessment.advisory.following import STEP_STATES, Followed, FollowedStep
from assessment.telling.blocks import Block, Column, Panel, Paragraph, Section, Span, Table, Words
from assessment.telling.subject import Subject


def followed(subject: Subject, found: Followed) -> Section:
    """The one sentence, and a table of the steps."""
    columns = [
        Column(subject.say("步骤", "Step"), 24),
        Column(subject.say("到哪一步", "State"), 12),
        Column(subject.say("时间", "Days"), 20),
        Column(subject.say("花费（{unit}）", "Cost ({unit})", unit=subject.unit), 14, "right"),
        Column(subject.say("承诺的和现在的", "Promised, and now"), 30),
    ]
    rows: list[list[Words]] = [_row(subject, step) for step in found.steps]
    blocks: tuple[Block, ...] = (
        Panel([Paragraph(subject.tell(found.sentence), role="lead")]),
        Table(columns, rows, id="followed", folded=True),
    )
    return Section(
        "followed",
        subject.say("承诺的和做到的", "Promised and done"),
        subject.say("每一步承诺了什么，现在的回答是什么。", "What each step promised, and what the answers say now."),
        blocks,
    )


def _row(subject: Subject, step: FollowedStep) -> list[Words]:
    progress = step.progress
    begin = step.begin if progress is None or progress.begin is None else progress.begin
    end = step.end if progress is None or progress.end is None else progress.end
    days = " – ".join(day.isoformat() for day in (begin, end) if day is not None) or "—"
    cost = subject.bare_cost(step.cost)
    if progress is not None and progress.cost is not None:
        cost = subject.say("{real}（估 {c}）", "{real} (est. {c})", real=subject.amount(progress.cost), c=cost)
    came: list[str | Span] = []
    for change in step.changes:
        if came:
            came.append(subject.say("；", "; "))
        mark = {True: "✓", False: "–", None: ""}[change.kept]
        came.append(Span(mark, strong=True, tone="good" if change.kept else "caution"))
        came.append(
            subject.say(
                " {label}：{p}（现在：{n}）",
                " {label}: {p} (now: {n})",
                label=change.label,
                p=change.promised,
                n=change.now,
            )
        )
    state = subject.tell(STEP_STATES["planned" if progress is None else progress.state])
    who = "" if progress is None or not progress.provider else f" · {progress.provider}"
    return [Span(subject.tell(step.title), strong=True), state + who, days, cost, came or "—"]
