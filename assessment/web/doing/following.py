"""Following the plan up: the state of each step, its dates, cost and proof, a calendar file, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

import streamlit as st
from pydantic import ValidationError

from assessment.advisory import Advisory
from assessment.advisory.following import STEP_STATES, Followed, Reassessed, StepProgress, StepState, follow_up
from assessment.answers import AnswerRefused, AnswerTable
from assessment.content import wording
from assessment.language import Label, label, visible
from assessment.permissions import Right, may
from assessment.planning import Plan
from assessment.scoring import Framework
from assessment.settings import in_china
from assessment.store.firm_records import PastAssessment
from assessment.store.refusals import TooManyResults
from assessment.store.trail import OWNER, now_acting
from assessment.telling.calendar import calendar_file
from assessment.telling.leaflets.following import TITLE, followed, followed_document
from assessment.web import failures, handing, links, resources, viewed, visitors
from assessment.web.doing import connecting, papers
from assessment.web.markup import block, literal
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
AGAIN = "assessment"
AGAIN_TITLE = label("重新自测了？", "Assessed again?")
AGAIN_WHY = label(
    "改了这一份的回答，上面已经按新的算。如果另开了一份（比如下一轮），填它的续答码，承诺的就和那一份对照。",
    "Answers changed here count above already. If the firm began another assessment (a new round, say), enter its "
    "resume code, and the promises are held against that one.",
)
AGAIN_CODE = label("后一份的续答码", "Resume code of the later one")
OTHER_FIRM = label(
    "接上的是另一家企业的自测，不能拿来对照。请断开，填本企业的。",
    "This is another firm's assessment and cannot be held against the promises. Disconnect it, and enter your own.",
)
TOO_EARLY = label(
    "接上的这一份，在方案保存以后就没有再答过，对照不出变化。请在那一份里更新回答，或断开。",
    "Nothing was answered there since the plan was kept, so it shows no change. Update its answers, or disconnect it.",
)
FREE = label("自行评估，{day}", "on its own, {day}")
IN_ROUND = label("{name}，{day}", "{name}, {day}")
EARLIER = label("上一份自测（{name}）在跟进的步骤 →", "Steps followed up in the earlier assessment ({name}) →")
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
    promised = _promised(view, progress)
    if not progress:
        _way_back(view)
    if promised is None or view.live is None:
        block(f'<p class="quiet">{view.text(NO_PLAN)}</p>')
        return
    block(f'<p class="quiet">{view.text(promised.words)}</p>')
    framework = resources.advisor().main_on(promised.day)
    told, below = st.container(), st.container()
    with below:
        again = _reassessed(view, framework, promised.kept_at)
    own = connecting.table_of(view.live.answers, view.assessment_id)
    table, later = (own, None) if again is None else again
    found = follow_up(promised.plan, framework, table, list(progress.values()), later)
    with told:
        section = followed(view.subject, found)
        block(f'<section class="told-followed">{view.told(section.blocks)}</section>')
        _papers(view, found)
        _form(view, found, progress)


@dataclass(frozen=True)
class _Promised:
    """The plan that is carried out, the day whose rules it is made by, and which it is, in words.

    ``kept_at`` is when it was kept; None for the plan of now.
    """

    plan: Plan
    day: date
    words: Label
    kept_at: datetime | None = None


def _promised(view: View, progress: Mapping[str, StepProgress]) -> _Promised | None:
    """The plan that is carried out.

    Of the kept results it is the first with a step that has made progress, so that what is kept later does not take its
    place; else the newest with steps, else the plan of now.
    """
    kept = []
    for one in resources.store().results(view.assessment_id):
        try:
            advisory = Advisory.model_validate(one.document)
        except ValidationError:
            continue
        if advisory.plan is not None and advisory.plan.steps:
            words = OF_KEPT.fill(n=one.number, day=f"{in_china(one.created_at):%Y-%m-%d}")
            kept.append(_Promised(advisory.plan, advisory.on, words, one.created_at))
    begun = [one for one in kept if any(step.measure in progress for step in one.plan.steps)]
    if begun or kept:
        return begun[0] if begun else kept[-1]
    plan = view.advisory.plan
    return _Promised(plan, view.advisory.on, OF_NOW) if plan is not None and plan.steps else None


def _reassessed(view: View, framework: Framework, kept_at: datetime | None) -> tuple[AnswerTable, Reassessed] | None:
    """The firm's later assessment: the one connected by its code, else the newest that the account may open, too."""
    store, other = resources.store(), connecting.connected(view.assessment_id, "again", AGAIN)
    if other is None:
        _, later = _beside(view, Right.SEE_FIRM)
        for one in reversed(later):
            table = connecting.table_of(store.effective_answers(one.id), one.id)
            if any(fact in table.columns for fact in framework.facts):
                viewed.assessment(one.id)
                return table, _named(one)
    with st.container(border=True, key="followed-again"):
        block(f'<p><b>{view.text(AGAIN_TITLE)}</b></p><p class="quiet">{view.text(AGAIN_WHY)}</p>')
        connected = connecting.show(view, "again", AGAIN, AGAIN_CODE)
    if connected is None or other is None:
        return None
    firm, own = store.firm_of(other), store.firm_of(view.assessment_id)
    if firm is not None and own is not None and firm.id != own.id:
        block(f'<p class="notice">{view.text(OTHER_FIRM)}</p>')
        return None
    if kept_at is not None and store.assessment(other).updated_at < kept_at:
        block(f'<p class="notice">{view.text(TOO_EARLY)}</p>')
        return None
    history = [] if firm is None else store.firm_history(firm.id)
    named = next((_named(one) for one in history if one.id == other), None)
    begun = in_china(store.assessment(other).updated_at).date()
    return connected, named or Reassessed(on=begun, name=FREE.fill(day=begun))


