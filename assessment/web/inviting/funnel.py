"""From need to contract, for the centre: by kind of help and by chain, in firms, with what is not told beside it."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from assessment.language import Label, Lang, label
from assessment.permissions import Right
from assessment.providers import NOT_SAID
from assessment.store.invitation_records import STAGES, STATE_NAMES, FunnelRow
from assessment.web import resources
from assessment.web.centre import export
from assessment.web.firms import reaching
from assessment.web.firms.tables import table
from assessment.web.markup import block, escape

Side = Literal["need", "chain"]
_TITLE = label("从需求到签约", "From need to contract")
_SIDES: dict[Side, Label] = {"need": label("按需求类别", "By kind of help"), "chain": label("按产业链", "By chain")}
_BY = label("按什么看", "View by")
_HEADS = (
    label("类别或产业链", "Kind or chain"),
    label("有需求的企业", "Firms in need"),
    label("已邀约", "Invited"),
    *(STATE_NAMES[stage] for stage in STAGES[1:]),
    label("全部谢绝", "All declined"),
    label("合同（报了金额的）", "Contracts (amount told)"),
    label("金额合计（万元）", "Sum (CNY 10 000)"),
)
_NOTE = label(
    "数的是企业，走得至少这么远的都算：签约的也算在见面里，没有先答复就见面的也算双方愿谈。同一家有几类需求的，每类各算一次。",
    "Firms, counted wherever they came at least so far: who contracted has met, and whoever met without answering "
    "first counts as willing. A firm with several kinds of need counts in each.",
)
_UNSCORED = label(
    "有 {n} 家次被邀约过，但企业库里没有它的这项需求（没有结果，或方案已变），也算在“有需求”里。",
    "{n} were invited although no result here says that they need it; they count among those in need.",
)
_PARTIAL = label(
    "{all} 份合同里 {told} 份报了金额，合计只是这 {told} 份的。",
    "Of {all} contracts {told} told their amount; the sum is of these alone.",
)
_NOTHING = label(
    "还没有记住的邀约。先到“对接”安排，再记住名单。", "No invitations are kept yet: arrange and keep a list first."
)


def show(lang: Lang) -> None:
    """Put the funnel of the visitor's reach on the page."""
    block(f"<h3>{_TITLE.text(lang)}</h3>")
    side: Side = st.pills(
        _BY.text(lang),
        list(_SIDES),
        default="need",
        required=True,
        format_func=lambda one: _SIDES[one].text(lang),
        key="funnel-side",
        persist_state="session",
        label_visibility="collapsed",
    )
    rows = found(side)
    if not any(row.stages[0] for row in rows):
        block(f"<p>{_NOTHING.text(lang)}</p>")
        return
    told = cells(rows, side, lang)
    block(table(told[0], told[1:], _TITLE.text(lang)))
    notes = [_NOTE]
    if unscored := sum(row.unscored for row in rows):
        notes.append(_UNSCORED.fill(n=unscored))
    contracts, amounts = sum(row.contracts for row in rows), sum(row.amounts for row in rows)
    if amounts < contracts:
        notes.append(_PARTIAL.fill(all=contracts, told=amounts))
    block("".join(f'<p class="quiet">{escape(note.text(lang))}</p>' for note in notes))
    export.table_button(told, f"funnel-{side}", lang)


def found(side: Side) -> list[FunnelRow]:
    """The rows of the visitor's reach; those of which there is nothing at all are left out."""
    reach, store = reaching.firms_of(Right.MATCHMAKE), resources.store()
    if side == "need":
        rows = store.funnel_by_need(reaching.need_names(), reach)
    else:
        rows = store.funnel_by_chain([*resources.bank().option_names("chain"), None], reach)
    return [row for row in rows if row.needing]


def cells(rows: list[FunnelRow], side: Side, lang: Lang) -> list[list[str]]:
    """The table in words, its head first."""
    names = reaching.need_names() if side == "need" else resources.bank().option_names("chain")
    told = [[head.text(lang) for head in _HEADS]]
    for row in rows:
        name = names[row.key] if row.key is not None else NOT_SAID
        figures = (row.needing, *row.stages, row.declined)
        money = f"{row.money:,.1f}" if row.amounts else "–"
        told.append(
            [name.text(lang), *(f"{figure:,}" for figure in figures), f"{row.contracts}（{row.amounts}）", money]
        )
    return told
