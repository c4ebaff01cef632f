"""The clustering as a scikit-learn estimator; only training imports it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin
from sklearn.cluster import KMeans
from sklearn.utils.validation import check_is_fitted, validate_data

from assessment.archetypes.geometry import Floats, Geometry

OUTLIER_SHARE = 0.01
SMALLEST_VARIANCE = 1e-12


class ArchetypeClustering(ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, BaseEstimator):
    """K-means on standardised features, with types in order from the least to the most, memberships and outliers.

    Parameters: ``n_clusters`` types, ``n_init`` starts, ``random_state`` as everywhere in scikit-learn, ``weights``
    (n_features_in_,) by which standardised features are multiplied (None: all alike). After ``fit``:
    ``geometry_`` (all that placing needs), ``labels_`` (n,), ``shares_`` (types,), ``n_features_in_``.
    """

    def __init__(self, n_clusters: int = 5, n_init: int = 10, random_state: Any = None, weights: Floats | None = None):
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.random_state = random_state
        self.weights = weights

    def fit(self, X: ArrayLike, y: object = None) -> ArchetypeClustering:
        """Learn the types from features (n, f)."""
        data: Floats = validate_data(self, X, dtype=np.float64, ensure_min_samples=self.n_clusters)
        mean, deviation = data.mean(axis=0), data.std(axis=0)
        scale = np.where(deviation > 0, deviation, 1.0) / (1.0 if self.weights is None else self.weights)
        z = (data - mean) / scale
        kmeans = KMeans(self.n_clusters, n_init=self.n_init, random_state=self.random_state).fit(z)
        centres = kmeans.cluster_centers_[np.argsort(kmeans.cluster_centers_.mean(axis=1), kind="stable")]
        distances = Geometry(mean, scale, centres, np.ones(z.shape[1]), 1.0, np.inf).distances(data)
        self.labels_ = distances.argmin(axis=1)
        rest = z - centres[self.labels_]
        covariance = rest.T @ rest / len(z)
        self.geometry_ = Geometry(
            mean,
            scale,
            centres,
            np.maximum(covariance.diagonal(), SMALLEST_VARIANCE),
            float(max(covariance.trace() ** 2, SMALLEST_VARIANCE) / max((covariance**2).sum(), SMALLEST_VARIANCE)),
            float(np.quantile(distances.min(axis=1), 1 - OUTLIER_SHARE)),
        )
        self.shares_ = np.bincount(self.labels_, minlength=self.n_clusters) / len(z)
        return self

    @property
    def _n_features_out(self) -> int:
        return len(self.geometry_.centres)

    def transform(self, X: ArrayLike) -> Floats:
        """Distances (n, types): root of the mean squared distance per feature."""
        return np.sqrt(self._distances(X))

    def predict(self, X: ArrayLike) -> NDArray[np.intp]:
        """The type (n,) of each row, 0 for the least."""
        return np.asarray(self._distances(X).argmin(axis=1))

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Soft memberships (n, types)."""
        closeness = -self._distances(X)
        return self.geometry_.memberships(closeness.T).T

    def _distances(self, X: ArrayLike) -> Floats:
        check_is_fitted(self)
        return self.geometry_.distances(validate_data(self, X, dtype=np.float64, reset=False))
