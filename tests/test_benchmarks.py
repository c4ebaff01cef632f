"""Published figures and firms beside them: the traps of the sources, dates, intervals, and a centre's own values."""

from __future__ import annotations

import datetime
import itertools
import math
from pathlib import Path
from typing import Any

import pytest

from assessment.answers import AnswerTable
from assessment.benchmarks import (
    Benchmarks,
    Comparison,
    compare,
    enter_value,
    eu_position,
    import_values,
    load_benchmarks,
)
from assessment.benchmarks.wording import age_text
from assessment.content.benchmarks import BenchmarkValue, Indicator
from assessment.content.library import default_bank
from assessment.problems import InputRefused
from assessment.settings import content_root

TODAY = datetime.date(2026, 11, 23)
RATES = ("equipment_digital_rate", "equipment_nc_rate", "key_process_nc_rate")


@pytest.fixture(scope="module")
def published() -> Benchmarks:
    return load_benchmarks(content_root(), default_bank(), TODAY)


def beside(published: Benchmarks, *records: dict[str, Any], on: datetime.date = TODAY) -> list[dict[str, Comparison]]:
    table, faults = AnswerTable.from_records(default_bank(), records)
    assert not faults
    return [{c.indicator: c for c in firm} for firm in compare(table, published, on)]


def figure(published: Benchmarks, indicator: str, geography: str, on: str) -> float | None:
    found = published.value_on(indicator, geography, datetime.date.fromisoformat(on))
    return found.value.value if found else None


class TestTrapsOfTheSources:
    def test_three_similar_rates_keep_their_own_values(self, published: Benchmarks) -> None:
        assert [figure(published, rate, "jiangxi", "2020-12-31") for rate in RATES] == [40.6, 43.5, 46.9]

    def test_three_similar_rates_are_computed_from_different_facts(self, published: Benchmarks) -> None:
        firm = {
            "production_mode": "discrete",
            "equipment_total": 50,
            "equipment_digital": 30,
            "equipment_cnc": 20,
            "key_processes_total": 10,
            "key_processes_nc": 1,
        }
        [found] = beside(published, firm)
        assert [found[rate].own_low for rate in RATES] == [60, 40, 10]

    def test_similar_rates_name_each_other_as_never_to_be_mixed(self, published: Benchmarks) -> None:
        for rate in RATES:
            assert set(published.indicators[rate].never_mix_with) == set(RATES) - {rate}
            assert published.indicators[rate].caution is not None

    def test_connection_over_digital_machines_is_not_the_connection_rate(self, published: Benchmarks) -> None:
        firm = {"chain": "textiles_apparel", "equipment_total": 50, "equipment_digital": 10, "equipment_connected": 5}
        [found] = beside(published, firm)
        assert found["equipment_connected_rate"].own_low == 10
        assert found["equipment_connected_rate"].references == ()
        assert found["digital_equipment_connected_rate"].own_low == 50
        assert [r.value for r in found["digital_equipment_connected_rate"].references] == [50]

    def test_no_population_and_no_sentence_speaks_of_an_average_of_smes(self, published: Benchmarks) -> None:
        for indicator in published.indicators.values():
            assert "中小企业平均" not in indicator.population.zh
            if indicator.kind == "mean_rate":
                assert "规上／重点" in indicator.population.zh
        firm = {"equipment_total": 50, "equipment_digital": 10, "industrial_platform_use": "yes"}
        for comparison in beside(published, firm)[0].values():
            assert "中小企业平均" not in comparison.sentence.zh
            for reference in comparison.references:
                if reference.kind == "actual":
                    assert reference.population.zh in comparison.sentence.zh

    def test_the_share_of_firms_that_reached_numerical_control_is_not_in_the_mean_rate(
        self, published: Benchmarks
    ) -> None:
        values = [v.value for v in published.series("key_process_nc_rate", "china")]
        assert values == [45.4, 52.1, 54.6, 55.3, 55.7, 60.1, 62.9, 66.2]

    def test_contradicting_transcripts_are_told_beside_the_value(self, published: Benchmarks) -> None:
        found = published.value_on("key_process_nc_rate", "china", datetime.date(2021, 12, 31))
        assert found is not None
        assert found.value.value == 55.3
        assert "51.3" in found.value.note.zh  # type: ignore[union-attr]

    def test_series_begin_in_2015(self, published: Benchmarks) -> None:
        assert min(v.date for v in published.values) == datetime.date(2015, 12, 31)

    def test_the_index_keeps_to_one_scale(self, published: Benchmarks) -> None:
        values = [v.value for v in published.values if v.indicator == "integration_index" and v.value is not None]
        assert values == [48.6]
        assert published.indicators["integration_index"].maximum == 100

    def test_a_share_of_firms_never_becomes_a_percentage_of_one_firm(self, published: Benchmarks) -> None:
        firms = [{"industrial_platform_use": "yes"}, {"industrial_platform_use": "no"}, {}]
        for firm, has in zip(beside(published, *firms), ("yes", "no", "unknown"), strict=True):
            found = firm["industrial_platform_share"]
            assert found.has == has
            assert found.own_low is found.own_high is None
            assert all(r.gap_low is r.gap_high is None for r in found.references)

    def test_a_share_with_a_rate_of_its_own_is_refused(self, published: Benchmarks) -> None:
        plain = published.indicators["industrial_platform_share"].model_dump()
        plain["own"] = {"kind": "ratio", "numerator": ("equipment_connected",), "denominator": "equipment_total"}
        with pytest.raises(ValueError, match="share_of_firms must be choice or none"):
            Indicator.model_validate(plain)


