"""The line above every page of questions: points and level as they stand now, and what this page has settled."""

from __future__ import annotations

import streamlit as st

from assessment.advisory import MAIN_FRAMEWORK
from assessment.asking.level_so_far import LevelSoFar
from assessment.language import Lang, label
from assessment.scoring import Framework, plain_number, point_range
from assessment.telling.speech import InWords
from assessment.web.markup import escape, whole

_OPENED = "opened-with"
_POINTS = label("现在 {points} 分", "Now {points} points")
_SETTLED = label("这一页定下了 {n} 分", "this page settled {n} points")


def level_name(framework: Framework, number: int, lang: Lang) -> str:
    """A level by its name, with its number for the national indicators; the words for no level at 0."""
    spec = framework.spec
    name = next((level.name for level in spec.levels if level.level == number), spec.no_level)
    return InWords(lang).named_level(number, name) if spec.id == MAIN_FRAMEWORK else name.text(lang)


def level_words(standing: LevelSoFar, lang: Lang) -> str:
    """The level as far as it is known, in a few words."""
    speech, (low, high) = InWords(lang), standing.levels
    names = [level_name(standing.framework, number, lang) for number in (low, high)]
    if low == high:
        first = min(level.level for level in standing.framework.levels)
        not_yet = level_name(standing.framework, first, lang)
        return names[0] if low else speech.say("还没到{level}", "not at {level} yet", level=not_yet)
    if low:
        return speech.between_levels(*names)
    return speech.say("最高可能到{level}", "{level} at best", level=names[1])


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
    words = escape(_SETTLED.text(lang).format(n=plain_number(settled)))
    gained = f' <span class="gained">{words}</span>' if settled > 1e-9 else ""
    return f'<p class="standing" role="status">{" · ".join(parts)}{gained}</p>'
