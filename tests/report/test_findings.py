"""What the first page calls most important: at most three, what is at odds first, then points and peers."""

import pytest

from assessment.telling.sections.findings import MOST, findings
from assessment.telling.sections.structure import next_level, parts
from assessment.telling.subject import Subject


@pytest.fixture(params=["zh", "en"])
def told(request, advisories):
    return lambda name: findings(Subject(advisories[name], request.param))


def test_there_are_one_to_three_once_enough_is_known(told, advisories):
    for name in {*advisories} - {"sparse"}:
        assert 1 <= len(told(name)) <= MOST
        assert all(finding.title and finding.text for finding in told(name))


def test_what_is_open_stands_above_and_is_not_told_again(told, advisories):
    assert not advisories["partial"].main.certain
    ask = advisories["partial"].next_questions[0].ask
    assert not any(ask.zh in one.text or ask.en in one.text for one in told("partial"))


def test_what_the_next_level_lacks_is_not_told_again(told, advisories):
    """It stands in the list of thresholds beside the findings."""
    for requirement in next_level(advisories["ceramics"].main).requirements:
        assert not any(requirement.text.zh in finding.text for finding in told("ceramics"))


def test_the_part_with_most_points_lost_is_named(advisories):
    main = advisories["ceramics"].main
    weakest = max(parts(main), key=lambda node: node.points_max - node.points_high)
    assert weakest.title.zh in findings(Subject(advisories["ceramics"], "zh"))[0].title


def test_a_firm_behind_a_published_mean_is_told_the_widest_gap(advisories):
    """The moulder's key steps: 37.5 % against a national mean of 66.2 %, the widest of its certain gaps."""
    last = findings(Subject(advisories["moulding"], "zh"))[-1]
    assert last.title == "和公布的平均比，差得最多的是“关键工序数控化率”"
    assert "您 37.5%" in last.text
    assert "66.2%（2025-03）" in last.text


def test_at_the_top_there_is_no_next_level(advisories):
    assert findings(Subject(advisories["highest"], "zh"))[0].title == "已经是最高等级"
