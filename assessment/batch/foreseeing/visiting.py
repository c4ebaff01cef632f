"""Whom to visit of the firms of a file, in which order, and what the visits say of all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.batch.foreseeing.drawing import DrawnVisits
from assessment.batch.foreseeing.foreseen import (
    CITY,
    Foreseen,
    check_level,
    counties_of,
    firm_columns,
    identities,
    named,
    option,
)
from assessment.batch.scored import Batch
from assessment.foresight import (
    REFUSED_SHARE,
    CorrectedShare,
    VisitList,
    chance_of_correction,
    corrected_share,
    fewest_lost,
    whom_to_visit,
    within,
)
from assessment.language import Label, Lang, label, listed, percent
from assessment.problems import InputRefused, Problem, refuse
from assessment.scoring import level_name
from assessment.settings import peer_floor
from assessment.workbook.firms.lines import LineColumn

A_DAY = 4
"""Visits in a day, unless told otherwise."""
AREA_VISITS = 8
"""An area with fewer visits gets no interval: it would say nothing."""
_FEW = 10
Proved = Mapping[str, Collection[str]]
"""The questions for whose answers a firm gave proof, by its place; None where proofs are not kept with the firms."""
_PROOF_HELPS = 0.5
"""An answer with proof on file is so much less likely not to stand: an estimate."""
_MOST_LIKELY = 0.5
"""However many of a firm's answers are at odds, each is given no worse chance than this."""


def visit_list(
    batch: Batch,
    level: int,
    visits: int,
    seed: int,
    lang: Lang,
    refused: float = REFUSED_SHARE,
    a_day: int = A_DAY,
    proved: Proved | None = None,
) -> tuple[Foreseen, DrawnVisits]:
    """Whom to visit to learn how many firms really stand at ``level``: a route for each city, and the reason for each;
    and the list as it is to be kept.

    ``refused`` is how likely an answer does not stand on a visit; one of a firm whose answers are at odds, or who gave
    no proof where others did (``proved``), is likelier.
    """
    framework = batch.reading.main
    drawn, chance = _drawn(batch, level, visits, seed, refused, proved)
    scores = batch.reading.scores[framework.spec.id]
    book, counties = counties_of(batch)
    cities = [option(batch, row, CITY) for row in range(len(batch.table))]
    place = {city: at for at, city in enumerate(batch.table.bank.option_names(CITY))}
    rows = sorted(drawn.firms.tolist(), key=lambda r: (place.get(cities[r], len(place)), counties[r], -chance[r]))
    days, turns = _route([cities[r] for r in rows], a_day)
    fewest, odds = fewest_lost(scores, level), _at_odds(batch)
    bare, with_proofs = _without_proof(batch, proved or {})[0], any((proved or {}).values())
    open_questions = batch.reading.still_open.counts(framework.facts)
    waiting = open_questions["unanswered"] + open_questions["dont_know"]
    name = level_name(framework, level)

    def why(row: int) -> str:
        found = [_standing(int(scores.level_low[row]), int(scores.level_high[row]), level, int(fewest[row]))]
        if odds[row]:
            found.append(label("{n} 对回答互相矛盾", "{n} pairs of answers at odds").fill(n=int(odds[row])))
        if with_proofs and bare[row]:
            found.append(
                label("{n} 个得分的回答没有佐证", "{n} answers that count without proof").fill(n=int(bare[row]))
            )
        if waiting[row]:
            found.append(label("{n} 题没定", "{n} questions open").fill(n=int(waiting[row])))
        return listed(found, "；", "; ").text(lang)

    county_names = [book.name(counties[r], batch.table.bank).text(lang) if counties[r] else None for r in rows]
    columns = [
        *firm_columns(batch, rows, lang),
        LineColumn(label("县区", "County"), 14, county_names),
        LineColumn(label("市内第几天", "Day within the city"), 10, days, "count"),
        LineColumn(label("当天第几家", "Visit of that day"), 10, turns, "count"),
        LineColumn(label("为什么看", "Why"), 44, [why(r) for r in rows]),
        LineColumn(
            label("走访改变结论的可能（0–1，估算）", "Chance that a visit changes it"), 14, [*chance[rows]], "points"
        ),
        LineColumn(label("代表几家", "Speaks for firms"), 10, [1 / drawn.chance(r) for r in rows], "points"),
    ]
    told = label(
        "从 {firms} 家里抽 {visits} 家，看是不是真的到{level}（抽签号 {seed}、回答站不住的可能 {refused}%）。",
        "{visits} of {firms} firms are drawn to see whether they stand at {level} (seed {seed}, answers refused "
        "{refused}%).",
    ).fill(firms=len(batch.table), visits=visits, level=name, seed=seed, refused=f"{100 * refused:g}")
    why_these = label(
        "按“走访可能改变结论”的可能分组，越没把握的组抽得越多，组内随机，所以走访结果可以推到全部企业。这个可能是估算，不是结论。",
        "Firms are grouped by how likely a visit changes the finding; the less sure a group, the more of it are drawn, "
        "at random within it, so that the visits speak for all. The chance is an estimate and no finding.",
    )
    lines = (told, *_few(len(batch.table)), _told_route(batch, rows, cities, a_day), why_these, *_told_proof(proved))
    return Foreseen(tuple(columns), lines), _kept(batch, drawn, chance, level, counties)


