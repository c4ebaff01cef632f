"""Pictures and tables of the dashboard as markup; every picture says its figures in text, too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assessment.content.regions import Area
from assessment.language import percent
from assessment.peers import Figure, FigureRange
from assessment.web.markup import escape

HIDDEN = "…"
SHADES = 5


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart: what it is, its figure in words, and in per cent of the track what is certain, what is
    still possible on top, and where a mark stands for comparison."""

    label: str
    figure: str
    certain: float
    possible: float = 0.0
    mark: float | None = None


def count(firms: Figure[int]) -> str:
    """How many firms there are."""
    return HIDDEN if firms is None else f"{firms.value:,}"


def decimals(figure: Figure[float]) -> str:
    """A figure to three places."""
    return HIDDEN if figure is None else f"{figure.value:.3f}"


def part(firms: Figure[int], whole: Figure[int]) -> float:
    """Firms as a share of others, 0 to 1; 0 where it may not be shown."""
    return firms.value / whole.value if firms is not None and whole is not None and whole.value else 0.0


def share(firms: Figure[int], whole: Figure[int]) -> str:
    """Firms as a share of others, in whole per cent."""
    return HIDDEN if firms is None or whole is None else percent(part(firms, whole), 0)


def span(figure: Figure[FigureRange], words: Callable[[float], str]) -> str:
    """From the least to the greatest that a figure may be, once where both read alike."""
    if figure is None:
        return HIDDEN
    low, high = map(words, figure.value)
    return low if low == high else f"{low}–{high}"


def numbers(entries: Iterable[tuple[str, str]]) -> str:
    """A row of key figures, each with what it counts."""
    items = "".join(f"<li><b>{escape(figure)}</b><small>{escape(what)}</small></li>" for figure, what in entries)
    return f'<ul class="c-numbers">{items}</ul>'


def bars(lines: Iterable[Bar]) -> str:
    """Horizontal bars with their figures."""
    return f'<ul class="c-bars">{"".join(map(_bar, lines))}</ul>'


def _bar(line: Bar) -> str:
    certain, possible = min(line.certain, 100), min(line.certain + line.possible, 100) - min(line.certain, 100)
    maybe = f'<i class="maybe" style="left:{certain:.2f}%;width:{possible:.2f}%"></i>' if possible > 0 else ""
    mark = f'<i class="mark" style="left:{line.mark:.2f}%"></i>' if line.mark is not None else ""
    return (
        f'<li><span>{escape(line.label)}</span><span class="number">{escape(line.figure)}</span>'
        f'<span class="c-track" aria-hidden="true"><i style="width:{certain:.2f}%"></i>{maybe}{mark}</span></li>'
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str, numeric_from: int = 1) -> str:
    """A table; columns from ``numeric_from`` on are figures."""

    def cells(row: Sequence[str], tag: str) -> str:
        kinds = ["" if at < numeric_from else ' class="number"' for at in range(len(row))]
        return "".join(f"<{tag}{kind}>{escape(cell)}</{tag}>" for kind, cell in zip(kinds, row, strict=True))

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return (
        f'<div class="c-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="c-table">'
        f"<thead><tr>{cells(head, 'th')}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def province(areas: Sequence[Area], lang: str, shown: dict[str, tuple[str, str, float | None]], note: str) -> str:
    """The schematic map: a tile an area with its figure, a second line, and a value from 0 to 1 for its shade.

    ``shown`` maps areas to (figure, second line, value); a value of None leaves the tile white.
    """
    tiles = []
    for area in areas:
        figure, line, value = shown.get(area.id, ("", "", None))
        shade = "none" if value is None else str(min(SHADES - 1, int(value * SHADES)))
        name = area.label.zh if lang == "zh" else area.label.en
        tiles.append(
            f'<li class="shade-{shade}" style="grid-column:{area.tile.column + 1};grid-row:{area.tile.row + 1}">'
            f"<span>{escape(name)}</span><b>{escape(figure)}</b><small>{escape(line)}</small></li>"
        )
    return f'<ul class="c-map">{"".join(tiles)}</ul><p class="quiet">{escape(note)}</p>'


def matrix(rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[str]], caption: str) -> str:
    """A table of figures with names on both sides; the last row and column are totals."""
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in columns)
    body = "".join(
        f"<tr><th scope='row'>{escape(name)}</th>"
        + "".join(f'<td class="{"hidden" if cell == HIDDEN else ""}">{escape(cell)}</td>' for cell in line)
        + "</tr>"
        for name, line in zip(rows, cells, strict=True)
    )
    return (
        f'<div class="c-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="c-matrix">'
        f"<thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def strip(quantiles: Sequence[float]) -> str:
    """How firms spread from 0 to 100: a thin line over the middle 80%, a thick one over the half, the median."""
    p10, p25, p50, p75, p90 = quantiles
    return (
        '<span class="c-strip" aria-hidden="true">'
        f'<i class="most" style="left:{p10:.2f}%;width:{p90 - p10:.2f}%"></i>'
        f'<i class="half" style="left:{p25:.2f}%;width:{p75 - p25:.2f}%"></i>'
        f'<i class="median" style="left:{p50:.2f}%"></i></span>'
    )
