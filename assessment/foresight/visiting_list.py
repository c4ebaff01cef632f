"""Whom to visit: a stratified random sample that looks hardest where self-reports are likeliest to be corrected.

Strata are bands of predicted disagreement, of the firms that report it and of the others apart, split by area where
there are visits enough. The visits are shared out by Neyman's rule in whole numbers, exactly (Wright 2012, The American
Statistician 66(4), priority values), and drawn at random within each stratum, so that what they show speaks for all. No
firm counts as certain: where a prediction is wrong, changes hide among those of whom none was expected. The correction
is the regression estimator of two-phase sampling (Särndal, Swensson, Wretman: Model Assisted Survey Sampling, 1992,
chapters 6 and 9): the share as reported, plus what the predictions say of all at the rates that the visits found, plus
by how much these were wrong for the firms visited, each stratum by its weight. Wrong predictions make the interval
wider and not the estimate biased.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.language import label
from assessment.problems import refuse

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]

_LEAST_IN_A_STRATUM = 2
_VISITS_A_STRATUM = 6
"""As many strata as leave so many visits to each on average: fewer would leave their spread unknown."""
_OWN = 8.0
"""So many visits weigh as much as the spread that the predictions give: how far a stratum's spread is its own."""
_LEAST_OF_EXPECTED = 0.5
"""However few changes the visits find, the spread that was expected counts at least so far."""
_TAKEN_RATE = 0.5
"""How many times as often as predicted changes are taken to come before any visit: an estimate."""
_BEFORE_VISITS = 3.0
"""That estimate, and in an area what all visits found, weighs as much as visits on which so many changes were
predicted."""
_LIKELIEST = 0.9
_LEAST_SPREAD = 0.01
"""However sure a prediction is, a firm counts with this variance when visits are shared out."""


@dataclass(frozen=True)
class VisitList:
    """Which firms to visit, and what is needed to speak for all: the stratum of every firm and the visits in each."""

    firms: Whole
    stratum: Whole
    visits: Whole

    def chance(self, firm: int) -> float:
        """How likely this firm was to be drawn; the inverse is how many firms its visit speaks for."""
        own = self.stratum[firm]
        return float(self.visits[own] / (self.stratum == own).sum())


def whom_to_visit(risk: Numbers, reported: NDArray[np.bool_], area: Whole, visits: int, seed: int) -> VisitList:
    """Draw ``visits`` firms; ``risk`` is each firm's chance, by prediction, that a visit changes what is ``reported``.

    ``area`` numbers each firm's area. The same seed draws the same firms. Refused below two visits, and for more visits
    than firms.
    """
    if not 2 <= visits <= len(risk):
        raise refuse(
            "visits",
            label("走访家数要在 2 与企业总数之间", "the visits must be between 2 and the number of firms"),
            label("请改走访家数。", "Change the number of visits."),
            visits,
        )
    spread = np.maximum(risk * (1 - risk), _LEAST_SPREAD)
    stratum = _strata(risk, spread, reported, area, visits)
    shared = _shared(stratum, spread, visits)
    draw = np.random.default_rng(seed)
    firms = [draw.choice(np.flatnonzero(stratum == own), count, replace=False) for own, count in enumerate(shared)]
    return VisitList(np.sort(np.concatenate(firms)), stratum, shared)


