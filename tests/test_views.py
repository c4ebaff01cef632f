"""Three pairs of eyes: one gives today's result, an agreeing one widens nothing, each end is reached by some mix."""

import datetime
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.advisory import default_advisor
from assessment.advisory.views import Respondent, views
from assessment.answers import AnswerTable
from assessment.answers.firm_file import load_firm
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.content.respondents import load_respondents
from assessment.knowledge import DisputedKnowledge
from assessment.problems import InputRefused
from assessment.scoring import score
from tests.conftest import ROOT

TODAY = datetime.date(2026, 11, 26)
FIRM = Path(ROOT) / "seeds" / "firms" / "sample_ceramics.yaml"
PARTS = ("owner", "shop_floor", "accounts")


@pytest.fixture(scope="module")
def advisor():
    return default_advisor()


@pytest.fixture(scope="module")
def content(advisor):
    return load_respondents(ROOT, advisor.bank)


def _record(advisor):
    return load_firm(FIRM, advisor.bank)[1].record(0)


def _table(advisor, record):
    table, faults = AnswerTable.from_records(advisor.bank, [record], ["x"])
    assert not faults, faults
    return table


def _interval(advisor, knowledge):
    scores = score(advisor.main_on(TODAY), knowledge.table, knowledge)
    return scores.exact(0), (int(scores.level_low[0]), int(scores.level_high[0]))


def _other(data, fact):
    """Another answer to a fact; for a count one that fits below its whole."""
    if isinstance(fact, ChoiceFact):
        return data.draw(st.sampled_from([option.id for option in fact.options]), label=fact.id)
    if isinstance(fact, MultiFact):
        names = [option.id for option in fact.options if not option.excludes_others]
        return data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True), label=fact.id)
    return float(data.draw(st.integers(0, 20), label=fact.id))


def _own(content, part, record, bank):
    topics = content.part(part).topics
    return record if topics == "all" else {f: v for f, v in record.items() if bank.topic_of[f] in topics}


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_each_end_is_reached_by_some_mix_and_no_mix_lies_outside(data):
    advisor = default_advisor()
    content = load_respondents(ROOT, advisor.bank)
    main, record = advisor.main_on(TODAY), _record(advisor)
    asked = [f for f in main.facts if f in record and f != "equipment_total"]
    facts = data.draw(st.lists(st.sampled_from(asked), min_size=1, max_size=4, unique=True), label="differ")
    others = {part: {fact: _other(data, advisor.bank.facts[fact]) for fact in facts} for part in PARTS[1:]}
    given_ = [Respondent("owner", _table(advisor, record))]
    given_ += [
        Respondent(part, _table(advisor, _own(content, part, record | others[part], advisor.bank))) for part in others
    ]
    (low, high), (level_low, level_high) = _interval(advisor, DisputedKnowledge([one.table for one in given_]))
    tables = [one.table for one in given_]
    choices = []
    for fact in facts:
        said = [t.answer(0, fact).value for t in tables if t.answer(0, fact).value is not None]
        if isinstance(advisor.bank.facts[fact], MultiFact):
            sets = [set(one) for one in said]
            none = [o.id for o in advisor.bank.facts[fact].options if o.excludes_others]
            ends = [set.intersection(*sets) - set(none), set.union(*sets) - set(none)]
            said = [tuple(sorted(end)) or tuple(none[:1]) for end in ends]
        choices.append(list(dict.fromkeys(said)))
    found = []
    for mix in itertools.product(*choices):
        plain = {f: list(v) if isinstance(v, tuple) else v for f, v in zip(facts, mix, strict=True)}
        scores = score(main, _table(advisor, record | plain))
        found.append((scores.exact(0)[0], int(scores.level_low[0])))
    assert (low, high) == (min(p for p, _ in found), max(p for p, _ in found))
    assert (level_low, level_high) == (min(lv for _, lv in found), max(lv for _, lv in found))


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_somebody_who_says_what_others_say_never_widens_the_interval(data):
    advisor = default_advisor()
    content = load_respondents(ROOT, advisor.bank)
    main, record = advisor.main_on(TODAY), _record(advisor)
    asked = [f for f in main.facts if f in record and f != "equipment_total"]
    facts = data.draw(st.lists(st.sampled_from(asked), min_size=1, max_size=4, unique=True), label="differ")
    floor = record | {fact: _other(data, advisor.bank.facts[fact]) for fact in facts}
    said = _own(content, "shop_floor", floor, advisor.bank)
    two = [Respondent("owner", _table(advisor, record)), Respondent("shop_floor", _table(advisor, said))]
    agrees = {
        fact: said[fact] if fact in said and data.draw(st.booleans(), label=f"with the shop floor on {fact}") else value
        for fact, value in _own(content, "accounts", record, advisor.bank).items()
    }
    before, after = (
        views(main, two, content),
        views(main, [*two, Respondent("accounts", _table(advisor, agrees))], content),
    )
    assert (before.points_low, before.points_high) == (after.points_low, after.points_high)
    assert (before.level_low, before.level_high) == (after.level_low, after.level_high)
    assert [one.fact for one in before.differences] == [one.fact for one in after.differences]


