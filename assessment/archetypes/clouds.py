"""Do types stand apart? Held against clouds of firms that have no types, but the same answers and correlations.

A cloud is a Gaussian copula: correlated normal variables, cut so that every feature has the firms' own values. Cutting
weakens a correlation, the more the fewer steps a question has; so the normal variables are given those correlations
that the *cut* cloud shares with the firms. k-means finds types in a cloud, too: only what it explains beyond that is
a sign of types, and only where the border between them is emptier than an even spread would leave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from sklearn.cluster import KMeans

from assessment.archetypes.geometry import Floats
from assessment.documents import Strict

CLOUDS = 10
ROWS = 3000
STARTS = 5
TERMS = 60
"""Hermite terms of a cut normal variable: the rest moves no correlation below 0.95 by more than 0.01."""
STRONGEST = 0.995
SPREADS, LEAST = 3.0, 0.02
MIDDLE, EMPTIER = 0.5, 0.225
"""The middle half of the way between two centres holds a quarter of their firms when these are spread evenly; types
that stand apart leave it emptier by a tenth at least."""


class Separation(Strict):
    """How much of the variance some number of types explains, in the firms and in clouds without types.

    ``cloud`` and ``cloud_spread`` are mean and standard deviation over the clouds; ``border`` is the share of the firms
    of two neighbouring types that lie in the middle half between their centres, on average over the types.
    """

    types: int
    explained: float
    cloud: float
    cloud_spread: float
    border: float

    @property
    def beyond(self) -> float:
        """What is explained beyond the clouds, as a share of what these leave unexplained."""
        return (self.explained - self.cloud) / (1 - self.cloud)

    @property
    def spread(self) -> float:
        """The standard deviation of ``beyond`` between clouds."""
        return self.cloud_spread / (1 - self.cloud)

    @property
    def clusters(self) -> bool:
        """Whether the types stand apart by clearly more than a mere gradient would."""
        return self.beyond > max(SPREADS * self.spread, LEAST) and self.border < EMPTIER


def separations(features: Floats, known: NDArray[np.bool_], numbers: Iterable[int], seed: int) -> list[Separation]:
    """Each number of types in standardised features (n, f), 0 where not ``known``; the clouds have the same gaps."""
    order = np.random.default_rng(seed).permutation(len(features))[:ROWS]
    varied = features[order].std(axis=0) > 0
    features, known = features[order][:, varied], known[order][:, varied]
    latent = cut_correlations(features, known)
    clouds = [cloud(features, known, latent, np.random.default_rng([seed, i])) for i in range(CLOUDS)]
    found = []
    for types in numbers:
        own = KMeans(types, n_init=STARTS, random_state=seed).fit(features)
        by_chance = [explained(one, KMeans(types, n_init=STARTS, random_state=seed).fit(one)) for one in clouds]
        found.append(
            Separation(
                types=types,
                explained=explained(features, own),
                cloud=float(np.mean(by_chance)),
                cloud_spread=float(np.std(by_chance, ddof=1)),
                border=_border(features, own),
            )
        )
    return found


def explained(features: Floats, fitted: KMeans) -> float:
    """The share of the variance that lies between the types."""
    return float(1 - fitted.inertia_ / ((features - features.mean(axis=0)) ** 2).sum())


def cloud(features: Floats, known: NDArray[np.bool_], latent: Floats, rng: np.random.Generator) -> Floats:
    """As many firms (n, f) with the same values of every feature, but one cloud of normal variables behind them."""
    n, f = features.shape
    normal: Floats = rng.standard_normal((n, f))
    if n > 2 * f:
        # The firms' correlations are those of one sample; the clouds have the same ones, not those of other samples.
        normal -= normal.mean(axis=0)
        normal = np.asarray(np.linalg.solve(np.linalg.cholesky(normal.T @ normal / n), normal.T).T, np.float64)
    place = ndtr(normal @ np.linalg.cholesky(latent).T)
    made = np.zeros((n, f))
    for i in range(f):
        own = np.sort(features[known[:, i], i])
        made[:, i] = own[np.minimum((place[:, i] * len(own)).astype(np.int64), len(own) - 1)]
    return np.where(known, made, 0.0)


def cut_correlations(features: Floats, known: NDArray[np.bool_]) -> Floats:
    """Correlations (f, f) of normal variables that, cut to the features' values, correlate as the features do.

    A cut variable is a sum of Hermite polynomials of the normal one; the correlation of two is the sum over the terms
    of both weights times the power of the normal ones' correlation, which rises with it and is solved by halving.
    """
    weights = [_hermite(np.sort(column[there])) for column, there in zip(features.T, known.T, strict=True)]
    terms = np.array(weights).T
    wanted = _pairwise(features, known)
    low, high = np.full(wanted.shape, -STRONGEST), np.full(wanted.shape, STRONGEST)
    for _ in range(30):
        middle = (low + high) / 2
        power, reached = np.ones_like(middle), np.zeros_like(middle)
        for term in terms:
            power = power * middle
            reached += np.outer(term, term) * power
        low, high = np.where(reached < wanted, middle, low), np.where(reached < wanted, high, middle)
    latent = (low + high) / 2
    np.fill_diagonal(latent, 1.0)
    # Pairs are solved one by one: the nearest matrix that can be one of correlations.
    values, vectors = np.linalg.eigh(latent)
    latent = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    deviation = np.sqrt(latent.diagonal())
    return np.asarray(latent / np.outer(deviation, deviation))


def told_by_cuts(values: Floats) -> float:
    """The share of the variance of values (n,) that a normal variable cut into them has in common with them, 0 to 1.

    A question of yes or no tells less of what is behind it (0.64 when half say yes) than one of seven steps (0.97).
    """
    return float(_hermite(np.sort(values))[0] ** 2)


def _hermite(ordered: Floats) -> Floats:
    """Weights (terms,) of the normalised Hermite polynomials in the step function from a normal to ordered values.

    The weight of the k-th is the sum over the steps of height x density x (k-1)-th polynomial / root of k.
    """
    n, spread = len(ordered), ordered.std()
    weights = np.zeros(TERMS)
    if not spread:
        return weights
    cuts = ndtri(np.arange(1, n) / n)
    heights = np.diff(ordered) * np.exp(-(cuts**2) / 2) / np.sqrt(2 * np.pi) / spread
    before, this = np.zeros(n - 1), np.ones(n - 1)
    for k in range(1, TERMS + 1):
        weights[k - 1] = heights @ this / np.sqrt(k)
        before, this = this, (cuts * this - np.sqrt(k - 1) * before) / np.sqrt(k)
    return weights


def _pairwise(features: Floats, known: NDArray[np.bool_]) -> Floats:
    """Correlations (f, f), each over the rows that know both features; 0 where these tell nothing."""
    there = known.astype(np.float64)
    both = np.maximum(there.T @ there, 1)
    mean = features.T @ there / both
    variance = (features**2).T @ there / both - mean**2
    covariance = features.T @ features / both - mean * mean.T
    scale = np.sqrt(np.maximum(variance * variance.T, 0))
    return np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 1e-9).clip(-1, 1)


def _border(features: Floats, fitted: KMeans) -> float:
    centres, labels = fitted.cluster_centers_, fitted.labels_
    shares = np.ones((len(centres), len(centres)))
    nearest = np.full_like(shares, np.inf)
    for a, b in combinations(range(len(centres)), 2):
        way = centres[b] - centres[a]
        along = (features[(labels == a) | (labels == b)] - centres[a]) @ way / (way @ way)
        shares[a, b] = shares[b, a] = np.mean(np.abs(along - 0.5) < MIDDLE / 2)
        nearest[a, b] = nearest[b, a] = way @ way
    return float(np.mean([shares[i, nearest[i].argmin()] for i in range(len(centres))]))
