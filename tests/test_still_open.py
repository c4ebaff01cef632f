"""What is open is told once: page, report, command line, workbook and JSON count the same questions by one name."""

import datetime
import io

import numpy as np
import pytest

from assessment.advisory import PROFILE, Advisor, Advisory, default_advisor
from assessment.answers import AnswerTable, State
from assessment.batch import score_file
from assessment.knowledge import GAPS, CarriedKnowledge, StillOpen
from assessment.language import LANGUAGES
from assessment.scoring import score
from assessment.telling.blocks import text_of
from assessment.telling.document import document
from assessment.telling.sections.findings import findings
from assessment.telling.subject import Subject
from tests.batches import as_csv, records
from tests.random_firms import random_record, with_gaps
from tests.report.conftest import SAMPLES, sample_answers
from tests.report.drawing import joined
from tests.report.test_document import report, running_text

ON = datetime.date(2026, 11, 23)
NOT_APPLICABLE = {"state": "not_applicable", "reason": "示例：没有设备"}
MACHINES = (
    "equipment_total",
    "equipment_digital",
    "equipment_connected",
    "scene_equipment",
    "scene_warehouse_logistics",
    "scene_quality",
)


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return default_advisor()


def _advice(advisor: Advisor, *answers: dict) -> list[Advisory]:
    return list(advisor.advise(AnswerTable.from_records(advisor.bank, answers)[0], ON))


def _random(advisor: Advisor, n: int, seed: int) -> list[dict]:
    rng = np.random.default_rng(seed)
    facts = (*PROFILE, *dict.fromkeys(f for framework in advisor.editions for f in framework.facts))
    return [with_gaps(random_record(advisor.bank, facts, rng), rng, 0.1 + 0.2 * (i % 4)) for i in range(n)]


def test_an_open_question_has_no_answer_and_nothing_settles_it(advisor):
    table, _ = AnswerTable.from_records(advisor.bank, _random(advisor, 60, 1))
    knowledge = CarriedKnowledge(table, advisor.crosswalk)
    still_open = StillOpen(knowledge)
    for framework in advisor.editions:
        counts = still_open.counts(framework.facts)
        scores = score(framework, table, knowledge)
        for row in range(len(table)):
            found = still_open.of(row, framework.facts)
            assert {gap: len(found.of(gap)) for gap in counts} == {gap: n[row] for gap, n in counts.items()}
            for question in found.questions:
                answer = table.answer(row, question.fact)
                assert answer.state is not State.ANSWERED and answer.state.name.lower() == question.gap
                assert not knowledge.settled(question.fact)[row] and knowledge.visible(question.fact)[1][row]
            low, high = scores.exact(row)
            assert low == high or found.questions, "a range has a question behind it"


def test_what_other_answers_settle_is_not_open_and_not_taken_at_its_worst(advisor):
    """No design tools: the scene is settled at step 0, so nobody has to answer it."""
    answers = sample_answers(advisor, "ceramics") | {"digital_design_tools": "no"}
    del answers["scene_product_design"], answers["energy_change"]
    (advisory,) = _advice(advisor, answers)
    assert [one.fact for one in advisory.main.open_answers.questions] == ["energy_change"]
    assert advisory.plan is not None and advisory.plan.taken_at_worst == ("energy_change",)
    assert {one.fact for one in advisory.next_questions if one.framework == "miit"} == {"energy_change"}


def test_six_answers_of_not_applicable_are_told_as_such(advisor):
    (advisory,) = _advice(advisor, sample_answers(advisor, "ceramics") | dict.fromkeys(MACHINES, NOT_APPLICABLE))
    found = advisory.main.open_answers
    assert len(found.of("not_applicable")) == len(found.questions) == 6 and not found.to_answer
    assert found.told.zh == "6 题答了“不适用”" and "6 answered 'not applicable'" in found.told.en
    text = joined(running_text(report(advisory, "zh")))
    assert joined(found.range_told.zh) in text and joined(found.plan_told.zh) in text
    for untrue in ("缺回答", "没有回答", "还没答", "补上"):
        assert untrue not in joined(advisory.main.summary.zh + findings(Subject(advisory, "zh"))[0].text)
    assert all(one.gap != "not_applicable" for one in advisory.next_questions)


