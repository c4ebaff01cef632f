"""Words, money and dates in the reader's language."""

import datetime

import pytest

from assessment.content.measures import CostRange
from assessment.language import label
from assessment.telling.subject import Subject


@pytest.fixture
def zh(advisories):
    return Subject(advisories["moulding"], "zh")


@pytest.fixture
def en(advisories):
    return Subject(advisories["moulding"], "en")


def test_money_is_ten_thousands_in_chinese_and_yuan_in_english(zh, en):
    cost = CostRange(low=4.1, likely=10.3, high=21)
    assert (zh.cost(cost), en.cost(cost)) == (
        "10.3 万元（4.1–21，估算）",
        "CNY 103,000 (41,000–210,000, an estimate)",
    )
    assert (zh.bare_cost(cost), zh.unit) == ("10.3（4.1–21）", "万元")
    assert (en.bare_cost(cost), en.unit) == ("103,000 (41,000–210,000)", "CNY")
    assert (zh.money(1000), en.money(0.25)) == ("1,000 万元", "CNY 2,500")


def test_levels_carry_their_number_and_name(zh, en):
    name = label("规范级", "Standardised")
    assert (zh.named_level(2, name), en.named_level(2, name)) == ("二级（规范级）", "Level 2 (Standardised)")
    assert zh.named_level(0, label("无等级", "No level")) == "无等级"


def test_counts_agree_with_their_number(zh, en):
    assert [en.count(number, "步", "step") for number in (1, 2)] == ["1 step", "2 steps"]
    assert zh.count(2, "步", "step") == "2 步"


def test_dates_and_points(zh, en):
    day = datetime.date(2026, 11, 3)
    assert (zh.day(day), en.day(day), zh.month(day)) == ("2026 年 11 月 3 日", "3 November 2026", "2026-11")
    assert (zh.points(33.65, 33.65, 100), zh.points(0, 7.5, 7.5)) == ("33.65 / 100", "0–7.5 / 7.5")


def test_a_text_is_filled_in_the_readers_language_and_braces_in_it_stay(zh, en):
    hostile = label("{n}", "{m}")
    assert (zh.say("“{x}”", "'{x}'", x=hostile), en.say("“{x}”", "'{x}'", x=hostile)) == ("“{n}”", "'{m}'")


def test_only_firms_called_samples_are_marked_as_such(zh, advisories):
    assert zh.is_sample
    assert not Subject(advisories["visited"], "zh").is_sample
