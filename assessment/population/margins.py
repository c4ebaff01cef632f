"""Solving each margin on a calibration sample, and answering the questions with what was solved.

For every kind of margin there is one function that solves its cuts or its centre, and one that turns hidden variables
into answers. Cuts are quantiles of the hidden variable among the firms that the figure is about, centres are roots.
A firm whose earlier answers settle the next one (``Possible``) has no say in the cut and counts for the share.
"""

from __future__ import annotations

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.content.bank import FactBank
from assessment.content.loading import KeyPath
from assessment.content.population import (
    CoverageMargin,
    EitherMargin,
    Margin,
    OrdinalMargin,
    RateMargin,
    ScenesMargin,
    SpendingMargin,
    TicksMargin,
)
from assessment.language import percent
from assessment.population.draws import Draws, Floats
from assessment.population.latent import Impossible, Maturity
from assessment.population.relations import Positions, Possible, Values, asked

Cuts = dict[str, tuple[float, ...]]
WIDEST_CENTRE = 15.0
WIDEST_BAR = 10.0
SAMPLING = 0.002
"""The share of firms by which a relation may leave too few of them, as sampling alone would, before it is a fault."""


class Hidden:
    """The hidden variables of a set of firms, by question; variance about 1 among firms above scale."""

    def __init__(self, draws: Draws, maturity: Maturity):
        self.draws = draws
        self._maturity = maturity.of(draws)
        self._areas = {area: draws.normal(f"area {area}") for area in draws.spec.latent.areas}
        self._scene_area = {
            scene: spec.area
            for margin in draws.spec.margins
            if isinstance(margin, ScenesMargin)
            for scene, spec in margin.scenes.items()
        }

    def of(self, name: str, area: str) -> Floats:
        """The hidden variable (n,) of a question in an area."""
        loading = self.draws.spec.latent.areas[area]
        own = np.sqrt(1 - loading.general**2 - loading.own**2)
        return np.asarray(
            loading.general * self._maturity + loading.own * self._areas[area] + own * self.draws.normal(name)
        )

    def scene(self, scene: str) -> Floats:
        """The hidden variable (n,) of a scene."""
        return self.of(scene, self._scene_area[scene])

    def tick(self, margin: TicksMargin, option: str) -> Floats:
        """The hidden variable (n,) of one option, leaning on its scene where the margin says so."""
        name = f"{margin.fact}.{option}"
        scene = margin.leans_on.get(option)
        if scene is None:
            return self.of(name, margin.area)
        return np.asarray(margin.lean * self.scene(scene) + np.sqrt(1 - margin.lean**2) * self.draws.normal(name))

    def ordinal(self, margin: OrdinalMargin) -> Floats:
        """The hidden variable (n,) of a choice."""
        return self.scene(margin.moves_with) if margin.moves_with else self.of(margin.fact, margin.area)


def start_values(draws: Draws) -> Values:
    """What is known of each firm before any margin: its figures, by fact."""
    return {
        "equipment_total": draws.machines,
        "key_processes_total": draws.key_processes,
        "revenue_average": draws.revenue_average,
    }


def solve(margin: Margin, hidden: Hidden, possible: Possible, values: Values, path: KeyPath) -> Cuts:
    """The parameters of one margin on the calibration sample; raises ``Impossible`` when nothing meets it."""
    draws = hidden.draws
    firms = np.ones(draws.n, bool) if isinstance(margin, CoverageMargin) else draws.about(margin.about)
    if isinstance(margin, OrdinalMargin):
        fact = draws.bank.choice(margin.fact)
        low, high = (end[firms] for end in possible.options(fact, values))
        shares = [margin.shares[option.id] for option in fact.options]
        return {margin.fact: _cuts(hidden.ordinal(margin)[firms], shares, low, high, (*path, "shares"))}
    if isinstance(margin, TicksMargin):
        return _solve_ticks(margin, hidden, possible, values, firms, path)
    if isinstance(margin, ScenesMargin):
        return _solve_scenes(margin, hidden, possible, values, firms, path)
    if isinstance(margin, RateMargin):
        return {margin.numerators[0]: (_solve_rate(margin, hidden, values, firms, path),)}
    if isinstance(margin, EitherMargin):
        return {margin.fact: (_solve_either(margin, hidden, possible, values, firms, path),)}
    if isinstance(margin, SpendingMargin):
        amounts = hidden.of(margin.fact, margin.area)[firms]
        free = np.zeros(len(amounts), np.int64), np.full(len(amounts), len(margin.bands) - 1)
        return {margin.fact: _cuts(amounts, [b.share for b in margin.bands], *free, (*path, "bands"))}
    return {}


