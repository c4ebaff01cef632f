"""A column of a sheet and the fact that it holds; the names by which facts are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessment.answers.typed import fold
from assessment.content.facts import Fact, Option
from assessment.language import Label

FIRM_NAME, CREDIT_CODE = "firm_name", "credit_code"


@dataclass(frozen=True)
class FactColumn:
    """The column of a fact; a number in it is in ``unit`` and is multiplied by ``factor`` to be in the fact's unit.

    With ``option`` it is one of several columns of a fact of many answers: ticked or not. ``called`` is what the header
    says where that is another name than the fact's own.
    """

    fact: Fact
    column: int
    unit: Label | None = None
    factor: Decimal = Decimal(1)
    option: Option | None = None
    called: str | None = None


def facts_by_own_name(facts: Iterable[Fact]) -> dict[str, Fact | None]:
    """Facts by their id and by their folded label in either language; None for a label that several share."""
    found: dict[str, Fact | None] = {}
    listed = list(facts)
    for fact in listed:
        for key in {fold(fact.label.zh), fold(fact.label.en)}:
            found[key] = None if key in found else fact
    return found | {fact.id: fact for fact in listed}


def facts_by_other_name(facts: Iterable[Fact]) -> dict[str, Fact]:
    """Facts by their folded other names."""
    return {fold(name): fact for fact in facts for name in fact.also_called}
