"""Results as a workbook or as CSV, with the answers beside them, so that what goes out can come in again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np
import xlsxwriter

from assessment.answers import AnswerTable
from assessment.language import Label, Lang, label, listed
from assessment.problems import Problem
from assessment.scoring import Framework
from assessment.workbook.coded import CodedColumn, joined, texts
from assessment.workbook.firms.columns import FIRM_NAME
from assessment.workbook.firms.lines import LineColumn, write_lines
from assessment.workbook.firms.tally import KINDS, Tally
from assessment.workbook.firms.wording import PLACE, PROBLEMS, READ, SOURCE, Style, coded_answers, header_text
from assessment.workbook.grid.csvfile import FORMULA_STARTERS
from assessment.workbook.large import BLOCK, LargeWorkbook, large_workbook

if TYPE_CHECKING:
    import pandas as pd

RESULTS = label("结果", "Results")

PLACE_ID = "firm"
_TO_QUOTE = re.compile('[,"\r\n]')
_POINTS = label("得分", "points")
_ENDS = {
    "": ("", ""),
    "_low": ("（最低）", " (at least)"),
    "_high": ("（最高）", " (at most)"),
}


def score_labels(framework: Framework) -> dict[str, Label]:
    """The headers of the columns that ``Scores.frame`` gives for a framework."""
    spec = framework.spec
    levels = [label(f"0 {spec.no_level.zh}", f"0 {spec.no_level.en}")]
    levels += [label(f"{level.level} {level.name.zh}", f"{level.level} {level.name.en}") for level in spec.levels]
    legend = listed(levels, "，", ", ")
    measured = {"points": _POINTS, "level": label("等级（{legend}）", "level ({legend})").fill(legend=legend)}
    measured |= {node.id: node.title for node in framework.dimensions}
    return {
        f"{spec.id}.{measure}{ending}": Label(
            zh=f"{spec.short_title.zh} {name.zh}{zh}", en=f"{spec.short_title.en}: {name.en}{en}"
        )
        for measure, name in measured.items()
        for ending, (zh, en) in _ENDS.items()
    }


class ResultColumn(NamedTuple):
    """A column of results: its code, its header, and a cell for each firm."""

    name: str
    header: str
    cells: CodedColumn


def write_results(
    out: str | PathLike[str] | IO[bytes],
    table: AnswerTable,
    results: pd.DataFrame,
    labels: Mapping[str, Label],
    problems: Sequence[Problem],
    tally: Tally,
    lang: Lang,
    lines: Sequence[LineColumn] = (),
) -> None:
    """Write a workbook: a row a firm with results and answers, a row a problem, and what became of the file's rows.

    ``lines`` are the columns of a first sheet for people.
    ``results`` has one row a firm of ``table``, in its order, and one column a result, headed by ``labels`` (or by its
    name). The first row of the sheet holds labels, the second the codes that programs read.
    """
    with large_workbook(out) as large:
        book = large.book
        head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DDE8F4", "border": 1}
        )
        code = book.add_format({"font_size": 8, "font_color": "#808080"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        if lines:
            write_lines(large, lines, lang, head)
        sheet = book.add_worksheet(RESULTS.text(lang))
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 28)
        sheet.set_column(2, 200, 14)
        sheet.freeze_panes(2, 2)
        sheet.set_row(0, 60)
        columns = result_columns(table, results, labels, lang)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.header, head)
            sheet.write_string(1, at, column.name, code)
        large.fill(sheet, 3, [column.cells for column in columns])
        _write_problems(large, problems, lang, head, wrapped)
        _write_rows(book.add_worksheet(READ.text(lang)), tally, lang, head)


def result_columns(
    table: AnswerTable, results: pd.DataFrame, labels: Mapping[str, Label], style: Style
) -> list[ResultColumn]:
    """The columns of results: the firm's place and name, what was found, then the other answers."""
    lang: Lang = "en" if style == "en" else "zh"

    def answers(fact_id: str) -> ResultColumn:
        return ResultColumn(fact_id, header_text(table.bank.facts[fact_id], lang), coded_answers(table, fact_id, style))

    columns = [ResultColumn(PLACE_ID, SOURCE.text(lang), CodedColumn(table.ids, np.arange(len(table))))]
    if FIRM_NAME in table.bank.facts:
        columns.append(answers(FIRM_NAME))
    for name in results.columns:
        header = labels[name].text(lang) if name in labels else name
        columns.append(ResultColumn(name, header, _coded(results[name])))
    return [*columns, *(answers(fact_id) for fact_id in table.bank.facts if fact_id != FIRM_NAME)]


