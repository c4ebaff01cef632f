"""What a sum, a subsidy or visits would do to the firms in hand, tried before they are."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import streamlit as st

from assessment.language import Label, Lang, label
from assessment.store.records import JobRecord
from assessment.web import handing, links
from assessment.web.centre import bench, sandbox, sections
from assessment.web.centre.bench import Bench
from assessment.web.centre.template import XLSX
from assessment.web.centre.waiting import ended, progress
from assessment.web.markup import block, escape
from assessment.work import kinds

_TITLE = label("推演：先算一算再定", "Foresight: try it before it is")
_LEAD = label(
    "在这批企业上试一笔钱怎么分、一条补助政策会带动谁、走访哪几家最说明问题。费用都是估算，结果不是承诺。",
    "Try on these firms how a sum is best divided, whom a subsidy would move, and whom to visit. Costs are estimates, "
    "and nothing is promised.",
)
_TRIALS: dict[str, Label] = {
    "sum": label("一笔钱怎么分", "Divide a sum"),
    "policy": label("政策沙盘", "Policy sandbox"),
    "visits": label("走访哪几家", "Whom to visit"),
}
_WHICH = label("试什么", "What to try")
_BUDGET = label("总额（万元）", "The sum (CNY 10 000)")
_CAP = label("单家最多（万元，不限就空着）", "At most for one firm (CNY 10 000; empty for no limit)")
_VISITS = label("走访几家", "How many visits")
_LEVEL = label("哪一级", "Which level")
_TRY = label("算一算", "Try it")
_AGAIN = label("换一个试", "Try another")
_BOOK = label("下载逐家结果（Excel）", "Download the result for each firm (Excel)")
_FILE = label("{stem}_推演.xlsx", "{stem}_foresight.xlsx")


def show() -> None:
    """Put the section on the page."""
    lang = links.lang()
    held = bench.current()
    block(f'<h2>{_TITLE.text(lang)}</h2><p class="quiet">{_LEAD.text(lang)}</p>')
    if held is None or held.whole is None or not len(held.chosen.table):
        sections.no_firms(held)
    elif (job := held.job(kinds.FORESEEING)) is None:
        _ask(held, lang)
    elif job.open:
        progress(held, kinds.FORESEEING)
    else:
        _finished(held, job, lang)


def _ask(held: Bench, lang: Lang) -> None:
    """Which trial, and its figures."""
    trial = st.pills(
        _WHICH.text(lang),
        list(_TRIALS),
        default="sum",
        required=True,
        format_func=lambda one: _TRIALS[one].text(lang),
        key="foresight-trial",
    )
    if trial == "policy":
        sandbox.ask(held, lang)
        return
    levels = held.chosen.reading.main.spec.levels
    names = {one.level: one.name.text(lang) for one in levels}
    with st.form("foresight", border=False):
        asked: dict[str, Any] = {}
        if trial == "sum":
            asked["budget"] = st.number_input(_BUDGET.text(lang), 0.0, 1e7, 500.0)
            asked["cap"] = st.number_input(_CAP.text(lang), 0.0, 1e7, None)
            asked["floors"] = []
        else:
            second = min(1, len(levels) - 1)
            asked["level"] = st.selectbox(_LEVEL.text(lang), list(names), second, format_func=lambda one: names[one])
            most = len(held.chosen.table)
            asked["visits"] = st.number_input(_VISITS.text(lang), min(2, most), most, min(20, most))
            asked["seed"] = 1
        if st.form_submit_button(_TRY.text(lang), type="primary", key="foresight-try"):
            given = {"faultless": held.faultless, "trial": trial, "asked": asked, "lang": lang}
            held.begin(kinds.FORESEEING, given)
            st.rerun()


def _finished(held: Bench, job: JobRecord, lang: Lang) -> None:
    made = kinds.foreseen_of(job)
    if job.state != "done" or not made.exists():
        ended(job, lang)
    else:
        if (comparison := kinds.compared(job)) is not None:
            sandbox.show(held, comparison, lang)
        else:
            first, *others = (label(zh, en) for zh, en in job.result["lines"])
            block(f'<p class="lead">{escape(first.text(lang))}</p>')
            block("".join(f"<p>{escape(line.text(lang))}</p>" for line in others))
        name = _FILE.fill(stem=PurePath(held.name).stem).text(lang)
        handing.download(_BOOK.text(lang), made.read_bytes, name, XLSX, primary=True, key="foresight-book")
    st.button(_AGAIN.text(lang), key="foresight-again", on_click=held.put_away, args=(kinds.FORESEEING,))
