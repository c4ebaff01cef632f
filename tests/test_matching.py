"""The shortlist: conditions held, reasons printed, parts called parts, everybody's turn."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given

from assessment.content.bank import FactBank
from assessment.content.measures import MeasureBook, load_measures
from assessment.content.providers import Offer, ProviderPool, load_pool
from assessment.providers import (
    BAND,
    Client,
    Exposure,
    Need,
    Shortlist,
    conditions,
    match,
    needs_of,
    needs_of_measures,
    needs_of_plan,
)
from tests.conftest import ROOT
from tests.plans import a_plan, plan_step
from tests.pools import CATEGORY, STEPS, client, clients, need, needs, offer, offers, pool, unhurried


@pytest.fixture(scope="module")
def book(bank: FactBank) -> MeasureBook:
    return load_measures(ROOT, bank)


@pytest.fixture(scope="module")
def shipped(bank: FactBank, book: MeasureBook) -> ProviderPool:
    return load_pool(ROOT, bank, book.measures)


def shown(shortlist: Shortlist, which: int = 0) -> list[str]:
    return [m.offer for m in shortlist.needs[which].matches]


def by_id(offers: list[Offer]) -> dict[str, Offer]:
    return {o.id: o for o in offers}


class TestHardConditions:
    @unhurried
    @given(offers(), clients, needs())
    def test_nothing_shown_fails_one(self, offers: list[Offer], client: Client, needs: list[Need]) -> None:
        for asked, told in zip(needs, match(needs, client, pool(offers)).needs, strict=True):
            for m in told.matches:
                found = by_id(offers)[m.offer]
                assert found.category == asked.category
                assert not found.chains or client.chain is None or client.chain in found.chains
                assert not found.cities or client.city is None or client.city in found.cities
                assert not found.sizes or client.size is None or client.size in found.sizes
                assert not found.measures or set(found.measures) & set(asked.measures)
                assert found.capacity >= 1
                part = set(found.measures) & set(asked.measures) or set(asked.measures)
                assert found.price_low <= sum(s.cost_high for s in asked.steps if s.measure in part)

    @unhurried
    @given(offers(), clients, needs())
    def test_whoever_passes_is_shown_while_there_is_room(
        self, offers: list[Offer], client: Client, needs: list[Need]
    ) -> None:
        for asked, told in zip(needs, match(needs, client, pool(offers)).needs, strict=True):
            passing = {o.provider for o in offers if not conditions(asked, client, o)}
            assert len(told.matches) == min(3, len(passing))

    @unhurried
    @given(offers(), clients, needs())
    def test_what_a_firm_has_not_said_excludes_nobody(
        self, offers: list[Offer], client: Client, needs: list[Need]
    ) -> None:
        silent = Client(client.id, None, None, None)
        for asked in needs:
            for found in offers:
                assert set(conditions(asked, silent, found)) == set(conditions(asked, client, found)) - {
                    "chain",
                    "city",
                    "size",
                }

    @pytest.mark.parametrize(
        ("restriction", "failed"),
        [
            ({"category": "training"}, "category"),
            ({"measures": ("step_b",)}, "measures"),
            ({"chains": ("steel",)}, "chain"),
            ({"cities": ("ganzhou",)}, "city"),
            ({"sizes": ("medium",)}, "size"),
            ({"price_low": 10.01, "price_high": 20}, "price"),
            ({"capacity": 0}, "capacity"),
        ],
    )
    def test_each_condition(self, restriction: dict, failed: str) -> None:
        firm = client(city="nanchang", chain="food", size="small")
        assert conditions(need("step_a"), firm, offer()) == []
        assert conditions(need("step_a"), firm, offer(**restriction)) == [failed]

    def test_the_price_is_held_against_the_part_the_offer_does(self) -> None:
        asked = need("step_a", "step_b", "step_c", high=10)
        assert conditions(asked, client(), offer(measures=("step_a",), price_low=11, price_high=12)) == ["price"]
        assert conditions(asked, client(), offer(measures=("step_a", "step_b"), price_low=11, price_high=12)) == []
        assert conditions(asked, client(), offer(price_low=30, price_high=30)) == []


class TestReasons:
    @unhurried
    @given(offers(), clients, needs())
    def test_they_add_up_to_the_merit_and_the_best_stands_first(
        self, offers: list[Offer], client: Client, needs: list[Need]
    ) -> None:
        for told in match(needs, client, pool(offers)).needs:
            for m in told.matches:
                assert sum(reason.merit for reason in m.reasons) == pytest.approx(m.merit, abs=1e-9)
                assert all(reason.merit > 0 for reason in m.reasons)
            assert [m.merit for m in told.matches] == sorted((m.merit for m in told.matches), reverse=True)

    def test_a_part_is_called_a_part(self) -> None:
        [m] = (
            match([need("step_a", "step_b", "step_c")], client(), pool([offer(measures=("step_a", "step_c"))]))
            .needs[0]
            .matches
        )
        assert m.does == ("step_a", "step_c")
        assert "3 项中的 2 项" in m.reasons[0].text.zh
        assert m.extent.zh == "只能做 2/3 项：事项step_a、事项step_c；不做：事项step_b"
        assert "only 2 of 3" in m.extent.en

    def test_the_whole_is_called_the_whole(self) -> None:
        [m] = match([need("step_a", "step_b")], client(), pool([offer(measures=STEPS)])).needs[0].matches
        assert m.extent.zh == "2 项都能做"

    def test_who_names_no_step_is_no_reason_to_think_it_does_all(self) -> None:
        [told] = match([need("step_a", "step_b")], client(), pool([offer()])).needs
        assert told.matches[0].does == ()
        assert "没有申报" in told.matches[0].extent.zh
        assert told.matches[0].merit < 4
        assert told.uncovered == ("step_a", "step_b")

    def test_nearness_to_the_firm_counts(self) -> None:
        firm = client(city="nanchang", chain="food", size="small")
        far = offer(1, measures=("step_a",))
        near = offer(2, measures=("step_a",), cities=("nanchang",), chains=("food",), sizes=("small",))
        [told] = match([need("step_a")], firm, pool([far, near])).needs
        assert [m.offer for m in told.matches] == ["offer_2", "offer_1"]
        assert len(told.matches[0].reasons) == len(told.matches[1].reasons) + 3

    def test_a_provider_that_also_does_other_needs_spares_a_contact(self) -> None:
        asked = [need("step_a"), need("step_b", category="training")]
        both = [
            offer(1, measures=("step_a",)),
            offer(2, provider="示例服务商1", category="training", measures=("step_b",)),
        ]
        other = [offer(3, measures=("step_a",))]
        found = match(asked, client(), pool([*both, *other])).needs[0].matches
        assert [m.offer for m in found] == ["offer_1", "offer_3"]
        assert any("少跑一家" in reason.text.zh for reason in found[0].reasons)
        assert not any("少跑一家" in reason.text.zh for reason in found[1].reasons)

    def test_an_offer_not_open_to_the_firm_spares_no_contact(self) -> None:
        asked = [need("step_a"), need("step_b", category="training")]
        closed = offer(2, provider="示例服务商1", category="training", measures=("step_b",), capacity=0)
        [m] = match(asked, client(), pool([offer(1, measures=("step_a",)), closed])).needs[0].matches
        assert not any("少跑一家" in reason.text.zh for reason in m.reasons)


class TestDiversity:
    @unhurried
    @given(offers(), clients, needs())
    def test_no_provider_stands_twice_for_a_need(self, offers: list[Offer], client: Client, needs: list[Need]) -> None:
        for told in match(needs, client, pool(offers)).needs:
            assert max(Counter(m.provider for m in told.matches).values(), default=0) <= 1

    @unhurried
    @given(offers(categories=(CATEGORY,)), clients, needs(categories=(CATEGORY,)))
    def test_the_three_shown_do_as_much_together_as_any_three_could(
        self, offers: list[Offer], client: Client, needs: list[Need]
    ) -> None:
        [asked] = needs
        passing = [o for o in offers if not conditions(asked, client, o)]
        best = max(
            (
                len({m for o in choice for m in o.measures} & set(asked.measures))
                for size in range(4)
                for choice in combinations(passing, size)
                if len({o.provider for o in choice}) == size
            ),
            default=0,
        )
        [told] = match(needs, client, pool(offers)).needs
        done = {m for match in told.matches for m in match.does}
        assert len(done) == best
        assert set(told.uncovered) == set(asked.measures) - done
        assert (told.note is None) == (bool(told.matches) and not told.uncovered)

    @unhurried
    @given(offers(categories=(CATEGORY,)), clients, needs(categories=(CATEGORY,)))
    def test_among_those_the_merits_are_the_greatest_but_for_near_equals(
        self, offers: list[Offer], client: Client, needs: list[Need]
    ) -> None:
        [asked] = needs
        alone = {
            o.id: match(needs, client, pool([o])).needs[0].matches[0].merit
            for o in offers
            if not conditions(asked, client, o)
        }
        [told] = match(needs, client, pool(offers)).needs
        done = len({m for match in told.matches for m in match.does})
        found = by_id(offers)
        rivals = [
            sum(alone[name] for name in choice)
            for choice in combinations(alone, len(told.matches))
            if len({found[name].provider for name in choice}) == len(choice)
            and len({m for name in choice for m in found[name].measures} & set(asked.measures)) == done
        ]
        assert sum(m.merit for m in told.matches) >= max(rivals) - BAND * len(told.matches)

    def test_the_second_fills_what_the_first_cannot_do(self) -> None:
        firm = client(chain="food")
        strong = [offer(i, measures=("step_a", "step_b"), chains=("food",), cases=20) for i in (1, 2, 3)]
        weak = offer(4, measures=("step_c",))
        [told] = match([need("step_a", "step_b", "step_c")], firm, pool([*strong, weak])).needs
        assert "offer_4" in [m.offer for m in told.matches]
        assert told.uncovered == ()
        assert told.note is None

    def test_who_is_shown_for_three_needs_lets_others_go_first(self) -> None:
        categories = ("production_software", "training", "security", "finance")
        asked = [need("step_a", category=category) for category in categories]
        big = [
            offer(i, provider="示例大户", category=category, measures=("step_a",), cases=20)
            for i, category in enumerate(categories)
        ]
        others = [offer(10 + i, category="finance", measures=("step_a",)) for i in range(3)]
        told = match(asked, client(), pool([*big, *others]))
        assert [m.provider for n in told.needs[:3] for m in n.matches] == ["示例大户"] * 3
        assert "示例大户" not in {m.provider for m in told.needs[3].matches}


class TestFairness:
    def test_equals_take_turns_over_many_firms(self) -> None:
        equals = pool([offer(i, measures=("step_a",)) for i in range(1, 13)])
        exposure = Exposure()
        for number in range(200):
            match([need("step_a")], client(f"firm {number}"), equals, exposure)
        assert sum(exposure.shown.values()) == 600
        assert set(exposure.shown.values()) == {50}

    def test_turns_go_by_what_each_can_take_on(self) -> None:
        offers = [offer(1, capacity=30), *(offer(i, capacity=10) for i in (2, 3, 4, 5, 6))]
        exposure = Exposure()
        for number in range(400):
            match([need("step_a")], client(f"firm {number}"), pool(offers), exposure)
        assert exposure.shown["offer_1"] == pytest.approx(400, abs=60)
        assert {abs(exposure.shown[f"offer_{i}"] - 160) <= 20 for i in (2, 3, 4, 5, 6)} == {True}

    def test_less_than_half_a_point_is_near_enough_and_more_is_not(self) -> None:
        close = [offer(i, measures=("step_a",), cases=i % 2) for i in range(1, 7)]
        better = offer(9, measures=("step_a",), cases=20)
        exposure = Exposure()
        for number in range(30):
            match([need("step_a")], client(f"firm {number}"), pool([*close, better]), exposure)
        assert exposure.shown["offer_9"] == 30
        assert {exposure.shown[f"offer_{i}"] for i in range(1, 7)} == {10}

    def test_firms_asked_one_by_one_do_not_all_get_the_same_three(self) -> None:
        equals = pool([offer(i) for i in range(1, 13)])
        seen = {name for n in range(60) for name in shown(match([need("step_a")], client(f"firm {n}"), equals))}
        assert len(seen) == 12

    @unhurried
    @given(offers(), clients, needs())
    def test_the_same_question_gets_the_same_answer(
        self, offers: list[Offer], client: Client, needs: list[Need]
    ) -> None:
        first = match(needs, client, pool(offers))
        assert match(needs, client, pool(offers)) == first
        assert match(needs, client, pool(list(reversed(offers)))).needs == first.needs


class TestWords:
    def test_why_none_for_lack_of_the_kind(self) -> None:
        [told] = match([need("step_a")], client(), pool([offer(category="training")])).needs
        assert told.matches == ()
        assert told.note is not None and told.note.zh == "资源池里还没有这一类服务商。"

    def test_why_none_names_the_conditions_the_most_frequent_first(self) -> None:
        firm = client(city="nanchang", chain="food")
        offers = [offer(1, cities=("ganzhou",)), offer(2, cities=("ganzhou",), chains=("steel",))]
        [told] = match([need("step_a")], firm, pool(offers)).needs
        assert told.note is not None
        assert told.note.zh == "资源池里有 2 个这一类的产品，但都不符合：服务地区（2 个）、产业链（1 个）。"
        assert (
            told.note.en == "The pool has 2 offers of this kind, but none fits: area served (2), industrial chain (1)."
        )

    @pytest.mark.parametrize(
        ("others", "words"),
        [
            ([], "没有服务商申报"),
            ([offer(7, measures=("step_d",), chains=("steel",))], "不合适"),
            ([offer(i, measures=(step,)) for i, step in ((7, "step_b"), (8, "step_c"), (9, "step_d"))], "再找一家"),
        ],
    )
    def test_why_a_step_has_nobody(self, others: list[Offer], words: str) -> None:
        asked = need(*STEPS) if len(others) == 3 else need("step_a", "step_d")
        [told] = match([asked], client(chain="food"), pool([offer(1, measures=("step_a",)), *others])).needs
        assert len(told.uncovered) == 1
        assert told.note is not None and words in told.note.zh

    def test_a_declared_tie_is_shown_with_the_offer(self) -> None:
        [m] = match([need("step_a")], client(), pool([offer(interest="同时受托做诊断")])).needs[0].matches
        assert m.interest is not None and "同时受托做诊断" in m.interest.zh
        assert match([need("step_a")], client(), pool([offer()])).needs[0].matches[0].interest is None

    def test_who_diagnoses_and_sells_is_named_without_having_declared_it(self) -> None:
        asked = [need("step_a", category="consulting_diagnosis"), need("step_b", category="security")]
        ours = [
            offer(1, provider="示例一家", category="consulting_diagnosis", measures=("step_a",)),
            offer(2, provider="示例一家", category="security", measures=("step_b",)),
            offer(3, category="consulting_diagnosis", measures=("step_a",)),
        ]
        told = match(asked, client(), pool(ours)).needs
        notes = {m.offer: m.interest for n in told for m in n.matches}
        assert notes["offer_1"] is not None and "另找一家核对" in notes["offer_1"].zh
        assert notes["offer_2"] is None
        assert notes["offer_3"] is None

    def test_the_list_says_that_nobody_pays_for_a_place(self) -> None:
        told = match([need("step_a")], client(), pool([offer()]))
        assert "没有谁付费" in told.neutrality.zh
        assert told.sample

    @unhurried
    @given(offers(), clients, needs())
    def test_a_shortlist_survives_json(self, offers: list[Offer], client: Client, needs: list[Need]) -> None:
        told = match(needs, client, pool(offers))
        assert Shortlist.model_validate_json(told.model_dump_json()) == told


class TestTheShippedPool:
    def test_it_is_a_sample_and_says_so_in_every_row(self, shipped: ProviderPool) -> None:
        assert shipped.is_sample
        assert all(o.provider.startswith("示例") and o.product.startswith("示例") for o in shipped.offers)

    def test_every_category_is_served(self, shipped: ProviderPool) -> None:
        assert all(shipped.of_category(category) for category in shipped.categories)

    def test_a_firm_that_needs_everything_finds_somebody_for_every_step(
        self, shipped: ProviderPool, book: MeasureBook
    ) -> None:
        steps = [(m.id, m.title, m.category, 0.0, 1000.0) for m in book.measures.values()]
        for told in match(needs_of(steps), client(), shipped).needs:
            assert told.uncovered == (), told.category
            assert len(told.matches) == 3

    def test_needs_keep_the_order_of_the_plan(self, book: MeasureBook) -> None:
        steps = [(m.id, m.title, m.category, 1.0, 2.0) for m in book.measures.values()]
        asked = needs_of(steps)
        assert [n.category for n in asked] == list(dict.fromkeys(step[2] for step in steps))
        assert sum(len(n.measures) for n in asked) == len(steps)
        assert asked[0].cost_high == 2 * len(asked[0].measures)


class TestNeedsOfPlans:
    def test_what_is_contracted_asks_nobody(self) -> None:
        steps = [plan_step("step_a", 1, 4), plan_step("step_b", 2, 3, contracted=True), plan_step("step_c", 0, 1)]
        [asked] = needs_of_plan(a_plan(steps))
        assert asked.measures == ("step_a", "step_c")
        assert (asked.cost_low, asked.cost_high) == (1, 5)

    def test_what_is_bought_by_number_costs_by_number(self, book: MeasureBook) -> None:
        counted = next(m for m in book.measures.values() if m.counted and m.cost is None)
        other = next(m for m in book.measures.values() if not m.counted and m.category == counted.category)
        [asked] = needs_of_measures({counted.id: 9, other.id: 1}, book, "small")
        assert counted.cost_per_unit is not None and other.cost is not None
        assert [s.cost_high for s in asked.steps] == pytest.approx(
            [9 * counted.cost_per_unit.small.high, other.cost.small.high]
        )
