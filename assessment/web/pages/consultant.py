"""The consultant's page: verify a firm's answers on site, comment, hand over the signed report."""

from uuid import UUID

import streamlit as st

from assessment.language import Label, label
from assessment.permissions import Right
from assessment.store.account_records import Account
from assessment.web import code_desk, links, resources, session, visitors
from assessment.web.consultant import adjusting, commenting, reporting, verifying
from assessment.web.markup import block, escape, literal

TITLE = label("顾问入口", "For consultants")
LEAD = label(
    "用企业给的续答码打开同一份自测：在自报的旁边标出现场核实的回答，写下意见，调整方案，导出您署名的报告。",
    "Open the firm's own assessment with the resume code it gives you: mark what you verified beside what it reported, "
    "add comments, adjust the plan, and export the report under your name.",
)
CODE = label("企业的续答码", "The firm's resume code")
OPEN = label("打开", "Open")
VERIFY, COMMENT, ADJUST, REPORT = (
    label("核实回答", "Verify answers"),
    label("写意见", "Comments"),
    label("调整方案", "Adjust the plan"),
    label("导出报告", "Report"),
)
GIVEN = label("交给您的企业", "The firms given to you")
NOT_BEGUN = label("还没有开始自测", "has not begun to assess itself")
TAKEN = label(
    "这家企业已经不由您负责，续答码也打不开了。要继续，请中心重新交给您。",
    "This firm is no longer yours, and its code does not bring it back. Have the centre give it to you again.",
)
UNNAMED_FIRST = label(
    "这份自测还没有写企业名称。请企业先填好名称，再来核实。",
    "This assessment does not name its firm yet. Have the firm give its name first.",
)
SEE = label("看这家企业的结果，试算方案 →", "See the firm's result and try plans →")


def _given(account: Account) -> None:
    """The firms that are given to the consultant, each with its latest assessment."""
    lang, store = links.lang(), resources.store()
    if not account.firms:
        return
    block(f"<h2>{GIVEN.text(lang)}</h2>")
    for firm in sorted((store.firm(one) for one in account.firms), key=lambda firm: firm.name):
        history = store.firm_history(firm.id)
        if history:
            links.link(links.CONSULTANT, literal(firm.name), key=f"given-{firm.id}", assessment=str(history[-1].id))
        else:
            block(f'<p>{escape(firm.name)} <span class="quiet">{NOT_BEGUN.text(lang)}</span></p>')


def _why_not(assessment_id: UUID, account: Account) -> Label | None:
    """Why a consultant may not verify this firm; None when that is allowed.

    A firm that hands out its code gives itself to the consultant, unless it was taken away from that consultant.
    """
    if session.may_verify(assessment_id):
        return None
    store = resources.store()
    firm = store.firm_of(assessment_id)
    if firm is None:
        return UNNAMED_FIRST
    if store.was_taken(account.id, firm.id):
        return TAKEN
    store.give_firm(account.id, firm.id)
    return None


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
    here = visitors.signed_in()
    assert here is not None
    assessment_id = session.current(Right.VERIFY)
    if assessment_id is None:
        _given(here.account)
        _opening()
        with st.expander(code_desk.TITLE.text(lang), key="code-desk"):
            code_desk.show()
        return
    refusal = _why_not(assessment_id, here.account)
    if refusal is not None:
        st.warning(refusal.text(lang))
        return
    name = resources.store().effective_answers(assessment_id).get("firm_name")
    shown = str(name.value) if name is not None and name.value else label("未命名企业", "Unnamed firm").text(lang)
    block(f"<h2>{escape(shown)}</h2>")
    if "code" in st.query_params:
        links.link(links.RESULT, SEE.text(lang), key="consultant-result")
    consultant = here.account.name
    parts = [VERIFY, COMMENT, ADJUST, REPORT]
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
        adjusting.show(assessment_id, consultant)
    elif chosen == 3:
        reporting.show(assessment_id, here.account)
    else:
        verifying.show(assessment_id, consultant)


page()
