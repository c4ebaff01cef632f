"""Following a plan up: how far each step is, and, after answers have changed, what came of what was promised."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from assessment.answers import AnswerTable, State, answer_text
from assessment.content.facts import ChoiceFact
from assessment.content.measures import CostRange
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label, label, listed
from assessment.planning import Change, Plan, Step, StepReply, money
from assessment.scoring import Scores, level_name, plain_number

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


class PromisedChange(Strict):
    """One answer that a step was to change, and what it is now; ``kept`` is None for what was only hoped for."""

    fact: Identifier
    label: Label
    promised: Label
    now: Label
    kept: bool | None


class FollowedStep(Strict):
    """A step as promised, as far as it is, and what came of it."""

    measure: Identifier
    title: Label
    cost: CostRange
    begin: datetime.date | None = Field(description="promised: the day of its first week; null without hands")
    end: datetime.date | None
    progress: StepProgress | None
    changes: tuple[PromisedChange, ...]
    sentence: Label


class Followed(Strict):
    """What a plan promised and what came of it, step by step. Money in 万元."""

    steps: tuple[FollowedStep, ...]
    promised_level: int
    promised_name: Label
    now_level: int
    now_name: Label
    promised_points: float
    now_points: float
    spent: float
    sentence: Label


def follow_up(promised: Plan, table: AnswerTable, scores: Scores, progress: Sequence[StepProgress]) -> Followed:
    """What came of a plan's steps, by the answers of the one firm of a table, scored in ``scores``."""
    by_measure = {one.measure: one for one in progress}
    steps = tuple(_followed(promised, step, table, by_measure.get(step.measure)) for step in promised.steps)
    level = int(scores.level_low[0])
    spent = sum(one.progress.cost or 0.0 for one in steps if one.progress is not None)
    return Followed(
        steps=steps,
        promised_level=promised.target_level,
        promised_name=promised.target_name,
        now_level=level,
        now_name=level_name(scores.framework, level),
        promised_points=promised.points_after,
        now_points=float(scores.exact(0)[0]),
        spent=round(spent, 2),
        sentence=_sentence(promised, steps, level, float(scores.exact(0)[0]), scores, spent),
    )


def _followed(promised: Plan, step: Step, table: AnswerTable, progress: StepProgress | None) -> FollowedStep:
    changes = tuple(_came_of(change, table) for change in step.changes)
    begin = end = None
    if promised.staffing is not None:
        start = promised.staffing.hands.start
        begin = start + datetime.timedelta(weeks=step.start_week)
        end = start + datetime.timedelta(weeks=step.start_week + step.weeks, days=-1)
    return FollowedStep(
        measure=step.measure,
        title=step.title,
        cost=step.cost,
        begin=begin,
        end=end,
        progress=progress,
        changes=changes,
        sentence=_step_sentence(step, progress, changes),
    )


def _came_of(change: Change, table: AnswerTable) -> PromisedChange:
    fact, answer = table.bank.facts[change.fact], table.answer(0, change.fact)
    kept = False
    if answer.state is State.ANSWERED:
        if isinstance(fact, ChoiceFact):
            order = [option.id for option in fact.options]
            kept = order.index(str(answer.value)) >= order.index(str(change.after))
        elif isinstance(change.after, tuple):
            kept = isinstance(answer.value, tuple) and set(change.after) <= set(answer.value)
        else:
            kept = isinstance(answer.value, float) and answer.value >= float(change.after)
    return PromisedChange(
        fact=change.fact,
        label=change.label,
        promised=change.after_text,
        now=answer_text(fact, answer),
        kept=None if change.hoped_for else kept,
    )


def _step_sentence(step: Step, progress: StepProgress | None, changes: Sequence[PromisedChange]) -> Label:
    return label("{parts}。", "{parts}.").fill(parts=listed(_parts(step, progress, changes), "；", "; "))


def _parts(step: Step, progress: StepProgress | None, changes: Sequence[PromisedChange]) -> Iterator[Label]:
    yield STEP_STATES["planned" if progress is None else progress.state]
    asked = [change for change in changes if change.kept is not None]
    done = sum(bool(change.kept) for change in asked)
    if done == len(asked) and asked:
        yield label("承诺的都做到了", "all that was promised is there")
    elif done:
        yield label(f"承诺的 {len(asked)} 处做到 {done} 处", f"{done} of {len(asked)} promised changes are there")
    elif progress is not None and progress.state == "accepted":
        yield label("验收了，回答还没有改：请更新回答", "accepted, but no answer has changed: please update them")
    if progress is not None and progress.cost is not None:
        more = round(100 * (progress.cost - step.cost.likely))
        text = label("花了 {c}，比估算{w} {d}", "it cost {c}, {d} {w} than estimated")
        same = label("花了 {c}，和估算一样", "it cost {c}, as estimated")
        word = label("多" if more > 0 else "少", "more" if more > 0 else "less")
        spent = money(round(100 * progress.cost))
        yield (text.fill(c=spent, w=word, d=money(abs(more))) if more else same.fill(c=spent))


def _sentence(
    promised: Plan, steps: Sequence[FollowedStep], level: int, points: float, scores: Scores, spent: float
) -> Label:
    states = [one.progress.state if one.progress is not None else "planned" for one in steps]
    reached = level >= promised.target_level
    text = label(
        "{n} 步里验收了 {a} 步、正在做 {r} 步{dropped}。方案承诺{target}、{p} 分；现在是{now}、{q} 分，{word}。{spent}",
        "Of {n} steps {a} are accepted and {r} under way{dropped}. Promised: {target}, {p} points; on the answers of "
        "now: {now}, {q} points, {word}. {spent}",
    )
    gone = states.count("dropped")
    nothing = label("实际花费还没有登记。", "No real cost has been put down yet.")
    told = label("登记的实际花费 {s}。", "Real cost put down: {s}.").fill(s=money(round(100 * spent)))
    dropped = label(f"、不做了 {gone} 步", f", {gone} dropped") if gone else None
    filled = {
        "n": len(steps),
        "a": states.count("accepted"),
        "r": states.count("running") + states.count("contracted"),
        "target": promised.target_name,
        "p": plain_number(round(promised.points_after, 2)),
        "now": level_name(scores.framework, level),
        "q": plain_number(round(points, 2)),
        "word": label("做到了", "which is as promised") if reached else label("还没到", "which is not there yet"),
        "spent": told if spent else nothing,
    }
    if dropped is None:
        return label(text.zh.replace("{dropped}", ""), text.en.replace("{dropped}", "")).fill(**filled)
    return text.fill(**filled, dropped=dropped)


def replies_of_progress(progress: Mapping[str, StepProgress], said: Sequence[StepReply]) -> tuple[StepReply, ...]:
    """What the owner said, and what the states of steps say where nothing was said."""
    spoken = {one.measure for one in said}
    more = (one.reply for name, one in progress.items() if name not in spoken)
    return (*said, *(reply for reply in more if reply is not None))
