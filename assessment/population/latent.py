"""Overall maturity behind the answers: its slope with size and its shift by chain, solved from published shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.content.loading import KeyPath
from assessment.content.population import PopulationFile
from assessment.population.draws import Draws, Floats

STEEPEST = 3.0
ROUNDS = 6


class Impossible(Exception):
    """A margin that no parameter can meet; ``path`` is its place in the file."""

    def __init__(self, path: KeyPath, zh: str, en: str):
        self.path, self.zh, self.en = path, zh, en
        super().__init__(en)


@dataclass(frozen=True)
class Maturity:
    """Overall maturity = ``slope`` x ln(persons) + shift of the chain + a standard normal, then standardised.

    ``shifts`` has one entry per option of the fact ``chain``; ``mean`` and ``sd`` are those of firms above scale.
    """

    slope: float
    shifts: tuple[float, ...]
    mean: float
    sd: float

    def of(self, draws: Draws) -> Floats:
        """Standardised overall maturity (n,): mean 0 and variance 1 among firms above scale."""
        raw = self.slope * np.log(draws.employees) + np.array(self.shifts)[draws.chain] + draws.normal("maturity")
        return np.asarray((raw - self.mean) / self.sd)


def solve_maturity(spec: PopulationFile, draws: Draws) -> Maturity:
    """Solve slope and shifts in turn until both hold; raises ``Impossible`` where no value meets the shares."""
    own = draws.normal("maturity")
    size = np.log(draws.employees)
    groups = [np.isin(draws.chain, chain_codes(draws, group.chains)) for group in spec.latent.chain_groups]
    shift = np.zeros(draws.n)
    slope = 0.0
    for _ in range(ROUNDS):
        slope = _solve_slope(spec, draws, size, shift + own)
        base = slope * size + own
        levels = []
        for i, (group, members) in enumerate(zip(spec.latent.chain_groups, groups, strict=True)):
            firms = members & draws.above_scale
            if not firms.any():
                raise Impossible(
                    ("latent", "chain_groups", i),
                    "没有一家规上模拟企业属于这些产业链",
                    "no modelled firm above scale is in these chains",
                )
            levels.append(-np.quantile(base[firms], 1 - group.share / 100))
        # Only differences between chains matter: the common bar is wherever the average shift is nil.
        weights = [members.sum() for members in groups]
        middle = np.average(levels, weights=weights)
        for members, level in zip(groups, levels, strict=True):
            shift[members] = level - middle
    shifts = [
        float(np.mean(shift[draws.chain == c])) if (draws.chain == c).any() else 0.0 for c in range(_chains(draws))
    ]
    raw = (slope * size + shift + own)[draws.above_scale]
    return Maturity(float(slope), tuple(shifts), float(raw.mean()), float(raw.std()))


def size_groups(spec: PopulationFile, draws: Draws) -> list[NDArray[np.bool_]]:
    """The members (n,) of each size group of the size gradient."""
    return [
        (draws.employees >= group.employees[0]) & (draws.employees <= group.employees[1])
        for group in spec.latent.size_gradient.groups
    ]


def chain_codes(draws: Draws, chains: tuple[str, ...]) -> list[int]:
    """Option positions of chains."""
    return [draws.bank.option_index("chain", chain) for chain in chains]


def _chains(draws: Draws) -> int:
    return max(draws.bank.option_index("chain", c) for c in draws.spec.profile.chains) + 1


def _solve_slope(spec: PopulationFile, draws: Draws, size: Floats, rest: Floats) -> float:
    path: KeyPath = ("latent", "size_gradient", "groups")
    first, second = size_groups(spec, draws)[:2]
    wanted = spec.latent.size_gradient.groups
    if not (first.any() and second.any()):
        raise Impossible(path, "没有模拟企业落在这个人数范围", "no modelled firm has that many persons employed")

    def gap(slope: float) -> float:
        maturity = slope * size + rest
        bar = np.quantile(maturity[first], 1 - wanted[0].share / 100)
        return float(np.mean(maturity[second] > bar) - wanted[1].share / 100)

    if gap(-STEEPEST) * gap(STEEPEST) > 0:
        raise Impossible(
            path, "没有哪个坡度能同时满足前两组的占比", "no slope meets the shares of the first two groups"
        )
    return float(scipy.optimize.brentq(gap, -STEEPEST, STEEPEST, xtol=1e-5))
