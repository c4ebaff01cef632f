"""The volume prices of an offer as one cell holds them, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assessment.answers import AnswerRefused
from assessment.content.providers import VolumePrice
from assessment.language import Label, label

_BETWEEN = re.compile(r"[;；\n]+")
_TIERS = re.compile(r"[、,，]")
_ONE = re.compile(r"(?P<measure>[^:：]+?)\s*[:：]\s*(?P<tiers>.+)")
_TIER = re.compile(
    r"(?P<units>\d{1,5})\s*(?:份|家|台|套)?\s*(?:起|\+)?\s+(?P<price>\d{1,6}(?:\.\d{1,2})?)\s*(?:万元|万)?"
)
_HOW: tuple[Label, Label] = (
    label("看不懂这个批量价", "this volume price cannot be read"),
    label(
        "请写成“事项：5 起 3.2万元、10 起 2.8万元”，是每份的价格，几个事项之间用分号“；”隔开。",
        "Write it as 'step: 5+ 3.2, 10+ 2.8', the price of each in CNY 10 000; separate several steps by ';'.",
    ),
)


def volumes_text(volumes: Iterable[VolumePrice]) -> str:
    """The prices in one cell: light_erp：5 起 3.2万元、10 起 2.8万元."""
    by_measure: dict[str, list[str]] = {}
    for one in volumes:
        by_measure.setdefault(one.measure, []).append(f"{one.units} 起 {one.price:g}万元")
    return "；".join(f"{measure}：{'、'.join(tiers)}" for measure, tiers in by_measure.items())


def read_volumes(text: str, named: Callable[[str], str | None]) -> tuple[VolumePrice, ...]:
    """The volume prices of a cell, ``named`` finding the measure that words name; raises ``AnswerRefused``."""
    found: dict[tuple[str, int], VolumePrice] = {}
    for piece in (piece.strip() for piece in _BETWEEN.split(text)):
        if not piece:
            continue
        told = _ONE.fullmatch(piece)
        if told is None:
            raise AnswerRefused(*_HOW, piece)
        measure = named(told["measure"])
        if measure is None:
            raise AnswerRefused(
                label("没有这个事项", "there is no such step"),
                label("请从“事项清单”里复制名称或代码。", "Copy a name or code from the sheet 'Steps'."),
                told["measure"],
            )
        for tier in _TIERS.split(told["tiers"]):
            read = _TIER.fullmatch(tier.strip())
            if read is None or int(read["units"]) < 1:
                raise AnswerRefused(*_HOW, tier.strip())
            key = measure, int(read["units"])
            if key in found:
                raise AnswerRefused(
                    label("同一个数量写了两次", "the same number stands twice"),
                    label("请只留一个。", "Keep one of them."),
                    piece,
                )
            found[key] = VolumePrice(measure=measure, units=key[1], price=float(read["price"]))
    return tuple(found[key] for key in sorted(found))
