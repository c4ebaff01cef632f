"""Following a plan up: what came of each promise by the answers of now, states that speak to the plan, a calendar."""

import datetime
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from assessment.advisory import default_advisor
from assessment.advisory.following import Reassessed, StepProgress, follow_up, replies_of_progress
from assessment.answers import AnswerTable
from assessment.answers.firm_file import load_firm
from assessment.language import label
from assessment.planning import Aim, StepReply, apply_plan
from assessment.report.leaflet import leaflet_pdf
from assessment.telling.blocks import text_of
from assessment.telling.calendar import calendar_file
from assessment.telling.leaflets.following import followed_document
from assessment.telling.subject import Subject
from assessment.word.leaflet import leaflet_word

TODAY = datetime.date(2026, 11, 26)
FIRM = Path(__file__).parents[1] / "seeds" / "firms" / "sample_ceramics.yaml"


@pytest.fixture(scope="module")
def advisory():
    _, table, _, _ = load_firm(FIRM, default_advisor().bank)
    return next(default_advisor().advise(table, TODAY))


def _followed(plan, table, progress=(), again=None):
    return follow_up(plan, default_advisor().main_on(TODAY), table, list(progress), again)


def _outcomes(steps):
    return [change.outcome for step in steps for change in step.changes if not change.hoped_for]


def test_once_all_is_done_every_promise_is_kept_and_before_none_is(advisory):
    _, table, _, _ = load_firm(FIRM, default_advisor().bank)
    plan = advisory.plan
    before = _followed(plan, table)
    assert (before.now_level, before.now_points) == (plan.level_before, plan.points_before)
    assert set(_outcomes(before.steps)) == {"not_reached"}
    after = _followed(plan, apply_plan(table, 0, plan))
    assert (after.now_level, after.now_points) == (plan.level_after, plan.points_after)
    assert set(_outcomes(after.steps)) == {"reached"}
    assert "which is as promised" in after.sentence.en and "not there yet" in before.sentence.en


def test_a_step_done_alone_keeps_its_own_promises_and_a_step_back_is_seen(advisory):
    bank = default_advisor().bank
    _, table, _, _ = load_firm(FIRM, bank)
    plan = advisory.plan
    step = plan.steps[0]
    alone = apply_plan(table, 0, plan.model_copy(update={"steps": (step,)}))
    told = {one.measure: one for one in _followed(plan, alone).steps}
    assert set(_outcomes([told[step.measure]])) == {"reached"}
    record = alone.record(0) | {change.fact: {"state": "dont_know"} for change in step.changes}
    back, _ = AnswerTable.from_records(bank, [record], ["x"])
    again = {one.measure: one for one in _followed(plan, back).steps}[step.measure]
    assert set(_outcomes([again])) == {"not_answered"}


def test_points_of_steps_add_up_to_what_the_plan_promised_and_to_what_is_there(advisory):
    _, table, _, _ = load_firm(FIRM, default_advisor().bank)
    plan = advisory.plan
    gain = plan.points_after - plan.points_before
    for done in range(len(plan.steps) + 1):
        later = apply_plan(table, 0, plan.model_copy(update={"steps": plan.steps[:done]}))
        found = _followed(plan, later)
        assert sum(one.points_promised for one in found.steps) == pytest.approx(gain)
        assert sum(one.points_now for one in found.steps) == pytest.approx(found.now_points - plan.points_before)
        assert all(one.points_now == one.points_promised for one in found.steps[:done])
    backwards = plan.model_copy(update={"steps": plan.steps[::-1]})
    found = _followed(backwards, apply_plan(table, 0, plan))
    assert sum(one.points_promised for one in found.steps) == pytest.approx(gain)
    assert all(0 <= one.points_now == one.points_promised for one in found.steps)


