"""The report that a consultant hands over: under whose name, how long, which sections; a draft until it is signed."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import get_args
from uuid import UUID

import streamlit as st

from assessment import settings
from assessment.advisory import Advisory
from assessment.language import Lang, label
from assessment.store.account_records import Account
from assessment.telling.blocks import Length
from assessment.telling.brand import Brand, Signed
from assessment.telling.naming import NAMES
from assessment.web import handing, links, resources, verifying
from assessment.web.consultant import profile, signing
from assessment.web.consultant.hand import VISIT, visited_on
from assessment.web.markup import block
from assessment.web.result.computing import compute
from assessment.web.result.keeping import file_name
from assessment.web.result.trying.planner import with_choices

LENGTH = label("报告多长", "How long")
SECTIONS = label("放哪几节（不选就是全部，按选的顺序）", "Which sections (all unless chosen, in the order chosen)")
LENGTHS = {
    "page": label("一页", "One page"),
    "owner": label("给企业主看的", "For the owner"),
    "full": label("带附录的全本", "In full, with the appendix"),
}
ORDER = label(
    "报告按核实后的回答计算，核实过的题目有标记，企业自报的回答和修改记录都保留。签署之前，每一页都印着“草稿”。",
    "The report is computed from the verified answers and marks them; the firm's own answers and all changes are kept. "
    "Until you sign, 'draft' stands across every page.",
)
VISITED = label("走访日期（印在报告里，可不填）", "Day of the visit (printed in the report, optional)")
PDF, WORD = label("下载 PDF 报告", "Download the report (PDF)"), label("下载 Word 报告", "Download it for Word")


def show(assessment_id: UUID, account: Account) -> None:
    """Profile, day of the visit, choices, the draft both ways; then signing, and what was signed."""
    lang = links.lang()
    block(f'<p class="quiet">{ORDER.text(lang)}</p>')
    profile.trouble()
    brand = profile.choose(account)
    _visit(assessment_id, account.name, lang)
    length: Length = (
        st.pills(
            LENGTH.text(lang),
            list(get_args(Length)),
            default="full",
            required=True,
            format_func=lambda one: LENGTHS[one].text(lang),
            key="consultant-length",
        )
        or "full"
    )
    chosen = st.multiselect(
        SECTIONS.text(lang),
        list(NAMES),
        format_func=lambda name: NAMES[name].text(lang),
        placeholder=label("全部", "All").text(lang),
        select_all=False,
        key="consultant-sections",
    )
    live = compute(assessment_id)
    here = partial(_drawn, lang=lang, length=length, chosen=chosen, at=verifying.address_here())
    drawn = partial(here, brand=brand)
    downloads(
        assessment_id, "consultant", file_name(live.advisory), lambda ending: drawn(with_choices(live), ending), lang
    )
    signing.sign(assessment_id, live, brand, lang)
    for one in reversed(signing.signed(assessment_id)):
        again = partial(here, one.advisory, brand=one.brand, signed=one.signed)
        with st.container(key=f"signed-{one.number}", border=True):
            block(f"<p>{signing.told(one, lang)}</p>")
            downloads(assessment_id, f"signed-{one.number}", file_name(one.advisory), again, lang)


def _visit(assessment_id: UUID, consultant: str, lang: Lang) -> None:
    """The day of the visit, kept as soon as it is chosen."""
    store = resources.store()
    entries = store.entries(assessment_id)
    standing = visited_on(entries)
    day = st.date_input(
        VISITED.text(lang), standing, max_value=settings.today(), format="YYYY-MM-DD", key="consultant-visit"
    )
    if day == standing:
        return
    if day is None:
        for entry in entries:
            if entry.kind == VISIT:
                store.remove_entry(assessment_id, entry.id, consultant)
    else:
        store.put_entry(assessment_id, VISIT, "", {"day": day.isoformat()}, consultant)
    st.rerun()


def _drawn(
    advisory: Advisory,
    ending: str,
    *,
    brand: Brand,
    lang: Lang,
    length: Length,
    chosen: list[str],
    at: str,
    signed: Signed | None = None,
) -> bytes:
    out = io.BytesIO()
    if ending == "pdf":
        from assessment.report.document import write_report

        verifying.enter(write_report(out, advisory, lang, brand, length, chosen or None, signed, at))
    else:
        from assessment.word.document import write_word

        write_word(out, advisory, lang, brand, length, chosen or None, signed)
    return out.getvalue()


def downloads(assessment_id: UUID, key: str, name: str, made: Callable[[str], bytes], lang: Lang) -> None:
    """Two buttons; a report is made when it is asked for."""
    with st.container(horizontal=True, key=f"{key}-downloads"):
        bare = name.removesuffix(".pdf")
        handing.papers((PDF, WORD), made, bare, lang=lang, key=key, primary=True, assessment=assessment_id)
