"""A rehearsal of the visit: what is claimed, what has proof, which level stands on proofs alone, and what is missing.

An answer without proof counts as if a visitor refused it; so the level is an interval from what is proved to what is
claimed. How many proofs more let a level stand is a small integer program over its own thresholds.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from assessment.advisory.claims import Claim, claims_of, worth_of
from assessment.answers import AnswerTable, State, answer_text
from assessment.content.facts import ChoiceFact, Fact
from assessment.content.proofs import ProofFile
from assessment.documents import Identifier, Strict
from assessment.language import Label, label, listed
from assessment.problems import refuse
from assessment.scoring import Framework, Scores, Threshold, level_name
from assessment.solver import Builder, Task, solve

ProofState = Literal["missing", "old", "evidenced", "verified"]
_DAYS_A_MONTH = 30.4375


class AnswerProof(Strict):
    """The proof at hand for one answer: which paper, of when, who keeps it; or that a visitor has seen it."""

    fact: Identifier
    verified: bool = False
    day: datetime.date | None = Field(None, description="the day of the paper, or of the visit; null: not said")
    what: str = Field("", max_length=200)
    keeper: str = Field("", max_length=60)
    due: datetime.date | None = Field(None, description="by when it is to be at hand")
    at_hand: bool = True


class ProofList(Strict):
    """Proofs as a file lists them."""

    proofs: tuple[AnswerProof, ...]


class ProofLine(Strict):
    """One claim of the check-list, with what counts as its proof and what does not.

    ``needed`` says that it is among the fewest that let the level stand; ``after_plan`` that the answer is one that the
    plan is still to bring.
    """

    claim: Claim
    answer: Label
    state: ProofState
    proofs: tuple[AnswerProof, ...]
    asked_for: Label | None
    counts: Label | None
    does_not: Label | None
    kept_by: Label | None
    needed: bool
    after_plan: bool


class LevelProof(Strict):
    """How a level stands on proofs: at once (``missing`` 0), or after so many more; None: not on what is claimed."""

    level: int
    name: Label
    missing: int | None


class Rehearsal(Strict):
    """Where a firm stands on its proofs alone, beside what it claims, and the check-list for one level."""

    proved_level: int
    proved_name: Label
    claimed_level: int
    claimed_name: Label
    proved_points: float
    claimed_points: float
    proved: int = Field(description="claims with proof")
    claims: int = Field(description="claims that are worth anything")
    levels: tuple[LevelProof, ...]
    target: int
    target_name: Label
    lines: tuple[ProofLine, ...]
    sentence: Label
    months: int


def check_proofs(proofs: Sequence[AnswerProof], framework: Framework, on: datetime.date) -> None:
    """Raise ``InputRefused`` for a proof of no question of the framework, or one dated in the future."""
    for proof in proofs:
        if proof.fact not in framework.facts:
            raise refuse(
                proof.fact,
                label("没有这道题，或它不用证明", "there is no such question, or it needs no proof"),
                label("请用国家评测指标里的题。", "Use a question of the national indicators."),
                proof.fact,
            )
        if proof.day is not None and proof.day > on:
            raise refuse(
                proof.fact,
                label("材料的日期在以后", "the paper is dated in the future"),
                label(f"请填 {on.isoformat()} 或以前的日子。", f"Give {on.isoformat()} or an earlier day."),
                proof.day.isoformat(),
            )


def rehearse(
    scores: Scores,
    table: AnswerTable,
    proofs: Sequence[AnswerProof],
    content: ProofFile,
    on: datetime.date,
    after: tuple[Scores, AnswerTable, Collection[str], int] | None = None,
) -> Rehearsal:
    """The rehearsal of the one firm of a table; ``scores`` are of its answers alone, nothing carried over.

    ``after`` (scores and answers with the plan done, the facts it changes, its level) makes the check-list for that
    level; else it is for the level claimed. Raises ``InputRefused`` (``check_proofs``) and ``NotSolved``.
    """
    framework = scores.framework
    check_proofs(proofs, framework, on)
    groups = claims_of(framework)
    by_fact: dict[str, list[AnswerProof]] = {}
    for proof in proofs:
        by_fact.setdefault(proof.fact, []).append(proof)
    states = [_state(table, facts, by_fact, content.months, on) for facts in groups]
    proven = np.array([state in ("evidenced", "verified") for state in states])
    total = Threshold(0, node=framework.root)
    worth = {level.level: worth_of(scores, 0, groups, level.thresholds) for level in framework.levels}
    points = worth_of(scores, 0, groups, [total])[0]
    levels, chosen = [], {}
    for level in framework.levels:
        missing = _fewest(scores, level.thresholds, worth[level.level], proven)
        chosen[level.level] = missing
        count = None if missing is None else len(missing)
        levels.append(LevelProof(level=level.level, name=level_name(framework, level.level), missing=count))
    counted = (points > 0) | _any(worth)
    proved = max((one.level for one in levels if one.missing == 0), default=0)
    claimed = int(scores.level_low[0])
    low, _ = scores.exact(0)
    without = low - Fraction(int(points[~proven].sum())) * framework.scale(framework.root)
    target = claimed if after is None else after[3]
    told = (scores, table, frozenset[str](), chosen.get(claimed) or frozenset())
    if after is not None:
        told = (after[0], after[1], frozenset(after[2]), _needed_after(after[0], groups, target, proven))
    return Rehearsal(
        proved_level=proved,
        proved_name=level_name(framework, proved),
        claimed_level=claimed,
        claimed_name=level_name(framework, claimed),
        proved_points=float(without),
        claimed_points=float(low),
        proved=int((proven & counted).sum()),
        claims=int(counted.sum()),
        levels=tuple(levels),
        target=target,
        target_name=level_name(framework, target),
        lines=tuple(_lines(groups, states, by_fact, content, target, *told)),
        sentence=_sentence(framework, levels, proved, claimed),
        months=content.months,
    )


def _any(worth: Mapping[int, NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Which claims any level counts."""
    return np.any([(rows > 0).any(axis=0) for rows in worth.values()], axis=0)


