"""A bank of a few facts of every kind, so that these tests do not change with the shipped questionnaire."""

import io

import openpyxl

from assessment.content.bank import FactBank
from assessment.content.facts import FactFile
from assessment.workbook.firms.mapping import NO_MAPPING, ColumnMapping
from assessment.workbook.firms.reading import FirmsRead, read_firms
from assessment.workbook.grid.readers import read_grid


def _both(zh: str, en: str) -> dict:
    return {"zh": zh, "en": en}


def _option(option_id: str, zh: str, en: str, **more) -> dict:
    return {"id": option_id, "label": _both(zh, en), **more}


def _fact(fact_id: str, kind: str, zh: str, en: str, **more) -> dict:
    return {"id": fact_id, "kind": kind, "label": _both(zh, en), "ask": _both(zh + "？", en + "?"), **more}


_FIRM = [
    _fact("firm_name", "text", "企业名称", "Firm name", required=True),
    _fact("credit_code", "text", "统一社会信用代码", "Credit code", max_length=18, form="credit_code"),
    _fact(
        "city",
        "choice",
        "所在地",
        "City",
        required=True,
        options=[_option("nanchang", "南昌", "Nanchang"), _option("jiujiang", "九江", "Jiujiang")],
    ),
    _fact("employees", "count", "从业人数", "People employed", unit=_both("人", "people"), maximum=100_000),
    _fact("revenue", "amount", "营业收入", "Revenue", unit=_both("万元", "CNY 10 000"), maximum=10_000_000, decimals=2),
]
_MACHINES = [
    _fact("machines", "count", "生产设备台数", "Machines", unit=_both("台", "machines"), maximum=10_000),
    _fact(
        "cnc", "count", "数控设备台数", "CNC machines", unit=_both("台", "machines"), maximum=10_000, at_most="machines"
    ),
    _fact(
        "networks",
        "multi",
        "网络建设",
        "Networks",
        example=_both("车间里有无线网", "There is a wireless network"),
        options=[
            _option("wired", "有线网络", "A wired network"),
            _option("five_g", "5G 网络：自建、租用", "5G, own or rented"),
            _option("full", "全面覆盖（整个现场）", "Full coverage (whole site)"),
            _option("none", "以上都没有", "None of these", excludes_others=True),
        ],
    ),
    _fact(
        "planning",
        "choice",
        "计划排程",
        "Planning",
        options=[
            _option("l0", "没有开展", "Not done"),
            _option("l1", "用电子表格", "With spreadsheets"),
            _option("l2", "用系统；准备检查", "With a system"),
        ],
    ),
]


def small_bank() -> FactBank:
    """Two topics with nine facts."""
    files = [
        {
            "topic": {"id": "firm", "title": _both("企业", "Firm"), "intro": _both("一", "a"), "order": 1},
            "facts": _FIRM,
        },
        {
            "topic": {"id": "shop", "title": _both("车间", "Shop"), "intro": _both("二", "b"), "order": 2},
            "facts": _MACHINES,
        },
    ]
    return FactBank(FactFile.model_validate(file) for file in files)


def saved(book: openpyxl.Workbook) -> bytes:
    """The workbook as a file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_rows(
    *rows: list,
    edit=None,
    name: str = "企业",
    bank: FactBank | None = None,
    mapping: ColumnMapping = NO_MAPPING,
) -> FirmsRead:
    """Read a workbook of the given rows, by the small bank unless another is given; ``edit`` may change its sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    if edit:
        edit(sheet)
    return read_firms(bank or small_bank(), read_grid(saved(book), "企业.xlsx"), mapping)


def said(read: FirmsRead) -> list[str]:
    """All problems in Chinese."""
    return [problem.sentence("zh") for problem in read.problems]
