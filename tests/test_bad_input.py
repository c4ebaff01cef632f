"""Whatever is put into a field is taken for what it is or refused in words; nothing breaks, nothing becomes markup."""

from __future__ import annotations

import html
import unicodedata

import pytest

from assessment.answers import UNANSWERED, Answer, AnswerRefused, State, cross_check, read_answer
from assessment.content.bank import FactBank
from assessment.content.facts import Fact, MultiFact, NumberFact, TextFact
from assessment.store.assessments import open_store
from assessment.web.answering import Voice, give
from assessment.web.entries import Entry, answer_of, takes_other
from assessment.web.markup import escape, literal

NASTY = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"'`",
    "a style and a formula": '=HYPERLINK("http://example.com") $x^2$ **粗** :red[x] {{7*7}} ${jndi:x}',
    "10,000 signs": "九" * 10_000,
    "10,000 digits": "9" * 10_000,
    "emoji": "🪑🏭👩‍👩‍👧‍👦🇨🇳",
    "control characters": "\x00\x01\x1b[31m\x07\x7f\u0085",
    "signs nobody sees": "\u200b\u200e\u202e\u2066\ufeff",
    "half-composed pinyin": "jiang'xi'sheng gan'zhou",
    "a pasted table": "设备\t台数\n注塑机\t30\n冲床\t12\n",
    "a pasted column": "30\n12\n8\n",
    "half of a pair": "\ud83e",
    "below nought": "-5",
    "beyond all firms": "99999999999999999999",
    "no number": "NaN",
    "endless": "Infinity",
    "an exponent": "1e400",
    "digits of another script": "٣٠",
}


def taken(fact: Fact, entry: Entry) -> Answer | None:
    """The answer that the fields give; None where it is refused, in words of both languages."""
    try:
        return answer_of(fact, entry)
    except AnswerRefused as refused:
        for words in (refused.message, refused.remedy):
            assert words.zh.strip() and words.en.strip()
            assert len(words.zh) < 300 and len(words.en) < 400  # told beside a field
        return None


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY.keys())
def test_every_figure_is_a_figure_in_its_bounds_or_refused_in_words(bank: FactBank, typed: str):
    for fact in bank.facts.values():
        if isinstance(fact, NumberFact):
            answer = taken(fact, Entry(value=typed))
            if answer is not None and answer.state is State.ANSWERED:
                assert isinstance(answer.value, float) and fact.minimum <= answer.value <= fact.maximum, fact.id


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY.keys())
def test_every_text_is_kept_as_it_can_be_shown_or_refused_in_words(bank: FactBank, typed: str):
    for fact in bank.facts.values():
        if isinstance(fact, TextFact):
            answer = taken(fact, Entry(value=typed))
            if answer is not None and answer.state is State.ANSWERED:
                text = str(answer.value)
                assert len(text) <= 1_000 and not any(unicodedata.category(sign) == "Cc" for sign in text), fact.id


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY.keys())
def test_every_reason_is_kept_as_it_can_be_shown_or_refused_in_words(bank: FactBank, typed: str):
    fact = next(one for one in bank.facts.values() if takes_other(one))
    answer = taken(fact, Entry(other="not_applicable", reason=typed))
    assert answer is None or (answer.reason and len(answer.reason) <= 1_000)


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY.keys())
def test_an_option_that_does_not_exist_is_refused_in_words(bank: FactBank, typed: str):
    for fact in bank.facts.values():
        if not isinstance(fact, NumberFact | TextFact):
            with pytest.raises(AnswerRefused) as refused:
                read_answer(fact, [typed] if isinstance(fact, MultiFact) else typed)
            assert refused.value.message.zh and refused.value.message.en


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY.keys())
def test_what_is_shown_again_is_text_and_no_markup(typed: str):
    shown = escape(typed)
    assert "<" not in shown and html.unescape(shown).replace("\r", "") == typed.replace("\r", "")
    assert "<script" not in literal(typed).replace("\\", "") or "\\<" in literal(typed)


def test_impossible_counts_are_refused_beside_each_other(bank: FactBank):
    figures = {fact.id: fact for fact in bank.facts.values() if isinstance(fact, NumberFact)}
    parts = {fact.id: fact.at_most for fact in figures.values() if fact.at_most is not None}
    assert parts
    for part, whole in parts.items():
        answers = {whole: read_answer(figures[whole], 30), part: read_answer(figures[part], 31)}
        faults = cross_check(bank, answers)
        assert part in faults and "30" in faults[part].message.zh + faults[part].remedy.zh, part


def test_what_was_refused_is_kept_as_typed_and_nothing_takes_its_place(bank: FactBank, tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    try:
        firm = store.create_assessment("zh")[0].id
        fact = bank.facts["equipment_total"]
        for typed in ("\x00" + "九" * 10_000, "设备\t台数\n注塑机\t30", "<b>30</b>"):
            with pytest.raises(AnswerRefused):
                give(store, bank, Voice(firm), fact, Entry(value=typed), {})
            assert store.answers(firm).get(fact.id, UNANSWERED) == UNANSWERED
            assert store.refused(firm)[fact.id]["value"]
        name = bank.facts["firm_name"]
        for typed in NASTY.values():
            try:
                give(store, bank, Voice(firm), name, Entry(value=typed), store.answers(firm))
            except AnswerRefused:
                assert name.id in store.refused(firm)
            else:
                str(store.answers(firm).get(name.id, UNANSWERED).value).encode()
    finally:
        store.close()