def _kept(
    batch: Batch, drawn: VisitList, chance: NDArray[np.float64], level: int, counties: Sequence[str]
) -> DrawnVisits:
    cities = [option(batch, row, CITY) for row in range(len(batch.table))]
    areas = ("", *sorted({*cities, *counties} - {""}))
    place = {area: at for at, area in enumerate(areas)}
    return DrawnVisits(
        level=level,
        drawn=drawn,
        marks=np.array(identities(batch), str),
        risk=chance,
        reported=batch.reading.scores[batch.reading.main.spec.id].level_low >= level,
        areas=areas,
        city=np.array([place[one] for one in cities], np.int64),
        county=np.array([place[one] for one in counties], np.int64),
    )


def _told_proof(proved: Proved | None) -> list[Label]:
    if not any((proved or {}).values()):
        return []
    return [
        label(
            "交了佐证的回答，按站不住的可能小一半估（估算，不是经验）。",
            "An answer with proof on file is taken to be half as likely not to stand (an estimate, not experience).",
        )
    ]


def _route(cities: Sequence[str], a_day: int) -> tuple[list[int], list[int]]:
    """Day and turn of each visit, city by city; the visits of a city stand together."""
    days, turns = [], []
    seen: dict[str, int] = {}
    for city in cities:
        before = seen.get(city, 0)
        days.append(before // a_day + 1)
        turns.append(before % a_day + 1)
        seen[city] = before + 1
    return days, turns


def _told_route(batch: Batch, rows: Sequence[int], cities: Sequence[str], a_day: int) -> Label:
    count: dict[str, int] = {}
    for row in rows:
        count[cities[row]] = count.get(cities[row], 0) + 1
    each = [
        label("{city} {n} 家（{days} 天）", "{city} {n} ({days} days)").fill(
            city=named(batch, CITY, city), n=n, days=-(-n // a_day)
        )
        for city, n in count.items()
    ]
    return label(
        "路线按市排，一天 {n} 家，同一县区排在一起：{each}。县区按区划代码的顺序（市辖区在前）：系统里没有企业的地址，"
        "也没有路程，先后请按当地情况调整。",
        "The route goes city by city, {n} a day, those of one county together: {each}. Counties stand in the order of "
        "their codes, districts first: neither addresses nor distances are known here, so change the order as you "
        "know the place.",
    ).fill(n=a_day, each=listed(each))


def _few(firms: int) -> list[Label]:
    if firms >= _FEW:
        return []
    return [
        label(
            "只有 {n} 家企业：与其抽样，不如每家都去。",
            "There are {n} firms only: rather visit every one than a sample.",
        ).fill(n=firms)
    ]


def corrected_levels(
    batch: Batch, verified: Batch, level: int, visits: int, seed: int, lang: Lang, refused: float = REFUSED_SHARE
) -> Foreseen:
    """What the visits to a list say of all when the list was not kept: it is drawn again from the same file, visits,
    seed and ``refused``. Else as ``corrected_by``.
    """
    drawn, chance = _drawn(batch, level, visits, seed, refused, None)
    return corrected_by(_kept(batch, drawn, chance, level, counties_of(batch)[1]), batch, verified, lang)


@dataclass(frozen=True)
class AreaShare:
    """The share of an area's ``firms`` at the level: of all for ``area`` "", else of a city or county by its code."""

    area: str
    name: Label
    firms: int
    share: CorrectedShare


def corrected_shares(
    kept: DrawnVisits, batch: Batch, verified: Batch, mark: Callable[[str], str] = str
) -> list[AreaShare]:
    """What the visits to a drawn list say of all, and of each city and county with visits enough.

    ``verified`` holds the visited firms with their verified answers, ``batch`` those from whom the list was drawn, who
    name what is missing; ``mark`` makes the marks of a list that was kept. Refused when a firm that was drawn is not
    among the verified.
    """
    found_at = _rows_by_mark(verified, mark)
    drawn = kept.drawn
    missing = [str(kept.marks[firm]) for firm in drawn.firms if str(kept.marks[firm]) not in found_at]
    if missing:
        raise InputRefused(_missing(batch, mark, missing))
    check_level(verified, kept.level)
    rows = [found_at[str(kept.marks[firm])] for firm in drawn.firms]
    found = verified.reading.scores[verified.reading.main.spec.id].level_low[rows] >= kept.level
    whole = corrected_share(drawn, kept.reported, found, kept.risk)
    told = [AreaShare("", label("全部", "all"), len(kept.reported), whole)]
    floor = peer_floor()
    for at, name in _in_order(verified, kept.areas):
        members = kept.members(at)
        own = within(drawn, members)
        if members.sum() < floor or own is None or len(own.firms) < AREA_VISITS:
            continue
        share = corrected_share(drawn, kept.reported, found, kept.risk, members)
        told.append(AreaShare(kept.areas[at], name, int(members.sum()), share))
    return told


def corrected_by(
    kept: DrawnVisits, batch: Batch, verified: Batch, lang: Lang, mark: Callable[[str], str] = str
) -> Foreseen:
    """The shares (see ``corrected_shares``) as reported and corrected, with their 95% intervals, in words and lines."""
    shares = corrected_shares(kept, batch, verified, mark)
    whole = shares[0].share
    told = label(
        "自报到{level}的有 {reported}；按 {n} 次走访更正后约 {corrected}，95% 区间 {low} 至 {high}。",
        "{reported} report {level}; corrected by {n} visits about {corrected}, 95% interval {low} to {high}.",
    ).fill(
        level=level_name(verified.reading.main, kept.level),
        n=len(kept.drawn.firms),
        **{part: percent(getattr(whole, part), 1) for part in ("reported", "corrected", "low", "high")},
    )
    left_out = label(
        "企业不足 {floor} 家、走访不足 {visits} 次的市和县区不单独算：区间太宽，也可能露出单家企业。",
        "Cities and counties with fewer than {floor} firms or {visits} visits are not told: their intervals would say "
        "nothing, or tell of single firms.",
    ).fill(floor=peer_floor(), visits=AREA_VISITS)
    return Foreseen(_share_columns(shares, lang), (told, *_few(len(kept.reported)), left_out))


def _rows_by_mark(batch: Batch, mark: Callable[[str], str]) -> dict[str, int]:
    """The row of each firm by its mark; one that stands twice is nobody's."""
    rows: dict[str, list[int]] = {}
    for row, identity in enumerate(identities(batch)):
        rows.setdefault(mark(identity), []).append(row)
    return {own: found[0] for own, found in rows.items() if own and len(found) == 1}


def _missing(batch: Batch, mark: Callable[[str], str], marks: Sequence[str]) -> list[Problem]:
    """A sentence for each firm that was drawn and is not among the visited, by name where the file has it."""
    named = _rows_by_mark(batch, mark)
    told = []
    for own in marks:
        row = named.get(own)
        place = own[:8] or "—" if row is None else batch.table.ids[row]
        firm = "" if row is None else str(batch.table.answer(row, "firm_name").value or "")
        told.append(
            Problem(
                place,
                label("抽中了，但走访结果里没有", "was drawn, but is not among the visits"),
                label(
                    "请补上这家；不再走访的名单不能推算。", "Add it; a list not visited to the end says nothing of all."
                ),
                None if firm in ("", place) else firm,
            )
        )
    return told


def _in_order(batch: Batch, areas: Sequence[str]) -> list[tuple[int, Label]]:
    """The areas (codes) by their places, each city before its counties."""
    bank = batch.table.bank
    book, _ = counties_of(batch)
    place = {area: at for at, area in enumerate(areas)}
    found: list[tuple[int, Label]] = []
    for city, name in bank.option_names(CITY).items():
        if city in place:
            found.append((place[city], name))
        found += [(place[one.code], book.name(one.code, bank)) for one in book.below(city) if one.code in place]
    return found


def _share_columns(shares: Sequence[AreaShare], lang: Lang) -> tuple[LineColumn, ...]:
    parts: list[tuple[Label, str]] = [
        (label("自报（%）", "Reported (%)"), "reported"),
        (label("更正后（%）", "Corrected (%)"), "corrected"),
        (label("95% 区间从（%）", "95% interval from (%)"), "low"),
        (label("到（%）", "to (%)"), "high"),
    ]
    return (
        LineColumn(label("地区", "Area"), 24, [one.name.text(lang) for one in shares]),
        LineColumn(label("企业", "Firms"), 10, [one.firms for one in shares], "count"),
        LineColumn(label("走访", "Visits"), 10, [one.share.visits for one in shares], "count"),
        *(
            LineColumn(title, 14, [round(100 * getattr(one.share, part), 1) for one in shares], "points")
            for title, part in parts
        ),
    )


def _drawn(
    batch: Batch, level: int, visits: int, seed: int, refused: float, proved: Proved | None
) -> tuple[VisitList, NDArray[np.float64]]:
    check_level(batch, level)
    if not 0 < refused < 1:
        raise refuse(
            "refused",
            label("回答站不住的可能要在 0 和 100% 之间", "the share of answers refused must be between 0 and 100%"),
            label("不知道就用 10%。", "Use 10% where it is not known."),
            f"{100 * refused:g}%",
        )
    likely = refused * (1 + _at_odds(batch)) * _bareness(batch, proved)
    each = np.minimum(likely, max(_MOST_LIKELY, refused))
    scores = batch.reading.scores[batch.reading.main.spec.id]
    chance = chance_of_correction(scores, level, each)
    _, area = np.unique([option(batch, row, CITY) for row in range(len(batch.table))], return_inverse=True)
    return whom_to_visit(chance, scores.level_low >= level, area.reshape(-1), visits, seed), chance


def _bareness(batch: Batch, proved: Proved | None) -> NDArray[np.float64]:
    """How much likelier than the average an answer of each firm is not to stand, by the proofs that it gave."""
    if not proved:
        return np.ones(len(batch.table))
    bare, counting = _without_proof(batch, proved)
    likely = 1 - _PROOF_HELPS * (counting - bare) / np.maximum(counting, 1)
    return np.asarray(likely / likely.mean())


def _without_proof(batch: Batch, proved: Proved) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each firm how many answers that carry points have no proof on file, and how many carry points."""
    framework = batch.reading.main
    scores = batch.reading.scores[framework.spec.id]
    bare, counting = np.zeros(len(batch.table), np.int64), np.zeros(len(batch.table), np.int64)
    for number, item in enumerate(framework.items):
        carries = scores.item_low[number] > 0
        given = [not frozenset(proved.get(place, ())).isdisjoint(item.facts) for place in batch.table.ids]
        counting += carries
        bare += carries & ~np.array(given, bool)
    return bare, counting


def _at_odds(batch: Batch) -> NDArray[np.int64]:
    """How many pairs of its answers each firm has of which one must be wrong."""
    count = np.zeros(len(batch.table), np.int64)
    for _, rows in batch.reading.knowledge.contradicted:
        count += rows
    return count


def _standing(low: int, high: int, level: int, fewest: int) -> Label:
    if low >= level:
        return label(
            "自报已到；有 {n} 个回答站不住就不到", "reports it; fewest answers whose fall would lose it: {n}"
        ).fill(n=fewest)
    if high >= level:
        return label("自报没定，也许已到", "left open; perhaps it is there")
    return label("自报没到；看有没有低报", "reports less; perhaps more than it says")