def test_thresholds_are_told_with_the_steps_they_hang_on_and_are_met_once_those_are_done(advisory):
    _, table, _, _ = load_firm(FIRM, default_advisor().bank)
    plan = advisory.plan
    served = {text.zh for step in plan.steps for text in step.serves}
    before, after = _followed(plan, table), _followed(plan, apply_plan(table, 0, plan))
    for found, reached in ((before, False), (after, True)):
        assert {one.text.zh for one in found.thresholds} == served
        assert all(one.reached == reached == (one.now >= one.needed) for one in found.thresholds)
        for one in found.thresholds:
            assert one.titles == tuple(step.title for step in plan.steps if one.text in step.serves)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_step_that_is_not_due_has_missed_nothing(advisory, lang):
    _, table, _, _ = load_firm(FIRM, default_advisor().bank)
    accepted = [StepProgress(measure=advisory.plan.steps[0].measure, state="accepted")]
    for progress, missed in (([], False), (accepted, True)):
        paper = followed_document(Subject(advisory, lang), _followed(advisory.plan, table, progress))
        words = "\n".join(text_of(paper.sections[0].blocks))
        assert {"zh": "还没到", "en": "not yet"}[lang] in words
        assert ({"zh": "没做到", "en": "not reached"}[lang] in words) == missed


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_later_assessment_is_named_and_shows_what_was_reached_what_not_and_what_it_does_not_say(advisory, lang):
    bank = default_advisor().bank
    _, table, _, _ = load_firm(FIRM, bank)
    plan = advisory.plan
    done, failed, silent = plan.steps[0], plan.steps[1], plan.steps[2]
    record = apply_plan(table, 0, plan.model_copy(update={"steps": (done,)})).record(0)
    for change in silent.changes:
        record.pop(change.fact)
    later, faults = AnswerTable.from_records(bank, [record], ["later"])
    assert not faults
    again = Reassessed(on=datetime.date(2027, 5, 1), name=label("示例复评", "sample round"))
    found = _followed(plan, later, [StepProgress(measure=failed.measure, state="accepted")], again)
    by_measure = {one.measure: one for one in found.steps}
    assert _outcomes([by_measure[done.measure]]) == ["reached"]
    assert set(_outcomes([by_measure[silent.measure]])) == {"not_answered"}
    assert set(_outcomes([by_measure[failed.measure]])) <= {"not_reached", "not_answered"}
    assert "0 of" in by_measure[failed.measure].sentence.en and "please update" not in found.steps[1].sentence.en
    paper = followed_document(Subject(advisory, lang), found)
    words = "\n".join(text_of(paper.sections[0].blocks)) + paper.sections[0].lead
    name, *outcomes = {
        "zh": ("示例复评", "做到", "没做到", "没回答"),
        "en": ("sample round", "reached", "not reached", "not answered"),
    }[lang]
    assert words.count(name) == 2 and all(outcome in words for outcome in outcomes)
    assert leaflet_pdf(paper).startswith(b"%PDF") and leaflet_word(paper).startswith(b"PK")


def test_real_cost_dates_and_an_acceptance_without_an_answer_are_told(advisory):
    _, table, _, _ = load_firm(FIRM, default_advisor().bank)
    step = advisory.plan.steps[0]
    cost = round(step.cost.likely + 1.5, 2)
    progress = StepProgress(measure=step.measure, state="accepted", cost=cost, begin=TODAY, end=TODAY)
    found = _followed(advisory.plan, table, [progress])
    told = next(one for one in found.steps if one.measure == step.measure)
    assert "CNY 15,000 more than estimated" in told.sentence.en and "please update them" in told.sentence.en
    assert found.spent == cost and "1 are accepted" in found.sentence.en
    signed = advisory.plan.model_copy(update={"steps": (step.model_copy(update={"contracted": True}),)})
    [told] = _followed(signed, table, [progress]).steps
    assert told.cost is None and "estimated" not in told.sentence.en, "nothing was estimated for it"