class TestDates:
    def test_a_value_on_a_day_is_the_latest_not_after_it(self, published: Benchmarks) -> None:
        assert figure(published, "key_process_nc_rate", "china", "2021-10-30") == 52.1
        assert figure(published, "key_process_nc_rate", "china", "2021-10-31") == 54.6
        assert figure(published, "key_process_nc_rate", "china", "2021-12-30") == 54.6
        assert figure(published, "key_process_nc_rate", "china", "2015-12-30") is None

    @pytest.mark.parametrize(
        ("on", "months"),
        [("2022-03-31", 0), ("2022-04-29", 0), ("2022-04-30", 1), ("2023-03-30", 11), ("2023-03-31", 12)],
    )
    def test_its_age_is_told_in_whole_months(self, published: Benchmarks, on: str, months: int) -> None:
        found = published.value_on("equipment_digital_rate", "jiangxi", datetime.date.fromisoformat(on))
        assert found is not None
        assert found.age_months == months

    def test_targets_are_never_taken_for_actual_values(self, published: Benchmarks) -> None:
        assert figure(published, "key_process_nc_rate", "jiangxi", "2030-01-01") == 46.9
        assert [v.value for v in published.series("key_process_nc_rate", "jiangxi", "target")] == [75]

    def test_the_next_target_counts_and_a_past_one_only_when_none_is_ahead(self, published: Benchmarks) -> None:
        ahead = published.target_on("digital_design_share", "jiangxi", TODAY)
        past = published.target_on("digital_design_share", "china", TODAY)
        assert (ahead.value.value, ahead.age_months) == (90, -13)  # type: ignore[union-attr]
        assert (past.value.value, past.age_months) == (85, 10)  # type: ignore[union-attr]

    def test_a_target_may_be_to_exceed_the_nation(self, published: Benchmarks) -> None:
        [found] = beside(published, {"equipment_total": 50, "equipment_digital": 10})
        target = next(r for r in found["equipment_digital_rate"].references if r.kind == "target")
        assert target.value is target.gap_low is None
        assert target.above.zh == "全国"  # type: ignore[union-attr]
        assert "超过全国平均水平" in target.text.zh

    def test_a_series_is_oldest_first(self, published: Benchmarks) -> None:
        for value in published.values:
            dates = [v.date for v in published.series(value.indicator, value.geography, value.kind)]
            assert dates == sorted(dates)


