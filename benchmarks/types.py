"""Does ``ArchetypeFinder`` find types where there are some, as many as there are, and none where there are none?

``python -m benchmarks.types`` prints the tables of docs/archetypes.md: surveys of a gradient (one, two or three factors
behind the answers, no types), and surveys with planted groups, cut into questions of so many steps.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from sklearn.metrics import adjusted_rand_score

from assessment.archetypes.survey import ArchetypeFinder

Answers = NDArray[np.float64]
MIXED, WHOLE = (2, 3, 5, 7), 0
STEPS: dict[str, tuple[int, ...]] = {"2": (2,), "3": (3,), "5": (5,), "7": (7,), "2-7": MIXED, "∞": (WHOLE,)}
_CUT = ("2", "3", "2-7")
FACTORS = (1, 2, 3)
GROUPS = (2, 3, 4, 5, 6)
APART = 5.0
SMALLEST = 0.13
SEEDS = 4


SHAPES: dict[str, Callable[[Answers], Answers]] = {
    "": lambda normal: normal,
    "均匀 / uniform": lambda normal: np.sqrt(12) * (ndtr(normal) - 0.5),
    "偏斜 / skewed": lambda normal: -np.log(ndtr(-normal)) - 1,
}
"""What a normal variable becomes: each has mean 0 and deviation 1."""


def gradient(
    n: int,
    questions: int,
    factors: int,
    steps: tuple[int, ...],
    seed: int,
    *,
    skewed: bool = False,
    shape: Callable[[Answers], Answers] = SHAPES[""],
) -> Answers:
    """Answers (n, questions) with ``factors`` variables of some shape behind them, correlated by 0.3, and no types."""
    rng = np.random.default_rng([seed, factors])
    common = 0.7 * np.eye(factors) + 0.3
    behind = shape(rng.multivariate_normal(np.zeros(factors), common, n))[:, np.arange(questions) % factors]
    loading = rng.uniform(0.5, 0.9, questions)
    return _cut(loading * behind + np.sqrt(1 - loading**2) * rng.normal(size=(n, questions)), steps, rng, skewed)


@dataclass(frozen=True)
class Planted:
    """Answers (n, questions) of planted groups, who is where (n,), and what the groups were made with."""

    answers: Answers
    truth: NDArray[np.intp]
    values: Answers
    centres: Answers
    shares: Answers

    def best_guess(self) -> NDArray[np.intp]:
        """Where somebody who knows every group's size and spread would place each firm: nobody errs less."""
        likely = np.tile(np.log(self.shares), (len(self.answers), 1))
        for answer, value, centre in zip(self.answers.T, self.values.T, self.centres.T, strict=True):
            steps, code = np.unique(answer, return_inverse=True)
            edges = [value[answer == step].max() for step in steps[:-1]]
            below = ndtr(np.array([-np.inf, *edges, np.inf]) - centre[:, None])
            likely += np.log(np.maximum(np.diff(below, axis=1)[:, code].T, 1e-300))
        return np.asarray(likely.argmax(axis=1))


def groups(n: int, questions: int, types: int, steps: tuple[int, ...], seed: int) -> Planted:
    """``types`` planted groups, the two nearest ``APART`` standard deviations."""
    rng = np.random.default_rng([seed, types])
    tried = []
    for _ in range(200):
        centres = rng.normal(size=(types, questions))
        between = np.linalg.norm(centres[:, None] - centres[None], axis=2)[np.triu_indices(types, 1)]
        tried.append((between.min() / between.max(), centres / between.min()))
    _, centres = max(tried, key=lambda one: one[0])
    # A group below the floor on the size of a type is none, and chance must not take one there.
    shares = SMALLEST + (1 - types * SMALLEST) * rng.dirichlet(np.full(types, 10.0))
    truth = rng.choice(types, n, p=shares)
    values = APART * centres[truth] + rng.normal(size=(n, questions))
    return Planted(_cut(values, steps, rng, skewed=False), truth, values, APART * centres, shares)


def false_types(
    factors: int, steps: tuple[int, ...], seeds: range, shape: Callable[[Answers], Answers] = SHAPES[""]
) -> Iterator[bool]:
    """For surveys of 400 firms and 8 questions without types: are some said to stand apart? Every second is skewed."""
    for seed in seeds:
        survey = gradient(400, 8, factors, steps, seed, skewed=seed % 2 == 1, shape=shape)
        yield ArchetypeFinder(random_state=seed).fit(survey).clusters_


def found_types(types: int, steps: tuple[int, ...], seeds: range) -> Iterator[bool]:
    """For surveys of 600 firms and 9 questions with planted groups: are just as many found, and said to stand apart?"""
    for seed in seeds:
        found = ArchetypeFinder(random_state=seed).fit(groups(600, 9, types, steps, seed).answers)
        yield found.clusters_ and found.n_clusters_ == types


def best_agreement(types: int, steps: tuple[int, ...], seeds: range) -> Iterator[float]:
    """The adjusted Rand index between planted groups and the best guess that the answers allow."""
    for seed in seeds:
        planted = groups(600, 9, types, steps, seed)
        yield float(adjusted_rand_score(planted.truth, planted.best_guess()))


def _cut(values: Answers, steps: tuple[int, ...], rng: np.random.Generator, skewed: bool) -> Answers:
    """Each question's values cut into its steps, of about equal or of very different shares; 0 steps: not cut."""
    cut = np.empty_like(values)
    for i, column in enumerate(values.T):
        number = steps[i % len(steps)]
        if number == WHOLE:
            cut[:, i] = np.exp(column) if skewed else column
            continue
        shares = np.maximum(rng.dirichlet(np.full(number, 1.5 if skewed else 8.0)), 0.05)
        cut[:, i] = np.searchsorted(np.quantile(column, np.cumsum(shares / shares.sum())[:-1]), column)
    return cut


def _row(name: str, found: list[list[bool]]) -> str:
    counts = [f"{sum(one)}/{len(one)}" for one in found]
    return f"| {' | '.join([name, *counts, f'{np.mean(found):.0%}'])} |"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.types", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--only", choices=("gradient", "groups", "best"))
    options = parser.parse_args()
    seeds = range(options.seeds)
    head = f"{' | '.join(STEPS)} | 合计 / all |\n{'| --- ' * (len(STEPS) + 2)}|"
    if options.only in (None, "gradient"):
        print(f"| 因子数 / factors \\ 每题几档 / steps | {head}")
        normal = [("", factors) for factors in FACTORS]
        for name, factors in [*normal, *((name, 1) for name in SHAPES if name)]:
            found = [list(false_types(factors, steps, seeds, SHAPES[name])) for steps in STEPS.values()]
            print(_row(f"{factors} {name}".strip(), found), flush=True)
    if options.only in (None, "groups"):
        print(f"\n| 组数 / groups \\ 每题几档 / steps | {head}")
        for types in GROUPS:
            print(_row(str(types), [list(found_types(types, steps, seeds)) for steps in STEPS.values()]), flush=True)
    if options.only in (None, "best"):
        print(f"\n| 组数 / groups \\ 每题几档 / steps | {' | '.join(_CUT)} |\n{'| --- ' * (len(_CUT) + 1)}|")
        for types in GROUPS:
            found = (list(best_agreement(types, STEPS[name], seeds)) for name in _CUT)
            print(f"| {' | '.join([str(types), *(f'{min(one):.2f}–{max(one):.2f}' for one in found)])} |", flush=True)


if __name__ == "__main__":
    main()
