"""What to ask bidders for, their quotes as they come back, and the cheapest way on real prices."""

from __future__ import annotations

import io
from uuid import UUID

import streamlit as st
from pydantic import ValidationError

from assessment.answers import AnswerRefused
from assessment.content.tender import load_tender_terms
from assessment.language import label, visible
from assessment.permissions import Right, may
from assessment.problems import InputRefused
from assessment.store.refusals import TooManyResults
from assessment.store.trail import OWNER, now_acting
from assessment.telling.leaflets.tendering import compared, request_document
from assessment.tendering import (
    Quote,
    QuoteComparison,
    QuoteLine,
    TenderRequest,
    check_quotes,
    compare_quotes,
    tender_request,
)
from assessment.web import failures, handing, resources, uploader, uploads, visitors
from assessment.web.doing import papers
from assessment.web.markup import block, escape, literal
from assessment.web.result.trying.planner import LivePlanning
from assessment.web.result.view import View
from assessment.workbook.grid.cells import Cell
from assessment.workbook.grid.normalise import read_number
from assessment.workbook.grid.readers import read_grid
from assessment.workbook.tender.layout import WAN
from assessment.workbook.tender.reading import read_bid_sheet
from assessment.workbook.tender.writing import write_bid_sheet

NO_PLAN = label(
    "现在没有要请人做的步骤，所以没有需求书。先答题、看方案。",
    "There is no step to ask anybody for, so there is no request yet. Answer the questions and see the plan first.",
)
LEAD = label(
    "照方案写好的需求书：要什么功能、怎么验收、数据归谁、怎么退出、怎么付款，不写服务商的名字。至少发给三家，每家附一张比价单。",
    "A request made from the plan: functions, acceptance, whose the data are, how to leave, when to pay; it names no "
    "provider. Send it to three at least, each with a bid sheet.",
)
REQUEST = label("需求书", "The request")
SHEET = label("下载比价单（Excel）", "The bid sheet (Excel)")
BACK = label("报价回来了", "Quotes that came back")
ENTER = label("填一家的报价", "Enter a quote")
FILE = label("或者交回填好的比价单", "Or hand in a bid sheet filled in")
PROVIDER = label("服务商全称", "Provider (full name)")
PACKAGE = label("打包总价（万元，可不填）", "Package price (CNY 10 000, optional)")
KEEP = label("存下这份报价", "Keep this quote")
FORGET = label("去掉", "Remove")
STALE = label("去掉所有旧的", "Remove all of these")
_BLANK = label("不做的空着。", "Leave blank what is not offered.")
_OTHER = label(
    "{n} 份报价对的是以前的需求书（方案变过），不参加比较：{names}。",
    "{n} quotes answer an earlier request (the plan has changed) and are not compared: {names}.",
)


def show(view: View) -> None:
    """The papers, the quotes, and what they come to."""
    plan, live = view.advisory.plan, view.live
    if plan is None or live is None or not plan.steps:
        block(f'<p class="quiet">{view.text(NO_PLAN)}</p>')
        return
    advisor = resources.advisor()
    try:
        request = tender_request(plan, advisor.bank, advisor.measures)
    except InputRefused:
        block(f'<p class="quiet">{view.text(NO_PLAN)}</p>')
        return
    block(f"<p>{view.text(LEAD)}</p>")
    _papers(view, request)
    block(f"<h3>{view.text(BACK)}</h3>")
    quotes = _kept(view, request)
    _entry(view, request)
    _upload(view, request)
    if quotes:
        _comparison(view, LivePlanning(live, plan), request, quotes)


def _papers(view: View, request: TenderRequest) -> None:
    lang = view.lang
    paper = request_document(view.subject, request, load_tender_terms(resources.advisor().root))
    name = f"{view.say('需求书', 'request')}-{request.number}"

    def sheet() -> bytes:
        stream = io.BytesIO()
        write_bid_sheet(stream, request, lang)
        return stream.getvalue()

    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    whose = view.assessment_id
    with st.container(horizontal=True, key="bidding-papers"):
        papers.buttons(view, paper, REQUEST, name, "request", primary=True)
        handing.download(SHEET.text(lang), sheet, f"{name}.xlsx", xlsx, key="request-sheet", assessment=whose)


def quotes_of(assessment_id: UUID) -> list[Quote]:
    """The quotes kept for a firm, as far as this version can read them."""
    found = []
    for entry in resources.store().plan_entries(assessment_id):
        if entry.kind == "quote":
            try:
                found.append(Quote.model_validate(entry.document))
            except ValidationError:
                continue
    return found


def _kept(view: View, request: TenderRequest) -> list[Quote]:
    """The quotes for this request, each to be removed; those for an earlier one are named and left aside."""
    kept = quotes_of(view.assessment_id)
    own = [quote for quote in kept if quote.request == request.number]
    for quote in own:
        with st.container(horizontal=True, vertical_alignment="center", key=f"quote-{_key(quote)}"):
            offers = view.subject.count(len(quote.offered), "项", "item")
            block(f"<p><b>{escape(quote.provider)}</b> · {escape(offers)}</p>")
            if st.button(FORGET.text(view.lang), key=f"quote-remove-{_key(quote)}", type="tertiary"):
                resources.store().remove_plan_entry(
                    view.assessment_id, "quote", quote.provider, now_acting(OWNER).actor
                )
                st.rerun()
    others = [quote for quote in kept if quote.request != request.number]
    if others:
        names = view.subject.joined([quote.provider for quote in others])
        block(f'<p class="notice">{view.text(_OTHER.fill(n=len(others), names=names))}</p>')
        if st.button(STALE.text(view.lang), key="quotes-stale", type="tertiary"):
            for quote in others:
                resources.store().remove_plan_entry(
                    view.assessment_id, "quote", quote.provider, now_acting(OWNER).actor
                )
            st.rerun()
    return own


