"""Blocks of what is told, as lines of a shell: a row of a table is an entry, its cells beside their column's title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from assessment.language import Lang, label
from assessment.telling.blocks import Block, Bullets, Fold, Heading, Panel, Table, plain, text_of

_CELL = label("{title}：{text}", "{title}: {text}")


def echo(blocks: Sequence[Block], lang: Lang) -> None:
    """Print the blocks."""
    for line in lines(blocks, lang):
        click.echo(line)


def lines(blocks: Sequence[Block], lang: Lang) -> Iterator[str]:
    """The same text as everywhere, arranged for a shell."""
    for block in blocks:
        match block:
            case Heading(text):
                yield from ("", text)
            case Bullets(items):
                yield from (f"- {plain(item)}" for item in items)
            case Table():
                yield from _entries(block, lang)
            case Panel(inner):
                yield from lines(inner, lang)
            case Fold(title, inner):
                yield from ("", plain(title))
                yield from lines(inner, lang)
            case _:
                yield from text_of([block])


def _entries(table: Table, lang: Lang) -> Iterator[str]:
    for row in table.rows:
        first, *others = (plain(cell) for cell in row)
        yield f"- {first}"
        for column, text in zip(table.columns[1:], others, strict=True):
            if text:
                told = _CELL.fill(title=column.title, text=text).text(lang) if column.title else text
                yield f"  {told}"
