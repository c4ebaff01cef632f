"""The usual gap between what firms report and what is found, over the firms that the visitor may see."""

from __future__ import annotations

import streamlit as st

from assessment.advisory.usual_gap import VerifiedFirm, usual_gaps
from assessment.answers import Answer, State
from assessment.language import label, percent, rounded
from assessment.settings import peer_floor, today
from assessment.store.firm_list import FirmReach
from assessment.store.records import Origin, SavedAnswer
from assessment.web import links, resources
from assessment.web.firms.tables import table
from assessment.web.markup import block, escape

TITLE = label("自报和核实通常差在哪里", "Where reports and visits usually differ")
_NONE = label(
    "核实过同一题的企业还不到 {floor} 家，暂不统计。", "Fewer than {floor} firms were verified on any one question."
)
_WHAT = label(
    "按您能看到的、现场核实过的 {n} 家企业算；核实过某题的不到 {floor} 家，就不显示那一题。"
    "“平均多报”是自报比核实多出的分数，所有核实过这题的企业平均。",
    "Over the {n} firms that you may see and that were verified on site; a question on which fewer than {floor} firms "
    "were verified is not shown. 'Overstated' is by how many points reports exceed what was found, as a mean over all "
    "firms verified on it.",
)
_HEADS = (
    label("问题", "Question"),
    label("核实过的企业", "Firms verified"),
    label("和自报不一致", "Otherwise than reported"),
    label("平均多报（分）", "Overstated (points)"),
)


def show(reach: FirmReach) -> None:
    """The table, worked out when it is opened."""
    lang, floor = links.lang(), peer_floor()
    fold = st.expander(TITLE.text(lang), key="visit-gaps", on_change="rerun")
    if not fold.open:
        return
    with fold:
        saved = [answers for _, answers in resources.store().verified_firms(reach)]
        firms = [VerifiedFirm(_of(answers, "self"), _of(answers, "verified")) for answers in saved]
        found = usual_gaps(resources.advisor(), firms, today(), floor)
        if not found:
            block(f'<p class="quiet">{_NONE.fill(floor=floor).text(lang)}</p>')
            return
        rows = [
            [
                one.label.text(lang),
                str(one.firms),
                percent(one.differing, 0),
                f"{rounded(one.points, 2).normalize():f}",
            ]
            for one in found
        ]
        words = escape(_WHAT.fill(n=len(firms), floor=floor).text(lang))
        block(f'<p class="quiet">{words}</p>{table([head.text(lang) for head in _HEADS], rows, TITLE.text(lang))}')


def _of(saved: list[SavedAnswer], origin: Origin) -> dict[str, Answer]:
    return {
        one.fact_id: one.answer for one in saved if one.origin == origin and one.answer.state is not State.UNANSWERED
    }
