"""How often the 95 % interval of a percentile holds the truth, while real firms differ from the modelled ones.

``python -m benchmarks.percentiles`` prints the table of docs/comparison.md. Modelled points are normal; real firms are
drawn from the same spread, shifted, all in one group. The truth is the share of firms like the real ones that stand
below a value, at five places from low to high; the worst of the five counts.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.special import ndtri

from assessment.peers.distribution import Mixture

REAL = (10, 20, 50, 100, 300, 1000)
SHIFTS = (-1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0)
PLACES = (0.1, 0.25, 0.5, 0.75, 0.9)
REPEATS = 2000
SEED = 20261126


def coverage(real: int, shift: float, repeats: int = REPEATS, steps: float = 0.0) -> float:
    """The share of repeats in which the interval holds the truth, at the worst of ``PLACES``.

    ``shift`` is in standard deviations of the modelled points; points are rounded to ``steps`` of one if it is not 0.
    """
    rng = np.random.default_rng([SEED, real, round(100 * shift) + 1000])
    grid = ndtri((np.arange(100_000) + 0.5) / 100_000)
    modelled, everybody = _rounded(grid, steps), _rounded(grid + shift, steps)
    values = everybody[(np.array(PLACES) * len(everybody)).astype(int)]
    truth = (np.searchsorted(everybody, values, "left") + np.searchsorted(everybody, values, "right")) / 2
    truth /= len(everybody)
    held = np.zeros(len(PLACES))
    for _ in range(repeats):
        ring = np.sort(_rounded(rng.normal(shift, 1, real), steps))
        places = Mixture(modelled[::250], (ring,), (), real, (-5.0, 5.0)).places(values)
        held += (places.low <= truth) & (truth <= places.high)
    return float(held.min() / repeats)


def width(real: int) -> float:
    """The mean width of the interval for a firm in the middle, in percentage points, without a shift."""
    rng = np.random.default_rng([SEED, real])
    modelled = ndtri((np.arange(400) + 0.5) / 400)
    widths = []
    for _ in range(200):
        places = Mixture(modelled, (np.sort(rng.normal(size=real)),), (), real, (-5.0, 5.0)).places(np.zeros(1))
        widths.append(100 * float((places.high - places.low)[0]))
    return float(np.mean(widths))


def table(repeats: int = REPEATS) -> str:
    """The coverage in per cent as Markdown: a row for each number of real firms, a column for each shift."""
    head = [
        "真实企业 / real firms",
        *(f"{shift:+g} σ" if shift else "0 σ" for shift in SHIFTS),
        "50 分位处的宽度 / width at the median",
    ]
    lines = [head, ["---"] * len(head)]
    for real in REAL:
        cells = [f"{100 * coverage(real, shift, repeats):.1f}" for shift in SHIFTS]
        lines.append([f"{real:,}", *cells, f"{width(real):.0f}"])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rounded(points: np.ndarray, steps: float) -> np.ndarray:
    return np.round(points / steps) * steps if steps else points


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.percentiles", description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    print(table(parser.parse_args().repeats))
