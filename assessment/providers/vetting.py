"""What is known of a provider besides what it can do: who checked it, complaints, customers, packages; in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from assessment.content.providers import Offer
from assessment.language import Label, label

_CHECKED = label("中心 {on} 核验过，有效到 {until}", "checked by the centre on {on}, valid until {until}")
_EXPIRED = label("核验已在 {until} 到期，不再算数", "the centre's check ran out on {until} and no longer counts")
_COMPLAINTS = label("中心登记的投诉 {n} 件", "complaints counted by the centre: {n}")
_CUSTOMERS = label("自报的客户：{names}", "customers that it names: {names}")
_PACKAGES = label("套餐：{list}", "packages: {list}")


def vetting(offer: Offer, on: datetime.date) -> Iterator[Label]:
    """What stands in the pool of an offer's vetting as of a day; a check that has run out is said as such."""
    state = offer.check_on(on)
    if state == "valid":
        yield _CHECKED.fill(on=offer.checked_on, until=offer.valid_until)
    elif state == "expired":
        yield _EXPIRED.fill(until=offer.valid_until)
    if offer.complaints is not None:
        yield _COMPLAINTS.fill(n=offer.complaints)
    if offer.customers:
        yield _CUSTOMERS.fill(names=offer.customers)
    if offer.packages:
        zh, en = [], []
        for one in offer.packages:
            parts_zh = f"（{'、'.join(one.parts)}）" if one.parts else ""
            parts_en = f" ({', '.join(one.parts)})" if one.parts else ""
            zh.append(f"{one.name} {one.price:g} 万元{parts_zh}")
            en.append(f"{one.name} at CNY {one.price * 10_000:,.0f}{parts_en}")
        yield _PACKAGES.fill(list=label("，".join(zh), ", ".join(en)))
