"""What is still open: the questions that would narrow the result most, answers at odds, and answers carried over."""

from __future__ import annotations

import streamlit as st

from assessment.advisory import NextQuestion
from assessment.knowledge import CarriedAnswer, GivenAnswer
from assessment.scoring import FrameworkResult, plain_number
from assessment.web import links
from assessment.web.markup import block
from assessment.web.result.items import basis
from assessment.web.result.pieces import bullets, folded, heading
from assessment.web.result.view import View


def show(view: View) -> None:
    """Put the part on the page."""
    title = view.say("还有什么没定", "What is still open")
    heading("open", title)
    _questions(view, view.lead)
    if len(view.advisory.frameworks) > 1:
        words = view.say("别的指标体系先答哪几题，在最后一部分", "For the other frameworks, see the last part")
        block(f'<p class="quiet"><a href="#part-frameworks">{words}</a></p>')
    _refused(view)
    _contradictions(view)
    _carried(view)


def _questions(view: View, result: FrameworkResult) -> None:
    questions = view.next_questions(result)
    if not questions:
        block(nothing_to_answer(view, result))
        return
    block(
        "<p>"
        + view.say(
            "最值得先答的 {n} 题：",
            "The {n} that would tell most:" if len(questions) > 1 else "The one that would tell most:",
            n=len(questions),
        )
        + "</p>"
    )
    for question in questions:
        with st.container(key=f"ask-{result.framework}-{question.fact}"):
            told = f"{not_known(view, question)}{worth(view, result, question)}"
            block(f"<p><b>{view.text(question.ask)}</b></p><p class='quiet'>{told}</p>")
            if view.live is not None:
                links.link(links.QUESTIONS, view.subject.say("去回答 →", "Answer it →"), **_whole(view, question.fact))


def nothing_to_answer(view: View, result: FrameworkResult) -> str:
    """That no question is left to answer; the result may be a range all the same."""
    if result.open_answers.questions:
        return f'<p class="quiet">{view.text(result.open_answers.range_told)}</p>'
    return f'<p class="done">✓ {view.say("都答了，结果是确定的。", "All is answered; the result is certain.")}</p>'


def not_known(view: View, question: NextQuestion) -> str:
    """That a question was answered "don't know", which is an answer; nothing for the others."""
    if question.gap != "dont_know":
        return ""
    return view.say("您答了“不清楚”，查到了就能补上。", "You answered 'don't know'; it can be looked up. ")


def _whole(view: View, fact: str) -> dict[str, str | None]:
    """The parameters of a question's address, those to be left out included."""
    return dict.fromkeys(links.KEPT) | view.place(fact)


def worth(view: View, result: FrameworkResult, question: NextQuestion) -> str:
    """What the answer to a question is expected to bring."""
    points = question.narrowing * result.points_max
    if points >= 0.05:
        return view.say(
            "平均能让总分的范围缩小约 {n} 分",
            "Narrows the range of points by about {n}",
            n=plain_number(round(points, 1)),
        )
    if question.level_narrowing > 0:
        return view.say("能让等级更确定", "Makes the level more certain")
    return view.say(
        "总分不变，但能让场景和升级办法更准", "Does not move the points, but makes scenes and plan more exact"
    )


def _refused(view: View) -> None:
    """Answers that were given and could not be used, and so were left out of the result."""
    told = [
        f"{view.named(view.text(one.label), view.text(one.text))}{view.say('。', '. ')}"
        f"{view.text(one.remedy)} {view.change(one.fact)}"
        for one in view.advisory.refused
    ]
    _noted(view.say("这些回答没有计入结果", "These answers were left out"), told)


def _noted(title: str, told: list[str]) -> None:
    if told:
        block(f'<div class="notice"><h3>{title}</h3>{bullets(told)}</div>')


def _contradictions(view: View) -> None:
    told = [
        f'{_told(view, one.first)}<br>{_told(view, one.second)}<br><span class="quiet">{view.text(one.reason)}</span>'
        for one in view.advisory.contradictions
    ]
    _noted(view.say("这两个回答对不上，请核对", "These answers do not fit together; please check"), told)


def _told(view: View, one: GivenAnswer) -> str:
    return f"{view.named(f'<b>{view.text(one.label)}</b>', view.text(one.text))} {view.change(one.fact)}"


def _carried(view: View) -> None:
    found = view.advisory.carried
    if not found:
        return
    title = view.say(
        "从别的回答推出来、没有再问您的（{n}）", "Followed from other answers and not asked again ({n})", n=len(found)
    )
    block(folded(f"<span>{title}</span>", bullets([_followed(view, one) for one in found]), "plain"))


def _followed(view: View, one: CarriedAnswer) -> str:
    """What is known of a fact that was not answered, from which answers, and why."""
    known = view.named(f"<b>{view.text(one.label)}</b>", view.text(one.known))
    return f'{known}<br><span class="quiet">{basis(view, one)}</span>'
