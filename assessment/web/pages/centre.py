"""The page of a transformation promotion centre: a workbook of firms in; results, figures and reports out."""

import streamlit as st

from assessment.language import label
from assessment.web import frame, links
from assessment.web.centre import codes, content, dashboard, imports, matchmaking, reports, sections, template, upload
from assessment.web.markup import block

TITLE = label("转型促进中心", "For promotion centres")
LEAD = label(
    "一张表，一次评完全部企业。读不懂的格子一个个指出来，其余照常评分。",
    "One workbook, all firms assessed at once. Every cell that cannot be read is named; all others are scored.",
)
ROOMS = {
    "template": template.show,
    "upload": upload.show,
    "dashboard": dashboard.show,
    "reports": reports.show,
    "meetings": matchmaking.show,
    "imports": imports.show,
    "content": content.show,
    "codes": codes.show,
}


def page() -> None:
    """Put the page together."""
    lang = links.lang()
    st.html(frame.ASSETS / "centre.css")
    block(f'<h1>{TITLE.text(lang)}</h1><p class="lead">{LEAD.text(lang)}</p>')
    ROOMS[sections.choose()]()


page()
