"""Choosing the kind and the number of types: stability, separation, size; as many as stand apart, if any do."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

from assessment.archetypes.clouds import Separation
from assessment.archetypes.estimator import ArchetypeClustering
from assessment.archetypes.geometry import Floats
from assessment.archetypes.latent_class import Codes, fit_latent_classes
from assessment.documents import Strict

NUMBERS = range(3, 8)
BOOTSTRAPS = 6
CHOSEN_METHOD = "k-means"
STABLE_MEAN, STABLE_WORST = 0.85, 0.8
SEPARATED = 0.75
SMALLEST = 0.10
AS_MUCH = 0.1
SILHOUETTE_FIRMS = 3000

Fit = Callable[[NDArray[np.intp], int, int], Codes]


class TypingCandidate(Strict):
    """One way of forming types, judged on firms that it was not trained on.

    ``stability`` and ``worst`` are mean and least adjusted Rand index between bootstrap fits, None for a fixed rule;
    ``silhouette`` is in standardised features; ``smallest`` the share of the smallest type; ``explained`` the share of
    the features' variance between types.
    """

    method: str
    types: int
    stability: float | None
    worst: float | None
    silhouette: float
    smallest: float
    explained: float
    passes: bool = False


def compare(
    train: Floats, held_out: Floats, train_codes: Codes, held_codes: Codes, options: list[int], seed: int
) -> list[TypingCandidate]:
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
) -> TypingCandidate:
    """Size, separation and explained variance of given labels (n,) over standardised features (n, f)."""
    shares = np.bincount(labels, minlength=types) / len(labels)
    centres = np.array(
        [features[labels == k].mean(axis=0) if shares[k] else features.mean(axis=0) for k in range(types)]
    )
    rest = ((features - centres[labels]) ** 2).sum() / ((features - features.mean(axis=0)) ** 2).sum()
    return TypingCandidate(
        method=method,
        types=types,
        stability=stability,
        worst=worst,
        silhouette=_silhouette(features, labels),
        smallest=float(shares.min()),
        explained=float(1 - rest),
    )


def passing(candidates: list[TypingCandidate], smallest: float) -> list[TypingCandidate]:
    """The candidates with ``passes`` set: stable, separated nearly as well as the best of them, no type too small."""
    best = max(candidate.silhouette for candidate in candidates)

    def passes(one: TypingCandidate) -> bool:
        stable = (one.stability or 0) >= STABLE_MEAN and (one.worst or 0) >= STABLE_WORST
        return stable and one.silhouette >= SEPARATED * best and one.smallest >= smallest

    return [candidate.model_copy(update={"passes": passes(candidate)}) for candidate in candidates]


def tested(candidates: list[TypingCandidate]) -> list[TypingCandidate]:
    """``passing`` with the floor on the size of our own types."""
    return passing(candidates, SMALLEST)


def choose(candidates: list[TypingCandidate], separations: list[Separation]) -> TypingCandidate | None:
    """The number of types: as many as stand apart, or of a gradient as many stretches as pass; None if none does.

    Where types stand apart, more of them than there are explain little more: the least number counts that explains as
    much beyond the clouds as the best, but for a standard deviation or a tenth. Rivals of k-means stay in the report.
    """
    good = {one.types: one for one in candidates if one.passes and one.method == CHOSEN_METHOD}
    apart = [one for one in separations if one.clusters and one.types in good]
    if apart:
        best = max(apart, key=lambda one: one.beyond)
        enough = best.beyond - max(best.spread, AS_MUCH * best.beyond)
        return good[min(one.types for one in apart if one.beyond >= enough)]
    return good[max(good)] if good else None


def better_rivals(chosen: TypingCandidate, candidates: list[TypingCandidate]) -> list[TypingCandidate]:
    """Passing rivals with more types, or with as many that are better separated."""
    return [
        rival
        for rival in candidates
        if rival.passes
        and rival.method != CHOSEN_METHOD
        and (rival.types, rival.silhouette) > (chosen.types, chosen.silhouette)
    ]


def _silhouette(features: Floats, labels: Codes) -> float:
    some = slice(0, SILHOUETTE_FIRMS)
    if len(np.unique(labels[some])) < 2:
        return 0.0
    return float(silhouette_score(features[some], labels[some]))
