"""Three pairs of eyes: the shop floor and the accounts answer a copy of their own; what differs is told here."""

from __future__ import annotations

import streamlit as st

from assessment.advisory.views import Respondent, views
from assessment.answers import AnswerTable
from assessment.content.respondents import RespondentPart, load_respondents
from assessment.language import label
from assessment.report.leaflet import leaflet_pdf
from assessment.telling.views import agenda, told_views
from assessment.web import handing, resources
from assessment.web.doing import connecting
from assessment.web.markup import block
from assessment.web.result.view import View

LEAD = label(
    "同一件事，老板、车间、财务看到的常常不一样。请他们各自在首页另开一份自测，只答自己那几页，再把续答码填到这里。"
    "说得不一样的地方，谁的都算可能，总分就是一个区间。",
    "Owner, shop floor and accounts often see the same thing differently. Have each begin an assessment of their own "
    "on the first page, answer their pages alone, and enter its resume code here. Where they differ either may be "
    "right, so the total is an interval.",
)
CODE = label("{who}的续答码", "Resume code of {who}")
PAGES = label("要答的页：{pages}", "Pages to answer: {pages}")
PRINT = label("下载要谈的几处（PDF）", "The agenda (PDF)")


def show(view: View) -> None:
    """Connect the others, then what they say together."""
    content = load_respondents(resources.advisor().root, resources.bank())
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
        paper = agenda(view.subject, found)
        handing.download(
            PRINT.text(view.lang),
            lambda: leaflet_pdf(paper),
            f"agenda-{view.advisory.on.isoformat()}.pdf",
            "application/pdf",
            key="views-pdf",
            assessment=view.assessment_id,
        )
    told = view.subject.source(content.source, content.fidelity)
    words = view.say("谁答哪几页，依据：{s}。", "Whose pages these are rests on: {s}.", s=told)
    block(f'<p class="quiet">{words}</p>')


def _part(view: View, part: RespondentPart) -> AnswerTable | None:
    """One of the others: their pages, and their answers where they are connected."""
    topics = () if part.topics == "all" else part.topics
    pages = view.subject.joined([resources.bank().topics[topic].title.text(view.lang) for topic in topics])
    with st.container(border=True, key=f"respondent-{part.id}"):
        block(f'<p><b>{view.text(part.title)}</b></p><p class="quiet">{view.text(PAGES.fill(pages=pages))}</p>')
        return connecting.show(view, "respondent", part.id, CODE.fill(who=part.title))
