"""The same answers under every framework in force: the interval, how much is known, and the way to answer the rest."""

from __future__ import annotations

import streamlit as st

from assessment.advisory import MAIN_FRAMEWORK
from assessment.language import percent
from assessment.scoring import FrameworkResult
from assessment.web import links
from assessment.web.markup import block, escape
from assessment.web.result.answer import ladder
from assessment.web.result.open_ends import not_known, nothing_to_answer, worth
from assessment.web.result.pieces import bullets, fidelity, folded, heading, meter
from assessment.web.result.view import View
from assessment.web.result.why import reasons


def show(view: View) -> None:
    """Put the part on the page."""
    title = view.say("按别的指标体系看", "Under other frameworks")
    lead = view.say(
        "同一件事只问一次：您的回答已经用到下面每一套指标里，没问到的算成一个范围。每一套都写明最值得先答的题。",
        "Each fact is asked once: your answers already count under each of these; what was not asked leaves a range. "
        "Each says which questions would tell most.",
    )
    heading("frameworks", title, lead)
    with st.container(key="frameworks"):
        for result in view.advisory.frameworks:
            with st.container(key=f"framework-{result.framework}"):
                block(_framework(view, result) + _questions(view, result))
                _rest(view, result)
                if result is not view.lead:
                    title = view.say("每一分怎么来的", "The reason for every point")
                    block(folded(f"<span>{title}</span>", "".join(reasons(view, result)), "plain"))


def in_short(view: View) -> str:
    """For the table of contents."""
    n = len(view.advisory.frameworks)
    return view.say("{n} 套指标，各知道多少", "{n} frameworks, and how much of each is known", n=n)


def _framework(view: View, result: FrameworkResult) -> str:
    edition = view.say("{v} 版", "edition {v}", v=result.version)
    known = view.say("已定 {share}%", "{share} % settled", share=percent(result.known, 0))
    return (
        f"<h3>{view.text(result.short_title)}</h3>"
        f'<p class="quiet"><cite>{escape(result.document)}</cite> · {edition} {fidelity(view, result.fidelity)}</p>'
        f'<p class="ends"><b>{view.text(result.level_name)}</b><span class="number">'
        f"{view.points(result.points_low, result.points_high, result.points_max)}</span></p>"
        f"{meter(result.points_low, result.points_high, result.points_max)}"
        f'<p class="quiet">{known}</p>{ladder(view, result)}'
    )


def _questions(view: View, result: FrameworkResult) -> str:
    """The questions that would narrow this framework's result most, each with the way to it."""
    questions = view.next_questions(result)
    if not questions:
        return nothing_to_answer(view, result)
    told = [
        f'{view.text(one.ask)} <small class="quiet">{not_known(view, one)}{worth(view, result, one)}</small> '
        f"{view.change(one.fact)}"
        for one in questions
    ]
    return f"<h4>{view.say('最值得先答', 'Worth answering first')}</h4>{bullets(told)}"


def _rest(view: View, result: FrameworkResult) -> None:
    if view.live is None:
        return
    scope = None if result.framework == MAIN_FRAMEWORK else result.framework
    n = sum(question.gap in ("unanswered", "refused") for question in result.open_answers.questions)
    if n:
        words = view.subject.say(
            "去补答没有回答的 {n} 题 →",
            "Answer the {questions} →",
            n=n,
            questions=view.subject.count(n, "", "open question"),
        )
        links.link(links.QUESTIONS, words, scope=scope)
