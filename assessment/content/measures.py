"""Schema and loading of the measures: what a firm can buy or do, what each raises, and what it costs."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from assessment.content.bank import FactBank
from assessment.content.loading import SourceText, load_file
from assessment.content.measure_checks import check_measures
from assessment.content.provenance import Fidelity, Source
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label
from assessment.problems import InputRefused, Problem

SizeClass = Literal["micro", "small", "medium"]
Category = Literal[
    "consulting_diagnosis",
    "industrial_platform",
    "design_software",
    "production_software",
    "management_software",
    "supply_chain_software",
    "system_integration",
    "smart_hardware_retrofit",
    "cloud_network",
    "data_ai",
    "security",
    "identifier_resolution",
    "training",
    "finance",
]
Barrier = Literal["lacks_know_how", "lacks_means", "lacks_confidence"]
Certainty = Literal["deliverable", "outcome"]
Money = Annotated[float, Field(ge=0, le=100_000, multiple_of=0.01, description="in 10 000 CNY (万元)")]


class CostRange(Strict):
    """What something costs: at best, most likely, at worst, in 万元."""

    low: Money
    likely: Money
    high: Money

    @model_validator(mode="after")
    def _rising(self) -> CostRange:
        if not self.low <= self.likely <= self.high:
            raise wrong("应有 low ≤ likely ≤ high", "expected low <= likely <= high")
        return self

    def cents(self) -> tuple[int, int, int]:
        """Low, likely, high as whole numbers of 0.01 万元 (100 yuan), in which plans are computed."""
        return round(self.low * 100), round(self.likely * 100), round(self.high * 100)


class Costs(Strict):
    """The cost range for each size class of firm."""

    micro: CostRange
    small: CostRange
    medium: CostRange

    def of(self, size_class: SizeClass) -> CostRange:
        """The range for one size class."""
        found: CostRange = getattr(self, size_class)
        return found


class Raise(Strict):
    """What a measure changes about one fact: an option reached, options ticked, or so many more of a count.

    ``to`` lifts a choice fact to at least that option, given it stands at least at ``from_option`` (key ``from``);
    ``ticks`` adds options to a multi fact; ``per_unit`` adds that much to a number fact for each unit bought.
    A ``deliverable`` is there once the measure is done; an ``outcome`` (less energy, better quality) is hoped for.
    """

    fact: Identifier
    to: Identifier | None = None
    from_option: Identifier | None = Field(None, alias="from")
    ticks: tuple[Identifier, ...] = ()
    per_unit: int | None = Field(None, ge=1)
    certainty: Certainty = "deliverable"

    @model_validator(mode="after")
    def _one_kind(self) -> Raise:
        if sum((self.to is not None, bool(self.ticks), self.per_unit is not None)) != 1:
            raise wrong("to、ticks、per_unit 应恰好写一个", "expected exactly one of 'to', 'ticks' and 'per_unit'")
        if self.from_option is not None and self.to is None:
            raise wrong("from 只能和 to 一起写", "'from' goes with 'to' only")
        if self.certainty == "outcome" and self.per_unit is not None:
            raise wrong("数量是能交付的，不能写 outcome", "a count is deliverable")
        return self


class Measure(Strict):
    """One thing a firm can buy or do. Costs are planning estimates in 万元, with the first year's subscription."""

    id: Identifier
    title: Label
    description: Label = Field(description="what is done, in plain words")
    example: Label = Field(description="one everyday example")
    raises: tuple[Raise, ...] = ()
    cost: Costs | None = Field(None, description="once, whatever the number of units")
    cost_per_unit: Costs | None = None
    weeks: int = Field(ge=1, le=104)
    own_days: float = Field(ge=0, description="person-days of the firm's own people")
    own_days_per_unit: float = Field(0, ge=0)
    prerequisites: tuple[Identifier, ...] = Field((), description="measures to be done, or already had, before")
    needs: dict[Identifier, Identifier] = Field(
        default_factory=dict, description="choice fact -> option that must be reached first, by whatever way"
    )
    applies_if: dict[Identifier, tuple[Identifier, ...]] = Field(
        default_factory=dict, description="choice fact -> options under which the measure makes sense"
    )
    category: Category
    barrier: Barrier | None = Field(None, description="the barrier that it helps to overcome by itself; most help none")
    eases: Label | None = Field(None, description="how it helps against its barrier, in the owner's words")
    costs_from: Label | None = Field(None, description="where its costs come from, if not from the file's sources")

    def starts(self, outcomes: bool = True) -> list[tuple[str, str]]:
        """Where choice facts must stand before the measure: (fact, option), from ``needs`` and from its raises.

        A hoped-for raise asks for its start only when ``outcomes`` count.
        """
        lifted = [r for r in self.raises if outcomes or r.certainty == "deliverable"]
        return [*self.needs.items(), *((r.fact, r.from_option) for r in lifted if r.from_option is not None)]

    @property
    def counted(self) -> bool:
        """True when the measure is bought by units."""
        return any(r.per_unit is not None for r in self.raises)

    @model_validator(mode="after")
    def _priced(self) -> Measure:
        if self.counted != (self.cost_per_unit is not None):
            raise wrong(
                "cost_per_unit 和 per_unit 要一起写",
                "'cost_per_unit' goes with a raise by 'per_unit', and only with it",
            )
        if self.cost is None and self.cost_per_unit is None:
            raise wrong(
                "没有写费用：请写 cost，按数量的写 cost_per_unit",
                "a cost is missing: give 'cost', or 'cost_per_unit' for a count",
            )
        facts = [r.fact for r in self.raises]
        if len(set(facts)) != len(facts):
            raise wrong("同一措施把一个事实提高了两次", "a fact is raised twice by the same measure")
        return self


