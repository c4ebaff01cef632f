"""The consultant's page: verify a firm's answers on site, comment, hand over the signed report."""

import streamlit as st

from assessment.language import label
from assessment.web import code_desk, links, resources, session, visits
from assessment.web.consultant import commenting, reporting, verifying
from assessment.web.markup import block, escape, literal

TITLE = label("顾问入口", "For consultants")
LEAD = label(
    "用企业给的续答码打开同一份自测：在自报的旁边标出现场核实的回答，写下意见，导出您署名的报告。",
    "Open the firm's own assessment with the resume code it gives you: mark what you verified beside what it reported, "
    "add comments, and export the report under your name.",
)
CODE = label("企业的续答码", "The firm's resume code")
OPEN = label("打开", "Open")
VERIFY, COMMENT, REPORT = (
    label("核实回答", "Verify answers"),
    label("写意见", "Comments"),
    label("导出报告", "Report"),
)
SEE = label("看这家企业的结果，试算方案 →", "See the firm's result and try plans →")


def _opening() -> None:
    lang = links.lang()
    with st.form("open", border=False):
        code = st.text_input(CODE.text(lang), placeholder="XXXX-XXXX-XXXX-XXXX", autocomplete="off", key="open-code")
        pressed = st.form_submit_button(OPEN.text(lang), type="primary")
    if pressed and code.strip() and session.open_code(code.strip()) is not None:
        links.go(links.CONSULTANT, code=session.here().code)
    refusal = session.here().refusal
    if refusal is not None and (pressed or st.query_params.get("code")):
        end = "。" if lang == "zh" else ". "
        st.error(literal(f"{refusal.message.text(lang)}{end}{refusal.remedy.text(lang)}"))


def page() -> None:
    """Put the page together."""
    lang = links.lang()
    block(f'<h1>{TITLE.text(lang)}</h1><p class="lead">{LEAD.text(lang)}</p>')
    assessment_id = session.current()
    if assessment_id is None:
        _opening()
        with st.expander(code_desk.TITLE.text(lang), key="code-desk"):
            code_desk.show()
        return
    name = resources.store().effective_answers(assessment_id).get("firm_name")
    shown = str(name.value) if name is not None and name.value else label("未命名企业", "Unnamed firm").text(lang)
    block(f"<h2>{escape(shown)}</h2>")
    links.link(links.RESULT, SEE.text(lang), key="consultant-result")
    here = visits.signed_in()
    assert here is not None
    consultant = here.account.name
    parts = [VERIFY, COMMENT, REPORT]
    chosen = st.pills(
        TITLE.text(lang),
        range(len(parts)),
        default=0,
        format_func=lambda i: parts[i].text(lang),
        key="consultant-part",
        label_visibility="collapsed",
    )
    if chosen == 1:
        commenting.show(assessment_id, consultant)
    elif chosen == 2:
        reporting.show(assessment_id, consultant)
    else:
        verifying.show(assessment_id, consultant)


page()
