"""The consultant's hand: what was verified beside what was reported, and changes of the plan, worked out and told."""

import datetime
import io
import json

import pypdfium2
import pytest
from click.testing import CliRunner
from docx import Document as read_docx
from pydantic import ValidationError

from assessment.advisory import Adjustment
from assessment.advisory.adjusting import checked
from assessment.advisory.visiting import Seen, visit_of
from assessment.answers import Answer, AnswerTable, State
from assessment.cli import main
from assessment.planning import PlanLimits, Planner, in_order
from assessment.problems import InputRefused
from assessment.report.document import write_report
from assessment.telling.blocks import text_of
from assessment.telling.document import document
from assessment.telling.subject import Subject
from assessment.web.told import markup
from assessment.word.document import write_word
from tests.conftest import ROOT
from tests.report.conftest import ON, advisor, advisories, sample_answers  # noqa: F401
from tests.report.drawing import joined

AT = datetime.datetime(2026, 11, 19, 23, 30, tzinfo=datetime.UTC)
HOSTILE = "示例<b>{who}</b> {{7*7}} 🏭"


def change(kind: str, *measures: str, **more) -> Adjustment:
    return Adjustment(kind=kind, measures=measures, author="示例顾问", at=AT, **more)


@pytest.fixture(scope="module")
def reading(advisor):  # noqa: F811
    table, _ = AnswerTable.from_records(advisor.bank, [sample_answers(advisor, "moulding")], ["x"])
    return advisor.reading(table, ON)


@pytest.fixture(scope="module")
def computed(reading):
    return reading.advisory(0).plan


def names(plan) -> list[str]:
    return [step.measure for step in plan.steps]


class TestAdjustments:
    """Every change is worked out by the exact planner, and told beside what was computed."""

    def test_a_step_left_out_gives_the_cheapest_plan_without_it(self, advisor, reading, computed):  # noqa: F811
        gone = "customer_system"
        advisory = reading.advisory(0, adjustments=[change("left_out", gone, reason=HOSTILE)])
        planner = Planner(reading.main, reading.table, 0, advisor.measures, computed.size_class)
        exact = planner.cheapest(computed.target_level, PlanLimits(forbidden=(gone,)))
        assert sorted(names(advisory.plan)) == sorted(names(exact)) and gone not in names(advisory.plan)
        assert (advisory.plan.cost, advisory.plan.proof.cost) == (exact.cost, exact.proof.cost)
        assert advisory.adjusted.computed.cost == computed.cost
        assert "多花 0.5 万元（从 10.3 万元变成 10.8 万元）" in advisory.adjusted.difference.zh
        assert HOSTILE in advisory.adjusted.adjustments[0].sentence.zh

    def test_a_price_counts_in_the_plan_and_is_nobodys_estimate(self, reading, computed):
        kept = names(computed)[0]
        advisory = reading.advisory(0, adjustments=[change("price", kept, price=1.23)])
        step = next(step for step in advisory.plan.steps if step.measure == kept)
        assert (step.cost.low, step.cost.likely, step.cost.high) == (1.23, 1.23, 1.23)
        told = " ".join(text_of(section_of(advisory, "plan").blocks))
        assert "1.23 万元（顾问给的价格）" in told

    def test_an_order_is_kept_and_makes_the_plan_as_long_as_it_takes(self, reading, computed):
        order = tuple(reversed(names(computed)))
        plan = reading.advisory(0, adjustments=[change("order", *order)]).plan
        assert names(plan) == list(order)
        starts = [step.start_week for step in plan.steps]
        assert starts == [sum(step.weeks for step in plan.steps[:at]) for at in range(len(plan.steps))]
        assert plan.weeks == sum(step.weeks for step in plan.steps) and plan.cost == computed.cost
        assert all(step.critical for step in plan.steps)
        assert sum(len(phase.begins) for phase in plan.phases) == len(plan.steps)

    def test_an_order_against_what_must_come_first_is_refused_with_both_names(self, computed):
        first, second = computed.steps[:2]
        waiting = second.model_copy(update={"after": (first.measure,), "start_week": first.weeks})
        plan = computed.model_copy(update={"steps": (first, waiting)})
        with pytest.raises(InputRefused) as refused:
            in_order(plan, [waiting.measure, first.measure])
        assert first.title.zh in refused.value.problems[0].message.zh
        assert [step.measure for step in in_order(plan, [first.measure, waiting.measure]).steps] == names(plan)
        with pytest.raises(InputRefused, match="named twice"):
            in_order(plan, [first.measure, first.measure])

    def test_what_no_longer_fits_is_left_aside_and_says_so(self, reading, computed):
        first, second = names(computed)[:2]
        changes = [
            change("left_out", first),
            change("provider", first, provider="示例服务商"),
            change("order", first, second),
            change("price", "no_such_measure", price=1),
        ]
        told = reading.advisory(0, adjustments=changes).adjusted.adjustments
        assert sorted((one.adjustment.kind, one.used) for one in told) == [
            ("left_out", True),
            ("order", False),
            ("price", False),
            ("provider", False),
        ]
        assert all("没有用上" in one.sentence.zh for one in told if not one.used)

    def test_leaving_out_too_much_says_that_the_level_cannot_be_reached(self, advisor, reading):  # noqa: F811
        advisory = reading.advisory(0, adjustments=[change("left_out", name) for name in advisor.measures.measures])
        assert advisory.plan.status == "infeasible"
        assert "这样调整就到不了" in advisory.adjusted.difference.zh

    def test_only_steps_of_the_plan_can_be_changed(self, computed):
        with pytest.raises(InputRefused, match="no such step"):
            checked(change("left_out", "no_such_measure"), computed)
        assert checked(change("left_out", names(computed)[0]), computed)

    @pytest.mark.parametrize(
        "wrong",
        [{"price": -1}, {"price": float("nan")}, {"price": 1e9}, {"price": None}, {"reason": "长" * 2000, "price": 1}],
    )
    def test_a_price_that_is_none_and_a_reason_without_end_are_refused(self, wrong):
        with pytest.raises(ValidationError):
            change("price", "erp", **wrong)