def _state(
    table: AnswerTable,
    facts: Sequence[str],
    by_fact: Mapping[str, Sequence[AnswerProof]],
    months: int,
    on: datetime.date,
) -> ProofState:
    """A claim stands on proof when each of its answers does; the weakest of them counts."""
    answered = [fact for fact in facts if table.answer(0, fact).state is State.ANSWERED]
    found = [_of_one(by_fact.get(fact, ()), months, on) for fact in answered]
    order: tuple[ProofState, ...] = ("missing", "old", "evidenced", "verified")
    return min(found, key=order.index, default="missing")


def _of_one(proofs: Sequence[AnswerProof], months: int, on: datetime.date) -> ProofState:
    at_hand = [proof for proof in proofs if proof.at_hand]
    if any(proof.verified for proof in at_hand):
        return "verified"
    if any(proof.day is None or (on - proof.day).days <= months * _DAYS_A_MONTH for proof in at_hand):
        return "evidenced"
    return "old" if at_hand else "missing"


def _fewest(
    scores: Scores, thresholds: Sequence[Threshold], worth: NDArray[np.int64], proven: NDArray[np.bool_]
) -> frozenset[int] | None:
    """The fewest claims without proof that, proved as well, let thresholds stand; None: not even all of them do."""
    held = np.array([int(scores.worst.value(one)[0]) - one.at_least for one in thresholds])
    lost = worth[:, ~proven].sum(axis=1)
    if (held < 0).any():
        return None
    short = lost - held
    if (short <= 0).all():
        return frozenset()
    columns = np.flatnonzero(~proven & (worth[short > 0] > 0).any(axis=0))
    build = Builder()
    needs = []
    for row, need in zip(worth, short, strict=True):
        if need > 0:
            build.row({j: float(row[c]) for j, c in enumerate(columns) if row[c]})
            needs.append(float(need))
    n = len(columns)
    found = solve(
        Task(
            objective=np.ones(n),
            lower=np.zeros(n),
            upper=np.ones(n),
            matrix=build.matrix(n),
            row_lower=np.array(needs),
            row_upper=np.full(len(needs), np.inf),
        )
    )
    return None if found is None else frozenset(int(columns[j]) for j in np.flatnonzero(found.x))


