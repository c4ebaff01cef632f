"""What holds the firms of a batch back, on a screen that many see: each firm counted, small numbers hidden."""

from __future__ import annotations

import datetime

import pytest

from assessment.advisory import default_advisor
from assessment.answers import AnswerTable
from assessment.barriers import diagnose
from assessment.batch import Overview
from assessment.batch.barriers import barrier_shares
from tests.batches import overview_of, records

ON = datetime.date(2026, 11, 23)
FLOOR = 5


def overview(firms: list[dict[str, object]]) -> Overview:
    advisor = default_advisor()
    table, _ = AnswerTable.from_records(advisor.bank, firms)
    return overview_of(advisor.reading(table, ON), "miit", FLOOR)


@pytest.fixture(scope="module")
def many() -> Overview:
    return overview(records(default_advisor(), 200, 7))


def money(no: int, partly: int, yes: int) -> list[dict[str, object]]:
    """Firms that only say whether there is money; people are at hand everywhere."""
    answers = ["no"] * no + ["partly"] * partly + ["yes"] * yes
    return [{"city": "nanchang", "chain": "food", "money_at_hand": a, "people_at_hand": "yes"} for a in answers]


def test_shares_are_those_of_the_firms_read_one_by_one(many: Overview):
    reading = many.reading
    alone = [diagnose(reading.table, row, reading.advisor.barriers) for row in range(200)]
    for share in barrier_shares(reading, many.desk):
        found = [r.verdict for d in alone for r in d.readings if r.barrier == share.barrier]
        assert share.reported.value == sum(verdict in ("holds_back", "partly") for verdict in found)
        assert all(count is None or count.value == found.count(verdict) for verdict, count in share.counts.items())


def test_the_share_by_group_holds_that_of_all_its_firms(many: Overview):
    reported = next(s.reported for s in barrier_shares(many.reading, many.desk) if s.barrier == "lacks_means")
    span = many.by_city_and_chain("barrier_lacks_means").spans[-1][-1].value
    assert span.low <= 100 * reported.value / 200 <= span.high <= span.low + 100 * FLOOR / 200


def test_a_small_number_is_hidden_and_cannot_be_worked_out():
    found = overview(money(no=3, partly=20, yes=30))
    [share] = [s for s in barrier_shares(found.reading, found.desk) if s.barrier == "lacks_means"]
    assert share.reported.value == 23
    assert share.counts["holds_back"] is share.counts["partly"] is None
    assert share.counts["free"].value == 30
    few = overview(money(no=3, partly=0, yes=50))
    [share] = [s for s in barrier_shares(few.reading, few.desk) if s.barrier == "lacks_means"]
    assert share.reported is share.counts["free"] is None
    assert "barrier_lacks_means" not in few.measures


def test_firms_that_said_nothing_give_no_shares():
    found = overview([{"city": "nanchang"}] * 20)
    assert barrier_shares(found.reading, found.desk) == ()
    assert not any(name.startswith("barrier_") for name in found.measures)
