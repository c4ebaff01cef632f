"""The page of one firm: who it is, where it stands, what happened, what was noted."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from assessment.answers import answer_text, kept_text
from assessment.language import Lang, label
from assessment.permissions import Right, may
from assessment.scoring import level_name
from assessment.settings import in_china
from assessment.store.firm_records import Firm, PastAssessment, Progress
from assessment.store.invitation_book import InvitationQuery
from assessment.store.refusals import StoreRefused, UnknownFirm
from assessment.web import links, resources, viewed, visitors
from assessment.web.firms import comparing, keeping, reaching, twins
from assessment.web.firms.reaching import NEVER, PROGRESS_NAMES
from assessment.web.firms.tables import table
from assessment.web.inviting import listing
from assessment.web.markup import block, escape, literal
from assessment.web.visits import behind, planning

_BACK = label("← 回到列表", "← Back to the list")
_HISTORY = label("历次评估", "Assessments")
_NONE_YET = label("还没有评估。", "No assessments yet.")
_HEADS = (
    label("哪一次", "Which"),
    label("轮次", "Round"),
    label("开始", "Begun"),
    label("进度", "Progress"),
    label("等级", "Level"),
    label("得分", "Points"),
    label("保存的结果", "Results kept"),
)
_ANSWERS = label("第 {n} 次的回答和改动记录", "Answers of no. {n} and how they changed")
_VERIFIED = label("现场核实的回答：{n} 个，最近 {day}", "Verified on site: {n} answers, last on {day}")
_NOT_VERIFIED = label("没有现场核实过的回答。", "No answer was verified on site.")
_ANSWER_HEADS = (label("问题", "Question"), label("企业自报", "Reported"), label("现场核实", "Verified"))
_LOG_HEADS = (label("时间", "When"), label("谁", "Who"), label("问题", "Question"), label("改成", "Changed to"))
_LOG = label("最近 {n} 次改动，共 {all} 次", "The last {n} of {all} changes")
_NOTES = label("备注", "Notes")
_NO_NOTES = label("还没有备注。", "No notes yet.")
_NOTE = label("写一条备注", "Write a note")
_ADD = label("添加", "Add")
_MERGED = label("这一条已并入另一家企业。", "This one was merged into another firm.")
_TO_KEPT = label("去看那家企业 →", "See that firm →")
_SOURCES = {
    "online": label("网上自测", "assessed itself online"),
    "import": label("导入", "imported"),
    "staff": label("工作人员录入或改过", "entered or corrected by staff"),
}
MOST_LOGGED = 30


def show(named: str, back: Callable[[], None]) -> None:
    """Put a firm on the page; one that is not there, or not the visitor's, is told alike."""
    lang = links.lang()
    st.button(_BACK.text(lang), on_click=back, type="tertiary", key="firm-back")
    firm = _found(named)
    if firm is None:
        gone = UnknownFirm()
        st.warning(literal(f"{gone.message.text(lang)}{'。' if lang == 'zh' else '. '}{gone.remedy.text(lang)}"))
        return
    viewed.firm(firm.id)
    _head(firm, lang)
    if firm.merged_into is not None:
        st.info(_MERGED.text(lang))
        href = f"?section=firms&firm={firm.merged_into}&lang={lang}"
        block(f'<p><a href="{href}" target="_self">{escape(_TO_KEPT.text(lang))}</a></p>')
        return
    past = resources.store().firm_history(firm.id)
    _history(past, lang)
    comparing.show(past)
    for number, one in reversed(list(enumerate(past, 1))):
        with st.expander(literal(_ANSWERS.fill(n=number).text(lang)), key=f"answers-{one.id}"):
            _answers(one, lang)
    if past and may(visitors.actor(), Right.PLAN_VISIT, visitors.matter_of_firm(firm)):
        with st.expander(planning.TITLE.text(lang), key="firm-visits"):
            planning.show(past[-1].id)
    _invitations(firm, lang)
    _notes(firm, lang)
    if keeping.may_keep(firm):
        keeping.give(firm)
        keeping.correct(firm)
        twins.beside(firm)


def _found(named: str) -> Firm | None:
    """The firm of an id, where the visitor may see it; an id that was guessed tells nothing, and is noted."""
    try:
        firm = resources.store().firm(UUID(named))
    except (ValueError, UnknownFirm):
        return None
    if may(visitors.actor(), Right.SEE_FIRM, visitors.matter_of_firm(firm)):
        return firm
    viewed.refused("firm", firm.id, firm.id)
    return None


def _head(firm: Firm, lang: Lang) -> None:
    chain = resources.bank().option_names("chain").get(firm.chain or "")
    size = reaching.size_names().get(firm.size or "")
    level = NEVER if firm.level is None else level_name(reaching.main_framework(), firm.level)
    needs = [reaching.need_names()[need].text(lang) for need in firm.needs if need in reaching.need_names()]
    lines = {
        label("统一社会信用代码", "Credit code"): firm.credit_code or reaching.UNKNOWN.text(lang),
        label("地区", "Area"): reaching.area_name(firm, lang),
        label("产业链", "Chain"): reaching.UNKNOWN.text(lang) if chain is None else chain.text(lang),
        label("规模", "Size"): reaching.UNKNOWN.text(lang) if size is None else size.text(lang),
        label("人数", "People"): reaching.UNKNOWN.text(lang) if firm.employees is None else f"{firm.employees:,}",
        label("最近结果", "Latest result"): level.text(lang),
        label("需要", "Needs"): "、".join(needs) if lang == "zh" else ", ".join(needs),
        label("来源", "Source"): f"{_SOURCES[firm.source].text(lang)} · {in_china(firm.created_at):%Y-%m-%d}",
    }
    told = "".join(f"<dt>{escape(k.text(lang))}</dt><dd>{escape(v)}</dd>" for k, v in lines.items() if v)
    block(f'<h2>{escape(firm.name)}</h2><dl class="c-facts">{told}</dl>')


