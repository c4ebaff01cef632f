"""Firms of one area or chain whose plans share a measure, grouped under the volume prices of offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.batch.engines import Engine
from assessment.batch.foreseeing.foreseen import (
    CITY,
    ESTIMATE,
    Foreseen,
    Progress,
    check_level,
    counties_of,
    option,
    sizes_of,
)
from assessment.batch.foreseeing.spreading import Outlines, spread
from assessment.batch.scored import Batch
from assessment.content.measures import Measure, SizeClass
from assessment.content.providers import Offer
from assessment.foresight import Division, VolumeTier, joint_purchase
from assessment.language import Label, Lang, label
from assessment.planning import Outline, money
from assessment.problems import refuse
from assessment.scoring import level_name
from assessment.workbook.firms.lines import LineColumn

GroupBy = Literal["county", "city", "chain"]
Agreed = Callable[[Mapping[str, frozenset[str]]], Mapping[str, frozenset[str]]]
"""By provider the firms (by their places) that would buy from it; of these, who agreed to be named to it."""
_SHOWN = 12
_CHAIN, _NAME = "chain", "firm_name"


@dataclass(frozen=True)
class _Purchase:
    """Firms (rows) that buy a measure together under an offer, and how they divide what they pay."""

    group: Label
    measure: Measure
    offer: Offer
    rows: tuple[int, ...]
    units: tuple[int, ...]
    alone: tuple[float, ...]
    division: Division

    @property
    def saved(self) -> float:
        """What they save in all, less what must be added from outside (万元)."""
        return self.division.saved - self.division.added


def groups_to_buy(
    batch: Batch,
    level: int,
    by: GroupBy,
    lang: Lang,
    agreed: Agreed,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Foreseen:
    """Which firms of a county, city or chain would save by buying a step of their plans together, and their division.

    Each firm is planned to ``level``; a step is bought under the volume prices of the offer that saves the group most.
    A firm is named only where it ``agreed``. Refused where no offer has a volume price.
    """
    check_level(batch, level)
    advisor = batch.reading.advisor
    offers = [offer for offer in advisor.pool.offers if offer.volumes and offer.capacity]
    if not offers:
        raise refuse(
            "pool",
            label("资源池里没有一个批量价，没法算一起买", "no offer of the pool has a volume price"),
            label("请在资源池的“批量价”一列里填写。", "Fill in the column 'Volume prices' of the pool."),
        )
    sizes = sizes_of(batch)
    work = Outlines(batch.reading.main, advisor.measures, level)
    plans = [one for some in spread(work, batch.table, sizes, engine, progress) for one in some]
    found = sorted(_purchases(batch, plans, sizes, offers, by), key=lambda one: -one.saved)
    places = batch.table.ids
    buying: dict[str, set[str]] = {}
    for one in found:
        buying.setdefault(one.offer.provider, set()).update(places[row] for row in one.rows)
    named = agreed({provider: frozenset(some) for provider, some in buying.items()})
    return Foreseen(_columns(batch, found, named, lang), tuple(_lines(batch, found, by, plans, level)))


def _purchases(
    batch: Batch, plans: Sequence[Outline], sizes: Sequence[SizeClass], offers: Sequence[Offer], by: GroupBy
) -> Iterator[_Purchase]:
    """For each group and measure the purchase that saves most, where any does."""
    measures = batch.reading.advisor.measures.measures
    for group, rows in _groups(batch, by):
        for measure in measures.values():
            want = [row for row in rows if measure.id in plans[row].measures]
            tried = (
                _purchase(batch, group, measure, offer, want, plans, sizes)
                for offer in offers
                if any(one.measure == measure.id for one in offer.volumes)
            )
            best = max((one for one in tried if one is not None), key=lambda one: one.saved, default=None)
            if best is not None and best.saved > 0.005:
                yield best


def _purchase(
    batch: Batch,
    group: Label,
    measure: Measure,
    offer: Offer,
    rows: Sequence[int],
    plans: Sequence[Outline],
    sizes: Sequence[SizeClass],
) -> _Purchase | None:
    able = [row for row in rows if _serves(batch, offer, row, sizes[row])][: offer.capacity]
    if len(able) < 2:
        return None
    units = [plans[row].measures[measure.id] if measure.counted else 1 for row in able]
    costs = [measure.cost_per_unit if measure.counted else measure.cost for _ in able]
    estimates = [
        0.0 if cost is None else cost.of(sizes[row]).likely * n for row, n, cost in zip(able, units, costs, strict=True)
    ]
    priced = [(row, n, e) for row, n, e in zip(able, units, estimates, strict=True) if e > 0]
    if len(priced) < 2:
        return None
    able, units, estimates = (list(each) for each in zip(*priced, strict=True))
    tiers = [VolumeTier(one.units, one.price) for one in offer.volumes if one.measure == measure.id]
    alone, division = joint_purchase(units, estimates, tiers)
    return _Purchase(group, measure, offer, tuple(able), tuple(units), tuple(alone), division)


def _serves(batch: Batch, offer: Offer, row: int, size: SizeClass) -> bool:
    """Whether the offer is for a firm; what a firm has not said excludes nobody."""
    city, chain = option(batch, row, CITY), option(batch, row, _CHAIN)
    return (
        (not offer.cities or not city or city in offer.cities)
        and (not offer.chains or not chain or chain in offer.chains)
        and (not offer.sizes or size in offer.sizes)
    )


def _groups(batch: Batch, by: GroupBy) -> Iterator[tuple[Label, list[int]]]:
    bank, n = batch.table.bank, len(batch.table)
    if by == "county":
        book, keys = counties_of(batch)
        names = {one.code: book.name(one.code, bank) for one in book.counties}
    else:
        keys = [option(batch, row, by) for row in range(n)]
        names = bank.option_names(by)
    for key, name in names.items():
        rows = [row for row in range(n) if keys[row] == key]
        if len(rows) > 1:
            yield name, rows


def _columns(
    batch: Batch, found: Sequence[_Purchase], named: Mapping[str, frozenset[str]], lang: Lang
) -> tuple[LineColumn, ...]:
    lines = [(number, one, at) for number, one in enumerate(found, 1) for at in range(len(one.rows))]

    def name(one: _Purchase, at: int) -> str | None:
        place = batch.table.ids[one.rows[at]]
        if place not in named.get(one.offer.provider, frozenset()):
            return None
        return str(batch.table.answer(one.rows[at], _NAME).value or "")

    return (
        LineColumn(label("拼单", "Group"), 8, [number for number, _, _ in lines], "count"),
        LineColumn(
            label("名单里第几家", "Number in the list"), 12, [one.rows[at] + 1 for _, one, at in lines], "count"
        ),
        LineColumn(label("企业（同意告知的）", "Firm (where it agreed)"), 28, [name(one, at) for _, one, at in lines]),
        LineColumn(label("数量", "Units"), 8, [one.units[at] for _, one, at in lines], "count"),
        LineColumn(label("单独买（万元）", "Alone (CNY 10 000)"), 14, [one.alone[at] for _, one, at in lines], "money"),
        LineColumn(
            label("一起买（万元）", "Together (CNY 10 000)"),
            14,
            [float(one.division.pays[at]) for _, one, at in lines],
            "money",
        ),
        LineColumn(label("地区或产业链", "Area or chain"), 20, [one.group.text(lang) for _, one, _ in lines]),
        LineColumn(label("一起买什么", "What is bought"), 28, [one.measure.title.text(lang) for _, one, _ in lines]),
        LineColumn(label("服务商", "Provider"), 24, [one.offer.provider for _, one, _ in lines]),
        LineColumn(label("产品", "Product"), 24, [one.offer.product for _, one, _ in lines]),
    )


def _lines(
    batch: Batch, found: Sequence[_Purchase], by: GroupBy, plans: Sequence[Outline], level: int
) -> Iterator[Label]:
    pool = batch.reading.advisor.pool
    total = round(100 * sum(one.saved for one in found))
    if not found:
        yield label(
            "没有找到一起买能省钱的组（按资源池“{pool}”的批量价）。",
            "No group would save by buying together (at the volume prices of '{pool}').",
        ).fill(pool=pool.file.title)
        buying = sum(bool(one.measures) for one in plans)
        yield label(
            "{n} 家里有东西要买才能到{level}的是 {buying} 家；一组里至少两家要买同一项，而且批量价更便宜，才算一组。",
            "Of {n} firms {buying} have something to buy on their way to {level}; a group takes two that buy the same, "
            "for less under volume prices.",
        ).fill(n=len(plans), buying=buying, level=level_name(batch.reading.main, level))
    else:
        yield label(
            "找到 {n} 个可以拼单的组，合计省 {saved}（按资源池“{pool}”的批量价）。",
            "{n} groups would save by buying together, {saved} in all (at the volume prices of '{pool}').",
        ).fill(n=len(found), saved=money(total), pool=pool.file.title)
    if pool.is_sample:
        yield label(
            "资源池是示例，价格是编的，不要拿去找企业。", "The pool is made up, prices too: do not go to firms with it."
        )
    if by == "county" and not found and not any(counties_of(batch)[1]):
        yield label(
            "这批企业没有写县区，可以改按市或产业链。", "No county is known of these firms; try cities or chains."
        )
    for number, one in enumerate(found[:_SHOWN], 1):
        told = label(
            "{number}. {group}：{firms} 家一起买“{measure}”（{provider}），共 {cost}，省 {saved}。",
            "{number}. {group}: {firms} firms buy '{measure}' together ({provider}) for {cost}, saving {saved}.",
        )
        yield told.fill(
            number=number,
            group=one.group,
            firms=len(one.rows),
            measure=one.measure.title,
            provider=one.offer.provider,
            cost=money(round(100 * one.division.cost)),
            saved=money(round(100 * one.saved)),
        )
        if one.division.added > 0.005:
            yield label(
                "{number}. 要所有人都留下，至少要从外面补 {added}（已从省下的钱里扣掉）。",
                "{number}. So that nobody leaves, at least {added} must be added from outside (taken off the saving).",
            ).fill(number=number, added=money(round(100 * one.division.added)))
    if len(found) > _SHOWN:
        yield label("其余 {n} 组见表。", "The table has {n} more.").fill(n=len(found) - _SHOWN)
    if not found:
        return
    yield label(
        "单独买按估算；这家服务商按自己的数量更便宜的，按它的价。这样分，任何几家另凑都不会更便宜。没有同意告知的企业只写是这批企业里的第几家，不写名称。",
        "Alone is the estimate, or that provider's price for a firm's own number where that is less. Divided so, no "
        "part of a group would pay less by itself. A firm that has not agreed to be named has its number among these "
        "firms and no name.",
    )
    yield ESTIMATE
