"""How well matching ranks, covers and spreads, against a plain filter-and-sort and against random.

``python -m benchmarks matching`` prints the table; ``--write`` puts it into docs/matching-evaluation.md.
Firms are modelled, their plans are real ones (the cheapest proven path to the next level). Relevance is judged from
what offers declare, since no published judgement of providers exists: it measures whether a list respects declared
fit, and says nothing about anybody's quality.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from assessment.advisory import planning_size
from assessment.answers import State
from assessment.content.library import load_bank, load_frameworks
from assessment.content.measures import Category, MeasureBook, load_measures
from assessment.content.providers import Offer, PoolFile, ProviderPool, load_pool
from assessment.content.size_classes import load_size_rules
from assessment.knowledge import classify
from assessment.planning import outlines
from assessment.population import modelled_population
from assessment.providers import Client, Exposure, Need, conditions, match, needs_of_measures
from assessment.scoring import Framework
from assessment.settings import content_root

FIRMS, SEED = 2_000, 20261123
SHOWN = 3
DOCUMENT = content_root() / "docs" / "matching-evaluation.md"


class Firm(NamedTuple):
    """A modelled firm and what its plan asks of others."""

    client: Client
    needs: list[Need]


# One list of offers for each need of a firm.
Method = Callable[[Firm, ProviderPool], list[list[Offer]]]


def modelled_firms(n: int, seed: int, book: MeasureBook) -> list[Firm]:
    """Firms of the reference population with the needs of their cheapest plans; those that need nobody left out."""
    root = content_root()
    bank = load_bank(root)
    [source] = [f for f in load_frameworks(root).values() if f.spec.id == "miit"]
    table = modelled_population().sample(n, seed)
    sizes = classify(table, load_size_rules(root, bank))
    classes = [planning_size(sizes.of(row)) for row in range(n)]
    firms = []
    for outline in outlines(Framework(source.spec, bank, source.source.where), table, book, classes):
        said = {key: table.answer(outline.row, key) for key in ("city", "chain")}
        city, chain = (str(a.value) if a.state is State.ANSWERED else None for a in said.values())
        size = classes[outline.row]
        if needs := needs_of_measures(outline.measures, book, size):
            firms.append(Firm(Client(outline.firm, city, chain, size), needs))
    return firms


def modelled_pool(shipped: ProviderPool, book: MeasureBook, offers: int, seed: int) -> ProviderPool:
    """A larger made-up pool: many providers, most doing a part, a third each bound to chains, areas or sizes."""
    chance = random.Random(seed)
    measures: dict[Category, list[str]] = {}
    for measure in book.measures.values():
        measures.setdefault(measure.category, []).append(measure.id)
    chains = sorted({c for o in shipped.offers for c in o.chains})
    cities = sorted({c for o in shipped.offers for c in o.cities})

    def some(values: Sequence[Any], most: int) -> tuple[Any, ...]:
        return tuple(chance.sample(values, chance.randint(1, most))) if chance.random() < 1 / 3 else ()

    made = []
    for number in range(1, offers + 1):
        category = chance.choice(list(measures))
        does = measures[category]
        low = round(chance.uniform(0, 5), 1)
        made.append(
            Offer(
                id=f"offer_{number}",
                provider=f"示例服务商{chance.randint(1, offers // 3)}",
                product=f"示例产品{number}",
                category=category,
                measures=tuple(chance.sample(does, chance.randint(1, len(does)))),
                chains=some(chains, 3),
                cities=some(cities, 6),
                sizes=some(("micro", "small", "medium"), 2),
                price_low=low,
                price_high=round(low + chance.uniform(0, 60), 1),
                capacity=chance.choice((5, 10, 20, 40)),
                cases=chance.choice((0, 2, 5, 10, 20, 40)),
            )
        )
    file = PoolFile(**(shipped.file.model_dump() | {"offers": made}))
    return ProviderPool(file, shipped.categories.values())


def grade(need: Need, client: Client, offer: Offer) -> int:
    """Declared fit from 0 to 6: up to three for the share of the steps, one each for own chain, area and size."""
    share = len(need.part_of(offer)) / len(need.steps)
    if not share or conditions(need, client, offer):
        return 0
    fits = (client.chain in offer.chains, client.city in offer.cities, client.size in offer.sizes)
    return math.ceil(3 * share) + sum(fits)


def ndcg(grades: Sequence[int], ideal: Sequence[int]) -> float:
    """Normalised discounted cumulative gain of the first three (gain 2^grade - 1); ``ideal`` must hold one above 0.

    Järvelin and Kekäläinen 2002, with the exponential gain of Burges et al. 2005.
    """

    def gain(found: Sequence[int]) -> float:
        return sum((2**g - 1) / math.log2(place + 2) for place, g in enumerate(found[:SHOWN]))

    return gain(grades) / gain(sorted(ideal, reverse=True))


def gini(counts: Sequence[float]) -> float:
    """How unequally something is spread: 0 when all have the same, towards 1 when one has all."""
    ordered = np.sort(np.asarray(counts, float))
    if not ordered.sum():
        return 0.0
    places = np.arange(1, len(ordered) + 1)
    return float((2 * places - len(ordered) - 1) @ ordered / (len(ordered) * ordered.sum()))


def ours(band: float) -> Method:
    """Our matching with merits compared in steps of ``band``, over one run of all firms."""
    exposure = Exposure()

    def run(firm: Firm, pool: ProviderPool) -> list[list[Offer]]:
        by_id = {offer.id: offer for offer in pool.offers}
        told = match(firm.needs, firm.client, pool, exposure, band)
        return [[by_id[m.offer] for m in found.matches] for found in told.needs]

    return run


def by_price(firm: Firm, pool: ProviderPool) -> list[list[Offer]]:
    """The plain way: drop what fails a hard condition, sort the rest by price."""
    return [
        sorted(_passing(need, firm.client, pool), key=lambda o: (o.price_low, o.price_high, o.id))[:SHOWN]
        for need in firm.needs
    ]


def drawn(seed: int, held: bool) -> Method:
    """Three at random, of those that pass the hard conditions (``held``) or of the whole category."""
    chance = random.Random(seed)

    def run(firm: Firm, pool: ProviderPool) -> list[list[Offer]]:
        found = []
        for need in firm.needs:
            offers = _passing(need, firm.client, pool) if held else list(pool.of_category(need.category))
            found.append(chance.sample(offers, min(SHOWN, len(offers))))
        return found

    return run


def _passing(need: Need, client: Client, pool: ProviderPool) -> list[Offer]:
    return [offer for offer in pool.of_category(need.category) if not conditions(need, client, offer)]


@dataclass(frozen=True)
class Result:
    """Means over all needs that some offer fits; shares from 0 to 1.

    ``gini`` is over how often each offer was shown, ``gini_of_chances`` over that divided by how often it could have
    been: the second leaves out that some kinds of service are asked for more than others.
    """

    ndcg: float
    steps: float
    broken: float
    same_provider: float
    gini: float
    gini_of_chances: float
    never: float
    milliseconds: float


def evaluate(method: Method, firms: Sequence[Firm], pool: ProviderPool) -> Result:
    """Run a method over all firms."""
    gains, covered, broken, same, spent = [], [], [], [], 0.0
    shown: Counter[str] = Counter()
    chances: Counter[str] = Counter()
    for firm in firms:
        start = time.perf_counter()
        lists = method(firm, pool)
        spent += time.perf_counter() - start
        for need, offers in zip(firm.needs, lists, strict=True):
            passing = _passing(need, firm.client, pool)
            chances.update(offer.id for offer in passing)
            shown.update(offer.id for offer in offers)
            broken += [bool(conditions(need, firm.client, offer)) for offer in offers]
            same.append(len({offer.provider for offer in offers}) < len(offers))
            ideal = [grade(need, firm.client, offer) for offer in passing]
            if any(ideal):
                gains.append(ndcg([grade(need, firm.client, offer) for offer in offers], ideal))
                able = {step.measure for offer in passing for step in need.part_of(offer)}
                done = {s.measure for o in offers if not conditions(need, firm.client, o) for s in need.part_of(o)}
                covered.append(len(done) / len(able))
    counts = [shown[name] for name in chances]
    return Result(
        ndcg=float(np.mean(gains)),
        steps=float(np.mean(covered)),
        broken=float(np.mean(broken)),
        same_provider=float(np.mean(same)),
        gini=gini(counts),
        gini_of_chances=gini([shown[name] / n for name, n in chances.items()]),
        never=counts.count(0) / len(counts),
        milliseconds=1000 * spent / len(firms),
    )


METHODS: dict[str, Callable[[], Method]] = {
    "this matching (near equals within 0.5)": lambda: ours(0.5),
    "the same, merits as printed": lambda: ours(0.001),
    "the same, near equals within 1": lambda: ours(1.0),
    "the same, near equals within 2": lambda: ours(2.0),
    "filter, then sort by price": lambda: by_price,
    "random of those that pass the filter": lambda: drawn(SEED, held=True),
    "random of the category": lambda: drawn(SEED, held=False),
}
HEAD = (
    "| {pool} | NDCG@3 | steps covered | conditions broken | provider twice | Gini | Gini of chances | never shown | "
    "ms a firm |"
)


def table(firms: Sequence[Firm], pools: dict[str, ProviderPool]) -> str:
    """The results as Markdown, one block a pool."""
    needs = [need for firm in firms for need in firm.needs]
    steps = sum(len(need.steps) for need in needs)
    lines = [f"{len(firms):,} modelled firms with {len(needs):,} needs of {steps:,} steps in all.", ""]
    for name, pool in pools.items():
        lines += [HEAD.format(pool=name), "|---" + "|---:" * 8 + "|"]
        for title, make in METHODS.items():
            r = evaluate(make(), firms, pool)
            lines.append(
                f"| {title} | {r.ndcg:.3f} | {r.steps:.1%} | {r.broken:.1%} | {r.same_provider:.1%} | {r.gini:.2f} | "
                f"{r.gini_of_chances:.2f} | {r.never:.0%} | {r.milliseconds:.2f} |"
            )
        lines.append("")
    return "\n".join(lines).rstrip()


def main(arguments: Sequence[str] | None = None) -> None:
    """Evaluate and print; with ``--write`` also put the table into the document."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks matching", description=__doc__.splitlines()[0])
    parser.add_argument("--firms", type=int, default=FIRMS)
    parser.add_argument("--write", action="store_true", help=f"put the table into {DOCUMENT.name}")
    options = parser.parse_args(arguments)
    root = content_root()
    book = load_measures(root, load_bank(root))
    shipped = load_pool(root, load_bank(root), book.measures)
    firms = modelled_firms(options.firms, SEED, book)
    pools = {
        f"shipped sample pool, {len(shipped.offers)} offers": shipped,
        "modelled pool, 600 offers": modelled_pool(shipped, book, 600, SEED),
    }
    found = table(firms, pools)
    print(found)
    if options.write:
        text = DOCUMENT.read_text(encoding="utf-8")
        between = re.compile(r"(?<=<!-- table -->\n).*?(?=\n<!-- end of table -->)", re.DOTALL)
        DOCUMENT.write_text(between.sub(lambda _: found, text), encoding="utf-8")


if __name__ == "__main__":
    main()
