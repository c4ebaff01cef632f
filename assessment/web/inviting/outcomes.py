"""The sheet of results on the page: handed out, handed in, tried, and noted whole or with its good rows."""

from __future__ import annotations

import io
from collections.abc import Collection

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import Right
from assessment.problems import InputRefused
from assessment.store.invitation_book import InvitationQuery
from assessment.store.invitation_records import KeptInvitation
from assessment.store.refusals import StoreRefused
from assessment.web import failures, handing, resources, uploader, visitors
from assessment.web.centre import problems
from assessment.web.centre.template import XLSX
from assessment.web.firms import reaching
from assessment.web.inviting import told
from assessment.web.markup import block, escape
from assessment.workbook.grid.readers import read_grid
from assessment.workbook.invitations.mailing import write_mail_list
from assessment.workbook.invitations.outcomes import OutcomesRead, read_outcomes, write_outcomes

_TITLE = label("登记表", "The sheet of results")
_LEAD = label(
    "下载登记表，填“对接结果”一列，再交回这里：先试读，有问题的格子逐个指出，什么也不写。"
    "登记表写着企业名称，请不要发给服务商；给服务商的信用邮件合并名单，里面没有同意的企业不写名称。",
    "Download the sheet, fill in the column 'Outcome', and hand it in here. It is tried first: every bad cell is "
    "named, and nothing is written. The sheet names the firms and is not for providers; the list for a mail merge "
    "names none that has not agreed.",
)
_SHEET, _MAIL = (
    label("下载登记表（Excel）", "Download the sheet (Excel)"),
    label("邮件合并名单", "List for a mail merge"),
)
_SHEET_FILE = label("邀约登记表.xlsx", "invitations_and_results.xlsx")
_MAIL_FILE = label("邀约_邮件合并.xlsx", "invitations_mail_merge.xlsx")
_FILE = label("填好的登记表", "The sheet, filled in")
_ALL = label("登记全部 {n} 个结果", "Note all {n} outcomes")
_GOOD = label("只登记没有问题的 {n} 个", "Note the {n} without a problem only")
_DONE = label("已登记 {n} 个结果。", "{n} outcomes were noted.")
_NOTED = "outcomes-noted"


def show(query: InvitationQuery, lang: Lang) -> None:
    """Put the step on the page; ``query`` says which invitations the files to take along hold."""
    reach = reaching.firms_of(Right.MATCHMAKE)  # who is there is known here, and not where the file is made
    block(f'<h3>{_TITLE.text(lang)}</h3><p class="quiet">{_LEAD.text(lang)}</p>')

    def all_of_it() -> list[KeptInvitation]:
        return resources.store().invitations(query, reach, most=1_000_000)

    def sheet() -> bytes:
        out, listed = io.BytesIO(), all_of_it()
        write_outcomes(out, listed, told.step_titles(), lang)
        return out.getvalue()

    def mail() -> bytes:
        out, listed = io.BytesIO(), all_of_it()
        write_mail_list(out, listed, told.step_titles(), resources.advisor().pool.categories, lang)
        return out.getvalue()

    with st.container(horizontal=True, key="centre-outcomes"):
        handing.download(_SHEET.text(lang), sheet, _SHEET_FILE.text(lang), XLSX, key="outcome-sheet")
        handing.download(_MAIL.text(lang), mail, _MAIL_FILE.text(lang), XLSX, key="mail-list")
    done: int = st.session_state.setdefault(_NOTED, 0)
    if (noted := st.session_state.pop("outcomes-told", None)) is not None:
        st.success(_DONE.fill(n=noted).text(lang))
    file = uploader.table(_FILE, f"outcomes-{done}", lang)
    if file is None:
        return
    try:
        read = read_outcomes(read_grid(file.getvalue(), file.name), _known, resources.store().try_outcomes)
    except InputRefused as refused:
        failures.show(refused)
        return
    _offer(read, lang)


def _known(numbers: Collection[int]) -> dict[int, KeptInvitation]:
    """The invitations of these numbers that are in the visitor's reach; the others do not exist for it."""
    if not numbers:
        return {}
    query = InvitationQuery(numbers=tuple(numbers))
    found = resources.store().invitations(query, reaching.firms_of(Right.MATCHMAKE), most=len(numbers))
    return {one.number: one for one in found}


def _offer(read: OutcomesRead, lang: Lang) -> None:
    block(f"<p><b>{escape(read.sentence().text(lang))}</b></p>")
    problems.rows(read.tally, lang)
    problems.told(read.problems, lang)
    if not read.fresh:
        return
    action = (_GOOD if read.bad else _ALL).fill(n=len(read.fresh))
    if st.button(action.text(lang), type="primary", key="note-outcomes"):
        try:
            resources.store().note_outcomes(read.fresh, "centre", visitors.signature())
        except StoreRefused as refused:  # somebody else was quicker
            failures.show(refused)
            return
        st.session_state[_NOTED] += 1
        st.session_state["outcomes-told"] = len(read.fresh)
        st.rerun()
