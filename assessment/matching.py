"""Who can do it: a plan's needs against the resource pool, with hard conditions, printed reasons and a fair spread.

Hard conditions (category, chain, area, size, price, capacity) are never traded against anything. What passes is ranked
by a sum of declared merits, each printed as a reason; among equals, those shown less often come first.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assessment.content.facts import Identifier, Strict
from assessment.content.frameworks import Fidelity
from assessment.content.measures import Category, SizeClass
from assessment.content.providers import Offer, ProviderPool
from assessment.language import Label, label

MERITS = {"declared": 4.0, "own_chain": 2.0, "near": 1.5, "size": 1.0, "cases": 1.0, "price": 1.0, "several": 1.5}
PER_NEED = 3


@dataclass(frozen=True)
class Need:
    """What a plan asks of somebody else: a category, the measures in it, and the money foreseen (万元)."""

    category: Category
    measures: tuple[str, ...]
    titles: tuple[Label, ...]
    cost_low: float
    cost_high: float


@dataclass(frozen=True)
class Client:
    """The firm that looks for help; None where it has not said."""

    id: str
    city: str | None
    chain: str | None
    size: SizeClass | None


class Reason(Strict):
    """Why an offer ranks where it does; ``merit`` is what it adds."""

    text: Label
    merit: float


class Match(Strict):
    """One offer on the shortlist with its printed reasons."""

    offer: Identifier
    provider: str
    product: str
    price_low: float
    price_high: float
    cases: int
    interest: str | None
    merit: float
    reasons: tuple[Reason, ...]


class NeedMatches(Strict):
    """The offers for one need, best first; ``note`` says why there are none."""

    category: Category
    category_label: Label
    measures: tuple[Identifier, ...]
    titles: tuple[Label, ...]
    cost_low: float
    cost_high: float
    matches: tuple[Match, ...]
    note: Label | None


class Shortlist(Strict):
    """Who can carry out a plan; ``sample`` marks a pool of made-up rows."""

    pool_title: Label
    pool_version: str
    fidelity: Fidelity
    provenance: Label
    needs: tuple[NeedMatches, ...]
    neutrality: Label

    @property
    def sample(self) -> bool:
        """True while made-up rows stand in for a real pool."""
        return self.fidelity == "sample"


@dataclass
class Exposure:
    """How often each offer has been shown over a run of many firms, so that equals take turns."""

    shown: Counter[str] = field(default_factory=Counter)


def needs_of(steps: Iterable[tuple[str, Label, Category, float, float]]) -> list[Need]:
    """Group plan steps (measure, title, category, low and high cost) by category, in order of first use."""
    grouped: dict[Category, list[tuple[str, Label, float, float]]] = {}
    for measure, title, category, low, high in steps:
        grouped.setdefault(category, []).append((measure, title, low, high))
    return [
        Need(
            category,
            tuple(step[0] for step in group),
            tuple(step[1] for step in group),
            sum(step[2] for step in group),
            sum(step[3] for step in group),
        )
        for category, group in grouped.items()
    ]


def match(needs: Sequence[Need], client: Client, pool: ProviderPool, exposure: Exposure | None = None) -> Shortlist:
    """The shortlist of one firm; ``exposure`` is updated so that a batch spreads its attention."""
    wanted = {measure for need in needs for measure in need.measures}
    taken: Counter[str] = Counter()
    found = []
    for need in needs:
        matches = _best(need, client, pool, wanted, taken, exposure or Exposure())
        taken.update(m.provider for m in matches)
        if exposure is not None:
            exposure.shown.update(m.offer for m in matches)
        found.append(
            NeedMatches(
                category=need.category,
                category_label=pool.categories[need.category].label,
                measures=need.measures,
                titles=need.titles,
                cost_low=need.cost_low,
                cost_high=need.cost_high,
                matches=tuple(matches),
                note=None if matches else _why_none(need, client, pool),
            )
        )
    return Shortlist(
        pool_title=pool.file.title,
        pool_version=pool.version,
        fidelity=pool.file.fidelity,
        provenance=pool.file.provenance,
        needs=tuple(found),
        neutrality=label(
            "排序只看各家在资源池里申报的内容与本方案的吻合程度，不收费、不代表推荐其质量；请至少比较三家，并核实资质和案例。",
            "The order rests only on how well declared offers fit this plan. Nobody pays for a place, and nobody's "
            "quality is vouched for: compare at least three and check their credentials and cases.",
        ),
    )


def conditions(need: Need, client: Client, offer: Offer) -> list[str]:
    """The hard conditions the offer fails; empty when it may be shown. What a firm has not said excludes nobody."""
    failed = []
    if offer.category != need.category:
        failed.append("category")
    if offer.chains and client.chain and client.chain not in offer.chains:
        failed.append("chain")
    if offer.cities and client.city and client.city not in offer.cities:
        failed.append("city")
    if offer.sizes and client.size and client.size not in offer.sizes:
        failed.append("size")
    if offer.price_low > need.cost_high:
        failed.append("price")
    if offer.capacity < 1:
        failed.append("capacity")
    return failed


def merits(need: Need, client: Client, offer: Offer, wanted: set[str]) -> list[Reason]:
    """What speaks for an offer that passed the hard conditions, with the weight of each."""
    reasons = []

    def add(key: str, share: float, zh: str, en: str) -> None:
        reasons.append(Reason(text=label(zh, en), merit=round(MERITS[key] * share, 3)))

    declared = [m for m in need.measures if m in offer.measures]
    if declared:
        share = len(declared) / len(need.measures)
        add(
            "declared",
            share,
            f"申报能做本方案这一类 {len(need.measures)} 项中的 {len(declared)} 项",
            f"declares {len(declared)} of the {len(need.measures)} steps of this kind",
        )
    if client.chain and client.chain in offer.chains:
        add("own_chain", 1, "专做贵企业所在的产业链", "specialises in your industry chain")
    if client.city and client.city in offer.cities:
        add("near", 1, "服务范围点名包含贵企业所在地", "names your area among those it serves")
    if client.size and client.size in offer.sizes:
        add("size", 1, "面向贵企业这样规模的企业", "made for firms of your size")
    if offer.cases:
        add("cases", min(offer.cases, 20) / 20, f"已有 {offer.cases} 个完成的案例", f"{offer.cases} finished projects")
    if offer.price_high <= need.cost_high:
        add("price", 1, "申报价格在方案预计的费用之内", "its price lies within what the plan foresees")
    elsewhere = [m for m in offer.measures if m in wanted and m not in need.measures]
    if elsewhere:
        add(
            "several",
            min(len(elsewhere), 3) / 3,
            f"还能顺带做方案里另外 {len(elsewhere)} 项，少一家要对接",
            f"can also do {len(elsewhere)} other steps of the plan, so one contact fewer",
        )
    return sorted(reasons, key=lambda reason: -reason.merit)


def _best(
    need: Need, client: Client, pool: ProviderPool, wanted: set[str], taken: Counter[str], exposure: Exposure
) -> list[Match]:
    ranked = []
    for offer in pool.offers:
        if conditions(need, client, offer):
            continue
        reasons = merits(need, client, offer, wanted)
        total = sum(reason.merit for reason in reasons)
        # Ties go to whoever was shown less, relative to how many projects it can take; then to a draw by firm.
        load = exposure.shown[offer.id] / offer.capacity
        ranked.append((-total, load, _draw(client.id, offer.id), offer, reasons))
    ranked.sort(key=lambda entry: entry[:3])
    chosen: list[Match] = []
    providers: set[str] = set()
    for negative, _, _, offer, reasons in ranked:
        if offer.provider in providers or (taken[offer.provider] >= PER_NEED and len(ranked) > PER_NEED):
            continue
        providers.add(offer.provider)
        chosen.append(
            Match(
                offer=offer.id,
                provider=offer.provider,
                product=offer.product,
                price_low=offer.price_low,
                price_high=offer.price_high,
                cases=offer.cases,
                interest=offer.interest,
                merit=round(-negative, 3),
                reasons=tuple(reasons),
            )
        )
        if len(chosen) == PER_NEED:
            break
    return chosen


def _draw(client: str, offer: str) -> str:
    return hashlib.sha256(f"{client}\0{offer}".encode()).hexdigest()


def _why_none(need: Need, client: Client, pool: ProviderPool) -> Label:
    """Name the condition that excludes the offers of this category."""
    names = {
        "chain": label("产业链", "industry chain"),
        "city": label("服务地区", "area"),
        "size": label("企业规模", "firm size"),
        "price": label("价格", "price"),
        "capacity": label("承接能力", "capacity"),
    }
    failing = [conditions(need, client, offer) for offer in pool.offers if offer.category == need.category]
    if not failing:
        return label("资源池里还没有这一类服务商。", "The pool has no provider of this kind yet.")
    common = Counter(name for failed in failing for name in failed).most_common()
    return label(
        "资源池里有 {n} 家同类服务，但都不符合：{why}。", "The pool has {n} offers of this kind, but none fits: {why}."
    ).fill(
        n=len(failing),
        why=label(
            "、".join(names[c].zh for c, _ in common if c in names),
            ", ".join(names[c].en for c, _ in common if c in names),
        ),
    )
