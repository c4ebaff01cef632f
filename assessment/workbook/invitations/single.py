"""The list that one provider gets: the firms to meet and what about, and nothing that is the firms' own business."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assessment.language import Lang, label
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
_UNNAMED = label("企业 {n}（等企业同意后告知）", "Firm {n} (named once it has agreed)")
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


def write_single(pen: SheetPen, invitations: Sequence[Invitation], named: Collection[str]) -> None:
    """Add the sheet of one provider with all its invitations: no prices a plan foresees, no levels, no contacts.

    ``named`` are the firms, by their place in the file, that have agreed to be named to it; the others have a number.
    """
    names = _names(invitations, named, pen.lang)
    invitations = sorted(invitations, key=lambda i: (i.product, i.firm not in named, names[i.firm]))
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
            names[i.firm],
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


def _names(invitations: Sequence[Invitation], named: Collection[str], lang: Lang) -> Mapping[str, str]:
    """What each firm is called, by its place in the file; the numbers follow the file and not the names."""
    unnamed = list(dict.fromkeys(i.firm for i in invitations if i.firm not in named))
    numbers = {firm: f"{number:0{len(str(len(unnamed)))}d}" for number, firm in enumerate(sorted(unnamed), 1)}
    return {
        i.firm: i.firm_name if i.firm in named else _UNNAMED.fill(n=numbers[i.firm]).text(lang) for i in invitations
    }
