"""Which scenes of the business hold the level up, and which hold it back? A tile for each scene."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Chart, Frame
from assessment.telling.charts.pen import Lettering, Pen

_TILE, _GAP, _AREA_GAP = 40.0, 3.0, 7.0
_LEGEND = 20.0
_AREA_SHARE = 0.135
_PER_ROW = 6


@dataclass(frozen=True)
class SceneTile:
    """A scene at a level from ``low`` to ``high`` (0 to 4; the same when known), in an area of the business."""

    area: str
    name: str
    low: int
    high: int
    starred: bool = False


@dataclass(frozen=True)
class SceneWords:
    """The legend: what the number is, the star, and a hatched tile."""

    level: str
    starred: str
    unknown: str


class SceneTiles(Chart):
    """Tiles grouped by area, darker the higher the level; the level is printed in each, ranges are hatched."""

    def __init__(self, frame: Frame, scenes: Sequence[SceneTile], words: SceneWords) -> None:
        super().__init__(frame)
        self._words = words
        self._scenes = scenes
        self._areas = [(area, list(group)) for area, group in itertools.groupby(scenes, key=lambda scene: scene.area)]

    @property
    def has_data(self) -> bool:
        """True when there is a scene."""
        return bool(self._scenes)

    def drawing_height(self, letters: Lettering, width: float) -> float:
        """A row of tiles for every six scenes of an area, and the legend."""
        rows = sum(_rows(scenes) for _, scenes in self._areas)
        return rows * (_TILE + _GAP) + len(self._areas) * (_AREA_GAP - _GAP) + _LEGEND

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """The areas from top to bottom, then the legend."""
        left = width * _AREA_SHARE
        tile = (width - left + _GAP) / _PER_ROW - _GAP
        top = height
        for area, scenes in self._areas:
            middle = top - (_rows(scenes) * (_TILE + _GAP) - _GAP) / 2
            pen.block(0, middle, _even_lines(pen, area, left - 8), LABEL_SIZE, theme.MUTED, bold=True)
            for number, scene in enumerate(scenes):
                row, column = divmod(number, _PER_ROW)
                self._draw_tile(pen, left + column * (tile + _GAP), top - row * (_TILE + _GAP) - _TILE, tile, scene)
            top -= _rows(scenes) * (_TILE + _GAP) - _GAP + _AREA_GAP
        draw_legend(pen, left, _LEGEND / 2 - 5, self._scenes, self._words)

    def _draw_tile(self, pen: Pen, x: float, y: float, width: float, scene: SceneTile) -> None:
        ground = theme.LEVELS[scene.low]
        pen.rect(x, y, width, _TILE, fill=ground, stroke=theme.RULE)
        known = scene.low == scene.high
        if not known:
            pen.hatch(x, y, width, _TILE, theme.PRIMARY_SOFT if scene.low < 2 else theme.LEVELS[0])
            pen.rect(x + 5, y + 5, width - 10, _TILE - 10, fill=ground)
        color = theme.readable_on(ground)
        name, size = ("★" if scene.starred else "") + scene.name, LABEL_SIZE
        if pen.text_width(name, size) > width - 13:
            size = AXIS_SIZE
        lines = pen.fit_lines(name, width - 13, 2, size)
        pen.block(x + 7, y + _TILE - (13 if len(lines) == 1 else 16), lines, size, color)
        level = str(scene.low) if known else f"{scene.low}–{scene.high}"
        pen.text(x + width - 7, y + 10, level, 13.0, color, bold=True, align=1)


def draw_legend(pen: Pen, x: float, y: float, scenes: Sequence[SceneTile], words: SceneWords) -> None:
    """What the numbers, the hatching and the star mean, on one line with its middle at ``y``."""
    x += pen.text(x, y, words.level, AXIS_SIZE, theme.MUTED) + 5
    for level, ground in enumerate(theme.LEVELS):
        pen.rect(x, y - 5, 16, 10, fill=ground, stroke=theme.RULE)
        pen.text(x + 8, y, str(level), AXIS_SIZE, theme.readable_on(ground), align=0.5)
        x += 18
    x += 10
    if any(scene.low != scene.high for scene in scenes):
        pen.rect(x, y - 5, 16, 10, fill=theme.LEVELS[0], stroke=theme.RULE)
        pen.hatch(x, y - 5, 16, 10, theme.PRIMARY_SOFT)
        x += 20 + pen.text(x + 20, y, words.unknown, AXIS_SIZE, theme.MUTED) + 14
    if any(scene.starred for scene in scenes):
        pen.text(x, y, f"★ {words.starred}", AXIS_SIZE, theme.MUTED)


def _even_lines(letters: Lettering, text: str, width: float) -> list[str]:
    """The text in as few lines as fit ``width``; made even when the last would be only a stump."""
    best = letters.lines(text, width, LABEL_SIZE, bold=True)
    while len(best) > 1 and len(best[-1]) * 3 < len(best[0]) and width > LABEL_SIZE:
        width -= LABEL_SIZE / 2
        narrower = letters.lines(text, width, LABEL_SIZE, bold=True)
        if len(narrower) > len(best):
            break
        best = narrower
    return best


def _rows(scenes: Sequence[SceneTile]) -> int:
    return -(-len(scenes) // _PER_ROW)
