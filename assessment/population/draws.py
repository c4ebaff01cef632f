"""Drawing modelled firms: who they are, and the hidden standard normals that their answers are made of.

Every named variable has a random stream of its own, so that adding a question leaves all others as they were, and
solving a margin always sees the same firms (common random numbers).
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from assessment.content.bank import FactBank
from assessment.content.population import PopulationFile, Spread

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
FITTING_ROUNDS = 200


class Draws:
    """``n`` modelled firms before they answer anything about digital matters; all arrays have shape (n,)."""

    def __init__(self, spec: PopulationFile, bank: FactBank, n: int, seed: int):
        self.spec, self.bank, self.n, self.seed = spec, bank, n, seed
        profile = spec.profile
        chains = list(profile.chains)
        cities = list(profile.cities)
        cell = _pick(self.uniform("chain and city"), _chain_by_city(spec).ravel())
        chain_position = cell // len(cities)
        self.chain = np.array([bank.option_index("chain", c) for c in chains])[chain_position]
        self.city = np.array([bank.option_index("city", c) for c in cities])[cell % len(cities)]
        modes = list(profile.machines_per_head)
        self.mode = np.empty(n, np.int64)
        machines = np.empty(n)
        mode_draw, machine_draw = self.uniform("mode"), self.normal("machines")
        for position, chain in enumerate(profile.chains.values()):
            rows = np.flatnonzero(chain_position == position)
            picked = _pick(mode_draw[rows], np.array([chain.modes.get(m, 0.0) for m in modes]))
            for i, mode in enumerate(modes):
                here = rows[picked == i]
                self.mode[here] = bank.option_index("production_mode", mode)
                machines[here] = _lognormal(profile.machines_per_head[mode], machine_draw[here])
        self.employees = self._employees()
        per_head = _lognormal(profile.revenue_per_head, self.normal("revenue per head"))
        self.revenue = np.round(self.employees * per_head, 2)
        low, high = profile.revenue_average
        self.revenue_average = np.round(self.revenue * (low + (high - low) * self.uniform("revenue average")), 2)
        self.machines = np.maximum(1.0, np.rint(self.employees * machines))
        first, last = profile.key_processes
        self.key_processes = np.floor(first + (last + 1 - first) * self.uniform("key processes"))
        self.above_scale = self.revenue >= spec.above_scale.revenue_at_least

    def normal(self, name: str) -> Floats:
        """The standard normal variable of this name."""
        return self._stream(name).standard_normal(self.n)

    def uniform(self, name: str) -> Floats:
        """The variable of this name, uniform on [0, 1)."""
        return self._stream(name).random(self.n)

    def about(self, firms: str) -> NDArray[np.bool_]:
        """The firms that a published figure is about: 'above_scale' or 'all'."""
        return self.above_scale if firms == "above_scale" else np.ones(self.n, bool)

    def _stream(self, name: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def _employees(self) -> Floats:
        bands = self.spec.profile.employees
        band = _pick(self.uniform("employee band"), np.array([b.share for b in bands]))
        start = np.log([b.start for b in bands])[band]
        stop = np.log([b.stop + 1 for b in bands])[band]
        people = np.floor(np.exp(start + (stop - start) * self.uniform("employees")))
        return np.clip(people, 1, np.array([b.stop for b in bands])[band])


def _lognormal(spread: Spread, normal: Floats) -> Floats:
    return np.asarray(spread.median * np.exp(spread.spread * normal))


def _pick(uniform: Floats, weights: Floats) -> Codes:
    """Positions drawn with the given weights, (n,)."""
    edges = np.cumsum(weights) / np.sum(weights)
    return np.minimum(np.searchsorted(edges, uniform, side="right"), np.flatnonzero(weights)[-1])


def _chain_by_city(spec: PopulationFile) -> Floats:
    """Joint shares (chains, cities): likelier at home, fitted to both margins by iterative proportional fitting."""
    profile = spec.profile
    rows = np.array([chain.share for chain in profile.chains.values()])
    columns = np.array(list(profile.cities.values()))
    joint = np.array(
        [
            [profile.home_weight if city in chain.at_home else 1.0 for city in profile.cities]
            for chain in profile.chains.values()
        ]
    )
    for _ in range(FITTING_ROUNDS):
        joint *= (rows / joint.sum(axis=1))[:, None]
        totals = joint.sum(axis=0)
        joint *= np.divide(columns, totals, out=np.zeros_like(totals), where=totals > 0)
    return joint
