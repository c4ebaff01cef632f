"""What a level hangs on: how many answers may be refused on a visit before it is lost, and which ones.

A level is lost when any of its thresholds is missed, and what the claims of a set are worth adds up (``claims``); so
the smallest sets are optima of small integer programs over the thresholds that gave the level.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.advisory.claims import Claim, claims_of, worth_of
from assessment.documents import Strict
from assessment.language import label
from assessment.scoring import Scores
from assessment.solver import Builder, Task, solve

MOST_SETS = 6
"""So many of the smallest sets are named; ``more`` says when there are others."""
NOT_PROVEN = label(
    "这一次没能证明级别靠哪些回答撑着；别的结果不受影响。可以过一会儿再试。",
    "This time it could not be proven what the level rests on; all other results stand. It may be tried again later.",
)
"""What is told where the solver proved nothing."""


class Weight(Strict):
    """How much hangs on a claim.

    ``least`` is the size of the smallest set of refusals that loses the level and would not without this one; None when
    this claim never makes the difference.
    """

    claim: Claim
    least: int | None


class Bearing(Strict):
    """What the level of one firm hangs on.

    ``survives`` is how many refusals the level survives, whichever they are; None when no number of refusals loses it,
    since all that it rests on was verified. ``smallest`` has sets of claims that lose it, each one refusal larger;
    ``more`` says that there are others of that size. ``weights`` is empty where they were not asked for.
    """

    level: int
    survives: int | None
    smallest: tuple[tuple[Claim, ...], ...]
    more: bool
    weights: tuple[Weight, ...] = ()


@dataclass(frozen=True)
class _Losses:
    """What refusing takes away: ``by_claim`` (thresholds, claims), and ``enough`` (thresholds,) to miss each."""

    groups: tuple[tuple[str, ...], ...]
    by_claim: NDArray[np.int64]
    enough: NDArray[np.int64]


def bearing(scores: Scores, row: int, verified: Collection[str] = (), weights: bool = False) -> Bearing | None:
    """What the certain level of one firm hangs on; None where it has no level. Answers in ``verified`` stand.

    ``weights`` are a program for each claim. Raises ``NotSolved`` when the solver proves nothing.
    """
    level = int(scores.level_low[row])
    if not level:
        return None
    losses = _losses(scores, row, level, frozenset(verified))
    facts = scores.framework.bank.facts
    claims = [Claim(facts=group, label=facts[group[0]].label) for group in losses.groups]
    fewest = _fewest(losses)
    sets = [] if fewest is None else sorted(_smallest(losses, fewest))
    return Bearing(
        level=level,
        survives=None if fewest is None else fewest - 1,
        smallest=tuple(tuple(claims[c] for c in one) for one in sets[:MOST_SETS]),
        more=len(sets) > MOST_SETS,
        weights=tuple(_weights(losses, claims, fewest)) if weights and fewest is not None else (),
    )


def _weights(losses: _Losses, claims: Sequence[Claim], fewest: int) -> list[Weight]:
    """The weight of every claim, the heaviest first."""
    least = [_least_with(losses, c, fewest) for c in range(len(claims))]
    order = sorted(range(len(claims)), key=lambda c: (least[c] is None, least[c], -int(losses.by_claim[:, c].max()), c))
    return [Weight(claim=claims[c], least=least[c]) for c in order]


def _losses(scores: Scores, row: int, level: int, verified: frozenset[str]) -> _Losses:
    framework = scores.framework
    groups = claims_of(framework)
    thresholds = next(one for one in framework.levels if one.level == level).thresholds
    taken = worth_of(scores, row, groups, thresholds)
    taken[:, [not verified.isdisjoint(facts) for facts in groups]] = 0
    held = np.array([int(scores.worst.value(threshold)[row]) - threshold.at_least for threshold in thresholds])
    within = taken.sum(axis=1) > held
    some = taken[within].any(axis=0)
    kept = tuple(facts for facts, any_ in zip(groups, some, strict=True) if any_)
    return _Losses(kept, taken[within][:, some], held[within] + 1)


def _fewest(losses: _Losses) -> int | None:
    """The least number of claims whose refusal misses a threshold: the largest losses first."""
    sizes = [_sorted_size(row, int(enough)) for row, enough in zip(losses.by_claim, losses.enough, strict=True)]
    return min(sizes, default=None)


def _sorted_size(row: NDArray[np.int64], enough: int) -> int:
    """How many of the largest entries add up to ``enough``, which all together do."""
    return int(np.searchsorted(np.cumsum(np.sort(row)[::-1]), enough)) + 1


def _least_with(losses: _Losses, claim: int, fewest: int) -> int | None:
    """The size of the smallest set that loses the level with a claim, and keeps it without."""
    others = np.delete(losses.by_claim, claim, axis=1)
    own = losses.by_claim[:, claim]
    for row, mine, enough in zip(others, own, losses.enough, strict=True):
        reached = mine >= enough if fewest == 1 else mine + np.sort(row)[::-1][: fewest - 1].sum() >= enough
        if mine and reached:
            return fewest  # no smaller set loses the level, so without this claim it is kept
    found = solve(_task(losses, claim))
    return None if found is None else found.objective


def _task(losses: _Losses, claim: int | None, extra: Sequence[scipy.optimize.LinearConstraint] = ()) -> Task:
    """The fewest claims that miss a threshold; with ``claim`` among them, and missing none without it.

    Columns: the claims, then one a threshold that says it is missed.
    """
    thresholds, claims = losses.by_claim.shape
    build = Builder()
    lower, upper = [], []
    for t in range(thresholds):
        taken = {c: float(losses.by_claim[t, c]) for c in range(claims) if losses.by_claim[t, c]}
        build.row(taken | {claims + t: -float(losses.enough[t])})
        lower.append(0.0)
        upper.append(np.inf)
        if claim is not None:
            build.row({c: worth for c, worth in taken.items() if c != claim})
            lower.append(-np.inf)
            upper.append(float(losses.enough[t]) - 1)
    build.row(dict.fromkeys(range(claims, claims + thresholds), 1.0))
    least = np.zeros(claims + thresholds)
    if claim is not None:
        least[claim] = 1.0
    return Task(
        objective=np.array([1.0] * claims + [0.0] * thresholds),
        lower=least,
        upper=np.ones(claims + thresholds),
        matrix=build.matrix(claims + thresholds),
        row_lower=np.array([*lower, 1.0]),
        row_upper=np.array([*upper, np.inf]),
        extra=extra,
    )


def _smallest(losses: _Losses, fewest: int) -> Iterator[tuple[int, ...]]:
    """Sets of the least size that lose the level, up to one more than are named."""
    width = losses.by_claim.shape[0] + losses.by_claim.shape[1]
    not_again: list[scipy.optimize.LinearConstraint] = []
    while len(not_again) <= MOST_SETS:
        found = solve(_task(losses, None, not_again))
        if found is None or found.objective > fewest:
            return
        chosen = tuple(int(c) for c in np.flatnonzero(found.x[: len(losses.groups)]))
        yield chosen
        row = np.zeros((1, width))
        row[0, chosen] = 1.0
        not_again.append(scipy.optimize.LinearConstraint(row, -np.inf, fewest - 1.0))
