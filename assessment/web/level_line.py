"""The line above every page of questions: points and level as they stand now, and what this page has settled."""

from __future__ import annotations

import streamlit as st

from assessment.advisory import MAIN_FRAMEWORK
from assessment.asking.level_so_far import LevelSoFar
from assessment.language import Lang, label
from assessment.scoring import Framework, plain_number, point_range
from assessment.web.markup import escape, whole

_OPENED = "opened-with"
_POINTS = label("现在 {points} 分", "Now {points} points")
_SETTLED = label("这一页定下了 {n} 分", "this page settled {n} points")
_NOT_YET = label("还没到{level}", "not at {level} yet")
_AT_MOST = label("最高可能到{level}", "{level} at best")
_BETWEEN = label("至少{low}，可能到{high}", "{low} at least, {high} at best")
_NUMERALS = "零一二三四五六七八九"


def level_name(framework: Framework, number: int, lang: Lang) -> str:
    """A level by its name, with its number for the national indicators; the words for no level at 0."""
    spec = framework.spec
    name = next((level.name for level in spec.levels if level.level == number), spec.no_level).text(lang)
    if spec.id != MAIN_FRAMEWORK or not number:
        return name
    return f"{_NUMERALS[number]}级（{name}）" if lang == "zh" else f"Level {number} ({name})"


def level_words(standing: LevelSoFar, lang: Lang) -> str:
    """The level as far as it is known, in a few words."""
    low, high = standing.levels
    names = [level_name(standing.framework, number, lang) for number in (low, high)]
    if low == high:
        first = min(level.level for level in standing.framework.levels)
        not_yet = _NOT_YET.text(lang).format(level=level_name(standing.framework, first, lang))
        return names[0] if low else not_yet
    if low:
        return _BETWEEN.text(lang).format(low=names[0], high=names[1])
    return _AT_MOST.text(lang).format(level=names[1])


def line(standing: LevelSoFar, page: str, lang: Lang) -> str:
    """The line as markup. ``page`` names the page of one assessment; what it settled is counted since it was opened."""
    opened = st.session_state.get(_OPENED)
    if opened is None or opened[0] != page:
        opened = st.session_state[_OPENED] = (page, standing.width_of_points())
    low, high = standing.points
    span = point_range(low, high)
    parts = [
        f"<b>{whole(escape(_POINTS.text(lang).format(points=span)))}</b>",
        whole(escape(level_words(standing, lang))),
    ]
    settled = opened[1] - standing.width_of_points()
    if settled > 1e-9:
        parts.append(f'<span class="gained">{escape(_SETTLED.text(lang).format(n=plain_number(settled)))}</span>')
    return f'<p class="standing" role="status">{" · ".join(parts)}</p>'
