"""How many firms of a batch each barrier holds back, for a screen that many people see: small numbers are hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import Reading
from assessment.barriers import verdicts
from assessment.barriers.diagnosing import VERDICTS, Verdict
from assessment.content.measures import Barrier
from assessment.content.support import Entry
from assessment.language import Label
from assessment.peers.suppression import crosstab

HIDDEN = -1


@dataclass(frozen=True)
class BarrierShare:
    """One barrier over all firms: how many report it, clearly or a little, how many not, of how many nothing is known.

    A count of 1 up to the floor is hidden (-1), and so is a further one from which it could be worked out.
    """

    barrier: Barrier
    term: Label
    plain: Label
    reported: int
    counts: dict[Verdict, int]


def barrier_shares(reading: Reading, floor: int) -> tuple[BarrierShare, ...]:
    """The three barriers in the order of the published terms; empty when no firm answered any of the questions."""
    guide = reading.advisor.barriers
    found = verdicts(reading.table, guide)
    if all((codes == VERDICTS.index("open")).all() for codes in found.values()):
        return ()
    return tuple(_share(guide.terms[barrier], barrier, codes, floor) for barrier, codes in found.items())


def _share(term: Entry, barrier: Barrier, codes: NDArray[np.int8], floor: int) -> BarrierShare:
    counts = {verdict: int((codes == code).sum()) for code, verdict in enumerate(VERDICTS)}
    parts: dict[Verdict, int] = {"holds_back": counts["holds_back"], "partly": counts["partly"]}
    named: list[str | None] = ["reported" if VERDICTS[code] in parts else VERDICTS[code] for code in codes]
    table = crosstab(["all"] * len(named), named, np.zeros(len(named)), floor)
    whole = dict(zip(table.columns[:-1], table.counts[0, :-1].tolist(), strict=True))
    reported = whole.get("reported", 0)
    small = reported == HIDDEN or any(0 < part < floor for part in parts.values())
    shown: dict[Verdict, int] = {verdict: HIDDEN if small else parts[verdict] for verdict in parts}
    others: dict[Verdict, int] = {verdict: whole.get(verdict, 0) for verdict in VERDICTS if verdict not in parts}
    return BarrierShare(barrier, term.label, term.plain, reported, shown | others)
