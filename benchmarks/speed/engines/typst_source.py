"""The report as Typst markup, all text in it as string literals, and Typst itself with its fonts loaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

import typst

from assessment.report.fonts import FOLDER, clean
from assessment.telling import blocks as told
from assessment.telling import theme
from assessment.telling.document import Document
from benchmarks.speed.engines.shared import SIZES, TONES, svg, title

_TYPST_HEAD = """
#set page(paper: "a4", margin: (x: 20mm, top: 22mm, bottom: 20mm), numbering: "1 / 1",
  header: text(7.5pt, fill: rgb("#56636F"), NAME))
#set text(font: "Noto Sans SC", size: 10pt, lang: "zh", fill: rgb("#1C2733"))
#set par(justify: true, leading: 0.72em, spacing: 1.1em)
#set table(stroke: (x: none, y: 0.5pt + rgb("#CBD3DB")), inset: (x: 5pt, y: 4pt))
#show table: set text(8.5pt)
#show table: set par(justify: false, leading: 0.55em)
#show heading.where(level: 1): set text(15pt, fill: rgb("#1F4E8C"))
#show heading.where(level: 2): set text(11.5pt)
#show heading.where(level: 3): set text(10.5pt)
"""


def source(document: Document) -> bytes:
    """The report as Typst markup, all text in it as string literals."""
    name, *more = title(document)
    parts = [_TYPST_HEAD.replace("NAME", _literal(name)), f"#set document(title: {_literal(name)})"]
    parts += [f"#text(24pt, weight: {_literal('bold')}, {_literal(name)})", *(f"#par({_literal(one)})" for one in more)]
    parts += ["#outline(depth: 1)", "#pagebreak()"]
    for number, section in enumerate(document.sections, 1):
        parts.append(f"#heading(level: 1, {_literal(f'{number} {section.title}')})")
        parts.append(f"#text(8.5pt, {_literal(section.lead)})")
        parts += [f"#{one}" for one in _typst(section.blocks)]
    return "\n\n".join(parts).encode()


def _literal(text: str) -> str:
    return json.dumps(clean(text), ensure_ascii=False).replace("\\/", "/")


def _typst_words(words: told.Words) -> str:
    shown = []
    for one in told.spans(words):
        looks = [', weight: "bold"'] if one.strong else []
        if one.tone != "plain":
            looks.append(f', fill: rgb("{TONES[one.tone]}")')
        shown.append(f"text({_literal(one.text)}{''.join(looks)})" if looks else _literal(one.text))
    return f"{{{'; '.join(shown)}}}" if shown else '""'


def _typst_all(blocks: Sequence[told.Block]) -> str:
    return f"{{{'; '.join(_typst(blocks))}}}"


def _typst(blocks: Sequence[told.Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case told.Heading(text):
                yield f"heading(level: 2, {_literal(text)})"
            case told.Paragraph(words, role):
                yield f"par(text({SIZES[role]}pt, {_typst_words(words)}))"
            case told.Bullets(items):
                kind = "enum" if block.ordered else "list"
                yield f"text(8.5pt, {kind}({', '.join(_typst_words(one) for one in items)}))"
            case told.Table():
                shares = ", ".join(f"{column.share:g}fr" for column in block.columns)
                aligns = ", ".join(column.align for column in block.columns)
                head = ", ".join(f'text(weight: "bold", {_literal(column.title)})' for column in block.columns)
                cells = "".join(f", {_typst_words(cell)}" for row in block.rows for cell in row)
                yield f"table(columns: ({shares},), align: ({aligns},), table.header({head}){cells})"
            case told.Figures(figures):
                cells = ", ".join(
                    f'{{text(16pt, weight: "bold", {_literal(one.value)}); linebreak(); '
                    f"text(8.5pt, {_literal(f'{one.caption} {one.note}')})}}"
                    for one in figures
                )
                yield f"grid(columns: ({'1fr, ' * len(figures)}), {cells})"
            case told.Drawing(chart):
                if chart.frame.question:
                    yield f'par(text(weight: "bold", {_literal(chart.frame.question)}))'
                alt = _literal(chart.frame.answer or chart.frame.question or "—")
                yield f'image(bytes({json.dumps(svg(chart), ensure_ascii=False)}), format: "svg", alt: {alt})'
                if chart.frame.note:
                    yield f"par(text(7.5pt, {_literal(chart.frame.note)}))"
            case told.Panel(inner):
                look = f'fill: rgb("{theme.WASH}"), stroke: (left: 2pt + rgb("{theme.PRIMARY}"))'
                yield f"block(width: 100%, inset: 8pt, {look}, {_typst_all(inner)})"
            case told.Fold(title, inner, end):
                yield f"heading(level: 3, {_literal(f'{told.plain(title)} {end}'.strip())})"
                yield from _typst(inner)
            case told.Steps(items):
                steps = ", ".join(
                    f"{{{_typst_words(one.title)}; {_literal('  ' + ' · '.join(one.facts))}; {_typst_all(one.blocks)}}}"
                    for one in items
                )
                yield f"enum({steps})"
            case told.Beside(left, right, shares):
                columns = ", ".join(f"{one:g}fr" for one in shares)
                yield f"grid(columns: ({columns}), gutter: 10pt, {_typst_all(left)}, {_typst_all(right)})"


def setter(*, tagged: bool) -> Callable[[bytes], bytes]:
    """Typst with its fonts loaded: archived as ours (PDF/A-2b with tags), or plain without tags."""
    compiler = typst.Compiler(font_paths=[str(FOLDER)], ignore_system_fonts=True)

    def run(source: bytes) -> bytes:
        standards = {"pdf_standards": ["a-2b"]} if tagged else {}
        return compiler.compile(input=source, format="pdf", pdf_tags=tagged, **standards)

    return run
