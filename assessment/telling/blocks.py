"""What a told result is made of: sections of blocks, in one language, for any way of showing them.

Words are plain text: nothing in them is markup, whoever wrote them. A block's ``depth`` says who needs it, so that a
length is a cut: ``headline`` is what one page holds, ``body`` what an owner reads, ``detail`` what a bank checks, and
``short`` stands in the owner's length alone, for what is too long there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assessment.telling.charts.base import Chart

Depth = Literal["headline", "body", "detail", "short"]
Length = Literal["page", "owner", "full"]
Tone = Literal["plain", "quiet", "good", "caution", "own", "primary"]
Align = Literal["left", "right"]

_HELD: dict[Length, tuple[Depth, ...]] = {
    "page": ("headline",),
    "owner": ("headline", "body", "short"),
    "full": ("headline", "body", "detail"),
}


@dataclass(frozen=True)
class Span:
    """Characters that look different from the rest of a line.

    ``tag`` frames a word that marks a standing (估算, 示例). ``fact`` names the question that the words are about:
    where the answer can be changed, a way leads there; on paper nothing is shown of it.
    ``cited`` marks the name of a publication or of a version, which stays in its own language.
    """

    text: str
    strong: bool = False
    tone: Tone = "plain"
    tag: bool = False
    fact: str | None = None
    cited: bool = False


Words = str | Span | Sequence[str | Span]


def spans(words: Words) -> tuple[Span, ...]:
    """The words as spans; empty ones fall away."""
    listed = [words] if isinstance(words, (str, Span)) else words
    return tuple([one if isinstance(one, Span) else Span(one) for one in listed if _shown(one)])


def _shown(one: str | Span) -> bool:
    return bool(one) if isinstance(one, str) else bool(one.text or one.fact)


def plain(words: Words) -> str:
    """The characters alone."""
    if isinstance(words, str):
        return words
    return "".join(one.text for one in spans(words))


@dataclass(frozen=True, kw_only=True)
class Block:
    """Anything that stands in a section. ``id`` names it within the document; most blocks need none."""

    depth: Depth = "body"
    id: str = ""


@dataclass(frozen=True)
class Heading(Block):
    """A heading within a section."""

    text: str


Role = Literal["body", "small", "lead", "quiet", "source", "label", "verdict"]


@dataclass(frozen=True)
class Paragraph(Block):
    """Running words. A ``verdict`` is the largest line of a result, a ``label`` the small line above it."""

    words: Words
    role: Role = "body"


@dataclass(frozen=True)
class Bullets(Block):
    """A list. ``marks`` has a sign for each entry where they differ (✓, –); ``ordered`` numbers them."""

    items: Sequence[Words]
    ordered: bool = False
    marks: Sequence[str] = ()


@dataclass(frozen=True)
class Column:
    """One column of a table: its title, its share of the width (any unit), how its cells are set.

    In a ``grouped`` column a cell like the one above it is left blank, but never at the top of a page.
    """

    title: str
    share: float = 1.0
    align: Align = "left"
    strong: bool = False
    grouped: bool = False


@dataclass(frozen=True)
class Table(Block):
    """Rows of words, one cell a column. With ``total`` the last row sums the others up.

    ``folded`` says that a narrow screen may show the first and the last column of a row and keep the others inside.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Words]]
    total: bool = False
    folded: bool = False
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """A large figure, what it counts, and a note or range under it."""

    value: str
    caption: str
    note: str = ""


@dataclass(frozen=True)
class Figures(Block):
    """Figures side by side."""

    items: Sequence[Figure]


@dataclass(frozen=True)
class Drawing(Block):
    """A chart with the words around it; ``table`` is for those who cannot see it."""

    chart: Chart
    table: Table | None = None


@dataclass(frozen=True)
class Panel(Block):
    """Blocks set apart from the rest, by a bar in the colour of their tone."""

    blocks: Sequence[Block]
    tone: Tone = "primary"


@dataclass(frozen=True)
class Fold(Block):
    """Blocks under a title that a screen opens at a touch; on paper they stand under it as a heading."""

    title: Words
    blocks: Sequence[Block]
    end: str = ""


@dataclass(frozen=True)
class ToldStep:
    """One of several things to do: its title, short facts about it (cost, weeks), and more about it."""

    title: Words
    facts: Sequence[str] = ()
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Steps(Block):
    """Things to do in their order."""

    items: Sequence[ToldStep]


@dataclass(frozen=True)
class Beside(Block):
    """Two stacks side by side where there is room, one below the other where there is none."""

    left: Sequence[Block]
    right: Sequence[Block]
    shares: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True)
