"""How long a million firms take to be placed among the types and compared, against the bare products and searches."""

from __future__ import annotations

import datetime
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from sklearn.cluster import KMeans

from assessment.advisory import MAIN_FRAMEWORK, Advisor, default_advisor
from assessment.answers import AnswerColumn, AnswerTable, State
from assessment.archetypes import Features, feature_table, place
from assessment.archetypes.estimator import ArchetypeClustering
from assessment.archetypes.geometry import Floats, Geometry
from assessment.benchmarks import compare
from assessment.content.benchmarks import OwnChoice, OwnRatio
from assessment.knowledge import classify
from assessment.peers import Cells, Peers, RealFirms
from assessment.peers.reference import reference_nodes
from assessment.population import modelled_population
from assessment.scoring import Scores, score
from benchmarks.speed.firms import GAPS
from benchmarks.speed.measuring import Time, best_of

GROWTH = (10_000, 100_000, 1_000_000)
DRAWN, REAL, TRAINED = 20_000, 10_000, 100_000
ON = datetime.date(2026, 11, 23)
MAIN_EDITION = "miit@2024"
BLOCK = 1 << 12
RUNS = 5


@dataclass(frozen=True)
class Many:
    """Many firms, read and scored: what placing and comparing begin with."""

    advisor: Advisor
    table: AnswerTable
    scores: Scores
    features: Features
    cells: Cells

    @classmethod
    def of(cls, n: int, gaps: float) -> Many:
        """``n`` firms drawn with repetition from modelled ones, each answer missing with probability ``gaps``."""
        advisor, rng = default_advisor(), np.random.default_rng(n)
        drawn = modelled_population().sample(DRAWN, 1)
        rows = rng.integers(0, DRAWN, n)
        columns = {}
        for fact, column in drawn.columns.items():
            states = np.where(rng.random(n) < gaps, np.uint8(State.UNANSWERED), column.states[rows])
            columns[fact] = AnswerColumn(states, column.values[rows])
        table = AnswerTable(advisor.bank, range(n), columns)
        scores = score(advisor.frameworks_on(ON)[MAIN_FRAMEWORK], table)
        features = feature_table(advisor.archetypes[MAIN_EDITION].spec, table, scores)
        return cls(advisor, table, scores, features, Cells.of(table, classify(table, advisor.size_rules)))

    def peers(self, real: int = 0) -> Peers:
        """The modelled reference, with so many firms that stand for real ones."""
        firms = RealFirms(modelled_population().sample(real, 9), ()) if real else None
        return Peers.of(self.advisor.references[MAIN_EDITION], self.scores.framework, 10, firms)


def tables() -> str:
    """The parts against their bare work, the growth, the memory and the training."""
    return "\n\n".join([_parts(), _growth(), _memory(), _training()])


# -- the bare work ------------------------------------------------------------------------------------------------


def bare_placing(geometry: Geometry, features: Floats) -> tuple[Floats, Floats]:
    """The two products that types and distances of complete firms rest on, as one writes them."""
    weights, constant = _weights(geometry)
    return features @ weights + constant, (features * features) @ (1 / geometry.scale**2)


def blocked_placing(geometry: Geometry, features: Floats) -> None:
    """The same in blocks that stay in the cache, into memory that is there already; nothing is kept."""
    weights, constant = _weights(geometry)
    squares = 1 / geometry.scale**2
    out = np.empty((BLOCK, weights.shape[1]))
    for start in range(0, len(features), BLOCK):
        some = features[start : start + BLOCK]
        near = np.matmul(some, weights, out=out[: len(some)])
        near += constant
        (some * some) @ squares


def bare_partial_placing(geometry: Geometry, features: Features) -> Floats:
    """The products for firms with missing answers: midpoints and squares, both weighted by what is known."""
    z, known = geometry.standardised(features.middle), features.known
    return np.asarray(2 * (known * z) @ geometry.centres.T - known @ (geometry.centres**2).T)


def _weights(geometry: Geometry) -> tuple[Floats, Floats]:
    weights = 2 * geometry.centres.T / geometry.scale[:, None]
    return weights, -(geometry.centres**2).sum(axis=1) - geometry.mean @ weights


def bare_searches(many: Many, peers: Peers) -> Callable[[], None]:
    """Two searches for each firm and figure in each sorted list that it is compared with; lists and groups ready."""
    work = []
    for node in reference_nodes(many.scores.framework):
        low, high = many.scores.points(node)
        for mixture, rows in peers.mixtures(many.cells, node):
            values = low[rows][low[rows] == high[rows]]
            work += [(ordered, values) for ordered in (mixture.modelled, *mixture.rings)]

    def search() -> None:
        for ordered, values in work:
            np.searchsorted(ordered, values, "left")
            np.searchsorted(ordered, values, "right")

    return search


def bare_rates(many: Many) -> Callable[[], None]:
    """One division for a rate and one look-up for a share, over figures that are there already; one end, no gaps."""
    rates, shares = [], []
    columns = many.table.columns
    for indicator in many.advisor.benchmarks.indicators.values():
        if isinstance(indicator.own, OwnRatio):
            parts = [columns[fact].values.astype(float) for fact in indicator.own.numerator]
            rates.append((sum(parts[1:], parts[0]), columns[indicator.own.denominator].values.astype(float)))
        elif isinstance(indicator.own, OwnChoice):
            shares.append((np.arange(16, dtype=np.int8), columns[indicator.own.fact].values))

    def divide() -> None:
        with np.errstate(all="ignore"):
            for part, whole in rates:
                np.minimum(part / whole, 1) * 100
        for table, codes in shares:
            table[codes]

    return divide


