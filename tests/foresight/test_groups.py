"""Buying together by the volume prices of offers: nobody pays more than alone, and names need consent."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from assessment.advisory import default_advisor, planning_size
from assessment.answers import AnswerTable
from assessment.batch.foreseeing import groups_to_buy
from assessment.batch.scored import Batch, scored_firms
from assessment.content.providers import ProviderPool, VolumePrice
from assessment.foresight import VolumeTier, joint_purchase
from assessment.planning import outlines
from assessment.population import modelled_population
from assessment.problems import InputRefused
from assessment.workbook.firms.reading import read_firms
from assessment.workbook.grid.readers import read_grid
from tests.batches import as_csv

DAY = datetime.date(2026, 11, 1)
MEASURE = "customer_system"
FIRMS = 40


def nobody(_wanted):
    return {}


@pytest.fixture(scope="module")
def batch() -> Batch:
    advisor = default_advisor()
    table = modelled_population().sample(FIRMS, 5)
    cities = ("nanchang", "ganzhou")
    rows = [table.record(row) | {"firm_name": f"示例企业{row}", "city": cities[row % 2]} for row in range(FIRMS)]
    facts = sorted({fact for row in rows for fact in row})
    csv = as_csv([{fact: row.get(fact, "") for fact in facts} for row in rows])
    return scored_firms(advisor, read_firms(advisor.bank, read_grid(csv, "示例.csv")), DAY)


def with_volumes(batch: Batch, *volumes: VolumePrice, **of_offer) -> Batch:
    """The same firms before a pool with one offer of a measure."""
    advisor = batch.reading.advisor
    offer = next(one for one in advisor.pool.offers if MEASURE in one.measures and not one.cities)
    offer = offer.model_copy(update={"volumes": volumes, "capacity": 100, **of_offer})
    file = advisor.pool.file.model_copy(update={"offers": (offer,)})
    pool = ProviderPool(file, advisor.pool.categories.values())
    advisor = replace(advisor, pool=pool)
    return replace(batch, reading=advisor.reading(batch.table, DAY))


def cells(found) -> dict[str, list]:
    return {column.title.en: list(column.cells) for column in found.columns}


def test_the_firms_of_a_city_whose_plans_share_a_step_buy_it_together(batch: Batch):
    tiers = VolumePrice(measure=MEASURE, units=3, price=0.5), VolumePrice(measure=MEASURE, units=6, price=0.4)
    here = with_volumes(batch, *tiers)
    told = cells(groups_to_buy(here, 2, "city", "en", nobody))
    sizes = [planning_size(here.reading.sizes.of(row)) for row in range(FIRMS)]
    plans = list(outlines(here.reading.main, here.table, here.reading.advisor.measures, sizes, 2))
    wanting = {
        city: [row + 1 for row in range(FIRMS) if row % 2 == at and MEASURE in plans[row].measures]
        for at, city in enumerate(("Nanchang", "Ganzhou"))
    }
    for number, city in enumerate(dict.fromkeys(told["Area or chain"]), 1):
        mine = [at for at, group in enumerate(told["Group"]) if group == number]
        assert [told["Number in the list"][at] for at in mine] == wanting[city]
        assert len(mine) >= 3 and set(told["Firm (where it agreed)"]) == {None}
        assert sum(told["Together (CNY 10 000)"][at] for at in mine) == pytest.approx(
            min((0.5 if n < 6 else 0.4) * n for n in [len(mine)])
        )
    assert all(
        together <= alone + 1e-6
        for together, alone in zip(told["Together (CNY 10 000)"], told["Alone (CNY 10 000)"], strict=True)
    )


def test_an_offer_for_one_city_groups_that_city_alone_and_names_only_who_agreed(batch: Batch):
    here = with_volumes(batch, VolumePrice(measure=MEASURE, units=2, price=0.3), cities=("ganzhou",))
    asked = {}

    def some(wanted):
        asked.update(wanted)
        return {provider: frozenset(sorted(places)[:1]) for provider, places in wanted.items()}

    told = cells(groups_to_buy(here, 2, "city", "en", some))
    assert set(told["Area or chain"]) == {"Ganzhou"}
    ((provider, places),) = asked.items()
    assert set(told["Provider"]) == {provider}
    assert places == {here.table.ids[number - 1] for number in told["Number in the list"]}
    assert sum(name is not None for name in told["Firm (where it agreed)"]) == 1


def test_firms_that_are_told_by_their_names_instead_of_rows_are_not_told_without_consent(batch: Batch):
    """As those of a round are: what stands for a row in a file is there what a firm is known by."""
    here = with_volumes(batch, VolumePrice(measure=MEASURE, units=2, price=0.3))
    table = here.table
    names = [str(table.answer(row, "firm_name").value) for row in range(FIRMS)]
    by_name = AnswerTable(table.bank, names, table.columns)
    here = replace(here, reading=here.reading.advisor.reading(by_name, DAY))
    found = groups_to_buy(here, 2, "city", "zh", nobody)
    told = " ".join(str(cell) for column in found.columns for cell in column.cells)
    assert found.columns[0].cells and not any(name in told for name in names)


def test_prices_that_save_nothing_make_no_group_and_a_pool_without_any_is_refused(batch: Batch):
    dear = with_volumes(batch, VolumePrice(measure=MEASURE, units=2, price=500.0))
    found = groups_to_buy(dear, 2, "chain", "zh", nobody)
    assert "没有找到一起买能省钱的组" in found.lines[0].zh and not len(found.columns[0].cells)
    sizes = [planning_size(dear.reading.sizes.of(row)) for row in range(len(dear.table))]
    plans = outlines(dear.reading.main, dear.table, dear.reading.advisor.measures, sizes, 2)
    buying = sum(bool(one.measures) for one in plans)
    said = " ".join(line.zh for line in found.lines)
    assert f"{len(dear.table)} 家里有东西要买才能到规范级的是 {buying} 家" in said and 0 < buying < len(dear.table)
    assert "另凑" not in said and "费用是估算" not in said, "of what was not found nothing is explained"
    assert "没有写县区" in " ".join(line.zh for line in groups_to_buy(dear, 2, "county", "zh", nobody).lines)
    with pytest.raises(InputRefused, match="no offer of the pool has a volume price"):
        groups_to_buy(with_volumes(batch), 2, "city", "zh", nobody)


def test_alone_is_the_estimate_or_what_the_offer_asks_where_that_is_less():
    tiers = [VolumeTier(1, 3.0), VolumeTier(4, 2.5)]
    alone, division = joint_purchase([1, 4], [5.0, 8.0], tiers)
    assert (alone, division.cost, division.saved) == ([3.0, 8.0], pytest.approx(11.0), pytest.approx(0.0))
    alone, division = joint_purchase([1, 4], [5.0, 12.0], tiers)
    assert (alone, division.cost, division.saved) == ([3.0, 10.0], pytest.approx(12.5), pytest.approx(0.5))