class Section:
    """A part of the result: an id that comments and addresses name, a title, and what it answers.

    ``brief`` is the section in half a sentence, for a table of contents.
    """

    id: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    brief: str = ""

    def cut(self, length: Length) -> Section:
        """The section at a length; its blocks may all be gone."""
        return replace(self, blocks=tuple(_cut(self.blocks, _HELD[length])))


def _cut(blocks: Sequence[Block], held: tuple[Depth, ...]) -> Iterator[Block]:
    """Blocks of the depths held; a heading whose blocks are all gone goes with them."""
    kept: list[Block] = []
    for block in blocks:
        if block.depth not in held:
            continue
        if isinstance(block, (Panel, Fold)):
            inner = tuple(_cut(block.blocks, held))
            if not inner:
                continue
            block = replace(block, blocks=inner)
        elif isinstance(block, Steps):
            block = replace(block, items=[replace(one, blocks=tuple(_cut(one.blocks, held))) for one in block.items])
        elif isinstance(block, Beside):
            block = replace(block, left=tuple(_cut(block.left, held)), right=tuple(_cut(block.right, held)))
        kept.append(block)
    for place, block in enumerate(kept):
        follows = kept[place + 1] if place + 1 < len(kept) else None
        if isinstance(block, Heading) and (follows is None or isinstance(follows, Heading)):
            continue
        yield block


def numbered(sections: Sequence[Section]) -> list[Section]:
    """The sections with their numbers, and so their parts that have a name: 6, 6.1, 6.2."""
    found = []
    for number, section in enumerate(sections, 1):
        blocks, parts = list(section.blocks), 0
        for place, block in enumerate(blocks):
            if isinstance(block, (Heading, Fold)) and block.id:
                parts += 1
                head = f"{number}.{parts} "
                blocks[place] = (
                    replace(block, text=head + block.text)
                    if isinstance(block, Heading)
                    else replace(block, title=[head, *spans(block.title)])
                )
        found.append(replace(section, title=f"{number} {section.title}", blocks=tuple(blocks)))
    return found


def keeps_with_next(blocks: Sequence[Block], place: int) -> bool:
    """Whether a block stays on the page of the one after it.

    A caveat at the top does, a paragraph above its caveat, and one between a heading and the table that it is about.
    """
    block, follows = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    if isinstance(block, Paragraph):
        introduces = place > 0 and isinstance(blocks[place - 1], Heading) and isinstance(follows, Table)
        return introduces or (isinstance(follows, Panel) and follows.tone == "caution")
    return isinstance(block, Panel) and place == 0 and follows is not None


def run_in(fold: Fold) -> Bullets | None:
    """On paper the one thing under a title without a name of its own stands on the line of the title."""
    match fold.blocks:
        case [Bullets([item], marks=[]) as only] if not fold.id and not fold.end:
            return replace(only, items=[[Span(f"{plain(fold.title)}  ", tone="quiet"), *spans(item)]])
    return None


def at(depth: Depth, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, each of them of one depth."""
    return (replace(block, depth=depth) for block in blocks)


def in_short(table: Table, most: int, left: str) -> tuple[Block, ...]:
    """A table whole in the full length, and in the owner's its first rows with ``left``, which says what is missing."""
    if len(table.rows) <= most:
        return (table,)
    first = replace(table, rows=table.rows[:most], depth="short")
    return first, Paragraph(left, role="quiet", depth="short"), replace(table, depth="detail")


def text_of(blocks: Sequence[Block]) -> Iterator[str]:
    """Every text of the blocks in reading order, as all ways of showing them must carry it."""
    for block in blocks:
        match block:
            case Heading(text):
                yield text
            case Paragraph(words):
                yield plain(words)
            case Bullets(items):
                yield from (plain(item) for item in items)
            case Table():
                yield from _of_table(block)
            case Figures(items):
                for figure in items:
                    yield from (one for one in (figure.value, figure.caption, figure.note) if one)
            case Drawing(chart):
                yield from (one for one in (chart.frame.question, chart.frame.note) if one)
            case Panel(inner):
                yield from text_of(inner)
            case Fold(title, inner, end):
                yield plain(title)
                if end:
                    yield end
                yield from text_of(inner)
            case Steps(steps):
                for step in steps:
                    yield plain(step.title)
                    yield from step.facts
                    yield from text_of(step.blocks)
            case Beside(left, right):
                yield from text_of(left)
                yield from text_of(right)


def _of_table(table: Table) -> Iterator[str]:
    yield from (column.title for column in table.columns if column.title)
    for row in table.rows:
        yield from (text for cell in row if (text := plain(cell)))