def test_a_step_under_way_costs_nothing_more_one_dropped_is_left_out_and_one_the_firm_has_is_no_step(advisory):
    advisor = default_advisor()
    _, table, _, _ = load_firm(FIRM, advisor.bank)
    first, second = advisory.plan.steps[:2]
    progress = {
        first.measure: StepProgress(measure=first.measure, state="running"),
        second.measure: StepProgress(measure=second.measure, state="dropped"),
    }
    replies = replies_of_progress(progress, [])
    plan = next(advisor.advise(table, TODAY, aim=Aim(replies=replies))).plan
    assert next(one for one in plan.steps if one.measure == first.measure).contracted
    assert second.measure not in {one.measure for one in plan.steps}
    own = StepReply(measure=first.measure, reply="later")
    assert replies_of_progress(progress, [own])[0] == own and len(replies_of_progress(progress, [own])) == 2
    done = apply_plan(table, 0, advisory.plan.model_copy(update={"steps": (first,)}))
    accepted = StepReply(measure=first.measure, reply="doing")
    later = next(advisor.advise(done, TODAY, aim=Aim(replies=(accepted,))))
    assert first.measure not in {one.measure for one in later.plan.steps} and later.replies == ()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"begin": "2026-12-02", "end": "2026-12-01"}, "the end lies before the beginning"),
        ({"cost": -1}, "greater than or equal to 0"),
        ({"state": "perhaps"}, "Input should be"),
    ],
)
def test_what_cannot_be_is_refused(wrong, words):
    with pytest.raises(ValidationError, match=words):
        StepProgress.model_validate({"measure": "light_erp", "state": "planned"} | wrong)


def test_the_calendar_has_an_event_for_each_step_in_lines_that_every_program_reads(advisory):
    _, table, _, _ = load_firm(FIRM, default_advisor().bank)
    plan = advisory.plan
    dropped = plan.steps[-1].measure
    moved = plan.steps[0].measure
    progress = [
        StepProgress(measure=dropped, state="dropped"),
        StepProgress(measure=moved, state="running", begin=datetime.date(2027, 1, 4), end=datetime.date(2027, 1, 8)),
    ]
    found = _followed(plan, table, progress)
    data = calendar_file(Subject(advisory, "zh"), found, "plan;\n测试")
    lines = data.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines) and "\n" not in "".join(lines)
    whole = re.sub(r"\r\n ", "", data.decode())
    assert whole.count("BEGIN:VEVENT") == len(plan.steps) - 1
    assert f"UID:plan-{moved}@ganqi" in whole and f"-{dropped}@" not in whole
    event = whole[whole.index(f"plan-{moved}@") :]
    assert "DTSTART;VALUE=DATE:20270104" in event and "DTEND;VALUE=DATE:20270109" in event
    assert plan.steps[0].title.zh in whole and "ATTENDEE" not in whole


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        (None, None, ("2027-03-01", "2027-03-28")),
        ("2027-02-01", None, ("2027-02-01", "2027-03-28")),
        ("2027-05-03", None, ("2027-05-03", "2027-05-30")),
        (None, "2027-01-31", ("2027-01-04", "2027-01-31")),
        ("2027-01-11", "2027-01-12", ("2027-01-11", "2027-01-12")),
    ],
    ids=[
        "as promised",
        "begun early",
        "begun after the promised end",
        "ended before the promised begin",
        "as put down",
    ],
)
def test_the_days_of_a_step_never_end_before_they_begin(advisory, begin, end, days):
    _, table, _, _ = load_firm(FIRM, default_advisor().bank)
    step = _followed(advisory.plan, table).steps[0]
    promised = {"begin": datetime.date(2027, 3, 1), "end": datetime.date(2027, 3, 28)}
    real = StepProgress.model_validate({"measure": step.measure, "state": "running", "begin": begin, "end": end})
    moved = step.model_copy(update={**promised, "progress": real})
    assert moved.days == tuple(map(datetime.date.fromisoformat, days))
