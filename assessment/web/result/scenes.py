"""The scenes of the business as tiles: how far each has come, and the way down to its answer."""

from __future__ import annotations

from assessment.scoring import FrameworkResult, ItemReason
from assessment.telling.structure import is_starred
from assessment.web.result.items import way_down
from assessment.web.result.pieces import folded
from assessment.web.result.view import View

_TOP = 4


def tiles(view: View, result: FrameworkResult, items: list[ItemReason]) -> str:
    """The legend and a tile for each scene, darker the further it has come."""
    legend = view.say(
        "数字是做到第几级（0–4），点开看为什么；★ 定级时另外计数；斜纹表示还没答全。",
        "The number is the step reached (0 to 4); open a tile to see why. ★ counts on its own for a level; hatched: "
        "not all is answered.",
    )
    return (
        f'<p class="quiet">{legend}</p><div class="tiles">{"".join(_tile(view, result, item) for item in items)}</div>'
    )


def _tile(view: View, result: FrameworkResult, item: ItemReason) -> str:
    star = '<span class="star">★</span>' if is_starred(item) else ""
    kind = f"tile g{min(item.grade_low, _TOP)}" + ("" if item.certain else " open-ended")
    grade = view.span(item.grade_low, item.grade_high)
    summary = f'<span class="name">{view.text(item.title)}{star}</span><span class="grade">{grade}</span>'
    return folded(summary, way_down(view, result, item), kind)
