"""Where a firm stands among its peers: real firms as they arrive, the modelled reference until then.

Cells run from wide to narrow: all firms, size, size x industry chain, size x chain x city. The distribution of a cell
is that of its firms pooled with the next wider cell, which counts as much as ``POOLING`` firms (each firm counts once);
the widest rests on the modelled population in the same way. So a cell of twelve firms moves the picture a little and a
cell of a thousand speaks for itself.

Nobody can be worked out from several pictures. Every cell lies within the next wider one, and of each only whole steps
of the floor are counted. So two cells differ by no firm or by at least the floor, and so do two days (see ``steps``);
where nothing is written down, a cell counts its first 10, 20, 30 of those that the wider one counts. The
asking firm leaves its own comparison only after the cells are formed, and a cell that then adds fewer others than the
floor is passed over: nobody is shown 9 firms.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessment.documents import Strict
from assessment.language import Label, label, listed, percent
from assessment.peers.cells import NESTED
from assessment.peers.interval import exact_interval
from assessment.peers.steps import CountedSteps

POOLING = 30.0
"""Firms that the next wider cell counts for; an assumption, stated in the method pages."""
BINS = 20
POINTS = label("得分", "points")
_NAMES = {
    "size": label("同规模", "same size"),
    "chain": label("同产业链", "same chain"),
    "city": label("同地区", "same area"),
}


class PlaceAmongPeers(Strict):
    """A firm among its peers on one figure.

    ``percentile`` is the share of peers below plus half of those equal (the median firm stands at 50). ``low`` and
    ``high`` are a 95% interval from the real firms of the narrowest cell alone (see ``interval``), both equal to the
    percentile while there are none. ``real`` is how many real firms that cell holds, 0 while the comparison rests on
    the modelled population alone; ``modelled_share`` is the weight that population still has.
    ``as_of`` is the day on which the real firms were counted; None in results from before it was recorded.
    """

    group: Label
    real: int
    modelled_share: float
    percentile: float
    low: float
    high: float
    bins: tuple[float, ...]
    bin_low: float
    bin_high: float
    sentence: Label
    as_of: datetime.date | None = None


@dataclass(frozen=True)
class PeerBook:
    """Real firms (rows of equal length, in the order of joining) and the modelled reference for one figure.

    ``cells`` maps "size", "chain" and "city" to arrays (n,) of names or of numbers for them; ``values`` is (n,). A firm
    is asked for with the same, None for what is unknown of it. ``others`` (n,) is false for the asking firm itself, by
    default for none; ``as_of`` is the day of the counting; ``figure`` is what is compared, as sentences name it.
    ``steps`` say what was counted before; without them nothing was.
    """

    cells: Mapping[str, NDArray[Any]]
    values: NDArray[np.float64]
    modelled: NDArray[np.float64]
    floor: int
    bounds: tuple[float, float] = (0.0, 100.0)
    others: NDArray[np.bool_] | None = None
    as_of: datetime.date | None = None
    figure: Label = POINTS
    steps: CountedSteps | None = None

    def standing(self, value: float, of: Mapping[str, object]) -> PlaceAmongPeers:
        """Where ``value`` stands among the peers of a firm of the given size, chain and city."""
        return self.mixture(of).standing(value)

    def mixture(self, of: Mapping[str, object]) -> Mixture:
        """The distribution among the peers of firms of the given size, chain and city."""
        others = np.ones(len(self.values), bool) if self.others is None else self.others
        # Each firm counts once, in the narrowest cell it shares with the one that asks.
        used: list[tuple[tuple[str, ...], NDArray[np.bool_]]] = []
        inside = np.zeros(len(self.values), bool)
        for keys, members in reversed(self.counted(of)):
            ring = members & ~inside & others
            if ring.sum() >= self.floor:
                used.append((keys, ring))
                inside = members
        real = int(used[0][1].sum()) if used else 0
        return Mixture(
            modelled=self._modelled_in_order,
            rings=tuple(np.sort(self.values[ring]) for _, ring in reversed(used)),
            group=used[0][0] if used else (),
            real=real,
            bounds=self.bounds,
            as_of=self.as_of if real else None,
            figure=self.figure,
        )

    def counted(self, of: Mapping[str, object]) -> list[tuple[tuple[str, ...], NDArray[np.bool_]]]:
        """The cells that may be shown, widest first, each with the firms (n,) that it counts."""
        shown: list[tuple[tuple[str, ...], NDArray[np.bool_]]] = []
        within = np.ones(len(self.values), bool)
        for keys in NESTED:
            if any(of.get(key) is None for key in keys):
                break
            members = np.ones(len(self.values), bool)
            for key in keys:
                members &= self.cells[key] == of[key]
            if self.steps is None:
                eligible = members & within
                within = eligible & (np.cumsum(eligible) <= int(eligible.sum()) // self.floor * self.floor)
            else:
                within = self.steps.shown(members)
            if not within.any():
                break
            shown.append((keys, within))
        return shown

    @cached_property
    def _modelled_in_order(self) -> NDArray[np.float64]:
        return np.sort(self.modelled)


@dataclass(frozen=True)
class Mixture:
    """The modelled values and, from wide to narrow, those of the real firms of each cell used, each sorted.

    ``group`` are the keys of the narrowest cell, which holds ``real`` firms.
    """

    modelled: NDArray[np.float64]
    rings: tuple[NDArray[np.float64], ...]
    group: tuple[str, ...]
    real: int
    bounds: tuple[float, float]
    as_of: datetime.date | None = None
    figure: Label = POINTS

    def places(self, values: NDArray[np.float64]) -> Places:
        """The share (m,) of peers below each value, and its 95% interval; exact while it is modelled alone.

        The share is pooled, the interval is not: nobody knows how far the modelled firms are off the mark. So it is
        what the real firms of the narrowest cell say, reaching out to the pooled share where that lies beyond.
        """
        below = _midrank(self.modelled, values)
        if not self.rings:
            return Places(below, below, below)
        for ring in self.rings:
            own = _own(ring)
            below *= 1 - own
            below += own * _midrank(ring, values)
        narrowest = self.rings[-1]
        low, high = exact_interval(_below_twice(narrowest, values), len(narrowest))
        return Places(below, np.minimum(low, below), np.maximum(high, below))

    def standing(self, value: float) -> PlaceAmongPeers:
        """Where one value stands, with the distribution and in words."""
        below, low, high = (float(share[0]) for share in self.places(np.array([value])))
        bins, modelled_share = self._histogram(self.modelled), 1.0
        for ring in self.rings:
            own = _own(ring)
            bins = own * self._histogram(ring) + (1 - own) * bins
            modelled_share *= 1 - own
        return PlaceAmongPeers(
            group=_group(self.group),
            real=self.real,
            modelled_share=round(modelled_share, 4),
            percentile=round(100 * below, 1),
            low=round(100 * low, 1),
            high=round(100 * high, 1),
            bins=tuple(float(round(b, 4)) for b in bins),
            bin_low=self.bounds[0],
            bin_high=self.bounds[1],
            sentence=self._sentence(modelled_share, below, low, high),
            as_of=self.as_of,
        )

    def _sentence(self, modelled: float, below: float, low: float, high: float) -> Label:
        place, figure = _about(below), self.figure
        if not self.real:
            return label(
                f"看“{figure.zh}”（模拟参照）：在按公布数据校准的模拟企业里，{place.zh}低于您。真实同行还不够多。",
                f"On '{figure.en}' (modelled reference): {place.en} of the modelled firms, calibrated to "
                "published figures, stand below yours. There are not enough real peers yet.",
            )
        span, group = f"{percent(low, 0)}–{percent(high, 0)}", _group(self.group)
        zh, en = ("", "") if self.as_of is None else (f"截至 {self.as_of}，", f" as of {self.as_of}")
        return label(
            f"看“{figure.zh}”：{group.zh}（{zh}{self.real} 家真实企业，模拟参照占 {percent(modelled, 0)}）中，"
            f"{place.zh}低于您；只凭真实企业算，95% 区间是 {span}。",
            f"On '{figure.en}': among {group.en} ({self.real} real firms{en}; the modelled reference weighs "
            f"{percent(modelled, 0)}), {place.en} stand below yours; from the real firms alone, the 95% "
            f"interval is {span}.",
        )

    def _histogram(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        counts, _ = np.histogram(values, BINS, self.bounds)
        return counts / max(1, len(values))


class Places(NamedTuple):
    """Shares of peers below some values (m,), with the ends of their intervals."""

    below: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def _own(ring: NDArray[np.float64]) -> float:
    """The weight of a cell's own firms against the next wider cell."""
    return len(ring) / (len(ring) + POOLING)


def _midrank(ordered: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of ordered values below each value plus half of those equal."""
    if not len(ordered):
        return np.full(len(values), 0.5)
    return np.asarray(_below_twice(ordered, values) / (2 * len(ordered)))


def _below_twice(ordered: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Two for each of the ordered values below each value, one for each that is equal."""
    return np.asarray(np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right"))


def _group(keys: tuple[str, ...]) -> Label:
    if not keys:
        return label("全部企业", "all firms")
    return label("{names}的企业", "firms of the {names}").fill(names=listed(_NAMES[key] for key in keys))


def _about(share: float) -> Label:
    """A share in words that never claim all or none of a sample."""
    if share < 0.01:
        return label("不到 1% 的企业", "fewer than 1%")
    if share > 0.99:
        return label("99% 以上的企业", "more than 99%")
    return label(f"约 {percent(share, 0)} ", f"about {percent(share, 0)}")
