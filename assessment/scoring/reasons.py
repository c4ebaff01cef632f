"""The structure of a result, which page, report, workbook and JSON show: from the level down to each answer."""

from __future__ import annotations

import datetime

from assessment.content.frameworks import Doubt
from assessment.content.provenance import Fidelity, Source
from assessment.documents import Identifier, Strict
from assessment.knowledge import CarriedAnswer, OpenAnswers
from assessment.language import Label
from assessment.scoring.score import Certainty

ENOUGH = 0.5
"""The share of settled items from which a result is told as one and a plan is made.

Below it most of what a plan would buy stands against blanks, which it takes at their worst: it would be the plan of a
firm that has nothing, and not of this one.
"""


class AnswerReason(Strict):
    """One answer that an item rests on.

    ``state`` is one of the four, ``not_asked`` where another answer rules the question out, or ``refused`` where what
    was given could not be used; ``carried`` is what other answers say where this one is missing.
    """

    fact: Identifier
    label: Label
    state: str
    value: str | tuple[str, ...] | float | None
    text: Label
    carried: CarriedAnswer | None = None


class ItemReason(Strict):
    """One item: what was answered, which rule applied, what it gave (points in the item's own scale)."""

    id: Identifier
    source_item: str | None
    node: Identifier
    title: Label
    points_low: float
    points_high: float
    points_max: float
    grade_low: int
    grade_high: int
    rule: Label
    answers: tuple[AnswerReason, ...]

    @property
    def certain(self) -> bool:
        """True when no missing answer can move the item."""
        return (self.points_low, self.grade_low) == (self.points_high, self.grade_high)


class NodeScore(Strict):
    """Points of one node of the tree, in its own scale."""

    id: Identifier
    title: Label
    parent: Identifier | None
    dimension: bool
    points_low: float
    points_high: float
    points_max: float


class RequirementReason(Strict):
    """One threshold of a level and how far the firm is from it."""

    text: Label
    needed: float
    low: float
    high: float
    state: Certainty


class LevelReason(Strict):
    """One level: certain, possible or out of reach given what is known, and why."""

    level: int
    name: Label
    meaning: Label
    state: Certainty
    requirements: tuple[RequirementReason, ...]


class FrameworkResult(Strict):
    """The result of one firm under one edition of one framework; points and level are None while open."""

    framework: str
    version: str
    title: Label
    short_title: Label
    document: str
    document_en: str | None = None
    date: datetime.date
    fidelity: Fidelity
    provenance: Label
    purpose: Label
    official_place: Label | None
    sources: tuple[Source, ...]
    doubts: tuple[Doubt, ...]
    points: float | None
    points_low: float
    points_high: float
    points_max: float
    level: int | None
    level_low: int
    level_high: int
    level_name: Label
    known: float
    summary: Label
    nodes: tuple[NodeScore, ...]
    items: tuple[ItemReason, ...]
    levels: tuple[LevelReason, ...]
    open_answers: OpenAnswers = OpenAnswers()

    @property
    def certain(self) -> bool:
        """Can no missing answer move points or level?"""
        return self.points is not None and self.level is not None

    @property
    def enough_known(self) -> bool:
        """Is enough settled for the result to be one, and for a plan that is about this firm?"""
        return self.known >= ENOUGH or self.points is not None

    @property
    def dimensions(self) -> tuple[NodeScore, ...]:
        """The nodes shown as dimensions."""
        return tuple(node for node in self.nodes if node.dimension)
