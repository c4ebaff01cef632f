"""The chart of what a sum of money buys: stairs of points, a diamond for the cheapest way to each level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from assessment.telling import theme
from assessment.web.result.view import View

if TYPE_CHECKING:
    from assessment.web.result.trying.money import SumOffer

POINTS, LEVELS = "points", "levels"
_DOT, _DIAMOND = 11, 18


def chart(view: View, offers: Sequence[SumOffer], chosen: int) -> dict[str, Any]:
    """Cost across (in the reader's unit), points up; ``chosen`` is the place of the offer that is marked."""
    scale = 1 if view.lang == "zh" else 10_000
    dots = [[_round(one.cost * scale), one.points] for one in offers if one.way_to is None]
    ways = [
        {
            "value": [_round(one.cost * scale), one.points],
            "label": {"formatter": view.subject.say("{n}级", "Level {n}", n=view.subject.numeral(one.way_to))},
        }
        for one in offers
        if one.way_to is not None
    ]
    own = offers[chosen]
    here = [_round(own.cost * scale), own.points]
    right = max(one.cost for one in offers) * scale
    muted = {"color": theme.MUTED, "fontSize": 12}
    money, points = view.subject.say("万元", "CNY"), view.subject.say("分", "points")
    return {
        "animation": False,
        "textStyle": {"fontFamily": st.get_option("theme.font")},  # a canvas does not know ``inherit``
        "grid": {"left": 8, "right": 20, "top": 32, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "item", "formatter": f"{{@[0]}} {money} · {{@[1]}} {points}"},
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": _round(right * 1.02),
            "axisLabel": muted | {"showMaxLabel": False},
            "splitLine": {"show": False},
            "axisLine": {"show": True, "lineStyle": {"color": theme.RULE}},
        },
        "yAxis": {
            "type": "value",
            "scale": True,
            "name": view.subject.say("总分（横轴：万元）", "Points (across: CNY)"),
            "nameTextStyle": muted | {"align": "left"},
            "axisLabel": muted,
            "splitLine": {"lineStyle": {"color": theme.LEVELS[0]}},
        },
        "series": [
            {
                "type": "line",
                "step": "end",
                "silent": True,
                "symbol": "none",
                "data": [*_stairs(offers, scale), [_round(right * 1.02), max(one.points for one in offers)]],
                "lineStyle": {"color": theme.PRIMARY, "width": 2},
                "areaStyle": {"color": theme.LEVELS[1], "opacity": 0.5},
            },
            _marks(POINTS, dots, "circle", _DOT, theme.PRIMARY),
            _marks(LEVELS, ways, "diamond", _DIAMOND, theme.GOOD),
            {
                "type": "scatter",
                "silent": True,
                "symbol": "circle",
                "symbolSize": 20,
                "z": 5,
                "itemStyle": {"color": "transparent", "borderColor": theme.OWN, "borderWidth": 3},
                "data": [here],
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "label": {"show": False},
                    "lineStyle": {"color": theme.OWN, "type": "dotted"},
                    "data": [{"xAxis": here[0]}],
                },
            },
        ],
    }


def _stairs(offers: Sequence[SumOffer], scale: int) -> list[list[float]]:
    """The most points for each sum: offers that no cheaper one beats."""
    found: list[list[float]] = []
    for one in offers:
        if not found or one.points > found[-1][1]:
            found.append([_round(one.cost * scale), one.points])
    return found


def _marks(name: str, data: Sequence[Any], symbol: str, size: int, color: str) -> dict[str, Any]:
    return {
        "id": name,
        "type": "scatter",
        "selectedMode": "single",
        "symbol": symbol,
        "symbolSize": size,
        "itemStyle": {"color": color, "borderColor": theme.PAPER, "borderWidth": 1},
        "select": {"itemStyle": {"color": color}},
        "label": {
            "show": symbol == "diamond",
            "position": "bottom",
            "distance": 8,
            "color": color,
            "fontWeight": "bold",
        },
        "z": 4 if symbol == "diamond" else 3,
        "data": data,
    }


def _round(amount: float) -> float:
    return round(amount, 2)
