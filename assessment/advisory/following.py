"""Following a plan up: how far each step is, and, after answers have changed, what came of what was promised."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from assessment.answers import UNANSWERED, Answer, AnswerTable, State, answer_text
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact
from assessment.content.measures import CostRange
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label, label, listed
from assessment.planning import Change, Plan, Step, StepReply, money
from assessment.scoring import Framework, Scores, level_name, plain_number, requirement_text, score

PromiseOutcome = Literal["reached", "not_reached", "not_answered"]
Value = str | tuple[str, ...] | float
StepState = Literal["planned", "contracted", "running", "accepted", "dropped"]
STEP_STATES: dict[StepState, Label] = {
    "planned": label("打算做", "planned"),
    "contracted": label("已签约", "contracted"),
    "running": label("正在做", "running"),
    "accepted": label("已验收", "accepted"),
    "dropped": label("不做了", "dropped"),
}
_UNDER_WAY: tuple[StepState, ...] = ("contracted", "running", "accepted")


class StepProgress(Strict):
    """How far one step of a plan is: its state, from when to when, what it really cost (万元), and what proves it."""

    measure: Identifier
    state: StepState
    begin: datetime.date | None = None
    end: datetime.date | None = None
    cost: Annotated[float, Field(ge=0, le=100_000)] | None = None
    units: int = Field(1, ge=1)
    provider: str = Field("", max_length=60)
    proof: str = Field("", max_length=200)

    @model_validator(mode="after")
    def _ordered(self) -> StepProgress:
        if self.begin is not None and self.end is not None and self.end < self.begin:
            raise wrong("结束早于开始", "the end lies before the beginning")
        return self

    @property
    def reply(self) -> StepReply | None:
        """What the state says to the plan: under way it costs nothing more, dropped it is ruled out."""
        if self.state == "dropped":
            return StepReply(measure=self.measure, reply="not_for_us")
        if self.state in _UNDER_WAY:
            return StepReply(measure=self.measure, reply="doing", units=self.units)
        return None


class ProgressList(Strict):
    """Progress as a file lists it."""

    progress: tuple[StepProgress, ...]


class PromisedChange(Strict):
    """One answer that a step was to change, what it is now, and whether it is as far."""

    fact: Identifier
    label: Label
    promised: Label
    now: Label
    outcome: PromiseOutcome
    hoped_for: bool


class PromisedThreshold(Strict):
    """A requirement of the level that steps were to meet, and where the firm stands on it now."""

    text: Label
    needed: float
    now: float
    reached: bool
    titles: tuple[Label, ...] = Field(description="the steps without which it was to be missed")


class Reassessed(Strict):
    """The later assessment against which a plan is held."""

    on: datetime.date
    name: Label = Field(description="the round, or that it was begun freely")


class FollowedStep(Strict):
    """A step as promised, as far as it is, and what came of it.

    Points are what its answers add to those of the steps told before it, as promised and as far as they have come; all
    other answers are those of now.
    """

    measure: Identifier
    title: Label
    cost: CostRange | None = Field(description="promised; null where it was under contract when the plan was made")
    begin: datetime.date | None = Field(description="promised: the day of its first week; null without hands")
    end: datetime.date | None
    progress: StepProgress | None
    changes: tuple[PromisedChange, ...]
    points_promised: float
    points_now: float
    sentence: Label

    @property
    def days(self) -> tuple[datetime.date | None, datetime.date | None]:
        """From when to when: as put down, else as promised; where only one fits, at the promised length."""
        real = (None, None) if self.progress is None else (self.progress.begin, self.progress.end)
        begin, end = real[0] or self.begin, real[1] or self.end
        if begin is not None and end is not None and end < begin and self.begin is not None and self.end is not None:
            length = self.end - self.begin
            return (begin, begin + length) if real[1] is None else (end - length, end)
        return begin, end


class Followed(Strict):
    """What a plan promised and what came of it, step by step. Money in 万元.

    ``again`` is None where the same assessment is answered further.
    """

    steps: tuple[FollowedStep, ...]
    thresholds: tuple[PromisedThreshold, ...]
    again: Reassessed | None
    promised_level: int
    promised_name: Label
    now_level: int
    now_name: Label
    promised_points: float
    now_points: float
    spent: float
    sentence: Label


def follow_up(
    promised: Plan,
    framework: Framework,
    table: AnswerTable,
    progress: Sequence[StepProgress],
    again: Reassessed | None = None,
) -> Followed:
    """What came of a plan's steps by the answers of the one firm of a table, under the rules of the promise.

    With ``again`` the table is the firm's later assessment.
    """
    by_measure = {one.measure: one for one in progress}
    bank, now = table.bank, _answers(table)
    worlds = list(_worlds(promised, bank, now))
    scores = score(framework, AnswerTable.from_answers(bank, [now, *(row for pair in worlds for row in pair)]))
    points = [float(scores.exact(row)[0]) for row in range(len(scores))]
    steps = []
    for at, step in enumerate(promised.steps):
        gains = [round(points[at * 2 + end + 2] - points[at * 2 + end], 4) for end in (1, 2)]
        steps.append(_followed(promised, step, table, by_measure.get(step.measure), gains, again))
    level = int(scores.level_low[0])
    spent = sum(one.progress.cost or 0.0 for one in steps if one.progress is not None)
    return Followed(
        steps=tuple(steps),
        thresholds=tuple(_thresholds(promised, scores)),
        again=again,
        promised_level=promised.target_level,
        promised_name=promised.target_name,
        now_level=level,
        now_name=level_name(framework, level),
        promised_points=promised.points_after,
        now_points=points[0],
        spent=round(spent, 2),
        sentence=_sentence(promised, steps, level_name(framework, level), points[0], level, spent, again),
    )


def _answers(table: AnswerTable) -> dict[str, Answer]:
    return {fact: table.answer(0, fact) for fact in table.bank.facts if fact in table.columns}


def _worlds(
    promised: Plan, bank: FactBank, now: Mapping[str, Answer]
) -> Iterator[tuple[dict[str, Answer], dict[str, Answer]]]:
    """The answers before the plan and after each of its steps: as promised, and as far as those of now have come."""
    steps = [[c for c in step.changes if promised.limits.outcomes or not c.hoped_for] for step in promised.steps]
    so_far: dict[str, Value | None] = {}
    for change in (change for changes in steps for change in changes):
        fact, before = bank.facts[change.fact], change.before
        so_far[fact.id] = _lesser(fact, so_far[fact.id], before) if fact.id in so_far else before
    for changes in [[], *steps]:
        for change in changes:
            so_far[change.fact] = _raised(bank.facts[change.fact], so_far[change.fact], change)
        standing = {f: _lesser(bank.facts[f], v, now.get(f, UNANSWERED).value) for f, v in so_far.items()}
        yield dict(now) | _given(so_far), dict(now) | _given(standing)


def _given(values: Mapping[str, Value | None]) -> dict[str, Answer]:
    """Values as answers; without one, and without a tick, a question counts as open, which is at its worst."""
    return {f: UNANSWERED if v is None or v == () else Answer(State.ANSWERED, v) for f, v in values.items()}


def _lesser(fact: Fact, one: Value | None, other: Value | None) -> Value | None:
    """What is certain of two answers: the earlier option, the ticks of both, the smaller number."""
    if one is None or other is None:
        return None
    if isinstance(fact, ChoiceFact):
        return min(str(one), str(other), key=[option.id for option in fact.options].index)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return tuple(tick for tick in one if tick in other)
    return min(float(str(one)), float(str(other)))


def _raised(fact: Fact, value: Value | None, change: Change) -> Value:
    """A value after one change, in whatever order the steps are told."""
    if isinstance(fact, ChoiceFact):
        order = [option.id for option in fact.options]
        return max(str(value or change.after), str(change.after), key=order.index)
    if isinstance(change.after, tuple):
        had, ticked = (set(one) if isinstance(one, tuple) else set() for one in (change.before, value))
        return tuple(sorted((ticked - (had - {*change.after})) | ({*change.after} - had)))
    before, reached = (one if isinstance(one, float) else 0.0 for one in (change.before, value))
    return reached + float(str(change.after)) - before


def _thresholds(promised: Plan, scores: Scores) -> Iterator[PromisedThreshold]:
    framework, told = scores.framework, set[str]()
    for level in framework.levels:
        for threshold in level.thresholds if level.level <= promised.target_level else ():
            text = requirement_text(framework, threshold)
            titles = tuple(step.title for step in promised.steps if text in step.serves)
            if titles and text.zh not in told:
                told.add(text.zh)
                scale = framework.scale(threshold.node) if threshold.node is not None else 1
                now = int(scores.worst.value(threshold)[0])
                yield PromisedThreshold(
                    text=text,
                    needed=float(threshold.at_least * scale),
                    now=float(now * scale),
                    reached=now >= threshold.at_least,
                    titles=titles,
                )


def _followed(
    promised: Plan,
    step: Step,
    table: AnswerTable,
    progress: StepProgress | None,
    points: Sequence[float],
    again: Reassessed | None,
) -> FollowedStep:
    changes = tuple(_came_of(change, table) for change in step.changes)
    begin = end = None
    if promised.staffing is not None:
        start = promised.staffing.hands.start
        begin = start + datetime.timedelta(weeks=step.start_week)
        end = start + datetime.timedelta(weeks=step.start_week + step.weeks, days=-1)
    return FollowedStep(
        measure=step.measure,
        title=step.title,
        cost=None if step.contracted else step.cost,
        begin=begin,
        end=end,
        progress=progress,
        changes=changes,
        points_promised=points[0],
        points_now=points[1],
        sentence=label("{parts}。", "{parts}.").fill(
            parts=listed(_parts(step, progress, changes, again), "；", "; "),
        ),
    )


def _came_of(change: Change, table: AnswerTable) -> PromisedChange:
    fact, answer = table.bank.facts[change.fact], table.answer(0, change.fact)
    outcome: PromiseOutcome = "not_answered"
    if answer.state is State.ANSWERED:
        if isinstance(fact, ChoiceFact):
            order = [option.id for option in fact.options]
            kept = order.index(str(answer.value)) >= order.index(str(change.after))
        elif isinstance(change.after, tuple):
            had = change.before if isinstance(change.before, tuple) else ()
            kept = set(change.after) - set(had) <= set(answer.ticks)
        else:
            kept = isinstance(answer.value, float) and answer.value >= float(change.after)
        outcome = "reached" if kept else "not_reached"
    return PromisedChange(
        fact=change.fact,
        label=change.label,
        promised=change.gain if isinstance(change.after, tuple) else change.after_text,
        now=answer_text(fact, answer),
        outcome=outcome,
        hoped_for=change.hoped_for,
    )


def _parts(
    step: Step, progress: StepProgress | None, changes: Sequence[PromisedChange], again: Reassessed | None
) -> Iterator[Label]:
    yield STEP_STATES["planned" if progress is None else progress.state]
    yield from _came(progress, [change for change in changes if not change.hoped_for], again)
    if progress is not None and progress.cost is not None:
        more = round(100 * (progress.cost - step.cost.likely))
        text = label("花了 {c}，比估算{w} {d}", "it cost {c}, {d} {w} than estimated")
        same = label("花了 {c}，和估算一样", "it cost {c}, as estimated")
        if step.contracted:
            same, more = label("花了 {c}", "it cost {c}"), 0
        word = label("多" if more > 0 else "少", "more" if more > 0 else "less")
        spent = money(round(100 * progress.cost))
        yield (text.fill(c=spent, w=word, d=money(abs(more))) if more else same.fill(c=spent))


def _came(progress: StepProgress | None, asked: Sequence[PromisedChange], again: Reassessed | None) -> Iterator[Label]:
    """How much of what was promised is there; of a step that is not accepted only once something is."""
    outcomes = [change.outcome for change in asked]
    done, n = outcomes.count("reached"), len(asked)
    accepted = progress is not None and progress.state == "accepted"
    if n and done == n:
        yield label("承诺的都做到了", "all that was promised is there")
    elif accepted and again is None and not done:
        yield label("验收了，回答还没有改：请更新回答", "accepted, but no answer has changed: please update them")
    elif done or (accepted and n):
        missing, open_ = outcomes.count("not_reached"), outcomes.count("not_answered")
        parts = [label(f"承诺的 {n} 处做到 {done} 处", f"{done} of {n} promised changes are there")]
        parts += [label(f"{missing} 处没做到", f"{missing} not reached")] if missing else []
        parts += [label(f"{open_} 处没回答", f"{open_} not answered")] if open_ else []
        yield listed(parts, "，", ", ")


def _sentence(
    promised: Plan,
    steps: Sequence[FollowedStep],
    name: Label,
    points: float,
    level: int,
    spent: float,
    again: Reassessed | None,
) -> Label:
    states = [one.progress.state if one.progress is not None else "planned" for one in steps]
    text = label(
        "{n} 步里验收了 {a} 步、正在做 {r} 步{dropped}。方案承诺{target}、{p} 分；"
        "{when}是{now}、{q} 分，{word}。{spent}",
        "Of {n} steps {a} are accepted and {r} under way{dropped}. Promised: {target}, {p} points; {when}: {now}, "
        "{q} points, {word}. {spent}",
    )
    gone = states.count("dropped")
    nothing = label("实际花费还没有登记。", "No real cost has been put down yet.")
    told = label("登记的实际花费 {s}。", "Real cost put down: {s}.").fill(s=money(round(100 * spent)))
    reached = level >= promised.target_level
    return text.fill(
        n=len(steps),
        a=states.count("accepted"),
        r=states.count("running") + states.count("contracted"),
        dropped=label(f"、不做了 {gone} 步", f", {gone} dropped") if gone else "",
        target=promised.target_name,
        p=plain_number(promised.points_after),
        when=label("现在", "on the answers of now")
        if again is None
        else label("重新自测（{name}）", "on the new assessment ({name})").fill(name=again.name),
        now=name,
        q=plain_number(points),
        word=label("做到了", "which is as promised") if reached else label("还没到", "which is not there yet"),
        spent=told if spent else nothing,
    )


def replies_of_progress(progress: Mapping[str, StepProgress], said: Sequence[StepReply]) -> tuple[StepReply, ...]:
    """What the owner said, and what the states of steps say where nothing was said."""
    spoken = {one.measure for one in said}
    more = (one.reply for name, one in progress.items() if name not in spoken)
    return (*said, *(reply for reply in more if reply is not None))
