"""Schema and loading of the resource pool: who offers what, for whom, where, at what price (数字化服务资源池)."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field, model_validator

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Identifier, Strict
from assessment.content.frameworks import Fidelity, Source
from assessment.content.loading import load_file
from assessment.content.measures import Category, SizeClass
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem


class CategoryEntry(Strict):
    """A category of service in plain words."""

    id: Category
    label: Label
    meaning: Label


class CategoryFile(Strict):
    """``seeds/providers/categories.yaml``."""

    categories: tuple[CategoryEntry, ...]


class Offer(Strict):
    """One product or service of one provider: a row of the pool.

    Empty ``measures``, ``chains``, ``cities`` or ``sizes`` mean no restriction declared. Prices in 万元 for a typical
    project; ``cases`` are finished projects of this offer, ``capacity`` how many it can start in a year.
    """

    id: Identifier
    provider: str = Field(min_length=1, max_length=60)
    product: str = Field(min_length=1, max_length=80)
    category: Category
    measures: tuple[Identifier, ...] = Field((), description="measures it declares it can carry out")
    chains: tuple[Identifier, ...] = ()
    cities: tuple[Identifier, ...] = Field((), description="areas served on site")
    sizes: tuple[SizeClass, ...] = ()
    price_low: float = Field(ge=0, le=100_000)
    price_high: float = Field(ge=0, le=100_000)
    capacity: int = Field(ge=0, le=100_000)
    cases: int = Field(0, ge=0)
    interest: str | None = Field(None, max_length=200, description="ties a firm should know of before it asks")

    @model_validator(mode="after")
    def _price_order(self) -> Offer:
        if self.price_low > self.price_high:
            raise ValueError("expected price_low <= price_high")
        return self


class PoolFile(Strict):
    """A pool of offers with its standing; ``fidelity: sample`` marks made-up rows."""

    title: Label
    date: datetime.date
    fidelity: Fidelity
    provenance: Label
    sources: tuple[Source, ...] = ()
    offers: tuple[Offer, ...] = Field(min_length=1)


class ProviderPool:
    """The offers in force, and the categories in plain words."""

    def __init__(self, file: PoolFile, categories: Iterable[CategoryEntry]):
        self.file = file
        self.offers = file.offers
        self.categories: dict[str, CategoryEntry] = {entry.id: entry for entry in categories}
        digest = hashlib.sha256(file.model_dump_json().encode()).hexdigest()[:8]
        self.version = f"{file.date.isoformat()}-{digest}"

    @property
    def is_sample(self) -> bool:
        """True while the made-up rows stand in for a centre's own list."""
        return self.file.fidelity == "sample"


def load_pool(root: Path, bank: FactBank, measure_ids: Iterable[str]) -> ProviderPool:
    """The pool and categories of ``root/seeds/providers``; raises ``InputRefused`` with every fault."""
    folder = root / "seeds" / "providers"
    categories, _ = load_file(folder / "categories.yaml", CategoryFile, root)
    pool, source = load_file(folder / "pool.yaml", PoolFile, root)
    known = known_names(bank, measure_ids)
    problems = [
        Problem(source.where(("offers", i, key)), message, remedy, found)
        for i, offer in enumerate(pool.offers)
        for key, message, remedy, found in offer_faults(offer, known)
    ]
    seen: set[str] = set()
    for i, offer in enumerate(pool.offers):
        if offer.id in seen:
            problems.append(
                Problem(
                    source.where(("offers", i, "id")),
                    label(f"编号“{offer.id}”出现两次", f"offer '{offer.id}' stands twice"),
                    label("请改用不同的编号。", "Use another id."),
                )
            )
        seen.add(offer.id)
    if problems:
        raise InputRefused(problems)
    return ProviderPool(pool, categories.categories)


def known_names(bank: FactBank, measure_ids: Iterable[str]) -> dict[str, set[str]]:
    """The names an offer may use: measures, chains and cities."""

    def options(fact_id: str) -> set[str]:
        fact = bank.facts[fact_id]
        assert isinstance(fact, ChoiceFact)
        return {option.id for option in fact.options}

    return {"measures": set(measure_ids), "chains": options("chain"), "cities": options("city")}


def offer_faults(offer: Offer, known: dict[str, set[str]]) -> list[tuple[str, Label, Label, str]]:
    """Names an offer uses that do not exist: (key, message, remedy, found)."""
    return [
        (
            key,
            label(f"没有名为“{name}”的{zh}", f"there is no {en} '{name}'"),
            label("请使用系统里已有的名称。", "Use a name that the system knows."),
            name,
        )
        for key, zh, en in (("measures", "措施", "measure"), ("chains", "产业链", "chain"), ("cities", "地区", "area"))
        for name in getattr(offer, key)
        if name not in known[key]
    ]