class TestComparison:
    def test_gaps_are_own_minus_published_in_points(self, published: Benchmarks) -> None:
        [found] = beside(published, {"equipment_total": 50, "equipment_digital": 12})
        jiangxi, china = [r for r in found["equipment_digital_rate"].references if r.kind == "actual"]
        assert (jiangxi.geography, jiangxi.value, jiangxi.gap_low, jiangxi.gap_high) == ("jiangxi", 45.2, -21.2, -21.2)
        assert (china.geography, china.value, china.gap_low, china.age_months) == ("china", 57.7, -33.7, 10)
        assert "比江西规上／重点工业企业平均（45.2%，截至 2022 年 3 月底）低 21.2 个百分点" in (
            found["equipment_digital_rate"].sentence.zh
        )

    def test_a_missing_figure_gives_the_interval_of_all_its_values(self, published: Benchmarks) -> None:
        known = {"production_mode": "mixed", "key_processes_total": 6}
        for given in ({"key_processes_nc": 2}, {"key_processes_process_control": 5}):
            [found] = beside(published, known | given)
            value = next(iter(given.values()))
            rates = [min(100.0, 100 * (value + other) / 6) for other in range(7)]
            own = found["key_process_nc_rate"]
            assert own.own_low == pytest.approx(min(rates), abs=1e-3)
            assert own.own_high == pytest.approx(max(rates), abs=1e-3)
            assert len(own.missing) == 1

    def test_an_unknown_whole_gives_an_interval_too(self, published: Benchmarks) -> None:
        firm = {"equipment_digital": 10, "equipment_connected": 40}
        table, _ = AnswerTable.from_records(default_bank(), [firm])
        low, high = compare(table, published, TODAY).rates["equipment_digital_rate"]
        assert high[0] == pytest.approx(25)
        assert low[0] == pytest.approx(0, abs=0.01)

    def test_an_interval_on_one_side_of_a_value_is_said_to_be_so(self, published: Benchmarks) -> None:
        firm = {"production_mode": "mixed", "key_processes_total": 6, "key_processes_nc": 5}
        sentence = beside(published, firm)[0]["key_process_nc_rate"].sentence
        assert "无论缺的数是多少都高于江西" in sentence.zh
        assert "whatever the missing figures are" in sentence.en

    def test_nothing_known_says_what_to_add_and_claims_no_rate(self, published: Benchmarks) -> None:
        found = beside(published, {})[0]["equipment_digital_rate"]
        assert found.own_low is found.own_high is None
        assert found.missing == ("equipment_total", "equipment_digital")
        assert "请补充：生产设备总台数、数字化生产设备台数" in found.sentence.zh

    def test_dont_know_is_not_zero(self, published: Benchmarks) -> None:
        firm = {"equipment_total": 50, "equipment_digital": {"state": "dont_know"}}
        assert beside(published, firm)[0]["equipment_digital_rate"].own_high is None

    def test_a_question_not_asked_or_not_applicable_is_not_compared(self, published: Benchmarks) -> None:
        absent = {"state": "not_applicable", "reason": "没有生产设备"}
        hidden, inapplicable = beside(published, {"production_mode": "no_production"}, {"equipment_total": absent})
        assert "key_process_nc_rate" not in hidden
        assert "equipment_digital_rate" not in inapplicable

    def test_figures_no_single_firm_can_give_are_left_out(self, published: Benchmarks) -> None:
        shown = beside(published, {})[0]
        assert not {"integration_index", "cloud_firms", "ecommerce_share"} & shown.keys()

    def test_sector_values_stand_beside_firms_of_that_chain_only(self, published: Benchmarks) -> None:
        firms = beside(published, {"chain": "food"}, {"chain": "electronics"}, {})
        places = [[r.geography for r in firm["key_process_nc_rate"].references if r.kind == "actual"] for firm in firms]
        assert places == [["jiangxi", "china", "china_food"], ["jiangxi", "china"], ["jiangxi", "china"]]

    def test_another_province_stands_beside_nobody(self, published: Benchmarks) -> None:
        for firm in beside(published, {"chain": "food"}):
            assert all(r.geography != "henan" for c in firm.values() for r in c.references)

    def test_many_firms_at_once_are_compared_as_each_alone(self, published: Benchmarks) -> None:
        modes = ("discrete", "process", "mixed", None)
        firms = [
            {k: v for k, v in zip(("production_mode", "equipment_total", "equipment_digital"), p, strict=True) if v}
            for p in itertools.product(modes, (None, 50), (None, 7))
        ]
        table, _ = AnswerTable.from_records(default_bank(), firms)
        together = compare(table, published, TODAY)
        assert [together[i] for i in range(len(firms))] == [
            compare(table.row(i), published, TODAY)[0] for i in range(len(firms))
        ]

    def test_a_comparison_survives_json(self, published: Benchmarks) -> None:
        for found in beside(published, {"chain": "food", "equipment_total": 9, "equipment_digital": 2})[0].values():
            assert Comparison.model_validate_json(found.model_dump_json()) == found