def test_one_respondent_gives_todays_result_and_an_agreeing_one_never_widens_it(advisor, content):
    record = _record(advisor)
    table = _table(advisor, record)
    scores = score(advisor.main_on(TODAY), table)
    alone = views(advisor.main_on(TODAY), [Respondent("owner", table)], content)
    assert (alone.points_low, alone.points_high) == tuple(map(float, scores.exact(0)))
    assert (alone.level_low, alone.level_high) == (int(scores.level_low[0]), int(scores.level_high[0]))
    agreeing = [Respondent(part, _table(advisor, _own(content, part, record, advisor.bank))) for part in PARTS]
    same = views(advisor.main_on(TODAY), agreeing, content)
    assert (same.points_low, same.points_high) == (alone.points_low, alone.points_high)
    assert same.differences == () and "same" in same.sentence.en
    silent = [Respondent("owner", table), Respondent("accounts", _table(advisor, {}))]
    unheard = views(advisor.main_on(TODAY), silent, content)
    assert unheard.points_high == alone.points_high
    assert unheard.sentence == alone.sentence, "who has said nothing yet has not agreed"


def test_the_agenda_has_what_differs_by_the_points_at_stake_within_ten_minutes(advisor, content):
    record = _record(advisor)
    floor = record | {"scene_production_control": "l3", "equipment_connected": 0, "network": ["none"]}
    floor |= {"scene_quality": "l3", "scene_equipment": "l3", "scene_planning_scheduling": "l3", "scene_energy": "l3"}
    floor = _own(content, "shop_floor", floor, advisor.bank)
    found = views(
        advisor.main_on(TODAY),
        [Respondent("owner", _table(advisor, record)), Respondent("shop_floor", _table(advisor, floor))],
        content,
    )
    stakes = [one.points for one in found.differences]
    assert stakes == sorted(stakes, reverse=True) and stakes[0] > 0
    assert sum(one.talk for one in found.differences) <= content.minutes // content.minutes_each
    assert found.minutes <= 10 and found.differences[0].talk
    width = found.points_high - found.points_low
    assert sum(stakes) == pytest.approx(width), "one question an item: what hangs on each adds up"
    assert {say.who.zh for say in found.differences[0].says} == {"老板", "车间"}


def test_who_answers_another_s_part_is_not_heard_there_and_is_told(advisor, content):
    record = _record(advisor)
    floor = {"scene_finance": "l4", "scene_quality": record["scene_quality"]}
    own = _table(advisor, record)
    found = views(
        advisor.main_on(TODAY), [Respondent("owner", own), Respondent("shop_floor", _table(advisor, floor))], content
    )
    assert found.differences == () and [one.fact for one in found.left_out] == ["scene_finance"]
    assert found.left_out[0].who.zh == "车间"


@pytest.mark.parametrize("parts", [(), ("owner", "owner")], ids=["nobody", "twice"])
def test_nobody_or_the_same_part_twice_is_refused(advisor, content, parts):
    table = _table(advisor, _record(advisor))
    with pytest.raises(InputRefused, match="nobody answers, or one part has two"):
        views(advisor.main_on(TODAY), [Respondent(part, table) for part in parts], content)
