"""A template of an older edition of the questions: that it is one, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assessment.content.bank import FactBank
from assessment.language import Label, label, listed
from assessment.workbook.firms.wording import ALL_FACTS, LISTS, facts_and_options
from assessment.workbook.grid.cells import Grid, Sheet

_SHOWN = 8
_OLDER = label(
    "这张表是旧版模板，已按现在的题目读取。{changes}",
    "This is an older template; it was read by the questions of today. {changes}",
)
_NEW = label("此后新增：{names}。", "New since: {names}. ")
_GONE = label("已经取消、没有读取：{names}。", "No longer asked, and not read: {names}. ")
_CHANGED = label("选项有变：{names}。", "With other options: {names}. ")
_NOTHING = label("题目只换了先后。", "Only the order has changed.")


def changes_since(grid: Grid, bank: FactBank) -> Label | None:
    """What has changed since the template of a workbook was made; None for that of today, and for other workbooks."""
    then = next((found for sheet in grid.sheets if (found := _facts_then(sheet))), None)
    now = dict(_split(facts_and_options(bank)))
    if then is None or list(then.items()) == list(now.items()):
        return None
    named = {fact.id: fact.label for fact in bank.facts.values()}
    parts = [
        words.fill(names=_listed([named.get(fact, label(fact, fact)) for fact in facts]))
        for words, facts in (
            (_NEW, [fact for fact in now if fact not in then]),
            (_GONE, [fact for fact in then if fact not in now]),
            (_CHANGED, [fact for fact in now if fact in then and now[fact] != then[fact]]),
        )
        if facts
    ]
    return _OLDER.fill(changes=label("".join(one.zh for one in parts), "".join(one.en for one in parts).strip())
                       if parts else _NOTHING)  # fmt: skip


def _facts_then(sheet: Sheet) -> dict[str, str] | None:
    """The facts with their options that the hidden sheet of a template keeps."""
    if sheet.name not in (LISTS.zh, LISTS.en) or not sheet.rows:
        return None
    column = next((at for at, value in enumerate(sheet.rows[0], 1) if value == ALL_FACTS), None)
    if column is None:
        return None
    kept = (sheet.value(row, column) for row in range(2, len(sheet.rows) + 1))
    return dict(_split(value for value in kept if isinstance(value, str)))


def _split(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        fact, _, options = line.partition(":")
        yield fact, options


def _listed(names: Sequence[Label]) -> Label:
    shown, more = listed(names[:_SHOWN]), len(names) - _SHOWN
    told = label("{shown}等 {n} 题", "{shown} and {more} more")
    return told.fill(shown=shown, n=len(names), more=more) if more > 0 else shown
