"""Training the archetypes: features, choice of the number of types, final fit, names, and a report of all of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from assessment import settings
from assessment.answers import AnswerTable
from assessment.archetypes import choosing
from assessment.archetypes.artefact import PLACE, Artefact, TrainedType, Training, write_artefact
from assessment.archetypes.card import TrainingReport, model_card
from assessment.archetypes.clouds import Separation, separations
from assessment.archetypes.drift import FULLY_KNOWN, bins_of
from assessment.archetypes.estimator import ArchetypeClustering
from assessment.archetypes.features import feature_table
from assessment.archetypes.geometry import Floats, Geometry
from assessment.archetypes.latent_class import ordinal_answers
from assessment.archetypes.results import load_model
from assessment.content.archetypes import ArchetypesFile
from assessment.knowledge import classify
from assessment.language import LANGUAGES, Label, label, percent
from assessment.output import write_text
from assessment.population import Population
from assessment.population.card import card_path
from assessment.problems import refuse
from assessment.scoring import Framework, Scores, score

Rows = NDArray[np.intp]

MODELLED_FIRMS = 50_000
COMPARED_FIRMS = 12_000
FEWEST_FIRMS = 200
SAME_TYPE = 0.75
"""A trained type keeps an archetype's name up to this root mean squared distance, in standard deviations a feature."""


@dataclass(frozen=True)
class Firms:
    """The firms to train on and how to speak of them."""

    table: AnswerTable
    modelled: bool
    data: str
    description: Label
    marking: Label | None


def modelled_firms(population: Population, seed: int, n: int = MODELLED_FIRMS) -> Firms:
    """Training firms drawn from the modelled population."""
    return Firms(
        population.sample(n, seed),
        True,
        population.key,
        label("{title}（{n} 家模拟企业）", "{title} ({n} modelled firms)").fill(
            title=population.spec.title, n=f"{n:,}"
        ),
        population.spec.marking,
    )


def own_firms(table: AnswerTable, description: Label) -> Firms:
    """A centre's own firms."""
    return Firms(table, False, "own firms", description, None)


def train(
    firms: Firms, framework: Framework, spec: ArchetypesFile, seed: int, today: datetime.date | None = None
) -> tuple[Artefact, TrainingReport]:
    """Train on every firm whose features are all known.

    Raises ``InputRefused`` when they are fewer than 200, or when no number of types passes the tests of
    ``selection``: then the firms do not fall into types that another sample of them would show again.
    """
    scores = score(framework, firms.table)
    features = feature_table(spec, firms.table, scores)
    complete = np.flatnonzero((features.known > FULLY_KNOWN).all(axis=1))
    if len(complete) < FEWEST_FIRMS:
        raise refuse(
            "assessment train",
            label(
                f"特征齐全的企业只有 {len(complete)} 家，少于 {FEWEST_FIRMS} 家",
                f"only {len(complete)} firms have all features; {FEWEST_FIRMS} are needed",
            ),
            label(
                "请先收集更多完整的回答，原有模型继续使用。",
                "Collect more complete answers first; the present model stays.",
            ),
        )
    values = features.low[complete]
    candidates, separated, compared = _compare(firms.table, framework, spec, values, complete, seed)
    chosen = choosing.choose(candidates, separated)
    if chosen is None:
        best = max((c for c in candidates if c.method == choosing.CHOSEN_METHOD), key=lambda c: c.stability or 0)
        raise refuse(
            "assessment train",
            label(
                "这些企业分不出稳定的类型（最好的一次一致性 {stability}，最小一类 {smallest}）",
                "these firms show no stable types (agreement {stability}, smallest type {smallest})",
            ).fill(stability=f"{best.stability:.2f}", smallest=percent(best.smallest, 0)),
            label("原有模型继续使用。", "The present model stays."),
        )
    estimator = ArchetypeClustering(chosen.types, random_state=seed).fit(values)
    geometry = estimator.geometry_
    matched, apart = match_names(spec, geometry)
    artefact = Artefact(
        framework=framework.key,
        features=spec.features,
        mean=tuple(geometry.mean.tolist()),
        scale=tuple(geometry.scale.tolist()),
        types=tuple(
            TrainedType(archetype=name, share=float(share), centre=tuple(centre.tolist()))
            for name, share, centre in zip(matched, estimator.shares_, geometry.centres, strict=True)
        ),
        within=tuple(geometry.within.tolist()),
        independent=geometry.independent,
        outlier=geometry.outlier,
        bins=tuple(bins_of(column) for column in values.T),
        training=Training(
            date=today or settings.today(),
            seed=seed,
            firms=len(values),
            modelled=firms.modelled,
            data=firms.data,
            description=firms.description,
            marking=firms.marking,
            libraries={name: version(name) for name in ("numpy", "scipy", "scikit-learn")},
        ),
    ).sealed()
    held = geometry.standardised(values[compared])
    distances = geometry.distances(values[compared])
    report = TrainingReport(
        artefact=artefact,
        prototype_distances=apart,
        candidates=tuple(candidates),
        chosen=chosen,
        rivals=tuple(choosing.better_rivals(chosen, candidates)),
        grid=_grid(held, scores, firms.table, complete[compared]),
        separation=next(one for one in separated if one.types == chosen.types),
        clear=float(np.mean(geometry.memberships(-distances.T).max(axis=0) >= spec.clear_membership)),
    )
    return artefact, report


