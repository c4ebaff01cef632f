"""Taking the result along: the PDF, a kept result that never changes, and being counted among the peers of others."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from io import BytesIO
from uuid import UUID

import streamlit as st

from assessment.advisory import Advisory
from assessment.batch.monitored import figures_of
from assessment.batch.standing import standing_of
from assessment.language import Lang, label
from assessment.monitoring import FigureLayout
from assessment.settings import in_china, peer_floor
from assessment.store.records import FrozenResult
from assessment.store.refusals import TooManyResults
from assessment.store.shelves import MOST_RESULTS
from assessment.store.trail import OWNER
from assessment.web import handing, links, resources, verifying
from assessment.web.markup import block, escape, literal
from assessment.web.result.trying.planner import with_choices
from assessment.web.result.view import View

REPORT = label("下载 PDF 报告", "Download the PDF report")
KEEP = label("完成并保存这次结果", "Finish and keep this result")
_KEEPING = label("正在算好全部内容再保存……", "Working out everything to be kept ...")
CONSENT = label("让同行比较更准（可选）", "Make comparisons better (optional)")
AGREE = label("同意参加同行比较", "Count us among the peers")
WITHDRAW = label("撤回同意", "Withdraw")
KEPT = label("保存过的结果", "Results kept")
_COUNTED = label("{t}（{n}）", "{t} ({n})")
_NUMBERED = label("第 {n} 次 · {time}", "No. {n} · {time}")
_SHOWN = label("{text}（正在看）", "{text} (shown here)")
NOW = label("看按现在的回答算的结果", "See the result of the answers as they are now")
_AS_IT_WAS = label(
    "第 {n} 次保存的结果，{time} 存。当时的回答、规则和数据都一起存着，之后的修改不影响它。",
    "Result no. {n}, kept {time}, with the answers, rules and data of that time; later changes do not touch it.",
)
_OTHER_FORM = label(
    "第 {n} 次保存的结果（{time}）是早先版本的格式，这里显示不了；数据完好，可以下载。",
    "Result no. {n} ({time}) was kept in the form of an earlier version and cannot be shown here; its data are intact "
    "and can be downloaded.",
)
_FULL = label(
    "已保存 {n} 次结果，不能再多；请先在“保存过的结果”里删除一次。",
    "{n} results are kept, which is the most. Delete one under 'Results kept' first.",
)
_DELETE_WHICH = label("删除一次保存过的结果", "Delete a kept result")
_PICK = label("选择哪一次", "Choose one")
_DELETE_SURE = label("我确定要删除，删了找不回来", "I am sure; it cannot be brought back")
_DELETE = label("删除这一次", "Delete it")
_DELETE_FIRST = label("请先选择哪一次，并勾选确认。", "Please choose one and tick the confirmation first.")
_EXPLAIN = label(
    "同意后，您的得分会和同规模、同产业链、同地区的企业合在一起，供别人比较。只用得分：不给别人看名称、回答和联系方式；"
    "不满 {floor} 家的组不显示。随时可以撤回，立即生效。保存过结果的企业才计入。",
    "If you agree, your points are pooled with firms of your size, industrial chain and area, for others to compare "
    "with. Only points: never names, answers or contacts, and no group of fewer than {floor} firms is shown. You can "
    "withdraw at any time, with effect at once. Only firms that have kept a result are counted.",
)


def banner(frozen: FrozenResult, *, readable: bool) -> None:
    """Says of a kept result when it was made and that it stays as it was; one that cannot be shown is handed out."""
    lang = links.lang()
    words = (_AS_IT_WAS if readable else _OTHER_FORM).fill(n=frozen.number, time=_moment(frozen))
    block(f'<p class="banner">{escape(words.text(lang))}</p>')
    if not readable:
        handing.download(
            label("下载原始数据", "Download the data").text(lang),
            lambda: json.dumps(dict(frozen.document), ensure_ascii=False, indent=1).encode(),
            f"{frozen.id}.json",
            "application/json",
            key="result-data",
            assessment=frozen.assessment_id,
        )
    links.turn(links.RESULT, NOW.text(lang), links.query(), key="result-now")


def buttons(view: View, kept: list[FrozenResult]) -> None:
    """Report, keep, go on answering."""
    advisory, lang, at = view.advisory, view.lang, verifying.address_here()
    with st.container(horizontal=True, key="result-actions"):
        handing.download(
            REPORT.text(lang),
            lambda: report(whole(view), lang, at),
            file_name(advisory),
            "application/pdf",
            primary=True,
            key="result-pdf",
            assessment=view.assessment_id,
        )
        if view.live is None:
            return
        same = _same(kept, advisory)
        if same is None and len(kept) >= MOST_RESULTS:
            block(f'<p class="quiet">{view.text(_FULL.fill(n=MOST_RESULTS))}</p>')
        elif same is None:
            if st.button(KEEP.text(lang), key="result-keep"):
                _keep(view)
        else:
            words = view.say("✓ 已保存为第 {n} 次结果", "✓ Kept as result no. {n}", n=same.number)
            block(f'<p class="kept">{words}</p>')


def whole(view: View) -> Advisory:
    """The advisory with what may be chosen instead of its plan, which the page itself works out on demand only."""
    return view.advisory if view.live is None or view.advisory.plan is None else with_choices(view.live)


def report(advisory: Advisory, lang: Lang, at: str) -> bytes:
    """The PDF, made when it is asked for; ``at`` is where it can be confirmed."""
    from assessment.report.document import write_report

    stream = BytesIO()
    verifying.enter(write_report(stream, advisory, lang, verify_at=at))
    return stream.getvalue()


def file_name(advisory: Advisory) -> str:
    """A name that every system can store: letters and digits of the firm's name, and the date."""
    bare = re.sub(r"<[^<>]*>", "", advisory.firm.name)  # somebody's markup is no part of the name
    firm = re.sub(r"[^\w]+", "-", bare).strip("-_")[:40]
    return f"{'-'.join(part for part in ('赣企数诊', firm, advisory.on.isoformat()) if part)}.pdf"