def _named(one: PastAssessment) -> Reassessed:
    day = in_china(one.finished_at or one.updated_at).date()
    name = FREE.fill(day=day) if one.round_name is None else IN_ROUND.fill(name=one.round_name, day=day)
    return Reassessed(on=day, name=name)


def _beside(view: View, right: Right) -> tuple[list[PastAssessment], list[PastAssessment]]:
    """The firm's assessments before and after this one to which the account at the browser has a right.

    A code opens one assessment alone: a name that somebody typed shows nobody the answers of a firm.
    """
    firm = resources.store().firm_of(view.assessment_id)
    if firm is None or visitors.actor() is None:
        return [], []
    history = resources.store().firm_history(firm.id)
    here = [one.id for one in history].index(view.assessment_id)
    before, after = (
        [one for one in part if may(visitors.actor(), right, visitors.matter_of(one.id))]
        for part in (history[:here], history[here + 1 :])
    )
    return before, after


def _way_back(view: View) -> None:
    """Where steps are followed up in an earlier assessment of the firm, the way there."""
    for one in reversed(_beside(view, Right.CHANGE_ANSWER)[0]):
        if any(entry.kind == "progress" for entry in resources.store().plan_entries(one.id)):
            words = EARLIER.fill(name=_named(one).name).text(view.lang)
            way = {"assessment": str(one.id), "code": None, "part": "following"}
            links.turn(links.DOING, literal(words), links.query(**way), key="followed-earlier")
            return


def _papers(view: View, found: Followed) -> None:
    name = f"plan-{view.assessment_id.hex[:12]}"
    paper = followed_document(view.subject, found)
    with st.container(horizontal=True, key="followed-papers"):
        handing.download(
            CALENDAR.text(view.lang),
            lambda: calendar_file(view.subject, found, name),
            f"{name}.ics",
            "text/calendar",
            key="followed-calendar",
            assessment=view.assessment_id,
        )
        papers.buttons(view, paper, TITLE, name, "followed")


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
        failures.show(full)
        return
    st.rerun()
