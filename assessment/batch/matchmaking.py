"""Matchmaking for the firms of a file: the cheapest plan of each, what it asks of others, and who should meet whom."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack

from assessment import __version__
from assessment.advisory import MAIN_FRAMEWORK, Reading, planning_size
from assessment.answers import AnswerColumn, AnswerTable, State
from assessment.batch.engines import Engine, Hands
from assessment.batch.workers import Stopped, in_order
from assessment.content.bank import FactBank
from assessment.content.measures import MeasureBook, SizeClass
from assessment.content.providers import ProviderPool
from assessment.language import Label, label
from assessment.planning import NO_LIMITS, Outline, hands_of, outlines
from assessment.providers import Client, FirmNeeds, MadeWith, Matchmaking, Puzzle, assign, matchmake, needs_of_measures
from assessment.scoring import Framework

SOON_WEEKS = 26
"""A meeting is for what a firm can begin within half a year with its own hands; the rest is for a later one."""
BLOCK = 16
"""Firms of one task."""
FEW = 48
"""So many plans are made faster here than a process starts."""

_PLANNING = label("第 1 步，共 2 步：给每家企业算最省钱的方案…", "Step 1 of 2: the cheapest plan of every firm…")
_SETTLING = label("第 2 步，共 2 步：按类别安排谁和谁谈…", "Step 2 of 2: who should meet whom, category by category…")

Say = Callable[[Label], None]
Progress = Callable[[int, int], None]
_Block = tuple[Sequence[str], Mapping[str, AnswerColumn], Sequence[SizeClass]]


def matchmake_firms(
    reading: Reading,
    pool: ProviderPool,
    *,
    engine: Engine | None = None,
    say: Say = lambda _: None,
    progress: Progress = lambda done, all_: None,
    stop: threading.Event | None = None,
) -> Matchmaking:
    """Who should meet whom, of all firms that were read and the offers of ``pool``.

    The same whichever ``engine`` does it (default: a process for each processor). ``say`` is told what is being
    done, ``progress`` (done, all) of it. A firm without a proven plan is named in the result. Raises ``Stopped`` soon
    after ``stop`` is set, and ``InputRefused`` when the processes die.
    """
    stop = stop or threading.Event()
    framework, book = reading.frameworks[MAIN_FRAMEWORK], reading.advisor.measures
    n = len(reading.table)
    with ExitStack() as stack:
        helpers: Hands | None = None
        engine = engine or Engine()
        if engine.cluster or n > FEW:
            given = (reading.advisor.bank, framework, book)
            helpers = stack.enter_context(engine.pool("matchmaking", begin_planning, given, -(-n // BLOCK)))
        say(_PLANNING)
        firms = []
        for outline in outlined(reading, helpers, stop):
            firms.append(_needs(reading, outline))
            progress(len(firms), n)

        def settle(puzzles: Sequence[Puzzle]) -> Iterator[Sequence[int] | None]:
            say(_SETTLING)
            for done, pairs in enumerate(_settled(puzzles, helpers, stop)):
                progress(done, len(puzzles))
                yield pairs

        basis = MadeWith(
            on=reading.on,
            framework=framework.spec.title,
            measures=book.version,
            software=__version__,
        )
        return matchmake(firms, pool, reading.advisor.bank, basis=basis, settle=settle)


def _needs(reading: Reading, outline: Outline) -> FirmNeeds:
    table, size = reading.table, planning_size(reading.sizes.of(outline.row))
    said = {
        fact: str(answer.value) if (answer := table.answer(outline.row, fact)).state is State.ANSWERED else None
        for fact in ("city", "chain", "firm_name")
    }
    client = Client(outline.firm, said["city"], said["chain"], size)
    hands = hands_of(table, outline.row, reading.advisor.hands, size, NO_LIMITS, reading.on)
    soon = outline.begun_within(SOON_WEEKS, hands.days)
    asked = {measure: units for measure, units in outline.measures.items() if measure in soon}
    needs = needs_of_measures(asked, reading.advisor.measures, size)
    later = len(outline.measures) - len(asked)
    return FirmNeeds(client, said["firm_name"] or outline.firm, tuple(needs), outline, later)


def outlined(reading: Reading, helpers: Hands | None, stop: threading.Event) -> Iterator[Outline]:
    """The outline of every firm, in order, with its row in the whole table.

    ``helpers`` began with ``begin_planning``; without them the plans are made here.
    """
    table, framework, book = reading.table, reading.frameworks[MAIN_FRAMEWORK], reading.advisor.measures
    sizes = [planning_size(reading.sizes.of(row)) for row in range(len(table))]
    if helpers is None:
        for outline in outlines(framework, table, book, sizes):
            if stop.is_set():
                raise Stopped
            yield outline
        return

    def blocks() -> Iterator[_Block]:
        for at in range(0, len(table), BLOCK):
            part = table.take(range(at, min(at + BLOCK, len(table))))
            yield part.ids, part.columns, sizes[at : at + BLOCK]

    pool, hands = helpers
    for number, block in enumerate(in_order(pool, _plan, blocks(), stop, 4 * hands)):
        for outline in block:
            yield outline.model_copy(update={"row": number * BLOCK + outline.row})


def _settled(puzzles: Sequence[Puzzle], helpers: Hands | None, stop: threading.Event) -> Iterable[Sequence[int] | None]:
    if helpers is None:
        return map(assign, puzzles)
    return in_order(helpers[0], assign, puzzles, stop, len(puzzles))


_content: tuple[FactBank, Framework, MeasureBook] | None = None


def begin_planning(bank: FactBank, framework: Framework, book: MeasureBook) -> None:
    """Keep what a process needs that makes plans for ``outlined``."""
    global _content
    _content = bank, framework, book


def _plan(block: _Block) -> list[Outline]:
    assert _content is not None
    bank, framework, book = _content
    ids, columns, sizes = block
    return list(outlines(framework, AnswerTable(bank, list(ids), columns), book, sizes))