def _same(kept: list[FrozenResult], advisory: Advisory) -> FrozenResult | None:
    """The kept result that says the same already; the day alone makes no other result."""
    if not kept:
        return None
    now = advisory.model_dump(mode="json")
    telling = ("answers", "verified", "visit", "adjusted", "comments", "versions", "peers")
    return next((one for one in reversed(kept) if all(one.document.get(key) == now[key] for key in telling)), None)


def _keep(view: View) -> None:
    with st.spinner(_KEEPING.text(view.lang)):
        store, advisory = resources.store(), whole(view)
    try:
        one = store.freeze_result(
            view.assessment_id, advisory.model_dump(mode="json"), advisory.versions.model_dump(mode="json")
        )
    except TooManyResults as refused:
        st.error(literal(view.subject.say("{a}。{b}", "{a}. {b}", a=refused.message, b=refused.remedy)))
        return
    if store.takes_answers(view.assessment_id) is None:  # what a round has closed upon stands as it was
        store.keep_standing(view.assessment_id, standing_of(advisory))
        advisor = resources.advisor()
        layout = FigureLayout.of(advisor, advisor.main_on(advisory.on))
        store.keep_figures(
            layout.key, figures_of(advisor, layout, advisory.on, {view.assessment_id: dict(advisory.answers)})
        )
        store.finish(view.assessment_id)
    links.go(links.RESULT, result=str(one.number))


def consent(view: View) -> None:
    """Ask whether the firm may be counted; a button, so that no old page can agree by itself."""
    store, lang = resources.store(), view.lang
    agreed = store.assessment(view.assessment_id).consent
    with st.expander(CONSENT.text(lang), key="result-consent"):
        block(f"<p>{view.text(_EXPLAIN.fill(floor=peer_floor()))}</p>")
        if agreed:
            block(f'<p class="kept">{view.say("✓ 已同意参加同行比较", "✓ You are counted among the peers")}</p>')
        if st.button((WITHDRAW if agreed else AGREE).text(lang), key=f"result-{'withdraw' if agreed else 'agree'}"):
            store.set_consent(view.assessment_id, not agreed, _EXPLAIN.fill(floor=peer_floor()).text(lang), lang)
            st.rerun()


def kept_results(assessment_id: UUID, kept: list[FrozenResult], lang: Lang, shown: FrozenResult | None = None) -> None:
    """The results kept so far, the newest first, each to be opened again but the one that is ``shown``."""
    if not kept:
        return
    named = {one.number: _NUMBERED.fill(n=one.number, time=_moment(one)).text(lang) for one in kept}
    with st.expander(literal(_COUNTED.fill(t=KEPT, n=len(kept)).text(lang)), key="result-kept"):
        for one in reversed(kept):
            text = " · ".join([named[one.number], *_in_short(one, lang)])
            if shown is not None and one.number == shown.number:
                block(f'<p class="kept">{escape(_SHOWN.fill(text=text).text(lang))}</p>')
            else:
                parameters = links.query(result=str(one.number))
                links.turn(links.RESULT, literal(text), parameters, key=f"result-{one.number}")
        _deletion(assessment_id, named, lang)


def _deletion(assessment_id: UUID, named: Mapping[int, str], lang: Lang) -> None:
    """Delete one of them; a form, so that no half-made choice outlives the page."""
    with st.form("result-deletion", border=False, clear_on_submit=True):
        number = st.selectbox(
            _DELETE_WHICH.text(lang),
            sorted(named, reverse=True),
            index=None,
            format_func=lambda n: literal(named[n]),
            filter_mode=None,
            placeholder=_PICK.text(lang),
            key="result-deletion-number",
        )
        sure = st.checkbox(_DELETE_SURE.text(lang), key="result-deletion-sure", width="stretch")
        pressed = st.form_submit_button(_DELETE.text(lang), key="result-delete")
    if pressed and number is not None and sure:
        resources.store().delete_result(assessment_id, number, OWNER)
        links.go(links.RESULT, result=None)
    elif pressed:
        st.error(_DELETE_FIRST.text(lang))


def _in_short(one: FrozenResult, lang: Lang) -> list[str]:
    """What a kept result said of its first framework, as far as it can still be read."""
    try:
        return [str(one.document["frameworks"][0]["summary"][lang])]
    except (KeyError, IndexError, TypeError):
        return []


def _moment(one: FrozenResult) -> str:
    return f"{in_china(one.created_at):%Y-%m-%d %H:%M}"
