"""Real firms are counted by whole steps of the floor, and what was counted once is written down.

A step is as many firms as the floor, each with the value it had, and a firm is in one step, whichever group one looks
at: steps are formed in the narrowest groups first, then of those left over in the next wider ones. A group shows the
steps that lie in it whole. So pictures of any groups on any days are made of the same steps, and differ by whole ones.

A step is shown as long as all of its firms are there with these values: when one withdraws or answers otherwise the
whole step is not shown, and nobody takes the empty place, so that nobody sees by whom somebody else was replaced. Firms
that were in no step yet form the next ones. Once broken steps have lost so many firms that nothing about fewer than the
floor can be worked out of old and new, those that stayed are counted anew, together, as one step. That is done once for
every firm: of three steps that overlap, two may be taken apart by the third.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from assessment.peers.cells import NESTED
from assessment.peers.releases import Firms, Release, ReleaseLog
from assessment.peers.suppression import Mask


@dataclass(frozen=True)
class CountedSteps:
    """The steps for one figure: who has which value (n,), in the order of joining, and where each firm stands.

    ``cells`` has for each group key the firms' numbers (n,), negative where it is not known.
    """

    log: ReleaseLog
    figure: str
    firms: Firms
    cells: Mapping[str, NDArray[np.int64]]
    floor: int
    day: datetime.date

    @classmethod
    def of(
        cls,
        log: ReleaseLog,
        figure: str,
        values: Mapping[str, float],
        cells: Mapping[str, NDArray[np.int64]],
        floor: int,
        day: datetime.date,
    ) -> CountedSteps:
        """From the value of each firm, by its id."""
        told = (blake2b(log.digest(f"{one}\t{value!r}").encode(), digest_size=8) for one, value in values.items())
        return cls(log, figure, np.frombuffer(b"".join(x.digest() for x in told), "<u8"), cells, floor, day)

    def shown(self, members: Mask) -> Mask:
        """Which of a group's ``members`` (n,) are counted."""
        firms, steps, closed = self._counted
        there = np.isin(firms, self.firms[members])
        broken = np.unique(steps[~there])
        counted = firms[~closed[steps] & ~np.isin(steps, broken)] if len(firms) else firms
        return members & np.isin(self.firms, counted)

    @cached_property
    def _counted(self) -> tuple[Firms, NDArray[np.intp], Mask]:
        """All firms ever counted with the number of their step, and which steps are closed for good."""
        name = f"peers {self.figure}  {self.floor}"
        while True:
            kept = self.log.releases(name)
            before = kept[-1] if kept else None
            state = self._moved(before)
            news = len(state[0]) > 0 if before is None else not _same(before, state)
            if not news or self.log.add(name, self._release(*state), len(kept)):
                return state

    def _moved(self, before: Release | None) -> tuple[Firms, NDArray[np.intp], Mask]:
        if before is None:
            firms, steps, closed = np.zeros(0, np.uint64), np.zeros(0, np.intp), np.zeros(0, bool)
        else:
            firms, steps, closed = _anew(before.firms, before.cells, before.hidden[0].copy(), self.firms, self.floor)
        for some in self._alike(np.flatnonzero(~np.isin(self.firms, firms))):
            firms, steps, closed = _more(firms, steps, closed, self.firms[some], self.floor)
        return firms, steps, closed

    def _alike(self, waiting: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
        """Firms that are in no step yet, whole steps at a time, those of the narrowest groups first."""
        for keys in reversed(NESTED):
            known = np.all([self.cells[key][waiting] >= 0 for key in keys] or [waiting >= 0], axis=0)
            own = np.array([self.cells[key][waiting] for key in keys]).reshape(len(keys), len(waiting)).T
            groups: dict[tuple[int, ...], list[int]] = {}
            for firm, cell, is_known in zip(waiting.tolist(), own.tolist(), known.tolist(), strict=True):
                if is_known:
                    groups.setdefault(tuple(cell), []).append(firm)
            for some in groups.values():
                whole = np.array(some[: len(some) // self.floor * self.floor], np.intp)
                yield whole
                waiting = waiting[~np.isin(waiting, whole)]

    def _release(self, firms: Firms, steps: NDArray[np.intp], closed: Mask) -> Release:
        axes = ("",), tuple(map(str, range(len(closed))))
        return Release(firms, steps, axes, closed[None, :], self.floor, self.day)


def _anew(
    firms: Firms, steps: NDArray[np.intp], closed: Mask, there: Firms, floor: int
) -> tuple[Firms, NDArray[np.intp], Mask]:
    """What was counted before; where enough have left, those that stayed in broken steps are a step of their own."""
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
    return firms, steps, closed


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
