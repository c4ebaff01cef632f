"""What holds a firm back, read from six answers, and the plan told accordingly without being changed."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.advisory import default_advisor
from assessment.answers import AnswerTable
from assessment.answers.firm_file import load_firm
from assessment.barriers import Diagnosis, PlanTelling, arranged, diagnose, tell, verdicts
from assessment.barriers.diagnosing import VERDICTS
from assessment.content.bank import FactBank
from assessment.content.barriers import BarrierGuide, load_barriers
from assessment.content.measures import MeasureBook, load_measures
from assessment.content.support import load_support
from assessment.planning import Plan, Planner
from assessment.problems import InputRefused
from tests.conftest import ROOT
from tests.plans import a_plan, plan_step
from tests.random_firms import random_record

WRONG = sorted((ROOT / "tests" / "wrong_content" / "barriers").glob("*.yaml"))
CHINESE = re.compile(r"[\u3400-\u9fff]")
KNOW_HOW = ("knows_first_step", "knows_whom_to_ask")
MEANS = ("money_at_hand", "people_at_hand")
CONFIDENCE = ("trusts_benefit", "trusts_data_safety")
ALL = (*KNOW_HOW, *MEANS, *CONFIDENCE)
ALL_FINE: dict[str, Any] = dict.fromkeys(ALL, "yes")


@pytest.fixture(scope="module")
def book(bank: FactBank) -> MeasureBook:
    return load_measures(ROOT, bank)


@pytest.fixture(scope="module")
def guide(bank: FactBank, book: MeasureBook) -> BarrierGuide:
    return load_barriers(ROOT, bank, book.measures, load_support(ROOT))


def read(guide: BarrierGuide, answers: dict[str, Any]) -> Diagnosis:
    table, faults = AnswerTable.from_records(guide.bank, [answers])
    assert not faults
    return diagnose(table, 0, guide)


def verdict_of(found: Diagnosis) -> dict[str, str]:
    return {reading.barrier: reading.verdict for reading in found.readings}


class TestDiagnosis:
    def test_the_questions_are_those_of_the_page(self, guide: BarrierGuide, bank: FactBank) -> None:
        assert guide.facts == [fact.id for fact in bank.in_topic("barriers")] == list(ALL)

    @pytest.mark.parametrize(
        ("answers", "main"),
        [
            ({"knows_first_step": "no"}, "lacks_know_how"),
            ({"money_at_hand": "no"}, "lacks_means"),
            ({"trusts_data_safety": "no"}, "lacks_confidence"),
            ({"trusts_benefit": "partly"}, "lacks_confidence"),
            ({"knows_first_step": "partly", "people_at_hand": "no"}, "lacks_means"),
            ({"knows_first_step": "no", "money_at_hand": "no"}, "lacks_know_how"),
            ({**dict.fromkeys(CONFIDENCE, "no"), "money_at_hand": "no"}, "lacks_confidence"),
            ({}, None),
        ],
    )
    def test_the_strongest_barrier_is_the_main_one(
        self, guide: BarrierGuide, answers: dict[str, Any], main: str | None
    ) -> None:
        assert read(guide, ALL_FINE | answers).main == main

    def test_one_clear_no_holds_back_and_a_half_one_a_little(self, guide: BarrierGuide) -> None:
        found = verdict_of(read(guide, ALL_FINE | {"money_at_hand": "no", "trusts_benefit": "partly"}))
        assert found == {"lacks_means": "holds_back", "lacks_confidence": "partly", "lacks_know_how": "free"}

    def test_the_reason_is_said_in_plain_words_the_clearest_first(self, guide: BarrierGuide) -> None:
        found = read(guide, ALL_FINE | {"trusts_benefit": "partly", "trusts_data_safety": "no"})
        [held] = [r for r in found.readings if r.signs]
        assert held.sentence.zh == ("“不敢转”拦着您：您担心数据放上去不安全。有没有效果，您心里没底。")
        assert found.sentence == held.sentence
        assert [sign.fact for sign in held.signs] == ["trusts_data_safety", "trusts_benefit"]
        assert {s.label.zh for s in held.signs[1].services} == {"应用推广", "创新验证"}

    def test_without_answers_nothing_is_claimed(self, guide: BarrierGuide) -> None:
        found = read(guide, {})
        assert found.main is None
        assert set(verdict_of(found).values()) == {"open"}
        assert "看不出" in found.sentence.zh
        assert all((r.weight_low, r.weight_high) == (0, 1) for r in found.readings)

    def test_dont_know_stays_open_and_what_does_not_apply_counts_as_no_worry(self, guide: BarrierGuide) -> None:
        unsure = {"trusts_benefit": {"state": "dont_know"}}
        skipped = {"trusts_data_safety": {"state": "not_applicable", "reason": "没有要上网的数据"}}
        found = {r.barrier: r for r in read(guide, ALL_FINE | unsure | skipped).readings}["lacks_confidence"]
        assert found.unanswered == ("trusts_benefit",)
        assert (found.verdict, found.weight_low, found.weight_high) == ("open", 0, 1)

    def test_on_how_many_answers_it_rests_is_said(self, guide: BarrierGuide) -> None:
        some = read(guide, {"knows_first_step": "yes", "money_at_hand": {"state": "dont_know"}})
        assert (some.asked, some.answered, some.main) == (6, 1, None)
        assert some.basis.zh == "依据：6 题答了 1 题；没答或不清楚的不猜。"
        assert "说不准" in some.sentence.zh
        know_how = next(r for r in some.readings if r.barrier == "lacks_know_how")
        assert know_how.sentence.zh == "“不会转”：答了的没有难处，还有 1 题没答或不清楚，说不准。"
        assert read(guide, ALL_FINE).basis.zh == "依据：6 题都答了。"

    def test_many_firms_are_read_as_one_by_one(self, guide: BarrierGuide) -> None:
        cells = ["no", "partly", "yes", {"state": "dont_know"}, {"state": "not_applicable", "reason": "无"}, None]
        draw = np.random.default_rng(5)
        records = [{fact: cells[draw.integers(len(cells))] for fact in ALL} for _ in range(60)]
        table, _ = AnswerTable.from_records(guide.bank, records)
        together = verdicts(table, guide)
        for row in range(len(table)):
            alone = {reading.barrier: reading.verdict for reading in diagnose(table, row, guide).readings}
            assert {barrier: VERDICTS[codes[row]] for barrier, codes in together.items()} == alone

    def test_nothing_in_the_way_is_said_too(self, guide: BarrierGuide) -> None:
        assert "没有看到明显的难处" in read(guide, ALL_FINE).sentence.zh

    @settings(deadline=None)
    @given(st.dictionaries(st.sampled_from(ALL), st.sampled_from(["no", "partly", "yes"])), st.sampled_from(ALL))
    def test_a_better_answer_never_makes_a_barrier_stronger(
        self, guide: BarrierGuide, answers: dict[str, Any], better: str
    ) -> None:
        before = {r.barrier: r for r in read(guide, answers).readings}
        after = {r.barrier: r for r in read(guide, answers | {better: "yes"}).readings}
        for barrier, reading in after.items():
            assert reading.weight_low <= before[barrier].weight_low
            assert reading.weight_high <= before[barrier].weight_high
            assert before[barrier].weight_low <= before[barrier].weight_high

    def test_the_terms_are_the_published_ones_with_their_source(self, guide: BarrierGuide) -> None:
        found = read(guide, {})
        assert {r.term.zh for r in found.readings} == {"不会转", "不能转", "不敢转"}
        assert found.source.title == "江西省“十四五”数字经济发展规划"

    def test_it_survives_json(self, guide: BarrierGuide) -> None:
        for answers in ({}, ALL_FINE, dict.fromkeys(ALL, "no")):
            found = read(guide, answers)
            assert Diagnosis.model_validate_json(found.model_dump_json()) == found


@pytest.fixture(scope="module")
def plan(bank: FactBank, miit: Any, book: MeasureBook) -> Plan:
    """A real plan with many steps."""
    table, faults = AnswerTable.from_records(bank, [random_record(bank, tuple(miit.facts), np.random.default_rng(2))])
    assert not faults
    found = Planner(miit, table, 0, book, "small").cheapest(4)
    assert len(found.steps) > 5
    assert len(found.phases) > 1
    return found


class TestTelling:
    @pytest.mark.parametrize("answer", ["no", "partly"])
    @pytest.mark.parametrize("fact", ALL)
    def test_the_plan_stays_the_same_plan(
        self, guide: BarrierGuide, book: MeasureBook, plan: Plan, fact: str, answer: str
    ) -> None:
        told = tell(plan, read(guide, ALL_FINE | {fact: answer}), guide, book.measures)
        steps = {step.measure: step for step in plan.steps}
        assert sorted(told.order) == sorted(steps)
        place = {name: i for i, name in enumerate(told.order)}
        assert all(place[other] < place[name] for name in steps for other in steps[name].after)
        quarters = [steps[name].quarter for name in told.order]
        assert quarters == sorted(quarters)
        assert not {b.measure for b in told.before} & set(steps)
        assert told.opening is not None and "{" not in told.opening.zh + told.opening.en
        assert PlanTelling.model_validate_json(told.model_dump_json()) == told

    def test_prerequisites_and_quarters_hold_whatever_the_worry(self, guide: BarrierGuide, book: MeasureBook) -> None:
        steps = [
            plan_step("work_order_system"),
            plan_step("transformation_plan"),
            plan_step("small_pilot", barrier="lacks_confidence", after=("transformation_plan",)),
            plan_step("security_check", barrier="lacks_confidence"),
            plan_step("peer_visits", barrier="lacks_confidence", start_week=13, quarter=2),
        ]
        worried = read(guide, ALL_FINE | {"trusts_benefit": "no"})
        # visits would help most to begin but come a quarter later; the pilot has to wait for the plan
        assert tell(a_plan(steps), worried, guide, book.measures).order == (
            "security_check",
            "work_order_system",
            "transformation_plan",
            "small_pilot",
            "peer_visits",
        )

    def test_what_helps_to_begin_comes_first(self, guide: BarrierGuide, book: MeasureBook) -> None:
        steps = [plan_step("work_order_system"), plan_step("first_diagnosis"), plan_step("transformation_plan")]
        lost = read(guide, ALL_FINE | {"knows_first_step": "no"})
        told = tell(a_plan(steps), lost, guide, book.measures)
        assert told.order == ("first_diagnosis", "transformation_plan", "work_order_system")
        assert told.before == ()

    def test_a_free_diagnosis_is_named_when_the_plan_has_none(self, guide: BarrierGuide, book: MeasureBook) -> None:
        told = tell(
            a_plan([plan_step("work_order_system")]),
            read(guide, ALL_FINE | {"knows_first_step": "no"}),
            guide,
            book.measures,
        )
        assert [b.measure for b in told.before] == ["first_diagnosis"], "the lightest is enough"
        assert told.before[0].cost.likely == 0
        assert "不在方案里" in told.before[0].sentence.zh
        assert any("通常不收费" in advice.zh for advice in told.advice)

    def test_for_lack_of_money_the_opening_spreads_it(self, guide: BarrierGuide, book: MeasureBook, plan: Plan) -> None:
        told = tell(plan, read(guide, ALL_FINE | {"money_at_hand": "no"}), guide, book.measures)
        assert told.opening is not None
        assert f"{plan.cost.likely:g} 万元" in told.opening.zh
        most = max(phase.cost.likely for phase in plan.phases)
        assert f"最多的一个季度约 {most:g} 万元" in told.opening.zh
        assert any("租赁" in hint.text.zh for hint in told.hints)
        assert any("先垫付、后审核" in advice.zh for advice in told.advice), "support is never counted as cash"

    def test_for_lack_of_confidence_it_begins_small_and_can_go_back(
        self, guide: BarrierGuide, book: MeasureBook
    ) -> None:
        steps = [plan_step("peer_visits", barrier="lacks_confidence"), plan_step("scheduling_system")]
        told = tell(a_plan(steps), read(guide, ALL_FINE | {"trusts_benefit": "no"}), guide, book.measures)
        assert told.opening is not None and "先小后大" in told.opening.zh
        assert told.before == (), "the plan holds a light beginning itself"
        [hint] = told.hints
        assert hint.measures == ("peer_visits",) and "退回原来的办法" in hint.text.zh

    @pytest.mark.parametrize("barrier", ["knows_first_step", "money_at_hand", "trusts_benefit"])
    def test_a_plan_of_one_step_is_told_as_one(self, guide: BarrierGuide, book: MeasureBook, barrier: str) -> None:
        told = tell(a_plan([plan_step("light_erp")]), read(guide, ALL_FINE | {barrier: "no"}), guide, book.measures)
        assert told.opening is not None
        for several in ("几步", "1 步", "1 steps", "其余", "others"):
            assert several not in told.opening.zh + told.opening.en

    def test_a_step_answers_a_barrier_only_where_the_content_says_so(
        self, guide: BarrierGuide, book: MeasureBook
    ) -> None:
        """Rules on passwords do not tell anybody where to begin, and what guards data does not bring benefit."""
        lost = read(guide, ALL_FINE | {"knows_first_step": "no"})
        worried = read(guide, ALL_FINE | {"trusts_benefit": "no"})
        for found, name, answers in (
            (lost, "network_security_policy", False),
            (lost, "finance_system", False),
            (lost, "first_diagnosis", True),
            (worried, "data_protection_tools", False),
            (worried, "small_pilot", True),
        ):
            step = plan_step(name, barrier=book.measures[name].barrier)
            told = tell(a_plan([step]), found, guide, book.measures)
            assert told.begin is not None and ("正对着" in told.begin.zh) == answers, name
            assert [hint.measures for hint in told.hints] == [(name,) if answers else ()]
        unsafe = read(guide, ALL_FINE | {"trusts_data_safety": "no"})
        told = tell(a_plan([plan_step("data_protection_tools", barrier=None)]), unsafe, guide, book.measures)
        assert told.begin is not None and "正对着" in told.begin.zh

    def test_every_measure_that_answers_a_barrier_says_how_and_every_sign_has_one_that_does(
        self, guide: BarrierGuide, book: MeasureBook
    ) -> None:
        tagged = {name: measure.barrier for name, measure in book.measures.items() if measure.barrier}
        assert tagged == {
            "first_diagnosis": "lacks_know_how",
            "transformation_plan": "lacks_know_how",
            "project_workflow": "lacks_know_how",
            "digital_coordinator": "lacks_know_how",
            "digital_post": "lacks_know_how",
            "regular_training": "lacks_know_how",
            "talent_pipeline": "lacks_know_how",
            "spreadsheet_kit": "lacks_means",
            "shared_documents": "lacks_means",
            "leased_machine": "lacks_means",
            "platform_subscription": "lacks_means",
            "small_pilot": "lacks_confidence",
            "peer_visits": "lacks_confidence",
        }, "whoever gives a measure a barrier says here, too, that it answers it"
        for name, measure in book.measures.items():
            assert (measure.eases is not None) == (measure.barrier is not None), name
        for entry in guide.barriers.values():
            for sign in entry.signs:
                assert sign.first, f"nothing to begin with against {sign.fact}"
        moneyless = guide.barriers["lacks_means"].signs[0]
        costs = [book.measures[name].cost for name in moneyless.first]
        assert all(cost is not None and cost.small.likely <= 2 for cost in costs), (
            "no money: nothing dear to begin with"
        )

    def test_the_step_to_begin_with_says_how_it_answers_the_barrier(
        self, guide: BarrierGuide, book: MeasureBook
    ) -> None:
        lost = read(guide, ALL_FINE | {"knows_first_step": "no"})
        for name, measure in book.measures.items():
            step = plan_step(name, barrier=measure.barrier, eases=measure.eases)
            begin = tell(a_plan([step]), lost, guide, book.measures).begin
            assert begin is not None and ("不会转" in begin.zh) == (measure.barrier == "lacks_know_how"), name
            if measure.barrier == "lacks_know_how" and measure.eases is not None:
                assert begin.zh.endswith(measure.eases.zh) and begin.en.endswith(measure.eases.en)

    @pytest.mark.parametrize(("people", "alone"), [(1, True), (2, True), (3, False), (None, False)])
    def test_one_or_two_people_are_not_asked_to_name_one_of_them(
        self, guide: BarrierGuide, book: MeasureBook, people: int | None, alone: bool
    ) -> None:
        found = read(guide, ALL_FINE | {"people_at_hand": "no", "employees": people})
        told = tell(a_plan([plan_step("light_erp")]), found, guide, book.measures)
        (advice,) = told.advice
        assert ("联络人" not in advice.zh) == alone == (not told.before)

    def test_a_plan_of_one_quarter_is_not_said_to_be_spread(self, guide: BarrierGuide, book: MeasureBook) -> None:
        told = tell(
            a_plan([plan_step("work_order_system"), plan_step("light_erp")]),
            read(guide, ALL_FINE | {"money_at_hand": "no"}),
            guide,
            book.measures,
        )
        assert told.opening is not None and "按估算总价不变" in told.opening.zh
        [hint] = told.hints
        assert hint.measures == () and "按月付费" in hint.text.zh, "financing words hold for every step"

    @pytest.mark.parametrize("fact", ALL)
    def test_an_answer_about_barriers_changes_neither_cost_nor_steps_nor_points(self, fact: str) -> None:
        advisor = default_advisor()
        answers, *_ = load_firm(ROOT / "seeds/firms/sample_moulding.yaml", advisor.bank)
        record = {name: value for name, value in answers.answers.items() if name not in ALL}
        table, _ = AnswerTable.from_records(advisor.bank, [record, record | {fact: "no"}])
        plain, told = advisor.advise(table, datetime.date(2026, 11, 23))
        assert plain.plan is not None and told.plan is not None and told.telling is not None
        assert told.main.points == plain.main.points
        assert (told.plan.cost, told.plan.proof) == (plain.plan.cost, plain.plan.proof)
        if fact == "people_at_hand":  # with fewer hands the same steps take longer
            assert told.plan.weeks > plain.plan.weeks
            assert {s.measure: s.changes for s in told.plan.steps} == {s.measure: s.changes for s in plain.plan.steps}
            return
        assert told.plan.weeks == plain.plan.weeks
        assert {step.measure: step for step in told.plan.steps} == {step.measure: step for step in plain.plan.steps}
        assert tuple(step.measure for step in told.plan.steps) == told.telling.order
        assert arranged(plain.plan, told.telling) == told.plan

    def test_without_a_barrier_the_plan_is_told_as_it_stands(
        self, guide: BarrierGuide, book: MeasureBook, plan: Plan
    ) -> None:
        told = tell(plan, read(guide, ALL_FINE), guide, book.measures)
        assert (told.opening, told.before, told.hints, told.advice) == (None, (), (), ())

    def test_a_plan_without_steps_needs_no_opening(self, guide: BarrierGuide, book: MeasureBook) -> None:
        told = tell(a_plan([]), read(guide, ALL_FINE | {"knows_first_step": "no"}), guide, book.measures)
        assert told.opening is None
        assert told.order == ()


@pytest.mark.parametrize("wrong", WRONG, ids=lambda path: path.stem)
def test_a_wrong_guide_is_refused_with_its_place(
    wrong: Path, bank: FactBank, book: MeasureBook, tmp_path: Path
) -> None:
    (tmp_path / "seeds").mkdir()
    shutil.copy(wrong, tmp_path / "seeds" / "barriers.yaml")
    expected = wrong.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect:").split("|")
    with pytest.raises(InputRefused) as refused:
        load_barriers(tmp_path, bank, book.measures, load_support(ROOT))
    told = [problem.sentence("en") for problem in refused.value.problems]
    assert any(all(words.strip() in sentence for words in expected) for sentence in told), told
    assert all(CHINESE.search(problem.sentence("zh")) for problem in refused.value.problems)


def test_the_guide_speaks_both_languages(guide: BarrierGuide) -> None:
    texts = [text for entry in guide.barriers.values() for text in (entry.opening, entry.step)]
    texts += [text for e in guide.barriers.values() for sign in e.signs for text in (sign.no, sign.partly, sign.advice)]
    assert all(CHINESE.search(text.zh) and not CHINESE.search(text.en) for text in texts)
