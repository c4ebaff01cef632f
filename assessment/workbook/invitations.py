"""Invitation lists as a workbook: by provider, by firm, what stays open, and where the pool has holes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from os import PathLike
from typing import IO, Any

import xlsxwriter

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact
from assessment.language import Label, Lang, label
from assessment.matchmaking import Cell, Invitation, Matchmaking
from assessment.matchmaking.matchmaking import NOT_SAID
from assessment.workbook.pool_columns import FIDELITIES

OVERVIEW = label("概况", "Overview")
BY_PROVIDER = label("按服务商", "By provider")
BY_FIRM = label("按企业", "By firm")
OPEN = label("未落实", "Still open")
SIDES = {"city": label("按地区", "By area"), "chain": label("按产业链", "By chain")}

_SAMPLE = label(
    "示例资源池：服务商、价格和承接能力都是编的，请勿据此发出邀约。",
    "Sample pool: providers, prices and capacities are made up. Do not invite anybody on its strength.",
)
_UNDECLARED = label("（没有申报具体事项，请先问清楚）", " (has named no steps: ask first)")
_FIRM = label("企业", "Firm")
_PROVIDER = label("服务商", "Provider")
_CATEGORY = label("类别", "Category")
_CITY = label("所在地", "City")
_CHAIN = label("产业链", "Chain")
_STEPS = label("要谈的事项", "Steps to talk about")
_PRICE = (label("最低价（万元）", "Lowest price (CNY 10 000)"), label("最高价（万元）", "Highest price (CNY 10 000)"))
_WIDTHS = {_FIRM: 26, _PROVIDER: 26, _STEPS: 50}
_WIDE = 50

_Cells = Sequence[str | float | None]


def write_invitations(out: str | PathLike[str] | IO[bytes], made: Matchmaking, bank: FactBank, lang: Lang) -> None:
    """Write the lists in one language to a file or stream. Whatever a person typed stays text."""
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        _Lists(book, made, bank, lang).write()


class _Lists:
    """One workbook being written."""

    def __init__(self, book: Any, made: Matchmaking, bank: FactBank, lang: Lang):
        self.book, self.made, self.lang = book, made, lang
        self.categories = {result.category: result.label.text(lang) for result in made.categories}
        self.places = {side: _names(bank, side) for side in ("city", "chain")}
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DDE8F4", "border": 1}
        )
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.share = book.add_format({"num_format": "0%", "valign": "top"})
        self.number = book.add_format({"valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.warning = book.add_format({"bold": True, "font_color": "#9C2A00", "text_wrap": True, "valign": "top"})

    def write(self) -> None:
        """Write all sheets."""
        made = self.made
        self._overview()
        by_provider = sorted(made.invitations, key=lambda i: (i.provider, i.offer, i.firm_name, i.firm))
        self._table(BY_PROVIDER, *self._invitations(by_provider, provider_first=True))
        order = {firm: at for at, firm in enumerate(dict.fromkeys(i.firm for i in made.invitations))}
        by_firm = sorted(made.invitations, key=lambda i: (i.firm_name, order[i.firm]))
        self._table(BY_FIRM, *self._invitations(by_firm, provider_first=False))
        self._table(
            OPEN,
            (_FIRM, _CITY, _CHAIN, _CATEGORY, label("事项", "Step"), label("原因", "Reason")),
            [
                (
                    u.firm_name,
                    self._place("city", u.city),
                    self._place("chain", u.chain),
                    self.categories[u.category],
                    u.title.text(self.lang),
                    u.reason.text(self.lang),
                )
                for u in sorted(made.unmet, key=lambda u: (u.firm_name, u.firm))
            ],
        )
        for side, name in SIDES.items():
            self._heat(name, [cell for cell in made.cells if cell.side == side])

    def _sheet(self, name: Label) -> Any:
        """A new sheet that prints on A4 across, as many pages down as it takes."""
        sheet = self.book.add_worksheet(name.text(self.lang))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _overview(self) -> None:
        sheet = self._sheet(OVERVIEW)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 8, 13)
        sheet.write_string(0, 0, label("供需对接邀约清单", "Invitation lists").text(self.lang), self.title)
        made, row = self.made, 1
        facts = [
            label("资源池：{t}（版本 {v}，{f}）", "Pool: {t} (version {v}, {f})").fill(
                t=made.pool_title, v=made.pool_version, f=FIDELITIES[made.fidelity]
            ),
            made.provenance,
            made.method,
        ]
        if made.fidelity == "sample":
            facts.insert(0, _SAMPLE)
        for text in facts:
            style = self.warning if text is _SAMPLE else self.wrapped
            sheet.merge_range(row, 0, row, 8, "", style)
            sheet.write_string(row, 0, text.text(self.lang), style)
            sheet.set_row(row, 44 if len(text.text(self.lang)) > 70 else 22)
            row += 1
        columns = (
            _CATEGORY,
            label("有需求的企业", "Firms in need"),
            label("需求事项", "Steps asked for"),
            label("有人谈的事项", "Steps met"),
            label("落实比例", "Share met"),
            label("邀约数", "Invitations"),
            label("资源池产品数", "Offers"),
            label("年承接能力", "Capacity a year"),
        )
        rows: list[_Cells] = [
            (r.label.text(self.lang), r.firms, r.steps, r.met, r.met / r.steps, r.invitations, r.offers, r.capacity)
            for r in made.categories
        ]
        if made.steps:
            total = label("合计", "Total").text(self.lang)
            share = made.met / made.steps
            rows.append((total, made.firms, made.steps, made.met, share, len(made.invitations), None, None))
        self._rows(sheet, row + 1, columns, rows, percent=(4,))

    def _invitations(
        self, invitations: Iterable[Invitation], provider_first: bool
    ) -> tuple[Sequence[Label], list[_Cells]]:
        provider = (_PROVIDER, label("产品或服务", "Product"), _CATEGORY)
        firm = (_FIRM, _CITY, _CHAIN)
        meeting = (_STEPS, *_PRICE, label("为什么合适", "Why it fits"), label("利益关联", "Ties"))
        rows: list[_Cells] = []
        for i in invitations:
            who = (i.provider, i.product, self.categories[i.category])
            whom = (i.firm_name, self._place("city", i.city), self._place("chain", i.chain))
            steps = _joined((title.text(self.lang) for title in i.titles), self.lang)
            steps += "" if i.declared else _UNDECLARED.text(self.lang)
            why = _joined((reason.text.text(self.lang) for reason in i.reasons), self.lang)
            told = (steps, i.price_low, i.price_high, why, i.interest)
            rows.append((*who, *whom, *told) if provider_first else (*whom, *who, *told))
        return (*provider, *firm, *meeting) if provider_first else (*firm, *provider, *meeting), rows

    def _table(self, name: Label, columns: Sequence[Label], rows: Sequence[_Cells]) -> None:
        sheet = self._sheet(name)
        for at, column in enumerate(columns):
            longest = max((len(str(row[at] or "")) for row in rows), default=0)
            sheet.set_column(at, at, _WIDTHS.get(column, _WIDE if longest > 24 else 16), self.wrapped)
        self._rows(sheet, 0, columns, rows)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)

    def _heat(self, name: Label, cells: Sequence[Cell]) -> None:
        """The share of steps met by category and place, coloured, and below it every figure."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 20, 12)
        places = list(dict.fromkeys(label for label in self._in_order(cells)))
        by_place = {(cell.category, cell.label): cell for cell in cells}
        note = label(
            "需求事项中有人谈的比例；越红，缺口越大；空白是没有需求。",
            "Share of steps met; the redder, the larger the hole; empty means no demand.",
        )
        sheet.write_string(0, 0, note.text(self.lang))
        sheet.write_string(1, 0, _CATEGORY.text(self.lang), self.head)
        for at, place in enumerate(places, 1):
            sheet.write_string(1, at, place.text(self.lang), self.head)
        for row, (category, title) in enumerate(self.categories.items(), 2):
            sheet.write_string(row, 0, title)
            for at, place in enumerate(places, 1):
                if cell := by_place.get((category, place)):
                    sheet.write_number(row, at, cell.share, self.share)
        last = len(self.categories) + 1
        if cells:
            scale = {"type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num"}
            colours = {"min_color": "#E06A50", "mid_color": "#FBE3B0", "max_color": "#8CC5A2"}
            bounds = {"min_value": 0, "mid_value": 0.5, "max_value": 1}
            sheet.conditional_format(2, 1, last, len(places), scale | colours | bounds)
        columns = (
            _CATEGORY,
            name,
            label("有需求的企业", "Firms in need"),
            label("需求事项", "Steps asked for"),
            label("有人谈的事项", "Steps met"),
            label("可服务的产品数", "Offers open to it"),
            label("其年承接能力", "Their capacity a year"),
        )
        rows: list[_Cells] = [
            (self.categories[c.category], c.label.text(self.lang), c.firms, c.steps, c.met, c.offers, c.capacity)
            for c in sorted(cells, key=lambda c: c.met - c.steps)
        ]
        self._rows(sheet, last + 2, columns, rows)
        sheet.freeze_panes(2, 1)

    def _in_order(self, cells: Sequence[Cell]) -> Iterable[Label]:
        """The places in the order of the questionnaire, those who have not said last."""
        side = cells[0].side if cells else "city"
        named = {cell.label for cell in cells}
        return (name for name in (*self.places[side].values(), NOT_SAID) if name in named)

    def _place(self, side: str, key: str | None) -> str:
        return (NOT_SAID if key is None else self.places[side][key]).text(self.lang)

    def _rows(
        self,
        sheet: Any,
        first: int,
        columns: Sequence[Label],
        rows: Iterable[_Cells],
        percent: Collection[int] = (),
    ) -> None:
        for at, column in enumerate(columns):
            sheet.write_string(first, at, column.text(self.lang), self.head)
        for row, cells in enumerate(rows, first + 1):
            for at, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, at, cell, self.wrapped)
                elif cell is not None:
                    sheet.write_number(row, at, cell, self.share if at in percent else self.number)


def _names(bank: FactBank, side: str) -> Mapping[str, Label]:
    fact = bank.facts[side]
    assert isinstance(fact, ChoiceFact)
    return {option.id: option.label for option in fact.options}


def _joined(texts: Iterable[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(texts)
