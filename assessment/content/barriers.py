"""Schema and loading of the barrier guide: which answers tell what holds a firm back, and what to say then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

from pydantic import Field

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact
from assessment.content.loading import SourceText, load_file
from assessment.content.measures import Barrier, Measure
from assessment.content.support import Support, SupportTerm
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem

ANSWERS = ("no", "partly", "yes")
FILLED = ("steps", "quarters", "cost", "most", "days")


class SignEntry(Strict):
    """One question of the barrier: what its answers tell, what to advise, and the measures that help to begin."""

    fact: Identifier
    no: Label
    partly: Label
    advice: Label
    advice_alone: Label | None = Field(None, description="instead, where the firm is one or two people")
    services: tuple[Identifier, ...] = Field((), description="entries of support.yaml that help here")
    first: tuple[Identifier, ...] = Field((), description="measures to begin with, the lightest first")


class BarrierEntry(Strict):
    """One of the three barriers: how a plan opens when it is the main one, and what to mind at each of its steps."""

    id: Barrier
    opening: Label = Field(description="may hold " + ", ".join("{" + name + "}" for name in FILLED))
    opening_at_once: Label | None = Field(None, description="instead, for a plan that begins within one quarter")
    opening_one: Label | None = Field(None, description="instead, for a plan of one step")
    step: Label
    signs: tuple[SignEntry, ...] = Field(min_length=1)


class BarrierFile(Strict):
    """``seeds/barriers.yaml``."""

    barriers: tuple[BarrierEntry, ...]


class BarrierGuide:
    """The barriers in the order of the plan's text, the published terms, and the services by id."""

    def __init__(self, file: BarrierFile, support: Support, bank: FactBank):
        self.bank = bank
        self.barriers: dict[Barrier, BarrierEntry] = {entry.id: entry for entry in file.barriers}
        self.terms = {entry.id: entry for entry in support.barriers.entries}
        self.source = support.barriers.source
        self.services = _services(support)

    @property
    def facts(self) -> list[str]:
        """The questions, in the order of the guide."""
        return [sign.fact for entry in self.barriers.values() for sign in entry.signs]


def load_barriers(root: Path, bank: FactBank, measures: Mapping[str, Measure], support: Support) -> BarrierGuide:
    """The guide of ``root/seeds/barriers.yaml``; raises ``InputRefused`` with every fault."""
    file, source = load_file(root / "seeds" / "barriers.yaml", BarrierFile, root)
    if problems := list(_faults(file, source, bank, measures, support)):
        raise InputRefused(problems)
    return BarrierGuide(file, support, bank)


def _services(support: Support) -> dict[str, SupportTerm]:
    return {entry.id: entry for group in (support.support_ecology, support.centre_services) for entry in group.entries}


def _faults(
    file: BarrierFile, source: SourceText, bank: FactBank, measures: Mapping[str, Measure], support: Support
) -> Iterator[Problem]:
    terms = {entry.id for entry in support.barriers.entries}
    for barrier in get_args(Barrier):
        if [entry.id for entry in file.barriers].count(barrier) != 1 or barrier not in terms:
            yield Problem(
                source.where(("barriers",)),
                label(f"“{barrier}”应当正好出现一次", f"'{barrier}' must stand exactly once"),
                label(
                    "三个难处各写一段，并在 support.yaml 里有说明。",
                    "Describe each of the three once, as support.yaml names them.",
                ),
            )
    seen: set[str] = set()
    for i, entry in enumerate(file.barriers):
        openings = ("opening", "opening_at_once", "opening_one")
        for key, opening in ((key, getattr(entry, key)) for key in openings):
            try:
                if opening is not None:
                    opening.fill(**dict.fromkeys(FILLED, ""))
            except (KeyError, IndexError, ValueError):
                yield Problem(
                    source.where(("barriers", i, key)),
                    label("花括号里的名称不认识", "unknown name in braces"),
                    label("只能用：" + "、".join(FILLED) + "。", "Use only: " + ", ".join(FILLED) + "."),
                )
        for j, sign in enumerate(entry.signs):
            fact = bank.facts.get(sign.fact)
            options = tuple(option.id for option in fact.options) if isinstance(fact, ChoiceFact) else ()
            if options != ANSWERS or sign.fact in seen:
                yield Problem(
                    source.where(("barriers", i, "signs", j, "fact")),
                    label(
                        f"“{sign.fact}”不是没用过的“不是、部分是、是”单选题",
                        f"'{sign.fact}' is no unused choice fact of no, partly, yes",
                    ),
                    label("请用 40_barriers.yaml 里的题，每题一次。", "Use the facts of 40_barriers.yaml, each once."),
                )
            seen.add(sign.fact)
            fixed = {name for name, measure in measures.items() if measure.cost and not measure.counted}
            for key, known in (("services", _services(support)), ("first", fixed)):
                for name in getattr(sign, key):
                    if name not in known:
                        yield Problem(
                            source.where(("barriers", i, "signs", j, key)),
                            label(f"没有“{name}”，或它按数量计价", f"there is no '{name}', or it is bought by number"),
                            label(
                                "请用已有的服务，或费用固定的措施。", "Use a known service, or a measure of fixed cost."
                            ),
                            name,
                        )
