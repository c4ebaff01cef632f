"""Support beside a plan: what programmes would come to if they granted it, and what they leave to prove; no promise."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from assessment.advisory import Advisory, default_advisor
from assessment.answers import AnswerTable
from assessment.answers.firm_file import load_firm
from assessment.programmes import ONLY_A_SCENARIO, ProgrammeSupport
from tests.conftest import ROOT

TODAY = datetime.date(2026, 11, 23)


def advised(on: datetime.date = TODAY, **changes: Any) -> Advisory:
    advisor = default_advisor()
    firm, *_ = load_firm(ROOT / "seeds/firms/sample_moulding.yaml", advisor.bank)
    table, _ = AnswerTable.from_records(advisor.bank, [firm.answers | changes])
    return next(advisor.advise(table, on))


@pytest.fixture(scope="module")
def nanchang() -> Advisory:
    return advised(city="nanchang")


def beside(advisory: Advisory) -> dict[str, ProgrammeSupport]:
    return {one.programme: one for one in advisory.support}


def test_each_published_tier_is_set_against_the_cost_of_the_plan(nanchang: Advisory) -> None:
    assert nanchang.plan is not None
    pilot = beside(nanchang)["nanchang_city_pilot"]
    assert pilot.without == nanchang.plan.cost
    assert [(t.scenario.share_percent, t.scenario.cap) for t in pilot.scenarios] == [(60, 40), (50, 35), (40, 25)]
    for tier in pilot.scenarios:
        assert tier.scenario.share_percent is not None and tier.scenario.cap is not None
        for end in ("low", "likely", "high"):
            whole, support = getattr(pilot.without, end), getattr(tier.scenario.support, end)
            assert support == pytest.approx(min(whole * tier.scenario.share_percent / 100, tier.scenario.cap), abs=0.01)
            assert support + getattr(tier.scenario.left, end) == pytest.approx(whole)


def test_it_says_every_time_that_it_is_a_scenario_with_date_and_source(nanchang: Advisory) -> None:
    assert "不是承诺" in ONLY_A_SCENARIO.zh and "no promise" in ONLY_A_SCENARIO.en
    for one in nanchang.support:
        assert "以主管部门最新通知为准" in one.caveat.zh
        assert one.source.title and (one.seen or one.ends)
        if one.scenarios:
            assert one.sentence.zh.startswith("假如") and one.sentence.en.startswith("If ")


def test_what_has_to_be_proven_stands_beside_it(nanchang: Advisory) -> None:
    proofs = [proof.zh for proof in beside(nanchang)["nanchang_city_pilot"].to_prove]
    assert "由试点城市组织的现场评定" in proofs
    assert any("发票" in proof for proof in proofs)


def test_a_reward_that_is_no_share_of_a_spend_is_named_and_not_subtracted(nanchang: Advisory) -> None:
    reward = beside(nanchang)["nanchang_measures_2024"]
    assert reward.scenarios == ()
    assert "没有算进去" in reward.sentence.zh


def test_without_a_published_amount_nothing_is_reckoned() -> None:
    found = beside(advised(city="jiujiang"))["jiujiang_city_pilot"]
    assert found.scenarios == ()
    assert "没有公布金额" in found.sentence.zh


@pytest.mark.parametrize("programme", ["development_zone_pilot", "cluster_renewal_pilot"])
def test_neither_what_has_ended_nor_money_for_areas_is_reckoned_with(programme: str) -> None:
    found = advised(provincial_level="l8")
    assert programme in {match.programme for match in found.programmes}
    assert programme not in beside(found)


def test_the_plan_itself_costs_what_it_costs(nanchang: Advisory) -> None:
    elsewhere = advised(city="ganzhou")
    assert elsewhere.plan is not None and nanchang.plan is not None
    assert elsewhere.plan.cost == nanchang.plan.cost


def test_an_old_text_without_an_end_asks_to_be_confirmed() -> None:
    day = datetime.date(2026, 7, 3)
    assert beside(advised(day, city="nanchang"))["nanchang_city_pilot"].aged is None
    later = beside(advised(day + datetime.timedelta(1), city="nanchang"))["nanchang_city_pilot"]
    assert later.aged is not None and "2024-07-03" in later.aged.zh


def test_results_kept_before_can_still_be_read(nanchang: Advisory) -> None:
    kept = nanchang.model_dump(mode="json")
    for name in ("barriers", "telling", "support"):
        del kept[name]
    for match in kept["programmes"]:
        del match["aged"]
    read = Advisory.model_validate(kept)
    assert (read.barriers, read.telling, read.support) == (None, None, ())
    assert Advisory.model_validate_json(nanchang.model_dump_json()) == nanchang
