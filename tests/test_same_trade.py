"""The example of one's own trade: a modelled firm's way up by month, or a sentence that says why there is none."""

import datetime

import pytest

from assessment.advisory import Advisory, default_advisor
from assessment.advisory.same_trade import AT_THE_TOP, NO_CHAIN, NO_SIZE, TOO_FEW, TOO_LARGE, same_trade
from assessment.answers import AnswerTable
from assessment.content.regions import NO_CHAIN as OUTSIDE
from assessment.knowledge import classify
from assessment.telling.blocks import text_of
from assessment.telling.sections.alike import alike
from assessment.telling.subject import Subject

ON = datetime.date(2026, 11, 27)


def example(chain="modern_furniture", level=0, employees=40, revenue=2860):
    advisor = default_advisor()
    record = {"industry": "manufacturing_and_utilities", "employees": employees, "revenue": revenue}
    table, _ = AnswerTable.from_records(advisor.bank, [{k: v for k, v in record.items() if v is not None}])
    size = classify(table, advisor.size_rules).of(0)
    given = (advisor.trade_firms, advisor.main_on(ON), advisor.measures, advisor.hands)
    return same_trade(*given, chain, size, level, ON)


def test_a_furniture_firm_sees_one_of_its_trade_go_up_by_one_level():
    found, note = example()
    assert note is None and found.of >= 30
    assert found.level_before == 0 and found.level_after >= 1 and found.points_after > found.points_before
    begun = [title for month in found.months for title in month.begins]
    assert len(begun) == len(set(begun)) == found.steps
    assert sum(month.cost.likely for month in found.months) == pytest.approx(found.cost.likely)
    assert sum(month.own_days for month in found.months) == pytest.approx(found.own_days, abs=0.1 * len(found.months))
    assert [month.month for month in found.months] == sorted({month.month for month in found.months})


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"chain": None}, NO_CHAIN),
        ({"employees": None, "revenue": None}, NO_SIZE),
        ({"employees": 5000, "revenue": 900_000}, TOO_LARGE),
        ({"level": 4}, AT_THE_TOP),
        ({"chain": "steel", "employees": 8, "revenue": 200, "level": 3}, TOO_FEW),
    ],
)
def test_where_nothing_fits_a_sentence_says_why(given, why):
    assert example(**given) == (None, why)


def test_an_advisory_carries_it_when_asked_and_tells_it_as_modelled():
    advisor = default_advisor()
    answers = next(one for one in advisor.trade_firms.typical if one.chain == "food").answers
    table, _ = AnswerTable.from_records(advisor.bank, [answers])
    reading = advisor.reading(table, ON)
    assert reading.advisory(0).same_trade is None
    advisory = reading.advisory(0, example=True)
    assert Advisory.model_validate_json(advisory.model_dump_json()).same_trade == advisory.same_trade is not None
    for lang, word in (("zh", "模拟"), ("en", "modelled")):
        told = " ".join(text_of(alike(Subject(advisory, lang)).blocks))
        assert told.startswith(word) and advisory.same_trade.marking.text(lang) in told
    bare = advisory.model_copy(update={"same_trade": None, "same_trade_note": TOO_FEW})
    assert list(text_of(alike(Subject(bare, "zh")).blocks)) == [TOO_FEW.zh]


def test_a_firm_of_no_chain_is_not_told_that_none_is_one():
    found, _ = example(chain=OUTSIDE)
    advisor = default_advisor()
    table, _ = AnswerTable.from_records(advisor.bank, [{"chain": OUTSIDE}])
    advisory = advisor.reading(table, ON).advisory(0).model_copy(update={"same_trade": found})
    for lang, words in (
        ("zh", "各产业链以外的一家小型企业"),
        ("en", "A small firm outside the industrial chains went"),
    ):
        told = " ".join(text_of(alike(Subject(advisory, lang)).blocks))
        assert words in told and advisor.bank.facts["chain"].options[-1].label.text(lang) not in told