class TestFileOfChanges:
    """What a consultant changes about a plan can be given to a command in a file."""

    GIVEN = """
author: 示例顾问
changes:
  - {kind: left_out, measures: [customer_system], reason: 示例：已有替代办法}
  - {kind: price, measures: [no_such_measure], price: 1}
"""

    def advise(self, tmp_path, text, *more):
        file, out = tmp_path / "changes.yaml", tmp_path / "out.json"
        file.write_text(text, encoding="utf-8")
        firm = str(ROOT / "seeds" / "firms" / "sample_moulding.yaml")
        given = ["advise", firm, "--adjust", str(file), "--json", str(out), "--no-choices", "--on", f"{ON}", *more]
        return CliRunner().invoke(main, given), out

    def test_it_is_worked_out_and_told_as_theirs(self, tmp_path, reading):
        ran, out = self.advise(tmp_path, self.GIVEN)
        assert ran.exit_code == 0, ran.output
        assert "没有用上" in ran.output and "customer_system" not in ran.output
        adjusted = json.loads(out.read_text(encoding="utf-8"))["adjusted"]
        same = reading.advisory(0, adjustments=[change("left_out", "customer_system", reason="示例：已有替代办法")])
        assert adjusted["difference"]["zh"] == same.adjusted.difference.zh
        assert {one["adjustment"]["author"] for one in adjusted["adjustments"]} == {"示例顾问"}

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ("measures: [a, b]", "一项措施"),
            ("measures: [a], price: 1", "price"),
            ("measures: []", "changes.0"),
        ],
    )
    def test_what_cannot_be_meant_is_refused_with_its_line(self, tmp_path, wrong, told):
        ran, out = self.advise(tmp_path, f"author: 示例顾问\nchanges:\n  - {{kind: left_out, {wrong}}}\n")
        assert ran.exit_code != 0 and not out.exists()
        assert "changes.yaml:3" in ran.output and told in ran.output


def section_of(advisory, name, lang="zh"):
    return next(one for one in document(Subject(advisory, lang)).sections if one.id == name)