# -- the tables ---------------------------------------------------------------------------------------------------


def _parts() -> str:
    n = GROWTH[-1]
    lines = [
        f"| {n:,} 家 / firms | 处理器 / processor s | 裸运算 / bare s | 倍数 / times bare |",
        "|---|---:|---:|---:|",
    ]

    def line(name: str, ours: Time, bare: Time) -> tuple[float, float]:
        ratio = ours.processor / bare.processor
        lines.append(f"| {name} | {ours.processor:.3f} | {bare.processor:.3f} | {ratio:.2f} |")
        return ours.processor, bare.processor

    many = Many.of(n, 0.0)
    geometry, low = many.advisor.archetypes[MAIN_EDITION].geometry, many.features.low
    ours = best_of(partial(place, many.advisor.archetypes[MAIN_EDITION], many.features), RUNS)
    whole = [line("归类，答全 / placing, complete", ours, best_of(partial(bare_placing, geometry, low), RUNS))]
    whole.append(_compared(line, many, many.peers(), "与模拟参照比 / among modelled peers"))
    published = best_of(partial(compare, many.table, many.advisor.benchmarks, ON), RUNS)
    whole.append(line("与公布值比 / against published values", published, best_of(bare_rates(many), RUNS)))
    total, bare = (sum(times) for times in zip(*whole, strict=True))
    lines.append(
        f"| **归类并比较 / placing and comparing** | **{total:.3f}** | **{bare:.3f}** | **{total / bare:.2f}** |"
    )
    blocked = best_of(partial(blocked_placing, geometry, low), RUNS)
    line("归类，对分块的裸运算 / placing, against blocked products", ours, blocked)
    _compared(line, many, many.peers(REAL), f"与 {REAL:,} 家同行比 / among {REAL:,} firms as real peers")
    del many
    gappy = Many.of(n, GAPS)
    line(
        f"归类，每题缺 {GAPS:.0%} / placing, {GAPS:.0%} of answers missing",
        best_of(partial(place, gappy.advisor.archetypes[MAIN_EDITION], gappy.features), RUNS),
        best_of(partial(bare_partial_placing, geometry, gappy.features), RUNS),
    )
    return "\n".join(lines)


def _compared(
    line: Callable[[str, Time, Time], tuple[float, float]], many: Many, peers: Peers, name: str
) -> tuple[float, float]:
    return line(name, best_of(partial(_places, many, peers), RUNS), best_of(bare_searches(many, peers), RUNS))


def _places(many: Many, peers: Peers) -> None:
    for node in reference_nodes(many.scores.framework):
        peers.places(many.scores, many.cells, node)


def _growth() -> str:
    lines = [
        "| 家数 / firms | 归类 / placing ns a firm | 与模拟参照比 / among modelled peers ns a firm |",
        "|---:|---:|---:|",
    ]
    for n in GROWTH:
        many = Many.of(n, 0.0)
        placed = best_of(partial(place, many.advisor.archetypes[MAIN_EDITION], many.features), RUNS).processor
        compared = best_of(partial(_places, many, many.peers()), RUNS).processor
        lines.append(f"| {n:,} | {placed / n * 1e9:.0f} | {compared / n * 1e9:.0f} |")
    return "\n".join(lines)


def _memory() -> str:
    many = Many.of(GROWTH[-1], 0.0)
    peers = many.peers()
    features = (many.features.low.nbytes + many.features.high.nbytes) / 2**20
    added = []
    for job in (
        partial(place, many.advisor.archetypes[MAIN_EDITION], many.features),
        partial(_places, many, peers),
        partial(compare, many.table, many.advisor.benchmarks, ON),
    ):
        tracemalloc.start()
        job()
        added.append(tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()
    return (
        f"内存 / memory（{GROWTH[-1]:,} 家 / firms）：特征 / features {features:,.0f} MB；另需至多 / at most besides: "
        f"归类 / placing {added[0]:,.0f} MB，与模拟参照比 / among peers {added[1]:,.0f} MB，"
        f"与公布值比 / against published values {added[2]:,.0f} MB。"
    )


def _training() -> str:
    advisor = default_advisor()
    values, types = Many.of(TRAINED, 0.0).features.low, len(advisor.archetypes[MAIN_EDITION].artefact.types)
    z = (values - values.mean(axis=0)) / values.std(axis=0)
    ours = best_of(lambda: ArchetypeClustering(types, random_state=1).fit(values), 3).processor
    plain = best_of(lambda: KMeans(types, n_init=10, random_state=1).fit(z), 3).processor
    return (
        f"训练 / training（{TRAINED:,} 家，{types} 类，各 10 次起步 / firms, types, 10 starts each）："
        f"本系统 / ours {ours:.2f} s，scikit-learn `KMeans` {plain:.2f} s，倍数 / ratio {ours / plain:.2f}。"
    )
