"""What a page says about saving: the time, the fault beside the field, what changed elsewhere, how far one has come."""

from __future__ import annotations

from datetime import datetime

from assessment import settings
from assessment.answers import UNANSWERED, Answer, AnswerRefused, answer_text, cross_check
from assessment.asking.effort import effort_of
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.language import Lang, label
from assessment.web import carried
from assessment.web.autosave import AnswerSheet
from assessment.web.entries import entry_of, show_figure
from assessment.web.markup import escape
from assessment.web.questions import OTHERS
from assessment.web.route import Route

SAVED = label("已保存 {time}", "Saved {time}")
SAVED_AS = label("已保存 {time}：{value}", "Saved {time}: {value}")
SAVED_OVER = label(
    "已保存 {time}，替换了 {before} 在别处填的：{value}",
    "Saved {time}, in place of what was given elsewhere at {before}: {value}",
)
NEEDS_REASON = label("写一句原因后保存", "Saved once you give a reason")
ELSEWHERE = label(
    "已在别处修改（{time}，{by}），这里显示最新的回答", "Changed elsewhere ({time}, {by}); this is the newest answer"
)
PROGRESS = label("第 {page}/{pages} 页 · 已答 {done}/{all} 题", "Page {page} of {pages} · {done} of {all} answered")
LEFT = label("约剩 {n} 分钟", "about {n} min left")
ROUGHLY = label("按“{answer}”记，写明是约数，行吗？", "Write down “{answer}” and say that it is approximate?")
UNDERSTOOD = label("按“{answer}”记，对吗？", "Write down “{answer}”?")
STORED_BEFORE = label("仍保留上次的回答：{value}", "Your last answer is kept: {value}")
_BY = {"self": label("企业", "the firm"), "verified": label("顾问", "a consultant")}


def clock(at: datetime, lang: Lang) -> str:
    """The time of day in China, with the date when it is not today's."""
    local, today = settings.in_china(at), settings.today()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{local.month}月{local.day}日 {local:%H:%M}" if lang == "zh" else f"{local:%d %b %H:%M}"


def status(bank: FactBank, sheet: AnswerSheet, fact: Fact, lang: Lang) -> str:
    """One line of markup under a question.

    It carries what the fields showed when it was written, so that the browser can say by itself, beside it, that
    something else stands there now (``saving.js``).
    """
    kind, words = _status(bank, sheet, fact, lang)
    role = {"fault": ' role="alert"', "ask": ' role="alert"', "elsewhere": ' role="status"'}.get(kind, "")
    return (
        f'<p class="status {kind}" {carried.fields(sheet, fact, lang)}><span class="told"{role}>{escape(words)}</span>'
        '<span class="unsent" role="status"></span></p>'
    )


def _status(bank: FactBank, sheet: AnswerSheet, fact: Fact, lang: Lang) -> tuple[str, str]:
    """The kind of the status, and its words."""
    entry = sheet.entry(fact.id)
    fault = sheet.faults.get(fact.id) or cross_check(bank, sheet.baseline).get(fact.id)
    if fault is not None:
        if entry.other == "not_applicable":
            return "", NEEDS_REASON.text(lang)
        kept = answer_words(fact, sheet, lang) if fact.id in sheet.faults else None
        words = refusal(fault, lang) if fault.offer is None else offered(fact, fault.offer, lang)
        return (
            "fault" if fault.offer is None else "ask",
            f"{words} {STORED_BEFORE.fill(value=kept).text(lang)}" if kept else words,
        )
    elsewhere = sheet.elsewhere.get(fact.id)
    if elsewhere is not None:
        who = _BY[elsewhere.origin].text(lang)
        return "elsewhere", ELSEWHERE.text(lang).format(time=clock(elsewhere.at, lang), by=who)
    if not sheet.answered(fact.id):
        return "", ""
    time = clock(sheet.saved_at[fact.id], lang)
    before = sheet.replaced.get(fact.id)
    if before is not None:
        words = answer_text(fact, before.answer).text(lang)
        return "saved", SAVED_OVER.text(lang).format(time=time, before=clock(before.at, lang), value=words)
    roughly = sheet.baseline[fact.id].roughly is not None
    if (roughly or entry_of(fact, sheet.baseline[fact.id]).value != entry.value) and (
        known := answer_words(fact, sheet, lang)
    ):
        return "saved", SAVED_AS.text(lang).format(time=time, value=known)
    return "saved", SAVED.text(lang).format(time=time)


def refusal(fault: AnswerRefused, lang: Lang) -> str:
    """Why an answer was not stored, and what to do."""
    return f"{fault.message.text(lang)}{'。' if lang == 'zh' else '. '}{fault.remedy.text(lang)}"


def offered(fact: Fact, offer: Answer, lang: Lang) -> str:
    """What a text was understood as, as a question."""
    words = UNDERSTOOD if offer.roughly is None else ROUGHLY
    return words.fill(answer=answer_text(fact, offer)).text(lang)


def answer_words(fact: Fact, sheet: AnswerSheet, lang: Lang) -> str | None:
    """The stored answer in words; None when there is none."""
    entry = entry_of(fact, sheet.baseline.get(fact.id, UNANSWERED))
    if entry.other:
        return OTHERS[entry.other].text(lang)
    if isinstance(fact, ChoiceFact | MultiFact):
        picked = (entry.value, *entry.ticks)
        return ("、" if lang == "zh" else "; ").join(o.label.text(lang) for o in fact.options if o.id in picked) or None
    if isinstance(fact, NumberFact) and entry.value and sheet.baseline[fact.id].roughly is not None:
        return answer_text(fact, sheet.baseline[fact.id]).text(lang)
    if isinstance(fact, NumberFact) and entry.value:
        return f"{grouped(float(entry.value))} {fact.unit.text(lang)}"
    return entry.value


def grouped(number: float) -> str:
    """A number with separators for reading: 23,000 or 1,234.5."""
    whole, _, decimals = show_figure(number).partition(".")
    return f"{int(whole):,}" + (f".{decimals}" if decimals else "")


def bar(bank: FactBank, route: Route, at: int, lang: Lang) -> str:
    """How far one has come, and how long the rest takes, as markup."""
    text = PROGRESS.text(lang).format(page=at + 1, pages=len(route.stops), done=route.answered, all=route.asked)
    if route.left:
        text = f"{text} · {LEFT.text(lang).format(n=effort_of(bank, route.left).minutes)}"
    share = 100 * route.answered / max(1, route.asked)
    return (
        f'<div class="progress"><span>{text}</span><div class="track" role="progressbar" aria-valuemin="0" '
        f'aria-valuemax="{route.asked}" aria-valuenow="{route.answered}" aria-label="{text}">'
        f'<div class="done" style="width:{share:.1f}%"></div></div></div>'
    )