@pytest.fixture(scope="module")
def visit(advisor, reading):  # noqa: F811
    reported = {fact: reading.table.answer(0, fact) for fact in reading.table.columns}
    worst = advisor.bank.facts["scene_finance"].options[0].id
    seen = {
        "equipment_digital": Seen(Answer(State.ANSWERED, 4.0), "示例顾问", AT),
        "scene_finance": Seen(Answer(State.ANSWERED, worst), "示例顾问", AT),
        "equipment_total": Seen(reported["equipment_total"], "示例顾问", AT),
    }
    return visit_of(advisor, reported, seen, ON, datetime.date(2026, 11, 20))


class TestVisit:
    """Scored both ways: points and level by the firm's own answers, and by what was seen."""

    def test_points_and_level_are_those_of_the_firm_scored_with_and_without(self, advisor, reading, visit):  # noqa: F811
        scored = reading.advisory(0).main
        assert (visit.reported.points_low, visit.reported.level_low) == (scored.points_low, scored.level_low)
        answers = sample_answers(advisor, "moulding") | {"equipment_digital": 4}
        answers["scene_finance"] = advisor.bank.facts["scene_finance"].options[0].id
        table, _ = AnswerTable.from_records(advisor.bank, [answers], ["x"])
        after = advisor.reading(table, ON).advisory(0).main
        assert (visit.verified.points_low, visit.verified.points_high) == (after.points_low, after.points_high)

    def test_each_difference_is_told_with_what_it_alone_does(self, reading, visit):
        facts = {one.fact: one for one in visit.checked}
        assert facts["equipment_total"].as_reported is None, "it says the same"
        assert facts["equipment_digital"].as_reported.points_low == visit.reported.points_low == 33.65
        advisory = reading.advisory(0).model_copy(update={"visit": visit})
        told = list(text_of(section_of(advisory, "visited").blocks))
        row = told[told.index("数字化生产设备台数") :]
        assert row[1:4] == ["18 台", "4 台", "多 3 分"]
        assert "都由 示例顾问 · 2026-11-20 核实。" in told, "half past eleven in Greenwich"
        assert any("核实了 3 个回答，2 个和自报不同" in text for text in told)
        assert any("按自报是一级（初始级），33.65 分；按核实是一级（初始级），30.65 分" in text for text in told)

    def test_where_several_people_were_there_each_answer_names_its_own(self, reading, visit):
        first, *others = visit.checked
        checked = (first.model_copy(update={"by": "示例同事"}), *others)
        advisory = reading.advisory(0).model_copy(update={"visit": visit.model_copy(update={"checked": checked})})
        told = list(text_of(section_of(advisory, "visited").blocks))
        assert told.count("示例同事 · 2026-11-20") == 1 and told.count("示例顾问 · 2026-11-20") == len(others)

    def test_nobody_who_was_not_there_is_told_of_a_visit(self, advisor, advisories):  # noqa: F811
        assert visit_of(advisor, {}, {}, ON) is None
        assert not any(one.id == "visited" for one in document(Subject(advisories["moulding"], "zh")).sections)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_consultants_words_are_the_same_on_page_paper_and_word(reading, computed, lang):
    first, second = names(computed)[:2]
    changes = [change("left_out", first, reason=HOSTILE), change("provider", second, provider=HOSTILE)]
    advisory = reading.advisory(0, adjustments=changes)
    told = [advisory.adjusted.difference.text(lang), advisory.adjusted.adjustments[0].sentence.text(lang), HOSTILE]
    told = [joined(text.replace("🏭", "")) for text in told]
    out = io.BytesIO()
    write_report(out, advisory, lang, None, "owner")
    paper = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out.getvalue()))
    out = io.BytesIO()
    write_word(out, advisory, lang, None, "owner", ["plan"])
    word = "".join(one.text for one in read_docx(io.BytesIO(out.getvalue())).paragraphs)
    page = markup(section_of(advisory, "plan", lang).blocks)
    assert "<b>{who}" not in page and "&lt;b&gt;{who}" in page
    for shown in (paper, word, *(" ".join(text_of(section_of(advisory, "plan", lang).blocks)),)):
        found = joined(shown.replace("🏭", "").replace("〓", ""))
        assert all(text.lower() in found.lower() for text in told)
