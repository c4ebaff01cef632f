"""Latent class analysis of ordinal answers by expectation maximisation: a rival of the clustering, for training only.

Each class has its own distribution over the options of every question; given the class, answers are independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.archetypes.geometry import Floats
from assessment.content.archetypes import ArchetypesFile, RateFeature
from assessment.content.frameworks import ChoiceItem, MultiItem
from assessment.scoring import Framework

Codes = NDArray[np.int64]
RATE_EDGES = (0.1, 0.2, 0.4, 0.6)
TOLERANCE = 1e-5
STEPS = 300


def ordinal_answers(spec: ArchetypesFile, framework: Framework, table: AnswerTable) -> tuple[Codes, list[int]]:
    """The complete answers behind the features as codes (n, questions), and the number of options of each."""
    columns: list[NDArray[np.int64]] = []
    options: list[int] = []
    nodes = [feature.node for feature in spec.features if not isinstance(feature, RateFeature)]
    items = sorted({i for node in nodes for i in framework.members(node)})
    for item in (framework.items[i] for i in items):
        values = table.columns[item.facts[0]].values.astype(np.int64)
        if isinstance(item.spec, ChoiceItem):
            columns.append(values)
            options.append(len(item.states))
        elif isinstance(item.spec, MultiItem):
            scored = [i for i, state in enumerate(item.states) if state.points]
            columns += [values >> i & 1 for i in scored]
            options += [2] * len(scored)
    for feature in spec.features:
        if isinstance(feature, RateFeature):
            rate = table.columns[feature.numerator].values / table.columns[feature.denominator].values
            columns.append(np.searchsorted(RATE_EDGES, rate, side="left"))
            options.append(len(RATE_EDGES) + 1)
    return np.column_stack(columns), options


@dataclass(frozen=True)
class LatentClasses:
    """``log_shares`` (classes,) and ``log_options`` (all options of all questions, classes)."""

    options: list[int]
    log_shares: Floats
    log_options: Floats

    def log_likelihoods(self, codes: Codes) -> Floats:
        """Joint log-likelihood (n, classes) of each row's answers and each class."""
        return np.asarray(_one_hot(codes, self.options) @ self.log_options + self.log_shares)

    def predict(self, codes: Codes) -> Codes:
        """The likeliest class (n,)."""
        return np.asarray(self.log_likelihoods(codes).argmax(axis=1))


def fit_latent_classes(codes: Codes, options: list[int], classes: int, seed: int, starts: int = 2) -> LatentClasses:
    """The best of ``starts`` random starts; one made-up answer a class and question keeps every share above 0."""
    rng = np.random.default_rng(seed)
    hot = _one_hot(codes, options)
    fitted = [_climb(hot, options, rng.dirichlet(np.ones(classes), len(codes))) for _ in range(starts)]
    return max(fitted, key=lambda one: one[0])[1]


def _one_hot(codes: Codes, options: list[int]) -> Floats:
    starts = np.concatenate([[0], np.cumsum(options)[:-1]])
    hot = np.zeros((len(codes), sum(options)))
    hot[np.arange(len(codes))[:, None], codes + starts] = 1.0
    return hot


def _climb(hot: Floats, options: list[int], belonging: Floats) -> tuple[float, LatentClasses]:
    blocks = np.repeat(np.arange(len(options)), options)
    pseudo = 1 / np.repeat(options, options)[:, None]
    before = -np.inf
    for _ in range(STEPS):
        counts = hot.T @ belonging + pseudo
        totals = np.zeros((len(options), belonging.shape[1]))
        np.add.at(totals, blocks, counts)
        model = LatentClasses(options, np.log(belonging.mean(axis=0) + 1e-12), np.log(counts / totals[blocks]))
        joint = hot @ model.log_options + model.log_shares
        top = joint.max(axis=1, keepdims=True)
        shares = np.exp(joint - top)
        total = shares.sum(axis=1, keepdims=True)
        belonging = shares / total
        likelihood = float((top + np.log(total)).mean())
        if likelihood - before < TOLERANCE:
            break
        before = likelihood
    return likelihood, model
