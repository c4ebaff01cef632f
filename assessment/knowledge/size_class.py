"""The official size class of every firm of a table, and the classes still possible where figures are missing.

Source: 《中小企业划型标准规定》 (see ``seeds/size_classes.yaml``). In every industry each figure alone has a rank from
micro to large, and a firm's class is the least of its ranks. The rule is therefore monotone: the least and the greatest
possible figures give the smallest and the largest possible class, and every class between them is possible too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable, State
from assessment.content.library import default_bank
from assessment.content.size_classes import INDUSTRY, IndustryBounds, SizeRules, load_size_rules
from assessment.documents import Strict
from assessment.knowledge.possible import Knowledge, Numbers
from assessment.language import Label, label, listed
from assessment.settings import content_root

UNKNOWN = -1
_PENDING = label("规模待定", "size not certain yet")


class FirmSize(Strict):
    """The size class of one firm as pages, reports and JSON show it."""

    size_class: str | None
    label: Label
    possible: tuple[str, ...]
    missing: tuple[str, ...]
    sentence: Label
    document: Label


@dataclass(frozen=True)
class SizeClasses:
    """The classes of n firms; ``possible`` (n,) has bit i set when class i (0 micro ... 3 large) is possible."""

    rules: SizeRules
    knowledge: Knowledge
    possible: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.possible)

    @property
    def codes(self) -> NDArray[np.int8]:
        """Class numbers (n,): 0 micro, 1 small, 2 medium, 3 large, -1 where more than one is possible."""
        codes = np.full(len(self), UNKNOWN, np.int8)
        for i in range(len(self.rules.classes)):
            codes[self.possible == 1 << i] = i
        return codes

    def words(self) -> tuple[list[Label], NDArray[np.intp]]:
        """The class of every firm (n,) in words: the different ones, and which of them each firm has."""
        codes = self.codes.astype(np.intp)
        codes[codes == UNKNOWN] = len(self.rules.classes)
        return [*(one.label for one in self.rules.classes), _PENDING], codes

    def ids(self) -> list[str | None]:
        """Class ids of all firms; None where more than one class is possible."""
        names = [c.id for c in self.rules.classes]
        return [None if code == UNKNOWN else names[code] for code in self.codes.tolist()]

    def missing(self, row: int) -> tuple[str, ...]:
        """The facts that one firm has to answer before its class is certain, in the order they are asked."""
        if int(self.possible[row]).bit_count() == 1:
            return ()
        bank = self.knowledge.bank
        figures = {figure for bounds in self._industries(row) for figure in bounds.figures}
        return tuple(
            fact
            for fact in bank.facts
            if (fact == INDUSTRY or (fact in figures and self.knowledge.visible(fact)[0][row]))
            and not _answered(self.knowledge, fact)[row]
        )

    def of(self, row: int) -> FirmSize:
        """The size class of one firm, with the sentence that says why or what is missing."""
        possible = [c for i, c in enumerate(self.rules.classes) if self.possible[row] >> i & 1]
        missing, document = self.missing(row), self.rules.document
        if len(possible) == 1:
            found, name = possible[0], possible[0].label
            sentence = label("{figures}：按{document}属于{name}。", "{figures}: a {name} under the {document}.").fill(
                figures=self._figures(row), document=document, name=name
            )
            return FirmSize(
                size_class=found.id, label=name, possible=(found.id,), missing=(), sentence=sentence, document=document
            )
        facts = self.knowledge.bank.facts
        sentence = label(
            "还不能确定，{classes}都有可能；请补充：{missing}。",
            "Not certain yet: {classes} is possible. Please add: {missing}.",
        ).fill(
            classes=listed([c.label for c in possible], "、", " or "),
            missing=listed(facts[fact].label for fact in missing),
        )
        return FirmSize(
            size_class=None,
            label=_PENDING,
            possible=tuple(c.id for c in possible),
            missing=missing,
            sentence=sentence,
            document=document,
        )

    def _industries(self, row: int) -> list[IndustryBounds]:
        mask = int(self.knowledge.options(INDUSTRY)[row])
        index = self.knowledge.bank.option_index
        return [bounds for bounds in self.rules.industries if mask >> index(INDUSTRY, bounds.industry) & 1]

    def _figures(self, row: int) -> Label:
        """The industry and the stated figures that decide, as far as they are known."""
        bank, industries = self.knowledge.bank, self._industries(row)
        parts = []
        if len(industries) == 1:
            english = bank.option_names(INDUSTRY)[industries[0].industry].en
            parts.append(label(industries[0].published_name, english))
        for figure in dict.fromkeys(figure for bounds in industries for figure in bounds.figures):
            answer = self.knowledge.table.answer(row, figure)
            if answer.state is State.ANSWERED:
                fact = bank.number(figure)
                number = f"{answer.value:,.10g}"
                unit = "" if fact.kind == "count" else f" ({fact.unit.en})"
                parts.append(label(f"{fact.label.zh} {number} {fact.unit.zh}", f"{fact.label.en}: {number}{unit}"))
        return listed(parts, "，", ", ")


def classify(table: AnswerTable, rules: SizeRules | None = None, knowledge: Knowledge | None = None) -> SizeClasses:
    """The size class of every firm from industry, persons employed, revenue and total assets.

    An unknown industry leaves open whatever any industry allows; an unknown figure whatever its interval allows.
    """
    rules = rules or default_size_rules()
    knowledge = knowledge or Knowledge(table)
    masks = knowledge.options(INDUSTRY)
    possible = np.zeros(len(table), np.uint8)
    for bounds in rules.industries:
        bit = table.bank.option_index(INDUSTRY, bounds.industry)
        rows = np.flatnonzero(masks >> bit & 1)
        if len(rows):
            low, high = _ranks(bounds, knowledge, rows)
            possible[rows] |= ((2 << high) - (1 << low)).astype(np.uint8)
    return SizeClasses(rules, knowledge, possible)


@lru_cache(maxsize=4)
def default_size_rules(root: Path | None = None) -> SizeRules:
    """The size rules of the content folder, loaded once."""
    return load_size_rules(root or content_root(), default_bank(root))


def _ranks(
    bounds: IndustryBounds, knowledge: Knowledge, rows: NDArray[np.intp]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The least and the greatest class possible in one industry for the given rows."""
    low, high = np.full(len(rows), 3, np.int64), np.full(len(rows), 3, np.int64)
    for figure in bounds.figures:
        least, greatest = _interval(knowledge, figure)
        thresholds = np.asarray(bounds.thresholds(figure))
        low = np.minimum(low, np.searchsorted(thresholds, least[rows], side="right"))
        high = np.minimum(high, np.searchsorted(thresholds, greatest[rows], side="right"))
    return low, high


def _interval(knowledge: Knowledge, figure: str) -> tuple[Numbers, Numbers]:
    """What a figure can be in an industry that asks for it, even while the industry itself is unknown."""
    low, high = knowledge.number(figure)
    answered = _answered(knowledge, figure)
    least, most = knowledge.number_if_asked(figure)
    return np.where(answered, least, low), np.where(answered, most, high)


def _answered(knowledge: Knowledge, fact_id: str) -> NDArray[np.bool_]:
    return np.asarray(knowledge.table.column(fact_id).states == State.ANSWERED)
