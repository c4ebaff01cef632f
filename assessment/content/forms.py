"""Forms of others: exports with a row for each question, and how their questions and letters become our facts."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pydantic import Field, model_validator

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.content.loading import KeyPath, SourceText, load_file
from assessment.content.provenance import Fidelity
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem

_NUMBER = re.compile(r"[第题qQ\s.、:：)）(（]")


class FormColumns(Strict):
    """The headers by which the columns of an export are known."""

    firm: tuple[str, ...] = Field(min_length=1, description="企业名称一列的表头 / headers of the column with the firm")
    code: tuple[str, ...] = Field((), description="信用代码一列的表头 / headers of the column with the credit code")
    question: tuple[str, ...] = Field(
        min_length=1, description="题号一列的表头 / headers of the column with the number of the question"
    )
    answer: tuple[str, ...] = Field(min_length=1, description="答案一列的表头 / headers of the column with the answer")


class FormQuestion(Strict):
    """One question of the form."""

    number: str = Field(min_length=1, max_length=20, description='题号，加引号，如 "1"、"2.1" / its number, in quotes')
    fact: Identifier | None = Field(
        None,
        description="对应的事实；空着表示有这一题但不读 / the fact; without one the question is known and not read",
    )
    options: dict[str, Identifier] = Field(
        default_factory=dict,
        description="单选、多选：字母对应的选项 / of a choice or multi fact: the option of each letter",
    )
    note: Label | None = Field(None, description="为什么这样对应，或为什么不读 / why it is read so, or not read")


class QuestionForm(Strict):
    """An export with one row a question."""

    id: Identifier = Field(description="格式的代码 / code of the form")
    title: Label = Field(description="格式的名称 / what it is called")
    fidelity: Fidelity = Field(
        description="可信程度：官方、转录、模型、估计、示例"
        " / how far it can be trusted: official, second-hand, modelled, estimated, sample"
    )
    provenance: Label = Field(description="格式是怎么看到的 / how the form was seen")
    columns: FormColumns = Field(description="各列的表头 / the headers of its columns")
    questions: tuple[FormQuestion, ...] = Field(min_length=2, description="各题 / its questions")

    @model_validator(mode="after")
    def _once(self) -> QuestionForm:
        seen: set[str] = set()
        facts: set[str] = set()
        for question in self.questions:
            key = number_of(question.number)
            if key in seen:
                raise wrong(f"题号 {key} 写了两次", f"question {key} stands twice")
            if question.fact in facts:
                raise wrong(f"两题都对应 {question.fact}", f"two questions go to {question.fact}")
            seen.add(key)
            facts |= {question.fact} if question.fact else set()
        return self


def number_of(text: str) -> str:
    """The number of a question as it is compared: 第1题, Q1. and 1 are the same."""
    return _NUMBER.sub("", text[:-1] if text.endswith((".", "、")) else text.replace(".", "·")).replace("·", ".")


def load_forms(root: Path, bank: FactBank) -> tuple[QuestionForm, ...]:
    """The forms of ``root/questionnaires/forms``; raises ``InputRefused`` with every fault."""
    problems: list[Problem] = []
    forms = []
    for path in sorted((root / "questionnaires" / "forms").glob("*.yaml")):
        try:
            form, source = load_file(path, QuestionForm, root)
        except InputRefused as refused:
            problems += refused.problems
            continue
        problems += _faults(form, source, bank)
        forms.append(form)
    if problems:
        raise InputRefused(problems)
    return tuple(forms)


@lru_cache(maxsize=4)
def forms_of(root: Path, bank: FactBank) -> tuple[QuestionForm, ...]:
    """As ``load_forms``, once for a folder and a bank."""
    return load_forms(root, bank)


def _faults(form: QuestionForm, source: SourceText, bank: FactBank) -> list[Problem]:
    problems = []
    for at, question in enumerate(form.questions):
        path: KeyPath = ("questions", at)
        fact = bank.facts.get(question.fact or "")
        if question.fact is not None and fact is None:
            problems.append(Problem(source.where((*path, "fact")), _NO_FACT, _NAME_FACT, question.fact))
            continue
        if fact is None:
            continue
        options = fact.options if isinstance(fact, ChoiceFact | MultiFact) else ()
        known = {option.id for option in options}
        if options and not question.options:
            problems.append(Problem(source.where(path), _LETTERS, _GIVE_LETTERS, question.fact))
        for letter, option in question.options.items():
            if option not in known:
                where = source.where((*path, "options", letter))
                remedy = label("可以写：{known}。", "Choose among: {known}.").fill(
                    known="、".join(sorted(known)) or "-"
                )
                problems.append(Problem(where, _NO_OPTION, remedy, option))
    return problems


_NO_FACT = label("事实库里没有这个事实", "there is no such fact")
_NAME_FACT = label("请写 questionnaires/facts 里有的代码。", "Name one of questionnaires/facts.")
_LETTERS = label("有选项的事实要写明各字母是哪个选项", "a fact with options needs the option of each letter")
_GIVE_LETTERS = label("请加上 options。", "Add options.")
_NO_OPTION = label("这个事实没有这个选项", "the fact has no such option")
