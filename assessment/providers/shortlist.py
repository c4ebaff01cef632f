"""The shortlist of one firm, need by need."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assessment.content.measures import Category
from assessment.content.providers import Offer, ProviderPool
from assessment.language import Label, label, listed
from assessment.providers.conditions import CONDITIONS, conditions, extent, merits, titles
from assessment.providers.needs import Client, Need, NeededStep
from assessment.providers.picking import BAND, PER_NEED, Candidate, pick
from assessment.providers.shortlist_results import Match, NeedMatches, Shortlist
from assessment.providers.vetting import vetting

NEUTRALITY = label(
    "排序只看各家在资源池里申报的内容与本方案的吻合程度；相差不到半分的轮流出现。没有谁付费排前，也不担保谁的质量："
    "请至少比较三家，并核实资质和案例。",
    "The order rests only on how well declared offers fit this plan; those within half a point take turns. Nobody pays "
    "for a place, and nobody's quality is vouched for: compare at least three and check their credentials and cases.",
)

ASKS = (
    label(
        "给几家和我们差不多的厂做过？能带我们去看一家吗？",
        "For how many firms like ours have you done this, and may we visit one?",
    ),
    label(
        "报价里包不包括安装、培训和第一年的使用费？以后每年要付多少？",
        "Does the price include installation, training and the first year of use, and what is due each year after?",
    ),
    label("厂里要出几个人、停几天工？", "How many of our people does it take, and for how many days must work stop?"),
    label(
        "数据归谁？不合作了，数据能全部拿走吗？",
        "Whose are the data, and can we take all of them along when the contract ends?",
    ),
    label("做到什么样算验收？做不到怎么办？", "When does it count as done, and what happens if it is not?"),
)
NO_NAMES = label(
    "系统里还只有示例名单，所以不列名字；可以向所在地的数字化转型促进中心要名单，先比三家。",
    "Only a made-up list is loaded, so no names are shown. Ask your transformation promotion centre for its list, and "
    "compare three.",
)
NOBODY = label("资源池里没有服务商申报能做：{t}。", "Nobody in the pool declares: {t}.")
FAILING = label(
    "资源池里能做这些的，产业链、地区、规模、价格或承接能力不合适：{t}。",
    "Those in the pool who do these are not for this chain, area, size or price, or take no more work: {t}.",
)
ONE_MORE = label("这些要在三家之外再找一家：{t}。", "These take one provider more than the three: {t}.")


@dataclass
class Exposure:
    """How often each offer has been shown over a run of many firms, so that near equals take turns."""

    shown: Counter[str] = field(default_factory=Counter)


def match(
    needs: Sequence[Need],
    client: Client,
    pool: ProviderPool,
    exposure: Exposure | None = None,
    band: float = BAND,
    on: datetime.date | None = None,
) -> Shortlist:
    """The shortlist of one firm; ``exposure`` is updated so that a batch spreads its attention.

    Merits are compared in steps of ``band``: 0.001 would compare them as printed. ``on`` is the day as of which checks
    count, by default that of the pool.
    """
    exposure = exposure or Exposure()
    passing = {
        need.category: [offer for offer in pool.of_category(need.category) if not conditions(need, client, offer)]
        for need in needs
    }
    elsewhere = _steps_by_provider(needs, passing)
    listed_for: Counter[str] = Counter()
    found = []
    for need in needs:
        candidates = []
        for offer in passing[need.category]:
            others = sum(n for category, n in elsewhere[offer.provider].items() if category != need.category)
            reasons = tuple(merits(need, client, offer, others))
            merit = round(sum(reason.merit for reason in reasons), 3)
            rank = (
                int(listed_for[offer.provider] >= PER_NEED),  # a provider shown for three needs lets others go first
                -int(round(merit * 1000) // round(band * 1000)),
                exposure.shown[offer.id] / offer.capacity,
                _draw(client.id, offer.id),
            )
            candidates.append(Candidate(offer, _mask(need, offer), merit, reasons, rank))
        chosen = pick(candidates)
        listed_for.update(candidate.offer.provider for candidate in chosen)
        exposure.shown.update(candidate.offer.id for candidate in chosen)
        found.append(_told(need, client, pool, chosen, elsewhere, on or pool.file.date))
    return Shortlist(
        pool_title=pool.file.title,
        pool_version=pool.version,
        fidelity=pool.file.fidelity,
        provenance=pool.file.provenance,
        needs=tuple(found),
        neutrality=NEUTRALITY,
        asks=ASKS,
    )


def without_names(shortlist: Shortlist) -> Shortlist:
    """The kinds of help and what to ask, without the providers: made-up names help no real firm."""
    needs = [need.model_copy(update={"matches": (), "uncovered": (), "note": None}) for need in shortlist.needs]
    return shortlist.model_copy(update={"needs": tuple(needs), "names_left_out": NO_NAMES})


def _steps_by_provider(needs: Sequence[Need], passing: Mapping[Category, list[Offer]]) -> dict[str, Counter[str]]:
    """How many steps of each category each provider can do for this firm with some offer."""
    steps: dict[str, dict[str, set[str]]] = {}
    for need in needs:
        for offer in passing[need.category]:
            done = steps.setdefault(offer.provider, {}).setdefault(need.category, set())
            done.update(step.measure for step in need.part_of(offer))
    return {provider: Counter({c: len(done) for c, done in of.items()}) for provider, of in steps.items()}


def _mask(need: Need, offer: Offer) -> int:
    return sum(1 << i for i, step in enumerate(need.steps) if step.measure in offer.measures)


def _draw(client: str, offer: str) -> int:
    """A number that looks random yet is the same on every run: the last tie-breaker."""
    return int.from_bytes(hashlib.sha256(f"{client}\0{offer}".encode()).digest()[:6])


def _told(
    need: Need,
    client: Client,
    pool: ProviderPool,
    chosen: Sequence[Candidate],
    elsewhere: dict[str, Counter[str]],
    on: datetime.date,
) -> NeedMatches:
    covered = {step.measure for c in chosen for step in need.part_of(c.offer)}
    return NeedMatches(
        category=need.category,
        category_label=pool.categories[need.category].label,
        meaning=pool.categories[need.category].meaning,
        measures=need.measures,
        titles=tuple(step.title for step in need.steps),
        cost_low=need.cost_low,
        cost_high=need.cost_high,
        matches=tuple(
            Match(
                offer=c.offer.id,
                provider=c.offer.provider,
                product=c.offer.product,
                price_low=c.offer.price_low,
                price_high=c.offer.price_high,
                cases=c.offer.cases,
                does=tuple(step.measure for step in need.part_of(c.offer)),
                extent=extent(need, c.offer),
                interest=_interest(need, c.offer, elsewhere[c.offer.provider]),
                vetting=tuple(vetting(c.offer, on)),
                record=pool.records.get(c.offer.provider),
                merit=c.merit,
                reasons=c.reasons,
            )
            for c in chosen
        ),
        uncovered=tuple(measure for measure in need.measures if measure not in covered),
        note=_why_uncovered(need, client, pool, covered) if chosen else _why_none(need, client, pool),
    )


def _interest(need: Need, offer: Offer, elsewhere: Counter[str]) -> Label | None:
    """The tie that was declared, and the one that shows by itself: who diagnoses and also sells to the same plan."""
    told = []
    if offer.interest:
        told.append(label(f"申报的利益关联：{offer.interest}。", f"Declared tie: {offer.interest}."))
    sells = [category for category, steps in elsewhere.items() if category != need.category and steps]
    if need.category == "consulting_diagnosis" and sells:
        told.append(
            label(
                "这一家既做诊断又卖本方案里的其他产品，它的诊断请另找一家核对。",
                "It diagnoses and also sells other parts of this plan: have its diagnosis checked by somebody else.",
            )
        )
    return listed(told, "", " ") if told else None


def _why_none(need: Need, client: Client, pool: ProviderPool) -> Label:
    """Name the conditions that exclude the offers of this category, the most frequent first."""
    failing = [conditions(need, client, offer) for offer in pool.of_category(need.category)]
    if not failing:
        return label("资源池里还没有这一类服务商。", "The pool has no provider of this kind yet.")
    counts = Counter(name for failed in failing for name in failed)
    counted = sorted(((name, counts[name]) for name in CONDITIONS if counts[name]), key=lambda entry: -entry[1])
    return label(
        "资源池里有 {n} 个这一类的产品，但都不符合：{why}。",
        "The pool has {n} offers of this kind, but none fits: {why}.",
    ).fill(
        n=len(failing),
        why=listed(
            [label("{name}（{n} 个）", "{name} ({n})").fill(name=CONDITIONS[name], n=n) for name, n in counted],
        ),
    )


def _why_uncovered(need: Need, client: Client, pool: ProviderPool, covered: set[str]) -> Label | None:
    """Which steps no offer shown declares: nobody does, those who do fail a condition, or it takes a fourth."""
    told = []
    for why, steps in _uncovered(need, client, pool, covered).items():
        told.append(why.fill(t=titles(steps)))
    return listed(told, "", " ") if told else None


def _uncovered(need: Need, client: Client, pool: ProviderPool, covered: set[str]) -> dict[Label, list[NeededStep]]:
    grouped: dict[Label, list[NeededStep]] = {}
    for step in need.steps:
        if step.measure not in covered:
            doing = [offer for offer in pool.of_category(need.category) if step.measure in offer.measures]
            failing = [conditions(need, client, offer) for offer in doing]
            if not doing:
                why = NOBODY
            elif all(failing):
                why = FAILING
            else:
                why = ONE_MORE
            grouped.setdefault(why, []).append(step)
    return grouped
