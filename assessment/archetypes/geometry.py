"""Placing firms among the types: numpy only, the same code for the estimator, the page and a million firms.

A firm belongs to the nearest centre of standardised features. A feature that is partly unknown counts by how much of
it is known, and a feature of which nothing is known does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Geometry:
    """What placing needs.

    ``mean`` and ``scale`` (features,) standardise; ``centres`` (types, features) are in standardised units; ``within``
    (features,) is the variance of training firms around their own centre; ``independent`` is how many independent
    features these correlated ones are worth; ``outlier`` is the mean squared distance per feature that one training
    firm in a hundred exceeds.
    """

    mean: Floats
    scale: Floats
    centres: Floats
    within: Floats
    independent: float
    outlier: float

    def standardised(self, features: Floats) -> Floats:
        """Features (n, f) in standard deviations of the training firms."""
        return np.asarray((features - self.mean) / self.scale)

    def distances(self, features: Floats) -> Floats:
        """Mean squared distance per feature to each centre (n, types)."""
        z = self.standardised(features)
        return np.asarray(((z**2).mean(axis=1)[:, None] - self.closeness(features)).clip(0))

    def closeness(self, features: Floats) -> Floats:
        """How near each centre is (n, types): minus the distance, but for a term that is the same for all centres.

        It is linear in the features, so that placing a firm is one matrix product.
        """
        weights = 2 * self.centres.T / self.scale[:, None] / len(self.scale)
        constant = -(self.centres**2).mean(axis=1) - self.mean @ weights
        return np.asarray(features @ weights + constant)

    def partial_closeness(self, features: Floats, known: Floats) -> Floats:
        """The same where features count by how much of them is known, from 0 to 1; 0 where nothing is."""
        weighted = known * self.standardised(features)
        weight = known.sum(axis=1, keepdims=True)
        near = 2 * weighted @ self.centres.T - known @ (self.centres**2).T
        return np.divide(near, weight, out=np.zeros_like(near), where=weight > 0)

    def near_and_spread(self, features: Floats) -> tuple[Floats, Floats]:
        """The closeness of complete firms with types first (types, n), and the term left out of it (n,).

        That term is the mean squared standardised feature, so that spread minus closeness is the distance.
        """
        weights, constant, squares = self._products
        products = weights @ features.T
        products += constant[:, None]
        spread = (features * features) @ squares
        spread += products[-1]
        return products[:-1], spread

    @cached_property
    def _products(self) -> tuple[Floats, Floats, Floats]:
        """What features and their squares are multiplied with: a row a type, and a last one for the spread."""
        squares = 1 / self.scale**2 / len(self.scale)
        weights = np.vstack([2 * self.centres / self.scale / len(self.scale), -2 * self.mean * squares])
        constant = np.append(-(self.centres**2).mean(axis=1) - weights[:-1] @ self.mean, self.mean**2 @ squares)
        return weights, constant, squares

    def memberships(self, closeness: Floats, out: Floats | None = None) -> Floats:
        """Soft membership (types, n), adding up to 1, as of equal spheres with the mean variance within types.

        Correlated features tell the same thing several times; they count as ``independent`` ones only.
        """
        logits = np.multiply(closeness, self.independent / (2 * self.within.mean()), out=out)
        logits -= logits.max(axis=0)
        np.exp(logits, out=logits)
        logits /= logits.sum(axis=0)
        return logits