def match_names(spec: ArchetypesFile, geometry: Geometry) -> tuple[list[str | None], tuple[float, ...]]:
    """The archetype of each trained type by optimal assignment to the prototypes, None where none is near enough.

    Also the distance of each type to the prototype assigned to it (infinite without one), in standard deviations.
    """
    ids = [feature.id for feature in spec.features]
    prototypes = geometry.standardised(np.array([[a.prototype[f] for f in ids] for a in spec.archetypes]))
    apart = np.sqrt(((geometry.centres[:, None, :] - prototypes[None, :, :]) ** 2).mean(axis=2))
    names: list[str | None] = [None] * len(geometry.centres)
    distances = np.full(len(names), np.inf)
    for trained, prototype in zip(*linear_sum_assignment(apart), strict=True):
        distances[trained] = apart[trained, prototype]
        if apart[trained, prototype] <= SAME_TYPE:
            names[trained] = spec.archetypes[prototype].id
    return names, tuple(distances.tolist())


def _compare(
    table: AnswerTable, framework: Framework, spec: ArchetypesFile, values: Floats, complete: Rows, seed: int
) -> tuple[list[choosing.TypingCandidate], list[Separation], Rows]:
    """The candidates, how far each number of types stands apart, and the positions among ``complete`` held out."""
    order = np.random.default_rng(seed).permutation(len(values))[:COMPARED_FIRMS]
    seen, held = order[len(order) // 3 :], order[: len(order) // 3]
    mean, deviation = values[seen].mean(axis=0), values[seen].std(axis=0)
    z = (values - mean) / np.where(deviation > 0, deviation, 1.0)
    codes, options = ordinal_answers(spec, framework, table)
    codes = codes[complete]
    found = choosing.compare(z[seen], z[held], codes[seen], codes[held], options, seed)
    known = np.ones((len(held), z.shape[1]), bool)
    return found, separations(z[held], known, choosing.NUMBERS, seed), held


def _grid(held: Floats, scores: Scores, table: AnswerTable, rows: Rows) -> choosing.TypingCandidate:
    """The plain alternative to any clustering: level by size class."""
    cells = scores.level_low.astype(np.int64) * 10 + classify(table).codes
    _, labels = np.unique(cells[rows], return_inverse=True)
    return choosing.judge("level by size", held, labels, int(labels.max()) + 1)


def write_trained(root: Path, artefact: Artefact, report: TrainingReport) -> list[Path]:
    """Write the model and its card in both languages below ``root/models``; finished results keep theirs."""
    write_artefact(artefact, root / PLACE)
    model = load_model(root)
    paths = [root / PLACE]
    for lang in LANGUAGES:
        path = card_path(root / PLACE, lang)
        write_text(path, model_card(report, model, lang))
        paths.append(path)
    return paths
