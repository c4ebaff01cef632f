"""The list that one provider gets: the firms to meet and what about, and nothing that is the firms' own business."""

from __future__ import annotations

from assessment.language import label
from assessment.providers import Invitation
from assessment.workbook.invitations.lists import OUTCOME, PRODUCT, REASONS, STEPS, reasons_of, steps_of
from assessment.workbook.invitations.pen import CHAIN, CITY, FIRM, SAMPLE, SIZE, SheetColumn, SheetPen

_SHEET = label("邀约清单", "Invitations")
_TITLE = label("供需对接邀约清单：{provider}", "Firms to meet: {provider}")
_ABOUT = label(
    "{on}，{n} 家企业。名单按企业方案的需要和贵单位在资源池（{pool}，版本 {version}）里申报的内容排出，不是推荐，"
    "也不是订单；请先与企业核实需求。企业名单只供本次对接使用。",
    "{on}, {n} firms. The list follows from what firms' plans call for and what you declared in the pool ({pool}, "
    "version {version}). It is neither a recommendation nor an order: talk to each firm first. Use it for these "
    "meetings only.",
)
_COLUMNS = (
    SheetColumn(PRODUCT, 22),
    SheetColumn(FIRM, 26),
    SheetColumn(CITY, 9),
    SheetColumn(CHAIN, 14),
    SheetColumn(SIZE, 8),
    SheetColumn(STEPS, 44),
    SheetColumn(REASONS, 44),
    SheetColumn(OUTCOME, 22),
)


def write_single(pen: SheetPen, invitations: list[Invitation]) -> None:
    """Add the sheet of one provider with all its invitations: no prices a plan foresees, no levels, no contacts."""
    made, sheet, last = pen.made, pen.sheet(_SHEET), len(_COLUMNS) - 1
    for at, column in enumerate(_COLUMNS):
        sheet.set_column(at, at, column.width)
    row = pen.line(sheet, 0, last, _TITLE.fill(provider=invitations[0].provider), "title")
    if made.fidelity == "sample":
        row = pen.line(sheet, row, last, SAMPLE, "warning", 180)
    on = made.basis.on if made.basis else made.pool_date
    firms = len({i.firm for i in invitations})
    about = _ABOUT.fill(on=on.isoformat(), n=firms, pool=made.pool_title, version=made.pool_version)
    row = pen.line(sheet, row, last, about, "quiet", 180)
    rows = [
        (
            i.product,
            i.firm_name,
            pen.place("city", i.city),
            pen.place("chain", i.chain),
            pen.size(i.size),
            steps_of(pen, i),
            reasons_of(pen, i),
            None,
        )
        for i in invitations
    ]
    pen.rows(sheet, row, _COLUMNS, rows, grouped=True)
    sheet.freeze_panes(row + 1, 0)
    sheet.repeat_rows(row)
