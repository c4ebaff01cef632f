"""The firm among its peers: how the points of others are spread, and where the firm stands in them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assessment.peers import PeerStanding, Standing
from assessment.telling import theme
from assessment.web.markup import block
from assessment.web.result.pieces import folded, lettering, meter
from assessment.web.result.view import View


def show(view: View) -> None:
    """Put the part on the page."""
    block(f"<h3>{view.say('在同类企业里排在哪里', 'Among other firms')}</h3>")
    standings = view.advisory.peers
    if not standings:
        words = view.say(
            "国家评测指标的得分还是一个范围，补上回答后才能排位。",
            "The points under the national indicators are still a range; once they are certain, your place is shown.",
        )
        block(f'<p class="quiet">{words}</p>')
        return
    first = standings[0]
    by = view.say("按国家评测指标的得分比。", "By the points under the national indicators.")
    block(f'<p>{view.text(first.standing.sentence)} <span class="quiet">{by}</span></p>')
    st.echarts_chart(
        chart(view, first), height=240, renderer="svg", theme=None, alt=_alt(view, first), key=f"peers-{first.node}"
    )
    rows = "".join(_row(view, one) for one in standings)
    title = view.say("得分高于多少企业", "The share of firms with fewer points")
    block(f'<h4>{title}</h4><ul class="bars places">{rows}</ul>{_table(view, first)}')


def chart(view: View, one: PeerStanding) -> dict[str, Any]:
    """The spread as columns, each the share of firms in a range of points; the firm's own column stands out."""
    standing = one.standing
    own = own_column(one)
    data = [
        {"value": round(100 * share, 2), "itemStyle": {"color": theme.OWN if i == own else theme.PRIMARY_SOFT}}
        for i, share in enumerate(standing.bins)
    ]
    say = view.subject.say
    align = "right" if own > len(standing.bins) * 0.8 else "left" if own < len(standing.bins) * 0.2 else "center"
    top = round(115 * max(standing.bins), 1)
    muted = {"color": theme.MUTED, "fontSize": 12}
    return {
        "animation": False,
        "textStyle": lettering(),
        "grid": {"left": 8, "right": 8, "top": 32, "bottom": 40, "containLabel": True},
        "tooltip": {
            "trigger": "axis",
            "axisPointer": {"type": "shadow"},
            "formatter": "{b}: {c}%",
        },
        "xAxis": {
            "type": "category",
            "data": [f"{low:g}–{high:g}" for low, high in _edges(standing)],
            "name": view.subject.say("{t}（分）", "{t} (points)", t=one.title),
            "nameLocation": "middle",
            "nameGap": 28,
            "nameTextStyle": muted,
            "axisLabel": muted | {"interval": 3},
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": theme.RULE}},
        },
        "yAxis": {
            "type": "value",
            "max": top,
            "axisLabel": muted | {"formatter": "{value}%", "showMaxLabel": False},
            "splitLine": {"lineStyle": {"color": theme.LEVELS[0]}},
        },
        "series": [
            {
                "type": "bar",
                "barCategoryGap": "12%",
                "data": data,
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "label": {"show": False},
                    "lineStyle": {"color": theme.OWN, "type": "dotted"},
                    "data": [[{"coord": [own, 0]}, {"coord": [own, top]}]],
                },
                "markPoint": {
                    "symbol": "pin",
                    "symbolSize": 1,
                    "label": {
                        "show": True,
                        "formatter": say("您 {v}", "You {v}", v=f"{one.value:g}"),
                        "color": theme.OWN,
                        "fontWeight": "bold",
                        "fontSize": 13,
                        "position": "top",
                        "align": align,
                    },
                    "data": [{"coord": [own, top]}],
                },
            }
        ],
    }


def _edges(standing: Standing) -> list[tuple[float, float]]:
    step = (standing.bin_high - standing.bin_low) / len(standing.bins)
    return [(standing.bin_low + i * step, standing.bin_low + (i + 1) * step) for i in range(len(standing.bins))]


def own_column(one: PeerStanding) -> int:
    """The column in which the firm stands; the last one takes its upper end in, as the counting does."""
    standing = one.standing
    share = (one.value - standing.bin_low) / (standing.bin_high - standing.bin_low)
    return min(len(standing.bins) - 1, max(0, int(share * len(standing.bins))))


def _alt(view: View, one: PeerStanding) -> str:
    return view.subject.say(
        "{title}的分布图：{sentence}", "Spread of {title}: {sentence}", title=one.title, sentence=one.standing.sentence
    )


def _row(view: View, one: PeerStanding) -> str:
    standing = one.standing
    percent = f"{standing.percentile:.0f}%"
    if standing.low != standing.high:
        percent += f"<small>{standing.low:.0f}–{standing.high:.0f}%</small>"
    who = f"{view.text(one.title)}<small>{view.say('{v} 分', '{v} points', v=f'{one.value:g}')}</small>"
    return f"<li><span>{who}</span><b>{percent}</b>{meter(standing.percentile, standing.percentile, 100)}</li>"


def _table(view: View, one: PeerStanding) -> str:
    """The chart as a table, and on whom it rests."""
    standing = one.standing
    points, share_of = view.say("分数", "Points"), view.say("企业占比", "Share of firms")
    head = f'<tr><th>{points}</th><th class="number">{share_of}</th></tr>'
    own = own_column(one)
    rows = "".join(
        f"<tr><td>{low:g}–{high:g}{' ← ' + view.say('您', 'you') if i == own else ''}</td>"
        f"<td class='number'>{100 * share:.1f}%</td></tr>"
        for i, ((low, high), share) in enumerate(zip(_edges(standing), standing.bins, strict=True))
    )
    basis = view.say(
        "比较对象：{group}；真实企业 {n} 家，模拟参照占 {share}%。",
        "Compared with: {group}; {n} real firms, the modelled reference weighs {share} %.",
        group=standing.group,
        n=standing.real,
        share=f"{100 * standing.modelled_share:.0f}",
    )
    if standing.real:
        basis += view.say(
            " 95% 区间 {low}–{high}% 只凭真实企业算；愿意参加的企业和别的企业不一样时，差别不在其中。",
            " The 95 % interval of {low}–{high} % is from the real firms alone; if firms that agree to be counted "
            "differ from others, that is not in it.",
            low=f"{standing.low:.0f}",
            high=f"{standing.high:.0f}",
        )
    if standing.as_of is not None:
        basis += view.say(" 真实企业截至 {day}。", " Real firms as of {day}.", day=standing.as_of.isoformat())
    title = view.say("比较对象和图中的数", "Who is compared, and the figures of the chart")
    return folded(f"<span>{title}</span>", f"<p>{basis}</p><table>{head}{rows}</table>", "plain")
