"""What is missing first: shown instead of a result of which next to nothing is known."""

from __future__ import annotations

import streamlit as st

from assessment.telling.sections.open_ends import open_ends
from assessment.telling.sections.result import certain_already, headline
from assessment.web import links
from assessment.web.markup import block, escape, literal, whole
from assessment.web.result import parts
from assessment.web.result.computing import Live
from assessment.web.result.view import View
from assessment.web.route import Route


def show(view: View, live: Live) -> None:
    """How far one has come, where to go on, and which questions would tell most."""
    way, found = live.way(view.scope), view.subject.lead
    words = view.say("已答 {done} / {all} 题。", "{done} of {all} answered. ", done=way.answered, all=way.asked)
    if found.level is None:
        title = view.say("先答一部分题，就有结果", "Some answers first, then a result")
        words += view.say(
            "答到一半就有大致的结果，答完就是确定的。", "Half of them give a rough result, all of them a certain one."
        )
    else:
        title = whole(escape(headline(view.subject, found)))
        words += view.say(
            "{certain}答到一半，就有方案和对比。",
            "{certain} Half of the answers give a plan and comparisons.",
            certain=certain_already(view.subject),
        )
    block(
        f'<div><p class="eyebrow">{view.who}</p>'
        f"<h1>{title}</h1>"
        f'<p class="lead">{words}</p><span class="meter thick" aria-hidden="true">'
        f'<i style="width:{100 * way.answered / max(1, way.asked):.2f}%"></i></span></div>'
    )
    first = way.first_open()
    if first is not None and st.button(view.subject.say("接着填", "Go on"), type="primary", key="go-on"):
        links.go(links.QUESTIONS, topic=first[0], at=first[1])
    parts.show(view, open_ends(view.subject).cut("full"))
    _topics(view, way)


def _topics(view: View, way: Route) -> None:
    stops = [stop for stop in way.needed if stop.open]
    if not stops:
        return
    block(f"<h3>{view.say('各部分还差几题', 'What is open in each part')}</h3>")
    with st.container(key="topics", gap=None):
        for stop in stops:
            words = view.subject.say("{title} · 还差 {n} 题", "{title} · {n} open", title=stop.title, n=len(stop.open))
            links.link(links.QUESTIONS, literal(words), topic=stop.id, at=stop.open[0])
