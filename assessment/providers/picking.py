"""Which three of the offers that pass are shown for a need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from assessment.content.providers import Offer
from assessment.providers.shortlist_results import Reason

PER_NEED = 3
# Merits that differ by less than half a point count as equal, so that near equals take turns over many firms;
# docs/matching-evaluation.md shows what other widths would cost and bring.
BAND = 0.5


@dataclass(frozen=True)
class Candidate:
    """An offer that passed every hard condition.

    ``does`` is the set of needed steps it declares, as a bit mask. ``rank`` orders candidates, the smaller the better,
    and adds up component by component: shown often enough already, merit in bands (negative), load, a draw.
    """

    offer: Offer
    does: int
    merit: float
    reasons: tuple[Reason, ...]
    rank: tuple[int, int, float, int]


def pick(candidates: Sequence[Candidate]) -> list[Candidate]:
    """At most three offers of different providers, the greatest merit first.

    Of all such choices: one that can do the most of the steps together; of these one with the most offers; of these
    the one whose ranks add up to the least.
    """
    ranked = sorted(candidates, key=lambda c: c.rank)
    chosen = _of_different_providers(ranked)
    # Taking the best one by one is the least sum of ranks; only where that leaves a step undone is there more to try.
    if _together(chosen) != _together(ranked):
        chosen = _covering(ranked, len(chosen))
    return sorted(chosen, key=lambda c: (-c.merit, c.rank))


def _of_different_providers(ranked: Sequence[Candidate]) -> list[Candidate]:
    chosen: dict[str, Candidate] = {}
    for candidate in ranked:
        chosen.setdefault(candidate.offer.provider, candidate)
        if len(chosen) == PER_NEED:
            break
    return list(chosen.values())


def _covering(ranked: Sequence[Candidate], size: int) -> list[Candidate]:
    """The best choice of ``size`` offers by trying all.

    Among offers that do the same steps only the first three of different providers can be in it: at least one of them
    has a provider that the other two places have not taken.
    """
    by_steps: dict[int, list[Candidate]] = {}
    for candidate in ranked:
        by_steps.setdefault(candidate.does, []).append(candidate)
    few = [c for same in by_steps.values() for c in _of_different_providers(same)]
    allowed = (c for c in combinations(few, size) if len({candidate.offer.provider for candidate in c}) == size)
    best = min(allowed, key=_worth)
    return list(best)


def _together(candidates: Sequence[Candidate]) -> int:
    done = 0
    for candidate in candidates:
        done |= candidate.does
    return done


def _worth(choice: Sequence[Candidate]) -> tuple[float, ...]:
    """Steps left undone first, then the sum of ranks; the smaller the better."""
    ranks = (sum(part) for part in zip(*(candidate.rank for candidate in choice), strict=True))
    return -_together(choice).bit_count(), *ranks
