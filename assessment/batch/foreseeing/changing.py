"""Before and after: what changed the points of the firms that are in two files."""

from __future__ import annotations

from fractions import Fraction

from assessment.answers import Answer
from assessment.batch.foreseeing.foreseen import Foreseen, firm_columns, same_firms
from assessment.batch.scored import Batch
from assessment.foresight import before_after, causes_of
from assessment.foresight.before_after import CAUSES
from assessment.language import Lang, label
from assessment.problems import refuse
from assessment.scoring import level_name
from assessment.workbook.firms.lines import LineColumn


def changes(before: Batch, after: Batch, lang: Lang) -> Foreseen:
    """Split the change of every firm that is in both files, by name or code; each file under the rules of its day."""
    pairs, missing = same_firms(before, after)
    if not pairs:
        raise refuse(
            "before",
            label("两份表里没有同一家企业，比不出变化", "no firm is in both, so nothing can be compared"),
            label(
                "请核对是不是同一批企业：先按信用代码、再按名称认。",
                "Check that they are the same firms, by code or name.",
            ),
        )
    rules = before.reading.main, after.reading.main
    splits = []
    for old, new in pairs:
        a, b = _answers(before, old), _answers(after, new)
        splits.append(before_after(rules, a, b, causes_of(a, b), after.reading.advisor.crosswalk))
    rows = [new for _, new in pairs]
    columns = [
        *firm_columns(after, rows, lang),
        *(
            LineColumn(title, 12, [level_name(rule, split.level[end]).text(lang) for split in splits])
            for end, (title, rule) in enumerate(
                zip((label("以前", "Before"), label("现在", "After")), rules, strict=True)
            )
        ),
        LineColumn(
            label("总分变化", "Change in points"),
            12,
            [float(split.points[1] - split.points[0]) for split in splits],
            "points",
        ),
    ]
    total: dict[str, Fraction] = {}
    for cause, name in CAUSES.items():
        parts = [split.shares[cause].points if cause in split.shares else Fraction(0) for split in splits]
        total[cause] = sum(parts, Fraction(0))
        if any(parts):
            columns.append(LineColumn(name, 12, [float(part) for part in parts], "points"))
    up = sum(split.level[1] > split.level[0] for split in splits)
    down = sum(split.level[1] < split.level[0] for split in splits)
    told = label(
        "两份表里都有的 {n} 家：{up} 家升级，{down} 家降级；只在一份里的 {missing} 家没有算。",
        "{n} firms are in both files: {up} moved up, {down} down; {missing} are in one only and left out.",
    ).fill(n=len(pairs), up=up, down=down, missing=missing)
    by_cause = [
        label("{cause}：合计 {points} 分", "{cause}: {points} points in all").fill(
            cause=name, points=f"{float(total[cause]):+.2f}"
        )
        for cause, name in CAUSES.items()
        if total[cause]
    ]
    exact = label(
        "没定的答案按最低分算；各项原因按所有先后顺序的平均作用分摊（沙普利值），加起来正好是总变化。",
        "Open answers count at their worst; each cause has its mean effect over all orders (its Shapley value), and "
        "the causes add up to the change exactly.",
    )
    return Foreseen(tuple(columns), (told, *by_cause, exact))


def _answers(batch: Batch, row: int) -> dict[str, Answer]:
    return {fact: batch.table.answer(row, fact) for fact in batch.table.columns}
