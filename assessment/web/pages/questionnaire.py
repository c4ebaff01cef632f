"""The questionnaire, one topic a page; every answer is saved as it is given."""

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from assessment.content.facts import Fact
from assessment.content.respondents import RespondentPart
from assessment.language import label
from assessment.web import (
    entrance,
    keepsake,
    links,
    no_edition,
    paper,
    questions,
    resources,
    respondents,
    session,
    unsaved,
)
from assessment.web.autosave import AnswerSheet
from assessment.web.by_itself import DrawnPage
from assessment.web.markup import block, escape, literal
from assessment.web.route import Route
from assessment.web.topic_page import TopicPage, topic_page

_CAME = "came-from"
BACK = label("上一页", "Back")
NEXT = label("下一页", "Next")
RESULT = label("看结果", "See the result")
ON = label("再答几题", "Answer more")
SKIP = label("这一页可以不答，直接看结果 →", "You may leave this page out and see the result →")
NEXT_IS_OPTIONAL = label("下一页是选填的，也可以现在就看结果", "The next page is optional: see the result now")
OVERVIEW = label("全部题目和进度", "All topics and progress")
ORDER = label(
    "问得最少、知道得最多的排在前面：每答完一页，结果的范围都尽量缩到最小，随时可以停下来看结果。从别的回答能推出来的，不再问。",
    "What tells most for the fewest questions comes first: after every page the result is as narrow as it can be by "
    "then, and you can stop and look at it at any time. What follows from other answers is not asked.",
)


def page() -> None:
    """Put the page together."""
    lang = links.lang()
    assessment_id = entrance.entered()
    if assessment_id is None:
        return
    closed = resources.store().takes_answers(assessment_id)
    if closed is not None:
        st.warning(literal(f"{closed.message.text(lang)}{'。' if lang == 'zh' else '. '}{closed.remedy.text(lang)}"))
        links.link(links.RESULT, RESULT.text(lang), key="closed-result")
        return
    no_edition.told()
    if not resources.wanted(links.given().get("scope")):
        links.link(links.RESULT, RESULT.text(lang), key="nothing-asked")
        return
    page = topic_page(assessment_id)
    if not isinstance(page, TopicPage):
        topic, first = page.first_open() or (page.stops[0].id, None)
        links.go(links.QUESTIONS, topic=topic, at=first)
    with st.container(key="how-far"):
        shown = DrawnPage(page, resources.store().token(assessment_id, page.sheet.voice.whose))
    with shown:
        _draw(page, shown, assessment_id)


def _draw(page: TopicPage, shown: DrawnPage, assessment_id: UUID) -> None:
    """All that stands below the head."""
    lang, landed = links.lang(), links.given().get("at")  # the question that the browser shows first
    sheet, stop, way, at, part = page.sheet, page.stop, page.way, page.at, page.part
    block(f'<h1>{escape(stop.title.text(lang))}</h1><p class="lead">{escape(stop.intro.text(lang))}</p>')
    if part is not None:
        respondents.say(part, len(way.left), at_end=False, lang=lang)
    else:
        if stop.topic.optional:
            links.link(links.RESULT, SKIP.text(lang), key="skip")
        _note(page)
    if part is None and landed not in [fact.id for fact in stop.facts]:
        entrance.say_whose(assessment_id)
    _left_unsaved(sheet, stop.facts)
    for fact in stop.facts:
        with st.container(key=f"question-{fact.id}"):
            if part is None and fact.id == landed:
                entrance.say_whose(assessment_id)
            shown.draw(fact)
    questions.refresh(sheet.voice.prefix)
    if part is None:
        _steps(page, assessment_id)
    else:
        _own_steps(part, way, at)
    if shown.changed:
        st.rerun()
    # What is in a closed fold is drawn when it is opened.
    if "code" in links.given():
        place = "open" if at == 0 else "closed"
        kept = st.expander(keepsake.TITLE.text(lang), expanded=at == 0, key=f"keepsake-{place}", on_change="rerun")
        if kept.open:
            with kept:
                keepsake.show(assessment_id)
    with st.container(key="prepare"):
        shown.follows = paper.fold([fact.id for stop in way.stops for fact in stop.facts], sheet.baseline)
    if part is None:
        overview = st.expander(OVERVIEW.text(lang), key="overview", on_change="rerun")
        if overview.open:
            shown.follows = True
            with overview:
                _overview(way)


