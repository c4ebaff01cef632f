"""First step: the workbook to fill in, for the frameworks that the centre chooses."""

from __future__ import annotations

import io

import streamlit as st

from assessment import settings
from assessment.language import Lang, label
from assessment.peers import CONSENT_FACT
from assessment.scoring import Framework
from assessment.web import handing, links, resources
from assessment.web.centre import sections
from assessment.web.markup import block, escape, literal

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

    def written() -> bytes:
        from assessment.workbook.firms.template import write_template

        out = io.BytesIO()
        write_template(out, advisor.bank, lang, facts=facts)
        return out.getvalue()

    handing.download(_DOWNLOAD.text(lang), written, _FILE.text(lang), XLSX, primary=True, key="template")
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
