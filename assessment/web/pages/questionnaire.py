"""The questionnaire, one topic a page; every answer is saved as it is given."""

from collections.abc import Sequence

import streamlit as st

from assessment.answers import UNANSWERED, AnswerTable
from assessment.asking.effort import effort_of
from assessment.asking.level_so_far import LevelSoFar
from assessment.content.facts import Fact
from assessment.content.respondents import RespondentPart
from assessment.language import label
from assessment.web import (
    carried,
    entrance,
    keepsake,
    links,
    offers,
    one_question,
    paper,
    progress,
    resources,
    respondents,
    session,
    unsaved,
)
from assessment.web.autosave import AnswerSheet
from assessment.web.gap_hint import hint
from assessment.web.level_line import level_words, line
from assessment.web.markup import block, escape, literal, whole
from assessment.web.rate_hint import rate
from assessment.web.route import Route, Stop, route

_CAME = "came-from"
BACK = label("上一页", "Back")
NEXT = label("下一页", "Next")
RESULT = label("看结果", "See the result")
CERTAIN = label("您的级别已经确定：{level}。", "Your level is certain: {level}.")
MORE = label(
    "还可以再答 {n} 题（约 {minutes} 分钟）看细节：方案更准，级别不会再变。",
    "{n} more questions (about {minutes} min) give the details: a closer plan, and the same level.",
)
NO_MATTER = label(
    "这一页不会再改变您的级别；答了，方案和对比更准。",
    "This page cannot change your level any more; it makes the plan and the comparisons closer.",
)
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
    sheet = session.sheet(assessment_id)
    bank = resources.bank()
    table = AnswerTable.from_answers(bank, [sheet.baseline])
    known, part = offers.of(table), respondents.asked_as()
    to_ask = known.to_ask(resources.asked(links.given().get("scope")))
    if part is not None:
        to_ask = respondents.own(part, to_ask)
    way = route(bank, to_ask, sheet.baseline, table, resources.later())
    at = way.position(links.given().get("topic"), links.given().get("at"))
    if at is None:
        topic, first = way.first_open() or (way.stops[0].id, None)
        links.go(links.QUESTIONS, topic=topic, at=first)
    stop = way.stops[at]

    landed = links.given().get("at")  # the question that the browser shows first
    anchor = carried.anchor(sheet, resources.store().token(assessment_id, sheet.voice.whose))
    standing = LevelSoFar(resources.wanted(links.given().get("scope"))[0], known.knowledge)
    with st.container(key="how-far"):
        level = line(standing, f"{sheet.voice.prefix}-{stop.id}", lang) if part is None else ""
        block(progress.bar(way, at, lang) + level + anchor)
    block(f'<h1>{escape(stop.title.text(lang))}</h1><p class="lead">{escape(stop.intro.text(lang))}</p>')
    if part is not None:
        respondents.say(part, len(way.left), at_end=False, lang=lang)
    else:
        if stop.topic.optional:
            links.link(links.RESULT, SKIP.text(lang), key="skip")
        _what_it_is_for(way, stop, standing)
    if part is None and landed not in [fact.id for fact in stop.facts]:
        entrance.say_whose(assessment_id)
    _left_unsaved(sheet, stop.facts)
    for fact in stop.facts:
        with st.container(key=f"question-{fact.id}"):
            if part is None and fact.id == landed:
                entrance.say_whose(assessment_id)
            offers.show(known, sheet, fact)
            one_question.show(bank, sheet, fact)
            _hint(sheet, fact, table)
    changed = sheet.meet(resources.store(), bank)
    if part is None:
        _steps(way, at, standing)
    else:
        _own_steps(part, way, at)
    if changed:
        st.rerun()
    # What is in a closed fold is drawn when it is opened.
    if "code" in links.given():
        place = "open" if at == 0 else "closed"
        kept = st.expander(keepsake.TITLE.text(lang), expanded=at == 0, key=f"keepsake-{place}", on_change="rerun")
        if kept.open:
            with kept:
                keepsake.show(assessment_id)
    with st.container(key="prepare"):
        paper.fold([fact.id for stop in way.stops for fact in stop.facts], sheet.baseline)
    if part is None:
        overview = st.expander(OVERVIEW.text(lang), key="overview", on_change="rerun")
        if overview.open:
            with overview:
                _overview(way)


def _what_it_is_for(way: Route, stop: Stop, standing: LevelSoFar) -> None:
    """That the level is certain and one may stop here, or that this page moves it no more."""
    lang = links.lang()
    if standing.certain and not stop.topic.optional:
        words = CERTAIN.text(lang).format(level=level_words(standing, lang))
        told = [f"<b>{whole(escape(words))}</b>"]
        if way.left:
            more = effort_of(way.left)
            told.append(escape(MORE.text(lang).format(n=len(way.left), minutes=more.minutes)))
        with st.container(key="certain"):
            block(f"<p>{' '.join(told)}</p>")
    elif (
        stop.open
        and way.stops[0] is not stop
        and not stop.topic.optional
        and not standing.moving & {fact.id for fact in stop.facts}
    ):
        block(f'<p class="quiet">{NO_MATTER.text(lang)}</p>')


def _left_unsaved(sheet: AnswerSheet, facts: Sequence[Fact]) -> None:
    """Say on every other page that an answer was refused and is not in the result."""
    refused = [fact_id for fact_id in sheet.faults if fact_id not in {fact.id for fact in facts}]
    if refused:
        unsaved.notice(resources.bank(), refused)


def _hint(sheet: AnswerSheet, fact: Fact, table: AnswerTable) -> None:
    """What a stored "don't know" or "not applicable" means for the result, and what two counts make together."""
    share = rate(fact, table)
    if share is not None:
        block(f'<p class="rate number">{escape(share.text(links.lang()))}</p>')
    frameworks = resources.wanted(links.given().get("scope"))
    told = hint(fact, sheet.baseline.get(fact.id, UNANSWERED), frameworks)
    if told is not None:
        block(f'<p class="quiet">{escape(told.text(links.lang()))}</p>')


def _steps(way: Route, at: int, standing: LevelSoFar) -> None:
    """Back, on, and to the result as soon as the level is certain; always in reach of a thumb."""
    lang = links.lang()
    following = way.next_after(at, standing.moving)
    certain, more = standing.certain, bool(way.left)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="steps"):
        if at > 0 and st.button(BACK.text(lang), key="back"):
            links.go(links.QUESTIONS, topic=_came_from(way, at))
        words = ON if certain and more else NEXT
        pressed = following is not None and st.button(
            words.text(lang), type="secondary" if certain else "primary", key="next"
        )
        if following is not None and pressed:
            st.session_state.setdefault(_CAME, {})[way.stops[following].id] = way.stops[at].id
            links.go(links.QUESTIONS, topic=way.stops[following].id)
        if (certain or following is None) and st.button(RESULT.text(lang), type="primary", key="to-result"):
            links.go(links.RESULT)
    optional = not certain and following is not None and way.stops[following].topic.optional
    if optional and st.button(NEXT_IS_OPTIONAL.text(lang), key="to-result"):
        links.go(links.RESULT)


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
