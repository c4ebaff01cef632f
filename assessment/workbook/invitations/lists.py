"""The lists themselves: offers with their load, invitations by provider and by firm, firms, and what stays open."""

from __future__ import annotations

from assessment.language import Label, label
from assessment.providers import Invitation, Why
from assessment.workbook.invitations.pen import (
    CATEGORY,
    CHAIN,
    CITY,
    FIRM,
    PROVIDER,
    SIZE,
    Cells,
    SheetColumn,
    SheetPen,
)

OFFERS = label("服务商一览", "Providers")
BY_PROVIDER = label("按服务商", "By provider")
FIRMS = label("企业一览", "Firms")
BY_FIRM = label("按企业", "By firm")
OPEN = label("未落实", "Still open")

WHY: dict[Why, Label] = {
    "nobody": label("无人申报", "nobody declares it"),
    "conditions": label("条件不符", "a condition excludes them"),
    "full": label("能力排满", "capacity used up"),
    "limit": label("已满三家", "three are invited"),
    "unproven": label("没能证明最好的安排", "no arrangement proven best"),
}
PRODUCT, CODE = label("产品或服务", "Product"), label("产品编号", "Product code")
STEPS, REASONS = label("要谈的事项", "Steps to talk about"), label("为什么合适", "Why it fits")
OUTCOME = label("对接结果（现场填写）", "Outcome (filled in there)")
TIES = label("利益关联", "Ties")
_UNDECLARED = label("（没有申报具体事项，请先问清楚）", " (has named no steps: ask first)")
_WHOM = (SheetColumn(FIRM, 20), SheetColumn(CITY, 8), SheetColumn(CHAIN, 10), SheetColumn(SIZE, 6))
_WHO = (SheetColumn(PROVIDER, 18), SheetColumn(PRODUCT, 20), SheetColumn(CATEGORY, 13))
_MEETING = (
    SheetColumn(STEPS, 34),
    SheetColumn(label("最低价（万元）", "Lowest price (CNY 10 000)"), 8, "money"),
    SheetColumn(label("最高价（万元）", "Highest price (CNY 10 000)"), 8, "money"),
    SheetColumn(label("方案预计最多（万元）", "The plan foresees at most (CNY 10 000)"), 9, "money"),
    SheetColumn(REASONS, 44),
    SheetColumn(TIES, 12),
    SheetColumn(CODE, 10),
)
_PLACE = label("在文件里的位置", "Place in the file")


def write_lists(pen: SheetPen) -> None:
    """Add the five sheets."""
    made = pen.made
    _offers(pen)
    by_provider = sorted(made.invitations, key=lambda i: (i.provider, i.offer, i.firm_name, i.firm))
    rows = [(*_who(pen, i), *_whom(pen, i), *_told(pen, i)) for i in by_provider]
    pen.listing(BY_PROVIDER, (*_WHO, *_WHOM, *_MEETING), rows)
    _firms(pen)
    at = {firm.firm: place for place, firm in enumerate(made.firm_results)}
    by_firm = sorted(made.invitations, key=lambda i: at[i.firm])
    rows = [(*_whom(pen, i), *_who(pen, i), *_told(pen, i)) for i in by_firm]
    pen.listing(BY_FIRM, (*_WHOM, *_WHO, *_MEETING), rows)
    _still_open(pen, at)


def steps_of(pen: SheetPen, invitation: Invitation) -> str:
    """What the two would talk about."""
    return pen.joined(invitation.titles) + ("" if invitation.declared else pen.text(_UNDECLARED))


def reasons_of(pen: SheetPen, invitation: Invitation) -> str:
    """Why they fit, the weightiest reason first."""
    return pen.joined([reason.text for reason in invitation.reasons])


def _who(pen: SheetPen, i: Invitation) -> Cells:
    return i.provider, i.product, pen.categories[i.category]


def _whom(pen: SheetPen, i: Invitation) -> Cells:
    return i.firm_name, pen.place("city", i.city), pen.place("chain", i.chain), pen.size(i.size)


def _told(pen: SheetPen, i: Invitation) -> Cells:
    return steps_of(pen, i), i.price_low, i.price_high, i.money, reasons_of(pen, i), i.interest, i.offer


def _offers(pen: SheetPen) -> None:
    columns = (
        *_WHO,
        SheetColumn(label("每年可承接", "Capacity a year"), 11, "number"),
        SheetColumn(label("本次邀约", "Invitations"), 10, "number"),
        SheetColumn(label("能力已用", "Capacity used"), 10, "share"),
        SheetColumn(label("条件都符合的企业", "Firms it is open to"), 14, "number"),
        SheetColumn(CODE, 18),
    )
    rows: list[Cells] = [
        (
            o.provider,
            o.product,
            pen.categories.get(o.category, ""),
            o.capacity,
            o.invitations,
            o.invitations / o.capacity if o.capacity else None,
            o.open_to,
            o.offer,
        )
        for o in sorted(pen.made.offers, key=lambda o: (o.provider, o.offer))
    ]
    sheet = pen.listing(OFFERS, columns, rows)
    bar = {"type": "data_bar", "bar_color": "#B9CDE5", "min_type": "num", "max_type": "num"}
    sheet.conditional_format(1, 5, max(1, len(rows)), 5, bar | {"min_value": 0, "max_value": 1})


def _firms(pen: SheetPen) -> None:
    columns = (
        *_WHOM,
        SheetColumn(label("现在等级", "Level now"), 8, "number"),
        SheetColumn(label("方案到几级", "Level planned"), 8, "number"),
        SheetColumn(label("方案费用（估算，万元）", "Cost of the plan (estimate, CNY 10 000)"), 12, "money"),
        SheetColumn(label("需求事项", "Steps asked for"), 9, "number"),
        SheetColumn(label("有人谈", "Steps met"), 9, "number"),
        SheetColumn(label("未落实", "Still open"), 9, "number"),
        SheetColumn(label("邀约数", "Invitations"), 9, "number"),
        SheetColumn(label("人手半年内顾不上、这次不约", "Beyond its hands for half a year"), 12, "number"),
        SheetColumn(label("备注", "Note"), 30),
        SheetColumn(_PLACE, 14),
    )
    rows = [
        (
            f.firm_name,
            pen.place("city", f.city),
            pen.place("chain", f.chain),
            pen.size(f.size),
            f.level,
            f.target_level,
            f.cost,
            f.steps,
            f.met,
            f.steps - f.met,
            f.invitations,
            f.later,
            pen.text(f.note) if f.note else None,
            f.firm,
        )
        for f in pen.made.firm_results
    ]
    pen.listing(FIRMS, columns, rows)


def _still_open(pen: SheetPen, at: dict[str, int]) -> None:
    columns = (
        SheetColumn(FIRM, 24),
        SheetColumn(CITY, 9),
        SheetColumn(CHAIN, 12),
        SheetColumn(CATEGORY, 16),
        SheetColumn(label("事项", "Step"), 34),
        SheetColumn(label("哪种原因", "Kind of reason"), 14),
        SheetColumn(label("原因", "Reason"), 60),
    )
    left = sorted(pen.made.unmet, key=lambda u: at[u.firm])
    rows = [
        (
            u.firm_name,
            pen.place("city", u.city),
            pen.place("chain", u.chain),
            pen.categories[u.category],
            pen.text(u.title),
            pen.text(WHY[u.why]),
            pen.text(u.reason),
        )
        for u in left
    ]
    pen.listing(OPEN, columns, rows)
