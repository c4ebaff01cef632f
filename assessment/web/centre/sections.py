"""The sections of the page, where one is, and the way to another."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assessment.language import Label, Lang, label
from assessment.permissions import PROVINCE, Actor, Matter, Right, may, reach
from assessment.settings import now
from assessment.store.records import JobRecord
from assessment.web import links, viewed, visitors
from assessment.web.centre import bench, of_round
from assessment.web.centre.bench import Bench
from assessment.web.centre.waiting import STOP, ahead, progress, so_far
from assessment.web.markup import block, escape, literal
from assessment.work import kinds

SECTIONS: dict[str, Label] = {
    "firms": label("企业", "Firms"),
    "rounds": label("轮次", "Rounds"),
    "visits": label("走访", "Visits"),
    "overview": label("总览", "Overview"),
    "template": label("模板", "Template"),
    "upload": label("上传", "Upload"),
    "dashboard": label("看板", "Dashboard"),
    "reports": label("报告", "Reports"),
    "meetings": label("对接", "Matchmaking"),
    "foresight": label("推演", "Foresight"),
    "imports": label("导入", "Import"),
    "invitations": label("邀约", "Invitations"),
    "content": label("内容", "Content"),
    "codes": label("续答码", "Codes"),
}
GROUPS: dict[str, tuple[Label, tuple[str, ...]]] = {
    "firms": (SECTIONS["firms"], ("firms", "invitations")),
    "rounds": (SECTIONS["rounds"], ("rounds", "visits")),
    "overview": (SECTIONS["overview"], ("overview",)),
    "workbook": (
        label("一批表", "Workbook"),
        ("template", "upload", "dashboard", "reports", "meetings", "imports"),
    ),
    "foresight": (SECTIONS["foresight"], ("foresight",)),
    "upkeep": (label("维护", "Upkeep"), ("content", "codes")),
}
"""Sections that belong together: nine beside each other do not fit on a phone."""
RIGHTS: dict[str, Right] = {
    "firms": Right.SEE_FIRM,
    "rounds": Right.MANAGE_ROUNDS,
    "visits": Right.PLAN_VISIT,
    "overview": Right.SEE_DASHBOARD,
    "template": Right.IMPORT,
    "upload": Right.IMPORT,
    "dashboard": Right.SEE_DASHBOARD,
    "reports": Right.EXPORT,
    "meetings": Right.MATCHMAKE,
    "foresight": Right.EXPORT,
    "imports": Right.IMPORT,
    "invitations": Right.MATCHMAKE,
    "content": Right.EDIT_CONTENT,
    "codes": Right.RENEW_CODE,
}
"""The right that a section asks for."""
_SHARED = Matter(area=PROVINCE)
_CHOICE = label("这一页的各部分", "Parts of this page")
_NOTHING = label("还没有数据。请先上传填好的表。", "Nothing here yet. Please upload a workbook first.")
LOST = label(
    "这个链接的文件已经删除：太久没有人用，或有人删除了它。请重新上传。",
    "The file of this link is gone: nobody used it for too long, or somebody deleted it. Please upload it again.",
)
_WORKING = label("{words} 已用 {seconds} 秒", "{words} {seconds} seconds so far")
_LEAVE = label(
    "几万家企业要一两分钟。可以离开本页，回来还在。",
    "Tens of thousands of firms take a minute or two. You may leave this page and come back.",
)
_UPLOAD = label("去上传", "Upload one")
_PARAMETER = "section"
_OF_ONE_SECTION = ("find", "from", "firm", "round")
"""What stands in the address for one section and means nothing to another."""


def opens(section: str, actor: Actor | None) -> bool:
    """Is a section for somebody? Content belongs to all alike: it takes a right to all of it."""
    right = RIGHTS[section]
    if section == "content":
        return may(actor, right, _SHARED)
    return bool(reach(actor, right))


def choose() -> str:
    """Put the list of sections on the page; returns the one that is open, which stands in the address.

    A section that is not for the visitor is not listed, and not opened by its address either.
    """
    actor = visitors.actor()
    listed = [section for section in SECTIONS if opens(section, actor)]
    wanted = st.query_params.get(_PARAMETER)
    here = wanted if wanted in listed else listed[0]
    viewed.part(here, st.query_params.get(bench.PLACE, ""))
    groups = {name: held for name, (_, all_) in GROUPS.items() if (held := [one for one in all_ if one in listed])}
    group = next(name for name, held in groups.items() if here in held)
    _bar("centre-group", list(groups), group, lambda name: GROUPS[name][0], lambda name: groups[name][0])
    if len(groups[group]) > 1:
        _bar("centre-section", groups[group], here, lambda name: SECTIONS[name], lambda name: name)
    return here


def _bar(key: str, names: list[str], here: str, words: Callable[[str], Label], leads_to: Callable[[str], str]) -> None:
    """A row of names, one of which is open."""
    lang = links.lang()
    st.session_state[key] = here
    st.segmented_control(
        _CHOICE.text(lang),
        names,
        format_func=lambda name: words(name).text(lang),
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=lambda: _open(leads_to(st.session_state[key])),
    )


def button(section: str, text: Label, *, primary: bool = False) -> None:
    """A button that opens a section."""
    st.button(
        text.text(links.lang()),
        key=f"to-{section}",
        type="primary" if primary else "secondary",
        on_click=lambda: _open(section),
    )


def of_firms(
    title: Label,
    lead: Label,
    kind: str,
    ask: Callable[[Bench, Lang], None],
    show: Callable[[Bench, JobRecord, Lang], None],
) -> None:
    """A section that does one kind of job about the firms in hand: asked for, under way, or done and shown."""
    lang, held = links.lang(), bench.current()
    block(f'<h2>{title.text(lang)}</h2><p class="quiet">{lead.text(lang)}</p>')
    if held is None or held.whole is None or not len(held.chosen.table):
        no_firms(held)
    elif (job := held.job(kind)) is None:
        ask(held, lang)
    elif job.open:
        progress(held, kind)
    else:
        show(held, job, lang)


def no_firms(held: Bench | None) -> None:
    """What a section about the firms says while there are none: being read, gone, or never handed in."""
    if held is not None and held.at_work and not held.settled(0.4):
        waiting(held)
        return
    if held is not None and held.whole is not None and len(held.chosen.table):  # it has just been read
        st.rerun()
    for fault in held.faults if held is not None else ():
        st.error(literal(fault.text(links.lang())))
    block(f"<p>{(LOST if bench.lost() else _NOTHING).text(links.lang())}</p>")
    button("upload", _UPLOAD, primary=True)
    of_round.show(links.lang())


@st.fragment(run_every=1.0)
def waiting(held: Bench) -> None:
    """How far the reading has come, looked at every second."""
    job = held.look(kinds.READING)
    if job is None or not job.open:
        st.rerun()
    lang = links.lang()
    block(f"<h2>{escape(held.name)}</h2>")
    words = _WORKING.fill(words=so_far(job), seconds=f"{job.seconds(now()):.0f}").text(lang)
    with st.container(key="centre-working"):
        st.status(literal(words), state="running")
        ahead(job, lang)
        block(f'<p class="quiet">{_LEAVE.text(lang)}</p>')
        st.button(
            STOP.text(lang), key="stop-reading", on_click=held.stop, args=(kinds.READING,), disabled=job.stop_asked
        )


def _open(section: str) -> None:
    for other in [name for name in _OF_ONE_SECTION if name in st.query_params]:
        del st.query_params[other]
    st.query_params[_PARAMETER] = section