def test_each_kind_of_gap_has_its_own_name_and_count(advisor):
    answers = sample_answers(advisor, "ceramics") | {
        "network": None,
        "energy_change": {"state": "dont_know"},
        "scene_quality": NOT_APPLICABLE,
        "equipment_digital": 1000,
        "equipment_connected": {"state": "roughly", "value": 10, "low": 9, "high": 11, "typed": "约10"},
    }
    (advisory,) = _advice(advisor, answers)
    found = advisory.main.open_answers
    assert {gap: [one.fact for one in found.of(gap)] for gap in GAPS} == {
        "unanswered": ["network"],
        "refused": ["equipment_digital"],
        "dont_know": ["energy_change"],
        "roughly": ["equipment_connected"],
        "not_applicable": ["scene_quality"],
    }
    assert found.of("not_applicable")[0].reason == NOT_APPLICABLE["reason"]
    assert found.told.zh == "1 题没有回答，1 题填了但没能采用，1 题答了“不清楚”，1 个数是约数，1 题答了“不适用”"


def test_an_answer_that_cannot_be_used_is_told_as_given_and_refused(advisor):
    answers = sample_answers(advisor, "ceramics") | {"equipment_total": 50, "equipment_digital": 60}
    (advisory,) = _advice(advisor, answers)
    (refused,) = advisory.refused
    assert (refused.fact, refused.found) == ("equipment_digital", "60")
    told = {a.fact: (a.state, a.text.zh) for item in advisory.main.items for a in item.answers}
    assert told["equipment_digital"] == ("refused", "填了“60”，没有采用：大于“生产设备总台数”（50）")
    text = joined(running_text(report(advisory, "zh")))
    assert joined(refused.text.zh) in text and joined("填了但没有采用的回答") in text
    assert Advisory.model_validate(advisory.model_dump(mode="json")) == advisory


@pytest.mark.parametrize("name", SAMPLES)
def test_report_and_summary_tell_the_counts_of_the_advisory(advisor, name):
    rng = np.random.default_rng(7)
    (advisory,) = _advice(advisor, with_gaps(sample_answers(advisor, name), rng, 0.15))
    found = advisory.main.open_answers
    assert found.questions
    for lang in ("zh", "en"):
        text = joined(running_text(report(advisory, lang)))
        assert text.count(joined(found.told.text(lang))) >= 2, "why a range, and how the plan takes it"
    assert found.told.zh in advisory.main.summary.zh


def test_the_results_of_a_batch_count_what_each_advisory_tells(advisor, tmp_path):
    batch = score_file(advisor, as_csv(records(advisor, 12, 3, gaps=0.3)), ON, "firms.csv")
    told = [batch.reading.advisory(row) for row in range(len(batch.table))]
    for advisory, (_, results) in zip(told, batch.results.iterrows(), strict=True):
        for result in advisory.frameworks:
            for gap in ("unanswered", "dont_know", "not_applicable"):
                assert results[f"{result.framework}.{gap}"] == len(result.open_answers.of(gap))
    batch.write_csv(out := io.BytesIO())
    assert b"miit.not_applicable" in out.getvalue()


def test_whatever_is_told_counts_the_same_questions(advisor):
    """Over random firms, in the document that page, PDF and Word draw: why a range, what is open, the plan."""
    for advisory in _advice(advisor, *_random(advisor, 10, 4)):
        for lang in LANGUAGES:
            found = advisory.main.open_answers
            if not found.questions or not advisory.main.enough_known:
                continue
            told = {
                section.id: joined(" ".join(text_of(section.blocks)))
                for section in document(Subject(advisory, lang)).sections
            }
            counts = joined(found.told.text(lang))
            assert advisory.main.certain or counts in told["result"]
            assert found.to_answer or counts in told["open"]
            if advisory.plan is not None and advisory.plan.steps:
                assert counts in told["plan"]
