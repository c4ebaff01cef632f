"""The demand side: firms with their needs, and which offers are open to each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessment.content.measures import Category
from assessment.content.providers import Offer, ProviderPool
from assessment.planning import Outline
from assessment.providers.assigning import Pairing, Puzzle
from assessment.providers.conditions import conditions, merits
from assessment.providers.needs import Client, Need
from assessment.providers.shortlist_results import Reason


@dataclass(frozen=True)
class FirmNeeds:
    """A firm by the name a centre knows it by, and what its plan asks of others (one need a category).

    ``plan`` is the outline of the plan that the needs come from; ``later`` is how many of its steps its hands cannot
    begin soon, and nobody is asked for yet.
    """

    client: Client
    name: str
    needs: tuple[Need, ...]
    plan: Outline | None = None
    later: int = 0


class Pair(NamedTuple):
    """An offer that is open to a firm's need: every hard condition holds.

    ``does`` is the set of steps it may be asked for, as a bit mask: those it declares, or all of them when it has
    declared no list (``declared`` is false then).
    """

    need: int
    offer: Offer
    does: int
    declared: bool
    merit: int  # in thousandths
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Market:
    """One category: the needs of all firms, and every pair of a need and an offer open to it."""

    category: Category
    firms: Sequence[FirmNeeds]
    needs: Sequence[Need]
    offers: Sequence[Offer]
    pairs: Sequence[Pair]

    def puzzle(self) -> Puzzle:
        """The same in numbers."""
        at = {offer.id: i for i, offer in enumerate(self.offers)}
        providers = {name: i for i, name in enumerate(dict.fromkeys(offer.provider for offer in self.offers))}
        return Puzzle(
            steps=tuple(len(need.steps) for need in self.needs),
            pairs=tuple(Pairing(p.need, at[p.offer.id], p.does, p.declared, p.merit) for p in self.pairs),
            capacity=tuple(offer.capacity for offer in self.offers),
            provider=tuple(providers[offer.provider] for offer in self.offers),
        )


def markets(firms: Sequence[FirmNeeds], pool: ProviderPool) -> list[Market]:
    """The categories that anybody needs, in the order of the pool's categories.

    An offer belongs to one category and its capacity is its own, so categories are solved one by one.
    """
    asked: dict[str, list[tuple[FirmNeeds, Need]]] = {}
    for firm in firms:
        for need in firm.needs:
            asked.setdefault(need.category, []).append((firm, need))
    found = []
    for category in pool.categories:
        if category in asked:
            entries, offers = asked[category], pool.of_category(category)
            pairs = [pair for i, (firm, need) in enumerate(entries) for pair in _pairs(i, need, firm.client, offers)]
            needs = [need for _, need in entries]
            found.append(Market(needs[0].category, [firm for firm, _ in entries], needs, offers, pairs))
    return found


def _pairs(i: int, need: Need, client: Client, offers: Iterable[Offer]) -> Iterable[Pair]:
    for offer in offers:
        if not conditions(need, client, offer):
            reasons = tuple(merits(need, client, offer))
            merit = sum(round(reason.merit * 1000) for reason in reasons)
            does = sum(1 << k for k, step in enumerate(need.steps) if step.measure in offer.measures)
            yield Pair(i, offer, does or (1 << len(need.steps)) - 1, bool(does), merit, reasons)
