"""Told blocks as markup: how each kind of block looks on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assessment.telling import blocks as told
from assessment.web.markup import escape, whole
from assessment.web.svg import pictures

WayTo = Callable[[str], str]
"""Markup of a link to the question of a fact; empty where nothing can be changed."""

_ROLES: dict[told.Role, str] = {
    "body": "<p>{}</p>",
    "small": '<p class="small">{}</p>',
    "lead": '<p class="quiet">{}</p>',
    "quiet": '<p class="quiet">{}</p>',
    "source": '<p class="quiet"><cite>{}</cite></p>',
    "label": '<p class="eyebrow">{}</p>',
    "verdict": "<h1>{}</h1>",
}


def no_way(_fact: str) -> str:
    """Nothing can be changed from here."""
    return ""


def markup(blocks: Sequence[told.Block], way_to: WayTo = no_way) -> str:
    """The blocks one below the other; every text in them is escaped here and nowhere else."""
    return "".join(_block(block, way_to) for block in blocks)


def inline(words: told.Words, way_to: WayTo = no_way) -> str:
    """Words within a line."""
    return "".join(_span(one, way_to) for one in told.spans(words))


def _span(one: told.Span, way_to: WayTo) -> str:
    text = whole(escape(one.text)).replace("\n", "<br>")
    if one.cited:
        text = f"<cite>{text}</cite>"
    if one.tag:
        text = f' <span class="tag {one.tone}">{text}</span>'
    elif one.tone != "plain":
        text = f'<span class="tone {one.tone}">{text}</span>'
    if one.strong:
        text = f"<b>{text}</b>"
    return f"{text} {way_to(one.fact)}" if one.fact else text


def _block(block: told.Block, way_to: WayTo) -> str:
    match block:
        case told.Heading(text):
            name = f' id="part-{escape(block.id)}"' if block.id else ""
            return f"<h3{name}>{whole(escape(text))}</h3>"
        case told.Paragraph(words, role):
            return _ROLES[role].format(inline(words, way_to))
        case told.Bullets():
            return _bullets(block, way_to)
        case told.Table():
            return (_folded if block.folded else _table)(block, way_to)
        case told.Figures(items):
            shown = "".join(
                f"<li><b>{whole(escape(one.value))}</b><small>{escape(one.caption)}"
                f"{f' · {escape(one.note)}' if one.note else ''}</small></li>"
                for one in items
            )
            return f'<ul class="figures">{shown}</ul>'
        case told.Drawing(chart, table):
            return _drawing(block, table, way_to) if chart.has_data else ""
        case told.Panel(inner, tone):
            return f'<div class="panel {tone}">{markup(inner, way_to)}</div>'
        case told.Fold(title, inner, end):
            return fold(inline(title, way_to), markup(inner, way_to), escape(end))
        case told.Steps(items):
            return f'<ol class="steps">{"".join(_step(item, way_to) for item in items)}</ol>'
        case told.Beside(left, right):
            return f'<div class="stacks"><div>{markup(left, way_to)}</div><div>{markup(right, way_to)}</div></div>'
    raise TypeError(type(block).__name__)


def fold(summary: str, inside: str, end: str = "", kind: str = "plain", *, opened: bool = False) -> str:
    """Something to tap open; the page need not be run again for it. All three are markup already."""
    told_end = f'<span class="end number">{end}</span>' if end else ""
    return (
        f'<details class="fold {kind}"{" open" if opened else ""}><summary><span>{summary}</span>{told_end}</summary>'
        f'<div class="inside">{inside}</div></details>'
    )


def _bullets(block: told.Bullets, way_to: WayTo) -> str:
    if not block.items:
        return ""
    if block.marks:
        shown = "".join(
            f'<li><span class="icon">{escape(mark)}</span><span>{inline(item, way_to)}</span></li>'
            for mark, item in zip(block.marks, block.items, strict=True)
        )
        return f'<ul class="marked">{shown}</ul>'
    name = "ol" if block.ordered else "ul"
    return f"<{name}>{''.join(f'<li>{inline(item, way_to)}</li>' for item in block.items)}</{name}>"


def _table(block: told.Table, way_to: WayTo) -> str:
    head = "".join(f'<th scope="col"{_aligned(one)}>{_lines(one.title)}</th>' for one in block.columns)
    rows = []
    above: list[str] = []
    for place, row in enumerate(block.rows):
        last = block.total and place + 1 == len(block.rows)
        cells = [_cell(block.columns[at], cell, above[at : at + 1], way_to) for at, cell in enumerate(row)]
        rows.append(f"<tr{' class=total' if last else ''}>{''.join(cells)}</tr>")
        above = [told.plain(cell) for cell in row]
    caption = f"<caption>{escape(block.caption)}</caption>" if block.caption else ""
    return f'<table class="told">{caption}<thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _cell(column: told.Column, cell: told.Words, above: Sequence[str], way_to: WayTo) -> str:
    same = ' data-same="1"' if column.grouped and above == [told.plain(cell)] else ""
    text = inline(cell, way_to)
    text = f"<b>{text}</b>" if column.strong and text else text
    return f'<td{_aligned(column)}{same} data-label="{escape(_flat(column.title))}">{text}</td>'


def _aligned(column: told.Column) -> str:
    return ' class="number"' if column.align == "right" else ""


def _flat(title: str) -> str:
    return " ".join(title.split())


def _lines(title: str) -> str:
    return escape(title).replace("\n", "<br>")


def _folded(block: told.Table, way_to: WayTo) -> str:
    """The first and the last cell of each row in sight, the others inside, each under the title of its column."""
    shown = []
    for row in block.rows:
        first, *inner, last = row
        inside = "".join(
            f"<dt>{escape(_flat(column.title))}</dt><dd>{inline(cell, way_to)}</dd>"
            for column, cell in zip(block.columns[1:-1], inner, strict=True)
            if told.plain(cell)
        )
        shown.append(fold(inline(first, way_to), f"<dl>{inside}</dl>", inline(last, way_to)))
    ends = "".join(f"<span>{escape(_flat(column.title))}</span>" for column in (block.columns[0], block.columns[-1]))
    return f'<div class="rows"><p class="ends quiet">{ends}</p>{"".join(shown)}</div>'


def _drawing(block: told.Drawing, table: told.Table | None, way_to: WayTo) -> str:
    frame = block.chart.frame
    alt = " ".join(text for text in (frame.question, frame.answer) if text)
    title = f"<figcaption>{escape(frame.question)}</figcaption>" if frame.question else ""
    note = f'<p class="quiet">{escape(frame.note)}</p>' if frame.note else ""
    beside = fold(escape(table.caption), markup([table], way_to)) if table else ""
    return f'<figure class="drawing">{title}{pictures(block.chart, alt)}{note}{beside}</figure>'


def _step(step: told.ToldStep, way_to: WayTo) -> str:
    facts = "".join(f"<span>{escape(fact)}</span>" for fact in step.facts)
    return (
        f'<li><h3 class="minor">{inline(step.title, way_to)}</h3>'
        f"{f'<p class=facts>{facts}</p>' if facts else ''}{markup(step.blocks, way_to)}</li>"
    )
