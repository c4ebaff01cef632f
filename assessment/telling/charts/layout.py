"""Placing things so that they do not collide, and choosing round numbers for axes."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from assessment.language import rounded, trimmed


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near ``wanted``, at least ``gap`` apart and within ``low`` to ``high``, in the order of ``wanted``.

    Groups that would overlap are centred on the mean of what they want. When there is not room for all at
    ``gap``, they are spaced evenly over the whole range.
    """
    count = len(wanted)
    if count > 1 and gap * (count - 1) > high - low:
        gap = (high - low) / (count - 1)
    order = sorted(range(count), key=lambda index: wanted[index])
    groups: list[tuple[list[int], float]] = []  # members in order, and the position of the first
    for index in order:
        members, first = [index], min(max(wanted[index], low), high)
        while groups and groups[-1][1] + gap * len(groups[-1][0]) > first:
            members = groups.pop()[0] + members
            ideal = sum(wanted[member] - gap * place for place, member in enumerate(members)) / len(members)
            first = min(max(ideal, low), high - gap * (len(members) - 1))
        groups.append((members, first))
    placed = [0.0] * count
    for members, first in groups:
        for place, member in enumerate(members):
            placed[member] = first + gap * place
    return placed


def flag_lanes(starts: Sequence[float], widths: Sequence[float], pad: float) -> list[int]:
    """The lane, 0 nearest, of each label that hangs like a flag to the right of its pole at ``starts``.

    Poles run from lane 0 down to the label's own lane, so a label that would cross another's pole lies in a
    deeper lane than that one: no label touches another label or a pole not its own.
    """
    lanes = [0] * len(starts)
    placed: list[int] = []
    for index in sorted(range(len(starts)), key=lambda index: starts[index], reverse=True):
        crossed = [lanes[other] for other in placed if starts[other] <= starts[index] + widths[index] + pad]
        lanes[index] = max(crossed, default=-1) + 1
        placed.append(index)
    return lanes


def round_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values (1, 2 or 5 times a power of ten apart) from at or below ``low`` to at or above ``high``."""
    if high - low < 1e-6 * max(1.0, abs(low)):
        high = low + 1
    rough = (high - low) / max(1, about)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


@functools.lru_cache(maxsize=8192)
def figure(value: float, decimals: int = 1) -> str:
    """A number as people write it: at most so many decimals, none when it is whole; 12,000 with a comma."""
    return trimmed(f"{rounded(value, decimals) + 0:,.{decimals}f}")  # adding zero takes the sign off a rounded -0.04


def figures(low: float, high: float, decimals: int = 1) -> str:
    """One number, or a range where the ends differ as written."""
    first, last = figure(low, decimals), figure(high, decimals)
    return first if first == last else f"{first}–{last}"
