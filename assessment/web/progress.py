"""What a page says about saving: the time, the fault beside the field, what changed elsewhere, how far one has come."""

from __future__ import annotations

from datetime import datetime

from assessment import settings
from assessment.answers import UNANSWERED, cross_check
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.language import Lang, label
from assessment.web.autosave import Sheet
from assessment.web.entries import entry_of, show_figure
from assessment.web.markup import escape
from assessment.web.questions import OTHERS
from assessment.web.route import Route

SAVED = label("已保存 {time}", "Saved {time}")
SAVED_AS = label("已保存 {time}：{value}", "Saved {time}: {value}")
NEEDS_REASON = label("写一句原因后保存", "Saved once you give a reason")
ELSEWHERE = label(
    "已在别处修改（{time}，{by}），这里显示最新的回答", "Changed elsewhere ({time}, {by}); this is the newest answer"
)
PROGRESS = label("第 {page}/{pages} 页 · 已答 {done}/{all} 题", "Page {page} of {pages} · {done} of {all} answered")
STORED_BEFORE = label("仍保留上次的回答：{value}", "Your last answer is kept: {value}")
_BY = {"self": label("企业", "the firm"), "verified": label("顾问", "a consultant")}


def clock(at: datetime, lang: Lang) -> str:
    """The time of day in China, with the date when it is not today's."""
    local, today = settings.in_china(at), settings.today()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{local.month}月{local.day}日 {local:%H:%M}" if lang == "zh" else f"{local:%d %b %H:%M}"


def status(bank: FactBank, sheet: Sheet, fact: Fact, lang: Lang) -> str:
    """One line of markup under a question."""
    entry = sheet.entry(fact.id)
    fault = sheet.faults.get(fact.id) or cross_check(bank, sheet.baseline).get(fact.id)
    if fault is not None:
        if entry.other == "not_applicable":
            return f'<p class="status">{NEEDS_REASON.text(lang)}</p>'
        end = "。" if lang == "zh" else ". "
        kept = answer_words(fact, sheet, lang) if fact.id in sheet.faults else None
        words = f"{fault.message.text(lang)}{end}{fault.remedy.text(lang)}"
        if kept:
            words += " " + STORED_BEFORE.fill(value=kept).text(lang)
        return f'<p class="status fault" role="alert">{escape(words)}</p>'
    elsewhere = sheet.elsewhere.get(fact.id)
    if elsewhere is not None:
        who = _BY[elsewhere.origin].text(lang)
        text = ELSEWHERE.text(lang).format(time=clock(elsewhere.at, lang), by=who)
        return f'<p class="status elsewhere" role="status">{escape(text)}</p>'
    if not sheet.answered(fact.id):
        return '<p class="status"></p>'
    time = clock(sheet.saved_at[fact.id], lang)
    shown = entry_of(fact, sheet.baseline[fact.id])
    if shown.value != entry.value and (understood := answer_words(fact, sheet, lang)):
        return f'<p class="status saved">{escape(SAVED_AS.text(lang).format(time=time, value=understood))}</p>'
    return f'<p class="status saved">{escape(SAVED.text(lang).format(time=time))}</p>'


def answer_words(fact: Fact, sheet: Sheet, lang: Lang) -> str | None:
    """The stored answer in words; None when there is none."""
    entry = entry_of(fact, sheet.baseline.get(fact.id, UNANSWERED))
    if entry.other:
        return OTHERS[entry.other].text(lang)
    if isinstance(fact, ChoiceFact | MultiFact):
        picked = (entry.value, *entry.ticks)
        return ("、" if lang == "zh" else "; ").join(o.label.text(lang) for o in fact.options if o.id in picked) or None
    if isinstance(fact, NumberFact) and entry.value:
        return f"{grouped(float(entry.value))} {fact.unit.text(lang)}"
    return entry.value


def grouped(number: float) -> str:
    """A number with separators for reading: 23,000 or 1,234.5."""
    whole, _, decimals = show_figure(number).partition(".")
    return f"{int(whole):,}" + (f".{decimals}" if decimals else "")


def bar(route: Route, at: int, lang: Lang) -> str:
    """How far one has come, as markup."""
    text = PROGRESS.text(lang).format(page=at + 1, pages=len(route.stops), done=route.answered, all=route.asked)
    share = 100 * route.answered / max(1, route.asked)
    return (
        f'<div class="progress"><span>{text}</span><div class="track" role="progressbar" aria-valuemin="0" '
        f'aria-valuemax="{route.asked}" aria-valuenow="{route.answered}" aria-label="{text}">'
        f'<div class="done" style="width:{share:.1f}%"></div></div></div>'
    )
