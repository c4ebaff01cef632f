"""The report as a page of HTML, and WeasyPrint with its style sheet and fonts loaded."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import quoteattr

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from assessment.report.fonts import clean
from assessment.telling import blocks as told
from assessment.telling import theme
from assessment.telling.document import Document
from benchmarks.speed.engines.shared import BOLD, FAMILY, REGULAR, SIZES, TONES, svg, title

_CSS = f"""
@font-face {{ font-family: '{FAMILY}'; src: url('{REGULAR.as_uri()}'); font-weight: 400 }}
@font-face {{ font-family: '{FAMILY}'; src: url('{BOLD.as_uri()}'); font-weight: 700 }}
@page {{ size: A4; margin: 22mm 20mm 20mm; @bottom-right {{ content: counter(page) ' / ' counter(pages) }} }}
body {{ font: 10pt/17pt '{FAMILY}'; color: {theme.INK}; text-align: justify }}
h1 {{ font-size: 15pt; color: {theme.PRIMARY} }} h2 {{ font-size: 11.5pt }} h3 {{ font-size: 10.5pt }}
table {{ width: 100%; border-collapse: collapse; font-size: 8.5pt; line-height: 13pt; table-layout: fixed }}
td, th {{ border-bottom: .5pt solid {theme.RULE}; padding: 4pt 5pt; text-align: left; vertical-align: top }}
.right {{ text-align: right }} tr {{ break-inside: avoid }}
.panel {{ background: {theme.WASH}; border-left: 2pt solid {theme.PRIMARY}; padding: 8pt }}
.beside {{ display: flex; gap: 10pt }} img {{ width: 100% }}
"""


def source(document: Document) -> str:
    """The report as HTML."""
    name, *more = title(document)
    body = [f"<h1>{_escaped(name)}</h1>", *(f"<p>{_escaped(one)}</p>" for one in more)]
    for number, section in enumerate(document.sections, 1):
        body.append(f"<h1>{_escaped(f'{number} {section.title}')}</h1><p>{_escaped(section.lead)}</p>")
        body += _html(section.blocks)
    named = _escaped(name)
    return f'<html lang="zh-CN"><head><title>{named}</title></head><body>{"".join(body)}</body></html>'


def _escaped(text: str) -> str:
    return html.escape(clean(text))


def _html_words(words: told.Words) -> str:
    shown = []
    for one in told.spans(words):
        text = _escaped(one.text)
        if one.tone != "plain":
            text = f'<span style="color:{TONES[one.tone]}">{text}</span>'
        shown.append(f"<b>{text}</b>" if one.strong else text)
    return "".join(shown)


def _html(blocks: Sequence[told.Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case told.Heading(text):
                yield f"<h2>{_escaped(text)}</h2>"
            case told.Paragraph(words, role):
                size = SIZES[role]
                yield f'<p style="font-size:{size}pt;line-height:{size * 1.6}pt">{_html_words(words)}</p>'
            case told.Bullets(items):
                kind = "ol" if block.ordered else "ul"
                yield f"<{kind}>{''.join(f'<li>{_html_words(one)}</li>' for one in items)}</{kind}>"
            case told.Table():
                yield from _html_table(block)
            case told.Figures(figures):
                cells = "".join(
                    f"<td><b style='font-size:16pt'>{_escaped(one.value)}</b><br>{_escaped(one.caption)} "
                    f"{_escaped(one.note)}</td>"
                    for one in figures
                )
                yield f"<table><tr>{cells}</tr></table>"
            case told.Drawing(chart):
                alt = quoteattr(chart.frame.answer or chart.frame.question)
                yield f"<p><b>{_escaped(chart.frame.question)}</b></p><div title={alt}>{svg(chart)}</div>"
                yield f"<p style='font-size:7.5pt'>{_escaped(chart.frame.note)}</p>"
            case told.Panel(inner):
                yield f'<div class="panel">{"".join(_html(inner))}</div>'
            case told.Fold(title, inner, end):
                yield f"<h3>{_html_words(title)} {_escaped(end)}</h3>"
                yield from _html(inner)
            case told.Steps(items):
                steps = (
                    f"<li><b>{_html_words(one.title)}</b> {_escaped(' · '.join(one.facts))}"
                    f"{''.join(_html(one.blocks))}</li>"
                    for one in items
                )
                yield f"<ol>{''.join(steps)}</ol>"
            case told.Beside(left, right):
                yield f'<div class="beside"><div>{"".join(_html(left))}</div><div>{"".join(_html(right))}</div></div>'


def _html_table(block: told.Table) -> Iterator[str]:
    whole = sum(column.share for column in block.columns)
    widths = "".join(f'<col style="width:{100 * column.share / whole:.2f}%">' for column in block.columns)
    head = "".join(f'<th class="{column.align}">{_escaped(column.title)}</th>' for column in block.columns)
    yield f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>"
    for row in block.rows:
        cells = zip(block.columns, row, strict=True)
        shown = [f'<td class="{column.align}">{_html_words(words)}</td>' for column, words in cells]
        yield f"<tr>{''.join(shown)}</tr>"
    yield "</tbody></table>"


def setter() -> Callable[[str], bytes]:
    """WeasyPrint with its style sheet and fonts loaded."""
    fonts = FontConfiguration()
    sheet = CSS(string=_CSS, font_config=fonts)

    def run(source: str) -> bytes:
        found = HTML(string=source).write_pdf(stylesheets=[sheet], font_config=fonts)
        assert found is not None
        return found

    return run
