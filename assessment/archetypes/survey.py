"""Types in any table of numbers: how many there are is part of the answer, and so is that there are none.

For researchers with a survey of their own. ``ArchetypeFinder`` is a scikit-learn estimator over the same rules by which
our own types are chosen: agreement of bootstrap fits on rows that none of them saw, separation against a cloud without
clusters, and a floor on the size of a type.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.metrics import adjusted_rand_score
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from assessment.archetypes import choosing
from assessment.archetypes.clouds import separations, told_by_cuts
from assessment.archetypes.estimator import ArchetypeClustering
from assessment.archetypes.geometry import Floats, Geometry
from assessment.language import Label, label, percent

FEWEST_ROWS_A_TYPE = 10
"""Rows that every type must have on average before its number is tried."""
HELD_OUT = 3
"""One row in so many judges the fits and trains none of them ..."""
FEW_ROWS = 1000
"""... unless there are fewer than this: then every row does both, as there are none to spare."""
FILLINGS = 5
STARTS = 10
SETTLED = 0.01


class ArchetypeFinder(ClusterMixin, BaseEstimator):
    """Finds types, or says that there are none, in features (n, f) of numbers or ordinal codes; nan is missing.

    Parameters: ``numbers`` of types to try, ``bootstraps`` fits for the stability of each, ``smallest`` share that a
    type may have, ``random_state``.

    After ``fit``: ``n_clusters_`` (1 when no number of types passes), ``labels_`` (n,), ``clusters_`` whether the types
    stand apart or are stretches of a gradient, ``candidates_`` every number tried with its figures, ``separation_``
    (None for a single type), ``used_features_`` (positions; a column that is constant or empty tells nothing),
    ``verdict_`` in words.
    """

    def __init__(
        self,
        numbers: Sequence[int] = (2, 3, 4, 5, 6, 7, 8),
        bootstraps: int = 6,
        smallest: float = choosing.SMALLEST,
        random_state: Any = None,
    ):
        self.numbers = numbers
        self.bootstraps = bootstraps
        self.smallest = smallest
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: ArrayLike, y: object = None) -> ArchetypeFinder:
        """Choose the number of types and learn them; raises ``ValueError`` for anything but a table of numbers."""
        data: Floats = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", ensure_min_samples=2)
        known = ~np.isnan(data)
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        spread = np.array([np.unique(column[there]).size > 1 for column, there in zip(data.T, known.T, strict=True)])
        self.used_features_ = np.flatnonzero(spread)
        data, known = data[:, spread], known[:, spread]
        self._mean = np.array([column[there].mean() for column, there in zip(data.T, known.T, strict=True)])
        self._told = np.array([told_by_cuts(column[there]) for column, there in zip(data.T, known.T, strict=True)])
        spreads = np.array([column[there].std() for column, there in zip(data.T, known.T, strict=True)])
        self._scale = spreads / self._told
        z = self._standardised(data)
        self.candidates_ = self._compare(z, known, seed) if spread.any() else []
        tried = [one.types for one in self.candidates_]
        apart = separations(z, known, tried, seed) if tried else []
        chosen = choosing.choose(self.candidates_, apart)
        self.n_clusters_ = chosen.types if chosen else 1
        self.separation_ = next((one for one in apart if chosen and one.types == chosen.types), None)
        self._geometry: Geometry | None = (
            _fitted(z, known, self._told, chosen.types, seed).geometry_ if chosen else None
        )
        self.clusters_ = bool(self.separation_ and self.separation_.clusters)
        self.verdict_ = self._verdict(chosen)
        self.labels_ = self._placed(z, known)
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.intp]:
        """The type (n,) of each row, 0 for the least; what is missing has no say."""
        return self._placed(*self._read(X))

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Soft memberships (n, types), adding up to 1."""
        z, known = self._read(X)
        if self._geometry is None:
            return np.ones((len(z), 1))
        closeness = self._geometry.partial_closeness(z, known.astype(np.float64))
        return self._geometry.memberships(closeness.T).T

    def _read(self, X: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
        check_is_fitted(self)
        data: Floats = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        data = data[:, self.used_features_]
        return self._standardised(data), ~np.isnan(data)

    def _standardised(self, data: Floats) -> Floats:
        """In standard deviations, each feature by what its cuts tell; 0 where missing."""
        return np.nan_to_num((data - self._mean) / self._scale, nan=0.0)

    def _placed(self, z: Floats, known: NDArray[np.bool_]) -> NDArray[np.intp]:
        if self._geometry is None:
            return np.zeros(len(z), np.intp)
        return np.asarray(self._geometry.partial_closeness(z, known.astype(np.float64)).argmax(axis=1))

    def _compare(self, z: Floats, known: NDArray[np.bool_], seed: int) -> list[choosing.TypingCandidate]:
        """Every number of types for which there are rows enough, judged on rows that were held out."""
        order = np.random.default_rng(seed).permutation(len(z))
        held, seen = (
            (order[: len(z) // HELD_OUT], order[len(z) // HELD_OUT :]) if len(z) >= FEW_ROWS else (order, order)
        )
        distinct = len(np.unique(z, axis=0))
        found = []
        for types in sorted(set(self.numbers)):
            if types < 2 or types * FEWEST_ROWS_A_TYPE > len(z) or types > distinct:
                continue
            rng = np.random.default_rng([seed, types])
            labels = []
            for _ in range(self.bootstraps):
                rows = seen[rng.integers(0, len(seen), len(seen))]
                fitted = _fitted(z[rows], known[rows], self._told, types, int(rng.integers(2**31)))
                near = fitted.geometry_.partial_closeness(z[held], known[held].astype(np.float64))
                labels.append(near.argmax(axis=1))
            agreement = [adjusted_rand_score(a, b) for a, b in combinations(labels, 2)]
            found.append(
                choosing.judge("k-means", z[held], labels[0], types, float(np.mean(agreement)), float(min(agreement)))
            )
        return choosing.passing(found, self.smallest) if found else []

    def _verdict(self, chosen: choosing.TypingCandidate | None) -> Label:
        if chosen is None or self.separation_ is None:
            return label(
                "没有稳定的类型：换一批样本就会分得不一样，或者有一类太小。",
                "No stable types: another sample would be cut otherwise, or one type is too small.",
            )
        figures = label(
            f"{chosen.types} 类，一致性 {chosen.stability:.2f}，解释差异的 {percent(self.separation_.explained, 0)}"
            f"（没有类型的云团 {percent(self.separation_.cloud, 0)}）",
            f"{chosen.types} types, agreement {chosen.stability:.2f}, {percent(self.separation_.explained, 0)} of the "
            f"variance explained ({percent(self.separation_.cloud, 0)} in a cloud without types)",
        )
        words = (
            label("{figures}：是分得开的类型。", "{figures}: types that stand apart.")
            if self.clusters_
            else label(
                "{figures}：稳定，但只是渐变上的几段，不是分开的类型。",
                "{figures}: stable, but stretches of a gradient rather than separate types.",
            )
        )
        return words.fill(figures=figures)


def _fitted(z: Floats, known: NDArray[np.bool_], told: Floats, types: int, seed: int) -> ArchetypeClustering:
    """Types of standardised rows; what is missing is filled by the centre of the row's type (k-POD).

    The centres are in the units of ``z``: what is missing must not make a feature look less varied.
    """
    filled = z
    for _ in range(FILLINGS):
        fitted = ArchetypeClustering(types, n_init=STARTS, random_state=seed, weights=told).fit(filled)
        geometry = fitted.geometry_
        if known.all():
            break
        centres = geometry.centres * geometry.scale + geometry.mean
        before, filled = filled, np.where(known, z, centres[fitted.labels_])
        if np.abs(filled - before).max() < SETTLED:
            break
    return fitted
