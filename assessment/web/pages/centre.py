"""The page of a transformation promotion centre: its firms and rounds; a workbook in; figures and reports out."""

import streamlit as st

from assessment.language import label
from assessment.web import frame, links, no_edition
from assessment.web.centre import (
    codes,
    content,
    dashboard,
    foresight,
    imports,
    invitations,
    matchmaking,
    overview,
    reports,
    sections,
    template,
    upload,
    visits,
)
from assessment.web.firms import listing, rounds
from assessment.web.markup import block

TITLE = label("转型促进中心", "For promotion centres")
LEAD = label(
    "本地区的企业走到哪一步、这一轮谁还没填、一张表一次评完。",
    "Where your firms stand, who is still to answer in this round, and a whole workbook assessed at once.",
)
ROOMS = {
    "firms": listing.show,
    "rounds": rounds.show,
    "visits": visits.show,
    "overview": overview.show,
    "template": template.show,
    "upload": upload.show,
    "dashboard": dashboard.show,
    "reports": reports.show,
    "meetings": matchmaking.show,
    "foresight": foresight.show,
    "imports": imports.show,
    "invitations": invitations.show,
    "content": content.show,
    "codes": codes.show,
}


def page() -> None:
    """Put the page together."""
    lang = links.lang()
    st.html(frame.ASSETS / "centre.css")
    block(f'<h1>{TITLE.text(lang)}</h1><p class="lead">{LEAD.text(lang)}</p>')
    no_edition.told()
    ROOMS[sections.choose()]()


page()
