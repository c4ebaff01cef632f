"""A provider's record from promised and reached steps, pooled in part: two lucky cases do not beat forty.

Beta-binomial empirical Bayes (Gelman et al.: Bayesian Data Analysis, 3rd edition, section 5.1): how steps turn out
varies between providers by a beta distribution learned from all records by its moments; a provider's rate is drawn
towards the mean of all, the more the fewer cases it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Records:
    """For each provider: the rate of cases that reached what was promised, pooled, and its central 95% interval."""

    rate: Numbers
    low: Numbers
    high: Numbers
    cases: NDArray[np.int64]


@dataclass(frozen=True)
class KeptPromises:
    """Of a provider: how many accepted steps could be looked at and how many brought all that was promised.

    ``rate`` is pooled, with its central 95% interval; all three are None below the floor.
    """

    provider: str
    cases: int
    reached: int
    rate: float | None
    low: float | None
    high: float | None


def kept_promises(outcomes: Iterable[tuple[str, bool]], floor: int) -> tuple[KeptPromises, ...]:
    """The record of each provider from its steps (provider, reached), those with most cases first.

    A provider with fewer cases than the floor counts for the mean of all and is told without a rate.
    """
    cases: dict[str, list[bool]] = {}
    for provider, reached in outcomes:
        cases.setdefault(provider, []).append(reached)
    names = sorted(cases, key=lambda name: (-len(cases[name]), name))
    if not names:
        return ()
    found = pooled(np.array([sum(cases[one]) for one in names]), np.array([len(cases[one]) for one in names]))
    told = zip(names, found.rate.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    return tuple(
        KeptPromises(name, len(cases[name]), sum(cases[name]), *(ends if len(cases[name]) >= floor else (None,) * 3))
        for name, *ends in told
    )


def pooled(reached: NDArray[np.int64], cases: NDArray[np.int64]) -> Records:
    """Pool ``reached`` of ``cases`` (both shape (providers,)); a provider without cases stands at the mean of all."""
    alpha, beta = _prior(reached, cases)
    a, b = alpha + reached, beta + (cases - reached)
    return Records(a / (a + b), scipy.special.betaincinv(a, b, 0.025), scipy.special.betaincinv(a, b, 0.975), cases)


def _prior(reached: NDArray[np.int64], cases: NDArray[np.int64]) -> tuple[float, float]:
    """The beta distribution of the providers' rates by moments; one case of each outcome is added to the mean's."""
    total = cases.sum()
    mean = (reached.sum() + 1) / (total + 2)
    used = cases > 0
    strength = 2.0
    if used.sum() > 1:
        n, rate = cases[used], reached[used] / cases[used]
        between = float((n * (rate - mean) ** 2).sum())
        chance = mean * (1 - mean)
        scale = total - (n**2).sum() / total
        variance = max((between - (used.sum() - 1) * chance) / max(scale, 1e-9), 0.0)
        within = min(variance / chance, 0.5)
        strength = min(1 / within - 1, 50.0) if within > 0 else 50.0
    return mean * strength, (1 - mean) * strength
