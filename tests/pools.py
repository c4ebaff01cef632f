"""Small pools of made-up offers, by hand and by hypothesis."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from assessment.content.measures import Category, SizeClass
from assessment.content.providers import CategoryEntry, Offer, PoolFile, ProviderPool
from assessment.language import label
from assessment.providers import Client, Need, NeededStep

# A busy machine is no fault.
unhurried = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CITIES = ("nanchang", "jiujiang", "ganzhou")
CHAINS = ("food", "electronics", "steel")
SIZES: tuple[SizeClass, ...] = ("micro", "small", "medium")
STEPS = ("step_a", "step_b", "step_c", "step_d")
MEANING = label("说明", "meaning")
ALL_CATEGORIES: tuple[Category, ...] = get_args(Category)
CATEGORY: Category = "production_software"


def offer(number: int = 1, **given: Any) -> Offer:
    """An offer that anybody may have, for little money, unless told otherwise."""
    plain = {
        "id": f"offer_{number}",
        "provider": f"示例服务商{number}",
        "product": f"示例产品{number}",
        "category": CATEGORY,
        "price_low": 1.0,
        "price_high": 5.0,
        "capacity": 5,
    }
    return Offer(**(plain | given))


def pool(offers: Sequence[Offer]) -> ProviderPool:
    file = PoolFile(
        title=label("示例资源池", "Sample pool"),
        date=datetime.date(2026, 11, 1),
        fidelity="sample",
        provenance=label("示例数据", "Sample data"),
        offers=tuple(offers),
    )
    entries = [
        CategoryEntry(id=c, label=label(f"类别{c}", c), meaning=label(f"说明{c}", c)) for c in get_args(Category)
    ]
    return ProviderPool(file, entries)


def need(*measures: str, category: Category = CATEGORY, high: float = 10) -> Need:
    """Steps that cost from 1 to ``high`` each."""
    return Need(category, tuple(NeededStep(m, label(f"事项{m}", f"step {m}"), 1, high) for m in measures))


def client(
    firm: str = "firm", city: str | None = None, chain: str | None = None, size: SizeClass | None = None
) -> Client:
    return Client(firm, city, chain, size)


def some(values: Sequence[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


@st.composite
def offers(draw: st.DrawFn, categories: Sequence[Category] = (CATEGORY, "training"), most: int = 12) -> list[Offer]:
    """Offers of few providers, with every kind of restriction."""
    return [
        offer(
            number,
            provider=f"示例服务商{draw(st.integers(1, 6))}",
            category=draw(st.sampled_from(categories)),
            measures=draw(some(STEPS)),
            chains=draw(some(CHAINS)),
            cities=draw(some(CITIES)),
            sizes=draw(some(SIZES)),
            price_low=draw(st.integers(0, 30)),
            price_high=draw(st.integers(30, 40)),
            capacity=draw(st.integers(0, 3)),
            cases=draw(st.integers(0, 30)),
        )
        for number in range(1, draw(st.integers(1, most)) + 1)
    ]


clients = st.builds(
    Client,
    st.sampled_from(["firm_1", "firm_2"]),
    st.none() | st.sampled_from(CITIES),
    st.none() | st.sampled_from(CHAINS),
    st.none() | st.sampled_from(SIZES),
)


@st.composite
def needs(draw: st.DrawFn, categories: Sequence[Category] = (CATEGORY, "training")) -> list[Need]:
    """A need of each category, over different steps."""
    return [
        need(
            *draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=4, unique=True)),
            category=category,
            high=draw(st.integers(0, 20)),
        )
        for category in categories
    ]
