"""Schema and loading of the resource pool: who offers what, for whom, where, at what price (数字化服务资源池)."""

from __future__ import annotations

import copy
import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import Field, ValidationError, model_validator

from assessment.content.bank import FactBank
from assessment.content.loading import SourceText, load_file, validation_problems
from assessment.content.measures import Category, Measure, SizeClass
from assessment.content.provenance import Fidelity, Source
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem

CheckState = Literal["none", "valid", "expired"]
_PLAIN = r"^[^;；:：、,，\n]*[^;；:：、,，\n\s]$"  # what separates packages and their parts in a cell of a workbook


class CategoryEntry(Strict):
    """A category of service in plain words."""

    id: Category
    label: Label
    meaning: Label


class CategoryFile(Strict):
    """``seeds/providers/categories.yaml``."""

    categories: tuple[CategoryEntry, ...]


class OfferPackage(Strict):
    """One of the packages that an offer comes in, at a price (万元), with what is in it."""

    name: str = Field(min_length=1, max_length=40, pattern=_PLAIN)
    price: float = Field(ge=0, le=100_000)
    parts: tuple[Annotated[str, Field(min_length=1, max_length=60, pattern=_PLAIN)], ...] = ()


class VolumePrice(Strict):
    """What one unit of a measure costs (万元) from so many units bought together on; one firm is one unit of a measure
    that is not bought by number.
    """

    measure: Identifier
    units: int = Field(ge=1, le=100_000)
    price: float = Field(ge=0, le=100_000)


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
    customers: str | None = Field(None, max_length=300, description="customers whom it names itself")
    complaints: int | None = Field(None, ge=0, le=100_000, description="counted by the centre; none if nobody counts")
    checked_on: datetime.date | None = Field(None, description="when the centre last checked the provider")
    valid_until: datetime.date | None = Field(None, description="the last day on which that check counts")
    packages: tuple[OfferPackage, ...] = Field((), max_length=20)
    volumes: tuple[VolumePrice, ...] = Field((), max_length=50, description="prices for several firms together")

    @model_validator(mode="after")
    def _price_order(self) -> Offer:
        if self.price_low > self.price_high:
            raise wrong("price_low 不能大于 price_high", "expected price_low <= price_high")
        return self

    @model_validator(mode="after")
    def _check_and_packages(self) -> Offer:
        if (self.checked_on is None) != (self.valid_until is None):
            raise wrong("checked_on 和 valid_until 要一起写", "checked_on and valid_until belong together")
        if self.checked_on and self.valid_until and self.valid_until < self.checked_on:
            raise wrong("valid_until 不能早于 checked_on", "expected checked_on <= valid_until")
        if len({(one.measure, one.units) for one in self.volumes}) < len(self.volumes):
            raise wrong("同一个数量有两个批量价", "two volume prices for the same number")
        names = [one.name for one in self.packages]
        if len(set(names)) < len(names):
            raise wrong("两个套餐同名", "two packages of one name")
        return self

    def check_on(self, day: datetime.date) -> CheckState:
        """Whether the centre's check counts on a day: one that has run out does not, as if there were none."""
        if self.checked_on is None or self.valid_until is None:
            return "none"
        return "valid" if day <= self.valid_until else "expired"


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
        self.records: Mapping[str, Label] = {}
        self._of_category: dict[str, list[Offer]] = {}
        for offer in file.offers:
            self._of_category.setdefault(offer.category, []).append(offer)
        digest = hashlib.sha256(file.model_dump_json().encode()).hexdigest()[:8]
        self.version = f"{file.date.isoformat()}-{digest}"

    def with_records(self, records: Mapping[str, Label]) -> ProviderPool:
        """The same pool, and in words what became of each provider's invitations."""
        other = copy.copy(self)
        other.records = records
        return other

    def of_category(self, category: str) -> Sequence[Offer]:
        """The offers of one category, in the order of the file."""
        return self._of_category.get(category, ())

    @property
    def is_sample(self) -> bool:
        """True while the made-up rows stand in for a centre's own list."""
        return self.file.fidelity == "sample"


def load_pool(root: Path, bank: FactBank, measures: Mapping[str, Measure]) -> ProviderPool:
    """The pool and categories of ``root/seeds/providers``; raises ``InputRefused`` with every fault."""
    folder = root / "seeds" / "providers"
    categories, source = load_file(folder / "categories.yaml", CategoryFile, root)
    problems = list(_category_faults(categories, source))
    pool, source = load_file(folder / "pool.yaml", PoolFile, root)
    problems += pool_faults(pool, KnownNames.of(bank, measures), lambda i, key: source.where(("offers", i, key)))
    if problems:
        raise InputRefused(problems)
    return ProviderPool(pool, categories.categories)


