"""Fourth step: the report of every firm, or of some of them, in one archive."""

from __future__ import annotations

import shutil

import numpy as np
import streamlit as st

from assessment.advisory import MAIN_FRAMEWORK
from assessment.language import Label, Lang, label
from assessment.store.records import JobRecord
from assessment.web.centre import downloads, problems, sections
from assessment.web.centre.bench import Bench
from assessment.web.centre.waiting import ended, time_words
from assessment.web.markup import block, escape, literal
from assessment.work import kept, kinds
from assessment.work.runner import processes

BYTES_EACH = 300_000
SECONDS_EACH = 0.5

_TITLE = label("给每家企业生成一份报告", "A report for every firm")
_LEAD = label(
    "每家一份 PDF，打成一个压缩包，附目录。可以先按地区、产业链、等级挑选。",
    "One PDF a firm in one archive, with an index. Choose by area, chain or level first if you like.",
)
_FACTS = (
    ("city", label("地区", "Area"), label("全部地区", "All areas")),
    ("chain", label("产业链", "Chain"), label("全部产业链", "All chains")),
)
_LEVEL = label("等级（已确定的）", "Level (certain)")
_EVERY_LEVEL = label("全部等级", "All levels")
_COUNT = label(
    "将生成 {n} 份报告，约 {size}，大约要 {time}。可以离开本页，回来再取。",
    "{n} reports, about {size}, in about {time}. You may leave this page and come back for them.",
)
_NOBODY = label("没有符合条件的企业。", "No firm fits.")
_NO_ROOM = label(
    "磁盘只剩 {free}，放不下。请挑选少一些企业，或请管理员清出空间。",
    "Only {free} are left on the disk, which is not enough. Choose fewer firms, or have space freed.",
)
_MAKE = label("开始生成", "Make them")
_DONE = label("{n} 份报告好了。", "{n} reports are ready.")
_FAILED = label(
    "有 {n} 家没有生成：{places}。目录里也写明了。", "{n} could not be made: {places}. The index names them, too."
)
_DOWNLOAD = label("下载压缩包（{size}）", "Download the archive ({size})")
_AGAIN = label("重新挑选", "Choose again")
_FILE = label("企业诊断报告_{n}家.zip", "reports_{n}_firms.zip")


def show() -> None:
    """Put the section on the page."""
    sections.of_firms(_TITLE, _LEAD, kinds.REPORTS, _offer, _finished)


def _offer(held: Bench, lang: Lang) -> None:
    rows = _pick(held, lang)
    n = len(rows)
    if not n:
        st.info(_NOBODY.text(lang))
        return
    size, free = n * BYTES_EACH, shutil.disk_usage(kept.place(held.file.id)).free
    seconds = 20 + n * SECONDS_EACH / processes()
    words = _COUNT.fill(n=f"{n:,}", size=_bytes(size), time=time_words(seconds))
    block(f"<p>{escape(words.text(lang))}</p>")
    if size * 1.2 > free:
        st.warning(_NO_ROOM.fill(free=_bytes(free)).text(lang))
        return
    st.button(_MAKE.text(lang), type="primary", key="make-reports", on_click=_begin, args=(held, rows, lang))


def _pick(held: Bench, lang: Lang) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The rows of the firms that the person chooses."""
    batch = held.chosen
    chosen = np.ones(len(batch.table), bool)
    with st.container(horizontal=True, key="centre-filters"):
        for fact_id, name, everything in _FACTS:
            names = batch.table.bank.option_names(fact_id).values()
            words: dict[int | None, str] = {None: everything.text(lang)}
            words |= {code: name.text(lang) for code, name in enumerate(names)}
            picked = _select(name, words, f"report-{fact_id}", lang)
            if picked is not None:
                chosen &= batch.table.column(fact_id).values == picked
        levels = held.overview(MAIN_FRAMEWORK).level_names
        words = {None: _EVERY_LEVEL.text(lang)} | {at: level.text(lang) for at, level in levels.items()}
        picked = _select(_LEVEL, words, "report-level", lang)
        if picked is not None:
            scores = batch.reading.scores[MAIN_FRAMEWORK]
            chosen &= (scores.level_low == picked) & (scores.level_high == picked)
    return np.flatnonzero(chosen)


def _select(name: Label, words: dict[int | None, str], key: str, lang: Lang) -> int | None:
    return st.selectbox(
        name.text(lang), list(words), format_func=words.__getitem__, filter_mode=None, key=key, persist_state="session"
    )


def _begin(held: Bench, rows: np.ndarray[tuple[int], np.dtype[np.intp]], lang: Lang) -> None:
    held.begin(kinds.REPORTS, {"faultless": held.faultless, "rows": rows.tolist(), "lang": lang})


def _finished(held: Bench, job: JobRecord, lang: Lang) -> None:
    path = kinds.archive_of(job)
    if job.state != "done" or not path.exists():
        ended(job, lang)
    else:
        made, failed = job.result["reports"], job.result["failed"]
        st.success(_DONE.fill(n=f"{made:,}").text(lang))
        if failed:
            places = "、".join(failed[: problems.SHOWN])
            st.warning(literal(_FAILED.fill(n=len(failed), places=places).text(lang)))
        name = _FILE.fill(n=len(job.given["rows"])).text(lang)
        block(
            f'<a class="c-button" href="{escape(downloads.address(job, name))}" download="{escape(name)}">'
            f"{escape(_DOWNLOAD.fill(size=_bytes(path.stat().st_size)).text(lang))}</a>"
        )
    st.button(_AGAIN.text(lang), key="reports-again", on_click=held.put_away, args=(kinds.REPORTS,))


def _bytes(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, size / 1e6):.0f} MB"
