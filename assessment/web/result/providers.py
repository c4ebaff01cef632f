"""Who can carry the plan out: a shortlist with printed reasons, and why its order is what it is."""

from __future__ import annotations

from assessment.providers import Match, NeedMatches
from assessment.web.markup import block, escape
from assessment.web.result.pieces import bullets, folded, heading, tag
from assessment.web.result.view import View


def show(view: View) -> None:
    """Put the part on the page."""
    heading("providers", view.say("谁能来做", "Who can do it"))
    shortlist = view.advisory.shortlist
    if shortlist is None:
        note = view.advisory.shortlist_note
        words = view.text(note) if note else view.say("没有要找人做的步骤。", "There are no steps to give out.")
        block(f'<p class="quiet">{words}</p>')
        return
    named = shortlist.names_left_out is None
    sample = f'<p class="banner sample">{view.text(shortlist.provenance)}</p>' if shortlist.sample and named else ""
    needs = "".join(_need(view, need, sample=shortlist.sample) for need in shortlist.needs)
    origin = "" if not named or shortlist.sample else f'<p class="quiet">{view.text(shortlist.provenance)}</p>'
    closing = view.text(shortlist.names_left_out or shortlist.neutrality)
    title = view.say("不管找谁，先问这几句", "Whoever it is, ask this first")
    asks = bullets([view.text(ask) for ask in shortlist.asks])
    asked = folded(f"<span>{title}</span>", asks, "plain", opened=not named) if shortlist.asks else ""
    block(f'{sample}<p class="quiet">{closing}</p><div class="needs">{needs}</div>{asked}{origin}')


def in_short(view: View) -> str:
    """For the table of contents."""
    shortlist = view.advisory.shortlist
    if shortlist is None:
        return view.say("没有要找人做的步骤", "no help needed")
    if shortlist.names_left_out is not None:
        return view.subject.say(
            "要请的 {n} 类帮手，该问什么",
            "{kinds} and what to ask",
            n=len(shortlist.needs),
            kinds=view.subject.count(len(shortlist.needs), "", "kind of help", "kinds of help"),
        )
    sample = view.subject.say("（示例名单）", " (sample list)") if shortlist.sample else ""
    return view.say(
        "{n} 类帮手，每类最多三家{sample}",
        "{n} kinds of help, three of each at most{sample}",
        n=len(shortlist.needs),
        sample=sample,
    )


def _need(view: View, need: NeedMatches, *, sample: bool) -> str:
    money = view.amounts(need.cost_low, need.cost_high)
    budget = view.say("方案里留的钱：{money}", "Foreseen in the plan: {money}", money=money)
    note = f'<p class="quiet">{view.text(need.note)}</p>' if need.note else ""
    meaning = f'<p class="quiet">{view.text(need.meaning)}</p>' if need.meaning else ""
    matches = "".join(_match(view, match, sample=sample) for match in need.matches)
    return (
        f'<div class="card"><h4>{view.text(need.category_label)}</h4>{meaning}<p>{view.listed(list(need.titles))}</p>'
        f'<p class="quiet">{budget}</p>{matches}{note}</div>'
    )


def _match(view: View, match: Match, *, sample: bool) -> str:
    price = view.say("报价 {money}", "Price {money}", money=view.amounts(match.price_low, match.price_high))
    marked = tag(view.say("示例", "sample"), "sample") if sample else ""
    summary = f"<span><b>{escape(match.provider)}</b> {marked}<br>{escape(match.product)}</span>"
    reasons = bullets([view.text(reason.text) for reason in match.reasons])
    interest = f'<p class="caution">{view.text(match.interest)}</p>' if match.interest else ""
    body = f"<p>{view.text(match.extent)} · {price}</p>{reasons}{interest}"
    return folded(summary, body, "offer")
