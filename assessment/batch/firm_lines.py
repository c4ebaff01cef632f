"""What a person reads of many firms: a firm a line, in words, with what is missing and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import Reading, planning_size
from assessment.answers import AnswerTable, State
from assessment.language import Label, Lang, label
from assessment.planning import NO_LIMITS, Outline, hands_of
from assessment.scoring import Framework, Scores
from assessment.workbook.coded import CodedColumn
from assessment.workbook.firms.columns import FIRM_NAME
from assessment.workbook.firms.lines import LineColumn
from assessment.workbook.firms.wording import SOURCE, coded_answers

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
    rows = np.arange(len(table))
    columns = [LineColumn(SOURCE, 12, CodedColumn(table.ids, rows))]
    columns.append(LineColumn(bank.facts[FIRM_NAME].label, 30, _names(table)))
    columns += [LineColumn(bank.facts[name].label, 14, coded_answers(table, name, lang)) for name in _PROFILE]
    sizes, size_codes = reading.sizes.words()
    told = CodedColumn([size.text(lang) for size in sizes], size_codes)
    columns.append(LineColumn(label("规模", "Size"), 10, told))
    for name in asked:
        columns += _of_framework(reading.scores[name], lang, alone=len(asked) == 1)
    columns += _open(reading, asked, problems, lang)
    columns += _next(reading, asked, lang) if plans is None else _plans(reading, plans, lang)
    verified = CodedColumn([_AS_REPORTED.text(lang)], np.zeros(len(table), np.intp))
    columns.append(LineColumn(label("核实", "Verified"), 14, verified))
    return columns


def _names(table: AnswerTable) -> CodedColumn:
    column = table.columns.get(FIRM_NAME)
    if column is None:
        return CodedColumn([None], np.zeros(len(table), np.intp))
    names = [*column.values.tolist(), None]
    return CodedColumn(names, np.where(column.states == State.ANSWERED, np.arange(len(table)), len(table)))


def _next(reading: Reading, asked: Sequence[str], lang: Lang) -> Iterator[LineColumn]:
    """What to do next while no plan was made: answer what is open, else have one made."""
    gaps = [reading.still_open.rows(fact) for name in asked for fact in reading.frameworks[name].facts]
    is_open = np.any(gaps, axis=0) if gaps else np.zeros(len(reading.table), bool)
    words = [_PLAN_NEXT.text(lang), _ANSWER_FIRST.text(lang)]
    yield LineColumn(_NEXT_STEP, 22, CodedColumn(words, is_open.astype(np.intp)))


def _of_framework(scores: Scores, lang: Lang, alone: bool) -> Iterator[LineColumn]:
    """Level in words and the points it stands on, at least and at most."""
    framework = scores.framework
    title = None if alone else framework.spec.short_title
    low, high = scores.points()
    ends, codes = np.unique(np.stack([scores.level_low, scores.level_high]), axis=1, return_inverse=True)
    levels = [_level(framework, int(worst), int(best), lang) for worst, best in ends.T]
    yield LineColumn(_titled(title, label("等级", "Level")), 22, CodedColumn(levels, codes.reshape(-1)))
    least, most = label("总分，最低", "Points at least"), label("总分，最高", "Points at most")
    yield LineColumn(_titled(title, least), 10, CodedColumn.of_figures(low), "points")
    yield LineColumn(_titled(title, most), 10, CodedColumn.of_figures(high), "points")


def _titled(title: Label | None, name: Label) -> Label:
    return name if title is None else label(f"{title.zh} {name.zh}", f"{title.en}: {name.en}")


def _level(framework: Framework, low: int, high: int, lang: Lang) -> str:
    names = {0: framework.spec.no_level} | {one.level: one.name for one in framework.spec.levels}
    if low == high:
        return names[low].text(lang)
    return label("{low}至{high}，没定", "{low} to {high}, open").fill(low=names[low], high=names[high]).text(lang)


def _open(reading: Reading, asked: Sequence[str], problems: Sequence[int], lang: Lang) -> Iterator[LineColumn]:
    facts = list(dict.fromkeys(fact for name in asked for fact in reading.frameworks[name].facts))
    gaps = np.array([reading.still_open.rows(fact) for fact in facts], bool).reshape(len(facts), len(reading.table))
    counts = gaps.sum(axis=0)
    yield LineColumn(label("还没定的题数", "Open questions"), 10, CodedColumn.of_figures(counts), "count")
    labels = [reading.table.bank.facts[fact].label.text(lang) for fact in facts]
    yield LineColumn(label("还缺哪些", "What is missing"), 36, _missing(gaps, labels, lang))
    faults = CodedColumn.of_figures(np.asarray(problems, np.intp))
    yield LineColumn(label("表里有几处问题", "Problems in the row"), 10, faults, "count")


def _missing(gaps: NDArray[np.bool_], labels: Sequence[str], lang: Lang) -> CodedColumn:
    """The first few open questions of every firm, and that there are more; ``gaps`` is (facts, n)."""
    facts, n = gaps.shape
    so_far = np.cumsum(gaps, axis=0, dtype=np.int16)
    shown = np.full((SHOWN + 1, n), facts, np.intp)  # the places of the first few; the number of all facts for none
    for nth in range(1, SHOWN + 2):
        first = gaps & (so_far == nth)
        np.copyto(shown[nth - 1], first.argmax(axis=0) if facts else 0, where=first.any(axis=0))
    shown[SHOWN] = np.where(shown[SHOWN] < facts, 0, facts)  # only that there are more
    places, codes = np.unique(shown, axis=1, return_inverse=True)
    cells = [_named([labels[at] for at in column[:SHOWN] if at < facts], column[SHOWN] < facts, lang)
             for column in places.T.tolist()]  # fmt: skip
    return CodedColumn(cells, codes.reshape(-1))


def _named(missing: Sequence[str], more: bool, lang: Lang) -> str | None:
    """The first few, and that there are more."""
    told = ("、" if lang == "zh" else ", ").join(missing)
    return (told + label("等", " and others").text(lang) if more else told) or None


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
