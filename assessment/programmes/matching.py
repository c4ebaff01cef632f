"""Support programmes matched to a firm: which conditions its answers meet, now or after a plan, and what it must prove.

Nothing here is a promise: every match carries its source, the day it was seen, and the caveat of the content file.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from assessment.answers import AnswerTable, State, answer_text
from assessment.content.programmes import (
    AnswerCondition,
    Condition,
    LevelCondition,
    Programme,
    ProgrammeFile,
    SizeCondition,
    Tier,
)
from assessment.content.provenance import Fidelity, Source
from assessment.documents import Strict
from assessment.knowledge import Knowledge, SizeClasses, classify
from assessment.language import Label, label

ConditionState = Literal["met", "after_plan", "to_prove", "open", "unmet"]
MatchState = Literal[
    "as_reported", "after_plan", "open", "check", "draft", "not_yet", "not_started", "for_areas", "ended"
]

AGED_YEARS = 2

# The least certain state of its conditions decides about a programme, in this order.
_OVERALL: tuple[tuple[ConditionState, MatchState], ...] = (
    ("unmet", "not_yet"),
    ("open", "open"),
    ("after_plan", "after_plan"),
)
_SAID: dict[MatchState, Label] = {
    "as_reported": label("按您填的情况，可以去了解申报", "By your own answers worth asking about"),
    "after_plan": label("按方案改造后，可以去了解申报", "Worth asking about once the plan is carried out"),
    "open": label("还有情况没填，暂时判断不了", "Some answers are missing, so it cannot be told yet"),
    "check": label("是否仍然有效，请先向主管部门确认", "Ask the authority first whether it is still in force"),
    "draft": label("还在征求意见，请留意正式通知", "Still a draft for comment; watch for the final notice"),
    "not_yet": label("目前还不符合条件", "The conditions are not met yet"),
    "not_started": label("还没有开始", "It has not begun yet"),
    "for_areas": label("资金给地区，不直接给企业", "The money goes to areas and not to firms"),
    "ended": label(
        "公布的期限已过，可打听有没有后续政策", "The announced period is over; ask whether something follows it"
    ),
}


class ConditionMatch(Strict):
    """One condition for one firm."""

    text: Label
    state: ConditionState
    found: Label
    proof: Label | None


class ProgrammeMatch(Strict):
    """One programme for one firm, with everything a page must show beside it."""

    programme: str
    title: Label
    state: MatchState
    verdict: Label
    summary: Label
    conditions: tuple[ConditionMatch, ...]
    to_prove: tuple[Label, ...]
    amounts: tuple[Tier, ...]
    amount_note: Label
    announcement: Literal["announced", "draft", "check"]
    aged: Label | None = Field(None, description="said when the text seen is old and no end was announced")
    starts: datetime.date | None
    ends: datetime.date | None
    source: Source
    seen: str | None
    fidelity: Fidelity
    caveat: Label


def match_programmes(
    table: AnswerTable,
    row: int,
    file: ProgrammeFile,
    levels: Mapping[str, tuple[int, int]],
    planned: Mapping[str, int],
    on: datetime.date,
    sizes: SizeClasses | None = None,
) -> tuple[ProgrammeMatch, ...]:
    """The programmes of one firm, the most promising first.

    ``levels`` gives, by framework id, the least and the greatest level the firm's answers allow (0 for none);
    ``planned`` the level after its plan; ``sizes`` the size classes of the table, when they are known already.
    Programmes of another city, industry or size are left out.
    """
    sizes = sizes or classify(table)
    matches = []
    for programme in file.programmes:
        found = [_condition(c, sizes, row, levels, planned) for c in programme.conditions]
        if any(c.state == "unmet" and _fixed(spec) for c, spec in zip(found, programme.conditions, strict=True)):
            continue
        state = _state(programme, found, on)
        matches.append(
            ProgrammeMatch(
                programme=programme.id,
                title=programme.title,
                state=state,
                verdict=_SAID[state],
                summary=programme.summary,
                conditions=tuple(found),
                to_prove=tuple(c.proof for c in found if c.proof is not None),
                amounts=programme.amounts,
                amount_note=programme.amount_note,
                announcement=programme.state,
                aged=_aged(programme, on),
                starts=programme.starts,
                ends=programme.ends,
                source=programme.source,
                seen=programme.seen,
                fidelity=programme.fidelity,
                caveat=file.caveat,
            )
        )
    order = list(_SAID)
    return tuple(sorted(matches, key=lambda match: order.index(match.state)))


def _fixed(condition: Condition) -> bool:
    return isinstance(condition, SizeCondition) or (isinstance(condition, AnswerCondition) and not condition.changeable)


def _state(programme: Programme, found: list[ConditionMatch], on: datetime.date) -> MatchState:
    if programme.ends is not None and programme.ends < on:
        return "ended"
    if programme.starts is not None and on < programme.starts:
        return "not_started"
    if programme.recipient == "area":
        return "for_areas"
    states = {c.state for c in found}
    if "unmet" not in states and programme.state != "announced":
        return programme.state
    return next((overall for state, overall in _OVERALL if state in states), "as_reported")


def _aged(programme: Programme, on: datetime.date) -> Label | None:
    """A warning for a text without an announced end that is older than two years; pilots of cities run for two."""
    if programme.ends is not None or programme.seen is None or programme.state == "check":
        return None
    limit = on.replace(year=on.year - AGED_YEARS, day=min(on.day, 28)).isoformat()
    if programme.seen >= limit[: len(programme.seen)]:
        return None
    return label(
        "看到的文本是 {seen} 的，已超过两年，没有写明期限；是否还在受理，请先向主管部门确认。",
        "The text seen is of {seen}, more than two years old, and names no end; ask the authority first whether "
        "applications are still taken.",
    ).fill(seen=programme.seen)


def _condition(
    condition: Condition,
    sizes: SizeClasses,
    row: int,
    levels: Mapping[str, tuple[int, int]],
    planned: Mapping[str, int],
) -> ConditionMatch:
    if isinstance(condition, AnswerCondition):
        return _by_answer(condition, sizes.knowledge, row)
    if isinstance(condition, LevelCondition):
        return _by_level(condition, levels, planned)
    if isinstance(condition, SizeCondition):
        return _by_size(condition, sizes, row)
    asked = label("问卷没有问，申报时要证明", "not asked here; to be proven when applying")
    return ConditionMatch(text=condition.text, state="to_prove", found=asked, proof=condition.text)


def _by_answer(condition: AnswerCondition, knowledge: Knowledge, row: int) -> ConditionMatch:
    bank, fact = knowledge.bank, knowledge.bank.choice(condition.fact)
    possible = int(knowledge.options(condition.fact)[row])
    met = bank.mask(condition.fact, condition.met)
    depends = bank.mask(condition.fact, condition.depends)
    undecided = bank.mask(condition.fact, condition.open)
    answer = knowledge.table.answer(row, condition.fact)
    chosen = next((o for o in fact.options if answer.state is State.ANSWERED and o.id == answer.value), None)
    found = label("{fact}：{answer}", "{fact}: {answer}").fill(
        fact=fact.label, answer=chosen.label if chosen else answer_text(fact, answer)
    )
    proof: Label | None = None
    state: ConditionState
    if not possible & ~met:
        state = "met"
    elif not possible & (met | depends | undecided):
        state = "unmet"
    elif chosen is not None and chosen.id in condition.depends:
        state, proof = "to_prove", condition.depends[chosen.id]
    else:
        state = "open"
    return ConditionMatch(text=condition.text, state=state, found=found, proof=proof)


def _by_size(condition: SizeCondition, sizes: SizeClasses, row: int) -> ConditionMatch:
    size = sizes.of(row)
    allowed = [possible in condition.classes for possible in size.possible]
    state: ConditionState = "met" if all(allowed) else "open" if any(allowed) else "unmet"
    return ConditionMatch(text=condition.text, state=state, found=size.label, proof=None)


def _by_level(
    condition: LevelCondition, levels: Mapping[str, tuple[int, int]], planned: Mapping[str, int]
) -> ConditionMatch:
    low, high = levels.get(condition.framework, (0, 10))
    after = planned.get(condition.framework)
    state: ConditionState
    if low >= condition.at_least:
        state, found = "met", label("自评已达到", "reached by self-assessment")
    elif after is not None and after >= condition.at_least:
        state, found = "after_plan", label("按方案改造后自评可达到", "reached by self-assessment after the plan")
    elif high >= condition.at_least:
        state, found = "open", label("要看还没定的回答，可能达到", "possibly reached; some answers are open")
    else:
        state, found = "unmet", label("自评还没有达到", "not reached by self-assessment")
    return ConditionMatch(text=condition.text, state=state, found=found, proof=condition.proof)
