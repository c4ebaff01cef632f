"""The first and the last sheet: what came out, and how the lists were made and are to be read."""

from __future__ import annotations

from assessment.language import Label, label
from assessment.providers import CONDITIONS, NEUTRALITY
from assessment.workbook.invitations.lists import WHY
from assessment.workbook.invitations.pen import CATEGORY, SAMPLE, Cells, SheetColumn, SheetPen
from assessment.workbook.pool.columns import FIDELITIES

OVERVIEW = label("概况", "Overview")
NOTES = label("说明", "Notes")
HOLES = 10

_TITLE = label("供需对接邀约清单", "Invitation lists for matchmaking")
_TOTAL = label("合计", "Total")
_MADE_WITH = label("用什么做的", "What the lists were made with")
_ITEM, _VALUE = label("项目", "Item"), label("内容", "Value")
_LEFT = label("为什么还有 {n} 项没落实", "Why {n} steps stay open")
_HOLES = label("缺口最大的十处（类别 × 地区）", "The ten largest holes (kind of service x area)")
_READING: tuple[Label, ...] = (
    label(
        "事项：企业到下一级的最省钱方案里，要请别人做的一步。方案由求解器证明最省，费用是估算。",
        "Step: what a firm's cheapest plan to its next level has somebody else do. Plans are proven; costs "
        "are estimates.",
    ),
    label(
        "只约企业半年内能开工的：按方案的顺序一步接一步做，半年的人手（自己说的，没说的按规模假定）做到哪一步，就约到哪一步；"
        "其余的留到以后，“企业”表里写明还有几步。",
        "Only what a firm can begin within half a year is asked for: its steps one after the other, in the order of "
        "the plan, as far as its own hands (as it says, else assumed by size) reach in that time. How many wait stands "
        "in the list of firms.",
    ),
    label(
        "有人谈：至少邀约了一家能做这一项的服务商。同一项可能请两家谈，便于比较，只算一项。",
        "Met: at least one provider who can do the step is invited. Two may be asked for the same step, which "
        "counts once.",
    ),
    label(
        "每个需求（一家企业的一类事项）最多邀约三家；每个产品的邀约数不超过服务商申报的每年可承接数。",
        "At most three are invited for each need (one kind of service of one firm), and no offer gets more invitations "
        "than the projects a year its provider declares.",
    ),
    label(
        "哪些企业对哪个产品开放：{conditions}都要符合，一条也不放宽；企业没填的，不因此排除。规模没填的企业按小型企业算价格。",
        "Who may be offered what: {conditions} must all fit and none is relaxed; what a firm has not said excludes "
        "nobody. A firm whose size is unknown is priced as a small one.",
    ),
    label(
        "最低价不高于方案为这几项预计的最多金额。“方案预计最多”只供中心掌握，发给服务商的清单里没有。",
        "The lowest price is within what the plan foresees at most for these steps. That figure is for the centre: the "
        "lists for providers leave it out.",
    ),
    label(
        "一个产品能服务几个地区或产业链时，在每处都计入其承接能力，所以各处的承接能力不能相加。",
        "An offer open to several places counts in each, so the capacities of places do not add up.",
    ),
    label(
        "清单里没有联系人和电话：本系统没有这些信息，也不编造，请中心按自己的通讯录补上。",
        "There are no contacts: the system knows none and makes none up. Please add them from the centre's records.",
    ),
)


