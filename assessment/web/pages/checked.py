"""What is kept about a firm beside its own answers, for its owner: corrections with reasons, files, visits, sharing."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.answers import UNANSWERED, Answer, State, answer_text
from assessment.language import Lang, label
from assessment.settings import in_china
from assessment.store.records import SavedAnswer
from assessment.store.refusals import StoreRefused
from assessment.store.trail import OWNER
from assessment.store.visit_book import REMARK_LENGTH
from assessment.store.visit_records import AnswerRemark, EvidenceFile
from assessment.web import entrance, frame, links, resources, sharing
from assessment.web.consultant import explaining
from assessment.web.markup import block, escape, literal
from assessment.web.visits import behind, evidence

TITLE = label("核实和材料", "What was verified, and with what")
LEAD = label(
    "顾问核实时改了什么、为什么、拍了什么；别人替企业填了什么。您可以逐题写下异议。",
    "What a consultant corrected, why, and with which photos; what others filled in for the firm. You may object to "
    "each.",
)
CORRECTED = label("核实和自报不一致的 {n} 题", "{n} answers verified otherwise than reported")
NONE_CORRECTED = label(
    "已核实 {n} 题，都和您报的一致。", "{n} answers were verified, all of them as you reported them."
)
NOT_VERIFIED = label("还没有顾问核实过。", "No consultant has verified anything yet.")
REPORTED, VERIFIED = label("您报的", "You reported"), label("核实的", "Verified")
OBJECT = label("对这一题有异议？", "Do you object to this?")
SEND = label("提交异议", "Object")
NOT_CHANGED = label(
    "异议会和这一题存在一起，顾问和中心都看得到；核实的回答由顾问再核实后才会改。",
    "It is kept with the question, for the consultant and the centre to see. The verified answer changes only when a "
    "consultant verifies it again.",
)
CHOOSE = label("请写明异议。", "Please write your objection.")
FILES = label("佐证材料", "Evidence")
NO_FILES = label("没有材料。", "There are no files.")
BY_OTHERS = label("别人替企业填的回答", "Answers that others filled in")
NONE_BY_OTHERS = label("没有：自报的回答都是企业自己填的。", "None: the firm gave all reported answers itself.")
BY_WHOM = label("{n} 题 · {by} · {day}", "{n} answers · {by} · {day}")
BACK = label("← 回到结果", "← Back to the result")


def page() -> None:
    """Put the page together."""
    own = entrance.entered()
    if own is None:
        return
    lang, store = links.lang(), resources.store()
    for sheet in ("result.css", "centre.css"):
        st.html(frame.ASSETS / sheet)
    block(f'<h1>{TITLE.text(lang)}</h1><p class="lead">{LEAD.text(lang)}</p>')
    saved, files, remarks = store.saved_answers(own), store.evidence(own), store.remarks(own)
    _corrections(own, saved, files, remarks, lang)
    if signed := behind.signed_visits(own, lang):
        block(signed)
    _files(files, lang)
    _by_others(saved, lang)
    sharing.ask(own, lang)
    links.link(links.RESULT, BACK.text(lang), key="back-to-result")


def _corrections(
    own: UUID, saved: list[SavedAnswer], files: list[EvidenceFile], remarks: list[AnswerRemark], lang: Lang
) -> None:
    reported = {one.fact_id: one.answer for one in saved if one.origin == "self"}
    facts = resources.bank().facts
    seen = [one for one in saved if one.origin == "verified" and one.answer.state is not State.UNANSWERED]
    seen = [one for one in seen if one.fact_id in facts]
    differing = [one for one in seen if reported.get(one.fact_id, UNANSWERED) != one.answer]
    if not seen:
        block(f"<p>{NOT_VERIFIED.text(lang)}</p>")
    elif not differing:
        block(f"<p>{NONE_CORRECTED.fill(n=len(seen)).text(lang)}</p>")
    else:
        block(f"<h2>{CORRECTED.fill(n=len(differing)).text(lang)}</h2>")
    said_of = {one.fact_id for one in remarks}
    for one in seen:
        if one in differing or one.fact_id in said_of:
            said = [remark for remark in remarks if remark.fact_id == one.fact_id]
            proofs = [file for file in files if file.fact_id == one.fact_id]
            _one(own, one, reported.get(one.fact_id, UNANSWERED), said, proofs, lang)


def _one(
    own: UUID, one: SavedAnswer, said: Answer, remarks: list[AnswerRemark], files: list[EvidenceFile], lang: Lang
) -> None:
    """One correction with all that belongs to it, and the form to object."""
    fact = resources.bank().facts[one.fact_id]
    with st.container(border=True, key=f"checked-{fact.id}"):
        rows = "".join(
            f"<dt>{name.text(lang)}</dt><dd>{escape(answer_text(fact, answer).text(lang))}</dd>"
            for name, answer in ((REPORTED, said), (VERIFIED, one.answer))
        )
        signed = f"{one.by} · {in_china(one.at):%Y-%m-%d %H:%M}"
        told = explaining.listed(remarks, lang) if remarks else ""
        proofs = evidence.listed(files, lang, as_owner="code" in st.query_params) if files else ""
        block(
            f'<h3>{escape(fact.label.text(lang))}</h3><dl class="c-facts">{rows}</dl>'
            f'<p class="quiet">{escape(signed)}</p>{told}{proofs}'
        )
        with (
            st.expander(OBJECT.text(lang), key=f"objecting-{fact.id}"),
            st.form(f"objection-{fact.id}", border=False),
        ):
            key = f"objection-words-{fact.id}-{len(remarks)}"
            words = st.text_area(OBJECT.text(lang), max_chars=REMARK_LENGTH, key=key, label_visibility="collapsed")
            block(f'<p class="quiet">{NOT_CHANGED.text(lang)}</p>')
            pressed = st.form_submit_button(SEND.text(lang), key=f"object-{fact.id}")
        if pressed and not words.strip():
            st.error(CHOOSE.text(lang))
        elif pressed:
            try:
                resources.store().add_remark(own, fact.id, "objection", words, OWNER)
            except StoreRefused as refused:
                st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
            else:
                st.rerun()


def _files(files: list[EvidenceFile], lang: Lang) -> None:
    facts, parts = resources.bank().facts, []
    for fact in dict.fromkeys(one.fact_id for one in files):
        name = facts[fact].label.text(lang) if fact in facts else fact
        listed = evidence.listed(
            [one for one in files if one.fact_id == fact], lang, as_owner="code" in st.query_params
        )
        parts.append(f"<h4>{escape(name)}</h4>{listed}")
    block(f"<h2>{FILES.text(lang)}</h2>{''.join(parts) or f'<p>{NO_FILES.text(lang)}</p>'}")


def _by_others(saved: list[SavedAnswer], lang: Lang) -> None:
    """Who else gave answers that stand as the firm's own: an import, a program, somebody of the centre."""
    others: dict[tuple[str, str], list[str]] = {}
    facts = resources.bank().facts
    for one in saved:
        if one.origin == "self" and one.by not in ("self", OWNER) and one.answer.state is not State.UNANSWERED:
            name = facts[one.fact_id].label.text(lang) if one.fact_id in facts else one.fact_id
            others.setdefault((one.by, f"{in_china(one.at):%Y-%m-%d}"), []).append(name)
    joint = "、" if lang == "zh" else ", "
    parts = [
        f"<details><summary>{escape(BY_WHOM.fill(n=len(names), by=by, day=day).text(lang))}</summary>"
        f"<p>{escape(joint.join(names))}</p></details>"
        for (by, day), names in others.items()
    ]
    block(f"<h2>{BY_OTHERS.text(lang)}</h2>{''.join(parts) or f'<p>{NONE_BY_OTHERS.text(lang)}</p>'}")


page()
