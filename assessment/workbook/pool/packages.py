"""The packages of an offer as one cell holds them, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assessment.answers import AnswerRefused
from assessment.content.providers import OfferPackage
from assessment.language import label

_BETWEEN = re.compile(r"[;；\n]+")
_PARTS = re.compile(r"[、,，]")
_ONE = re.compile(r"(?P<name>.+?)\s*(?P<price>\d{1,6}(?:\.\d{1,2})?)\s*(?:万元|万)?\s*(?:[:：]\s*(?P<parts>.*))?")


def packages_text(packages: Iterable[OfferPackage]) -> str:
    """The packages in one cell: 标准版 5万元：安装、培训；进阶版 12万元."""
    told = []
    for one in packages:
        parts = f"：{'、'.join(one.parts)}" if one.parts else ""
        told.append(f"{one.name} {one.price:g}万元{parts}")
    return "；".join(told)


def read_packages(text: str) -> tuple[OfferPackage, ...]:
    """The packages of a cell; raises ``AnswerRefused`` naming the one that cannot be read."""
    found: list[OfferPackage] = []
    for piece in (piece.strip() for piece in _BETWEEN.split(text)):
        if not piece:
            continue
        told = _ONE.fullmatch(piece)
        if told is None or len(told["name"]) > 40 or re.search("[:：、,，]", told["name"]):
            raise AnswerRefused(
                label("看不懂这个套餐", "this package cannot be read"),
                label(
                    "请写成“标准版 5万元：安装、培训”，价格单位万元，几个之间用分号“；”隔开。",
                    "Write it as 'Standard 5: installation, training', in CNY 10 000; separate several by ';'.",
                ),
                piece,
            )
        parts = tuple(part.strip() for part in _PARTS.split(told["parts"] or "") if part.strip())
        if any(len(part) > 60 or re.search("[:：]", part) for part in parts) or told["name"] in {o.name for o in found}:
            raise AnswerRefused(
                label("套餐同名，或内容太长", "a name that stands twice, or a part that is too long"),
                label("名称不要重复，每项内容最多 60 个字。", "Names differ; a part has 60 characters at most."),
                piece,
            )
        found.append(OfferPackage(name=told["name"], price=float(told["price"]), parts=parts))
    return tuple(found)
