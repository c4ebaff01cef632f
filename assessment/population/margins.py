"""Solving each margin on a calibration sample, and answering the questions with what was solved.

For every kind of margin there is one function that solves its cuts or its centre, and one that turns hidden variables
into answers. Cuts are quantiles of the hidden variable among the firms that the figure is about, centres are roots.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, ndtr

from assessment.answers import Column, State, open_value, value_type
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, MultiFact
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
from assessment.population.draws import Draws, Floats
from assessment.population.latent import Impossible, Maturity

Cuts = dict[str, tuple[float, ...]]
Values = dict[str, NDArray[np.float64]]
WIDEST_CENTRE = 15.0


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


def solve(margin: Margin, hidden: Hidden, values: Values, path: KeyPath) -> Cuts:
    """The parameters of one margin on the calibration sample; raises ``Impossible`` when nothing meets it."""
    draws = hidden.draws
    firms = np.ones(draws.n, bool) if isinstance(margin, CoverageMargin) else draws.about(margin.about)
    if isinstance(margin, OrdinalMargin):
        return {margin.fact: _cuts(hidden.ordinal(margin)[firms], _in_order(draws.bank, margin.fact, margin.shares))}
    if isinstance(margin, TicksMargin):
        return {
            f"{margin.fact}.{option}": _cuts(hidden.tick(margin, option)[firms], [100 - share, share])
            for option, share in margin.shares.items()
        }
    if isinstance(margin, ScenesMargin):
        return _solve_scenes(margin, hidden, firms)
    if isinstance(margin, RateMargin):
        return {margin.numerators[0]: (_solve_rate(margin, hidden, values, firms, path),)}
    if isinstance(margin, EitherMargin):
        return {margin.fact: (_solve_either(margin, hidden, values, firms, path),)}
    if isinstance(margin, SpendingMargin):
        return {margin.fact: _cuts(hidden.of(margin.fact, margin.area)[firms], [b.share for b in margin.bands])}
    return {}


def answer(margin: Margin, hidden: Hidden, cuts: Cuts, values: Values) -> Values:
    """The answers (n,) that a margin gives, by fact: option position, bit mask or figure."""
    bank = hidden.draws.bank
    if isinstance(margin, OrdinalMargin):
        return {margin.fact: _classes(hidden.ordinal(margin), cuts[margin.fact])}
    if isinstance(margin, TicksMargin):
        return {margin.fact: _ticks(margin, hidden, cuts, bank)}
    if isinstance(margin, ScenesMargin):
        return {scene: _classes(hidden.scene(scene), cuts[scene]) for scene in margin.scenes}
    if isinstance(margin, RateMargin):
        (centre,) = cuts[margin.numerators[0]]
        return _split(margin, hidden, _counts(values[margin.denominator], centre + _logits(margin, hidden)))
    if isinstance(margin, EitherMargin):
        last = float(len(_choice(bank, margin.fact).options) - 1)
        (cut,) = cuts[margin.fact]
        return {margin.fact: np.where(hidden.of(margin.fact, margin.area) > cut, last, 0.0)}
    if isinstance(margin, SpendingMargin):
        return {margin.fact: _amounts(margin, hidden, cuts[margin.fact], values[margin.of])}
    return {margin.fact: _covered(margin, bank, values)}


def asked(bank: FactBank, fact_id: str, draws: Draws) -> NDArray[np.bool_]:
    """Which firms (n,) are asked a fact, by their way of producing."""
    modes = bank.facts[fact_id].asked_if.get("production_mode")
    if modes is None:
        return np.ones(draws.n, bool)
    return np.isin(draws.mode, [bank.option_index("production_mode", mode) for mode in modes])


def column(bank: FactBank, fact_id: str, values: NDArray[np.float64], among: NDArray[np.bool_]) -> Column:
    """A column of an answer table: answered by ``among``, unanswered by the rest."""
    fact = bank.facts[fact_id]
    given = np.where(among, values, open_value(fact)).astype(value_type(fact))
    return Column(np.where(among, State.ANSWERED, State.UNANSWERED).astype(np.uint8), given)


def _choice(bank: FactBank, fact_id: str) -> ChoiceFact:
    fact = bank.facts[fact_id]
    assert isinstance(fact, ChoiceFact)
    return fact


def _in_order(bank: FactBank, fact_id: str, shares: dict[str, float]) -> list[float]:
    return [shares[option.id] for option in _choice(bank, fact_id).options]


def _cuts(hidden: Floats, shares: list[float]) -> tuple[float, ...]:
    """Cuts between consecutive classes so that the classes have the given shares (per cent) of ``hidden``."""
    below = np.clip(np.cumsum(shares)[:-1] / np.sum(shares), 0, 1)
    inner = np.quantile(hidden, below)
    # A class of nobody lies beyond every firm, not at the last one.
    return tuple(np.where(below <= 0, -np.inf, np.where(below >= 1, np.inf, inner)).tolist())


def _classes(hidden: Floats, cuts: tuple[float, ...]) -> Floats:
    return np.searchsorted(np.array(cuts), hidden, side="left").astype(np.float64)


def _solve_scenes(margin: ScenesMargin, hidden: Hidden, firms: NDArray[np.bool_]) -> Cuts:
    """Each scene's share at a level is the common share, made easier or harder; the scenes' mean is the target."""
    ease = np.array([scene.ease for scene in margin.scenes.values()])

    def bar(share: float) -> float:
        return float(brentq(lambda t: np.mean(ndtr(ease - t)) - share / 100, -10, 10))

    reached = [100 * ndtr(ease - bar(share)) for share in margin.at_least.values()]
    cuts = {}
    for i, scene in enumerate(margin.scenes):
        at_least = [100.0, *(float(level[i]) for level in reached), 0.0]
        cuts[scene] = _cuts(hidden.scene(scene)[firms], (-np.diff(at_least)).tolist())
    return cuts


def _counts(whole: Floats, logit: Floats) -> Floats:
    return np.asarray(np.floor(whole * expit(logit) + 0.5))


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
    return float(brentq(gap, -WIDEST_CENTRE, WIDEST_CENTRE, xtol=1e-6))


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
    margin: EitherMargin, hidden: Hidden, values: Values, firms: NDArray[np.bool_], path: KeyPath
) -> float:
    last = len(_choice(hidden.draws.bank, margin.other).options) - 1
    already = values[margin.other][firms] == last
    missing = margin.share / 100 - already.mean()
    if missing < 0:
        raise Impossible(
            (*path, "share"),
            f"“{margin.other}”一项就已占 {100 * already.mean():.1f} %",
            f"'{margin.other}' alone already has {100 * already.mean():.1f} %",
        )
    rest = hidden.of(margin.fact, margin.area)[firms][~already]
    return float(np.quantile(rest, 1 - missing / (1 - already.mean())))


def _amounts(margin: SpendingMargin, hidden: Hidden, cuts: tuple[float, ...], of: Floats) -> Floats:
    band = _classes(hidden.of(margin.fact, margin.area), cuts).astype(int)
    start = np.log([b.start for b in margin.bands])[band]
    stop = np.log([b.stop for b in margin.bands])[band]
    per_cent = np.exp(start + (stop - start) * hidden.draws.uniform(f"{margin.fact} within band"))
    return np.minimum(np.round(of * per_cent / 100, 2), of)


def _ticks(margin: TicksMargin, hidden: Hidden, cuts: Cuts, bank: FactBank) -> Floats:
    fact = bank.facts[margin.fact]
    assert isinstance(fact, MultiFact)
    mask = np.zeros(hidden.draws.n, np.int64)
    none = 0
    for i, option in enumerate(fact.options):
        if option.excludes_others:
            none = 1 << i
        else:
            (cut,) = cuts[f"{margin.fact}.{option.id}"]
            mask |= (hidden.tick(margin, option.id) > cut).astype(np.int64) << i
    return np.where(mask == 0, none, mask).astype(np.float64)


def _covered(margin: CoverageMargin, bank: FactBank, values: Values) -> Floats:
    steps = sum(
        (values[scene] >= bank.option_index(scene, option)).astype(np.int64) for scene, option in margin.steps.items()
    )
    needed = [margin.at_least[option.id] for option in _choice(bank, margin.fact).options]
    return (np.searchsorted(np.array(needed), np.asarray(steps), side="right") - 1).astype(np.float64)
