"""How many firms of a batch each barrier holds back, for a screen that many people see: small numbers are hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import Reading
from assessment.barriers import verdicts
from assessment.barriers.diagnosing import VERDICTS, Verdict
from assessment.content.measures import Barrier
from assessment.content.support import SupportTerm
from assessment.language import Label
from assessment.peers import Figure, ReleaseDesk


@dataclass(frozen=True)
class BarrierShare:
    """One barrier over all firms: how many report it, clearly or a little, how many not, of how many nothing is known.

    A count that may not be shown is None.
    """

    barrier: Barrier
    term: Label
    plain: Label
    reported: Figure[int]
    counts: dict[Verdict, Figure[int]]


def barrier_shares(reading: Reading, desk: ReleaseDesk) -> tuple[BarrierShare, ...]:
    """The three barriers in the order of the published terms; empty when no firm answered any of the questions."""
    guide = reading.advisor.barriers
    found = verdicts(reading.table, guide)
    if all((codes == VERDICTS.index("open")).all() for codes in found.values()):
        return ()
    return tuple(_share(guide.terms[barrier], barrier, codes, desk) for barrier, codes in found.items())


def _share(term: SupportTerm, barrier: Barrier, codes: NDArray[np.int8], desk: ReleaseDesk) -> BarrierShare:
    """The first row of the table holds those who report the barrier, whose sum is shown, too; the second the others."""
    rows = (("holds_back", "partly"), ("open", "free"))
    row, column = (np.zeros(len(VERDICTS), np.intp) for _ in range(2))
    for i, line in enumerate(rows):
        for j, verdict in enumerate(line):
            row[VERDICTS.index(verdict)], column[VERDICTS.index(verdict)] = i, j
    apart = np.zeros((3, 3), bool)
    apart[1, 2] = apart[2, :2] = True
    axes = ("reported", "not"), ("first", "second")
    counts = desk.crosstab(f"barrier {barrier}", (row[codes], column[codes]), axes, apart).counts
    told = {verdict: counts[row[code]][column[code]] for code, verdict in enumerate(VERDICTS)}
    return BarrierShare(barrier, term.label, term.plain, counts[0][2], told)