def _note(page: TopicPage) -> None:
    """Certain is told in a frame of its own."""
    told = page.note(links.lang())
    if told and page.standing.certain:
        with st.container(key="certain"):
            block(told)
    elif told:
        block(told)


def _left_unsaved(sheet: AnswerSheet, facts: Sequence[Fact]) -> None:
    """Say on every other page that an answer was refused and is not in the result."""
    refused = [fact_id for fact_id in sheet.faults if fact_id not in {fact.id for fact in facts}]
    if refused:
        unsaved.notice(resources.bank(), refused)


def _steps(page: TopicPage, assessment_id: UUID) -> None:
    """Back, on, and to the result as soon as the level is certain; always in reach of a thumb."""
    lang, way, at, standing = links.lang(), page.way, page.at, page.standing
    following = way.next_after(at, standing.moving)
    certain, more = standing.certain, bool(way.left)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="steps"):
        if at > 0 and st.button(BACK.text(lang), key="back"):
            links.go(links.QUESTIONS, topic=_came_from(way, at))
        words = ON if certain and more else NEXT
        if following is not None:
            st.button(
                words.text(lang),
                type="secondary" if certain else "primary",
                key="next",
                on_click=_go_on,
                args=(assessment_id,),
            )
        if (certain or following is None) and st.button(RESULT.text(lang), type="primary", key="to-result"):
            links.go(links.RESULT)
    optional = not certain and following is not None and way.stops[following].topic.optional
    if optional and st.button(NEXT_IS_OPTIONAL.text(lang), key="to-result"):
        links.go(links.RESULT)


def _go_on(assessment_id: UUID) -> None:
    """Turn to the next page before anything is drawn; the last answer may have come with the touch."""
    session.keep_answers()
    page = topic_page(assessment_id) if session.current() == assessment_id else None
    if not isinstance(page, TopicPage):
        return
    following = page.way.next_after(page.at, page.standing.moving)
    if following is not None:
        topic = page.way.stops[following].id
        st.session_state.setdefault(_CAME, {})[topic] = page.stop.id
        st.query_params.from_dict(links.query(topic=topic))


def _own_steps(part: RespondentPart, way: Route, at: int) -> None:
    """Back and on through one person's pages; at their end no result, which takes the others' answers, too."""
    lang, last = links.lang(), at + 1 == len(way.stops)
    if last:
        respondents.say(part, len(way.left), at_end=True, lang=lang)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="steps"):
        if at > 0 and st.button(BACK.text(lang), key="back"):
            links.go(links.QUESTIONS, topic=way.stops[at - 1].id)
        if not last and st.button(NEXT.text(lang), type="primary", key="next"):
            links.go(links.QUESTIONS, topic=way.stops[at + 1].id)


def _came_from(way: Route, at: int) -> str:
    """The page from which this tab went on to page ``at``, which need not be the one before it."""
    before: str | None = st.session_state.get(_CAME, {}).get(way.stops[at].id)
    return before if way.position(before) is not None and before is not None else way.stops[at - 1].id


def _overview(way: Route) -> None:
    lang = links.lang()
    block(f'<p class="quiet">{ORDER.text(lang)}</p>')
    for number, stop in enumerate(way.stops):
        done = len(stop.facts) - len(stop.open)
        text = f"{number + 1}. {stop.title.text(lang)}  {done}/{len(stop.facts)}"
        links.turn(links.QUESTIONS, text, links.query(topic=stop.id), key=f"topic-{stop.id}")
    links.link(links.RESULT, RESULT.text(lang), key="overview-result")


page()