class MeasureFile(Strict):
    """One file of ``seeds/measures``: measures that share the standing of their figures."""

    date: datetime.date
    fidelity: Fidelity
    anchor: Label = Field(description="what the cost estimates were held against")
    sources: tuple[Source, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = Field(min_length=1)


class MeasureBook:
    """All measures by id in file order, with the standing of their figures and a version that names the content."""

    def __init__(self, files: Iterable[MeasureFile]):
        self.files = tuple(files)
        self.measures: dict[str, Measure] = {m.id: m for file in self.files for m in file.measures}
        text = "".join(file.model_dump_json(by_alias=True) for file in self.files)
        newest = max((file.date for file in self.files), default=datetime.date.min)
        self.version = f"{newest.isoformat()}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    @property
    def fidelity(self) -> Fidelity:
        """How far the figures can be trusted: the least trustworthy of the files."""
        order = get_args(Fidelity)
        return max((file.fidelity for file in self.files), key=order.index, default="sample")

    def at_prices(self, prices: Mapping[str, float]) -> MeasureBook:
        """The same measures, some of them at one known price (万元): of the whole, or of a unit where it is counted."""

        def priced(measure: Measure) -> Measure:
            if measure.id not in prices:
                return measure
            known = CostRange(low=prices[measure.id], likely=prices[measure.id], high=prices[measure.id])
            costs = Costs(micro=known, small=known, medium=known)
            name = "cost_per_unit" if measure.counted else "cost"
            return measure.model_copy(update={name: costs, "costs_from": None})

        return self.changed(priced)

    def changed(self, change: Callable[[Measure], Measure]) -> MeasureBook:
        """The same measures in the same files, each as ``change`` makes it."""
        return MeasureBook(
            file.model_copy(update={"measures": tuple(map(change, file.measures))}) for file in self.files
        )


def load_measures(root: Path, bank: FactBank) -> MeasureBook:
    """Every file of ``root/seeds/measures``, checked against the bank; raises ``InputRefused`` with every fault."""
    problems: list[Problem] = []
    files: list[tuple[MeasureFile, SourceText]] = []
    for path in sorted((root / "seeds" / "measures").glob("*.yaml")):
        try:
            files.append(load_file(path, MeasureFile, root))
        except InputRefused as refused:
            problems.extend(refused.problems)
    if not problems:
        entries = [
            (measure, source, ("measures", i)) for file, source in files for i, measure in enumerate(file.measures)
        ]
        problems = check_measures(entries, bank)
    if problems:
        raise InputRefused(problems)
    return MeasureBook(file for file, _ in files)