def _coded(series: pd.Series) -> CodedColumn:
    """A column of results; what is missing is an empty cell."""
    codes, values = series.factorize()
    return CodedColumn([*values.tolist(), None], np.where(codes < 0, len(values), codes))


def write_results_csv(out: IO[bytes], table: AnswerTable, results: pd.DataFrame) -> None:
    """Write the same rows as CSV for programs: codes instead of labels, UTF-8 with a mark, so that Excel reads it.

    Texts that a spreadsheet program would run as a formula get an apostrophe, which reading takes off again.
    """
    columns = result_columns(table, results, {}, "code")
    out.write(csv_head(columns))
    for part in csv_rows(columns):
        out.write(part)


def csv_head(columns: Sequence[ResultColumn]) -> bytes:
    """The first line of a CSV of results, after the mark of UTF-8."""
    return ("\ufeff" + ",".join(column.name for column in columns) + "\r\n").encode()


def csv_rows(columns: Sequence[ResultColumn]) -> Iterator[bytes]:
    """The lines of a CSV of results below its head, some thousands at a time."""
    import pyarrow as pa

    if not columns:
        return
    ends = [","] * (len(columns) - 1) + ["\r\n"]
    told = [
        texts([quoted(csv_cell(cell)) + end for cell in column.cells.values])
        for column, end in zip(columns, ends, strict=True)
    ]
    for start in range(0, len(columns[0].cells), BLOCK):
        rows = slice(start, start + BLOCK)
        yield joined([
            text.take(pa.array(column.cells.codes[rows])) for text, column in zip(told, columns, strict=True)
        ])  # fmt: skip


def quoted(text: str) -> str:
    """A cell as CSV has it: in quotation marks where it holds a comma, a mark or the end of a line."""
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text


def csv_cell(cell: Any) -> str:
    """A value as a cell of CSV; a text that a spreadsheet program would run as a formula gets an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return "'" + cell if cell.startswith(FORMULA_STARTERS) else cell
    return f"{cell:.15g}"


def _write_problems(large: LargeWorkbook, problems: Sequence[Problem], lang: Lang, head: Any, wrapped: Any) -> None:
    sheet = large.book.add_worksheet(PROBLEMS.text(lang))
    titles = (
        PLACE,
        label("填写内容", "Found"),
        label("问题", "What is wrong"),
        label("怎么办", "What to do"),
    )
    for at, (title, width) in enumerate(zip(titles, (18, 24, 50, 60), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, title.text(lang), head)
    sheet.freeze_panes(1, 0)
    cells = (
        [problem.where for problem in problems],
        [problem.found for problem in problems],
        [problem.message.text(lang) for problem in problems],
        [problem.remedy.text(lang) for problem in problems],
    )
    large.fill(sheet, 2, [CodedColumn.of(column) for column in cells], [wrapped] * len(cells))


def _write_rows(sheet: Any, tally: Tally, lang: Lang, head: Any) -> None:
    """The sum of the file's rows in words, each row that was left out on purpose, and what was worded otherwise."""
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 2, 60)
    sheet.write_string(0, 0, READ.text(lang), head)
    at = 0
    for at, line in enumerate(tally.lines(), 1):
        sheet.write_string(at, 0, line.text(lang))
    left_out = [(left.where, KINDS[left.kind].text(lang), left.found) for left in tally.left_out]
    understood = [(one.where, one.found, one.read_as.text(lang)) for one in tally.understood]
    found = label("内容", "Content")
    for titles, rows in (
        ((PLACE, label("略过，因为是", "Left out as"), found), left_out),
        ((PLACE, found, label("读成了", "Read as")), understood),
    ):
        for column, title in enumerate(titles):
            sheet.write_string(at + 2, column, title.text(lang), head)
        for row, cells in enumerate(rows, at + 3):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
        at += 2 + len(rows)


def workbook_of_words(lines: Sequence[str]) -> bytes:
    """A workbook that says something in place of what was asked for."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True}))
        sheet.write_column(0, 0, lines)
    return out.getvalue()
