"""Choosing the kind and the number of types: stability, separation, size, and whether they are clusters at all."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

from assessment.archetypes.estimator import ArchetypeClustering
from assessment.archetypes.geometry import Floats
from assessment.archetypes.latent_class import Codes, fit_latent_classes

NUMBERS = range(3, 8)
BOOTSTRAPS = 6
CHOSEN_METHOD = "k-means"
STABLE_MEAN, STABLE_WORST = 0.85, 0.8
SEPARATED = 0.75
SMALLEST = 0.10
SILHOUETTE_FIRMS = 3000
NULL_SAMPLES = 5

Fit = Callable[[NDArray[np.intp], int, int], Codes]


class Candidate(BaseModel):
    """One way of forming types, judged on firms that it was not trained on.

    ``stability`` and ``worst`` are mean and least adjusted Rand index between bootstrap fits, None for a fixed rule;
    ``silhouette`` is in standardised features; ``smallest`` the share of the smallest type; ``explained`` the share of
    the features' variance between types.
    """

    model_config = ConfigDict(frozen=True)

    method: str
    types: int
    stability: float | None
    worst: float | None
    silhouette: float
    smallest: float
    explained: float
    passes: bool = False


class Separation(BaseModel):
    """Silhouette of the chosen types against that of as many types cut from a cloud without any clusters.

    The cloud is one Gaussian copula with the firms' own margins and rank correlations, cut in the same way: skewed
    margins alone raise a silhouette, and must not pass for clusters.
    """

    model_config = ConfigDict(frozen=True)

    silhouette: float
    cloud: float
    cloud_spread: float

    @property
    def clusters(self) -> bool:
        """Whether the types stand apart by clearly more than a mere gradient would."""
        return self.silhouette > self.cloud + max(3 * self.cloud_spread, 0.05)


def compare(
    train: Floats, held_out: Floats, train_codes: Codes, held_codes: Codes, options: list[int], seed: int
) -> list[Candidate]:
    """Every method at every number of types; features (n, f) standardised by the training firms."""

    def kmeans(rows: NDArray[np.intp], types: int, start: int) -> Codes:
        return ArchetypeClustering(types, random_state=start).fit(train[rows]).predict(held_out)

    def mixture(rows: NDArray[np.intp], types: int, start: int) -> Codes:
        model = GaussianMixture(types, covariance_type="diag", n_init=2, reg_covar=1e-3, random_state=start)
        return np.asarray(model.fit(train[rows]).predict(held_out))

    def classes(rows: NDArray[np.intp], types: int, start: int) -> Codes:
        return fit_latent_classes(train_codes[rows], options, types, start).predict(held_codes)

    methods: dict[str, Fit] = {CHOSEN_METHOD: kmeans, "Gaussian mixture": mixture, "latent classes": classes}
    found = []
    for types in NUMBERS:
        for name, fit in methods.items():
            rng = np.random.default_rng([seed, types])
            labels = [fit(rng.integers(0, len(train), len(train)), types, seed + i) for i in range(BOOTSTRAPS)]
            agreement = [adjusted_rand_score(a, b) for a, b in combinations(labels, 2)]
            found.append(judge(name, held_out, labels[0], types, float(np.mean(agreement)), float(min(agreement))))
    return tested(found)


def judge(
    method: str, features: Floats, labels: Codes, types: int, stability: float | None = None, worst: float | None = None
) -> Candidate:
    """Size, separation and explained variance of given labels (n,) over standardised features (n, f)."""
    shares = np.bincount(labels, minlength=types) / len(labels)
    centres = np.array(
        [features[labels == k].mean(axis=0) if shares[k] else features.mean(axis=0) for k in range(types)]
    )
    rest = ((features - centres[labels]) ** 2).sum() / ((features - features.mean(axis=0)) ** 2).sum()
    return Candidate(
        method=method,
        types=types,
        stability=stability,
        worst=worst,
        silhouette=_silhouette(features, labels),
        smallest=float(shares.min()),
        explained=float(1 - rest),
    )


def passing(candidates: list[Candidate], smallest: float) -> list[Candidate]:
    """The candidates with ``passes`` set: stable, separated nearly as well as the best of them, no type too small."""
    best = max(candidate.silhouette for candidate in candidates)

    def passes(one: Candidate) -> bool:
        stable = (one.stability or 0) >= STABLE_MEAN and (one.worst or 0) >= STABLE_WORST
        return stable and one.silhouette >= SEPARATED * best and one.smallest >= smallest

    return [candidate.model_copy(update={"passes": passes(candidate)}) for candidate in candidates]


def tested(candidates: list[Candidate]) -> list[Candidate]:
    """``passing`` with the floor on the size of our own types."""
    return passing(candidates, SMALLEST)


def choose(candidates: list[Candidate]) -> Candidate | None:
    """The k-means candidate with the most types that passes, None if none does; rivals stay in the report."""
    good = [candidate for candidate in candidates if candidate.passes and candidate.method == CHOSEN_METHOD]
    return max(good, key=lambda candidate: candidate.types, default=None)


def better_rivals(chosen: Candidate, candidates: list[Candidate]) -> list[Candidate]:
    """Passing rivals with more types, or with as many that are better separated."""
    return [
        rival
        for rival in candidates
        if rival.passes
        and rival.method != CHOSEN_METHOD
        and (rival.types, rival.silhouette) > (chosen.types, chosen.silhouette)
    ]


def separation(features: Floats, labels: Codes, types: int, seed: int) -> Separation:
    """Are the types clusters, or parts of a gradient?"""
    scores = ndtri((rankdata(features, axis=0) - 0.5) / len(features))
    correlation = np.atleast_2d(np.corrcoef(scores.T))
    ordered = np.sort(features, axis=0)
    clouds = []
    for i in range(NULL_SAMPLES):
        rng = np.random.default_rng([seed, i])
        normal = rng.multivariate_normal(np.zeros(features.shape[1]), correlation, SILHOUETTE_FIRMS)
        place = np.minimum((ndtr(normal) * len(features)).astype(np.int64), len(features) - 1)
        cloud = np.take_along_axis(ordered, place, axis=0)
        clouds.append(_silhouette(cloud, KMeans(types, n_init=4, random_state=i).fit_predict(cloud)))
    return Separation(
        silhouette=_silhouette(features, labels), cloud=float(np.mean(clouds)), cloud_spread=float(np.std(clouds))
    )


def _silhouette(features: Floats, labels: Codes) -> float:
    some = slice(0, SILHOUETTE_FIRMS)
    if len(np.unique(labels[some])) < 2:
        return 0.0
    return float(silhouette_score(features[some], labels[some]))
