"""Three pairs of eyes: the shop floor and the accounts answer a copy of their own; what differs is told here."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.advisory.views import Respondent, views
from assessment.answers import AnswerTable
from assessment.content.respondents import RespondentPart
from assessment.language import label
from assessment.store.records import PlanEntry
from assessment.store.refusals import StoreRefused
from assessment.store.trail import OWNER, now_acting
from assessment.telling.leaflets.views import agenda, told_views
from assessment.web import failures, keepsake, links, resources, respondents, session
from assessment.web.doing import connecting, papers
from assessment.web.markup import block
from assessment.web.result.view import View

LEAD = label(
    "同一件事，老板、车间、财务看到的常常不一样。给他们每人发一个链接，只答自己那几页，答了就自动接到这里。"
    "说得不一样的地方，谁的都算可能，总分就是一个区间。",
    "Owner, shop floor and accounts often see the same thing differently. Send each a link: they answer their own "
    "pages alone, and what they say comes in here. Where they differ either may be right, so the total is an interval.",
)
CODE = label("已经另答了一份？填{who}的续答码", "{who}: answered elsewhere already? The resume code")
SEND = label("给{who}一个链接", "{who}: get a link")
SEND_AGAIN = label("重新拿链接（旧的马上失效）", "A new link (the old one ends at once)")
PASS_ON = label(
    "把链接发给{who}（微信、扫码都行）。知道链接的人都能答，请只发给本人；离开这一页就不再显示。",
    "{who}: pass this link on. Whoever has it can answer, so give it to nobody else; it is shown only now.",
)
PAGES = label("要答的页：{pages}", "Pages to answer: {pages}")
AGENDA = label("要谈的几处", "The agenda")


def show(view: View) -> None:
    """Connect the others, then what they say together."""
    content = respondents.content()
    block(f"<p>{view.text(LEAD)}</p>")
    answers = {} if view.live is None else view.live.answers
    given = [Respondent("owner", connecting.table_of(answers, view.assessment_id))]
    for part in content.parts:
        if part.id != "owner":
            table = _part(view, part)
            if table is not None:
                given.append(Respondent(part.id, table))
    found = views(resources.advisor().main_on(view.advisory.on), given, content)
    block(f'<section class="told-views">{view.told(told_views(view.subject, found))}</section>')
    if found.differences:
        with st.container(horizontal=True, key="views-papers"):
            papers.buttons(view, agenda(view.subject, found), AGENDA, f"agenda-{view.advisory.on.isoformat()}", "views")
    told = view.subject.source(content.source, content.fidelity)
    words = view.say("谁答哪几页，依据：{s}。", "Whose pages these are rests on: {s}.", s=told)
    block(f'<p class="quiet">{words}</p>')


def _part(view: View, part: RespondentPart) -> AnswerTable | None:
    """One of the others: their pages, and their answers where they are connected."""
    topics = () if part.topics == "all" else part.topics
    pages = view.subject.joined([resources.bank().topics[topic].title.text(view.lang) for topic in topics])
    with st.container(border=True, key=f"respondent-{part.id}"):
        block(f'<p><b>{view.text(part.title)}</b></p><p class="quiet">{view.text(PAGES.fill(pages=pages))}</p>')
        standing = connecting.entry(view.assessment_id, "respondent", part.id)
        if standing is None or standing.document.get("sent"):
            _link(view, part, standing)
        return connecting.show(view, "respondent", part.id, CODE.fill(who=part.title))


def _link(view: View, part: RespondentPart, standing: PlanEntry | None) -> None:
    """A link to an assessment of their own, cut to their pages; one that was sent before can be sent anew."""
    store, kept = resources.store(), f"respondent-link-{view.assessment_id.hex}-{part.id}"
    words = SEND.fill(who=part.title) if standing is None else SEND_AGAIN
    if st.button(words.text(view.lang), key=f"respondent-send-{part.id}"):
        try:
            if standing is None:
                other, code = session.start_for_another()
                document = {"assessment": str(other), "sent": True}
                store.put_plan_entry(view.assessment_id, "respondent", part.id, document, now_acting(OWNER).actor)
            else:
                code = store.reissue_code(UUID(str(standing.document["assessment"])), now_acting(OWNER).actor)
        except StoreRefused as refused:
            failures.show(refused)
            return
        st.session_state[kept] = code
        st.rerun()
    if standing is not None and kept in st.session_state:
        told = {links.WHOSE: part.id, "scope": view.scope, "lang": "en" if view.lang == "en" else None}
        link = keepsake.link_of(st.session_state[kept], **told)
        block(f"<p>{view.text(PASS_ON.fill(who=part.title))}</p>{keepsake.copied(link, view.lang)}")
