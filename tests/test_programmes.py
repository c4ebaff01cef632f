"""Programmes beside a firm: only those it could have, with what it must prove, and never a promise."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from assessment.answers import AnswerTable
from assessment.content.bank import FactBank
from assessment.content.library import load_frameworks
from assessment.content.programmes import ProgrammeFile, load_programmes
from assessment.programmes import ProgrammeMatch, match_programmes
from tests.conftest import ROOT

TODAY = datetime.date(2026, 11, 23)
SMALL = {"industry": "manufacturing_and_utilities", "employees": 40, "revenue": 2860}
LARGE = {"industry": "manufacturing_and_utilities", "employees": 3000, "revenue": 90000}


@pytest.fixture(scope="module")
def file(bank: FactBank) -> ProgrammeFile:
    return load_programmes(ROOT, bank, {f.spec.id: f.spec for f in load_frameworks(ROOT).values()})


@pytest.fixture
def match(bank: FactBank, file: ProgrammeFile):
    def run(
        firm: dict[str, Any], level: tuple[int, int] = (1, 1), planned: int | None = None, on: datetime.date = TODAY
    ) -> dict[str, ProgrammeMatch]:
        table, faults = AnswerTable.from_records(bank, [firm])
        assert not faults
        after = {} if planned is None else {"miit": planned}
        return {m.programme: m for m in match_programmes(table, 0, file, {"miit": level}, after, on)}

    return run


class TestWhoIsShownWhat:
    @pytest.mark.parametrize(
        ("level", "planned", "state"),
        [
            ((2, 2), None, "as_reported"),
            ((3, 4), None, "as_reported"),
            ((1, 1), 2, "after_plan"),
            ((1, 2), 2, "after_plan"),
            ((1, 2), None, "open"),
            ((0, 4), None, "open"),
            ((1, 1), None, "not_yet"),
            ((0, 0), 1, "not_yet"),
        ],
    )
    def test_the_level_now_and_after_the_plan_decides(self, match, level, planned, state) -> None:
        assert match(SMALL | {"city": "nanchang"}, level, planned)["nanchang_city_pilot"].state == state

    def test_programmes_of_other_cities_are_left_out(self, match) -> None:
        shown = match(SMALL | {"city": "ganzhou"}, (2, 2))
        assert not {"nanchang_city_pilot", "jiujiang_city_pilot", "shangrao_city_pilot"} & shown.keys()

    def test_an_unknown_city_leaves_them_open(self, match) -> None:
        shown = match(SMALL, (2, 2))
        assert shown["nanchang_city_pilot"].state == "open"
        assert any("未回答" in c.found.zh for c in shown["nanchang_city_pilot"].conditions)

    def test_a_large_firm_is_no_sme(self, match) -> None:
        assert "nanchang_city_pilot" not in match(LARGE | {"city": "nanchang"}, (2, 2))

    def test_an_uncertain_size_leaves_it_open(self, match) -> None:
        firm = {"industry": "manufacturing_and_utilities", "employees": 3000, "city": "nanchang"}
        assert match(firm, (2, 2))["nanchang_city_pilot"].state == "open"

    def test_the_pilot_industry_within_a_chain_has_to_be_proven(self, match) -> None:
        found = match(SMALL | {"city": "jiujiang", "chain": "electronics"}, (2, 2))["jiujiang_city_pilot"]
        assert found.state == "as_reported"
        assert any("电子器件" in proof.zh for proof in found.to_prove)
        assert "jiujiang_city_pilot" not in match(SMALL | {"city": "jiujiang", "chain": "food"}, (2, 2))

    @pytest.mark.parametrize(
        ("answer", "state"),
        [("l5", "unmet"), ("l6", "to_prove"), ("l7", "met"), ("l10", "met"), ("not_rated", "open"), (None, "open")],
    )
    def test_the_provincial_level_is_taken_from_the_firm_and_never_computed(self, match, answer, state) -> None:
        firm = SMALL | ({"provincial_level": answer} if answer else {})
        found = match(firm, (4, 4), on=datetime.date(2025, 6, 1))["development_zone_pilot"]
        assert found.conditions[0].state == state
        assert found.state == {"unmet": "not_yet", "open": "open"}.get(state, "as_reported")

    def test_money_for_areas_is_not_money_for_the_firm(self, match) -> None:
        assert match(SMALL, (2, 2))["cluster_renewal_pilot"].state == "for_areas"

    def test_drafts_and_doubtful_rules_say_so(self, match) -> None:
        assert match(SMALL | {"city": "shangrao"}, (2, 2))["shangrao_city_pilot"].state == "draft"
        found = match(SMALL | {"city": "nanchang"}, (2, 2))["nanchang_measures_2024"]
        assert found.state == "check"
        assert "是否仍然有效" in found.verdict.zh


class TestPeriods:
    @pytest.mark.parametrize(
        ("day", "state"),
        [
            ("2022-12-31", "not_started"),
            ("2023-01-01", "as_reported"),
            ("2025-12-31", "as_reported"),
            ("2026-01-01", "ended"),
        ],
    )
    def test_a_period_includes_its_first_and_last_day(self, match, day: str, state: str) -> None:
        found = match(SMALL | {"provincial_level": "l8"}, on=datetime.date.fromisoformat(day))
        assert found["development_zone_pilot"].state == state

    def test_what_is_over_comes_last(self, match) -> None:
        assert list(match(SMALL | {"city": "nanchang"}, (2, 2)))[-1] == "development_zone_pilot"
        assert next(iter(match(SMALL | {"city": "nanchang"}, (2, 2)))) == "nanchang_city_pilot"


class TestNoPromise:
    def test_every_programme_shown_is_dated_sourced_and_carries_the_caveat(self, match) -> None:
        for found in match(SMALL, (2, 2)).values():
            assert "以主管部门最新通知为准" in found.caveat.zh
            assert found.source.title
            assert found.seen or found.ends

    def test_a_level_always_has_to_be_proven_on_site(self, match) -> None:
        found = match(SMALL | {"city": "nanchang"}, (4, 4))["nanchang_city_pilot"]
        assert "由试点城市组织的现场评定" in [proof.zh for proof in found.to_prove]

    def test_no_text_promises_money(self, match) -> None:
        for found in match(SMALL, (2, 2)).values():
            for text in (found.verdict, found.summary, found.amount_note):
                assert "您将获得" not in text.zh
                assert "you will receive" not in text.en.lower()

    def test_amounts_as_published(self, file: ProgrammeFile) -> None:
        pilot = next(p for p in file.programmes if p.id == "nanchang_city_pilot")
        assert [(t.share_percent, t.cap) for t in pilot.amounts] == [(60, 40), (50, 35), (40, 25)]
        assert {p.id for p in file.programmes if not p.amounts} == {
            "jiujiang_city_pilot",
            "shangrao_city_pilot",
            "development_zone_pilot",
        }


def test_a_match_survives_json(match) -> None:
    for found in match(SMALL, (1, 2), 2).values():
        assert ProgrammeMatch.model_validate_json(found.model_dump_json()) == found


def test_a_firm_in_a_table_of_many_is_matched_as_alone(bank: FactBank, file: ProgrammeFile) -> None:
    firms: list[dict[str, Any]] = [SMALL | {"city": "nanchang"}, LARGE | {"city": "jiujiang"}, {}]
    table, _ = AnswerTable.from_records(bank, firms)
    for row, firm in enumerate(firms):
        alone, _ = AnswerTable.from_records(bank, [firm])
        levels = {"miit": (1, 3)}
        together = match_programmes(table, row, file, levels, {}, TODAY)
        assert together == match_programmes(alone, 0, file, levels, {}, TODAY)