class TestSeries:
    """The dated series that the charts draw keep the traps of the sources apart."""

    def of(self, published: Benchmarks, indicator: str, on: datetime.date = TODAY, **firm: Any) -> Comparison:
        return beside(published, firm, on=on)[0][indicator]

    def test_a_series_runs_from_2015_to_the_day_and_knows_nothing_later(self, published: Benchmarks) -> None:
        found = self.of(published, "key_process_nc_rate", datetime.date(2021, 11, 30))
        dates = [p.date.isoformat() for s in found.series if s.kind == "actual" for p in s.points]
        assert dates == ["2020-12-31", "2015-12-31", "2021-03-31", "2021-10-31"]

    def test_values_about_other_firms_never_join_a_line(self, published: Benchmarks) -> None:
        nation = [s for s in self.of(published, "key_process_nc_rate").series if s.place == "nation"]
        actual = {s.population.zh: [p.value for p in s.points] for s in nation if s.kind == "actual"}
        assert actual["重点工业企业"] == [62.9]
        assert 62.9 not in actual["规上／重点工业企业"]

    def test_three_similar_rates_have_series_of_their_own(self, published: Benchmarks) -> None:
        jiangxi = {
            rate: [p.value for s in self.of(published, rate).series if s.geography == "jiangxi" for p in s.points]
            for rate in RATES
        }
        assert jiangxi == {
            "equipment_digital_rate": [40.6, 45.2],
            "equipment_nc_rate": [43.5],
            "key_process_nc_rate": [46.9, 75.0],
        }

    def test_targets_are_apart_and_one_without_a_figure_is_not_drawn(self, published: Benchmarks) -> None:
        targets = [s for s in self.of(published, "industrial_platform_share").series if s.kind == "target"]
        assert [(s.geography, [p.value for p in s.points]) for s in targets] == [("china", [45.0])]

    def test_a_sector_is_drawn_for_its_own_firms_only(self, published: Benchmarks) -> None:
        food, other = (self.of(published, "key_process_nc_rate", chain=chain) for chain in ("food", "electronics"))
        assert "china_food" in {s.geography for s in food.series}
        assert {s.geography for s in other.series} == {"jiangxi", "china"}

    def test_a_comparison_kept_before_series_were_recorded_is_still_read(self, published: Benchmarks) -> None:
        old = self.of(published, "key_process_nc_rate").model_dump(mode="json", exclude={"series"})
        assert not Comparison.model_validate(old).has_history

    @pytest.mark.parametrize(
        ("months", "words"),
        [(0, None), (1, "1 个月前"), (11, "11 个月前"), (12, "1 年前"), (55, "4 年 7 个月前"), (-3, None)],
    )
    def test_the_age_of_a_figure_is_told_in_words(self, months: int, words: str | None) -> None:
        told = age_text(months)
        assert (told and told.zh) == words


CSV_HEAD = "indicator,geography,date,kind,value,source,fidelity\n"


