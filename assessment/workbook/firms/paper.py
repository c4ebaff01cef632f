"""A sheet of paper for each firm: blank to be answered by hand, or filled in, to be checked and signed by the owner."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import groupby
from os import PathLike
from typing import IO, Any

import xlsxwriter

from assessment.answers import UNANSWERED, Answer, AnswerTable, State, answer_text
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.language import Lang, label, visible
from assessment.problems import refuse
from assessment.workbook.firms.columns import FIRM_NAME
from assessment.workbook.firms.wording import lettered, required
from assessment.workbook.wrapping import text_width, wrapped_lines

MOST_SHEETS = 500
"""A workbook of more sheets opens slowly and nobody prints it at once."""
_WIDTHS = (5, 44, 46)  # number, question, answer, in characters
_ABREAST = 3
_LINE = 15.5  # height of a line in points
_TITLE = label("企业数字化转型自测答卷", "Self-assessment of digital transformation: answer sheet")
_CHECK = label("企业数字化转型自测核对单", "Self-assessment of digital transformation: answers to check")
_LEAD = label(
    "请在方框里打“√”，数字写在横线上；带 * 的必答。不知道的写“不清楚”，不适用的写明原因。",
    "Tick the boxes and write numbers on the lines; questions with * must be answered. Write 'don't know', or why a "
    "question does not apply.",
)
_LEAD_CHECK = label(
    "请逐条核对；有误的直接在旁边改，并签名。空着的可以补填。",
    "Please check every line; correct what is wrong beside it and sign. What is empty may be filled in.",
)
_SIGNATURES = (
    label(
        "填写人：________________    电话：________________",
        "Filled in by: ________________    Phone: ________________",
    ),
    label(
        "以上情况属实。企业负责人（签字）：________________", "The above is true. Owner (signature): ________________"
    ),
    label("（盖章）        年    月    日", "(seal)        date: ________________"),
)
_ONLY_IF = label("（只在“{fact}”选“{options}”时答）", "(only if '{fact}' is '{options}')")
_BLANK = label("空白答卷", "Answer sheet")
_MANY = (
    label("{n} 家企业太多，一个文件最多 {most} 家", "{n} firms are too many; a file holds {most}"),
    label("请按县区分开上传，或分几次做。", "Hand them in by county, or in several parts."),
)


def write_answer_sheet(
    out: str | PathLike[str] | IO[bytes], bank: FactBank, facts: Collection[str], lang: Lang
) -> None:
    """Write a workbook with one blank sheet to print, for the facts of these ids."""
    _write(out, bank, facts, lang, [("", {})])


def write_check_sheets(
    out: str | PathLike[str] | IO[bytes], table: AnswerTable, facts: Collection[str], lang: Lang
) -> None:
    """Write a workbook with a filled-in sheet for each firm of a table.

    Raises ``InputRefused`` for more than ``MOST_SHEETS`` firms.
    """
    if len(table) > MOST_SHEETS:
        message, remedy = _MANY
        raise refuse(_CHECK.text(lang), message.fill(n=f"{len(table):,}", most=MOST_SHEETS), remedy)
    firms = [
        (str(name.value) if (name := table.answer(row, FIRM_NAME)).state is State.ANSWERED else table.ids[row],
         {fact: table.answer(row, fact) for fact in facts})
        for row in range(len(table))
    ]  # fmt: skip
    _write(out, table.bank, facts, lang, firms)


def _write(
    out: str | PathLike[str] | IO[bytes],
    bank: FactBank,
    facts: Collection[str],
    lang: Lang,
    firms: Sequence[tuple[str, dict[str, Answer]]],
) -> None:
    asked = [fact for fact in bank.facts.values() if fact.id in facts]
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = _formats(book)
        for number, (name, answers) in enumerate(firms, 1):
            sheet = book.add_worksheet(_sheet_name(number, name) if name else _BLANK.text(lang))
            _sheet(sheet, formats, bank, asked, answers, lang, filled=bool(name))


def _formats(book: Any) -> dict[str, Any]:
    frame = {"border": 1, "border_color": "#9AA5B1", "text_wrap": True, "valign": "top", "font_size": 10}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "lead": book.add_format({"text_wrap": True, "font_size": 9, "font_color": "#505050", "valign": "top"}),
        "topic": book.add_format({**frame, "bold": True, "bg_color": "#E4ECF5"}),
        "cell": book.add_format(frame),
        "number": book.add_format({**frame, "align": "center"}),
        "sign": book.add_format({"font_size": 11, "valign": "vcenter"}),
    }


def _sheet(
    sheet: Any,
    formats: dict[str, Any],
    bank: FactBank,
    asked: Sequence[Fact],
    answers: dict[str, Answer],
    lang: Lang,
    *,
    filled: bool,
) -> None:
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.hide_gridlines(2)
    sheet.merge_range(0, 0, 0, 2, (_CHECK if filled else _TITLE).text(lang), formats["title"])
    sheet.set_row(0, 28)
    lead = (_LEAD_CHECK if filled else _LEAD).text(lang)
    sheet.merge_range(1, 0, 1, 2, lead, formats["lead"])
    sheet.set_row(1, _LINE * wrapped_lines(lead, sum(_WIDTHS) * 1.1))
    row, number = 2, 0
    for topic, of_topic in groupby(asked, key=lambda fact: bank.topic_of[fact.id]):
        sheet.merge_range(row, 0, row, 2, bank.topics[topic].title.text(lang), formats["topic"])
        row += 1
        for fact in of_topic:
            number += 1
            question = _question(bank, fact, lang)
            answer = _answer(fact, answers.get(fact.id, UNANSWERED), lang)
            sheet.write_number(row, 0, number, formats["number"])
            sheet.write_string(row, 1, question, formats["cell"])
            sheet.write_string(row, 2, answer, formats["cell"])
            lines = max(wrapped_lines(question, _WIDTHS[1]), wrapped_lines(answer, _WIDTHS[2]))
            sheet.set_row(row, _LINE * lines + 3)
            row += 1
    for at, line in enumerate(_SIGNATURES, row + 1):
        sheet.merge_range(at, 0, at, 2, line.text(lang), formats["sign"])
        sheet.set_row(at, 30)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&C&P / &N")


def _question(bank: FactBank, fact: Fact, lang: Lang) -> str:
    """The question with its name, whether it must be answered, and when it is asked."""
    text = f"{fact.label.text(lang)}{'*' if required(fact) else ''}\n{fact.ask.text(lang)}"
    for other, options in fact.asked_if.items():
        named = {option.id: option.label.text(lang) for option in getattr(bank.facts[other], "options", ())}
        said = "、".join(named[option] for option in options)
        text += "\n" + _ONLY_IF.fill(fact=bank.facts[other].label, options=label(said, said)).text(lang)
    return text


def _answer(fact: Fact, answer: Answer, lang: Lang) -> str:
    """The options with their boxes, ticked or not, or a line to write on; a state in words beside it."""
    if isinstance(fact, ChoiceFact | MultiFact):
        chosen = (answer.value,) if isinstance(fact, ChoiceFact) else answer.ticks if answer.value else ()
        words = lettered(fact.options, lang)
        lines = [
            f"{'☑' if answer.state is State.ANSWERED and option.id in chosen else '□'} {text}"
            for option, text in zip(fact.options, words, strict=True)
        ]
        if max(map(text_width, lines)) <= _WIDTHS[2] / _ABREAST:  # short ones stand beside each other
            lines = ["    ".join(lines[at : at + _ABREAST]) for at in range(0, len(lines), _ABREAST)]
        if answer.state in (State.DONT_KNOW, State.NOT_APPLICABLE):
            lines.append(f"☑ {answer_text(fact, answer).text(lang)}")
        return "\n".join(lines)
    if answer.state is not State.UNANSWERED:
        return answer_text(fact, answer).text(lang)
    unit = f" {fact.unit.text(lang)}" if isinstance(fact, NumberFact) else ""
    return f"________________{unit}"


def _sheet_name(number: int, name: str) -> str:
    """A name that a spreadsheet program takes for a sheet: short, without its signs, and nobody else's."""
    plain = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", "", visible(name))
    return f"{number} {plain}"[:31].strip()
