"""The told result on the page: its sections one below the other, what is detail folded away, ways to every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import streamlit as st

from assessment import settings
from assessment.telling.blocks import Block, Drawing, Heading, Section
from assessment.telling.document import NEED_A_PLAN, SECTIONS
from assessment.web import links
from assessment.web.markup import block, escape, literal, whole
from assessment.web.result import answer_here, replying, verified
from assessment.web.result.trying import picking
from assessment.web.result.view import View
from assessment.web.told import fold, markup


def sections(view: View) -> list[Section]:
    """What is told of this result: of a quick check no plan and what stands on one, and nothing empty."""
    left_out = () if view.advisory.main.enough_known else NEED_A_PLAN
    told = [tell(view.subject) for name, tell in SECTIONS.items() if name not in left_out]
    return [section for section in told if section.blocks]


def first(view: View, section: Section) -> None:
    """The section that the page begins with: its verdict is the heading of the page."""
    who = f'<p class="eyebrow">{view.who}</p>'
    facts = answer_here.picked(view)
    # The level, where it stands on the ladder, and why it is a range: then what may settle it.
    told = next((i + 2 for i, one in enumerate(section.blocks) if isinstance(one, Drawing)), len(section.blocks))
    above, below = (markup(some, view.change) for some in (section.blocks[:told], section.blocks[told:]))
    below = f'<h2 class="unseen">{escape(section.title)}</h2>{below}'
    if not facts:
        block(f'<div class="verdict">{who}{above}{below}</div>')
        return
    block(f'<div class="verdict">{who}{above}</div>')
    answer_here.show(view, facts)
    block(below)


def contents(view: View, told: Sequence[Section]) -> None:
    """Each section in a line, to jump to."""
    items = "".join(
        f'<li><a href="#part-{section.id}"><b>{escape(section.title)}</b>'
        f"<span>{whole(escape(section.brief))}</span></a></li>"
        for section in told
    )
    block(f'<nav class="contents" aria-label="{view.say("这份结果有什么", "Contents")}"><ol>{items}</ol></nav>')


def show(view: View, section: Section) -> None:
    """Put one section on the page, then what can be tried or answered there."""
    block(
        f'<section class="told-{section.id}"><h2 id="part-{section.id}" class="part">{escape(section.title)}</h2>'
        f'<p class="quiet">{escape(section.lead)}</p>{"".join(_pieces(view, section.blocks))}</section>'
    )
    if view.live is not None and section.id in _AFTER:
        _AFTER[section.id](view)


def _pieces(view: View, blocks: Sequence[Block]) -> Iterator[str]:
    """The blocks; what is detail under a heading is opened by a touch on it."""
    place = 0
    while place < len(blocks):
        end = place + 1
        head = blocks[place]
        if isinstance(head, Heading) and head.depth == "detail":
            while end < len(blocks) and blocks[end].depth == "detail" and not isinstance(blocks[end], Heading):
                end += 1
            yield fold(escape(head.text), markup(blocks[place + 1 : end], view.change))
        else:
            yield markup(blocks[place:end], view.change)
        place = end


def _answer_the_rest(view: View) -> None:
    """For each framework a way to the questions that it still asks."""
    with st.container(key="frameworks"):
        for result in view.advisory.frameworks:
            n = sum(question.gap in ("unanswered", "refused") for question in result.open_answers.questions)
            if not n or result is view.subject.lead:
                continue
            words = view.subject.say(
                "{title}：补答没有回答的 {n} 题 →",
                "{title}: answer the {questions} →",
                title=result.short_title,
                n=n,
                questions=view.subject.count(n, "", "open question"),
            )
            scope = None if result is view.advisory.main else result.framework
            links.link(links.QUESTIONS, literal(words), scope=scope, key=f"rest-{result.framework}")


def _answer_what_holds_back(view: View) -> None:
    """The way to the optional questions, while any of them is open."""
    found = view.advisory.barriers
    unanswered = [fact for reading in found.readings for fact in reading.unanswered] if found is not None else []
    if unanswered:
        words = view.subject.say(
            "答这几道小题（不计分，一分钟） →", "Answer the short questions (no points, a minute) →"
        )
        links.link(links.QUESTIONS, words, key="barriers-answer", **view.place(unanswered[0]))


def _the_centre(view: View) -> None:
    """Whom to ask in person, where whoever runs this has said it."""
    who = settings.run_by()
    if who:
        block(f'<p class="panel">{view.say("拿不准就先问：{who}", "When in doubt ask {who}", who=who)}</p>')


def _after_the_plan(view: View) -> None:
    """What the owner says to the steps, and what can be tried out."""
    replying.show(view)
    if view.advisory.plan is not None and view.advisory.plan.steps:
        links.link(
            links.DOING,
            view.subject.say("照方案动手做：需求书、比价 →", "Carry it out: requests, quotes →"),
            key="to-doing",
        )
    picking.show(view)


_AFTER: dict[str, Callable[[View], None]] = {
    "barriers": _answer_what_holds_back,
    "visited": verified.show,
    "plan": _after_the_plan,
    "shortlist": _the_centre,
    "frameworks": _answer_the_rest,
}