def imported_pool(
    document: Any, categories: Iterable[CategoryEntry], bank: FactBank, measures: Mapping[str, Measure]
) -> ProviderPool:
    """The pool of a document that was imported (``PoolFile`` as JSON), checked again, since content may have changed.

    Raises ``InputRefused`` naming offer and key of every fault.
    """
    try:
        pool = PoolFile.model_validate_json(json.dumps(document), strict=True)
    except ValidationError as fault:
        raise InputRefused(validation_problems(fault, lambda path: ".".join(map(str, path)))) from None
    if problems := pool_faults(pool, KnownNames.of(bank, measures), lambda i, key: f"{pool.offers[i].id} {key}"):
        raise InputRefused(problems)
    return ProviderPool(pool, categories)


@dataclass(frozen=True)
class KnownNames:
    """The names an offer may use: measures with their category, chains and areas."""

    measures: Mapping[str, str]
    chains: frozenset[str]
    cities: frozenset[str]

    @classmethod
    def of(cls, bank: FactBank, measures: Mapping[str, Measure]) -> KnownNames:
        """The names of the fact bank and of the book of measures."""
        chains, cities = (frozenset(bank.option_names(fact)) for fact in ("chain", "city"))
        return cls({m.id: m.category for m in measures.values()}, chains, cities)


def pool_faults(pool: PoolFile, known: KnownNames, where: Callable[[int, str], str]) -> list[Problem]:
    """Every fault between rows and in the names they use; ``where`` gives the place of a key of the i-th offer."""
    problems = [
        Problem(where(i, fault.key), fault.message, fault.remedy, fault.found)
        for i, offer in enumerate(pool.offers)
        for fault in offer_faults(offer, known)
    ]
    for i, offer in enumerate(pool.offers):
        if offer.checked_on is not None and offer.checked_on > pool.date:
            message = label(
                f"核验日期晚于资源池的日期 {pool.date}", f"it was checked after the date of the pool, {pool.date}"
            )
            remedy = label("请核对两个日期。", "Check both dates.")
            problems.append(Problem(where(i, "checked_on"), message, remedy, offer.checked_on.isoformat()))
    ids: set[str] = set()
    products: dict[tuple[str, str, str], str] = {}
    for i, offer in enumerate(pool.offers):
        if offer.id in ids:
            problems.append(
                Problem(
                    where(i, "id"),
                    label(f"编号“{offer.id}”出现两次", f"offer '{offer.id}' stands twice"),
                    label("请改用不同的编号。", "Use another id."),
                )
            )
        ids.add(offer.id)
        first = products.setdefault((offer.provider, offer.product, offer.category), offer.id)
        if first != offer.id:
            problems.append(
                Problem(
                    where(i, "product"),
                    label(f"与“{first}”是同一家的同一产品", f"the same product of the same provider as '{first}'"),
                    label("请删去其中一行。", "Remove one of the two."),
                    offer.product,
                )
            )
    return problems


class OfferFault(NamedTuple):
    """A fault of one offer: the key it stands at and what to tell."""

    key: str
    message: Label
    remedy: Label
    found: str


def offer_faults(offer: Offer, known: KnownNames) -> Iterator[OfferFault]:
    """Names an offer uses that do not exist, and measures that its category does not do."""
    sets = (("measures", "措施", "measure"), ("chains", "产业链", "industrial chain"), ("cities", "地区", "area"))
    for key, zh, en in sets:
        for name in getattr(offer, key):
            if name not in getattr(known, key):
                yield OfferFault(
                    key,
                    label(f"没有名为“{name}”的{zh}", f"there is no {en} '{name}'"),
                    label("请使用系统里已有的名称。", "Use a name that the system knows."),
                    name,
                )
    for name in {one.measure for one in offer.volumes} - known.measures.keys():
        yield OfferFault(
            "volumes",
            label(f"没有名为“{name}”的措施", f"there is no measure '{name}'"),
            label("请使用系统里已有的名称。", "Use a name that the system knows."),
            name,
        )
    for name in (*offer.measures, *(one.measure for one in offer.volumes)):
        if known.measures.get(name, offer.category) != offer.category:
            yield OfferFault(
                "measures",
                label(
                    f"措施“{name}”属于“{known.measures[name]}”类，写在这一类里永远匹配不上",
                    f"measure '{name}' is of the category '{known.measures[name]}' and would never be matched here",
                ),
                label("请为那一类另写一行。", "Write another row for that category."),
                name,
            )


def _category_faults(file: CategoryFile, source: SourceText) -> Iterator[Problem]:
    """Every category is explained exactly once."""
    ids = [entry.id for entry in file.categories]
    for category in get_args(Category):
        if ids.count(category) != 1:
            yield Problem(
                source.where(("categories",)),
                label(f"类别“{category}”应当正好说明一次", f"category '{category}' must be explained exactly once"),
                label("请补上或删去重复的一条。", "Add it, or remove the second one."),
                str(ids.count(category)),
            )
