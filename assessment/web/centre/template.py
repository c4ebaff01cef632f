"""First step: the workbook to fill in, for the frameworks that the centre chooses."""

from __future__ import annotations

import io

import streamlit as st

from assessment import settings
from assessment.language import Label, Lang, label
from assessment.peers import CONSENT_FACT
from assessment.scoring import Framework
from assessment.web import handing, links, resources
from assessment.web.centre import sections
from assessment.web.markup import block, escape, literal
from assessment.workbook.firms.paper import write_answer_sheet
from assessment.workbook.firms.template import LISTED_ROWS, MOST_ROWS, Several, write_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLE = label("选好要评的指标，下载填报模板", "Choose what to assess, and download the template")
_LEAD = label(
    "每家企业填一行。共用的问题只出现一次；每列有下拉选项、填写说明和举例。",
    "One firm a row. Questions that several frameworks share are asked once; every column has its list of options, "
    "a note and an example.",
)
_COLUMNS = label("共 {all} 列，其中企业概况 {profile} 列。", "{all} columns, {profile} of them about the firm itself.")
_DOWNLOAD = label("下载模板", "Download the template")
_FILE = label("企业填报模板.xlsx", "firms_template.xlsx")
_PAPER = label("下载纸质答卷（打印用）", "Download an answer sheet to print")
_PAPER_FILE = label("空白答卷.xlsx", "answer_sheet.xlsx")
_SEVERAL = label("多选题怎么填", "How to answer with several options")
_WAYS: dict[Several, Label] = {
    "letters": label("填选项的字母（A；C）", "By their letters (A; C)"),
    "words": label("填选项的原话", "By their words"),
    "ticks": label("每个选项一列，打勾", "A column for each, ticked"),
}
_ROWS = label("多少行有下拉列表", "Rows with lists")
_NONE = label("至少选一套指标。", "Choose at least one.")
_ASKED = label("{n} 个问题", "{n} questions")
_HINT = label(
    "中文、英文的模板都能上传，列的顺序可以变，多出来的列会指出来、不影响其他列。自己的表头和模板一致也可以直接上传。",
    "Templates in either language can be uploaded. Columns may stand in any order, and unknown ones are named and "
    "left aside. A list of your own with the same headers will do as well.",
)
_NEXT = label("填好了，去上传 →", "Filled in? Upload it →")


def show() -> None:
    """Put the section on the page."""
    lang = links.lang()
    advisor = resources.advisor()
    frameworks = advisor.frameworks_on(settings.today())
    block(f'<h2>{_TITLE.text(lang)}</h2><p class="quiet">{_LEAD.text(lang)}</p>')
    with st.container(key="centre-frameworks", gap="small"):
        chosen = [f for f in frameworks.values() if _tick(f, lang)]
    if not chosen:
        st.warning(_NONE.text(lang))
        return
    facts = [*advisor.facts_to_fill(chosen), CONSENT_FACT]
    profile = len(set(facts) & set(advisor.facts_to_fill([])))
    block(f"<p>{escape(_COLUMNS.fill(all=len(facts), profile=profile).text(lang))}</p>")

    with st.container(horizontal=True, vertical_alignment="bottom", key="centre-template-form"):
        several: Several = st.selectbox(
            _SEVERAL.text(lang), list(_WAYS), format_func=lambda way: _WAYS[way].text(lang), key="several", width=320
        )
        rows = st.number_input(_ROWS.text(lang), 1, MOST_ROWS, LISTED_ROWS, 500, key="template-rows", width=200)

    def written() -> bytes:
        out = io.BytesIO()
        write_template(out, advisor.bank, lang, facts, several=several, rows=int(rows))
        return out.getvalue()

    def sheet() -> bytes:
        out = io.BytesIO()
        write_answer_sheet(out, advisor.bank, advisor.facts_to_fill(chosen), lang)
        return out.getvalue()

    with st.container(horizontal=True, key="centre-template-files"):
        handing.download(_DOWNLOAD.text(lang), written, _FILE.text(lang), XLSX, primary=True, key="template")
        handing.download(_PAPER.text(lang), sheet, _PAPER_FILE.text(lang), XLSX, key="paper")
    block(f'<p class="quiet">{_HINT.text(lang)}</p>')
    sections.button("upload", _NEXT)


def _tick(framework: Framework, lang: Lang) -> bool:
    spec = framework.spec
    asked = _ASKED.fill(n=len(framework.facts)).text(lang)
    return st.checkbox(
        f"**{literal(spec.short_title.text(lang))}** · {literal(asked)}  \n{literal(spec.purpose.text(lang))}",
        value=spec.id in resources.OFFERED,
        key=f"framework-{spec.id}",
        persist_state="session",
        width="stretch",
    )
