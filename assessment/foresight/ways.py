"""Every firm's ways up, and what they say of it: its steps, its means, and how easily its level is lost on a visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.answers import AnswerTable, State
from assessment.content.measures import MeasureBook, SizeClass
from assessment.foresight.certain import PricedSteps
from assessment.foresight.policy import Movers
from assessment.foresight.stairs import Stairs
from assessment.planning import Outline, SharePaid, outlines
from assessment.scoring import Framework, Scores
from assessment.scoring.compiled import Threshold

Whole = NDArray[np.int64]

SPENT_FACT = "digital_investment_average"
"""What a firm spends on going digital in a year, by its own answer."""
REFUSED_SHARE = 0.10
"""How likely an answer is not to stand on a visit, where no visits have told yet: an estimate."""


_TOO_LOW = 0.25
"""An answer is taken to be too low so many times as often as too high: an estimate."""
_ASSUMED_ANSWERS = 50
"""The estimate weighs as much as so many answers that were looked at."""


def learned_share(differing: int, seen: int) -> float:
    """How likely an answer does not stand, by past visits on which so many of the answers seen were found otherwise."""
    return (differing + REFUSED_SHARE * _ASSUMED_ANSWERS) / (seen + _ASSUMED_ANSWERS)


@dataclass(frozen=True)
class Ways:
    """For each firm and each level above its own the cheapest proven plan, where there is one.

    Flat arrays, those of a firm together: its row, the level reached and how many levels that is, and the cost at the
    low, likely and high end of the estimates in hundredths of 万元; ``counted`` is what of the likely cost is spent on
    what somebody pays a share of. ``unproven`` are the rows of the firms for which a way was not proven, once for each.
    """

    firms: int
    firm: Whole
    level: Whole
    steps: Whole
    low: Whole
    likely: Whole
    high: Whole
    counted: Whole
    unproven: Whole


def ways_up(
    framework: Framework,
    table: AnswerTable,
    measures: MeasureBook,
    sizes: Sequence[SizeClass],
    only: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    paid: SharePaid | None = None,
) -> Ways:
    """Plan every firm to every level above its own, or to one: one exact program for each.

    With ``paid`` a way is the one that leaves the firm least to pay. ``progress`` is told (done, all) in firms times
    levels. A way for which the solver proves nothing is left out and counted in ``unproven``.
    """
    levels = sorted(one.level for one in framework.spec.levels) if only is None else [only]
    found: list[Outline] = []
    for i, level in enumerate(levels):

        def on(done: int, firms: int, before: int = i) -> None:
            if progress is not None:
                progress(before * firms + done, len(levels) * firms)

        found += outlines(framework, table, measures, sizes, level, progress=on, paid=paid)
    open_ = [one for one in found if one.status == "optimal" and one.target_level is not None]
    open_.sort(key=lambda one: (one.row, one.target_level))
    ends = [_ends(one, measures, sizes[one.row]) for one in open_]
    return Ways(
        firms=len(table),
        firm=_whole([one.row for one in open_]),
        level=_whole([one.target_level or 0 for one in open_]),
        steps=_whole([(one.target_level or 0) - one.level for one in open_]),
        low=_whole([low for low, _, _ in ends]),
        likely=_whole([likely for _, likely, _ in ends]),
        high=_whole([high for _, _, high in ends]),
        counted=_whole([_ends(one, measures, sizes[one.row], paid)[1] for one in open_]),
        unproven=_whole(sorted(one.row for one in found if one.status == "unproven")),
    )


def joined_ways(parts: Sequence[Ways]) -> Ways:
    """The ways of firms that were planned in parts, in the order of the parts."""
    before = np.cumsum([0, *(part.firms for part in parts)])
    rows = {"firm", "unproven"}

    def flat(name: str) -> Whole:
        shift = before if name in rows else np.zeros_like(before)
        return np.concatenate([_whole([]), *(getattr(part, name) + at for part, at in zip(parts, shift, strict=False))])

    names = ("firm", "level", "steps", "low", "likely", "high", "counted", "unproven")
    return Ways(int(before[-1]), **{name: flat(name) for name in names})


def stairs_of(ways: Ways) -> tuple[Stairs, PricedSteps]:
    """The ways as steps that gain levels, at likely prices and with their ranges."""
    priced = PricedSteps(ways.firms, ways.firm, ways.high, ways.steps, ways.steps, ways.firm, ways.low, ways.steps)
    return Stairs(ways.firms, ways.firm, ways.likely, ways.steps), priced


def movers_of(ways: Ways, supported: Ways, level: int, means: Whole, rank: Whole) -> tuple[Whole, Movers]:
    """The rows of the firms that have a way to ``level``, and they as movers.

    ``supported`` are the ways that leave least to pay; a firm that is in one of the two only is left out.
    """
    to, least = ways.level == level, supported.level == level
    rows, own, other = np.intersect1d(ways.firm[to], supported.firm[least], return_indices=True)
    spend, counted = supported.likely[least][other], supported.counted[least][other]
    return rows, Movers(ways.likely[to][own], spend, counted, means[rows], rank[rows])


def means_of(table: AnswerTable, years: float) -> Whole:
    """What each firm can spend: so many years of its own digital spending (hundredths of 万元); 0 where it is open."""
    column = table.column(SPENT_FACT)
    spent = np.where(column.states == State.ANSWERED, np.nan_to_num(column.values), 0.0)
    return np.floor(spent * years * 100 + 1e-6).astype(np.int64)


def chance_of_correction(
    scores: Scores, level: int, refused: NDArray[np.float64] | float = REFUSED_SHARE
) -> NDArray[np.float64]:
    """How likely a visit changes whether a firm stands at ``level``: shape (firms,), a prediction and no finding.

    ``refused`` is how likely an answer is not to stand, of each firm or of all. A firm that says it stands there loses
    it when so many of its answers fall, each with that chance, that a requirement fails: of points, those that carry
    most are counted against the margin; of a count, any of the counted. One below stands there when so many answers
    are found better, each seldomer than too good, that every requirement is met; or when a visit finds what was left
    open.
    """
    kept, gained = np.ones(len(scores)), np.ones(len(scores))
    for threshold in _asked(scores, level):
        kept *= 1.0 - _chance_of(*_needed(scores, threshold), refused)
        lacking, better = _lacking(scores, threshold)
        gained *= np.where(lacking > 0, _chance_of(lacking, better, np.multiply(refused, _TOO_LOW)), 1.0)
    open_ = (scores.level_low < level) & (scores.level_high >= level)
    below = np.maximum(gained, np.where(open_, refused, np.square(refused)))
    return np.clip(np.where(scores.level_low >= level, 1.0 - kept, below), 1e-3, 1.0)


def _chance_of(needed: Whole, answers: Whole, each: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """How likely so many of the answers are found otherwise; nought where none is needed, or more than there are."""
    chance = scipy.special.bdtrc(np.maximum(needed - 1, 0), np.maximum(answers, 1), each)
    return np.where((needed >= 1) & (needed <= answers), chance, 0.0)


def fewest_lost(scores: Scores, level: int) -> Whole:
    """How few answers need fall until a firm stands at ``level`` no more: shape (firms,), 0 where it does not stand."""
    fewest = np.min([_needed(scores, threshold)[0] for threshold in _asked(scores, level)], axis=0)
    return np.where(scores.level_low >= level, fewest, 0)


def _asked(scores: Scores, level: int) -> Sequence[Threshold]:
    return next(one for one in scores.framework.levels if one.level == level).thresholds


def _needed(scores: Scores, threshold: Threshold) -> tuple[Whole, Whole]:
    """How many answers must fall until a requirement that is met fails, and how many carry it; both (firms,)."""
    if threshold.node is not None:
        carried = scores.item_low[scores.framework.members(threshold.node)]
        margin = carried.sum(axis=0) - threshold.at_least
        needed = 1 + (np.cumsum(np.sort(carried, axis=0)[::-1], axis=0) <= margin).sum(axis=0)
        return needed, (carried > 0).sum(axis=0)
    answers = (scores.grade_low[list(threshold.items)] >= threshold.grade).sum(axis=0)
    return answers - threshold.at_least + 1, answers


def _lacking(scores: Scores, threshold: Threshold) -> tuple[Whole, Whole]:
    """How many answers must be better until a requirement is met, and how many could be; both (firms,)."""
    if threshold.node is not None:
        members = scores.framework.members(threshold.node)
        carried = scores.item_low[members]
        room = np.array([scores.framework.items[i].best for i in members])[:, None] - carried
        missing = threshold.at_least - carried.sum(axis=0)
        lacking = 1 + (np.cumsum(np.sort(room, axis=0)[::-1], axis=0) < missing).sum(axis=0)
        return np.where(missing > 0, lacking, 0), (room > 0).sum(axis=0)
    answers = (scores.grade_low[list(threshold.items)] >= threshold.grade).sum(axis=0)
    return threshold.at_least - answers, len(threshold.items) - answers


def _ends(
    outline: Outline, measures: MeasureBook, size: SizeClass, paid: SharePaid | None = None
) -> tuple[int, int, int]:
    """What an outline costs at the low, likely and high end, in hundredths of 万元; with ``paid`` what counts of it."""
    ends = np.zeros(3, np.int64)
    for measure_id, units in outline.measures.items():
        if paid is not None and paid.measures is not None and measure_id not in paid.measures:
            continue
        measure = measures.measures[measure_id]
        if measure.cost is not None:
            ends += measure.cost.of(size).cents()
        if measure.cost_per_unit is not None:
            ends += np.array(measure.cost_per_unit.of(size).cents()) * units
    return int(ends[0]), int(ends[1]), int(ends[2])


def _whole(values: Sequence[int]) -> Whole:
    return np.array(values, np.int64)
