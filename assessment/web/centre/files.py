"""The files that were handed in and are still kept: what became of each, to be opened again or deleted."""

from __future__ import annotations

import streamlit as st

from assessment.language import Label, Lang, label
from assessment.store.records import JobRecord, KeptFile
from assessment.web import resources, visitors
from assessment.web.centre import bench
from assessment.web.centre.waiting import so_far
from assessment.web.markup import block, escape
from assessment.web.progress import clock
from assessment.work import kinds

DELETE = label("删除这个文件", "Delete this file")
MOST = 20

_TITLE = label("以前上传的文件", "Files handed in before")
_LINE = label("{time} 上传，{mb} MB", "handed in {time}, {mb} MB")
_READ = label("{firms} 家企业，{problems} 处问题", "{firms} firms, {problems} problems")
_REFUSED = label("没有读成", "could not be read")
_STOPPED = label("读到一半停了", "stopped while being read")
_REPORTS = label("{n} 份报告好了", "{n} reports are ready")
_MEETINGS = label("对接安排好了", "meetings are arranged")
_MORE = label("还有 {n} 个更早的没有列出。", "{n} older ones are not listed.")
_OPEN = label("打开", "Open")


def show(lang: Lang) -> None:
    """Put the list on the page; nothing where there is none."""
    visitor = visitors.signed_in()
    files = [file for file in resources.store().kept_files() if visitors.is_theirs(file.owner, visitor)]
    if not files:
        return
    newest: dict[tuple[object, str], JobRecord] = {}
    for job in resources.store().jobs():
        newest.setdefault((job.file_id, job.kind), job)
    block(f"<h3>{_TITLE.text(lang)}</h3>")
    for file in files[:MOST]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"centre-kept-{file.id}"):
            words = [_LINE.fill(time=clock(file.kept_at, lang), mb=f"{file.size / 1e6:.1f}")]
            words += [
                said
                for kind in (kinds.READING, kinds.REPORTS, kinds.MATCHMAKING)
                if (last := newest.get((file.id, kind))) and (said := _became(last))
            ]
            told = " · ".join(one.text(lang) for one in words)
            block(f'<div class="c-kept"><b>{escape(file.name)}</b><br><span class="quiet">{escape(told)}</span></div>')
            st.button(_OPEN.text(lang), key=f"open-{file.id}", on_click=bench.take, args=(file.id,))
            _deletion(file, lang)
    if len(files) > MOST:
        block(f'<p class="quiet">{_MORE.fill(n=len(files) - MOST).text(lang)}</p>')


def _deletion(file: KeptFile, lang: Lang) -> None:
    st.button(label("删除", "Delete").text(lang), key=f"forget-{file.id}", on_click=bench.forget, args=(file.id,))


def _became(job: JobRecord) -> Label | None:
    """What became of a job, in a few words."""
    if job.open:
        return so_far(job)
    if job.state == "done":
        if job.kind == kinds.READING:
            return _READ.fill(firms=f"{job.result['firms']:,}", problems=f"{job.result['problems']:,}")
        return _REPORTS.fill(n=f"{job.result['reports']:,}") if job.kind == kinds.REPORTS else _MEETINGS
    if job.kind == kinds.READING:
        return _REFUSED if job.state == "failed" else _STOPPED
    return None