def answer(margin: Margin, hidden: Hidden, possible: Possible, cuts: Cuts, values: Values) -> Values:
    """The answers (n,) that a margin gives, by fact: option position, bit mask or figure."""
    bank = hidden.draws.bank
    if isinstance(margin, OrdinalMargin):
        ends = possible.options(bank.choice(margin.fact), values)
        return {margin.fact: _classes(hidden.ordinal(margin), cuts[margin.fact], *ends)}
    if isinstance(margin, TicksMargin):
        return {margin.fact: _ticks(margin, hidden, cuts, *possible.ticks(margin.fact, values))}
    if isinstance(margin, ScenesMargin):
        ends_of = {scene: possible.options(bank.choice(scene), values) for scene in margin.scenes}
        return {scene: _classes(hidden.scene(scene), cuts[scene], *ends) for scene, ends in ends_of.items()}
    if isinstance(margin, RateMargin):
        (centre,) = cuts[margin.numerators[0]]
        return _split(margin, hidden, _counts(values[margin.denominator], centre + _logits(margin, hidden)))
    if isinstance(margin, EitherMargin):
        first, last = possible.options(bank.choice(margin.fact), values)
        (cut,) = cuts[margin.fact]
        return {margin.fact: np.where(hidden.of(margin.fact, margin.area) > cut, last, first).astype(np.float64)}
    if isinstance(margin, SpendingMargin):
        return {margin.fact: _amounts(margin, hidden, cuts[margin.fact], values[margin.of])}
    return {margin.fact: _covered(margin, bank, values)}


def _cuts(hidden: Floats, shares: list[float], low: Positions, high: Positions, path: KeyPath) -> tuple[float, ...]:
    """Cuts between consecutive classes so that the classes have the given shares (per cent) of ``hidden``.

    ``low`` and ``high`` are the first and the last class that each firm may be in: only firms that a cut can move
    take part in it.
    """
    cuts = []
    for i, below in enumerate(np.cumsum(shares)[:-1] / np.sum(shares)):
        movable = (low <= i) & (high > i)
        settled = float(np.mean(high <= i))
        if not settled - SAMPLING <= below <= settled + movable.mean() + SAMPLING:
            raise Impossible(
                path,
                f"对照关系和前面的回答只允许 {percent(settled)} 到 {percent(settled + movable.mean())} 的企业"
                f"处在前 {i + 1} 档，这里要 {percent(below)}",
                f"by the relations and the answers before, {100 * settled:.1f} to "
                f"{percent(settled + movable.mean())} of the firms can be in the first {i + 1} classes, not "
                f"{percent(below)}",
            )
        share = (below - settled) / movable.mean() if movable.any() else 0.0
        # A class of nobody lies beyond every firm, not at the last one.
        cuts.append(-np.inf if share <= 0 else np.inf if share >= 1 else float(np.quantile(hidden[movable], share)))
    return tuple(np.maximum.accumulate(cuts).tolist())


def _classes(hidden: Floats, cuts: tuple[float, ...], low: Positions, high: Positions) -> Floats:
    return np.clip(np.searchsorted(np.array(cuts), hidden, side="left"), low, high).astype(np.float64)


def _solve_scenes(
    margin: ScenesMargin, hidden: Hidden, possible: Possible, values: Values, firms: NDArray[np.bool_], path: KeyPath
) -> Cuts:
    """Each scene's share at a level is the common share, made easier or harder; the scenes' mean is the target.

    Where the relations leave fewer firms for a scene's level, the other scenes make up for it.
    """
    ease = np.array([scene.ease for scene in margin.scenes.values()])
    bank = hidden.draws.bank
    all_ends = [possible.options(bank.choice(scene), values) for scene in margin.scenes]
    ends = [(first[firms], last[firms]) for first, last in all_ends]
    reached = []
    for level, (option, wanted) in enumerate(margin.at_least.items(), start=1):
        least, most = (np.array([np.mean(scene[end] >= level) for scene in ends]) for end in (0, 1))

        def gap(bar: float, least: Floats = least, most: Floats = most, wanted: float = wanted) -> float:
            return float(np.mean(np.clip(scipy.special.ndtr(ease - bar), least, most)) - wanted / 100)

        if gap(-WIDEST_BAR) < 0 or gap(WIDEST_BAR) > 0:
            raise Impossible(
                (*path, "at_least", option),
                f"对照关系和前面的回答只允许 {percent(least.mean())} 到 {percent(most.mean())}",
                f"the relations and the answers before allow {percent(least.mean())} to {percent(most.mean())}",
            )
        reached.append(
            100 * np.clip(scipy.special.ndtr(ease - scipy.optimize.brentq(gap, -WIDEST_BAR, WIDEST_BAR)), least, most)
        )
    cuts = {}
    for i, scene in enumerate(margin.scenes):
        at_least = [100.0, *(float(level[i]) for level in reached), 0.0]
        cuts[scene] = _cuts(hidden.scene(scene)[firms], (-np.diff(at_least)).tolist(), *ends[i], (*path, "scenes"))
    return cuts