def _history(past: list[PastAssessment], lang: Lang) -> None:
    block(f"<h3>{_HISTORY.text(lang)}</h3>")
    if not past:
        block(f'<p class="quiet">{_NONE_YET.text(lang)}</p>')
        return
    rows = []
    for number, one in enumerate(past, 1):
        level, points = NEVER.text(lang), ""
        if one.standing is not None:
            found = reaching.main_framework()
            level = level_name(found, one.standing.level).text(lang)
            if one.standing.level_high != one.standing.level:
                level += f"–{level_name(found, one.standing.level_high).text(lang)}"
            points = f"{one.standing.points:.1f}"
            if one.standing.points_high != one.standing.points:
                points += f"–{one.standing.points_high:.1f}"
        how_far: Progress = "verified" if one.verified_at else "done" if one.finished_at else "half_way"
        rows.append(
            [
                str(number),
                one.round_name or "–",
                f"{in_china(one.created_at):%Y-%m-%d}",
                PROGRESS_NAMES[how_far].text(lang),
                level,
                points,
                str(one.results),
            ]
        )
    block(table([head.text(lang) for head in _HEADS], rows, _HISTORY.text(lang)))


def _answers(one: PastAssessment, lang: Lang) -> None:
    """The answers of both origins beside each other, and what changed last."""
    store, bank = resources.store(), resources.bank()
    saved = {(each.fact_id, each.origin): each for each in store.saved_answers(one.id)}
    verified = [each for (_, origin), each in saved.items() if origin == "verified"]
    words = _NOT_VERIFIED
    if verified:
        words = _VERIFIED.fill(n=len(verified), day=f"{in_china(max(each.at for each in verified)):%Y-%m-%d}")
    rows = []
    for fact_id, fact in bank.facts.items():
        both = [saved.get((fact_id, "self")), saved.get((fact_id, "verified"))]
        if any(both):
            told = ["" if each is None else answer_text(fact, each.answer).text(lang) for each in both]
            rows.append([fact.label.text(lang), *told])
    block(f'<p class="quiet">{escape(words.text(lang))}</p>')
    block(table([head.text(lang) for head in _ANSWER_HEADS], rows, _ANSWERS.fill(n="").text(lang)))
    if may(visitors.actor(), Right.SEE_EVIDENCE, visitors.matter_of(one.id)):
        shown = behind.signed_visits(one.id, lang) + behind.questions(one.id, lang)
        if shown:
            block(shown)
    log = store.log(one.id)
    block(f'<p class="quiet">{escape(_LOG.fill(n=min(len(log), MOST_LOGGED), all=len(log)).text(lang))}</p>')
    lines = [
        [
            f"{in_china(entry.at):%Y-%m-%d %H:%M}",
            entry.by,
            bank.facts[entry.fact_id].label.text(lang) if entry.fact_id in bank.facts else entry.fact_id,
            kept_text(resources.bank(), entry.fact_id, entry.new, lang),
        ]
        for entry in reversed(log[-MOST_LOGGED:])
    ]
    block(table([head.text(lang) for head in _LOG_HEADS], lines, _LOG.fill(n="", all="").text(lang)))


def _invitations(firm: Firm, lang: Lang) -> None:
    actor = visitors.actor()
    if may(actor, Right.SEE_INVITATION, visitors.matter_of_firm(firm)):
        found = resources.store().invitations(InvitationQuery(firms=frozenset({firm.id})))
        if found:
            listing.of_firm(found, lang)


def _notes(firm: Firm, lang: Lang) -> None:
    store = resources.store()
    block(f"<h3>{_NOTES.text(lang)}</h3>")
    notes = store.firm_notes(firm.id)
    if not notes:
        block(f'<p class="quiet">{_NO_NOTES.text(lang)}</p>')
    for note in reversed(notes):
        block(
            f'<p>{escape(note.text)}<br><span class="quiet">{escape(note.author)} · '
            f"{in_china(note.at):%Y-%m-%d %H:%M}</span></p>"
        )
    actor = visitors.actor()
    if actor is None or not may(actor, Right.COMMENT, visitors.matter_of_firm(firm)):
        return
    with st.form("firm-note", border=False, clear_on_submit=True):
        text = st.text_area(_NOTE.text(lang), max_chars=2000, key="firm-note-text")
        pressed = st.form_submit_button(_ADD.text(lang))
    if pressed:
        try:
            store.add_firm_note(firm.id, text, actor.name)
        except StoreRefused as refused:
            st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
        else:
            st.rerun()
