"""Matchmaking: nobody above capacity, no condition broken, and no better arrangement exists."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.content.bank import FactBank
from assessment.content.measures import MeasureBook, load_measures
from assessment.content.providers import Offer, ProviderPool, load_pool
from assessment.providers import Client, FirmNeeds, Matchmaking, Need, conditions, matchmake, merits, needs_of
from tests.conftest import ROOT
from tests.pools import CATEGORY, client, clients, need, needs, offer, offers, pool, unhurried


def firms_of(clients: Sequence[Client], asked: Sequence[Sequence[Need]]) -> list[FirmNeeds]:
    return [
        FirmNeeds(Client(f"firm_{i}", c.city, c.chain, c.size), f"示例企业{i}", tuple(of))
        for i, (c, of) in enumerate(zip(clients, asked, strict=True))
    ]


several = st.lists(st.tuples(clients, needs()), min_size=1, max_size=4).map(lambda e: firms_of(*zip(*e, strict=True)))
few = st.lists(st.tuples(clients, needs(categories=(CATEGORY,))), min_size=1, max_size=3).map(
    lambda e: firms_of(*zip(*e, strict=True))
)

unhurried_few = settings(unhurried, max_examples=25)
Worth = tuple[int, int, int, int, int, int]


def worth(firms: Sequence[FirmNeeds], chosen: set[tuple[int, Offer]], usable: Sequence[Offer]) -> Worth:
    """Steps with somebody, steps with somebody who declares them, fewest invitations, fit in half points, evenness of
    the providers' loads, merits in thousandths."""
    steps = declared = fit = merit = 0
    for i, firm in enumerate(firms):
        invited = [o for j, o in chosen if j == i]
        for asked in firm.needs:
            named = {m for o in invited for m in o.measures}
            steps += sum(any(not o.measures for o in invited) or m in named for m in asked.measures)
            declared += sum(m in named for m in asked.measures)
            for o in invited:
                points = sum(round(r.merit * 1000) for r in merits(asked, firm.client, o))
                fit, merit = fit + points // 500, merit + points
    uneven = 0
    for provider in {o.provider for o in usable}:
        capacity = sum(o.capacity for o in usable if o.provider == provider)
        n = sum(o.provider == provider for _, o in chosen)
        uneven += sum(1000 * (2 * k - 1) // capacity for k in range(1, n + 1))
    return steps, declared, -len(chosen), fit, -uneven, merit


def usable_by(firms: Sequence[FirmNeeds], offers: Sequence[Offer]) -> list[Offer]:
    return [o for o in offers if any(not conditions(f.needs[0], f.client, o) for f in firms)]


def best_by_trying_all(firms: Sequence[FirmNeeds], offers: Sequence[Offer], per_need: int) -> Worth:
    """Every set of invitations within the rules; firms have one need each."""
    usable = usable_by(firms, offers)
    choices = []
    for firm in firms:
        open_to_it = [o for o in offers if not conditions(firm.needs[0], firm.client, o)]
        choices.append([c for n in range(per_need + 1) for c in combinations(open_to_it, n)])
    best: Worth = (0, 0, 0, 0, 0, 0)
    for arrangement in product(*choices):
        load = Counter(o.id for invited in arrangement for o in invited)
        if all(load[o.id] <= o.capacity for o in offers):
            chosen = {(i, o) for i, invited in enumerate(arrangement) for o in invited}
            best = max(best, worth(firms, chosen, usable))
    return best


class TestOptimality:
    @unhurried_few
    @given(few, offers(categories=(CATEGORY,), most=4), st.integers(1, 3))
    def test_trying_everything_finds_nothing_better(
        self, bank: FactBank, firms: list[FirmNeeds], offers: list[Offer], per_need: int
    ) -> None:
        found = matchmake(firms, pool(offers), bank, per_need)
        by_id = {o.id: o for o in offers}
        chosen = {(int(i.firm.removeprefix("firm_")), by_id[i.offer]) for i in found.invitations}
        assert len(chosen) == len(found.invitations)
        assert worth(firms, chosen, usable_by(firms, offers)) == best_by_trying_all(firms, offers, per_need)

    def test_taking_the_best_fit_first_would_be_worse(self, bank: FactBank) -> None:
        """The only offer for the second firm is the best for the first, which has another one."""
        scarce = offer(1, measures=("step_a",), chains=("food", "steel"), cases=20, capacity=1)
        spare = offer(2, measures=("step_a",), cities=("nanchang",), capacity=1)
        firms = firms_of(
            [client(city="nanchang", chain="food"), client(city="ganzhou", chain="steel")], [[need("step_a")]] * 2
        )
        found = matchmake(firms, pool([scarce, spare]), bank)
        assert {(i.firm, i.offer) for i in found.invitations} == {("firm_0", "offer_2"), ("firm_1", "offer_1")}
        assert found.met == found.steps == 2

    def test_parts_are_put_together(self, bank: FactBank) -> None:
        parts = [
            offer(1, measures=("step_a",)),
            offer(2, measures=("step_b",)),
            offer(3, measures=("step_a",), cases=9),
        ]
        [firm] = firms_of([client()], [[need("step_a", "step_b")]])
        found = matchmake([firm], pool(parts), bank)
        assert {(i.offer, i.steps) for i in found.invitations} == {("offer_2", ("step_b",)), ("offer_3", ("step_a",))}

    def test_among_equals_the_work_is_spread_over_providers(self, bank: FactBank) -> None:
        """One of three providers has twice the capacity of the others, on two offers, and gets twice as much."""
        offers = [offer(n, provider=p, capacity=4) for n, p in enumerate(("甲", "甲", "乙", "丙"))]
        firms = firms_of([client()] * 8, [[need("step_a")]] * 8)
        found = matchmake(firms, pool(offers), bank)
        assert Counter(i.provider for i in found.invitations) == {"甲": 4, "乙": 2, "丙": 2}

    def test_two_who_share_a_step_are_both_asked_for_it(self, bank: FactBank) -> None:
        """Each was held against the money for all that it does, so it is asked for all of it."""
        firm = firms_of([client()], [[need("step_a", "step_b", "step_c")]])
        dear = {"price_low": 15, "price_high": 30}
        shared = [offer(1, measures=("step_a", "step_b")), offer(2, measures=("step_b", "step_c"), **dear)]
        found = matchmake(firm, pool(shared), bank)
        assert {(i.offer, i.steps, i.money) for i in found.invitations} == {
            ("offer_1", ("step_a", "step_b"), 20),
            ("offer_2", ("step_b", "step_c"), 20),
        }
        assert found.met == 3

    def test_who_declares_a_step_comes_before_who_names_none(self, bank: FactBank) -> None:
        [firm] = firms_of([client(city="nanchang")], [[need("step_a")]])
        silent = offer(1, cities=("nanchang",), cases=20)
        found = matchmake([firm], pool([silent, offer(2, measures=("step_a",))]), bank)
        assert [i.offer for i in found.invitations] == ["offer_2"]
        [only] = matchmake([firm], pool([silent]), bank).invitations
        assert not only.declared


class TestRules:
    @unhurried_few
    @given(several, offers())
    def test_no_condition_is_broken_and_nobody_is_above_capacity(
        self, bank: FactBank, firms: list[FirmNeeds], offers: list[Offer]
    ) -> None:
        found = matchmake(firms, pool(offers), bank)
        by_id, by_firm = {o.id: o for o in offers}, {firm.client.id: firm for firm in firms}
        for invitation in found.invitations:
            firm = by_firm[invitation.firm]
            [asked] = [n for n in firm.needs if n.category == invitation.category]
            assert conditions(asked, firm.client, by_id[invitation.offer]) == []
            assert invitation.steps
            assert invitation.declared == (set(invitation.steps) <= set(by_id[invitation.offer].measures))
            assert set(invitation.steps) <= set(asked.measures)
            money = sum(s.cost_high for s in asked.steps if s.measure in invitation.steps)
            assert invitation.price_low <= money == invitation.money
            assert invitation.merit == pytest.approx(sum(reason.merit for reason in invitation.reasons))
        load = Counter(invitation.offer for invitation in found.invitations)
        assert all(load[o.id] <= o.capacity for o in offers)
        assert [(o.offer, o.invitations, o.capacity) for o in found.offers] == [
            (o.id, load[o.id], o.capacity) for o in offers
        ]
        assert max(Counter((i.firm, i.category) for i in found.invitations).values(), default=0) <= 3

    @unhurried_few
    @given(several, offers())
    def test_every_step_is_either_met_or_open_with_a_reason(
        self, bank: FactBank, firms: list[FirmNeeds], offers: list[Offer]
    ) -> None:
        found = matchmake(firms, pool(offers), bank)
        asked = Counter((f.client.id, n.category, m) for f in firms for n in f.needs for m in n.measures)
        met = {(i.firm, i.category, m) for i in found.invitations for m in i.steps}
        unmet = Counter((u.firm, u.category, u.step) for u in found.unmet)
        assert Counter(met) + unmet == asked
        assert (found.steps, found.met) == (sum(asked.values()), len(met))
        for firm, told in zip(firms, found.firm_results, strict=True):
            assert told.firm == firm.client.id
            assert told.steps == sum(len(n.steps) for n in firm.needs)
            assert told.met == sum(f == told.firm for f, _, _ in met)
            assert told.invitations == sum(i.firm == told.firm for i in found.invitations)

    @unhurried_few
    @given(several, offers())
    def test_the_tables_add_up_to_the_whole_on_either_side(
        self, bank: FactBank, firms: list[FirmNeeds], offers: list[Offer]
    ) -> None:
        found = matchmake(firms, pool(offers), bank)
        for side in ("city", "chain"):
            for result in found.categories:
                cells = [c for c in found.cells if c.side == side and c.category == result.category]
                assert sum(c.firms for c in cells) == result.firms
                assert sum(c.steps for c in cells) == result.steps
                assert sum(c.met for c in cells) == result.met
                assert all(c.capacity <= result.capacity for c in cells)

    @unhurried_few
    @given(several, offers())
    def test_it_survives_json_and_is_the_same_every_time(
        self, bank: FactBank, firms: list[FirmNeeds], offers: list[Offer]
    ) -> None:
        found = matchmake(firms, pool(offers), bank)
        assert Matchmaking.model_validate_json(found.model_dump_json()) == found
        assert matchmake(firms, pool(offers), bank) == found


class TestReasons:
    @pytest.mark.parametrize(
        ("pooled", "why", "words"),
        [
            ([offer(1, category="training")], "nobody", "没有服务商申报"),
            ([offer(1, measures=("step_b",))], "nobody", "没有服务商申报"),
            (
                [offer(1, cities=("ganzhou",)), offer(2, cities=("ganzhou",), capacity=0)],
                "conditions",
                "服务地区、承接能力",
            ),
            ([offer(1, cities=("jiujiang",), capacity=1), offer(2, capacity=0)], "conditions", "都不符合"),
        ],
    )
    def test_why_nobody_is_invited(self, bank: FactBank, pooled: list[Offer], why: str, words: str) -> None:
        [firm] = firms_of([client(city="nanchang")], [[need("step_a")]])
        [unmet] = matchmake([firm], pool(pooled), bank).unmet
        assert unmet.why == why
        assert words in unmet.reason.zh

    def test_capacity_used_up_is_told(self, bank: FactBank) -> None:
        firms = firms_of([client()] * 3, [[need("step_a")]] * 3)
        found = matchmake(firms, pool([offer(1, capacity=2)]), bank)
        assert len(found.invitations) == 2
        [unmet] = found.unmet
        assert unmet.why == "full"
        assert "承接能力都已排满" in unmet.reason.zh

    def test_a_full_table_is_told(self, bank: FactBank) -> None:
        steps = ("step_a", "step_b", "step_c", "step_d")
        [firm] = firms_of([client()], [[need(*steps)]])
        found = matchmake([firm], pool([offer(i, measures=(s,)) for i, s in enumerate(steps)]), bank)
        assert len(found.invitations) == 3
        assert [u.why for u in found.unmet] == ["limit"]

    def test_a_hole_shows_where_it_is(self, bank: FactBank) -> None:
        firms = firms_of(
            [client(city="nanchang"), client(city="ganzhou"), client()], [[need("step_a")], [need("step_a")], []]
        )
        found = matchmake(firms, pool([offer(1, cities=("nanchang",), capacity=4)]), bank)
        cells = {c.key: c for c in found.cells if c.side == "city"}
        assert set(cells) == {"nanchang", "ganzhou"}
        assert (cells["nanchang"].offers, cells["nanchang"].capacity, cells["nanchang"].share) == (1, 4, 1)
        assert (cells["ganzhou"].offers, cells["ganzhou"].capacity, cells["ganzhou"].share) == (0, 0, 0)
        assert cells["ganzhou"].label.zh == "赣州"
        assert [c.label.zh for c in found.cells if c.side == "chain"] == ["未填"]
        assert found.firms == 2

    def test_no_firm_in_need_is_an_empty_list(self, bank: FactBank) -> None:
        found = matchmake([], pool([offer()]), bank)
        assert (found.invitations, found.steps, found.met) == ((), 0, 0)


@pytest.fixture(scope="module")
def book(bank: FactBank) -> MeasureBook:
    return load_measures(ROOT, bank)


@pytest.fixture(scope="module")
def shipped(bank: FactBank, book: MeasureBook) -> ProviderPool:
    return load_pool(ROOT, bank, book.measures)


def three_hundred_firms(bank: FactBank, book: MeasureBook) -> list[FirmNeeds]:
    """Firms of all areas, chains and sizes that each need some fifteen measures."""
    chance = random.Random(20261123)
    cities = [o.id for o in bank.facts["city"].options]  # type: ignore[union-attr]
    chains = [o.id for o in bank.facts["chain"].options]  # type: ignore[union-attr]
    firms = []
    for number in range(300):
        size = chance.choice(("micro", "small", "medium"))
        steps = []
        for measure in chance.sample(list(book.measures.values()), chance.randint(4, 25)):
            costs = measure.cost or measure.cost_per_unit
            assert costs is not None
            steps.append((measure.id, measure.title, measure.category, costs.of(size).low, costs.of(size).high))
        who = Client(f"firm_{number}", chance.choice(cities), chance.choice(chains), size)
        firms.append(FirmNeeds(who, f"示例企业{number}", tuple(needs_of(steps))))
    return firms


def test_three_hundred_firms_against_the_shipped_pool(bank: FactBank, book: MeasureBook, shipped: ProviderPool) -> None:
    firms = three_hundred_firms(bank, book)
    found = matchmake(firms, shipped, bank)
    assert found.firms == 300
    assert found.met > found.steps / 3
    capacity = {o.id: o.capacity for o in shipped.offers}
    load = Counter(i.offer for i in found.invitations)
    assert all(load[name] <= capacity[name] for name in load)
    assert Matchmaking.model_validate_json(found.model_dump_json()) == found
