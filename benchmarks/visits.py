"""What visits find out, in provinces whose bias is known: whether intervals hold, and errors.

``python -m benchmarks.visits [PROVINCES] [DRAWS]`` prints the table. A province is modelled firms whose true answers
are known; what they report is made of these by a mechanism that the predictions know nothing of: answers put a step too
high by all alike, by county, by chain, by size, in a few questions, in a few firms only, against what is predicted, too
low, or not at all. Truth and report are then scored, and visits drawn and corrected as in a round.

The strata and the estimator were chosen with ``CHOSEN_BY`` in provinces 100 to 123 of modelled and of other firms
(``benchmarks.other_firms``). They are judged by those and by ``JUDGED_BY`` in provinces drawn afterwards, of both and
of firms of kinds, which were used for nothing else; for all firms and for single cities and counties.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assessment import settings
from assessment.advisory import Advisor, default_advisor
from assessment.answers import AnswerColumn, AnswerTable, State
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.foresight import REFUSED_SHARE, chance_of_correction, corrected_share, whom_to_visit
from assessment.population import modelled_population
from benchmarks.other_firms import firms_of_kinds, other_firms

FIRMS, VISITS, LEVEL = 2_000, 60, 2
PROVINCES, DRAWS, FIRST = 40, 50, 30_000
AREA_VISITS = 8
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Source = Literal["modelled", "other", "of kinds"]
SOURCES: tuple[Source, ...] = ("modelled", "other", "of kinds")


@dataclass(frozen=True)
class Firms:
    """What a mechanism may look at: each firm's city, county, chain and size, its points as parts of those that the
    level asks for, and which questions (by number) take several ticks."""

    city: NDArray[np.int64]
    county: NDArray[np.int64]
    chain: NDArray[np.int64]
    size: NDArray[np.int64]
    strong: Numbers
    ticked: Flags


Mechanism = Callable[[np.random.Generator, Firms, int], Numbers]
"""How likely each answer (firms, questions) is put a step too high; below nought: too low."""


def _alike(share: float) -> Mechanism:
    return lambda rng, firms, questions: np.full((len(firms.county), questions), share)


def _by_group(group: Callable[[Firms], NDArray[np.int64]], spread: float) -> Mechanism:
    def likely(rng: np.random.Generator, firms: Firms, questions: int) -> Numbers:
        numbers = group(firms)
        own = np.minimum(0.1 * rng.lognormal(-(spread**2) / 2, spread, int(numbers.max()) + 1), 0.7)
        return np.repeat(own[numbers][:, None], questions, axis=1)

    return likely


def _questions(rng: np.random.Generator, firms: Firms, questions: int) -> Numbers:
    likely = np.full((len(firms.county), questions), 0.02)
    likely[:, rng.choice(questions, 3, replace=False)] = 0.6
    return likely


def _few_firms(rng: np.random.Generator, firms: Firms, questions: int) -> Numbers:
    own = np.where(rng.random(len(firms.county)) < 0.08, 0.6, 0.03)
    return np.repeat(own[:, None], questions, axis=1)


def _against(rng: np.random.Generator, firms: Firms, questions: int) -> Numbers:
    own = 0.02 + 0.25 * np.argsort(np.argsort(firms.strong)) / len(firms.strong)
    return np.repeat(own[:, None], questions, axis=1)


def _both_ways(rng: np.random.Generator, firms: Firms, questions: int) -> Numbers:
    own = np.where(rng.random(len(firms.county)) < 0.5, 0.12, -0.12)
    return np.repeat(own[:, None], questions, axis=1)


def _each(own: Callable[[np.random.Generator, Firms], Numbers]) -> Mechanism:
    def likely(rng: np.random.Generator, firms: Firms, questions: int) -> Numbers:
        return np.repeat(own(rng, firms)[:, None], questions, axis=1)

    return likely


def _just_below(_: np.random.Generator, firms: Firms) -> Numbers:
    return np.where((firms.strong > 0.75) & (firms.strong < 1), 0.3, 0.02)


def _of_its_own(rng: np.random.Generator, firms: Firms) -> Numbers:
    return rng.beta(0.4, 3.6, len(firms.city))


def _by_city(rng: np.random.Generator, firms: Firms) -> Numbers:
    return np.clip(rng.normal(0, 0.12, int(firms.city.max()) + 1), -0.4, 0.4)[firms.city]


def _large_and_small(_: np.random.Generator, firms: Firms) -> Numbers:
    return np.where(firms.size >= 2, -0.15, 0.15)


def _questions_too_low(rng: np.random.Generator, firms: Firms, questions: int) -> Numbers:
    return -_questions(rng, firms, questions)


def _ticks(_: np.random.Generator, firms: Firms, questions: int) -> Numbers:
    return np.where(firms.ticked, 0.4, 0.01) * np.ones((len(firms.city), questions))


CHOSEN_BY: dict[str, Mechanism] = {
    "as predicted": _alike(0.10),
    "half as much": _alike(0.05),
    "twice as much": _alike(0.20),
    "three times as much": _alike(0.30),
    "none": _alike(0.0),
    "by county": _by_group(lambda firms: firms.county, 1.0),
    "by chain": _by_group(lambda firms: firms.chain, 1.0),
    "by size": _by_group(lambda firms: firms.size, 1.0),
    "three questions": _questions,
    "8 % of the firms": _few_firms,
    "against the prediction": _against,
    "too low (10 %)": _alike(-0.10),
    "too high and too low": _both_ways,
}
JUDGED_BY: dict[str, Mechanism] = {
    "just below the level": _each(_just_below),
    "a share of its own for each firm": _each(_of_its_own),
    "by city, up and down": _each(_by_city),
    "small too high, large too low": _each(_large_and_small),
    "three questions too low": _questions_too_low,
    "ticks alone": _ticks,
}


def reported_by(table: AnswerTable, questions: list[str], likely: Numbers, rng: np.random.Generator) -> AnswerTable:
    """The answers of a table put a step too high, or too low, with some likelihood each."""
    columns = dict(table.columns)
    for place, fact_id in enumerate(questions):
        column, fact = table.column(fact_id), table.bank.facts[fact_id]
        moved = (rng.random(len(table)) < np.abs(likely[:, place])) & (column.states == State.ANSWERED)
        up = likely[:, place] > 0
        values = column.values.copy()
        if isinstance(fact, ChoiceFact):
            step = np.clip(values.astype(int) + np.where(up, 1, -1), 0, len(fact.options) - 1)
            values[moved] = step[moved].astype(values.dtype)
        elif isinstance(fact, MultiFact):
            values[moved] = [
                _ticked(int(one), fact, more, rng) for one, more in zip(values[moved], up[moved], strict=True)
            ]
        columns[fact_id] = AnswerColumn(column.states, values)
    return AnswerTable(table.bank, table.ids, columns)


def _ticked(mask: int, fact: MultiFact, more: bool, rng: np.random.Generator) -> int:
    """One option more, or one less; the last option is none of them."""
    options = len(fact.options) - 1
    free = [i for i in range(options) if bool(mask >> i & 1) != more]
    if not free:
        return mask
    changed = (mask ^ 1 << int(rng.choice(free))) & ~(1 << options)
    return changed or 1 << options


@dataclass(frozen=True)
class Province:
    """Who reports the level and who stands there, and the predicted chance of each firm."""

    city: NDArray[np.int64]
    county: NDArray[np.int64]
    reported: Flags
    truth: Flags
    risk: Numbers


def provinces(
    mechanism: Mechanism, many: int, first: int, firms: int, level: int, source: Source = "modelled"
) -> Iterator[Province]:
    """So many provinces, numbered from ``first`` on."""
    advisor = default_advisor()
    for seed in range(first, first + many):
        yield _province(advisor, mechanism, seed, firms, level, source)


@lru_cache(maxsize=2 * PROVINCES)
def _firms(source: Source, firms: int, seed: int) -> AnswerTable:
    """The true answers of a province, the same for every mechanism."""
    if source == "modelled":
        return modelled_population().sample(firms, seed)
    main = default_advisor().main_on(settings.today())
    made = other_firms if source == "other" else firms_of_kinds
    return made(main.bank, main.facts, firms, seed)


def _province(advisor: Advisor, mechanism: Mechanism, seed: int, firms: int, level: int, source: Source) -> Province:
    rng = np.random.default_rng(seed)
    day = settings.today()
    truth = _firms(source, firms, seed)
    actual = advisor.reading(truth, day)
    framework = actual.main
    questions = [one for one in framework.facts if isinstance(truth.bank.facts[one], ChoiceFact | MultiFact)]
    stands = actual.scores[framework.spec.id]
    asked = next(one for one in framework.levels if one.level == level).thresholds
    needed = next(one.at_least for one in asked if one.node == framework.root)
    city = truth.column("city").values.astype(np.int64)
    known = Firms(
        city=city,
        county=city * 4 + rng.integers(0, 4, firms),
        chain=truth.column("chain").values.astype(np.int64),
        size=np.maximum(actual.sizes.codes, 0).astype(np.int64),
        strong=stands.item_low.sum(axis=0) / needed,
        ticked=np.array([isinstance(truth.bank.facts[one], MultiFact) for one in questions]),
    )
    likely = mechanism(rng, known, len(questions))
    reading = advisor.reading(reported_by(truth, questions, likely, rng), day)
    scores = reading.scores[framework.spec.id]
    at_odds = np.zeros(firms)
    for _, rows in reading.knowledge.contradicted:
        at_odds += rows
    risk = chance_of_correction(scores, level, np.minimum(REFUSED_SHARE * (1 + at_odds), 0.5))
    return Province(city, known.county, scores.level_low >= level, stands.level_low >= level, risk)


@dataclass(frozen=True)
class Judged:
    """Of the draws of a mechanism: how often the interval held the truth, its mean width, and both errors."""

    changed: float
    predicted: float
    covered: float
    width: float
    error: float
    at_random: float


def judged(
    mechanism: Mechanism,
    many: int,
    draws: int,
    visits: int = VISITS,
    first: int = FIRST,
    firms: int = FIRMS,
    level: int = LEVEL,
    source: Source = "modelled",
) -> Judged:
    """Draw and correct again and again."""
    held, width, error, at_random, changed, predicted = [], [], [], [], [], []
    for number, one in enumerate(provinces(mechanism, many, first, firms, level, source)):
        rng = np.random.default_rng(first + number)
        changed.append((one.reported != one.truth).mean())
        predicted.append(one.risk.mean())
        share = one.truth.mean()
        for draw in range(draws):
            drawn = whom_to_visit(one.risk, one.reported, one.city, visits, draw)
            found = corrected_share(drawn, one.reported, one.truth[drawn.firms], one.risk)
            held.append(found.low <= share <= found.high)
            width.append(found.high - found.low)
            error.append(found.corrected - share)
            at_random.append(one.truth[rng.choice(firms, visits, replace=False)].mean() - share)
    root = [float(np.sqrt(np.mean(np.square(some)))) for some in (error, at_random)]
    return Judged(*(float(np.mean(some)) for some in (changed, predicted, held, width)), *root)


def judged_by_area(
    mechanism: Mechanism, many: int, draws: int, visits: int, first: int, firms: int, source: Source, counties: bool
) -> tuple[int, float, float]:
    """How many intervals of single areas with visits enough there were, how many held the truth, and their width."""
    held, width = [], []
    for one in provinces(mechanism, many, first, firms, LEVEL, source):
        areas = one.county if counties else one.city
        for draw in range(draws):
            drawn = whom_to_visit(one.risk, one.reported, one.city, visits, draw)
            seen = np.bincount(areas[drawn.firms])
            for area in np.flatnonzero(seen >= AREA_VISITS):
                inside = areas == area
                found = corrected_share(drawn, one.reported, one.truth[drawn.firms], one.risk, inside)
                held.append(found.low <= one.truth[inside].mean() <= found.high)
                width.append(found.high - found.low)
    return len(held), float(np.mean(held)), float(np.mean(width))


SIZES: tuple[tuple[str, int, int, int], ...] = (
    ("500 firms, 40 visits", 500, 40, 2),
    ("2,000 firms, 120 visits", 2_000, 120, 2),
    ("level 3", 2_000, 60, 3),
)
"""What is tried beside, with the bias as predicted and with one of its own for each firm: firms, visits, level."""
AREAS: tuple[tuple[str, int, int, bool], ...] = (
    ("cities, 2,000 firms, 150 visits", 2_000, 150, False),
    ("counties, 5,000 firms, 400 visits", 5_000, 400, True),
)
"""Of which areas intervals are tried: firms, visits, and whether they are counties."""


def main(many: int = PROVINCES, draws: int = DRAWS, first: int = FIRST, *sources: Source) -> None:
    """Print the tables."""
    every = CHOSEN_BY | JUDGED_BY
    for source in sources or SOURCES:
        print(f"| bias ({source} firms) | changed | predicted | covered | width | error | of random |")
        print("|---|---|---|---|---|---|---|")
        for name, mechanism in every.items():
            _print(name, judged(mechanism, many, draws, first=first, source=source))
        for name, firms, visits, level in SIZES:
            for what in ("as predicted", "a share of its own for each firm"):
                found = judged(every[what], many, draws, visits, first, firms, level, source)
                _print(f"{name}, {what}", found)
        print("| areas | bias | intervals | covered | width |")
        print("|---|---|---|---|---|")
        for name, firms, visits, counties in AREAS:
            for what in ("as predicted", "by county", "a share of its own for each firm", "too high and too low"):
                lists = max(1, draws // 20)
                count, held, width = judged_by_area(
                    every[what], many, lists, visits, first + many, firms, source, counties
                )
                print(f"| {name} | {what} | {count:,} | {held:.1%} | {width:.3f} |", flush=True)


def _print(name: str, one: Judged) -> None:
    print(
        f"| {name} | {one.changed:.1%} | {one.predicted:.1%} | {one.covered:.1%} | {one.width:.3f} "
        f"| {one.error:.4f} | {one.error / one.at_random:.2f} |",
        flush=True,
    )


if __name__ == "__main__":
    numbers, named = sys.argv[1:4], sys.argv[4:]
    main(*map(int, numbers), *(one for one in SOURCES if one in named))