def _by() -> str:
    return now_acting(OWNER).actor


def _key(quote: Quote) -> str:
    return quote.provider.encode().hex()[:40]


def _entry(view: View, request: TenderRequest) -> None:
    """A form for one quote: a price for each item, blank where it is not offered."""
    lang = view.lang
    with st.expander(ENTER.text(lang), key="quote-entry"), st.form("quote", border=False, clear_on_submit=False):
        provider = visible(st.text_input(PROVIDER.text(lang), max_chars=60, key="quote-provider"))
        block(f'<p class="quiet">{view.text(_BLANK)}</p>')
        typed = {}
        for item in request.items:
            unit = "" if item.unit is None else f" / {item.unit.text(lang)}"
            many = "" if item.units is None else f" × {item.units}"
            name = view.subject.say("{t}（万元{u}）", "{t} (CNY 10 000{u})", t=f"{item.title.text(lang)}{many}", u=unit)
            typed[item.measure] = st.text_input(
                literal(name), key=f"quote-{item.measure}", autocomplete="off", width=320
            )
        package = st.text_input(PACKAGE.text(lang), key="quote-package", autocomplete="off", width=320)
        pressed = st.form_submit_button(KEEP.text(lang), type="primary")
    if not pressed:
        return
    prices: dict[str, float | None] = {}
    faults = []
    for name, text in {**typed, "": package}.items():
        try:
            prices[name] = _price(text)
        except AnswerRefused as refused:
            asked = request.item(name)
            what = PACKAGE if asked is None else asked.title
            faults.append(view.named(view.text(what), f"{view.text(refused.message)} {view.text(refused.remedy)}"))
    if not provider:
        faults.append(view.say("请写服务商全称。", "Please give the provider's name."))
    if faults:
        block(f'<div class="notice">{"<br>".join(faults)}</div>')
        return
    total = prices.pop("")
    lines = tuple(QuoteLine(measure=measure, price=price) for measure, price in prices.items())
    _keep(view, request, Quote(provider=provider, request=request.number, lines=lines, package=total))


def _price(text: str) -> float | None:
    number = read_number(Cell("", text), WAN)
    if number is None:
        return None
    if not 0 <= number <= 100_000:
        raise AnswerRefused(
            label("小于 0 或大得不合理。", "Below nought, or greater than can be."),
            label("请填 0 到 100,000 之间的数。", "Enter a figure from 0 to 100,000."),
            text,
        )
    return round(float(number), 2)


def _upload(view: View, request: TenderRequest) -> None:
    """A bid sheet as a file, for those who have signed in: whoever only has a code types quotes in."""
    here = visitors.actor()
    if here is None or not may(here, Right.SEE_FIRM, visitors.matter_of(view.assessment_id)):
        return
    uploads.allow()
    file = uploader.table(FILE, "quote-file", view.lang)
    if file is None or st.session_state.get("quote-read") == file.file_id:
        return
    try:
        quote = read_bid_sheet(read_grid(file.getvalue(), file.name), request)
    except InputRefused as refused:
        failures.show(refused)
        return
    st.session_state["quote-read"] = file.file_id
    _keep(view, request, quote)


def _keep(view: View, request: TenderRequest, quote: Quote) -> None:
    """Check the quote beside those kept, and keep it; the same provider's earlier one gives way."""
    others = [one for one in quotes_of(view.assessment_id) if one.request == request.number]
    beside = [*(one for one in others if one.provider != quote.provider), quote]
    try:
        check_quotes(request, beside, view.advisory.on)
        document = quote.model_dump(mode="json")
        resources.store().put_plan_entry(view.assessment_id, "quote", quote.provider, document, _by())
    except InputRefused as refused:
        failures.show(refused)
        return
    except TooManyResults as full:
        failures.show(full)
        return
    st.rerun()


def _compared(firm: LivePlanning, request: TenderRequest, quotes: list[Quote]) -> QuoteComparison:
    plan = firm.plan
    return compare_quotes(firm.planner, plan.target_level, request, quotes, plan, plan.limits)


def _comparison(view: View, planning: LivePlanning, request: TenderRequest, quotes: list[Quote]) -> None:
    try:
        check_quotes(request, quotes, view.advisory.on)
    except InputRefused as refused:
        failures.show(refused)
        return
    with st.spinner(view.subject.say("正在按真实报价重算……", "Working it out on real prices ...")):
        found = planning.ask(_compared, request, quotes)
    section = compared(view.subject, found, request)
    block(f'<section class="told-quotes"><h3>{escape(section.title)}</h3>{view.told(section.blocks)}</section>')
