"""The workbook of a resource pool: an empty template, or a pool that can be edited and read in again."""

from __future__ import annotations

from os import PathLike
from typing import IO, Any

import xlsxwriter

from assessment.content.facts import ChoiceFact, Fact, MultiFact
from assessment.content.providers import Offer, PoolFile
from assessment.language import Label, Lang, label
from assessment.workbook.firms.template import HEADER_ROWS, TemplateKind, add_template
from assessment.workbook.firms.wording import STEPS
from assessment.workbook.pool.about import write_about
from assessment.workbook.pool.columns import ANYONE, PoolColumns, cell_value

OFFERS = label("服务商", "Providers")
_JOINT = {"zh": "；", "en": "; "}
_STEPS: tuple[Label, ...] = (
    label(
        "每行填一个产品或服务，从“服务商”表第 4 行开始。一家有几个产品或做几类的，分几行填。表头不要改动。",
        "One row is one product, from row 4 of the sheet 'Providers' on. A provider with several products, or of "
        "several kinds, takes several rows. Leave the header as it is.",
    ),
    label(
        "带 * 的列必填。价格是一个项目的最低价和最高价，单位万元；每年可承接几个项目，暂不接单填 0。",
        "Columns with * are required. Prices are the least and the highest for a project, in CNY 10 000.",
    ),
    label(
        "能做的事项：从“事项清单”复制名称，用分号“；”隔开，没有写的就当它不做；整格空着，企业会看到“没有申报，请先问清楚”。",
        "What it does: copy names from the sheet 'Steps', separated by ';'. What is not listed counts as not done; if "
        "the cell is empty, firms are told that nothing was declared.",
    ),
    label(
        "产业链、服务地区、企业规模：不限就空着；只选一项可点箭头，选几项用分号“；”隔开。写了就是硬条件，不符合的企业看不到它。",
        "Chains, areas and sizes: leave empty for no restriction; choose one by the arrow, or list several with ';'. "
        "What is listed is a hard condition: firms outside never see the offer.",
    ),
    label(
        "利益关联（例如同时受托做诊断）会原样给企业看。",
        "Ties (such as also being paid for diagnosis) are shown to firms as written.",
    ),
    label(
        "“资源池信息”写明名称、日期和来源，企业会看到。示例数据必须写明是示例。",
        "'About the pool' gives its name, date and origin, which firms see. Sample data must be marked as such.",
    ),
    label(
        "导入前先试读：有问题的行会逐格指出，可以改好再传，也可以只导入没有问题的行。",
        "A dry run names every faulty cell first; correct them, or import the good rows only.",
    ),
)


def write_pool(
    out: str | PathLike[str] | IO[bytes], columns: PoolColumns, lang: Lang, pool: PoolFile | None = None
) -> None:
    """Write the template to a file or stream, filled with the offers of a pool when one is given.

    What ``read_pool`` reads from it are the same offers with the same standing; the list of sources stays behind.
    """
    facts = list(columns.bank.facts.values())
    listed = frozenset(fact.id for fact in facts if isinstance(fact, MultiFact))
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = add_template(book, columns.bank, facts, lang, TemplateKind(OFFERS, _STEPS, listed=listed, unsure=False))
        for row, offer in enumerate(pool.offers if pool else (), HEADER_ROWS):
            for at, fact in enumerate(facts):
                _write(sheet, row, at, _cell(fact, offer, columns, lang))
        _write_measures(book, columns, lang)
        write_about(book, pool, lang)


def _cell(fact: Fact, offer: Offer, columns: PoolColumns, lang: Lang) -> str | float | None:
    value = cell_value(offer, fact.id)
    if fact.id == "measures":
        return _JOINT[lang].join(columns.measures[name].label.text(lang) for name in value)
    if isinstance(fact, ChoiceFact | MultiFact):
        chosen = {value} if isinstance(value, str) else set(value) or {ANYONE}
        return _JOINT[lang].join(option.label.text(lang) for option in fact.options if option.id in chosen)
    found: str | float | None = value
    return found


def _write(sheet: Any, row: int, at: int, cell: str | float | None) -> None:
    """A cell that is text stays text, whatever it begins with."""
    if isinstance(cell, str):
        sheet.write_string(row, at, cell)
    elif cell is not None:
        sheet.write_number(row, at, cell)


def _write_measures(book: Any, columns: PoolColumns, lang: Lang) -> None:
    """The steps that an offer may list, by category."""
    sheet = book.add_worksheet(STEPS.text(lang))
    head = book.add_format({"bold": True, "bg_color": "#DDE8F4", "border": 1})
    titles = (label("类别", "Category"), label("事项", "Step"), label("代码", "Code"))
    for at, (title, width) in enumerate(zip(titles, (24, 44, 32), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, title.text(lang), head)
    sheet.freeze_panes(1, 0)
    by_category = sorted(columns.measures, key=lambda name: list(columns.categories).index(columns.category_of[name]))
    for row, name in enumerate(by_category, 1):
        category = columns.categories[columns.category_of[name]].label
        for at, text in enumerate((category.text(lang), columns.measures[name].label.text(lang), name)):
            sheet.write_string(row, at, text)
