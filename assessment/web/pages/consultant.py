"""The consultant's page: verify a firm's answers on site, comment, hand over the signed report."""

from uuid import UUID

import streamlit as st

from assessment.language import Label, label
from assessment.permissions import Right
from assessment.store.account_records import Account
from assessment.web import code_desk, links, no_edition, resources, session, viewed, visitors
from assessment.web.consultant import adjusting, commenting, day, reporting, verifying, visit_signing
from assessment.web.markup import block, escape, literal
from assessment.web.visits import planning

TITLE = label("顾问入口", "For consultants")
LEAD = label(
    "看今天去哪几家；打开一家的自测：一题一屏核实，拍照留证，签署走访，写下意见，调整方案，导出您署名的报告。",
    "See whom to visit today; open a firm's assessment: verify question by question with photos, sign the visit, "
    "comment, adjust the plan, and export the report under your name.",
)
CODE = label("企业的续答码", "The firm's resume code")
OPEN = label("打开", "Open")
VERIFY, SIGN, COMMENT, ADJUST, REPORT = (
    label("核实回答", "Verify answers"),
    label("签署走访", "Sign the visit"),
    label("写意见", "Comments"),
    label("调整方案", "Adjust the plan"),
    label("导出报告", "Report"),
)
TAKEN = label(
    "这家企业已经不由您负责，续答码也打不开了。要继续，请中心重新交给您。",
    "This firm is no longer yours, and its code does not bring it back. Have the centre give it to you again.",
)
UNNAMED_FIRST = label(
    "这份自测还没有写企业名称。请企业先填好名称，再来核实。",
    "This assessment does not name its firm yet. Have the firm give its name first.",
)
ALL_VISITS = label("← 全部走访", "← All visits")
SEE = label("看这家企业的结果，试算方案 →", "See the firm's result and try plans →")


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
        viewed.refused("assessment", assessment_id, firm.id)
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
        day.show(here.account)
        _opening()
        with st.expander(code_desk.TITLE.text(lang), key="code-desk"):
            code_desk.show()
        return
    refusal = _why_not(assessment_id, here.account)
    if refusal is not None:
        st.warning(refusal.text(lang))
        return
    no_edition.told()
    name = resources.store().effective_answers(assessment_id).get("firm_name")
    shown = str(name.value) if name is not None and name.value else label("未命名企业", "Unnamed firm").text(lang)
    links.turn(links.CONSULTANT, ALL_VISITS.text(lang), links.query(assessment=None, code=None), key="to-day")
    block(f"<h2>{escape(shown)}</h2>")
    if "code" in st.query_params:
        links.link(links.RESULT, SEE.text(lang), key="consultant-result")
    consultant = here.account.name
    fold = st.expander(planning.TITLE.text(lang), key="consultant-planning", on_change="rerun")
    if fold.open:
        with fold:
            planning.show(assessment_id)
    parts = [VERIFY, SIGN, COMMENT, ADJUST, REPORT]
    chosen = st.pills(
        TITLE.text(lang),
        range(len(parts)),
        default=0,
        format_func=lambda i: parts[i].text(lang),
        key="consultant-part",
        label_visibility="collapsed",
    )
    if chosen == 1:
        visit_signing.show(assessment_id, here.account)
    elif chosen == 2:
        commenting.show(assessment_id, consultant)
    elif chosen == 3:
        adjusting.show(assessment_id, consultant)
    elif chosen == 4:
        reporting.show(assessment_id, here.account)
    else:
        verifying.show(assessment_id, consultant)


page()
