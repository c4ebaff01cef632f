"""Another answer to one question: what it would change, before and after, without storing it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assessment.advisory.what_if import FrameworkStanding, WhatIf
from assessment.answers import UNANSWERED, Answer, AnswerRefused
from assessment.content.facts import Fact, TextFact
from assessment.language import label
from assessment.planning import Plan
from assessment.problems import InputRefused, Problem
from assessment.web import resources
from assessment.web.entries import Entry, answer_of, entry_of, settle
from assessment.web.markup import block, escape
from assessment.web.questions import draw, put, read
from assessment.web.result.trying.planner import LivePlanning
from assessment.web.result.view import View

PICK = label("改哪一个回答？可以搜索", "Which answer? Search here")
_BEFORE = "try-answer-before"
_REASON = label("试算", "a trial")


def show(view: View, planner: LivePlanning) -> None:
    """Pick a question, answer it otherwise, and see at once what that would change."""
    facts = _facts(planner)
    picked = st.selectbox(
        PICK.text(view.lang),
        list(facts),
        index=None,
        format_func=lambda fact: facts[fact].label.text(view.lang),
        placeholder=view.subject.say("例如：质量管理", "For example: quality management"),
        key="try-fact",
    )
    if picked is None:
        return
    fact, given = facts[picked], planner.live.answers.get(picked, UNANSWERED)
    drawn = entry_of(fact, given)
    key = f"try-answer-{picked}"
    with st.container(key=f"try-question-{picked}"):
        now = _settled(fact, key, drawn)
        draw(fact, key, now, view.lang)
    if now == drawn:
        words = view.say("换一个回答，下面就会写出差别。", "Answer otherwise, and the difference appears below.")
        block(f'<p class="quiet">{words}</p>')
        return
    try:
        found = planner.what_if(picked, _answer(fact, now))
    except AnswerRefused as refused:
        block(f'<p class="status problem">{view.text(refused.message)} {view.text(refused.remedy)}</p>')
    except InputRefused as refused:
        block(f'<div class="notice">{"<br>".join(_fault(view, problem) for problem in refused.problems)}</div>')
    else:
        block(_told(view, found))


def _settled(fact: Fact, key: str, drawn: Entry) -> Entry:
    """What the fields hold, once 'none of these' and the other ticks have pushed each other out."""
    name, before = st.session_state.get(_BEFORE, (key, drawn))
    held = read(fact, key, drawn)
    now = settle(fact, before if name == key else drawn, held)
    if now != held:
        put(fact, key, now)
    st.session_state[_BEFORE] = key, now
    return now


def _facts(planner: LivePlanning) -> dict[str, Fact]:
    """Every question that bears on a figure, the national indicators' own first; names and notes bear on none."""
    bank = resources.bank()
    wanted = [*planner.framework.facts, *resources.advisor().facts_to_fill(resources.wanted(None))]
    return {fact: bank.facts[fact] for fact in dict.fromkeys(wanted) if not isinstance(bank.facts[fact], TextFact)}


def _answer(fact: Fact, entry: Entry) -> Answer:
    """The answer tried out; why something does not apply need not be said for a trial."""
    if entry.other == "not_applicable" and not entry.reason.strip():
        entry = replace(entry, reason=_REASON.zh)
    return answer_of(fact, entry)


def _fault(view: View, problem: Problem) -> str:
    facts = resources.bank().facts
    name = view.text(facts[problem.where].label) if problem.where in facts else escape(problem.where)
    return f"{view.named(name, view.text(problem.message))} {view.text(problem.remedy)}"


def _told(view: View, found: WhatIf) -> str:
    main, *others = found.changes
    rows = [
        (view.say("回答", "Answer"), view.text(found.before_text), view.text(found.after_text)),
        (view.say("等级", "Level"), _level(view, main.before), _level(view, main.after)),
        (view.say("总分", "Points"), _points(view, main.before), _points(view, main.after)),
    ]
    if found.plan_before is not None and found.plan_after is not None:
        target = view.subject.named_level(found.plan_before.target_level, found.plan_before.target_name)
        name = view.say("到{level}最省要", "Cheapest way to {level}", level=target)
        rows.append((name, _price(view, found.plan_before), _price(view, found.plan_after)))
    rows += [
        (view.text(one.after.title), _points(view, one.before), _points(view, one.after)) for one in others if one.moved
    ]
    head = f"<tr><th></th><th>{view.say('现在', 'Now')}</th><th>{view.say('改了以后', 'With the change')}</th></tr>"
    body = "".join(
        f'<tr class="{"same" if a == b else "moved"}"><td>{name}</td><td>{a}</td><td><b>{b}</b></td></tr>'
        for name, a, b in rows
    )
    link = view.change(found.fact)
    nothing = view.say("这个回答不影响等级、分数和花费。", "This answer moves neither level nor points nor cost.")
    note = f"<p>{view.text(found.plan_note)}</p>" if found.plan_note is not None else ""
    same = all(a == b for _, a, b in rows[1:])
    words = view.say("只是试算，没有存。真的变了，就去改：", "Only a trial, not stored. If it is so, change it:")
    return (
        f'<div class="whatif"><table class="beside">{head}{body}</table>'
        f'{f"<p>{nothing}</p>" if same and not note else ""}{note}<p class="quiet">{words} {link}</p></div>'
    )


def _level(view: View, one: FrameworkStanding) -> str:
    if one.level_low != one.level_high:
        return view.text(one.level_name)
    return escape(view.subject.named_level(one.level_low, one.level_name))


def _points(view: View, one: FrameworkStanding) -> str:
    return view.subject.points(one.points_low, one.points_high, one.points_max)


def _price(view: View, plan: Plan) -> str:
    if plan.status == "already_reached":
        return view.say("已经达到，不用花钱", "reached already, nothing to pay")
    if plan.status == "infeasible":
        return view.say("清单里的措施到不了", "out of reach of the known measures")
    steps = view.subject.count(len(plan.steps), "步", "step")
    return f"{escape(view.subject.cost(plan.cost))}<br><small>{escape(steps)}</small>"
