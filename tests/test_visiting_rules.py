"""What to look at on a visit, the usual gap between reports and visits, and calendar files."""

from __future__ import annotations

import csv
import datetime
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.advisory import Advisor, default_advisor
from assessment.advisory.to_see import to_see
from assessment.advisory.usual_gap import VerifiedFirm, usual_gaps
from assessment.advisory.visiting import Seen, visit_of
from assessment.answers import Answer, State
from assessment.answers.firm_file import load_firm
from assessment.content.bank import FactBank
from assessment.telling.calendar import CalendarEvent, calendar_of
from assessment.workbook.plain import csv_bytes, plain_workbook
from tests.conftest import ROOT

ON = datetime.date(2026, 11, 23)
AT = datetime.datetime(2026, 11, 20, 1, 2, 3, tzinfo=datetime.UTC)


def number(value: float) -> Answer:
    return Answer(State.ANSWERED, value)


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return default_advisor()


@pytest.fixture(scope="module")
def reported(bank: FactBank) -> dict[str, Answer]:
    _, table, _, _ = load_firm(ROOT / "seeds" / "firms" / "sample_moulding.yaml", bank)
    return {fact: table.answer(0, fact) for fact in table.columns}


# -- what to look at -------------------------------------------------------------------------------------------------


def test_contradictions_come_first_then_what_the_level_hangs_on_then_the_rest(
    advisor: Advisor, reported: dict[str, Answer]
) -> None:
    total = reported["equipment_total"].number
    assert total is not None
    odd = {**reported, "equipment_digital": number(total + 1)}
    found = to_see(advisor, odd, {}, ON)
    assert (found[0].fact, found[0].why) == ("equipment_digital", "contradiction")
    assert found[0].reason is not None and str(int(total)) in found[0].reason.zh
    order = [("contradiction", "bearing", "open").index(one.why) for one in found]
    assert order == sorted(order) and set(order) == {0, 1, 2}
    weights = [one.least for one in found if one.why == "bearing"]
    assert weights == sorted(weights) and len({one.fact for one in found}) == len(found)


def test_what_is_verified_is_not_looked_at_again(advisor: Advisor, reported: dict[str, Answer]) -> None:
    found = to_see(advisor, reported, {}, ON)
    first = found[0].fact
    later = {one.fact for one in to_see(advisor, reported, {first: reported[first]}, ON)}
    assert first not in later and later <= {one.fact for one in found}
    assert to_see(advisor, reported, {one.fact: reported[one.fact] for one in found}, ON) == ()
    assert to_see(advisor, {}, {}, ON) == ()


# -- the usual gap ---------------------------------------------------------------------------------------------------


def test_a_gap_is_the_mean_of_what_each_visit_says_and_below_the_floor_nothing(
    advisor: Advisor, reported: dict[str, Answer]
) -> None:
    lower, same = {"equipment_digital": number(0.0)}, {"equipment_digital": reported["equipment_digital"]}
    firms = [VerifiedFirm(reported, lower)] * 2 + [VerifiedFirm(reported, same)] * 3
    firms.append(VerifiedFirm({}, lower))  # it reported nothing to compare with
    (gap,) = usual_gaps(advisor, firms, ON, 5)
    visit = visit_of(advisor, reported, {"equipment_digital": Seen(number(0.0), "示例顾问", AT)}, ON)
    assert visit is not None and visit.checked[0].as_reported is not None
    alone = visit.checked[0].as_reported.points_low - visit.verified.points_low
    assert (gap.firms, gap.differing) == (5, 0.4) and alone > 0
    assert gap.points == pytest.approx(alone * 2 / 5)
    assert usual_gaps(advisor, firms, ON, 6) == () == usual_gaps(advisor, [], ON, 5)


# -- calendars -------------------------------------------------------------------------------------------------------


def event(**changed: object) -> CalendarEvent:
    told = {"id": "a1", "day": ON, "hour": "09:30", "title": "走访", "place": "", "words": "", "changed": AT}
    return CalendarEvent(**{**told, **changed})  # type: ignore[arg-type]


def test_a_calendar_is_what_the_standard_says_to_the_byte() -> None:
    made = calendar_of([event(place="小蓝; 一号, 楼\\上"), event(id="b2", hour="")], "走访")
    assert made.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Ganqi Shuzhen//assessment//ZH",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:走访",
        "BEGIN:VEVENT",
        "UID:b2@ganqi",
        "DTSTAMP:20261120T010203Z",
        "DTSTART;VALUE=DATE:20261123",
        "SUMMARY:走访",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:a1@ganqi",
        "DTSTAMP:20261120T010203Z",
        "DTSTART:20261123T013000Z",
        "SUMMARY:走访",
        "LOCATION:小蓝\\; 一号\\, 楼\\\\上",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@settings(max_examples=30)
@given(st.text(max_size=120))
def test_whatever_a_firm_is_called_stays_one_value_of_short_lines(name: str) -> None:
    made = calendar_of([event(title="x" + name)], "走访")
    lines = made.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    whole = made.replace(b"\r\n ", b"").decode().split("\r\n")
    assert [line.partition(":")[0] for line in whole].count("SUMMARY") == 1 and len(whole) == 13


def test_a_list_for_letters_holds_what_was_typed_and_no_formula() -> None:
    row = ["=HYPERLINK(1)", '示例,"路"', 3]
    read = list(csv.reader(io.StringIO(csv_bytes([["企业", "地点", "题"], row]).decode("utf-8-sig"))))
    assert read == [["企业", "地点", "题"], ["'=HYPERLINK(1)", '示例,"路"', "3"]]
    (sheet,) = openpyxl.load_workbook(io.BytesIO(plain_workbook([["企业", "地点", "题"], row], "走访"))).worksheets
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [(row[0], "s"), (row[1], "s"), (3, "n")]
