"""The workbook that a centre fills in: instructions, a sheet of firms with drop-down lists, a guide to its columns."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from os import PathLike
from typing import IO, Any, Literal, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact, Option
from assessment.language import Label, Lang, label
from assessment.workbook.firms.wording import (
    ALL_FACTS,
    CODE,
    COLUMNS,
    DONT_KNOW,
    FILLED,
    FILLED_ID,
    HELP,
    LISTS,
    OWN,
    facts_and_options,
    header_text,
    how_to_fill,
    lettered,
    tick_header,
)

FIRMS = label("企业", "Firms")
VERSION_PROPERTY = "TemplateVersion"

HEADER_ROWS = 3  # topic, label, and the fact's id on a hidden row
LISTED_ROWS = 2000  # rows of firms that have drop-down lists, unless another number is asked for
MOST_ROWS = 100_000
OWN_COLUMNS = 3
_MESSAGE_LENGTH = 255  # what a spreadsheet shows as a hint

Several = Literal["letters", "words", "ticks"]
"""How a fact of several answers is filled in: by the letters of its options, by their words, or a column for each."""

_SEVERAL: dict[Several, Label] = {
    "letters": label(
        "单选：点单元格右侧的箭头选择。多选：填选项前面的字母就行，如“A；C”，选项见“字段说明”；一项也没有的填“无”。",
        "Single choice: use the arrow beside the cell. Several choices: their letters will do, such as 'A; C'; the "
        "options stand in the sheet 'Columns'.",
    ),
    "words": label(
        "单选：点单元格右侧的箭头选择。多选：从列表选一项，或把几项的说法用分号隔开；一项也没有的填“无”。",
        "Single choice: use the arrow beside the cell. Several choices: take one from the list, or write several with "
        "semicolons between.",
    ),
    "ticks": label(
        "单选：点单元格右侧的箭头选择。多选：每个选项一列，有就选“√”；都没有的在“以上都没有”一列选“√”。",
        "Single choice: use the arrow beside the cell. Several choices: a column for each, √ where it holds; where "
        "none does, √ in the last of them.",
    ),
}
_HOW = _SEVERAL["letters"]
_STEPS: tuple[Label, ...] = (
    label(
        "每行填一家企业，从“企业”表第 4 行开始。表头不要改动；可以隐藏、收起（上方的加减号）或调整列宽。",
        "One row is one firm, from row 4 of the sheet 'Firms' on. Leave the header as it is; columns may be resized, "
        "hidden or folded by the signs above them.",
    ),
    label(
        "带 * 的列必填。其余可以空着：没填的题不会当作 0 分，得分会是一个范围。",
        "Columns with * are required. Others may stay empty: an empty answer is not a zero, the score becomes a range.",
    ),
    _HOW,
    label(
        "数字：只填数字，单位以表头为准。不要填“约50”“30-50”。",
        "Numbers: enter the number only, in the unit of the header; not 'about 50' or '30-50'.",
    ),
    label(
        "不知道的填“不清楚”；不适用的填“不适用（原因）”，例如：不适用（没有外购原料）。",
        "If you do not know, enter: don't know. If it does not apply: not applicable (reason).",
    ),
    label(
        "统一社会信用代码一列已设为文本，请直接输入 18 位代码。",
        "The column of the credit code is set to text: type all 18 characters.",
    ),
    label(
        "最右边的“已填”自动算出每行填了多少；再往右是自用列，可以记自己的东西，也可以另加列，上传时都不读取。",
        "The column 'Filled' tells how much of a row is filled. The columns to its right are your own, and so are "
        "columns that you add: they are not read.",
    ),
    label(
        "上传后，读不懂的单元格会逐个指出位置和原因，其余内容照常保留。",
        "After the upload every cell that cannot be read is named with the reason; all others are kept.",
    ),
)

_TICKS = {"validate": "list", "source": ["√", "否"], "show_error": False}
_LISTED = label("请从列表中选择。确定要保留吗？", "Choose from the list. Keep it?")
_LISTED_OR_UNSURE = label(
    "请从列表中选择，或填“不清楚”“不适用（原因）”。确定要保留吗？",
    "Choose from the list, or enter: don't know, or: not applicable (reason). Keep it?",
)


def template_version(bank: FactBank) -> str:
    """Twelve characters that change whenever a fact, or an option of one, is added, removed or renamed."""
    return hashlib.sha256(";".join(facts_and_options(bank)).encode()).hexdigest()[:12]


def write_template(
    out: str | PathLike[str] | IO[bytes],
    bank: FactBank,
    lang: Lang,
    facts: Collection[str] | None = None,
    *,
    several: Several = "letters",
    rows: int = LISTED_ROWS,
) -> None:
    """Write the template in one language to a file or stream; both languages are read back.

    ``facts`` are the ids of the facts to ask, all of the bank unless given; ``several`` is how those of many answers
    are filled in; so many ``rows`` have lists and tell how much of them is filled.
    """
    asked = [fact for fact in bank.facts.values() if facts is None or fact.id in facts]
    steps = tuple(_SEVERAL[several] if step is _HOW else step for step in _STEPS)
    listed = frozenset(fact.id for fact in asked if isinstance(fact, MultiFact) and several == "words")
    kind = TemplateKind(FIRMS, steps, listed, ticks=several == "ticks", rows=rows, own_columns=OWN_COLUMNS)
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        add_template(book, bank, asked, lang, kind)


@dataclass(frozen=True)
class TemplateKind:
    """What one template differs in from another: the title of the sheet to fill in, and the instructions.

    ``listed`` are multi facts that get a drop-down list, too; with ``unsure`` a choice offers 不清楚 as well; with
    ``ticks`` a multi fact has a column for each option. ``own_columns`` stand to the right, beside one that tells how
    much of a row is filled; without any, the header is locked.
    """

    title: Label
    steps: tuple[Label, ...]
    listed: frozenset[str] = frozenset()
    unsure: bool = True
    ticks: bool = False
    rows: int = LISTED_ROWS
    own_columns: int = 0


class _Asked(NamedTuple):
    """A column of the template: its fact, and the option where each has a column."""

    fact: Fact
    option: Option | None = None


def add_template(book: Any, bank: FactBank, asked: list[Fact], lang: Lang, kind: TemplateKind) -> Any:
    """Add the sheets of a template to a workbook; returns the sheet to be filled in."""
    version = template_version(bank)
    book.set_custom_property(VERSION_PROPERTY, version)
    formats = _formats(book)
    _write_help(book, formats, lang, version, kind.steps)
    rows = book.add_worksheet(kind.title.text(lang))
    _write_columns(book, formats, asked, lang)
    ranges = _write_lists(book, bank, asked, lang, kind)
    _write_rows(rows, formats, bank, _columns_of(asked, kind), lang, ranges, kind)
    rows.activate()
    return rows


def _formats(book: Any) -> dict[str, Any]:
    frame = {"border": 1, "border_color": "#B7C4D6", "text_wrap": True, "valign": "vcenter"}
    return {
        "topic": book.add_format(
            {**frame, "bold": True, "align": "left", "indent": 1, "bg_color": "#1F4E79", "font_color": "#FFFFFF"}
        ),
        "label": book.add_format({**frame, "bold": True, "align": "center", "bg_color": "#DDE8F4"}),
        "required": book.add_format({**frame, "bold": True, "align": "center", "bg_color": "#FCE8C8"}),
        "id": book.add_format({"font_size": 8, "font_color": "#808080"}),
        "text": book.add_format({"num_format": "@", "locked": False}),
        "number": book.add_format({"locked": False}),
        "share": book.add_format({"num_format": "0%", "align": "center", "font_color": "#606060"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format({**frame, "bold": True, "bg_color": "#DDE8F4"}),
    }


def _write_help(book: Any, formats: dict[str, Any], lang: Lang, version: str, steps: Sequence[Label]) -> None:
    sheet = book.add_worksheet(HELP.text(lang))
    sheet.hide_gridlines(2)
    sheet.set_row(0, 30)
    _print_setup(sheet)
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, HELP.text(lang), formats["title"])
    for number, step in enumerate(steps, 1):
        sheet.write_number(number + 1, 0, number, formats["wrapped"])
        sheet.write_string(number + 1, 1, step.text(lang), formats["wrapped"])
    line = label(f"模板版本：{version}", f"Version of the template: {version}").text(lang)
    sheet.write_string(len(steps) + 3, 1, line, formats["id"])


def _columns_of(asked: Sequence[Fact], kind: TemplateKind) -> list[_Asked]:
    return [
        column
        for fact in asked
        for column in (
            [_Asked(fact, option) for option in fact.options]
            if kind.ticks and isinstance(fact, MultiFact)
            else [_Asked(fact)]
        )
    ]


def _write_rows(
    sheet: Any,
    formats: dict[str, Any],
    bank: FactBank,
    columns: Sequence[_Asked],
    lang: Lang,
    ranges: dict[str, str],
    kind: TemplateKind,
) -> None:
    last = HEADER_ROWS + kind.rows - 1
    at = 0
    for topic, of_topic in groupby(columns, key=lambda column: bank.topic_of[column.fact.id]):
        title, count = bank.topics[topic].title.text(lang), len(list(of_topic))
        if count > 1:
            sheet.merge_range(0, at, 0, at + count - 1, title, formats["topic"])
        else:
            sheet.write_string(0, at, title, formats["topic"])
        for column in range(at, at + count):  # the first of a topic stays when the others are folded
            number = isinstance(columns[column].fact, NumberFact)
            width = 16 if number or columns[column].option else 26
            sheet.set_column(
                column, column, width, formats["number" if number else "text"], {"level": int(column > at)}
            )
        at += count
    for at, (fact, option) in enumerate(columns):
        text = header_text(fact, lang) if option is None else tick_header(fact, option, lang)
        sheet.write_string(1, at, text, formats["required" if text.endswith("*") else "label"])
        sheet.write_comment(1, at, _comment(fact, lang), {"x_scale": 2, "y_scale": 1.5})
        sheet.write_string(2, at, fact.id, formats["id"])
        if rule := _TICKS if option else _rule(fact, lang, ranges, kind.unsure):
            sheet.data_validation(HEADER_ROWS, at, last, at, rule)
    sheet.set_row(0, 24)
    sheet.set_row(1, 48)
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.outline_settings(True, False, False, False)
    sheet.freeze_panes(HEADER_ROWS, 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(0, 0)
    sheet.repeat_rows(0, 1)
    sheet.repeat_columns(0)
    if kind.own_columns:
        _write_own_columns(sheet, formats, columns, lang, kind)
    else:
        allowed = ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter")
        sheet.protect("", dict.fromkeys(allowed, True))


def _write_own_columns(
    sheet: Any, formats: dict[str, Any], columns: Sequence[_Asked], lang: Lang, kind: TemplateKind
) -> None:
    """How much of a row is filled, and columns for whatever the centre wants to note.

    A locked sheet can neither be folded nor take columns: instead what is typed over a header is refused.
    """
    at, last = len(columns), HEADER_ROWS + kind.rows - 1
    sheet.write_string(1, at, FILLED.text(lang), formats["label"])
    sheet.write_string(2, at, FILLED_ID, formats["id"])
    sheet.set_column(at, at, 9, formats["share"])
    for row in range(HEADER_ROWS, last + 1):
        sheet.write_formula(row, at, _share(columns, row + 1), formats["share"], "")
    sheet.conditional_format(HEADER_ROWS, at, last, at, {"type": "data_bar", "bar_color": "#9BC29B",
        "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1})  # fmt: skip
    if kind.own_columns > 1:
        sheet.merge_range(0, at + 1, 0, at + kind.own_columns, OWN.text(lang), formats["topic"])
    for own in range(at + 1, at + 1 + kind.own_columns):
        sheet.write_blank(1, own, None, formats["label"])
        sheet.set_column(own, own, 16, formats["text"])
    keep = label(
        "请不要改动表头。要加自己的列，请用最右边的自用列。", "Leave the header as it is; columns of your own go right."
    )
    sheet.data_validation(0, 0, 2, at, {"validate": "custom", "value": "=FALSE", "error_type": "stop",
        "error_title": label("表头", "Header").text(lang), "error_message": keep.text(lang)})  # fmt: skip


def _share(columns: Sequence[_Asked], row: int) -> str:
    """The formula for the share of facts with an answer in a row; columns for the options of one fact count once."""
    parts, facts = [], 0
    for ticks, some in groupby(enumerate(columns), key=lambda one: one[1].fact.id if one[1].option else ""):
        places = [at for at, _ in some]
        count = f"COUNTA({xl_col_to_name(places[0])}{row}:{xl_col_to_name(places[-1])}{row})"
        parts.append(f"({count}>0)" if ticks else count)
        facts += 1 if ticks else len(places)
    first, last = xl_col_to_name(0), xl_col_to_name(len(columns) - 1)
    return f'=IF(COUNTA({first}{row}:{last}{row})=0,"",({"+".join(parts)})/{facts})'


def _comment(fact: Fact, lang: Lang) -> str:
    parts = [fact.ask.text(lang), how_to_fill(fact, lang)]
    if fact.example:
        parts.append(label("例：{text}", "Example: {text}").fill(text=fact.example).text(lang))
    return "\n".join(parts)


def _rule(fact: Fact, lang: Lang, ranges: dict[str, str], unsure: bool) -> dict[str, Any] | None:
    """The check that the spreadsheet itself makes; it warns and lets pass, since 不清楚 is an answer too."""
    if isinstance(fact, ChoiceFact):
        return {
            "validate": "list",
            "source": ranges[fact.id],
            "error_type": "warning",
            "error_title": label("不在选项中", "Not an option").text(lang),
            "error_message": (_LISTED_OR_UNSURE if unsure else _LISTED).text(lang),
        }
    if isinstance(fact, NumberFact):
        return {
            "validate": "decimal" if fact.decimals else "integer",
            "criteria": "between",
            "minimum": fact.minimum,
            "maximum": fact.maximum,
            "error_type": "warning",
            "error_title": label("请核对", "Please check").text(lang),
            "error_message": how_to_fill(fact, lang),
        }
    if isinstance(fact, MultiFact):
        hint = how_to_fill(fact, lang) + "\n" + "\n".join(lettered(fact.options, lang))
        message = {"input_message": hint[:_MESSAGE_LENGTH]}
        if fact.id in ranges:
            return {"validate": "list", "source": ranges[fact.id], "show_error": False, **message}
        return {"validate": "any", **message}
    return None


def _write_columns(book: Any, formats: dict[str, Any], facts: list[Fact], lang: Lang) -> None:
    """The guide: a row a fact with its question, its options with their codes, and an example."""
    sheet = book.add_worksheet(COLUMNS.text(lang))
    titles = (
        label("名称", "Name"),
        CODE,
        label("问题", "Question"),
        label("填法", "How to fill in"),
        label("选项（方括号内为代码）", "Options (codes in brackets)"),
        label("举例", "Example"),
    )
    for at, (title, width) in enumerate(zip(titles, (24, 26, 50, 24, 60, 50), strict=True)):
        sheet.set_column(at, at, width, formats["wrapped"])
        sheet.write_string(0, at, title.text(lang), formats["head"])
    for row, fact in enumerate(facts, 1):
        listed = getattr(fact, "options", ())
        words = lettered(listed, lang) if isinstance(fact, MultiFact) else [o.label.text(lang) for o in listed]
        options = "\n".join(f"{text} [{option.id}]" for text, option in zip(words, listed, strict=True))
        example = fact.example.text(lang) if fact.example else ""
        cells = (header_text(fact, lang), fact.id, fact.ask.text(lang), how_to_fill(fact, lang), options, example)
        for at, text in enumerate(cells):
            sheet.write_string(row, at, text, formats["wrapped"])
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    _print_setup(sheet)


def _print_setup(sheet: Any) -> None:
    """A4 across, as many pages down as it takes."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_lists(book: Any, bank: FactBank, facts: list[Fact], lang: Lang, kind: TemplateKind) -> dict[str, str]:
    """The hidden sheet of options, a column a fact, and all facts of today; returns the range of each as a formula."""
    sheet = book.add_worksheet(LISTS.text(lang))
    sheet.hide()
    ranges = {}
    chosen = [fact for fact in facts if isinstance(fact, ChoiceFact) or fact.id in kind.listed]
    sheet.write_column(0, len(chosen), [ALL_FACTS, *facts_and_options(bank)])
    for at, fact in enumerate(chosen):
        listed = [option.label.text(lang) for option in getattr(fact, "options", ())]
        if isinstance(fact, ChoiceFact) and kind.unsure:
            listed.append(DONT_KNOW.text(lang))
        sheet.write_column(0, at, listed)
        column = xl_col_to_name(at, col_abs=True)
        ranges[fact.id] = f"='{LISTS.text(lang)}'!{column}$1:{column}${len(listed)}"
    return ranges
