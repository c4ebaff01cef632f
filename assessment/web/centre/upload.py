"""Second step: a file in, a dry run that names every problem, then the results of all or of the faultless."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import PurePath

import streamlit as st

from assessment import settings
from assessment.language import Lang, label
from assessment.problems import InputRefused
from assessment.web import handing, links, uploader
from assessment.web.centre import bench, files, mapping, of_round, peers, problems, sections
from assessment.web.centre.bench import Bench
from assessment.web.centre.template import XLSX
from assessment.web.centre.waiting import ended, progress
from assessment.web.markup import block, escape, literal
from assessment.web.progress import clock
from assessment.work import kinds, known
from assessment.workbook.firms.paper import MOST_SHEETS, write_check_sheets

_TITLE = label("上传填好的表", "Upload the workbook")
_LEAD = label(
    "先试读，不改动您的文件：有几家企业、哪些格子有问题，一条条列出来，您再决定怎么办。",
    "A dry run first, which leaves your file as it is: how many firms, which cells have a problem; then you decide.",
)
_FILE = label("Excel 工作簿或 CSV 文件", "An Excel workbook or CSV file")
_LIMITS = label(
    "文件不超过 30 MB、10 万行。更大的请分成几个，或请管理员用命令行处理。",
    "At most 30 MB and 100,000 rows. Split larger files, or have them processed from the command line.",
)
_PRIVATE = label(
    "文件保存在这台服务器上，{days} 天没有人用就删除，您也可以随时删除；里面的回答不写入数据库，除非您另外确认。"
    "看过的总体情况只留下加密的摘要，好让以后的表减不出几家企业。",
    "The file is kept on this server and deleted when nobody has used it for {days} days, or when you say so; its "
    "answers are not written to the database unless you confirm that. Of an overview that was shown only keyed digests "
    "stay, so that later tables do not give a few firms away by subtraction.",
)
_ANOTHER = label("换一个文件", "Another file")
_READ = label("{name} · {time} 读取", "{name} · read {time}")
_ALL = label(
    "全部 {n} 家企业，读不懂的格子按没有回答计", "All {n} firms; cells that cannot be read count as unanswered"
)
_FAULTLESS = label("只要没有问题的 {n} 家企业", "Only the {n} firms without a problem")
_CHOICE = label("评哪些企业？", "Which firms?")
_NOBODY = label("每一家都有问题，请改好再传，或选“全部”。", "Every firm has a problem; correct them, or take all.")
_RESULTS = label("下载结果表（Excel）", "Download the results (Excel)")
_RESULTS_CSV = label("下载结果（CSV，给程序用）", "Download the results (CSV, for programs)")
_CHECK = label("下载核对单（一家一张，签字用）", "Download sheets to check and sign, one a firm")
_CHECK_FILE = label("{stem}_核对单.xlsx", "{stem}_to_sign.xlsx")
_SAVED_AS = label("{stem}_结果", "{stem}_results")
_PLANS = label("再算每家的下一级、费用和要找的帮手", "Also the next level, cost and help of each firm")
_PLANS_HINT = label(
    "每家算一个最省钱的方案，约每秒 2–4 家；可以离开本页。", "One exact plan a firm, a few a second; you may leave."
)
_PLANS_READY = label("下载带方案的结果表（Excel）", "Download the results with plans (Excel)")
_PLANS_FILE = label("{name}_带方案.xlsx", "{name}_with_plans.xlsx")
_SLOW = label(
    "企业多时，点下载后要等几十秒。结果表改好后可以直接再上传。",
    "With many firms the download takes some time to begin. The results can be corrected and uploaded again.",
)
_DASHBOARD = label("看这批企业的总体情况 →", "See these firms as a whole →")
_MEETINGS = label("安排供需对接 →", "Arrange meetings with providers →")
_INTO = label("导入企业库 →", "Import into the known firms →")
_REPORTS = label("生成每家的报告 →", "Make a report for each →")


def show() -> None:
    """Put the section on the page."""
    lang = links.lang()
    held = bench.current()
    if held is None:
        _ask(lang)
    elif not held.settled(0.4):
        sections.waiting(held)
    elif held.whole is None:
        _ask(lang, held)
    else:
        _tell(held, lang)


def _ask(lang: Lang, refused: Bench | None = None) -> None:
    block(f'<h2>{_TITLE.text(lang)}</h2><p class="quiet">{_LEAD.text(lang)}</p>')
    if refused is not None:
        for fault in refused.faults:
            st.error(literal(fault.text(lang)))
        mapping.show(refused, kinds.unknown_columns(refused.file), lang)
    elif bench.lost():
        st.info(sections.LOST.text(lang))
    file = uploader.table(_FILE, f"firms-{refused.file.id if refused else 'first'}", lang)
    block(f'<p class="quiet">{_LIMITS.text(lang)}{_PRIVATE.fill(days=settings.file_days()).text(lang)}</p>')
    if file is not None:
        try:
            bench.begin(file.name, file.getvalue())
        except InputRefused as full:
            for problem in full.problems:
                st.error(literal(replace(problem, where=file.name).sentence(lang)))
        else:
            st.rerun()
    of_round.show(lang)
    files.show(lang)
    peers.history(lang)


def _tell(held: Bench, lang: Lang) -> None:
    whole = held.whole
    assert whole is not None
    with st.container(horizontal=True, vertical_alignment="center", key="centre-in-hand"):
        read = _READ.fill(name=held.name, time=clock(held.file.kept_at, lang))
        block(f'<p class="quiet">{escape(read.text(lang))}</p>')
        st.button(_ANOTHER.text(lang), key="another", on_click=bench.lay_down)
        st.button(files.DELETE.text(lang), key="forget", on_click=bench.forget, args=(held.file.id,))
    mapping.show(held, whole.unknown, lang)
    problems.show(held, lang)
    if whole.faulty.any():
        _choose(held, lang)
    if held.faultless and whole.faulty.all():
        st.warning(_NOBODY.text(lang))
        return
    _results(held, lang)
    if not known.are_in(held.file):
        peers.confirm(held, lang)
    peers.history(lang)


def _choose(held: Bench, lang: Lang) -> None:
    whole = held.whole
    assert whole is not None
    n, good = len(whole.table), int((~whole.faulty).sum())
    words = {False: _ALL.fill(n=f"{n:,}"), True: _FAULTLESS.fill(n=f"{good:,}")}
    block(f"<h2>{_CHOICE.text(lang)}</h2>")
    held.faultless = st.radio(
        _CHOICE.text(lang),
        [False, True],
        index=int(held.faultless),
        format_func=lambda faultless: literal(words[faultless].text(lang)),
        key=f"rows-{held.file.id}",
        label_visibility="collapsed",
        width="stretch",
    )


def _results(held: Bench, lang: Lang) -> None:
    stem = PurePath(held.name).stem
    name = _SAVED_AS.fill(stem=stem).text(lang)
    chosen = held.chosen

    def workbook() -> bytes:
        out = io.BytesIO()
        chosen.write_workbook(out, lang)
        return out.getvalue()

    def codes() -> bytes:
        out = io.BytesIO()
        chosen.write_csv(out)
        return out.getvalue()

    def check_sheets() -> bytes:
        out = io.BytesIO()
        asked = [chosen.reading.frameworks[framework] for framework in chosen.asked]
        write_check_sheets(out, chosen.table, chosen.reading.advisor.facts_to_fill(asked), lang)
        return out.getvalue()

    block(f"<h2>{label('结果', 'Results').text(lang)}</h2>")
    with st.container(horizontal=True, key="centre-results"):
        told = {"firms": len(chosen.table)}
        handing.download(_RESULTS.text(lang), workbook, f"{name}.xlsx", XLSX, primary=True, key="results", details=told)
        if len(chosen.table) <= MOST_SHEETS:
            handing.download(
                _CHECK.text(lang),
                check_sheets,
                _CHECK_FILE.fill(stem=stem).text(lang),
                XLSX,
                key="check-sheets",
                details=told,
            )
        handing.download(_RESULTS_CSV.text(lang), codes, f"{name}.csv", "text/csv", key="codes", details=told)
    block(f'<p class="quiet">{_SLOW.text(lang)}</p>')
    _with_plans(held, name, lang)
    with st.container(horizontal=True, key="centre-onwards"):
        sections.button("dashboard", _DASHBOARD)
        sections.button("reports", _REPORTS)
        sections.button("meetings", _MEETINGS)
        if not known.are_in(held.file):
            sections.button("imports", _INTO)


def _with_plans(held: Bench, name: str, lang: Lang) -> None:
    """The results with the cheapest plan of every firm: worked out when somebody asks for it."""
    job = held.job(kinds.RESULTS)
    if job is not None and job.open:
        progress(held, kinds.RESULTS)
        return
    if job is not None and job.given == _asked_for(held, lang):
        path = kinds.results_of(job)
        if job.state == "done" and path.exists():
            told = {"firms": job.result["firms"]}
            file = _PLANS_FILE.fill(name=name).text(lang)
            handing.download(_PLANS_READY.text(lang), path.read_bytes, file, XLSX, key="results-plans", details=told)
            return
        ended(job, lang)
    st.button(_PLANS.text(lang), key="make-results", on_click=_plan, args=(held, lang))
    block(f'<p class="quiet">{_PLANS_HINT.text(lang)}</p>')


def _plan(held: Bench, lang: Lang) -> None:
    held.put_away(kinds.RESULTS)
    held.begin(kinds.RESULTS, _asked_for(held, lang))


def _asked_for(held: Bench, lang: Lang) -> dict[str, object]:
    return {"faultless": held.faultless, "lang": lang}
