"""Before and after: what changed the points of the firms that are in two files, or in two rounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from assessment.answers import Answer
from assessment.batch.foreseeing.foreseen import (
    CITY,
    Foreseen,
    Progress,
    counties_of,
    firm_columns,
    option,
    same_firms,
)
from assessment.batch.scored import Batch
from assessment.content.measures import Measure
from assessment.foresight import before_after, causes_of
from assessment.foresight.before_after import CAUSES, SplitChange
from assessment.language import Label, Lang, decimal_text, label, listed
from assessment.problems import refuse
from assessment.scoring import Framework, level_name
from assessment.settings import peer_floor
from assessment.workbook.firms.lines import LineColumn

_CHAIN = "chain"
_EVERY = 20
_MOST_STEPS = 6
"""Of so many steps of a firm each has its share, since all combinations are scored; further ones are its own change."""


@dataclass(frozen=True)
class KnownChanges:
    """What is known beside the answers, by the places of the firms: which answers before were found wrong on a visit,
    and which steps the firm has accepted since.
    """

    corrected: Mapping[str, frozenset[str]] = field(default_factory=dict)
    followed: Mapping[str, Sequence[Measure]] = field(default_factory=dict)


def found_wrong(reported: Batch, verified: Batch) -> dict[str, frozenset[str]]:
    """Which answers of the same firms, row by row, were verified as something else, by the places of the firms."""
    facts = {*reported.table.columns, *verified.table.columns}
    found = {}
    for row in range(len(reported.table)):
        wrong = {fact for fact in facts if reported.table.answer(row, fact) != verified.table.answer(row, fact)}
        if wrong:
            found[reported.table.ids[row]] = frozenset(wrong)
    return found


def changes(
    before: Batch, after: Batch, lang: Lang, known: KnownChanges | None = None, progress: Progress | None = None
) -> Foreseen:
    """Split the change of every firm that is in both files, by name or code; each file under the rules of its day."""
    pairs, missing = same_firms(before, after)
    if not pairs:
        raise refuse(
            "before",
            label("两份里没有同一家企业，比不出变化", "no firm is in both, so nothing can be compared"),
            label(
                "请核对是不是同一批企业：先按信用代码、再按名称认。",
                "Check that they are the same firms, by code or name.",
            ),
        )
    known = known or KnownChanges()
    rules = before.reading.main, after.reading.main
    splits = []
    for done, (old, new) in enumerate(pairs, 1):
        a, b = _answers(before, old), _answers(after, new)
        accepted = known.followed.get(after.table.ids[new], ())[:_MOST_STEPS]
        steps = {one.id: frozenset(r.fact for r in one.raises) for one in accepted}
        causes = causes_of(a, b, known.corrected.get(before.table.ids[old], frozenset()), steps)
        splits.append(before_after(rules, a, b, causes, after.reading.advisor.crosswalk))
        if progress is not None and (done % _EVERY == 0 or done == len(pairs)):
            progress(done, len(pairs))
    rows = [new for _, new in pairs]
    titles = {one.id: one.title for some in known.followed.values() for one in some}
    told = label("两份里都有的 {n} 家：{moved}。", "{n} firms are in both: {moved}.").fill(
        n=len(pairs), moved=_up_and_down(splits)
    )
    apart = label("只在一份里的 {missing} 家没有算。", "{missing} are in one only and left out.").fill(missing=missing)
    exact = label(
        "没定的答案按最低分算；各项原因按所有先后顺序的平均作用分摊（沙普利值），加起来正好是总变化。",
        "Open answers count at their worst; each cause has its mean effect over all orders (its Shapley value), and "
        "the causes add up to the change exactly.",
    )
    by_cause = list(_by_cause(splits, titles))
    if not by_cause:
        by_cause.append(label("没有一家的分数和等级变了。", "No firm's points or level changed."))
    lines = (told, *([apart] if missing else []), *by_cause, *_by_group(after, rows, splits), exact)
    return Foreseen(tuple(_columns(after, rows, splits, rules, titles, lang)), lines)


def _columns(
    after: Batch,
    rows: Sequence[int],
    splits: Sequence[SplitChange],
    rules: tuple[Framework, Framework],
    titles: Mapping[str, Label],
    lang: Lang,
) -> Iterator[LineColumn]:
    yield from firm_columns(after, rows, lang)
    for end, title in enumerate((label("以前", "Before"), label("现在", "After"))):
        yield LineColumn(title, 12, [level_name(rules[end], split.level[end]).text(lang) for split in splits])
    change = [float(split.points[1] - split.points[0]) for split in splits]
    yield LineColumn(label("总分变化", "Change in points"), 12, change, "points")
    for cause, name in CAUSES.items():
        parts = [_part(split, cause) for split in splits]
        if any(parts):
            yield LineColumn(name, 12, [float(part) for part in parts], "points")
    for cause, name in CAUSES.items():
        levels = [Fraction(0) if (share := split.shares.get(cause)) is None else share.level for split in splits]
        if any(levels):
            title = label("{cause}（级）", "{cause} (levels)").fill(cause=name)
            yield LineColumn(title, 12, [float(part) for part in levels], "points")
    if titles:
        told = [_steps(split, titles) for split in splits]
        total = [float(sum((_part(split, name) for name in titles), Fraction(0))) for split in splits]
        yield LineColumn(label("跟进的措施，合计", "Steps followed, in all"), 12, total, "points")
        yield LineColumn(
            label("其中每项", "Each of them"), 40, [None if one is None else one.text(lang) for one in told]
        )


def _steps(split: SplitChange, titles: Mapping[str, Label]) -> Label | None:
    shares = {name: share.points for name, share in split.shares.items() if name in titles and share.points}
    told = [
        label("{title} {points}", "{title} {points}").fill(title=titles[n], points=_signed(p))
        for n, p in shares.items()
    ]
    return listed(told, "；", "; ") if told else None


def _by_cause(splits: Sequence[SplitChange], titles: Mapping[str, Label]) -> Iterator[Label]:
    """What each cause did to the points, and to the levels where it did something to these."""
    for cause, name in [*CAUSES.items(), *titles.items()]:
        parts = [share for split in splits if (share := split.shares.get(cause)) and (share.points or share.level)]
        if not parts:
            continue
        shown = name if cause in CAUSES else label("措施“{title}”", "step '{title}'").fill(title=name)
        words = label("{cause}：{n} 家，合计 {points} 分", "{cause}: {n} firms, {points} points in all")
        if any(share.level for share in parts):
            words = label(
                "{cause}：{n} 家，合计 {points} 分、{levels} 级",
                "{cause}: {n} firms, {points} points and {levels} levels in all",
            )
        yield words.fill(
            cause=shown,
            n=len(parts),
            points=_signed(sum((share.points for share in parts), Fraction(0))),
            levels=_signed(sum((share.level for share in parts), Fraction(0))),
        )


def _by_group(after: Batch, rows: Sequence[int], splits: Sequence[SplitChange]) -> Iterator[Label]:
    """What became of the firms of each city, county and chain with firms enough."""
    bank, floor = after.table.bank, peer_floor()
    book, counties = counties_of(after)
    for named, keys in (
        (bank.option_names(CITY), [option(after, row, CITY) for row in rows]),
        ({one.code: book.name(one.code, bank) for one in book.counties}, [counties[row] for row in rows]),
        (bank.option_names(_CHAIN), [option(after, row, _CHAIN) for row in rows]),
    ):
        count = Counter(keys)
        for key, name in named.items():
            if count[key] < floor:
                continue
            own = [split for split, other in zip(splits, keys, strict=True) if other == key]
            mean = sum((split.points[1] - split.points[0] for split in own), Fraction(0)) / len(own)
            yield label(
                "{group}：{n} 家，{moved}，平均 {points} 分", "{group}: {n} firms, {moved}, {points} points on average"
            ).fill(group=name, n=len(own), moved=_up_and_down(own), points=_signed(mean))


def _up_and_down(splits: Sequence[SplitChange]) -> Label:
    """How many moved up and how many down; nought is not told."""
    up, down = (sum((split.level[1] - split.level[0]) * way > 0 for split in splits) for way in (1, -1))
    told = [label("{n} 家升级", "{n} moved up").fill(n=up)] if up else []
    told += [label("{n} 家降级", "{n} moved down").fill(n=down)] if down else []
    return listed(told, "，", ", ") if told else label("没有升降级", "none moved up or down")


def _part(split: SplitChange, cause: str) -> Fraction:
    share = split.shares.get(cause)
    return Fraction(0) if share is None else share.points


def _signed(points: Fraction) -> str:
    return f"{'+' if points > 0 else ''}{decimal_text(points, 2)}"


def _answers(batch: Batch, row: int) -> dict[str, Answer]:
    return {fact: batch.table.answer(row, fact) for fact in batch.table.columns}
