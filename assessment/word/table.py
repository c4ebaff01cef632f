"""A told table as Word's own: its markup written at once, since python-docx looks for every cell anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from assessment.report.tables import needed_width, widened
from assessment.telling import blocks as told
from assessment.telling import theme
from assessment.word import styles

_TWENTIETHS = 20
"""Of a point, in which Word measures tables."""
_BESIDE, _WIDER = 8.0, 1.15
"""What a cell keeps free at its sides, in points, and how much wider Arial is than the face of the paper."""
_LINE = f'w:val="single" w:sz="4" w:space="0" w:color="{theme.RULE.removeprefix("#")}"'
_PROPERTIES = (
    '<w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/>'
    f"<w:tblBorders><w:top {_LINE}/><w:bottom {_LINE}/></w:tblBorders>"
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
    '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
    '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
    'w:noVBand="1"/></w:tblPr>'
)


def table(block: told.Table, style: str) -> Any:
    """The element of a table as wide as the text, its head repeated on every page and never alone, no row cut.

    ``style`` is the id of the style of its paragraphs. Every other row stands on a ground: with lines between rows that
    may not be cut, LibreOffice 7.4 shows none but the first where a page ends within the width of a line.
    """
    widths = [round(width * _TWENTIETHS) for width in _widths(block)]
    head = [told.Span(column.title, strong=True, tone="primary") for column in block.columns]
    rows = [_row(head, block.columns, widths, style, '<w:cantSplit/><w:tblHeader w:val="true"/>', kept="<w:keepNext/>")]
    for place, row in enumerate(block.rows):
        last = block.total and place + 1 == len(block.rows)
        cells = [told.Span(told.plain(words), strong=True) if last else words for words in row]
        ground = theme.WASH.removeprefix("#") if place % 2 else ""
        rows.append(_row(cells, block.columns, widths, style, "<w:cantSplit/>", ground))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return parse_xml(
        f"<w:tbl {nsdecls('w')}>{_PROPERTIES.format(whole=sum(widths))}<w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def _widths(block: told.Table) -> list[float]:
    """The columns by their shares, those of figures as wide as their figures need, in points."""
    whole = sum(column.share for column in block.columns)
    rooms = [theme.CONTENT_WIDTH * column.share / whole - _BESIDE for column in block.columns]
    needs = [
        needed_width(column.title, (told.plain(row[at]) for row in block.rows), column.align, column.strong) * _WIDER
        for at, column in enumerate(block.columns)
    ]
    return [width + _BESIDE for width in widened(rooms, needs)]


def _row(
    cells: Sequence[told.Words],
    columns: Sequence[told.Column],
    widths: Sequence[int],
    style: str,
    properties: str,
    ground: str = "",
    kept: str = "",
) -> str:
    made, shade = [], f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""
    for words, column, width in zip(cells, columns, widths, strict=True):
        sided = '<w:jc w:val="right"/>' if column.align == "right" else ""
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>'
            f"{kept}{sided}</w:pPr>{''.join(_runs(words, column))}</w:p></w:tc>"
        )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def _runs(words: told.Words, column: told.Column) -> Iterator[str]:
    for one in told.spans(words):
        ink = theme.TONES[one.tone]
        looks = "<w:b/>" if one.strong or (column.strong and not isinstance(words, told.Span)) else ""
        looks += f'<w:color w:val="{ink.removeprefix("#")}"/>' if ink is not None else ""
        lines = escape(styles.fit(f" {one.text}" if one.tag else one.text)).replace("\t", " ").split("\n")
        text = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
        yield f"<w:r>{f'<w:rPr>{looks}</w:rPr>' if looks else ''}{text}</w:r>"
