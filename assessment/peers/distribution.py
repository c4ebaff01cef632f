"""Where a firm stands among its peers: real firms as they arrive, the modelled reference until then.

Cells run from wide to narrow: all firms, size, industry chain, chain x size, chain x size x city. The distribution of a
cell is that of its firms pooled with the next wider cell, which counts as much as ``POOLING`` firms (each firm counts
once); the widest rests on the modelled population in the same way. So a cell of twelve firms moves the picture a little
and a cell of a thousand speaks for itself. Cells below the floor are passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from assessment.content.facts import Strict
from assessment.language import Label, label

POOLING = 30.0
"""Firms that the next wider cell counts for; an assumption, stated in the method pages."""
Z95 = 1.959964
BINS = 20
CELLS: tuple[tuple[str, ...], ...] = ((), ("size",), ("chain",), ("chain", "size"), ("chain", "size", "city"))
_NAMES = {
    "size": label("同规模", "same size"),
    "chain": label("同产业链", "same chain"),
    "city": label("同地区", "same area"),
}


class Standing(Strict):
    """A firm among its peers on one figure.

    ``percentile`` is the share of peers below plus half of those equal (the median firm stands at 50), with a 95 %
    interval for the sampling of the peers. ``real`` is how many real firms the narrowest cell used holds, 0 while
    the comparison rests on the modelled population alone; ``modelled_share`` is the weight that population still has.
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


@dataclass(frozen=True)
class PeerBook:
    """Real firms (rows of equal length) and the modelled reference for one figure.

    ``cells`` maps "size", "chain" and "city" to arrays (n,) of ids, None where unknown; ``values`` is (n,).
    """

    cells: dict[str, NDArray[np.object_]]
    values: NDArray[np.float64]
    modelled: NDArray[np.float64]
    floor: int
    bounds: tuple[float, float] = (0.0, 100.0)

    def standing(self, value: float, of: dict[str, str | None]) -> Standing:
        """Where ``value`` stands among the peers of a firm of the given size, chain and city."""
        below = _midrank(self.modelled, value)
        bins = self._histogram(self.modelled)
        weight, modelled_share = float("inf"), 1.0
        used = [keys for keys in CELLS if all(of.get(key) is not None for key in keys)]
        inside = [self._members(keys, of) for keys in used]
        shown = [k for k, members in enumerate(inside) if members.sum() >= self.floor]
        for place, k in enumerate(shown):
            # Each firm counts once, in the narrowest cell it shares with the one that asks.
            narrower = inside[shown[place + 1]] if place + 1 < len(shown) else np.zeros(len(self.values), bool)
            ring = self.values[inside[k] & ~narrower]
            own = len(ring) / (len(ring) + POOLING)
            below = own * _midrank(ring, value) + (1 - own) * below
            bins = own * self._histogram(ring) + (1 - own) * bins
            modelled_share *= 1 - own
            weight = len(ring) + POOLING
        group = used[shown[-1]] if shown else ()
        real = int(inside[shown[-1]].sum()) if shown else 0
        low, high = _wilson(below, weight)
        return Standing(
            group=_group(group),
            real=real,
            modelled_share=round(modelled_share, 4),
            percentile=round(100 * below, 1),
            low=round(100 * low, 1),
            high=round(100 * high, 1),
            bins=tuple(float(round(b, 4)) for b in bins),
            bin_low=self.bounds[0],
            bin_high=self.bounds[1],
            sentence=_sentence(group, real, modelled_share, below, low, high),
        )

    def _members(self, keys: Sequence[str], of: dict[str, str | None]) -> NDArray[np.bool_]:
        chosen = np.ones(len(self.values), bool)
        for key in keys:
            chosen &= self.cells[key] == of[key]
        return chosen

    def _histogram(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        counts, _ = np.histogram(values, BINS, self.bounds)
        return counts / max(1, len(values))


def _midrank(values: NDArray[np.float64], value: float) -> float:
    if not len(values):
        return 0.5
    return float(((values < value).sum() + 0.5 * (values == value).sum()) / len(values))


def _wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % Wilson interval of a share among n; the share itself when n has no end."""
    if n == float("inf"):
        return share, share
    middle = (share + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 / (1 + Z95**2 / n) * sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def _group(keys: tuple[str, ...]) -> Label:
    if not keys:
        return label("全部企业", "all firms")
    return label(
        "、".join(_NAMES[k].zh for k in keys) + "的企业", "firms of the " + ", ".join(_NAMES[k].en for k in keys)
    )


def _sentence(keys: tuple[str, ...], real: int, modelled: float, below: float, low: float, high: float) -> Label:
    place = f"{100 * below:.0f}"
    if not real:
        return label(
            f"模拟参照：在按公布数据校准的模拟企业里，约 {place}% 低于贵企业。真实同行还不够多。",
            f"Modelled reference: about {place} % of the modelled firms, calibrated to published figures, stand below "
            "yours. There are not enough real peers yet.",
        )
    span = f"{100 * low:.0f}–{100 * high:.0f}"
    group = _group(keys)
    return label(
        f"{group.zh}（{real} 家真实企业，模拟参照占 {100 * modelled:.0f}%）中，"
        f"约 {place}% 低于贵企业，95% 区间 {span}%。",
        f"Among {group.en} ({real} real firms; the modelled reference weighs {100 * modelled:.0f} %), about {place} % "
        f"stand below yours, 95 % interval {span} %.",
    )