def _solve_ticks(
    margin: TicksMargin, hidden: Hidden, possible: Possible, values: Values, firms: NDArray[np.bool_], path: KeyPath
) -> Cuts:
    must, may = (mask[firms] for mask in possible.ticks(margin.fact, values))
    cuts = {}
    for option, share in margin.shares.items():
        bit = hidden.draws.bank.option_index(margin.fact, option)
        ends = must >> bit & 1, may >> bit & 1
        place = (*path, "shares", option)
        cuts[f"{margin.fact}.{option}"] = _cuts(hidden.tick(margin, option)[firms], [100 - share, share], *ends, place)
    return cuts


def _counts(whole: Floats, logit: Floats) -> Floats:
    return np.asarray(np.floor(whole * scipy.special.expit(logit) + 0.5))


def _logits(margin: RateMargin, hidden: Hidden) -> Floats:
    return margin.spread * hidden.of(margin.numerators[0], margin.area)


def _solve_rate(margin: RateMargin, hidden: Hidden, values: Values, firms: NDArray[np.bool_], path: KeyPath) -> float:
    whole = values[margin.denominator]
    counted = firms & (whole > 0)
    if not counted.any():
        raise Impossible((*path, "denominator"), "没有模拟企业有分母", "no modelled firm has a denominator")

    whole, logits = whole[counted], _logits(margin, hidden)[counted]

    def gap(centre: float) -> float:
        return float(np.mean(_counts(whole, centre + logits) / whole) - margin.mean / 100)

    if gap(-WIDEST_CENTRE) > 0 or gap(WIDEST_CENTRE) < 0:
        raise Impossible((*path, "mean"), "这个平均值达不到", "this mean cannot be reached")
    return float(scipy.optimize.brentq(gap, -WIDEST_CENTRE, WIDEST_CENTRE, xtol=1e-6))


def _split(margin: RateMargin, hidden: Hidden, counts: Floats) -> Values:
    """One count over the numerators that each firm is asked: all to one, or half and half."""
    draws = hidden.draws
    who = [asked(draws.bank, fact, draws) for fact in margin.numerators]
    if len(who) == 1:
        return {margin.numerators[0]: np.where(who[0], counts, 0)}
    half = np.floor(counts / 2)
    first = np.where(who[0], np.where(who[1], half, counts), 0)
    return {margin.numerators[0]: first, margin.numerators[1]: np.where(who[1], counts - first, 0)}


def _solve_either(
    margin: EitherMargin, hidden: Hidden, possible: Possible, values: Values, firms: NDArray[np.bool_], path: KeyPath
) -> float:
    fact, other = (hidden.draws.bank.choice(one) for one in (margin.fact, margin.other))
    low, high = (end[firms] for end in possible.options(fact, values))
    last = len(fact.options) - 1
    already = (values[margin.other][firms] == len(other.options) - 1) | (low == last)
    missing = margin.share / 100 - already.mean()
    if missing < 0:
        raise Impossible(
            (*path, "share"),
            f"“{margin.other}”一项就已占 {percent(already.mean())}",
            f"'{margin.other}' alone already has {percent(already.mean())}",
        )
    free = ~already & (high == last)
    if missing > free.mean():
        raise Impossible(
            (*path, "share"),
            f"对照关系和前面的回答最多允许 {percent((already | free).mean())}",
            f"the relations and the answers before allow {percent((already | free).mean())} at most",
        )
    rest = hidden.of(margin.fact, margin.area)[firms][free]
    return float(np.quantile(rest, 1 - missing / free.mean()))


def _amounts(margin: SpendingMargin, hidden: Hidden, cuts: tuple[float, ...], of: Floats) -> Floats:
    band = np.searchsorted(np.array(cuts), hidden.of(margin.fact, margin.area), side="left")
    start = np.log([b.start for b in margin.bands])[band]
    stop = np.log([b.stop for b in margin.bands])[band]
    per_cent = np.exp(start + (stop - start) * hidden.draws.uniform(f"{margin.fact} within band"))
    return np.minimum(np.round(of * per_cent / 100, 2), of)


def _ticks(margin: TicksMargin, hidden: Hidden, cuts: Cuts, must: Positions, may: Positions) -> Floats:
    fact = hidden.draws.bank.multi(margin.fact)
    mask = np.zeros(hidden.draws.n, np.int64)
    none = 0
    for i, option in enumerate(fact.options):
        if option.excludes_others:
            none = 1 << i
        else:
            (cut,) = cuts[f"{margin.fact}.{option.id}"]
            mask |= (hidden.tick(margin, option.id) > cut).astype(np.int64) << i
    mask = mask & may | must
    return np.where(mask == 0, none, mask).astype(np.float64)


def _covered(margin: CoverageMargin, bank: FactBank, values: Values) -> Floats:
    steps = sum(
        (values[scene] >= bank.option_index(scene, option)).astype(np.int64) for scene, option in margin.steps.items()
    )
    needed = [margin.at_least[option.id] for option in bank.choice(margin.fact).options]
    return (np.searchsorted(np.array(needed), np.asarray(steps), side="right") - 1).astype(np.float64)
