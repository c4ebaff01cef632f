"""How facts and answers are written into cells; ``headers`` and ``answering`` read the same words back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerColumn, AnswerTable, State
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact, Option, TextFact
from assessment.language import Lang, label
from assessment.workbook.coded import Cell, CodedColumn, different
from assessment.workbook.grid.cells import Sheet

Style = Literal["zh", "en", "code"]  # labels in one language for people, or codes for programs

DONT_KNOW = label("不清楚", "don't know")
_NOT_APPLICABLE = {"zh": "不适用（{}）", "en": "not applicable ({})", "code": "not_applicable: {}"}
_JOINT = {"zh": "；", "en": "; ", "code": ";"}


HELP = label("填写说明", "How to fill in")
COLUMNS = label("字段说明", "Columns")
LISTS = label("选项", "Options")
PROBLEMS = label("问题清单", "Problems")
LINES = label("一览", "At a glance")
SOURCE = label("来源", "Source")
READ = label("读取情况", "What was read")
ALL_FACTS = "#facts"
OWN = label("自用列（不读取）", "Your own columns (not read)")
FILLED = label("已填", "Filled")
FILLED_ID = "share_filled"
MARKED = label("待改清单", "To correct")
STEPS = label("事项清单", "Steps")
ABOUT = label("资源池信息", "About the pool")
CODE = label("代码", "Code")
PLACE = label("位置", "Where")
_GUIDES = (  # our own sheets that hold no firms: name, and what one of the first cells says
    (HELP, HELP),
    (COLUMNS, CODE),
    (PROBLEMS, PLACE),
    (READ, READ),
    (LINES, SOURCE),
    (MARKED, PLACE),
    (STEPS, label("类别", "Category")),
    (ABOUT, label("项目", "Item")),
)


_GUIDE_ROWS = 3
"""Among so many first rows our own sheets say what they are."""


def is_guide(sheet: Sheet) -> bool:
    """Whether a sheet is one that our templates and results bring along, and nothing that a centre filled in."""
    name = re.sub(r" ?\(\d+\)$", "", sheet.name)
    if name in (LISTS.zh, LISTS.en):
        return sheet.hidden and all(isinstance(value, str | None) for row in sheet.rows for value in row)
    start = [sheet.value(row, column) for row in range(1, _GUIDE_ROWS + 1) for column in (1, 2)]
    return any(name in (title.zh, title.en) and {told.zh, told.en} & set(start) for title, told in _GUIDES)


def facts_and_options(bank: FactBank) -> list[str]:
    """Each fact with its options, as a template keeps them, so that later changes can be told."""
    return [
        ":".join([fact.id, *(option.id for option in getattr(fact, "options", ()))]) for fact in bank.facts.values()
    ]


def required(fact: Fact) -> bool:
    """Whether every firm has to answer a fact."""
    return not isinstance(fact, MultiFact) and fact.required and not fact.asked_if


def header_text(fact: Fact, lang: Lang) -> str:
    """The header of a fact's column: its label, the unit of a number, and a star where it is required."""
    unit = ""
    if isinstance(fact, NumberFact):
        unit = f"（{fact.unit.zh}）" if lang == "zh" else f" ({fact.unit.en})"
    return fact.label.text(lang) + unit + ("*" if required(fact) else "")


def tick_header(fact: Fact, option: Option, lang: Lang) -> str:
    """The header of the column of one option."""
    joint = "：" if lang == "zh" else ": "
    return fact.label.text(lang) + joint + option.label.text(lang)


def how_to_fill(fact: Fact, lang: Lang) -> str:
    """In a few words what goes into a fact's column."""
    if isinstance(fact, ChoiceFact):
        return label("单选", "choose one").text(lang)
    if isinstance(fact, MultiFact):
        return label("多选，填字母，用分号“；”隔开", "choose any: letters, separated by ';'").text(lang)
    if isinstance(fact, NumberFact):
        exact = label("整数", "a whole number") if not fact.decimals else label("数字", "a number")
        return label("{kind}，单位：{unit}", "{kind}; unit: {unit}").fill(kind=exact, unit=fact.unit).text(lang)
    return label(f"文字，最多 {fact.max_length} 字", f"text of at most {fact.max_length} characters").text(lang)


