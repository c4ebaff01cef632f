"""What a bid sheet holds and where: shared by who writes it and who reads it."""

from __future__ import annotations

from typing import Literal

from assessment.language import Label, label

SHEET = label("比价单", "Bid sheet")
REQUEST = label("需求书编号", "Request number")
PROVIDER = label("服务商全称", "Provider (full name)")
PACKAGE = label("打包总价（万元，可不填）", "Package price in all (CNY 10 000, optional)")
VALID = label("报价有效期到（年-月-日）", "Valid until (year-month-day)")
Field = Literal["code", "title", "wanted", "quantity", "unit", "offered", "price", "weeks", "note"]
COLUMNS: dict[Field, Label] = {
    "code": label("项目代码", "Item code"),
    "title": label("要做的事", "Item"),
    "wanted": label("要达到的功能", "Functions wanted"),
    "quantity": label("数量", "Quantity"),
    "unit": label("单位", "Unit"),
    "offered": label("做不做", "Offered"),
    "price": label("单价（万元，全包）", "Price each, all in (CNY 10 000)"),
    "weeks": label("要几周", "Weeks"),
    "note": label("说明", "Notes"),
}
OFFERED = label("做", "yes")
NOT_OFFERED = label("不做", "not offered")
WAN = label("万元", "万元")
