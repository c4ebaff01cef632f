"""Following the plan up: the state of each step, its dates, cost and proof, a calendar file, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import streamlit as st
from pydantic import ValidationError

from assessment.advisory import Advisory
from assessment.advisory.following import STEP_STATES, Followed, StepProgress, StepState, follow_up
from assessment.answers import AnswerRefused, AnswerTable
from assessment.content import wording
from assessment.language import label, visible
from assessment.planning import Plan
from assessment.scoring import score
from assessment.settings import in_china
from assessment.store.refusals import TooManyResults
from assessment.store.trail import OWNER, now_acting
from assessment.telling.calendar import calendar_file
from assessment.telling.following import followed
from assessment.web import handing, resources
from assessment.web.markup import block, escape, literal
from assessment.web.result.replies import progress_of
from assessment.web.result.view import View
from assessment.workbook.grid.cells import Cell
from assessment.workbook.grid.normalise import read_number
from assessment.workbook.tender.layout import WAN

NO_PLAN = label("还没有方案可以跟进。", "There is no plan to follow up yet.")
OF_KEPT = label(
    "承诺按第 {n} 次保存的结果（{day}）算；以后重新自测，就和它比。",
    "Promised is what result no. {n} ({day}) says; answers given later are held against it.",
)
OF_NOW = label(
    "承诺按现在的方案算。先在结果页“完成并保存”一次，承诺才定下来，重新自测后好对比。",
    "Promised is the plan of now. Keep a result first, so that it stands and later answers can be held against it.",
)
CALENDAR = label("下载日历文件（.ics）", "The calendar file (.ics)")
STEP = label("登记哪一步", "Which step")
STATE = label("到哪一步了", "Its state")
BEGIN = label("开始", "Begin")
END = label("做完", "End")
COST = label("实际花了（万元，可不填）", "Real cost (CNY 10 000, optional)")
WHO = label("谁来做的", "By whom")
PROOF = label("凭据（合同号、验收单放在哪里）", "What proves it (contract, acceptance, and where it is)")
KEEP = label("存下", "Keep")
REMOVE = label("撤回这一条", "Take it back")


def show(view: View) -> None:
    """What was promised beside what came of it, and a form for one step."""
    entries = resources.store().plan_entries(view.assessment_id)
    progress = progress_of(entries, resources.advisor().measures.measures)
    promised, words = _promised(view, progress)
    if promised is None or view.live is None:
        block(f'<p class="quiet">{view.text(NO_PLAN)}</p>')
        return
    advisor = resources.advisor()
    table = AnswerTable.from_answers(advisor.bank, [view.live.answers], [str(view.assessment_id)])
    scores = score(advisor.main_on(view.advisory.on), table)
    found = follow_up(promised, table, scores, list(progress.values()))
    section = followed(view.subject, found)
    block(f'<p class="quiet">{words}</p>')
    block(f'<section class="told-followed">{view.told(section.blocks)}</section>')
    name = f"plan-{view.assessment_id.hex[:12]}"
    handing.download(
        CALENDAR.text(view.lang),
        lambda: calendar_file(view.subject, found, name),
        f"{name}.ics",
        "text/calendar",
        key="followed-calendar",
        assessment=view.assessment_id,
    )
    _form(view, found, progress)


def _promised(view: View, progress: Mapping[str, StepProgress]) -> tuple[Plan | None, str]:
    """The plan that is carried out, and which it is, in words.

    Of the kept results it is the first with a step that has made progress, so that what is kept later does not take its
    place; else the newest with steps, else the plan of now.
    """
    kept = []
    for one in resources.store().results(view.assessment_id):
        try:
            plan = Advisory.model_validate(one.document).plan
        except ValidationError:
            continue
        if plan is not None and plan.steps:
            kept.append((plan, one))
    begun = [one for one in kept if any(step.measure in progress for step in one[0].steps)]
    for plan, one in [*begun[:1], *reversed(kept)]:
        return plan, view.text(OF_KEPT.fill(n=one.number, day=f"{in_china(one.created_at):%Y-%m-%d}"))
    plan = view.advisory.plan
    return (plan if plan is not None and plan.steps else None), view.text(OF_NOW)


def _form(view: View, found: Followed, progress: dict[str, StepProgress]) -> None:
    lang = view.lang
    titles = {step.measure: step.title.text(lang) for step in found.steps}
    picked = st.selectbox(
        STEP.text(lang), list(titles), format_func=lambda name: titles[name], key="followed-step", filter_mode=None
    )
    if picked is None:
        return
    own = progress.get(picked)
    step = next(step for step in found.steps if step.measure == picked)
    states = list(get_args(StepState))
    with st.form(f"followed-{picked}", border=True):
        state = st.selectbox(
            STATE.text(lang),
            states,
            index=states.index(own.state) if own else 0,
            format_func=lambda one: STEP_STATES[one].text(lang),
            key=f"followed-state-{picked}",
            filter_mode=None,
        )
        with st.container(horizontal=True):
            begin = st.date_input(
                BEGIN.text(lang),
                own.begin if own else step.begin,
                format="YYYY-MM-DD",
                key=f"followed-begin-{picked}",
                width=200,
            )
            end = st.date_input(
                END.text(lang),
                own.end if own else step.end,
                format="YYYY-MM-DD",
                key=f"followed-end-{picked}",
                width=200,
            )
        typed = "" if own is None or own.cost is None else f"{own.cost:g}"
        cost = st.text_input(COST.text(lang), typed, key=f"followed-cost-{picked}", autocomplete="off", width=320)
        who = st.text_input(WHO.text(lang), own.provider if own else "", max_chars=60, key=f"followed-who-{picked}")
        proof = st.text_input(PROOF.text(lang), own.proof if own else "", max_chars=200, key=f"followed-proof-{picked}")
        pressed = st.form_submit_button(KEEP.text(lang), type="primary")
    if pressed and state is not None:
        given = {"state": state, "begin": begin, "end": end, "provider": visible(who), "proof": visible(proof)}
        _keep(view, picked, given, cost)
    if own is not None and st.button(REMOVE.text(lang), key=f"followed-remove-{picked}", type="tertiary"):
        resources.store().remove_plan_entry(view.assessment_id, "progress", picked, now_acting(OWNER).actor)
        st.rerun()


def _keep(view: View, measure: str, given: dict[str, object], cost: str) -> None:
    units = 1
    if view.advisory.plan is not None:
        units = next((s.units or 1 for s in view.advisory.plan.steps if s.measure == measure), 1)
    try:
        number = read_number(Cell("", cost), WAN)
        real = None if number is None else round(float(number), 2)
        made = StepProgress.model_validate({**given, "measure": measure, "cost": real, "units": units})
        document = made.model_dump(mode="json", exclude={"measure"})
        resources.store().put_plan_entry(view.assessment_id, "progress", measure, document, now_acting(OWNER).actor)
    except AnswerRefused as refused:
        block(f'<div class="notice">{view.text(refused.message)} {view.text(refused.remedy)}</div>')
        return
    except ValidationError as fault:
        st.error(literal(" ".join(wording.told(error).text(view.lang) for error in fault.errors())))
        return
    except TooManyResults as full:
        block(f'<div class="notice">{escape(full.message.text(view.lang))}</div>')
        return
    st.rerun()
