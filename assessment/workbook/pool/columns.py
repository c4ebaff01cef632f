"""The columns of a resource pool as a workbook holds them, and the words for what stands in them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from assessment.content.bank import FactBank
from assessment.content.facts import FactFile, Option
from assessment.content.measures import Measure
from assessment.content.provenance import Fidelity
from assessment.content.providers import CategoryEntry, Offer
from assessment.language import Label, label
from assessment.workbook.pool.packages import packages_text
from assessment.workbook.pool.volumes import volumes_text

ANYONE = "anyone"  # the option of a restriction that restricts nobody
SIZES = (
    Option(id="micro", label=label("微型", "micro")),
    Option(id="small", label=label("小型", "small")),
    Option(id="medium", label=label("中型", "medium")),
)
FIDELITIES: dict[Fidelity, Label] = {
    "official": label("官方发布", "official"),
    "secondary": label("申报或转引", "declared or second-hand"),
    "modelled": label("模拟", "modelled"),
    "estimate": label("估算", "estimate"),
    "sample": label("示例", "sample"),
}
LONGEST_LIST = 5_000


class PoolColumns:
    """The columns, called as the keys of an ``Offer`` are, as facts: so a pool is read and written as firms are.

    ``offer`` is the id; ``measures`` lists measures of the book, read with ``measures`` of this object.
    """

    def __init__(self, bank: FactBank, measures: Mapping[str, Measure], categories: Iterable[CategoryEntry]):
        self.categories = {entry.id: entry for entry in categories}
        self.measures = {m.id: Option(id=m.id, label=m.title) for m in measures.values()}
        self.category_of = {m.id: m.category for m in measures.values()}
        self.bank = FactBank(FactFile.model_validate(file) for file in self._files(bank))

    def _files(self, bank: FactBank) -> list[dict[str, Any]]:
        chains, cities = bank.choice("chain").options, bank.choice("city").options
        kinds = [Option(id=c.id, label=c.label) for c in self.categories.values()]
        money = {"kind": "amount", "unit": label("万元", "CNY 10 000"), "maximum": 100_000, "decimals": 2}
        number = {"kind": "count", "unit": label("个", "projects"), "maximum": 100_000}
        return [
            _topic(
                1,
                label("谁提供什么", "Who offers what"),
                _column("provider", "服务商", "Provider", "服务商的全称是什么？", "Full name of the provider?")
                | {"kind": "text", "required": True, "max_length": 60},
                _column("product", "产品或服务", "Product", "产品或服务叫什么？", "What is the product called?")
                | {"kind": "text", "required": True, "max_length": 80},
                _column("category", "类别", "Category", "属于哪一类？一行只填一类。", "Which kind? One a row.")
                | {"kind": "choice", "required": True, "options": kinds},
                _column(
                    "measures",
                    "能做的事项",
                    "What it does",
                    "申报能做哪些事项？名称见“事项清单”，用分号“；”隔开；只能填本类的事项。",
                    "Which steps does it declare? Names in the sheet 'Steps', separated by ';', of its category only.",
                )
                | {"kind": "text", "max_length": LONGEST_LIST},
            ),
            _topic(
                2,
                label("为谁服务（空着或填“不限”都是不限）", "For whom (empty, or 'anyone': no restriction)"),
                _reach("chains", chains, "产业链", "Chains", "只服务哪些产业链？", "Only which chains?"),
                _reach("cities", cities, "服务地区", "Areas", "只在哪些地区上门？", "On site in which areas?"),
                _reach("sizes", SIZES, "企业规模", "Firm sizes", "只服务多大的企业？", "Only which sizes of firm?"),
            ),
            _topic(
                3,
                label("价格、能力和说明", "Price, capacity and notes"),
                _column("price_low", "最低价", "Lowest price", "一个项目最少多少钱？", "Least price of a project?")
                | money
                | {"required": True, "at_most": "price_high"},
                _column("price_high", "最高价", "Highest price", "一个项目最多多少钱？", "Highest price of a project?")
                | money
                | {"required": True},
                _column(
                    "capacity",
                    "每年可承接",
                    "Capacity a year",
                    "一年能新接几个项目？暂不接单填 0。",
                    "How many projects can it start a year? 0 if none for now.",
                )
                | number
                | {"required": True},
                _column("cases", "完成案例", "Finished projects", "做完过几个同类项目？", "How many are finished?")
                | number,
                _column(
                    "interest",
                    "利益关联",
                    "Ties",
                    "有没有企业应当知道的利益关联？没有就空着。",
                    "Any ties that a firm should know of? Leave empty if none.",
                )
                | {"kind": "text", "max_length": 200, "example": label("同时受托做诊断", "also paid for diagnosis")},
                _column(
                    "offer",
                    "产品编号",
                    "Product code",
                    "系统里的编号；新的一行可空着，会自动编号。",
                    "The code in the system; leave it empty in a new row, it is given by itself.",
                )
                | {"kind": "text", "max_length": 60},
            ),
            _topic(
                4,
                label("核验和套餐（中心填，都可空着）", "Vetting and packages (all may stay empty)"),
                _column("customers", "客户", "Customers", "服务商自报的客户？", "Customers that it names itself?")
                | {"kind": "text", "max_length": 300},
                _column("complaints", "投诉", "Complaints", "中心登记了几件投诉？", "Complaints counted by the centre?")
                | {"kind": "count", "unit": label("件", "complaints"), "maximum": 100_000},
                _column("checked_on", "核验日期", "Checked on", "中心哪天核验的？", "When did the centre check it?")
                | {"kind": "text", "max_length": 40, "example": label("2026-10-15", "2026-10-15")},
                _column("valid_until", "核验有效到", "Valid until", "核验到哪天为止算数？", "Until when does it count?")
                | {"kind": "text", "max_length": 40, "example": label("2027-10-14", "2027-10-14")},
                _column(
                    "packages",
                    "套餐",
                    "Packages",
                    "每个套餐写“名称 价格万元：内容、内容”，用分号“；”隔开。",
                    "Each as 'name price: part, part' in CNY 10 000, separated by ';'.",
                )
                | {
                    "kind": "text",
                    "max_length": LONGEST_LIST,
                    "example": label("标准版 5万元：安装、培训", "Standard 5: installation, training"),
                },
                _column(
                    "volumes",
                    "批量价",
                    "Volume prices",
                    "几家一起买，每份多少钱？写“事项：5 起 3.2万元、10 起 2.8万元”，几个事项用分号“；”隔开。",
                    "What does each cost for several together? As 'step: 5+ 3.2, 10+ 2.8', separated by ';'.",
                )
                | {
                    "kind": "text",
                    "max_length": LONGEST_LIST,
                    "example": label("轻量进销存财务一体系统：5 起 3.2万元", "light_erp: 5+ 3.2"),
                },
            ),
        ]


def cell_value(offer: Offer, key: str) -> Any:
    """What an offer says in one of the columns, as it stands in a row: days and packages as texts."""
    if key == "offer":
        return offer.id
    if key == "packages":
        return packages_text(offer.packages) or None
    if key == "volumes":
        return volumes_text(offer.volumes) or None
    value = getattr(offer, key)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _topic(order: int, title: Label, *facts: dict[str, Any]) -> dict[str, Any]:
    return {"topic": {"id": f"pool_{order}", "order": order, "title": title, "intro": title}, "facts": facts}


def _column(key: str, zh: str, en: str, ask_zh: str, ask_en: str) -> dict[str, Any]:
    return {"id": key, "label": label(zh, en), "ask": label(ask_zh, ask_en)}


def _reach(key: str, options: tuple[Option, ...], zh: str, en: str, ask_zh: str, ask_en: str) -> dict[str, Any]:
    anyone = Option(id=ANYONE, label=label("不限", "anyone"), excludes_others=True)
    return _column(key, zh, en, ask_zh, ask_en) | {"kind": "multi", "options": (anyone, *options)}
