"""Answers of many firms by column, and what can still be true where an answer is missing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import IntEnum
from typing import Any

from assessment.answers.credit_code import code_fault, compact_code, unnamed
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact, TextFact
from assessment.language import Label, Lang, label, listed, rounded, trimmed, visible
from assessment.problems import CHECK_AND_RETRY, Problem, shorten


class State(IntEnum):
    """The four states of an answer; none of the first three is a zero."""

    UNANSWERED = 0
    DONT_KNOW = 1
    NOT_APPLICABLE = 2
    ANSWERED = 3


@dataclass(frozen=True)
class Roughly:
    """That a figure is only about right: from where to where it lies, in the fact's unit, and what was typed."""

    low: float
    high: float
    typed: str


@dataclass(frozen=True)
class Answer:
    """One answer: an option id, a tuple of option ids, a number or a text when answered, else None.

    A number that a person gave as about right carries ``roughly``; every score then spans what it leaves open.
    """

    state: State
    value: str | tuple[str, ...] | float | None = None
    reason: str | None = None
    roughly: Roughly | None = None

    @property
    def ticks(self) -> tuple[str, ...]:
        """The options ticked in a multi fact; none unless answered."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def number(self) -> float | None:
        """The figure given to a number fact; None unless answered."""
        return float(self.value) if isinstance(self.value, int | float) else None

    def plain(self) -> Any:
        """The answer as JSON: the bare value, or an object that names its state; None when unanswered."""
        if self.roughly is not None:
            return {"state": "roughly", "value": self.value, **asdict(self.roughly)}
        if self.state is State.ANSWERED:
            return list(self.value) if isinstance(self.value, tuple) else self.value
        if self.state is State.DONT_KNOW:
            return {"state": "dont_know"}
        if self.state is State.NOT_APPLICABLE:
            return {"state": "not_applicable", "reason": self.reason or ""}
        return None


UNANSWERED = Answer(State.UNANSWERED)
DONT_KNOW = Answer(State.DONT_KNOW)
TEN_THOUSAND_YUAN = "万元"
"""The unit in which Chinese readers count money; English ones are told the yuan."""


@dataclass(frozen=True)
class Fault:
    """One unusable answer: the row of the table, the fact, and what to tell the person."""

    row: int
    fact: str
    message: Label
    remedy: Label
    found: str | None = None

    def at(self, where: str) -> Problem:
        """The fault as a problem at a place that the reader can see."""
        return Problem(where, self.message, self.remedy, self.found)


class AnswerRefused(ValueError):
    """An answer that its fact does not allow; ``offer`` is what it was understood as, for the person to confirm."""

    def __init__(
        self, message: Label, remedy: Label = CHECK_AND_RETRY, found: object = None, offer: Answer | None = None
    ):
        self.message, self.remedy, self.offer = message, remedy, offer
        self.found = None if found is None else shorten(found)
        super().__init__(message.en)

    def at(self, row: int, fact: str) -> Fault:
        """The fault in a row of a table."""
        return Fault(row, fact, self.message, self.remedy, self.found)


def read_answer(fact: Fact, plain: Any) -> Answer:
    """Turn JSON (see ``Answer.plain``) into a checked answer; raises ``AnswerRefused``."""
    if plain is None:
        return UNANSWERED
    if isinstance(plain, Mapping):
        return _read_roughly(fact, plain) if plain.get("state") == "roughly" else _read_state(plain)
    if isinstance(fact, TextFact):
        return _read_text(fact, plain)
    if isinstance(fact, ChoiceFact):
        if not any(option.id == plain for option in fact.options):
            raise AnswerRefused(label("没有这个选项", "there is no such option"), _options_remedy(fact), plain)
        return Answer(State.ANSWERED, plain)
    if isinstance(fact, MultiFact):
        return _read_ticks(fact, plain)
    return _read_number(fact, plain)


def _read_state(plain: Mapping[str, Any]) -> Answer:
    state = plain.get("state")
    if state == "dont_know":
        return DONT_KNOW
    if state == "not_applicable":
        reason = visible(str(plain.get("reason") or ""))
        if not reason:
            raise AnswerRefused(
                label("选择“不适用”时要写原因", "'not applicable' needs a reason"),
                label(
                    "请用一句话写明原因，例如“没有外购原料”。", "Give one sentence, such as 'we buy no raw material'."
                ),
            )
        return Answer(State.NOT_APPLICABLE, None, reason[:200])
    raise AnswerRefused(label("无法识别的回答状态", "unknown state of an answer"), CHECK_AND_RETRY, state)


def _read_roughly(fact: Fact, plain: Mapping[str, Any]) -> Answer:
    if not isinstance(fact, NumberFact):
        raise AnswerRefused(label("不是数字题，没有约数", "not a figure, so it cannot be approximate"))
    value, low, high = (_read_number(fact, plain.get(name)).number for name in ("value", "low", "high"))
    assert value is not None and low is not None and high is not None
    if not low <= value <= high:
        raise AnswerRefused(
            label("约数不在它自己的范围里", "the approximate figure lies outside its own range"), found=value
        )
    return Answer(State.ANSWERED, value, roughly=Roughly(low, high, visible(str(plain.get("typed") or ""))[:60]))


def _read_text(fact: TextFact, plain: Any) -> Answer:
    if isinstance(plain, bool) or not isinstance(plain, str | int | float | datetime.date):
        raise AnswerRefused(
            label("应是一段文字，这里是一组内容或是非", "must be a text, and is a list or a yes or no"),
            label("请直接写文字。", "Write the text itself."),
        )
    text = visible(str(plain))
    if not text:
        return UNANSWERED
    if fact.form == "credit_code":
        text = compact_code(text)
        if fault := code_fault(text):
            raise AnswerRefused(
                fault,
                label("请对照营业执照核对；没有可以不填。", "Check it against the licence, or leave it empty."),
                unnamed(text),
            )
    if len(text) > fact.max_length:
        raise AnswerRefused(
            label(f"文字超过 {fact.max_length} 个字", f"longer than {fact.max_length} characters"),
            label("请缩短。", "Please shorten it."),
            text,
        )
    return Answer(State.ANSWERED, text)


def _read_ticks(fact: MultiFact, plain: Any) -> Answer:
    if not isinstance(plain, list | tuple | set | frozenset) or not all(isinstance(tick, str) for tick in plain):
        raise AnswerRefused(
            label("多选题的回答应是一组选项的代码", "a multiple choice takes a list of the codes of options"),
            _options_remedy(fact),
            plain if isinstance(plain, str | int | float) else None,
        )
    ticked = set(plain)
    known = [option.id for option in fact.options]
    unknown = sorted(str(t) for t in ticked if t not in known)
    if unknown:
        raise AnswerRefused(label("没有这个选项", "there is no such option"), _options_remedy(fact), unknown[0])
    if not ticked:
        return UNANSWERED
    alone = [option for option in fact.options if option.excludes_others and option.id in ticked]
    if alone and len(ticked) > 1:
        raise AnswerRefused(
            label(f"“{alone[0].label.zh}”不能与其他选项同时选", f"'{alone[0].label.en}' excludes the other options"),
            label("请只保留其中一种。", "Keep one or the other."),
        )
    return Answer(State.ANSWERED, tuple(o for o in known if o in ticked))


def _read_number(fact: NumberFact, plain: Any) -> Answer:
    try:
        if isinstance(plain, bool):
            raise InvalidOperation
        number = Decimal(str(plain).strip())
        if not number.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise AnswerRefused(
            label("不是数字", "not a number"), label("请只填数字，不带单位。", "Enter a number without a unit."), plain
        ) from None
    unit = fact.unit
    if number < Decimal(str(fact.minimum)):
        raise AnswerRefused(
            label(f"不能小于 {fact.minimum:g} {unit.zh}", f"cannot be below {fact.minimum:g} {unit.en}"), found=plain
        )
    if number > Decimal(str(fact.maximum)):
        raise AnswerRefused(
            label(
                f"大得不合常理（上限 {fact.maximum:,.0f} {unit.zh}）",
                f"implausibly large (limit {fact.maximum:,.0f} {unit.en})",
            ),
            label("请核对单位和位数。", "Check the unit and the number of digits."),
            plain,
        )
    if fact.decimals:  # an amount; no band is finer
        number = number.quantize(Decimal(1).scaleb(-fact.decimals), ROUND_HALF_UP)
    elif number != number.to_integral_value():
        raise AnswerRefused(label("应是整数", "must be a whole number"), found=plain)
    return Answer(State.ANSWERED, float(number + 0))  # there is no minus zero


_LISTED_WHOLE = 80  # characters of all options together, which a remedy then lists


def _options_remedy(fact: ChoiceFact | MultiFact) -> Label:
    short = sum(len(option.label.zh) for option in fact.options) <= _LISTED_WHOLE
    shown = fact.options if short else fact.options[:8]
    return label("请从这些里选：{options}{more}。", "Choose among: {options}{more}.").fill(
        options=listed((option.label for option in shown), "、", "; "),
        more="…" if len(shown) < len(fact.options) else "",
    )


def answer_text(fact: Fact, answer: Answer) -> Label:
    """The answer in words, as pages and reports show it."""
    if answer.state is State.UNANSWERED:
        return label("未回答", "not answered")
    if answer.state is State.DONT_KNOW:
        return label("不清楚", "don't know")
    if answer.state is State.NOT_APPLICABLE:
        return label(f"不适用（{answer.reason}）", f"not applicable ({answer.reason})")
    if isinstance(fact, ChoiceFact | MultiFact):
        chosen = (answer.value,) if isinstance(fact, ChoiceFact) else answer.ticks
        labels = [option.label for option in fact.options if option.id in chosen]
        return listed(labels, "、", "; ")
    if isinstance(fact, NumberFact):
        assert isinstance(answer.value, float)
        if answer.roughly is not None:
            low, high = (_figure_text(fact, end) for end in (answer.roughly.low, answer.roughly.high))
            return label("约 {figure}（{low}–{high}）", "about {figure} ({low} to {high})").fill(
                figure=_with_unit(fact, answer.value), low=low, high=high
            )
        return _with_unit(fact, answer.value)
    return label(str(answer.value), str(answer.value))


_ONE = {"people": "person"}
"""English units whose singular does not only lose an s."""


def _with_unit(fact: NumberFact, value: float) -> Label:
    figure, unit = _figure_text(fact, value), fact.unit.en
    if value == 1:
        unit = _ONE.get(unit, unit.removesuffix("s"))
    en = figure.en if fact.unit.zh == TEN_THOUSAND_YUAN else f"{figure.en} {unit}"
    return label(f"{figure.zh} {fact.unit.zh}", en)


def _figure_text(fact: NumberFact, value: float) -> Label:
    figure = trimmed(f"{value:,.{fact.decimals}f}")
    return label(figure, f"CNY {rounded(value * 10_000, 0):,}" if fact.unit.zh == TEN_THOUSAND_YUAN else figure)


def refusal_text(fault: Fault) -> Label:
    """A given answer that could not be used, in words: what was given, and why it does not count."""
    if fault.found is None:
        return label("填了，没有采用：{why}", "given but not used: {why}").fill(why=fault.message)
    return label("填了“{found}”，没有采用：{why}", "'{found}' was given but not used: {why}").fill(
        found=fault.found, why=fault.message
    )


def cross_check(bank: FactBank, answers: Mapping[str, Answer]) -> dict[str, AnswerRefused]:
    """Faults between the answers of one firm (more CNC machines than machines), by the fact to correct."""
    faults: dict[str, AnswerRefused] = {}
    for fact in bank.facts.values():
        if not isinstance(fact, NumberFact) or fact.at_most is None:
            continue
        part, whole = answers.get(fact.id, UNANSWERED).number, answers.get(fact.at_most, UNANSWERED).number
        if part is not None and whole is not None and part > whole:
            other = bank.facts[fact.at_most].label
            faults[fact.id] = AnswerRefused(
                label(f"大于“{other.zh}”（{whole:.15g}）", f"more than '{other.en}' ({whole:.15g})"),
                label("请核对这两个数。", "Check both figures."),
                f"{part:.15g}",
            )
    return faults


def kept_text(bank: FactBank, fact_id: str, plain: Any, lang: Lang) -> str:
    """An answer kept in its plain form, in words; one that the questions of today do not take, as it was kept."""
    fact = bank.facts.get(fact_id)
    if fact is None:
        return str(plain)
    try:
        return answer_text(fact, read_answer(fact, plain)).text(lang)
    except AnswerRefused:
        return str(plain)
