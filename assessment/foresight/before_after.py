"""Before and after: a firm's change in points split exactly between what caused it.

Each cause is a switch from the state before to the state after: the rules, and groups of answers (what really changed,
what was corrected, what was open and is known now; the real change by measure where steps were followed). The share of
a cause is its Shapley value (Shapley 1953): its mean effect over all orders in which the switches could be turned.
Shares are fractions and add up to the change without remainder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import factorial

from assessment.answers import UNANSWERED, Answer, AnswerTable, State
from assessment.content.crosswalk import Crosswalk
from assessment.knowledge import CarriedKnowledge
from assessment.language import Label, label
from assessment.problems import refuse
from assessment.scoring import Framework, score

RULES = "rules"
REAL = "real"
CORRECTED = "corrected"
TOLD = "told"
CAUSES: Mapping[str, Label] = {
    REAL: label("企业自己的变化", "What the firm changed"),
    RULES: label("规则变化", "Changed rules"),
    CORRECTED: label("更正以前的答案", "Corrected answers"),
    TOLD: label("以前没答、现在答了", "Answers that were open before"),
}
MOST_CAUSES = 14


@dataclass(frozen=True)
class Share:
    """What one cause did to the points (root points; exact) and to the level (a share of a step)."""

    points: Fraction
    level: Fraction


@dataclass(frozen=True)
class SplitChange:
    """Points and level before and after, at the worst of what is open, and the share of every cause."""

    points: tuple[Fraction, Fraction]
    level: tuple[int, int]
    shares: Mapping[str, Share]


def causes_of(
    before: Mapping[str, Answer],
    after: Mapping[str, Answer],
    corrected: frozenset[str] = frozenset(),
    steps: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, frozenset[str]]:
    """The facts that changed, by cause: each in one group.

    ``corrected`` are facts whose answer before is known to have been wrong; ``steps`` names for each measure that was
    followed the facts it changes (the first that names a fact has it).
    """
    changed = {f for f in {*before, *after} if before.get(f, UNANSWERED) != after.get(f, UNANSWERED)}
    groups: dict[str, set[str]] = {}
    for fact in changed:
        if fact in corrected:
            cause = CORRECTED
        elif before.get(fact, UNANSWERED).state in (State.UNANSWERED, State.DONT_KNOW):
            cause = TOLD
        else:
            cause = next((step for step, facts in (steps or {}).items() if fact in facts), REAL)
        groups.setdefault(cause, set()).add(fact)
    return {cause: frozenset(facts) for cause, facts in groups.items()}


def before_after(
    rules: tuple[Framework, Framework],
    before: Mapping[str, Answer],
    after: Mapping[str, Answer],
    causes: Mapping[str, frozenset[str]],
    crosswalk: Crosswalk | None = None,
) -> SplitChange:
    """Split the change from ``before`` under the first rules to ``after`` under the second.

    ``causes`` groups the changed facts (see ``causes_of``); facts in no group stay as they were. With a
    ``crosswalk`` answers carry over as everywhere else. Refused for more than
    ``MOST_CAUSES`` groups, since every combination of them is scored.
    """
    if len(causes) > MOST_CAUSES:
        raise refuse(
            "causes",
            label("原因分得太细", "too many causes"),
            label("请把一些措施合在一起。", "Put some of the measures together."),
            len(causes),
        )
    names = list(causes)
    mixes = list(product((False, True), repeat=len(names)))
    rows = [_mix(before, after, [causes[name] for name, on in zip(names, mix, strict=True) if on]) for mix in mixes]
    switches = [*names, RULES] if rules[0] is not rules[1] else names
    values: dict[frozenset[str], tuple[Fraction, Fraction]] = {}
    for framework, mark in zip(rules, ([], [RULES]), strict=True):
        table = AnswerTable.from_answers(framework.bank, rows)
        scores = score(framework, table, None if crosswalk is None else CarriedKnowledge(table, crosswalk))
        for row, mix in enumerate(mixes):
            on = frozenset([*mark, *(name for name, set_ in zip(names, mix, strict=True) if set_)])
            values[on] = scores.exact(row)[0], Fraction(int(scores.level_low[row]))
    none, all_ = values[frozenset()], values[frozenset(switches)]
    shares = {
        switch: Share(*(_shapley(switch, switches, {on: v[part] for on, v in values.items()}) for part in (0, 1)))
        for switch in switches
    }
    return SplitChange((none[0], all_[0]), (int(none[1]), int(all_[1])), shares)


def _mix(before: Mapping[str, Answer], after: Mapping[str, Answer], on: list[frozenset[str]]) -> dict[str, Answer]:
    switched = frozenset().union(*on)
    return {fact: (after if fact in switched else before).get(fact, UNANSWERED) for fact in {*before, *after}}


def _shapley(player: str, players: list[str], value: Mapping[frozenset[str], Fraction]) -> Fraction:
    n = len(players)
    return sum(
        (
            Fraction(factorial(len(on)) * factorial(n - len(on) - 1), factorial(n)) * (value[on | {player}] - value[on])
            for on in value
            if player not in on and on <= set(players)
        ),
        Fraction(0),
    )
