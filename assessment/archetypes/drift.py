"""Do the incoming firms still resemble the firms that the model was trained on? Population stability index, by feature.

Thresholds of 0.1 and 0.25 are the usual rule of thumb. With few firms the index is large by chance alone: without any
drift it is about (1/n + 1/N) times a chi-square with bins - 1 degrees of freedom (Yurdakul and Naranjo, 2020, Journal
of Risk Model Validation), so a feature counts as moved only when it also exceeds the 95% point of that.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without

from assessment.archetypes.artefact import Artefact, Bins
from assessment.archetypes.features import Features
from assessment.archetypes.geometry import Floats
from assessment.documents import Strict
from assessment.language import Label, label

Verdict = Literal["stable", "watch", "moved", "too_few"]
WATCH, MOVED = 0.1, 0.25
CHANCE = 0.05
FULLY_KNOWN = 0.999
DECILES = np.arange(1, 10) / 10

SENTENCES: dict[Verdict, Label] = {
    "stable": label("与训练时相比没有明显变化。", "No notable change since training."),
    "watch": label("与训练时相比有些变化，请留意。", "Some change since training; keep an eye on it."),
    "moved": label("与训练时相比变化明显，建议重新训练。", "A clear change since training; train again."),
    "too_few": label("企业太少，还看不出变化。", "Too few firms to tell."),
}


class FeatureDrift(Strict):
    """The index of one feature, what chance alone may give, and the verdict in words."""

    feature: str
    label: Label
    firms: int
    index: float
    by_chance: float
    verdict: Verdict
    sentence: Label


def bins_of(values: Floats) -> Bins:
    """Bins at the deciles of the training firms (n,); equal deciles fall together."""
    edges = np.unique(np.quantile(values, DECILES))
    edges = edges[edges < values.max()]
    return Bins(edges=tuple(edges.tolist()), shares=tuple((_counts(edges, values) / len(values)).tolist()))


def drift(artefact: Artefact, features: Features) -> list[FeatureDrift]:
    """The drift of every feature, over the firms in which it is fully known."""
    found = []
    for i, (feature, bins) in enumerate(zip(artefact.features, artefact.bins, strict=True)):
        values = features.low[features.known[:, i] > FULLY_KNOWN, i]
        index = stability_index(bins, values) if len(values) else 0.0
        chance = _by_chance(len(bins.shares), len(values), artefact.training.firms)
        verdict = _verdict(index, chance)
        found.append(
            FeatureDrift(
                feature=feature.id,
                label=feature.label,
                firms=len(values),
                index=index,
                by_chance=chance,
                verdict=verdict,
                sentence=SENTENCES[verdict],
            )
        )
    return found


def stability_index(bins: Bins, values: Floats) -> float:
    """Population stability index of values (n,) against the training shares; half a firm keeps empty bins finite."""
    shares = np.array(bins.shares)
    now = (_counts(np.array(bins.edges), values) + 0.5) / (len(values) + 0.5 * len(shares))
    before = np.maximum(shares, 1e-6)
    return float(((now - before) * np.log(now / before)).sum())


def _counts(edges: Floats, values: Floats) -> Floats:
    return np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1).astype(np.float64)


def _by_chance(bins: int, firms: int, trained: int) -> float:
    return float((1 / max(firms, 1) + 1 / trained) * scipy.special.chdtri(bins - 1, CHANCE))


def _verdict(index: float, chance: float) -> Verdict:
    if index > max(chance, MOVED):
        return "moved"
    if chance > MOVED:
        return "too_few"
    return "watch" if index > max(chance, WATCH) else "stable"
