"""A consultant's changes of the plan: a step left out, a price, a provider, an order; worked out anew at once."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

import streamlit as st
from pydantic import ValidationError

from assessment import settings
from assessment.advisory import Adjustment
from assessment.advisory.adjusting import PROVIDER_LENGTH, REASON_LENGTH, AdjustmentKind, checked
from assessment.content import wording
from assessment.language import Label, Lang, label, visible
from assessment.planning import Plan
from assessment.problems import InputRefused
from assessment.store.records import ConsultantEntry
from assessment.web import links, progress, resources
from assessment.web.consultant.hand import VISIT, adjustment_of
from assessment.web.markup import block, escape, literal
from assessment.web.result.computing import Live, compute

LEAD = label(
    "方案由系统算出；您可以去掉一步、改价格、指定谁来做、排先后。系统按您的条件重新精确计算，报告写明是顾问调整，并和原方案对比。",
    "The plan is computed. You may leave a step out, give a price, name who does it, or set the order: it is worked "
    "out exactly anew, and the report says that it is yours, beside what was computed.",
)
KINDS: dict[AdjustmentKind, Label] = {
    "left_out": label("去掉一步", "Leave a step out"),
    "price": label("改价格", "Give a price"),
    "provider": label("指定谁来做", "Name who does it"),
    "order": label("排先后", "Set the order"),
}
UNREADABLE = label("这项调整读不出来，没有用上", "This change cannot be read and was not used")
WHICH = label("调整什么", "What to change")
STEP = label("哪一步", "Which step")
ORDER = label("按您要的先后选", "Choose in the order that you want")
PRICE = label("价格（万元；按数量买的写单价）", "Price (10 000 CNY; of one where it is bought by number)")
PROVIDER = label("谁来做", "Who does it")
REASON = label("理由（印在报告里，可不填）", "Reason (printed in the report, optional)")
APPLY = label("按这个重新算", "Work it out")
REMOVE = label("撤回", "Take it back")
NONE = label("还没有调整，方案是系统算的。", "Nothing is changed; the plan is as computed.")
NO_PLAN = label(
    "现在没有可以调整的方案：回答得还太少，或者不用再做什么。",
    "There is no plan to change: too little is answered, or nothing more is to be done.",
)
EMPTY_PRICE = label("请填价格，例如 8.5。", "Please give a price, such as 8.5.")
EMPTY_PROVIDER = label("请填写谁来做。", "Please say who does it.")
EMPTY_ORDER = label("请至少选两步。", "Please choose two steps or more.")


def show(assessment_id: UUID, consultant: str) -> None:
    """What was changed so far with what it comes to, and a form for one more change."""
    lang, store = links.lang(), resources.store()
    block(f'<p class="quiet">{LEAD.text(lang)}</p>')
    live = compute(assessment_id)
    entries = [entry for entry in store.entries(assessment_id) if entry.kind != VISIT]
    _so_far(assessment_id, consultant, live, entries, lang)
    plan = live.advisory.plan
    if plan is None or not plan.steps:
        block(f'<p class="quiet">{NO_PLAN.text(lang)}</p>')
        return
    kind = st.pills(
        WHICH.text(lang),
        list(get_args(AdjustmentKind)),
        default="left_out",
        required=True,
        format_func=lambda one: KINDS[one].text(lang),
        key="adjust-kind",
    )
    if kind is not None:
        _form(assessment_id, consultant, plan, kind, lang)


def _so_far(assessment_id: UUID, consultant: str, live: Live, entries: list[ConsultantEntry], lang: Lang) -> None:
    if not entries:
        block(f'<p class="quiet">{NONE.text(lang)}</p>')
        return
    found = live.advisory.adjusted
    told = {} if found is None else {one.adjustment: one for one in found.adjustments}
    if found is not None:
        block(f"<p><b>{escape(found.difference.text(lang))}</b></p>")
    for entry in entries:
        adjustment = adjustment_of(entry)
        words = UNREADABLE if adjustment is None else KINDS[adjustment.kind]
        one = None if adjustment is None else told.get(adjustment)
        sentence = (words if one is None else one.sentence).text(lang)
        with st.container(key=f"adjusted-{entry.id}", border=True):
            signed = f"{escape(entry.author)} · {progress.clock(entry.at, lang)}"
            block(f'<p>{escape(sentence)}</p><p class="quiet">{signed}</p>')
            if st.button(REMOVE.text(lang), key=f"adjusted-remove-{entry.id}"):
                resources.store().remove_entry(assessment_id, entry.id, consultant)
                st.rerun()


def _form(assessment_id: UUID, consultant: str, plan: Plan, kind: AdjustmentKind, lang: Lang) -> None:
    titles = {step.measure: step.title.text(lang) for step in plan.steps}
    typed: dict[str, Any] = {}
    with st.form(f"adjust-{kind}", clear_on_submit=False, border=False):
        if kind == "order":
            measures = st.multiselect(
                ORDER.text(lang),
                list(titles),
                format_func=lambda one: titles[one],
                select_all=False,
                key="adjust-order",
            )
        else:
            step = st.selectbox(
                STEP.text(lang), list(titles), format_func=lambda one: titles[one], key=f"adjust-step-{kind}"
            )
            measures = [step] if step else []
        if kind == "price":
            typed["price"] = st.number_input(
                PRICE.text(lang), min_value=0.0, max_value=100_000.0, value=None, step=0.1, key="adjust-price"
            )
        if kind == "provider":
            typed["provider"] = visible(
                st.text_input(PROVIDER.text(lang), max_chars=PROVIDER_LENGTH, key="adjust-provider")
            )
        typed["reason"] = visible(
            st.text_input(REASON.text(lang), max_chars=REASON_LENGTH, key=f"adjust-reason-{kind}")
        )
        pressed = st.form_submit_button(APPLY.text(lang), type="primary")
    if not pressed:
        return
    missing = {"price": EMPTY_PRICE, "provider": EMPTY_PROVIDER}.get(kind)
    if missing is not None and typed[kind] in (None, ""):
        st.error(missing.text(lang))
        return
    if kind == "order" and len(measures) < 2:
        st.error(EMPTY_ORDER.text(lang))
        return
    if typed.get("price") is not None:
        typed["price"] = round(typed["price"], 2)
    _keep(assessment_id, consultant, plan, {"kind": kind, "measures": measures, **typed}, lang)


def _keep(assessment_id: UUID, consultant: str, plan: Plan, typed: dict[str, Any], lang: Lang) -> None:
    try:
        made = checked(Adjustment.model_validate({**typed, "author": consultant, "at": settings.now()}), plan)
    except ValidationError as fault:
        st.error(literal(" ".join(wording.told(error).text(lang) for error in fault.errors())))
        return
    except InputRefused as refused:
        told = (f"{one.message.text(lang)} {one.remedy.text(lang)}" for one in refused.problems)
        st.error(literal(" ".join(told)))
        return
    about = "" if made.kind == "order" else made.measures[0]
    document = made.model_dump(mode="json", include={"measures", "price", "provider", "reason"})
    resources.store().put_entry(assessment_id, made.kind, about, document, made.author)
    st.rerun()