def lettered(options: Sequence[Option], lang: Lang) -> list[str]:
    """Options of a fact of many answers as a template prints them, each after the letter that names it."""
    return [f"{chr(ord('A') + place)} {option.label.text(lang)}" for place, option in enumerate(options)]


def option_text(option: Option, style: Style) -> str:
    """An option as a cell holds it."""
    return option.id if style == "code" else option.label.text(style)


def coded_answers(table: AnswerTable, fact_id: str, style: Style) -> CodedColumn:
    """The answers of all firms to one fact as cells; None where unanswered."""
    column = table.columns.get(fact_id)
    if column is None:
        return CodedColumn([None], np.zeros(len(table), np.intp))
    fact = table.bank.facts[fact_id]
    if isinstance(fact, TextFact):
        cells: list[Cell] = column.values.tolist()
        codes = np.arange(len(table))
    elif isinstance(fact, NumberFact):
        values, codes = np.unique(column.values, return_inverse=True)
        cells = [None if value != value else value for value in values.tolist()]
    else:
        here = np.bincount(column.values)  # indices and bit masks, small whole numbers
        codes = (np.cumsum(here > 0) - 1)[column.values]
        shown = np.bincount(column.values[column.states == State.ANSWERED], minlength=len(here)) > 0
        cells = [None] * int((here > 0).sum())
        there = np.flatnonzero(here)
        said = shown[there]
        for at, words in zip(np.flatnonzero(said).tolist(), _answered(fact, there[said].tolist(), style), strict=True):
            cells[at] = words
    return _with_states(column, cells, codes, style)


def coded_states(table: AnswerTable, fact_id: str, style: Style) -> CodedColumn:
    """Why firms give no figure, as cells of a column beside it; None where they give one, or say nothing."""
    column, codes = table.columns.get(fact_id), np.zeros(len(table), np.intp)
    return CodedColumn([None], codes) if column is None else _with_states(column, [None], codes, style)


def _with_states(column: AnswerColumn, cells: list[Cell], codes: NDArray[np.intp], style: Style) -> CodedColumn:
    words: list[Cell] = [*cells, None, _state_text(column, 0, State.DONT_KNOW, style)]
    codes[column.states == State.UNANSWERED] = len(cells)
    codes[column.states == State.DONT_KNOW] = len(cells) + 1
    others = np.flatnonzero(column.states == State.NOT_APPLICABLE)
    told, of_told = different(_state_text(column, row, State.NOT_APPLICABLE, style) for row in others.tolist())
    codes[others] = len(words) + of_told
    return CodedColumn([*words, *told], codes)


_BITS = 8  # so many options of a set at a time: a table of 256 texts is made for each


def _answered(fact: ChoiceFact | MultiFact, codes: Sequence[int], style: Style) -> list[str]:
    """The words of answers from how a column stores them (see ``FactBank.encode``)."""
    words = [option_text(option, style) for option in fact.options]
    if isinstance(fact, ChoiceFact):
        return [words[code] for code in codes]
    joint, told = _JOINT[style], [""] * len(codes)
    for first in range(0, len(words), _BITS):
        some = words[first : first + _BITS]
        texts = [joint.join(word for at, word in enumerate(some) if mask >> at & 1) for mask in range(1 << len(some))]
        here = [texts[code >> first & len(texts) - 1] for code in codes]
        told = [
            f"{one}{joint}{other}" if one and other else one or other for one, other in zip(told, here, strict=True)
        ]
    return told


def _state_text(column: AnswerColumn, row: int, state: int, style: Style) -> str | None:
    if state == State.DONT_KNOW:
        return "dont_know" if style == "code" else DONT_KNOW.text(style)
    if state == State.NOT_APPLICABLE:
        return _NOT_APPLICABLE[style].format(column.reasons.get(row, ""))
    return None
