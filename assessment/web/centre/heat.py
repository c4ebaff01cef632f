"""Where the pool has holes, as a table of figures with coloured grounds; every figure is in its cell."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.language import Label, Lang, label, percent
from assessment.providers import HeatCell, Matchmaking, Side
from assessment.web.markup import escape

GROUNDS = 5
_ALL = label("合计", "All")
_NONE = label("无", "none")
_CELL = label(
    "{category}，{place}：{firms} 家企业要做 {steps} 项，{met} 项有人谈；可服务的产品 {offers} 个，"
    "一年共能接 {capacity} 个项目",
    "{category}, {place}: {firms} firms ask for {steps} steps, {met} are met; {offers} offers open to them can start "
    "{capacity} projects a year",
)
_LEGEND = label(
    "每格上面是需求事项中有人谈的比例，下面是“有人谈 / 需求”。颜色越红，缺口越大；"
    "“无”表示没有一个产品的申报范围包括这里；“–”表示没有需求。",
    "In each cell: the share of the steps asked for that somebody is invited for, and below it 'met / asked for'. The "
    "redder, the larger the hole; 'none' where no offer is open to firms there; '–' where nobody asks.",
)


def heat(made: Matchmaking, side: Side, places: Sequence[Label], caption: str, lang: Lang) -> str:
    """Kinds of service by area or chain, with sums at the right and below; ``places`` gives their order."""
    cells = [cell for cell in made.cells if cell.side == side]
    by_place = {(cell.category, cell.label): cell for cell in cells}
    named = {cell.label for cell in cells}
    places = [place for place in places if place in named]
    head = "".join(f"<th scope='col'>{escape(name.text(lang))}</th>" for name in (*places, _ALL))
    body = []
    for result in made.categories:
        found = [by_place.get((result.category, place)) for place in places]
        name = result.label.text(lang)
        tds = "".join(_cell(cell, name, lang) for cell in found) + _sum([c for c in found if c])
        body.append(f"<tr><th scope='row'>{escape(name)}</th>{tds}</tr>")
    sums = "".join(_sum([c for c in cells if c.label == place]) for place in places) + _sum(cells)
    body.append(f"<tr><th scope='row'>{escape(_ALL.text(lang))}</th>{sums}</tr>")
    return (
        f'<div class="c-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="c-matrix c-heat"><thead><tr><th></th>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'
        f'</div><p class="quiet">{escape(_LEGEND.text(lang))}</p>'
    )


def table_of(made: Matchmaking, side: Side, lang: Lang) -> list[list[str]]:
    """Every figure of a side under a header, the largest holes first."""
    head: Sequence[Label] = (
        label("类别", "Category"),
        label("地区", "Area") if side == "city" else label("产业链", "Chain"),
        label("缺口事项", "Steps open"),
        label("需求事项", "Steps asked for"),
        label("有需求的企业", "Firms in need"),
        label("可服务的产品", "Offers open to it"),
        label("其年承接能力", "Their capacity a year"),
    )
    names = {result.category: result.label.text(lang) for result in made.categories}
    rows = [
        [
            names[c.category],
            c.label.text(lang),
            *(f"{n:,}" for n in (c.steps - c.met, c.steps, c.firms, c.offers, c.capacity)),
        ]
        for c in sorted((c for c in made.cells if c.side == side), key=lambda c: c.met - c.steps)
    ]
    return [[name.text(lang) for name in head], *rows]


def _cell(cell: HeatCell | None, category: str, lang: Lang) -> str:
    if cell is None:
        return "<td>–</td>"
    told = _CELL.fill(
        category=category,
        place=cell.label,
        firms=cell.firms,
        steps=cell.steps,
        met=cell.met,
        offers=cell.offers,
        capacity=f"{cell.capacity:,}",
    ).text(lang)
    figure = percent(cell.share, 0) if cell.offers else _NONE.text(lang)
    return (
        f'<td class="heat-{_ground(cell.share)}" title="{escape(told)}"><b>{escape(figure)}</b>'
        f"<small>{cell.met:,}/{cell.steps:,}</small></td>"
    )


def _sum(cells: Sequence[HeatCell]) -> str:
    steps, met = sum(c.steps for c in cells), sum(c.met for c in cells)
    if not steps:
        return "<td>–</td>"
    return f"<td><b>{percent(met / steps, 0)}</b><small>{met:,}/{steps:,}</small></td>"


def _ground(share: float) -> int:
    return min(GROUNDS - 1, int(share * GROUNDS))
