"""What "don't know" and "not applicable" leave open is said at once, with how to say that there is none."""

import pytest

from assessment.answers import DONT_KNOW, UNANSWERED, Answer, State
from assessment.web.gap_hint import hint

NOT_APPLICABLE = Answer(State.NOT_APPLICABLE, None, "示例")


@pytest.mark.parametrize(
    ("fact", "answer", "told"),
    [
        ("network", NOT_APPLICABLE, ("按 0–8 分算", "请选“")),
        ("scene_quality", NOT_APPLICABLE, ("按 0–4 级算", "请选“")),
        ("scene_quality", DONT_KNOW, ("按 0–4 级算", "查到了")),
        ("equipment_digital", NOT_APPLICABLE, ("按 0–", "请填 0")),
        ("equipment_total", NOT_APPLICABLE, ("按 0–", "请填一个最接近的数")),
        ("data_security", DONT_KNOW, ("您答了“不清楚”",)),
    ],
)
def test_it_says_what_is_left_open_and_what_to_choose_instead(bank, miit, fact, answer, told):
    found = hint(bank.facts[fact], answer, [miit])
    assert found is not None and all(words in found.zh for words in told), found
    assert found.en


def test_an_answer_and_a_question_that_scores_nothing_need_no_hint(bank, miit):
    assert hint(bank.facts["network"], UNANSWERED, [miit]) is None
    assert hint(bank.facts["network"], Answer(State.ANSWERED, ()), [miit]) is None
    assert hint(bank.facts["city"], DONT_KNOW, [miit]) is None
