"""What the plan would cost if a programme granted support: a scenario beside the full price, and never a promise."""

from __future__ import annotations

from assessment.content.measures import CostRange
from assessment.programmes import ONLY_A_SCENARIO, ProgrammeSupport, TierScenario
from assessment.web.markup import block, escape
from assessment.web.result.pieces import bullets, entries, heading, tag
from assessment.web.result.programmes import provenance
from assessment.web.result.view import View


def show(view: View) -> None:
    """Put the part on the page, where there is a plan and a programme whose door is open."""
    found = view.advisory.support
    if not found:
        return
    heading("support", view.say("假如拿到补助，自己要付多少", "With support, if it were granted"))
    without = found[0].without
    full = view.say("没有补助，方案要 {m}", "Without support the plan costs {m}", m=view.subject.cost(without))
    block(f'<p class="lead">{full}</p><p class="banner">{view.text(ONLY_A_SCENARIO)}</p>')
    block("".join(_programme(view, one) for one in found))


def in_short(view: View) -> str:
    """For the table of contents."""
    reckoned = sum(bool(one.scenarios) for one in view.advisory.support)
    if not reckoned:
        return view.say("没有公布可以算的金额", "no amount was published that can be reckoned with")
    return view.say("{n} 项可以假设着算，不是承诺", "{n} to reckon with as 'what if'; no promise", n=reckoned)


def _programme(view: View, one: ProgrammeSupport) -> str:
    aged = f'<p class="caution">{view.text(one.aged)}</p>' if one.aged else ""
    rows = [
        (view.say("申报时要证明", "To prove when applying"), bullets([view.text(text) for text in one.to_prove])),
        (view.say("公布的金额", "Published amounts"), view.text(one.amount_note)),
        (view.say("来源", "Source"), provenance(view, one)),
    ]
    return (
        f'<div class="card support"><h4>{view.text(one.title)} {tag(view.say("假设", "what if"), "estimate")}</h4>'
        f'<p class="quiet">{view.text(one.verdict)}</p>{aged}<p>{view.text(one.sentence)}</p>'
        f'{_table(view, one.scenarios)}{entries(rows)}<p class="quiet">{view.text(one.caveat)}</p></div>'
    )


def _table(view: View, scenarios: tuple[TierScenario, ...]) -> str:
    if not scenarios:
        return ""
    head = [
        view.say("哪一档", "Tier"),
        view.say("公布的上限", "Published bound"),
        view.say("假如得到", "If granted"),
        view.say("自己还要付", "Left to pay"),
    ]
    rows = "".join(
        "<tr>"
        f"<td>{view.text(one.label)}</td><td>{_bound(view, one)}</td>"
        f"<td>{_range(view, one.scenario.support)}</td><td>{_range(view, one.scenario.left)}</td></tr>"
        for one in scenarios
    )
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    return f"<table class='tiers'><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>"


def _bound(view: View, one: TierScenario) -> str:
    share, cap = one.scenario.share_percent, one.scenario.cap
    words = view.subject.say("支出的 {n:g}%", "{n:g} % of the spend", n=share)
    if cap is not None:
        words += view.subject.say("，最高 {m}", ", {m} at most", m=view.subject.money(cap))
    return escape(words)


def _range(view: View, cost: CostRange) -> str:
    span = view.amounts(cost.low, cost.high)
    return f"<b>{escape(view.subject.money(cost.likely))}</b><small>{span}</small>"
