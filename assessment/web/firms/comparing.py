"""The same firm before and after: two of its assessments, changed rules kept apart from changed answers."""

from __future__ import annotations

from datetime import date

import streamlit as st

from assessment.advisory.change import FirmChange, change
from assessment.advisory.what_if import BeforeAfter, FrameworkStanding
from assessment.language import Lang, label
from assessment.settings import in_china
from assessment.store.firm_records import PastAssessment
from assessment.web import links, resources
from assessment.web.firms.tables import table
from assessment.web.markup import block, escape, literal

_TITLE = label("前后对比", "Before and after")
_FIRST, _SECOND = label("前一次", "Before"), label("后一次", "After")
_NTH = label("第 {n} 次 · {name} · {day}", "no. {n} · {name} · {day}")
_FREE = label("自行评估", "on its own")
_SAME_RULES = label(
    "两次用的是同一版指标（{version}），变化全部来自回答。",
    "Both stand under the same edition ({version}): the whole change comes from the answers.",
)
_OTHER_RULES = label(
    "指标从 {old} 版换成了 {new} 版。先把前一次的回答按新版重算，差别是规则变了；再比两次回答，差别才是企业变了。",
    "The rules changed from edition {old} to {new}. The old answers scored by the new rules show what the rules did; "
    "what remains is what the firm did.",
)
_HEADS = (label("哪一步", "Step"), label("得分", "Points"), label("等级", "Level"))
_THEN = label("前一次（{version} 版）", "Before (edition {version})")
_REPLAYED = label("同样的回答，按 {version} 版", "The same answers, edition {version}")
_NOW = label("后一次（{version} 版）", "After (edition {version})")
_BY_RULES = label("其中规则变化", "of which by the rules")
_BY_ANSWERS = label("其中企业变化", "of which by the firm")
_ANSWERS = label("变了的回答（{n} 个）", "Answers that changed ({n})")
_ANSWER_HEADS = (label("问题", "Question"), label("前一次", "Before"), label("后一次", "After"))
_UNREAD = label(
    "前一次有 {n} 个回答现在的问卷读不了，按没有回答算。", "{n} old answers are not read by today's questions."
)


def show(past: list[PastAssessment]) -> None:
    """Two assessments of a firm that has several, the last two at first."""
    if len(past) < 2:
        return
    lang = links.lang()
    block(f"<h3>{_TITLE.text(lang)}</h3>")
    names = {number: _name(number, one, lang) for number, one in enumerate(past)}
    with st.container(horizontal=True, key="compare-which"):
        first = _pick(_FIRST.text(lang), names, len(past) - 2, "compare-first")
        second = _pick(_SECOND.text(lang), names, len(past) - 1, "compare-second")
    if first == second:
        return
    store = resources.store()
    days = [_day(past[number]) for number in (first, second)]
    answers = [store.effective_answers(past[number].id) for number in (first, second)]
    for found in change(resources.advisor(), (days[0], answers[0]), (days[1], answers[1])):
        if found.by_answers.after.points_high > found.by_answers.after.points_low or found.answers:
            _one(found, lang)


def _pick(words: str, names: dict[int, str], standing: int, key: str) -> int:
    return st.selectbox(
        words,
        list(names),
        index=standing,
        format_func=lambda n: names[n],
        filter_mode=None,
        key=key,
        width=320,
    )


def _name(number: int, one: PastAssessment, lang: Lang) -> str:
    day = f"{in_china(one.created_at):%Y-%m-%d}"
    return _NTH.fill(n=number + 1, name=one.round_name or _FREE.text(lang), day=day).text(lang)


def _day(one: PastAssessment) -> date:
    if one.round_id is not None:
        return resources.store().round(one.round_id).edition
    return in_china(one.finished_at or one.updated_at).date()


def _one(found: FirmChange, lang: Lang) -> None:
    old, new = found.rules
    words = _OTHER_RULES.fill(old=old, new=new) if found.other_rules else _SAME_RULES.fill(version=new)
    rows = [_row(_THEN.fill(version=old).text(lang), found.by_rules.before, lang)]
    if found.other_rules:
        rows.append(_row(_REPLAYED.fill(version=new).text(lang), found.by_rules.after, lang))
    rows.append(_row(_NOW.fill(version=new).text(lang), found.by_answers.after, lang))
    if found.other_rules:
        rows.append([_BY_RULES.text(lang), _moved(found.by_rules), ""])
    rows.append([_BY_ANSWERS.text(lang), _moved(found.by_answers), ""])
    block(
        f"<h4>{escape(found.title.text(lang))}</h4><p>{escape(words.text(lang))}</p>"
        + table([head.text(lang) for head in _HEADS], rows, found.title.text(lang))
    )
    if found.unread:
        block(f'<p class="quiet">{escape(_UNREAD.fill(n=len(found.unread)).text(lang))}</p>')
    if found.answers:
        with st.expander(literal(_ANSWERS.fill(n=len(found.answers)).text(lang)), key=f"changed-{found.framework}"):
            lines = [[one.label.text(lang), one.before.text(lang), one.after.text(lang)] for one in found.answers]
            block(table([head.text(lang) for head in _ANSWER_HEADS], lines, found.title.text(lang)))


def _row(words: str, one: FrameworkStanding, lang: Lang) -> list[str]:
    return [words, _range(one.points_low, one.points_high), one.level_name.text(lang)]


def _moved(both: BeforeAfter) -> str:
    """How much points moved, at their worst and at their best."""
    before, after = both.before, both.after
    moves = [f"{m:+.1f}" for m in (after.points_low - before.points_low, after.points_high - before.points_high)]
    return moves[0] if moves[0] == moves[1] else f"{moves[0]} … {moves[1]}"


def _range(low: float, high: float) -> str:
    return f"{low:.1f}" if low == high else f"{low:.1f}–{high:.1f}"
