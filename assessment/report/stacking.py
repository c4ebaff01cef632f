"""Flowables one below the other: as many as fit a height, and what is left for the next page.

A flowable whose ``keepWithNext`` is set never stands last: headings stay with what they head.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reportlab.platypus import Flowable

from assessment.report.sheet import PaperSheet
from assessment.report.tables import TextTable
from assessment.report.typesetting import Text
from assessment.telling import theme

_TOLERANCE = 1e-6  # points


class Placed(NamedTuple):
    """A flowable and how far its upper edge lies below the top of the stack, in points."""

    flowable: Flowable
    top: float


class Stack(NamedTuple):
    """What fits, its height in points, and what does not."""

    placed: list[Placed]
    height: float
    rest: list[Flowable]


def stack(flowables: Sequence[Flowable], width: float, height: float = float("inf"), gaps: float = 1.0) -> Stack:
    """Stack ``flowables`` in a column, splitting the last where the height ends.

    The gap between two is the larger of the space after the first and the space before the second, times ``gaps``.
    Nothing may fit: then all is left. What is higher than ``height`` by itself and cannot be split is left too.
    """
    placed: list[Placed] = []
    queue = list(flowables)
    used, gap = 0.0, None
    while queue:
        group, queue = _group(queue)
        tops, bottom = _tops(group, used, gap, width, gaps)
        if bottom <= height + _TOLERANCE:
            placed += map(Placed, group, tops)
            used, gap = bottom, group[-1].getSpaceAfter()
            continue
        parts = group[-1].split(width, height - tops[-1]) if tops[-1] < height else []
        if len(parts) < 2:
            return Stack(placed, used, [*group, *queue])
        placed += map(Placed, [*group[:-1], parts[0]], tops)
        used = tops[-1] + parts[0].wrap(width, height)[1]
        return Stack(placed, used, [*parts[1:], *queue])
    return Stack(placed, used, [])


def paginate(flowables: Sequence[Flowable], width: float, height: float, gaps: float = 1.0) -> list[list[Placed]]:
    """Stacks for as many pages as it takes; what is higher than a page and cannot be split runs over its edge."""
    pages = []
    rest = list(flowables)
    while rest:
        placed, _, after = stack(rest, width, height, gaps)
        if not placed:
            placed, _, _ = stack(rest[:1], width)
            after = rest[1:]
        pages.append(placed)
        rest = after
    return pages


def draw_stack(placed: Sequence[Placed], sheet: PaperSheet, x: float, top: float) -> None:
    """Draw what was stacked with its upper left corner at ``x``, ``top`` of ``sheet``."""
    for flowable, below in placed:
        if isinstance(flowable, (Text, TextTable)):  # most of a report, and neither needs coordinates of its own
            flowable.draw_at(sheet, x, top - below)
        else:
            flowable.drawOn(sheet, x, top - below - flowable.height)


def draw_pages(flowables: Sequence[Flowable], sheet: PaperSheet) -> None:
    """Pages of the house's size, margins and all, until nothing is left."""
    for placed in paginate(flowables, theme.CONTENT_WIDTH, theme.CONTENT_HEIGHT):
        draw_page(placed, sheet)


def draw_page(placed: Sequence[Placed], sheet: PaperSheet) -> None:
    """One page with what was stacked for it."""
    draw_stack(placed, sheet, theme.MARGIN_SIDE, theme.PAGE_HEIGHT - theme.MARGIN_TOP)
    sheet.showPage()


def _group(queue: list[Flowable]) -> tuple[list[Flowable], list[Flowable]]:
    """The first flowable that may stand last, with those before it that may not."""
    end = next((at for at, flowable in enumerate(queue) if not flowable.getKeepWithNext()), len(queue) - 1)
    return queue[: end + 1], queue[end + 1 :]


def _tops(
    group: list[Flowable], used: float, gap: float | None, width: float, gaps: float
) -> tuple[list[float], float]:
    """Where each of a group begins, and where the last ends; ``gap`` is None at the top of a stack."""
    tops = []
    for flowable in group:
        if gap is not None:
            used += gaps * max(gap, flowable.getSpaceBefore())
        tops.append(used)
        used += flowable.wrap(width, float("inf"))[1]
        gap = flowable.getSpaceAfter()
    return tops, used