def _strata(risk: Numbers, spread: Numbers, reported: NDArray[np.bool_], area: Whole, visits: int) -> Whole:
    """The stratum of each firm: bands of risk of equal shares of the spread, those who report it and the others apart,
    then areas where visits are enough."""
    most = max(2, visits // _VISITS_A_STRATUM)
    root = np.sqrt(spread)
    band = np.zeros(len(risk), np.int64)
    bands = 0
    for side in (reported, ~reported):
        own = np.flatnonzero(side)
        if not len(own):
            continue
        order = own[np.argsort(risk[own], kind="stable")]
        reached = np.cumsum(root[order])
        parts = int(np.clip(round(most * reached[-1] / root.sum()), 1, 5))
        band[order] = bands + np.minimum((reached / reached[-1] * parts - 1e-9).astype(np.int64), parts - 1)
        bands += parts
    if bands * len(np.unique(area)) <= most:
        _, band = np.unique(np.stack([band, area]), axis=1, return_inverse=True)
        band = band.reshape(-1)
    return _large_enough(band)


def _large_enough(band: Whole) -> Whole:
    """Strata numbered from 0, none with a single firm: that one joins its neighbour."""
    _, numbered = np.unique(band, return_inverse=True)
    numbered = numbered.reshape(-1)
    while True:
        size = np.bincount(numbered)
        small = np.flatnonzero(size < _LEAST_IN_A_STRATUM)
        if not len(small) or len(size) == 1:
            return numbered
        numbered[numbered == small[0]] = small[0] - 1 if small[0] else 1
        _, numbered = np.unique(numbered, return_inverse=True)
        numbered = numbered.reshape(-1)


def _shared(stratum: Whole, spread: Numbers, visits: int) -> Whole:
    """How many visits each stratum gets: at least two, at most all, the rest by Neyman's rule in whole numbers."""
    size = np.bincount(stratum)
    weight = size * np.sqrt(np.bincount(stratum, spread) / size)
    given = np.minimum(size, _LEAST_IN_A_STRATUM)
    if given.sum() > visits:
        given = np.minimum(size, 1)
    waiting = [(-weight[s] / np.sqrt(given[s] * (given[s] + 1)), s) for s in range(len(size)) if given[s] < size[s]]
    heapq.heapify(waiting)
    for _ in range(visits - int(given.sum())):
        _, own = heapq.heappop(waiting)
        given[own] += 1
        if given[own] < size[own]:
            heapq.heappush(waiting, (-weight[own] / np.sqrt(given[own] * (given[own] + 1)), own))
    return given


@dataclass(frozen=True)
class CorrectedShare:
    """A share of firms as reported and as corrected by visits, with a 95% interval; all between 0 and 1."""

    reported: float
    corrected: float
    low: float
    high: float
    visits: int


def within(drawn: VisitList, members: NDArray[np.bool_]) -> VisitList | None:
    """The visits to some of the firms (True in ``members``) as a list of its own; None where none of them was drawn.

    Of the members of a stratum those visited are as random as any. Members of a stratum without a visit to a member
    join those of the nearest stratum with one.
    """
    own = np.flatnonzero(members)
    firms = np.searchsorted(own, drawn.firms[members[drawn.firms]])
    stratum = drawn.stratum[own]
    seen = np.unique(stratum[firms])
    if not len(seen):
        return None
    nearest = np.abs(stratum[:, None] - seen[None, :]).argmin(axis=1)
    return VisitList(firms, nearest, np.bincount(nearest[firms], minlength=len(seen)))


def corrected_share(
    drawn: VisitList,
    reported: NDArray[np.bool_],
    verified: NDArray[np.bool_],
    risk: Numbers,
    members: NDArray[np.bool_] | None = None,
) -> CorrectedShare:
    """The share of firms for which something holds, corrected by the visits; with ``members`` that of some of them.

    ``reported`` has one entry a firm, ``verified`` one a visited firm in the order of ``drawn.firms``. The spread of
    what the predictions missed is each stratum's own, steadied by the spread that they expect at the rates found (never
    taken for much less, so that few visits without a surprise prove no certainty); its degrees of freedom are
    Satterthwaite's. Members are corrected by the visits to them alone; what is expected of so few is steadied by the
    rates that all visits found, whose number its degrees of freedom are. There must be such visits.
    """
    changed = verified.astype(float) - reported[drawn.firms]
    usual = np.full(len(risk), _TAKEN_RATE)
    visited = len(drawn.firms)
    if members is not None:
        usual = _rates(drawn, reported, changed != 0, risk, usual, _BEFORE_VISITS)[members]
        changed, risk = changed[members[drawn.firms]], risk[members]
        part = within(drawn, members)
        assert part is not None, "members without a visit have no share"
        drawn, reported = part, reported[members]
    found, steadied = (
        np.clip(_rates(drawn, reported, changed != 0, risk, usual, more) * risk, 0.0, _LIKELIEST)
        for more in (0.0, _BEFORE_VISITS)
    )
    own = drawn.stratum[drawn.firms]
    strata = len(drawn.visits)
    size = np.bincount(drawn.stratum, minlength=strata)
    predicted = np.where(reported, -found, found)
    missed = changed - predicted[drawn.firms]
    mean = np.bincount(own, missed, strata) / drawn.visits
    squares = np.bincount(own, (missed - mean[own]) ** 2, strata)
    expected = np.bincount(drawn.stratum, np.maximum(steadied * (1 - steadied), 1e-4), strata) / size
    freedom = drawn.visits - 1.0
    level = max(_LEAST_OF_EXPECTED, float((squares.sum() + 1.0) / ((freedom * expected).sum() + 1.0)))
    spread = (squares + _OWN * level * expected) / (freedom + _OWN)
    weight = size / size.sum()
    parts = weight**2 * (1 - drawn.visits / size) * spread / drawn.visits
    variance = parts.sum()
    share = float(reported.mean())
    corrected = share + float(predicted.mean()) + float(weight @ mean)
    half = 0.0
    if variance > 0:
        sure = visited if members is not None else variance**2 / (parts**2 / (freedom + _OWN)).sum()
        half = float(scipy.special.stdtrit(sure, 0.975) * np.sqrt(variance))
    ends = (corrected, corrected - half, corrected + half)
    inside, low, high = (float(min(max(value, 0.0), 1.0)) for value in ends)
    return CorrectedShare(share, inside, low, high, len(drawn.firms))


def _rates(
    drawn: VisitList,
    reported: NDArray[np.bool_],
    changed: NDArray[np.bool_],
    risk: Numbers,
    usual: Numbers,
    further: float,
) -> Numbers:
    """How many times as often as predicted visits changed what counts, had further visits, on which so many changes
    were predicted, changed it ``usual`` times as often.

    Of shape (firms,): one rate for those who report it and one for the others; where none was visited, the usual one.
    """
    size = np.bincount(drawn.stratum, minlength=len(drawn.visits))
    speaks_for = (size / drawn.visits)[drawn.stratum[drawn.firms]]
    weight = further * len(risk) / len(drawn.firms)
    rates = usual.copy()
    for side in (True, False):
        seen = reported[drawn.firms] == side
        if seen.any():
            expected = float(speaks_for[seen] @ risk[drawn.firms][seen]) + weight
            told = float(usual[reported == side][0])
            rates[reported == side] = float(speaks_for[seen] @ changed[seen] + weight * told) / max(expected, 1e-9)
    return rates
