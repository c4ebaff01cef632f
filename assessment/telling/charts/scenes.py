"""Which scenes of the business hold the level up, and which hold it back? A tile for each scene."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Chart, Frame
from assessment.telling.charts.pen import Lettering, Pen

_TILE, _GAP, _AREA_GAP = 40.0, 3.0, 7.0
_LEGEND = 20.0
_AREA_SHARE = 0.135
_PER_ROW = 6
_TILE_MARGIN, _AREA_HEAD = 13.0, 16.0
_LATIN = re.compile(r"★?[A-Za-z][\w'-]*")


@dataclass(frozen=True)
class _Layout:
    """Where tiles begin, how many stand in a row, and the height of an area's name where that stands above them."""

    left: float
    columns: int
    head: float

    def rows(self, scenes: Sequence[SceneTile]) -> int:
        """How many rows the scenes of an area take."""
        return -(-len(scenes) // self.columns)


@dataclass(frozen=True)
class SceneTile:
    """A scene at a level from ``low`` to ``high`` (0 to 4; the same when known), in an area of the business."""

    area: str
    name: str
    low: int
    high: int
    starred: bool = False

    @property
    def shown(self) -> str:
        """Its name behind its star."""
        return ("★" if self.starred else "") + self.name


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
        found = self._layout(letters, width)
        rows = sum(found.rows(scenes) for _, scenes in self._areas)
        gaps = len(self._areas) * (_AREA_GAP - _GAP + found.head)
        return rows * (_TILE + _GAP) + gaps + _LEGEND * self._legend_lines(letters, width - found.left)

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """The areas from top to bottom, then the legend."""
        found = self._layout(pen, width)
        left, top = found.left, height
        tile = (width - left + _GAP) / found.columns - _GAP
        for area, scenes in self._areas:
            tiles = found.rows(scenes) * (_TILE + _GAP) - _GAP
            if found.head:
                pen.text(0, top - found.head / 2, area, LABEL_SIZE, theme.MUTED, bold=True)
                top -= found.head
            else:
                lines = _even_lines(pen, area, left - 8)
                pen.block(0, top - tiles / 2, lines, LABEL_SIZE, theme.MUTED, bold=True)
            for number, scene in enumerate(scenes):
                row, column = divmod(number, found.columns)
                self._draw_tile(pen, left + column * (tile + _GAP), top - row * (_TILE + _GAP) - _TILE, tile, scene)
            top -= tiles + _AREA_GAP
        below = self._legend_lines(pen, width - left) > 1
        draw_legend(pen, left, _LEGEND * (1 + below) - _LEGEND / 2 - 5, self._scenes, self._words, star_below=below)

    def _layout(self, letters: Lettering, width: float) -> _Layout:
        """Areas beside their tiles; where words would be broken, above fewer and wider ones."""
        left = width * _AREA_SHARE
        if self._words_fit(letters, (width - left + _GAP) / _PER_ROW - _GAP) and all(
            letters.text_width(word, LABEL_SIZE, bold=True) <= left - 8
            for area, _ in self._areas
            for word in _LATIN.findall(area)
        ):
            return _Layout(left, _PER_ROW, 0)
        columns = range(_PER_ROW, 2, -1)
        fit = next((one for one in columns if self._words_fit(letters, (width + _GAP) / one - _GAP)), 2)
        return _Layout(0, fit, _AREA_HEAD)

    def _words_fit(self, letters: Lettering, tile: float) -> bool:
        """Whether every name stands on two lines with no word broken; Chinese has no words to break."""
        room = tile - _TILE_MARGIN
        words = (word for scene in self._scenes for word in _LATIN.findall(scene.shown))
        return all(letters.text_width(word, AXIS_SIZE) <= room for word in words) and all(
            "…" not in letters.fit_lines(scene.shown, room, 2, AXIS_SIZE)[-1] for scene in self._scenes
        )

    def _legend_lines(self, letters: Lettering, width: float) -> int:
        """Two where the star does not fit behind the levels."""
        said = [self._words.level, f"★ {self._words.starred}"]
        said += [self._words.unknown] if any(scene.low != scene.high for scene in self._scenes) else []
        others = 5 + 18 * len(theme.LEVELS) + 10 + 34 * (len(said) - 2)
        return 1 + (sum(letters.text_width(one, AXIS_SIZE) for one in said) + others > width)

    def _draw_tile(self, pen: Pen, x: float, y: float, width: float, scene: SceneTile) -> None:
        ground = theme.LEVELS[scene.low]
        pen.rect(x, y, width, _TILE, fill=ground, stroke=theme.RULE)
        known = scene.low == scene.high
        if not known:
            pen.hatch(x, y, width, _TILE, theme.PRIMARY_SOFT if scene.low < 2 else theme.LEVELS[0])
            pen.rect(x + 5, y + 5, width - 10, _TILE - 10, fill=ground)
        color = theme.readable_on(ground)
        name, size = scene.shown, LABEL_SIZE
        if pen.text_width(name, size) > width - _TILE_MARGIN:
            size = AXIS_SIZE
        lines = pen.fit_lines(name, width - _TILE_MARGIN, 2, size)
        pen.block(x + 7, y + _TILE - (13 if len(lines) == 1 else 16), lines, size, color)
        level = str(scene.low) if known else f"{scene.low}–{scene.high}"
        pen.text(x + width - 7, y + 10, level, 13.0, color, bold=True, align=1)


def draw_legend(
    pen: Pen, x: float, y: float, scenes: Sequence[SceneTile], words: SceneWords, *, star_below: bool
) -> None:
    """What the numbers, the hatching and the star mean, on one line with its middle at ``y``, or the star below it."""
    left = x
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
        x, y = (left, y - _LEGEND) if star_below else (x, y)
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