def _needed_after(
    scores: Scores, groups: Mapping[tuple[str, ...], list[int]], target: int, proven: NDArray[np.bool_]
) -> frozenset[int]:
    thresholds = next(level for level in scores.framework.levels if level.level == target).thresholds
    worth = worth_of(scores, 0, dict(groups), thresholds)
    return _fewest(scores, thresholds, worth, proven) or frozenset()


def _lines(
    groups: Mapping[tuple[str, ...], list[int]],
    states: Sequence[ProofState],
    by_fact: Mapping[str, Sequence[AnswerProof]],
    content: ProofFile,
    target: int,
    scores: Scores,
    table: AnswerTable,
    changed: Collection[str],
    needed: Collection[int],
) -> Iterator[ProofLine]:
    """Every claim that the level counts, missing first: those that are needed before the others, the plan's last."""
    bank = scores.framework.bank
    level = next((one for one in scores.framework.levels if one.level == target), scores.framework.levels[0])
    worth = worth_of(scores, 0, dict(groups), level.thresholds)
    order: dict[ProofState, int] = {"missing": 0, "old": 1, "evidenced": 2, "verified": 3}
    found = []
    for column, facts in enumerate(groups):
        if not (worth[:, column] > 0).any():
            continue
        new = not set(facts).isdisjoint(changed)
        state: ProofState = "missing" if new else states[column]
        fact = bank.facts[facts[0]]
        example = content.by_fact.get(facts[0])
        topic = bank.topics[bank.topic_of[facts[0]]]
        line = ProofLine(
            claim=Claim(facts=facts, label=fact.label),
            answer=_answers(table, [bank.facts[name] for name in facts]),
            state=state,
            proofs=() if new else tuple(proof for name in facts for proof in by_fact.get(name, ())),
            asked_for=_asked_for(fact, table),
            counts=None if example is None else example.counts,
            does_not=None if example is None else example.does_not,
            kept_by=topic.kept_by,
            needed=column in needed and not new,
            after_plan=new,
        )
        found.append(((new, order[state], not line.needed, column), line))
    for _, line in sorted(found, key=lambda one: one[0]):
        yield line


def _answers(table: AnswerTable, facts: Sequence[Fact]) -> Label:
    return listed((answer_text(fact, table.answer(0, fact.id)) for fact in facts), "；", "; ")


def _asked_for(fact: Fact, table: AnswerTable) -> Label | None:
    if isinstance(fact, ChoiceFact):
        return fact.evidence_for(table.answer(0, fact.id).value)
    return fact.evidence


def _sentence(framework: Framework, levels: Sequence[LevelProof], proved: int, claimed: int) -> Label:
    """The one sentence with which the rehearsal ends."""
    end = label("以现场评定为准。", "The official visit has the last word.")
    if not claimed:
        return label(
            "按现在的回答还没有级别可守；先看方案。{end}", "On these answers there is no level yet; see the plan. {end}"
        ).fill(end=end)
    if proved == claimed:
        text = label(
            "凭手里的材料，现在上门就站得住{level}，和自报的一样。{end}",
            "On the papers at hand {level} stands, as claimed. {end}",
        )
        return text.fill(level=_named(framework, claimed), end=end)
    further = [one for one in levels if one.level > proved and one.missing is not None]
    if proved:
        first = label("凭手里的材料，现在上门站得住{level}", "On the papers at hand {level} stands")
        first = first.fill(level=_named(framework, proved))
    else:
        first = label("凭手里的材料，现在上门一级也站不住", "On the papers at hand no level stands")
    for one in further:
        text = label("{first}；再补 {n} 份，站得住{level}", "{first}; {n} more, and {level} does")
        first = text.fill(first=first, n=one.missing, level=_named(framework, one.level))
    return label("{first}。{end}", "{first}. {end}").fill(first=first, end=end)


_NUMERALS = "〇一二三四五六七八九十"


def _named(framework: Framework, level: int) -> Label:
    return label(f"{_NUMERALS[level]}级", f"level {level}")
