"""Groups of real firms grow by whole steps of the floor, and what was counted once is written down.

A step is as many firms as the floor, each with the value it had. It is shown as long as all of its firms are there with
these values: when one withdraws or answers otherwise the whole step is not shown, and nobody takes the empty place. So
pictures of any two days differ by whole steps, and nobody sees by whom somebody else was replaced. Firms that were in
no step yet form the next ones. Once broken steps have lost so many firms that nothing about fewer than the floor can be
worked out of old and new, those that stayed are counted anew, together, as one step. That is done once for every firm:
of three steps that overlap, two may be taken apart by the third.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from assessment.peers.releases import Firms, Release, ReleaseLog
from assessment.peers.suppression import Mask


@dataclass(frozen=True)
class CountedSteps:
    """The steps of every group of firms for one figure: who has which value (n,), in the order of joining.

    ``names`` are those of each group key's numbers, which stand for them in the log.
    """

    log: ReleaseLog
    figure: str
    firms: Firms
    names: Mapping[str, Sequence[str | None]]
    floor: int
    day: datetime.date

    @classmethod
    def of(
        cls,
        log: ReleaseLog,
        figure: str,
        values: Mapping[str, float],
        names: Mapping[str, Sequence[str | None]],
        floor: int,
        day: datetime.date,
    ) -> CountedSteps:
        """From the value of each firm, by its id."""
        told = (blake2b(log.digest(f"{one}\t{value!r}").encode(), digest_size=8) for one, value in values.items())
        return cls(log, figure, np.frombuffer(b"".join(x.digest() for x in told), "<u8"), names, floor, day)

    def shown(self, group: Mapping[str, int], members: Mask, eligible: Mask) -> Mask:
        """Which of a group's ``members`` (n,) are counted; new steps are of those that are ``eligible``."""
        cell = ",".join(f"{key}={self.names[key][number]}" for key, number in group.items())
        name = f"peers {self.figure} {cell} {self.floor}"
        while True:
            kept = self.log.releases(name)
            before = kept[-1] if kept else None
            state = _moved(before, self.firms[members], self.firms[members & eligible], self.floor)
            news = len(state[0]) > 0 if before is None else not _same(before, state)
            if news and not self.log.add(name, self._release(*state), len(kept)):
                continue
            firms, steps, closed = state
            there = np.isin(firms, self.firms[members])
            broken = np.unique(steps[~there])
            counted = firms[~closed[steps] & ~np.isin(steps, broken)] if len(firms) else firms
            return members & np.isin(self.firms, counted)

    def _release(self, firms: Firms, steps: NDArray[np.intp], closed: Mask) -> Release:
        axes = ("",), tuple(map(str, range(len(closed))))
        return Release(firms, steps, axes, closed[None, :], self.floor, self.day)


def _moved(before: Release | None, there: Firms, eligible: Firms, floor: int) -> tuple[Firms, NDArray[np.intp], Mask]:
    """All firms ever counted with the number of their step, and which steps are closed for good."""
    if before is None:
        firms, steps, closed = np.zeros(0, np.uint64), np.zeros(0, np.intp), np.zeros(0, bool)
    else:
        firms, steps, closed = before.firms, before.cells, before.hidden[0].copy()
    present = np.isin(firms, there)
    open_ = ~closed[steps] if len(firms) else present
    broken = np.isin(steps, np.unique(steps[open_ & ~present])) & open_
    _, which, times = np.unique(firms, return_inverse=True, return_counts=True)
    stayed = np.flatnonzero(broken & present & (times[which] == 1))  # whom two steps hold was counted anew already
    stayed = stayed[: len(stayed) // floor * floor]
    # However broken steps are added up and the new one is taken away, so many firms do not cancel out.
    of_each = np.bincount(steps[stayed], minlength=len(closed))
    if np.minimum(of_each, np.bincount(steps, minlength=len(closed)) - of_each)[of_each > 0].sum() >= floor:
        closed[np.unique(steps[stayed])] = True
        firms, steps, closed = _more(firms, steps, closed, firms[stayed], len(stayed))
    fresh = eligible[~np.isin(eligible, firms)]
    return _more(firms, steps, closed, fresh, floor)


def _more(
    firms: Firms, steps: NDArray[np.intp], closed: Mask, new: Firms, size: int
) -> tuple[Firms, NDArray[np.intp], Mask]:
    """With further steps of ``size`` of the new firms each, as many as are whole."""
    whole = len(new) // size
    number = len(closed) + np.repeat(np.arange(whole), size)
    return (
        np.concatenate([firms, new[: whole * size]]),
        np.concatenate([steps, number]),
        np.concatenate([closed, np.zeros(whole, bool)]),
    )


def _same(before: Release, state: tuple[Firms, NDArray[np.intp], Mask]) -> bool:
    return len(before.firms) == len(state[0]) and bool((before.hidden[0] == state[2]).all())
