"""The state columns of a program: which column stands for which state of which fact."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.scoring import CompiledItem


@dataclass(frozen=True)
class ChoiceColumns:
    """Columns of a choice fact: ``first + k - 1`` says that option ``k`` (k >= 1) is reached."""

    fact: str
    first: int
    options: int


@dataclass(frozen=True)
class TickColumns:
    """Columns of a multi fact: one for each option that some measure ticks."""

    fact: str
    first: int
    bits: tuple[int, ...]


@dataclass(frozen=True)
class BandColumns:
    """Columns of a rate: ``first + j - 1`` says that band ``j`` (j >= 1) is reached, held by ``rows[j - 1]``.

    Parts are compared as whole numbers of ``1 / scale``; the program counts them by ``step``. ``sizes`` says how many
    steps one unit of a measure adds to a fact: (fact, unit column, steps).
    """

    item: CompiledItem
    first: int
    scale: int
    step: int
    rows: tuple[int, ...]
    sizes: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class GradeColumn:
    """A column that says that some ticked option of a multi item carries at least a grade."""

    fact: str
    column: int
    bits: tuple[int, ...]
