"""How far a job has come, what became of it, and the way to stop it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assessment.language import Label, Lang, label, listed
from assessment.settings import now
from assessment.store.assessments import Store
from assessment.store.records import JobRecord
from assessment.web import links, resources, visitors
from assessment.web.centre.bench import Bench
from assessment.web.markup import block, escape, literal

_WAITS = label("排队等候：前面还有别的工作", "Waiting its turn: other work comes first")
_AHEAD = label("现在在做：{works}。", "At work now: {works}.")
_NAMED = label("{name}（已用 {time}）", "{name} ({time} so far)")
_OTHERS = label("别人的一个文件", "a file of somebody else")
_BEGUN = label("正在准备…", "Getting ready…")
_SO_FAR = label("{words} {done} / {all}", "{words} {done} of {all}")
_LEFT = label("，大约还要 {time}", ", about {time} left")
STOP = label("停止", "Stop")
_STOPPING = label("正在停止…", "Stopping…")
_CANCELLED = label("已停止，没有做完。", "Stopped before it was done.")
_GONE = label("做好的文件已不在，请重新生成。", "What was made is gone; please make it again.")


@st.fragment(run_every=1.0)
def progress(held: Bench, kind: str) -> None:
    """How far a job about the file in hand has come, looked at every second."""
    job, lang = held.look(kind), links.lang()
    if job is None or not job.open:
        st.rerun()
    st.progress(job.done / job.of if job.of else 0.0, literal(so_far(job).text(lang)))
    ahead(job, lang)
    st.button(STOP.text(lang), key=f"stop-{kind}", on_click=held.stop, args=(kind,), disabled=job.stop_asked)


def ahead(job: JobRecord, lang: Lang) -> None:
    """Put on the page for which files a job waits."""
    visitor = visitors.signed_in()
    words = at_work(resources.store(), lambda owner: visitors.is_theirs(owner, visitor))
    if job.state == "waiting" and words is not None:
        block(f'<p class="quiet">{escape(words.text(lang))}</p>')


def at_work(store: Store, is_theirs: Callable[[str], bool]) -> Label | None:
    """The files that are being worked on, by name where they are somebody's to see, and for how long; None for none."""
    files, works = {file.id: file for file in store.kept_files()}, []
    for job in store.jobs():
        if job.state == "running":
            file = None if job.file_id is None else files.get(job.file_id)
            name = _OTHERS if file is None or not is_theirs(file.owner) else label(file.name, file.name)
            works.append(_NAMED.fill(name=name, time=time_words(job.seconds(now()))))
    return _AHEAD.fill(works=listed(works)) if works else None


def so_far(job: JobRecord) -> Label:
    """What is being done, how much of it is done, and how long the rest takes."""
    if job.stop_asked:
        return _STOPPING
    words = job.words or (_BEGUN if job.state == "running" else _WAITS)
    if job.of:
        words = _SO_FAR.fill(words=words, done=f"{job.done:,}", all=f"{job.of:,}")
    left = job.remaining(now())
    if left is not None and left > 0:
        more = _LEFT.fill(time=time_words(left))
        words = label(words.zh + more.zh, words.en + more.en)
    return words


def ended(job: JobRecord, lang: Lang) -> None:
    """What became of a job of which nothing is there."""
    for fault in job.faults:
        st.error(literal(fault.text(lang)))
    if job.state == "cancelled":
        st.info(_CANCELLED.text(lang))
    elif job.state == "done":
        st.info(_GONE.text(lang))


def time_words(seconds: float) -> Label:
    """A length of time as a person says it."""
    if seconds < 90:
        return label("1 分钟", "a minute")
    if seconds < 5400:
        return label("{n} 分钟", "{n} minutes").fill(n=round(seconds / 60))
    return label("{n} 小时", "{n} hours").fill(n=f"{seconds / 3600:.1f}")
