"""What a person reads of many firms: a firm a line, in words, with what is missing and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from assessment.advisory import Reading, planning_size
from assessment.answers import State, answer_text
from assessment.language import Label, Lang, label
from assessment.planning import NO_LIMITS, Outline, hands_of
from assessment.scoring import Framework, Scores
from assessment.workbook.firms.lines import LineColumn
from assessment.workbook.firms.wording import SOURCE

SHOWN = 3
"""So many open questions are named for each firm."""
_PROFILE = ("city", "chain")
_AT_THE_TOP = label("已在最高一级", "at the highest level")
_NEXT_STEP = label("下一步", "Next step")
_ANSWER_FIRST = label("先补答还没定的题", "answer what is open")
_PLAN_NEXT = label("可以算方案了", "have a plan made")
_AS_REPORTED = label("企业自报，未核实", "as reported, not verified")
_NO_WAY = label("现有措施到不了", "out of reach of the measures known")
_NOT_PROVEN = label("没算出来，请重试", "not proven; please try again")


def firm_lines(
    reading: Reading, problems: Sequence[int], lang: Lang, asked: Sequence[str], plans: Sequence[Outline] | None
) -> list[LineColumn]:
    """The columns of the list; ``problems`` (n,) counts what was wrong in the row of each firm.

    ``asked`` are the frameworks that are told. ``plans`` are those of the firms, in order, where they were made: then
    the next level, its likely cost, the step to begin with and the kinds of help are told as well.
    """
    table, bank = reading.table, reading.table.bank
    rows = range(len(table))
    columns = [LineColumn(SOURCE, 12, list(table.ids))]
    names = [table.answer(row, "firm_name") for row in rows]
    columns.append(
        LineColumn(
            bank.facts["firm_name"].label, 30, [str(a.value) if a.state is State.ANSWERED else None for a in names]
        )
    )
    for fact in (bank.facts[name] for name in _PROFILE):
        answers = [table.answer(row, fact.id) for row in rows]
        told = [None if a.state is State.UNANSWERED else answer_text(fact, a).text(lang) for a in answers]
        columns.append(LineColumn(fact.label, 14, told))
    columns.append(LineColumn(label("规模", "Size"), 10, [reading.sizes.of(row).label.text(lang) for row in rows]))
    for name in asked:
        columns += _of_framework(reading.scores[name], lang, alone=len(asked) == 1)
    columns += _open(reading, asked, problems, lang)
    columns += _next(reading, asked, lang) if plans is None else _plans(reading, plans, lang)
    columns.append(LineColumn(label("核实", "Verified"), 14, [_AS_REPORTED.text(lang)] * len(table)))
    return columns


def _next(reading: Reading, asked: Sequence[str], lang: Lang) -> Iterator[LineColumn]:
    """What to do next while no plan was made: answer what is open, else have one made."""
    open_ = np.sum([reading.still_open.rows(fact) for name in asked for fact in reading.frameworks[name].facts], axis=0)
    told = [(_ANSWER_FIRST if n else _PLAN_NEXT).text(lang) for n in open_]
    yield LineColumn(_NEXT_STEP, 22, told)


def _of_framework(scores: Scores, lang: Lang, alone: bool) -> Iterator[LineColumn]:
    """Level in words and the points it stands on, at least and at most."""
    framework = scores.framework
    title = None if alone else framework.spec.short_title
    low, high = scores.points()
    levels = [_level(framework, int(a), int(b), lang) for a, b in zip(scores.level_low, scores.level_high, strict=True)]
    yield LineColumn(_titled(title, label("等级", "Level")), 22, levels)
    yield LineColumn(_titled(title, label("总分，最低", "Points at least")), 10, [*map(float, low)], "points")
    yield LineColumn(_titled(title, label("总分，最高", "Points at most")), 10, [*map(float, high)], "points")


def _titled(title: Label | None, name: Label) -> Label:
    return name if title is None else label(f"{title.zh} {name.zh}", f"{title.en}: {name.en}")


def _level(framework: Framework, low: int, high: int, lang: Lang) -> str:
    names = {0: framework.spec.no_level} | {one.level: one.name for one in framework.spec.levels}
    if low == high:
        return names[low].text(lang)
    return label("{low}至{high}，没定", "{low} to {high}, open").fill(low=names[low], high=names[high]).text(lang)


def _open(reading: Reading, asked: Sequence[str], problems: Sequence[int], lang: Lang) -> Iterator[LineColumn]:
    facts = list(dict.fromkeys(fact for name in asked for fact in reading.frameworks[name].facts))
    gaps = [reading.still_open.rows(fact) for fact in facts]
    counts = np.sum(gaps, axis=0, dtype=int) if gaps else np.zeros(len(reading.table), int)
    yield LineColumn(label("还没定的题数", "Open questions"), 10, [int(n) for n in counts], "count")
    labels = [reading.table.bank.facts[fact].label.text(lang) for fact in facts]
    missing = [[name for name, gap in zip(labels, gaps, strict=True) if gap[row]] for row in range(len(counts))]
    yield LineColumn(label("还缺哪些", "What is missing"), 36, [_named(one, lang) for one in missing])
    yield LineColumn(label("表里有几处问题", "Problems in the row"), 10, [int(n) for n in problems], "count")


def _named(missing: Sequence[str], lang: Lang) -> str | None:
    """The first few, and that there are more."""
    told = ("、" if lang == "zh" else ", ").join(missing[:SHOWN])
    return (told + label("等", " and others").text(lang) if len(missing) > SHOWN else told) or None


def _plans(reading: Reading, made: Sequence[Outline], lang: Lang) -> Iterator[LineColumn]:
    """The next level, what it takes at likely prices, the step to begin with, and the kinds of help."""
    measures = reading.advisor.measures
    names = {one.level: one.name.text(lang) for one in reading.main.spec.levels}
    yield LineColumn(
        label("下一级", "Next level"), 14, [None if o.target_level is None else names[o.target_level] for o in made]
    )
    likely = label("最可能要花（万元，估算）", "Likely cost (CNY 10 000, est.)")
    yield LineColumn(likely, 14, [one.cost for one in made], "money")
    steps = [len(one.measures) if one.status == "optimal" else None for one in made]
    yield LineColumn(label("几步", "Steps"), 8, steps, "count")
    table, hands = reading.table, reading.advisor.hands
    sizes = [planning_size(reading.sizes.of(row)) for row in range(len(table))]
    able = [hands_of(table, row, hands, size, NO_LIMITS, reading.on).days for row, size in enumerate(sizes)]
    yield LineColumn(
        label("按人手最少几周", "Weeks at least, with its hands"),
        10,
        [one.least_weeks(days) for one, days in zip(made, able, strict=True)],
        "count",
    )
    # content lists measures from first steps to results
    first = [
        next((m.title.text(lang) for m in measures.measures.values() if m.id in one.measures), None) for one in made
    ]
    yield LineColumn(_NEXT_STEP, 26, first)
    categories: dict[str, str] = {one.id: one.label.text(lang) for one in reading.advisor.pool.categories.values()}
    yield LineColumn(
        label("要找哪类帮手", "Kinds of help"),
        36,
        [_help(o, {measures.measures[m].category for m in o.measures}, categories, lang) for o in made],
    )


def _help(outline: Outline, needed: set[str], categories: dict[str, str], lang: Lang) -> str | None:
    said = {"infeasible": _NO_WAY, "unproven": _NOT_PROVEN}.get(outline.status)
    if outline.target_level is None:
        said = _AT_THE_TOP
    if said is not None:
        return said.text(lang)
    comma = "、" if lang == "zh" else ", "
    return comma.join(text for name, text in categories.items() if name in needed) or None
