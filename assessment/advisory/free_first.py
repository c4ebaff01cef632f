"""What costs nothing and comes before any purchase: open questions, papers at hand, what is signed, open doors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from assessment.advisory.advisory import FreeFirst, FreeItem, OpenTopic
from assessment.language import Label, label, listed
from assessment.planning import Plan, quoted
from assessment.programmes import ProgrammeMatch
from assessment.scoring import FrameworkResult, plain_number

_PAPERS = 3
SURE_ENOUGH = 0.75
"""With a smaller share settled a plan is a draft: too much of it answers what is merely not known."""


def free_first(
    result: FrameworkResult,
    topics: Sequence[OpenTopic],
    plan: Plan | None,
    programmes: Sequence[ProgrammeMatch],
) -> FreeFirst | None:
    """Step nought of a firm, with what each may be worth; None where there is nothing of the kind."""
    items = tuple(_items(result, topics, plan, programmes))
    return FreeFirst(items=items, draft=_draft(result, plan)) if items else None


def _items(
    result: FrameworkResult, topics: Sequence[OpenTopic], plan: Plan | None, programmes: Sequence[ProgrammeMatch]
) -> Iterator[FreeItem]:
    to_answer = result.open_answers.to_answer
    if to_answer:
        yield _item("answers", _worth_of_answers(result, len(to_answer)))
    papers = list(dict.fromkeys(paper for topic in topics for paper in topic.papers))
    if papers:
        shown = quoted(papers[:_PAPERS])
        if len(papers) > _PAPERS:
            shown = label(f"{shown.zh}，等 {len(papers)} 种", f"{shown.en}, and {len(papers) - _PAPERS} more")
        text = label(
            "翻出现成的材料，多半就能答，现场评定也要看：{papers}。",
            "Most of it stands in papers that exist, and a rating on site asks for them: {papers}.",
        )
        yield _item("papers", text.fill(papers=shown))
    steps = () if plan is None else plan.steps
    signed = [step.title for step in steps if step.contracted]
    if signed:
        text = label(
            "已签约的先做完、先验收：{titles}，方案里不再花钱。",
            "Finish and accept what is signed: {titles}; it costs nothing more here.",
        )
        yield _item("contracted", text.fill(titles=quoted(signed)))
    free = [step.title for step in steps if not step.cost.likely and not step.contracted]
    if free:
        text = label("方案里一般不花钱的步骤：{titles}。", "Steps of the plan that are mostly free: {titles}.")
        yield _item("free_steps", text.fill(titles=quoted(free)))
    doors = [one.title for one in programmes if one.state == "as_reported"]
    if doors:
        text = label(
            "打听不花钱：{titles}。能不能拿到由主管部门定，方案没有算进去。",
            "Asking is free: {titles}. The authority decides whether it is granted; the plan does without.",
        )
        yield _item("programmes", text.fill(titles=quoted(doors)))


def _item(kind: Literal["answers", "papers", "contracted", "free_steps", "programmes"], sentence: Label) -> FreeItem:
    return FreeItem(kind=kind, sentence=sentence)


def _worth_of_answers(result: FrameworkResult, number: int) -> Label:
    low, high = result.points_low, result.points_high
    questions = "1 open question" if number == 1 else f"{number} open questions"
    if low == high and result.level_low == result.level_high:
        return label(
            f"还有 {number} 题没定，答了不动分数和等级，但方案可能更省。",
            f"{questions}: answering moves neither points nor level, but may make the plan cheaper.",
        )
    parts = [label(f"把没定的 {number} 题答完", f"Answer the {questions}")]
    if high > low:
        parts.append(
            label(
                f"总分最多多 {plain_number(high - low)} 分",
                f"they are worth up to {plain_number(high - low)} points",
            )
        )
    if result.level_high > result.level_low:
        parts.append(label("等级最好到{name}", "the level may be {name} at best").fill(name=_name(result)))
    return label("{told}。", "{told}.").fill(told=listed(parts, "，", "; "))


def _name(result: FrameworkResult) -> Label:
    return next(level.name for level in result.levels if level.level == result.level_high)


def _draft(result: FrameworkResult, plan: Plan | None) -> Label | None:
    """Why the plan is no list to buy from yet; None where enough is known."""
    number = len(result.open_answers.to_answer)
    if plan is None or not plan.steps or not number:
        return None
    taken = f"{number} open question{' counts' if number == 1 else 's count'} at the worst"
    if result.level_high >= plan.target_level:
        return label(
            f"先别照着买：还有 {number} 题没定，方案按最差算；答下来说不定不花钱就到{{level}}。",
            f"Do not buy yet: {taken}; answered, {{level}} may cost nothing.",
        ).fill(level=plan.target_name)
    if result.known < SURE_ENOUGH:
        return label(
            f"先别照着买：还有 {number} 题没定，方案按最差算，是草案；先答完再定。",
            f"Do not buy yet: {taken}, so this is a draft; answer first.",
        )
    return None
