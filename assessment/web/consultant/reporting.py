"""The report that a consultant hands over: how long, which sections, under whose name, as PDF or for Word."""

from __future__ import annotations

import io
from functools import partial
from typing import get_args
from uuid import UUID

import streamlit as st

from assessment.language import label
from assessment.telling.blocks import Length
from assessment.telling.document import NAMES
from assessment.telling.subject import Brand
from assessment.web import links, verifying
from assessment.web.markup import block
from assessment.web.result.computing import compute
from assessment.web.result.keeping import file_name
from assessment.web.result.trying.planner import with_choices

ORGANISATION = label("机构名称（印在封面，可不填）", "Your organisation (printed on the cover, optional)")
CONTACT = label("职务、电话等（印在封面，可不填）", "Title, telephone and so on (printed on the cover, optional)")
LENGTH = label("报告多长", "How long")
SECTIONS = label("放哪几节（不选就是全部，按选的顺序）", "Which sections (all unless chosen, in the order chosen)")
LENGTHS = {
    "page": label("一页", "One page"),
    "owner": label("给企业主看的", "For the owner"),
    "full": label("带附录的全本", "In full, with the appendix"),
}
ORDER = label(
    "报告按核实后的回答计算，核实过的题目有标记，企业自报的回答和修改记录都保留。",
    "The report is computed from the verified answers and marks them; the firm's own answers and all changes are kept.",
)
PDF, WORD = label("下载 PDF 报告", "Download the report (PDF)"), label("下载 Word 报告", "Download it for Word")
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show(assessment_id: UUID, consultant: str) -> None:
    """The choices, and the report both ways; it is made when it is asked for."""
    lang = links.lang()
    block(f'<p class="quiet">{ORDER.text(lang)}</p>')
    organisation = st.text_input(ORGANISATION.text(lang), key="consultant-brand", max_chars=60).strip()
    contact = st.text_input(CONTACT.text(lang), key="consultant-contact", max_chars=80).strip()
    length: Length = (
        st.pills(
            LENGTH.text(lang),
            list(get_args(Length)),
            default="full",
            required=True,
            format_func=lambda one: LENGTHS[one].text(lang),
            key="consultant-length",
        )
        or "full"
    )
    chosen = st.multiselect(
        SECTIONS.text(lang),
        list(NAMES),
        format_func=lambda name: NAMES[name].text(lang),
        placeholder=label("全部", "All").text(lang),
        select_all=False,
        key="consultant-sections",
    )
    live = compute(assessment_id)
    brand = Brand(consultant, organisation, contact)

    def made(ending: str) -> bytes:
        out = io.BytesIO()
        if ending == "pdf":
            from assessment.report.document import write_report

            at = verifying.address_here()
            verifying.enter(write_report(out, with_choices(live), lang, brand, length, chosen or None, at))
        else:
            from assessment.word.document import write_word

            write_word(out, with_choices(live), lang, brand, length, chosen or None)
        return out.getvalue()

    name = file_name(live.advisory)
    with st.container(horizontal=True, key="consultant-downloads"):
        for words, kind, ending in ((PDF, "application/pdf", "pdf"), (WORD, _WORD_TYPE, "docx")):
            st.download_button(
                words.text(lang),
                data=partial(made, ending),
                file_name=f"{name.removesuffix('.pdf')}.{ending}",
                mime=kind,
                on_click="ignore",
                type="primary" if ending == "pdf" else "secondary",
                key=f"consultant-{ending}",
            )
