"""What stays open after the invitations, step by step, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assessment.language import Label, label, listed
from assessment.providers.conditions import CONDITIONS, conditions
from assessment.providers.demand import Market, Pair
from assessment.providers.matchmaking_results import Unmet, Why

_NOBODY = label("资源池里没有服务商申报能做。", "Nobody in the pool declares it.")
_CONDITIONS = label(
    "资源池里能做的有 {n} 个产品，但都不符合：{why}。", "The pool has {n} offers that do it, but none fits: {why}."
)
_FULL = label(
    "合适的 {n} 个产品，申报的承接能力都已排满。", "The {n} offers that fit have no capacity left as declared."
)
_LIMIT = label(
    "已邀约 {n} 家，这一项还要再多找一家。", "{n} are invited already; this step would take one provider more."
)
_UNPROVEN = label(
    "有 {n} 个产品合适，但这一类没能证明怎样安排最好，所以没有邀约。",
    "{n} offers fit, but no arrangement of this category could be proven to be the best, so nobody is invited.",
)


def still_open(market: Market, i: int, invited: Sequence[Pair], used: Counter[str] | None) -> list[Unmet]:
    """The steps of a need that nobody is invited for; ``used`` is None in a category that was not settled."""
    firm, need = market.firms[i], market.needs[i]
    left = []
    for k, step in enumerate(need.steps):
        if not any(pair.does >> k & 1 for pair in invited):
            why, reason = _why(market, i, step.measure, len(invited), used)
            left.append(
                Unmet(
                    firm=firm.client.id,
                    firm_name=firm.name,
                    city=firm.client.city,
                    chain=firm.client.chain,
                    category=need.category,
                    step=step.measure,
                    title=step.title,
                    why=why,
                    reason=reason,
                )
            )
    return left


def _why(market: Market, i: int, measure: str, invited: int, used: Counter[str] | None) -> tuple[Why, Label]:
    """Why nobody is invited for a step: nobody does it, a condition, no proof, no capacity, or no place left."""
    doing = [offer for offer in market.offers if not offer.measures or measure in offer.measures]
    if not doing:
        return "nobody", _NOBODY
    failing = [conditions(market.needs[i], market.firms[i].client, offer) for offer in doing]
    fitting = [offer for offer, failed in zip(doing, failing, strict=True) if not failed]
    if not fitting:
        counts = Counter(name for failed in failing for name in failed)
        names = sorted(counts, key=lambda name: (-counts[name], list(CONDITIONS).index(name)))
        return "conditions", _CONDITIONS.fill(n=len(doing), why=listed([CONDITIONS[name] for name in names]))
    if used is None:
        return "unproven", _UNPROVEN.fill(n=len(fitting))
    if any(used[offer.id] < offer.capacity for offer in fitting):
        return "limit", _LIMIT.fill(n=invited)
    return "full", _FULL.fill(n=len(fitting))
