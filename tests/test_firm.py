"""The official size class: every row and boundary of the published table, and what stays possible without a figure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

import pytest

from assessment.answers import AnswerTable
from assessment.content.library import default_bank
from assessment.knowledge import classify, default_size_rules

# The published table as printed: X persons, Y revenue, Z total assets (both in CNY 10 000).
PUBLISHED = {
    "agriculture": ("Y<20000", "Y>=500", "Y>=50"),
    "manufacturing_and_utilities": ("X<1000 or Y<40000", "X>=300 and Y>=2000", "X>=20 and Y>=300"),
    "construction": ("Y<80000 or Z<80000", "Y>=6000 and Z>=5000", "Y>=300 and Z>=300"),
    "wholesale": ("X<200 or Y<40000", "X>=20 and Y>=5000", "X>=5 and Y>=1000"),
    "retail": ("X<300 or Y<20000", "X>=50 and Y>=500", "X>=10 and Y>=100"),
    "transport": ("X<1000 or Y<30000", "X>=300 and Y>=3000", "X>=20 and Y>=200"),
    "warehousing": ("X<200 or Y<30000", "X>=100 and Y>=1000", "X>=20 and Y>=100"),
    "postal": ("X<1000 or Y<30000", "X>=300 and Y>=2000", "X>=20 and Y>=100"),
    "accommodation": ("X<300 or Y<10000", "X>=100 and Y>=2000", "X>=10 and Y>=100"),
    "catering": ("X<300 or Y<10000", "X>=100 and Y>=2000", "X>=10 and Y>=100"),
    "information_transmission": ("X<2000 or Y<100000", "X>=100 and Y>=1000", "X>=10 and Y>=100"),
    "software_it": ("X<300 or Y<10000", "X>=100 and Y>=1000", "X>=10 and Y>=50"),
    "real_estate": ("Y<200000 or Z<10000", "Y>=1000 and Z>=5000", "Y>=100 and Z>=2000"),
    "property_management": ("X<1000 or Y<5000", "X>=300 and Y>=1000", "X>=100 and Y>=500"),
    "leasing_business_services": ("X<300 or Z<120000", "X>=100 and Z>=8000", "X>=10 and Z>=100"),
    "other": ("X<300", "X>=100", "X>=10"),
}
FACT = {"X": "employees", "Y": "revenue", "Z": "total_assets"}
ORDER = ("micro", "small", "medium", "large")


def holds(condition: str, figures: Mapping[str, float]) -> bool:
    """The printed condition applied to figures, read word by word and independently of the code under test."""
    joined = all if " and " in condition else any
    parts = re.findall(r"([XYZ])(<|>=)(\d+)", condition)
    return joined(figures[f] < float(v) if sign == "<" else figures[f] >= float(v) for f, sign, v in parts)


def published_class(industry: str, figures: Mapping[str, float]) -> str:
    sme, medium, small = PUBLISHED[industry]
    if not holds(sme, figures):
        return "large"
    return "medium" if holds(medium, figures) else "small" if holds(small, figures) else "micro"


def edges(industry: str) -> dict[str, list[float]]:
    """For each figure of a row: every bound, and the last value below it."""
    found: dict[str, set[float]] = {}
    for condition in PUBLISHED[industry]:
        for figure, _, value in re.findall(r"([XYZ])(<|>=)(\d+)", condition):
            step = 1 if figure == "X" else 0.01
            found.setdefault(figure, set()).update({float(value), float(value) - step})
    return {figure: sorted(values) for figure, values in found.items()}


def sizes(records: list[dict[str, object]]):
    table, faults = AnswerTable.from_records(default_bank(), records)
    assert not faults
    return classify(table)


@pytest.mark.parametrize("industry", PUBLISHED)
def test_every_boundary_of_a_row(industry: str) -> None:
    grid = edges(industry)
    firms = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    found = sizes([{"industry": industry} | {FACT[f]: v for f, v in firm.items()} for firm in firms]).ids()
    assert found == [published_class(industry, firm) for firm in firms]
    assert set(found) == set(ORDER)


def test_every_industry_of_the_questionnaire_has_a_row() -> None:
    assert {row.industry for row in default_size_rules().industries} == set(PUBLISHED)


@pytest.mark.parametrize("industry", PUBLISHED)
def test_a_missing_figure_leaves_exactly_the_classes_that_its_values_can_give(industry: str) -> None:
    grid = edges(industry)
    for missing in grid:
        rest = [f for f in grid if f != missing]
        for values in itertools.product(*(grid[f] for f in rest)):
            known = dict(zip(rest, values, strict=True))
            completions = [*grid[missing], 1e6 if missing == "X" else 1e7]
            expected = {published_class(industry, known | {missing: v}) for v in completions}
            result = sizes([{"industry": industry} | {FACT[f]: v for f, v in known.items()}]).of(0)
            assert set(result.possible) == expected
            assert result.missing == ((FACT[missing],) if len(expected) > 1 else ())


def test_an_unknown_industry_leaves_what_any_industry_allows() -> None:
    figures = {"X": 150.0, "Y": 4800.0, "Z": 9000.0}
    expected = {published_class(industry, figures) for industry in PUBLISHED}
    result = sizes([{"employees": 150, "revenue": 4800, "total_assets": 9000}]).of(0)
    assert set(result.possible) == expected == {"small", "medium"}
    assert result.missing == ("industry",)


def test_nothing_known_means_everything_is_possible_and_says_what_to_add() -> None:
    result = sizes([{}]).of(0)
    assert result.size_class is None
    assert result.possible == ORDER
    assert result.missing == ("industry", "employees", "revenue")
    assert "从业人数" in result.sentence.zh


def test_dont_know_is_not_zero() -> None:
    firm = {"industry": "manufacturing_and_utilities", "employees": 40, "revenue": {"state": "dont_know"}}
    assert sizes([firm]).of(0).possible == ("micro", "small")


def test_a_figure_low_enough_settles_the_class_alone() -> None:
    result = sizes([{"industry": "manufacturing_and_utilities", "employees": 12}]).of(0)
    assert result.size_class == "micro"
    assert result.missing == ()


def test_figures_that_do_not_count_in_an_industry_change_nothing() -> None:
    firm = {"industry": "agriculture", "employees": 5000, "revenue": 499.99}
    assert sizes([firm]).ids() == ["small"]


def test_many_firms_at_once_are_classified_as_each_alone() -> None:
    firms: list[dict[str, object]] = [
        {"industry": industry, "employees": x, "revenue": y, "total_assets": y}
        for industry in PUBLISHED
        for x, y in ((8, 90), (25, 1000), (400, 7000), (3000, 300000))
    ]
    assert sizes(firms).ids() == [sizes([firm]).ids()[0] for firm in firms]


def test_the_sentence_names_figures_class_and_document() -> None:
    sentence = sizes([{"industry": "manufacturing_and_utilities", "employees": 40, "revenue": 2860}]).of(0).sentence
    for words in ("工业", "40", "2,860", "小型企业", "工信部联企业〔2011〕300号"):
        assert words in sentence.zh
    assert "small firm" in sentence.en
