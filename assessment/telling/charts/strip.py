"""All scenes at a glance: small tiles in even rows, the level printed in each."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.telling import theme
from assessment.telling.charts.base import Chart, Frame
from assessment.telling.charts.pen import Lettering, Pen
from assessment.telling.charts.scenes import Scene, SceneWords, draw_legend

_TILE, _GAP, _LEGEND = 36.0, 2.5, 18.0
_EDGE = 3.5
_PER_ROW = 8
_NAME_SIZE, _LEVEL_SIZE, _STAR_SIZE = 7.0, 10.0, 6.5


class SceneStrip(Chart):
    """The scenes in their order, eight in a row, darker the higher the level; ranges are hatched."""

    def __init__(self, frame: Frame, scenes: Sequence[Scene], words: SceneWords) -> None:
        super().__init__(frame)
        self._scenes = scenes
        self._words = words

    @property
    def has_data(self) -> bool:
        """True when there is a scene."""
        return bool(self._scenes)

    def drawing_height(self, letters: Lettering, width: float) -> float:
        """The rows and the legend."""
        return -(-len(self._scenes) // _PER_ROW) * (_TILE + _GAP) + _LEGEND

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """The tiles from the upper left, then the legend."""
        wide = (width + _GAP) / _PER_ROW - _GAP
        for number, scene in enumerate(self._scenes):
            row, column = divmod(number, _PER_ROW)
            self._draw_tile(pen, column * (wide + _GAP), height - row * (_TILE + _GAP) - _TILE, wide, scene)
        draw_legend(pen, 0, _LEGEND / 2 - 4, self._scenes, self._words)

    def _draw_tile(self, pen: Pen, x: float, y: float, width: float, scene: Scene) -> None:
        ground = theme.LEVELS[scene.low]
        known = scene.low == scene.high
        pen.rect(x, y, width, _TILE, fill=ground, stroke=theme.RULE)
        if not known:
            pen.hatch(x, y, _EDGE, _TILE, theme.PRIMARY)
        color = theme.readable_on(ground)
        name = pen.fit_lines(scene.name, width - _EDGE - 4, 2, _NAME_SIZE)
        pen.block(x + _EDGE + 2, y + _TILE - 12, name, _NAME_SIZE, color)
        level = str(scene.low) if known else f"{scene.low}–{scene.high}"
        pen.text(x + width - 4, y + 8, level, _LEVEL_SIZE, color, bold=True, align=1)
        if scene.starred:
            pen.text(x + _EDGE + 2, y + 8, "★", _STAR_SIZE, color)