class TestImport:
    def read(self, published: Benchmarks, tmp_path: Path, text: str | bytes, name: str = "new.csv", **options: Any):
        file = tmp_path / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return import_values(published, file, TODAY, **options)

    def test_newer_values_take_over_and_the_old_set_stays_as_it_was(self, published, tmp_path) -> None:
        row = "equipment_digital_rate,jiangxi,2026-06-30,actual,60.5,示例统计公报,official\n"
        updated, problems = self.read(published, tmp_path, CSV_HEAD + row)
        assert problems == []
        assert figure(updated, "equipment_digital_rate", "jiangxi", "2026-11-23") == 60.5
        assert figure(published, "equipment_digital_rate", "jiangxi", "2026-11-23") == 45.2
        assert updated.version != published.version

    def test_yaml_in_the_form_of_the_seed_file(self, published, tmp_path) -> None:
        text = (
            "values:\n  - {indicator: equipment_nc_rate, geography: china, date: 2025-06-30, kind: actual, value: 55,\n"
            "     source: {title: 示例公报}, fidelity: sample}\n"
        )
        updated, problems = self.read(published, tmp_path, text, "new.yaml")
        assert problems == []
        assert figure(updated, "equipment_nc_rate", "china", "2026-01-01") == 55

    def test_good_rows_are_kept_and_every_bad_one_is_named(self, published, tmp_path) -> None:
        rows = [
            "equipment_digital_rate,jiangxi,2026-06-30,actual,60.5,示例,official",
            "equipment_digital_rate,jiangxi,2027-06-30,actual,61,示例,official",
            "no_such_indicator,jiangxi,2026-06-30,actual,61,示例,official",
            "equipment_nc_rate,atlantis,2026-06-30,actual,61,示例,official",
            "equipment_nc_rate,china,2026-06-30,actual,130,示例,official",
            "equipment_nc_rate,china,2013-06-30,actual,30,示例,official",
            "integration_index,china,2025-12-31,target,105,示例,official",
            "equipment_nc_rate,china,2026-05-31,actual,50,,official",
            "equipment_nc_rate,china,2026-04-30,actual,fifty,示例,official",
            "equipment_nc_rate,china,31.3.2026,actual,50,示例,official",
            "equipment_nc_rate,jiangxi,2026-06-30,actual,50,示例,official",
            "equipment_nc_rate,jiangxi,2026-06-30,actual,51,示例,official",
            "equipment_digital_rate,jiangxi,2022-03-31,actual,46,示例,official",
        ]
        updated, problems = self.read(published, tmp_path, CSV_HEAD + "\n".join(rows))
        assert len(updated.values) == len(published.values) + 1
        expected = {
            3: "future",
            4: "no such indicator",
            5: "no such geography",
            6: "outside the scale from 0 to 100",
            7: "break the series",
            8: "outside the scale from 0 to 100",
            9: "'source' is missing",
            10: "valid number",
            11: "valid date",
            12: "two values",
            13: "two values",
            14: "a different value stands already: 45.2",
        }
        for line, words in expected.items():
            assert any(p.where.startswith(f"new.csv:{line} ") and words in p.message.en for p in problems), (
                line,
                words,
            )
        assert len(problems) == len(expected)

    def test_a_correction_must_be_asked_for(self, published, tmp_path) -> None:
        text = CSV_HEAD + "equipment_digital_rate,jiangxi,2022-03-31,actual,46,示例更正,official\n"
        updated, problems = self.read(published, tmp_path, text, replace=True)
        assert problems == []
        assert figure(updated, "equipment_digital_rate", "jiangxi", "2022-03-31") == 46
        assert len(updated.values) == len(published.values)

    def test_what_stands_already_is_passed_over(self, published, tmp_path) -> None:
        text = CSV_HEAD + "equipment_digital_rate,jiangxi,2022-03-31,actual,45.2,转载,secondary\n"
        assert self.read(published, tmp_path, text) == (published, [])

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_the_encodings_of_spreadsheet_programs(self, published, tmp_path, encoding: str) -> None:
        text = CSV_HEAD + "equipment_digital_rate,jiangxi,2026-06-30,actual,６０．５%,示例公报,official\n"
        updated, problems = self.read(published, tmp_path, text.encode(encoding))
        assert problems == []
        latest = published.with_values(updated.values).value_on("equipment_digital_rate", "jiangxi", TODAY)
        assert (latest.value.value, latest.value.source.title) == (60.5, "示例公报")

    @pytest.mark.parametrize(
        ("name", "text", "words"),
        [
            ("new.xlsx", "PK", "only YAML and CSV"),
            ("new.csv", "", "column is missing"),
            ("new.csv", CSV_HEAD.replace("value", "wert"), "column is missing"),
            ("new.yaml", "figures: []\n", "'values'"),
            ("new.yaml", "values: [\n", "YAML"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
        self, published, tmp_path, name, text, words
    ) -> None:
        with pytest.raises(InputRefused, match=words):
            self.read(published, tmp_path, text, name)

    @pytest.mark.parametrize("value", ["nan", "inf", "-1"])
    def test_no_number_that_is_none(self, published, tmp_path, value: str) -> None:
        text = CSV_HEAD + f"cloud_firms,jiangxi,2026-06-30,actual,{value},示例,official\n"
        updated, problems = self.read(published, tmp_path, text)
        assert updated.values == published.values
        assert len(problems) == 1


class TestEuYardstick:
    @pytest.mark.parametrize(
        ("employees", "size"),
        [(10, "10 to 49"), (49, "10 to 49"), (50, "50 to 249"), (249, "50 to 249"), (250, "250 ")],
    )
    def test_firms_stand_beside_their_own_size(self, published: Benchmarks, employees: int, size: str) -> None:
        found = eu_position("high", employees, published, TODAY)
        assert found is not None
        assert size in found.size.en

    def test_below_ten_persons_there_are_no_statistics(self, published: Benchmarks) -> None:
        assert eu_position("high", 9, published, TODAY) is None

    def test_shares_below_equal_and_higher(self, published: Benchmarks) -> None:
        found = eu_position("high", 40, published, TODAY)
        assert found is not None
        assert (found.year, found.below, found.same, found.higher) == (2025, 67.37, 25.29, 7.34)
        assert "67.37%" in found.sentence.zh
        assert "2025" in found.sentence.en

    def test_the_lowest_class_has_nobody_below_it(self, published: Benchmarks) -> None:
        found = eu_position("very_low", 40, published, TODAY)
        assert found is not None
        assert found.below == 0

    def test_a_survey_counts_once_its_year_has_ended(self, published: Benchmarks) -> None:
        years = [eu_position("low", 60, published, datetime.date(y, 6, 30)).year for y in (2022, 2024, 2025, 2026)]
        assert years == [2021, 2023, 2023, 2025]
        assert eu_position("low", 60, published, datetime.date(2021, 6, 30)) is None

    def test_only_years_of_one_version_are_held(self, published: Benchmarks) -> None:
        assert {row.year for row in published.intensity.rows} == {2021, 2023, 2025}

    def test_an_unknown_class_is_an_error(self, published: Benchmarks) -> None:
        with pytest.raises(KeyError):
            eu_position("medium", 60, published, TODAY)


def test_every_value_has_source_and_a_known_fidelity_and_a_finite_figure(published: Benchmarks) -> None:
    assert len(published.values) == 57
    for value in published.values:
        assert isinstance(value, BenchmarkValue)
        assert value.source.title
        assert value.fidelity in ("official", "secondary")
        assert value.value is None or math.isfinite(value.value)


TYPED = {
    "indicator": "equipment_digital_rate",
    "geography": "jiangxi",
    "date": "2026-06-30",
    "kind": "actual",
    "value": "６０.5%",
    "source": "示例统计公报",
    "fidelity": "official",
    "note_zh": "",
}
FIELDS = {"date": "数值的日期", "value": "数值", "source": "出处", "note_en": "说明（英文）"}


class TestTypedIn:
    def test_a_value_typed_in_is_added_and_the_old_set_stays_as_it_was(self, published) -> None:
        updated, problems = enter_value(published, TYPED, FIELDS, TODAY)
        assert problems == []
        assert figure(updated, "equipment_digital_rate", "jiangxi", "2026-11-23") == 60.5
        assert figure(published, "equipment_digital_rate", "jiangxi", "2026-11-23") == 45.2

    def test_a_standing_value_is_corrected(self, published) -> None:
        correction = TYPED | {"date": "2022-03-31", "value": "45.3"}
        updated, problems = enter_value(published, correction, FIELDS, TODAY)
        assert problems == []
        assert len(updated.values) == len(published.values)
        assert figure(updated, "equipment_digital_rate", "jiangxi", "2026-11-23") == 45.3

    @pytest.mark.parametrize(
        ("changed", "where"),
        [
            ({"date": "2027-06-30"}, "数值的日期"),
            ({"value": "130"}, "数值"),
            ({"value": "六十"}, "数值"),
            ({"source": ""}, "出处"),
            ({"note_zh": "只有中文"}, "说明（英文）"),
        ],
    )
    def test_a_wrong_entry_is_refused_at_its_field(self, published, changed: dict[str, str], where: str) -> None:
        updated, problems = enter_value(published, TYPED | changed, FIELDS, TODAY)
        assert [problem.where for problem in problems] == [where]
        assert updated.values == published.values