def write_overview(pen: SheetPen) -> None:
    """Add the first sheet."""
    made, sheet, last = pen.made, pen.sheet(OVERVIEW), 8
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, last, 13)
    sheet.fit_to_pages(1, 1)
    row = pen.line(sheet, 0, last, _TITLE, "title")
    if made.fidelity == "sample":
        row = pen.line(sheet, row, last, SAMPLE, "warning")
    row = pen.line(sheet, row, last, made.summary, "bold", 110)
    row = pen.line(sheet, row, last, made.method, "quiet", 120)
    columns = (
        SheetColumn(CATEGORY, 26),
        SheetColumn(label("有需求的企业", "Firms in need"), style="number"),
        SheetColumn(label("需求事项", "Steps asked for"), style="number"),
        SheetColumn(label("有人谈的事项", "Steps met"), style="number"),
        SheetColumn(label("落实比例", "Share met"), style="share"),
        SheetColumn(label("邀约数", "Invitations"), style="number"),
        SheetColumn(label("资源池产品数", "Offers"), style="number"),
        SheetColumn(label("年承接能力", "Capacity a year"), style="number"),
        SheetColumn(label("能力已用", "Capacity used"), style="share"),
    )
    rows: list[Cells] = [
        (
            pen.text(r.label),
            r.firms,
            r.steps,
            r.met,
            r.met / r.steps,
            r.invitations,
            r.offers,
            r.capacity,
            r.invitations / r.capacity if r.capacity else None,
        )
        for r in made.categories
    ]
    if made.steps:
        share, invited = made.met / made.steps, len(made.invitations)
        rows.append((pen.text(_TOTAL), made.firms, made.steps, made.met, share, invited, None, None, None))
    row = pen.rows(sheet, row + 1, columns, rows)
    if made.unmet:
        row = _left(pen, sheet, row + 1, last)
    sheet.freeze_panes(1, 0)


def _left(pen: SheetPen, sheet: object, row: int, last: int) -> int:
    """Why steps stay open, and where most do."""
    made = pen.made
    row = pen.line(sheet, row, last, _LEFT.fill(n=len(made.unmet)), "heading")
    columns = (SheetColumn(label("原因", "Reason"), 26), SheetColumn(label("事项", "Steps"), style="number"))
    row = pen.rows(sheet, row, columns, [(pen.text(WHY[why]), n) for why, n in made.reasons.items()])
    row = pen.line(sheet, row + 1, last, _HOLES, "heading")
    holes = sorted((c for c in made.cells if c.side == "city" and c.met < c.steps), key=lambda c: c.met - c.steps)
    places = (
        SheetColumn(CATEGORY, 26),
        SheetColumn(label("地区", "Area")),
        SheetColumn(label("缺口事项", "Steps open"), style="number"),
        SheetColumn(label("需求事项", "Steps asked for"), style="number"),
        SheetColumn(label("可服务的产品数", "Offers open to it"), style="number"),
        SheetColumn(label("其年承接能力", "Their capacity a year"), style="number"),
    )
    told = [
        (pen.categories[c.category], pen.text(c.label), c.steps - c.met, c.steps, c.offers, c.capacity)
        for c in holes[:HOLES]
    ]
    return pen.rows(sheet, row, places, told)


def write_notes(pen: SheetPen) -> None:
    """Add the last sheet."""
    made, sheet = pen.made, pen.sheet(NOTES)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    row = pen.line(sheet, 0, 1, NOTES, "title")
    if made.fidelity == "sample":
        row = pen.line(sheet, row, 1, SAMPLE, "warning", 120)
    conditions = ("、" if pen.lang == "zh" else ", ").join(pen.text(name) for name in CONDITIONS.values())
    for text in (*_READING, NEUTRALITY):
        row = pen.line(sheet, row, 1, pen.text(text).format(conditions=conditions), "text", 120)
    rows: list[Cells] = [
        (pen.text(label("资源池", "Pool")), pen.text(made.pool_title)),
        (pen.text(label("资源池版本", "Version of the pool")), made.pool_version),
        (pen.text(label("资源池截至日期", "Date of the pool")), made.pool_date.isoformat()),
        (pen.text(label("资源池数据性质", "Kind of figures")), pen.text(FIDELITIES[made.fidelity])),
        (pen.text(label("资源池来源", "Where the pool comes from")), pen.text(made.provenance)),
    ]
    if made.basis is not None:
        rows += [
            (pen.text(label("生成日期", "Made on")), made.basis.on.isoformat()),
            (pen.text(label("评测规则", "Rules of assessment")), pen.text(made.basis.framework)),
            (pen.text(label("措施和价格（估算）", "Measures and prices (estimates)")), made.basis.measures),
            (pen.text(label("软件版本", "Software")), made.basis.software),
        ]
    row = pen.line(sheet, row + 1, 1, _MADE_WITH, "heading")
    pen.rows(sheet, row, (SheetColumn(_ITEM, 26), SheetColumn(_VALUE, 100)), rows)
