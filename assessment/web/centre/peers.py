"""Firms of the workbook that agreed become peers: a person of the centre confirms it, and may take it back."""

from __future__ import annotations

import streamlit as st

from assessment import settings
from assessment.language import Lang, label
from assessment.peers import said_in_table
from assessment.store.records import PeerBatch
from assessment.web import resources
from assessment.web.centre.bench import Bench
from assessment.web.markup import block, escape
from assessment.web.progress import clock

_TITLE = label("让同意的企业匿名计入同行比较（可不做）", "Count the firms that agreed among peers (optional)")
_NOBODY = label(
    "表里没有企业在“同意匿名计入同行比较”一列填“同意”，所以一家也不会计入。新模板最后一列就是它，由企业自己填。",
    "No firm of this table says yes in the column 'Agrees to be counted among peers', so none is counted. It is the "
    "last column of the template and for the firm itself to fill in.",
)
_WHAT = label(
    "填“同意”的 {yes} 家，填“不同意”的 {no} 家；没填、或没有名称和信用代码的不计入。只保存算同行要用的回答，"
    "不保存名称和信用代码，只留一个认出同一家的摘要；各张表里的同一家只算一次，以最新的为准。"
    "不足 {floor} 家的分组从不显示。",
    "{yes} firms say yes, {no} say no; those that left it open, or have neither name nor credit code, are not counted. "
    "Only the answers that peers need are kept, without name and code but for a digest that tells the same firm; a "
    "firm of several workbooks counts once, by its newest answers. Groups of fewer than {floor} are never shown.",
)
_STATEMENT = label(
    "我确认：填“同意”的企业知道用途，是自己同意的；我能拿出依据。",
    "I confirm that the firms that say yes know what it is for and agreed themselves; I can show proof of it.",
)
_NAME = label("确认人（会记录下来）", "Who confirms (it is recorded)")
_CONFIRM = label("确认并计入", "Confirm and count them")
_FIRST = label("请先勾选上面的确认，并写上姓名。", "Please tick the confirmation and give your name first.")
_DONE = label("已计入，从现在起用于同行比较。", "Done. They are counted from now on.")
_GONE = label("已撤回，这批回答已从数据库删除。", "Withdrawn. The answers were deleted from the database.")
_SO_FAR = label("计入同行比较的记录", "What was counted among peers")
_LINE = label(
    "{time} · {by} 确认 · {file} · 同意 {yes} 家，不同意 {no} 家",
    "{time} · confirmed by {by} · {file} · {yes} agreed, {no} refused",
)
_WITHDRAWN = label(" · {time} 由 {by} 撤回", " · withdrawn {time} by {by}")
_OTHER_SECRET = label(
    " · 数据库的密钥换过，这批认不出是哪些企业，暂不计入；请撤回后重新确认",
    " · the database's secret is another one since: its firms cannot be told apart and are not counted; please "
    "withdraw it and confirm it again",
)
_PICK = label("撤回哪一批（回答会删除，记录保留）", "Which to withdraw (its answers are deleted, the record stays)")
_BY = label("撤回人", "Who withdraws it")
_WITHDRAW = label("撤回这一批", "Withdraw it")
_TOLD = "peer-batch-told"


def confirm(held: Bench, lang: Lang) -> None:
    """What the firms of the file in hand said, and the form that a person signs."""
    chosen = held.chosen
    said = said_in_table(chosen.table, chosen.reading.advisor.peer_facts(), resources.store().secret.digest)
    yes = sum(one["answers"] is not None for one in said)
    block(f"<h2>{_TITLE.text(lang)}</h2>")
    if not said:
        block(f'<p class="quiet">{_NOBODY.text(lang)}</p>')
        return
    floor = settings.peer_floor()
    block(f'<p class="quiet">{_WHAT.fill(yes=yes, no=len(said) - yes, floor=floor).text(lang)}</p>')
    with st.form(f"peers-{held.file.id}", border=False):
        sure = st.checkbox(_STATEMENT.text(lang), key=f"peers-sure-{held.file.id}", width="stretch")
        by = st.text_input(_NAME.text(lang), max_chars=40, key=f"peers-by-{held.file.id}", width=320).strip()
        pressed = st.form_submit_button(_CONFIRM.text(lang))
    if pressed and not (sure and by):
        st.error(_FIRST.text(lang))
    elif pressed:
        resources.store().confirm_batch(said, held.name, by)
        _tell(_DONE.text(lang))


def history(lang: Lang) -> None:
    """Every confirmation so far; one that stands can be withdrawn."""
    if told := st.session_state.pop(_TOLD, None):
        st.success(told)
    batches = resources.store().peer_batches()
    if not batches:
        return
    lines = "".join(f"<li>{escape(_words(batch, lang))}</li>" for batch in reversed(batches))
    block(f"<h3>{_SO_FAR.text(lang)}</h3><ul>{lines}</ul>")
    standing = {batch.id: batch for batch in reversed(batches) if batch.withdrawn_at is None}
    if not standing:
        return
    with st.form("peers-withdraw", border=False):
        picked = st.selectbox(
            _PICK.text(lang),
            list(standing),
            format_func=lambda one: _words(standing[one], lang),
            filter_mode=None,
            key="peers-picked",
        )
        by = st.text_input(_BY.text(lang), max_chars=40, key="peers-withdrawn-by", width=320).strip()
        pressed = st.form_submit_button(_WITHDRAW.text(lang))
    if pressed and not by:
        st.error(_FIRST.text(lang))
    elif pressed:
        resources.store().withdraw_batch(picked, by)
        _tell(_GONE.text(lang))


def _tell(words: str) -> None:
    st.session_state[_TOLD] = words
    st.rerun()


def _words(batch: PeerBatch, lang: Lang) -> str:
    given = {"by": batch.confirmed_by, "file": batch.file, "yes": batch.agreed, "no": batch.refused}
    words = _LINE.text(lang).format(time=clock(batch.confirmed_at, lang), **given)
    if batch.withdrawn_at is None and batch.secret_mark != resources.store().secret.mark:
        words += _OTHER_SECRET.text(lang)
    if batch.withdrawn_at is not None:
        words += _WITHDRAWN.text(lang).format(time=clock(batch.withdrawn_at, lang), by=batch.withdrawn_by)
    return words
