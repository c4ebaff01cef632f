"""Support programmes worth asking about: conditions, dates and sources, and no promise."""

from __future__ import annotations

from assessment.content.programmes import Tier
from assessment.programmes import ConditionMatch, ProgrammeMatch, ProgrammeSupport
from assessment.web.markup import block, escape
from assessment.web.result.pieces import bullets, entries, fidelity, folded, heading, source_line, tag
from assessment.web.result.view import View

_STATES = {"met": "✓", "after_plan": "→", "to_prove": "○", "open": "?", "unmet": "✗"}
_OPEN_DOORS = ("as_reported", "after_plan", "open", "check", "draft")
_GOOD = ("as_reported", "after_plan")


def show(view: View) -> None:
    """Put the part on the page."""
    heading("programmes", view.say("可以打听的政策", "Programmes worth asking about"))
    matches = view.advisory.programmes
    if not matches:
        words = view.say("没有找到对得上的政策。", "No programme was found that fits.")
        block(f'<p class="quiet">{words}</p>')
        return
    cards = "".join(_programme(view, match) for match in matches)
    block(f'<p class="banner">{view.text(matches[0].caveat)}</p><div class="programmes">{cards}</div>')


def in_short(view: View) -> str:
    """For the table of contents."""
    n = sum(match.state in _OPEN_DOORS for match in view.advisory.programmes)
    if not n:
        return view.say("目前没有对得上的，列出几项供了解", "none fits at present; some are listed for information")
    return view.say("{n} 项可以去打听", "{n} worth asking about", n=n)


def _programme(view: View, match: ProgrammeMatch) -> str:
    verdict = tag(view.text(match.verdict), "good" if match.state in _GOOD else "")
    summary = f"<span><b>{view.text(match.title)}</b><br>{verdict}</span>"
    rows = [
        (view.say("请注意", "Note"), view.text(match.aged) if match.aged else ""),
        (view.say("内容", "What it is"), view.text(match.summary)),
        (view.say("条件", "Conditions"), bullets([_condition(view, c) for c in match.conditions], "conditions")),
        (view.say("公布的金额", "Published amounts"), _amounts(view, match)),
        (view.say("申报时要证明", "To prove when applying"), bullets([view.text(text) for text in match.to_prove])),
        (view.say("期限", "Period"), _period(view, match)),
        (view.say("来源", "Source"), provenance(view, match)),
    ]
    return folded(summary, entries(rows), "offer")


def _condition(view: View, condition: ConditionMatch) -> str:
    icon = f'<span class="icon {condition.state}">{_STATES[condition.state]}</span>'
    return f"{icon}<span>{view.text(condition.text)}<small>{view.text(condition.found)}</small></span>"


def _amounts(view: View, match: ProgrammeMatch) -> str:
    return bullets([_tier(view, tier) for tier in match.amounts]) + view.text(match.amount_note)


def _tier(view: View, tier: Tier) -> str:
    parts = []
    if tier.share_percent is not None:
        parts.append(view.subject.say("不超过支出的 {n:g}%", "at most {n:g} % of the spend", n=tier.share_percent))
    if tier.cap is not None:
        parts.append(view.subject.say("最高 {m}", "at most {m}", m=view.subject.money(tier.cap)))
    told = escape(view.subject.joined(parts))
    return view.named(view.text(tier.label), told) if told else view.text(tier.label)


def _period(view: View, match: ProgrammeMatch) -> str:
    start = match.starts.isoformat() if match.starts else "…"
    end = match.ends.isoformat() if match.ends else "…"
    return f"{start} – {end}" if match.starts or match.ends else view.say("没有查到", "not found")


def provenance(view: View, one: ProgrammeMatch | ProgrammeSupport) -> str:
    """Where a programme was published, when the text was seen, and how far it can be trusted."""
    seen = view.say("（{d} 看到的文本）", " (text of {d})", d=one.seen) if one.seen else ""
    return f"{source_line(view, one.source)}{seen} {fidelity(view, one.fidelity)}"
