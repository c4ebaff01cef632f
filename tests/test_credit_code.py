"""A credit code is taken however it is typed, and refused when it cannot be one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.answers import AnswerRefused, read_answer
from assessment.answers.credit_code import ALPHABET, code_fault
from assessment.content.bank import FactBank

CODE = "91360000MA0000000K"


@pytest.mark.parametrize(
    "typed",
    [CODE, " 91360000 ma0000000k ", "９１３６００００ＭＡ０００００００Ｋ", "913600-00MA-0000000K"],
)
def test_width_case_spaces_and_hyphens_carry_no_meaning(bank: FactBank, typed: str):
    assert read_answer(bank.facts["credit_code"], typed).value == CODE


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("360100000000000", "应是 18 位，这里是 15 位"),
        (CODE + "0", "应是 18 位，这里是 19 位"),
        ("91360000MAO000000K", "不会有“O”"),
        ("91360000MA000000示例", "不会有“例”"),
        ("91360000MA0000001K", "校验位对不上"),
        ("013601000000000012", "前 8 位不像"),
        ("360102198804272666", "前 8 位不像"),
        ("110101198404093180", "前 8 位不像"),
        ("321102199002251896", "身份证号"),
    ],
)
def test_what_cannot_be_a_code_is_refused_in_plain_words(bank: FactBank, typed: str, words: str):
    with pytest.raises(AnswerRefused) as refused:
        read_answer(bank.facts["credit_code"], typed)
    assert words in refused.value.message.zh
    assert "营业执照" in refused.value.remedy.zh


@given(at=st.integers(0, 17), other=st.sampled_from(sorted(ALPHABET)))
def test_one_wrong_character_is_always_noticed(at: int, other: str):
    changed = CODE[:at] + other + CODE[at + 1 :]
    assert (code_fault(changed) is None) == (changed == CODE)


def test_a_resident_identity_number_is_not_shown_again(bank: FactBank):
    with pytest.raises(AnswerRefused) as refused:
        read_answer(bank.facts["credit_code"], "321102199002251896")
    assert refused.value.found == "321102********1896"


@pytest.mark.parametrize("typed", ["\u200b", "\u3164\u2800", "\ufeff \u00ad", "\x07"])
def test_a_name_of_signs_that_nobody_sees_is_no_answer(bank: FactBank, typed: str):
    assert read_answer(bank.facts["firm_name"], typed).value is None


@pytest.mark.parametrize("typed", [["示例甲"], {"a": 1}, True, ("示例",)])
def test_a_name_that_is_no_text_is_told_in_words(bank: FactBank, typed: object):
    with pytest.raises(AnswerRefused) as refused:
        read_answer(bank.facts["firm_name"], typed)
    assert refused.value.found is None or "[" not in refused.value.found
