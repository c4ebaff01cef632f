"""The firm beside the published figures: its rates beside mean rates, its yes or no beside shares of firms."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.benchmarks.results import Comparison, Reference
from assessment.benchmarks.wording import age_text
from assessment.language import rounded
from assessment.telling.structure import fact_labels
from assessment.web.markup import block
from assessment.web.result import history
from assessment.web.result.pieces import bullets, entries, fidelity, folded, heading, meter, source_line
from assessment.web.result.view import View


def show(view: View) -> None:
    """Put the part on the page."""
    heading("standing", view.say("和江西、全国比", "Beside Jiangxi and China"))
    rates = [c for c in view.advisory.comparisons if c.kind == "mean_rate"]
    shares = [c for c in view.advisory.comparisons if c.kind == "share_of_firms"]
    _group(
        view,
        view.say("您的比率，和公布的平均比率比", "Your rates beside published mean rates"),
        [_rate(view, comparison) for comparison in rates],
    )
    _group(
        view,
        view.say("您做没做到，和做到的企业占多少比", "What you do beside the share of firms that do it"),
        [_share(view, comparison) for comparison in shares],
    )
    history.show(view)


def _group(view: View, title: str, cards: Sequence[str]) -> None:
    if cards:
        block(f'<h3>{title}</h3><div class="cards">{"".join(cards)}</div>')


def _rate(view: View, comparison: Comparison) -> str:
    low, high = comparison.own_low, comparison.own_high
    if low is None or high is None:
        own = _row(view.say("您", "You"), view.say("还算不出来", "not known yet"), "", "")
        missing = f'<p class="quiet">{_missing(view, comparison)}</p>'
    else:
        value = f"{rounded(low, 1)}%" if low == high else f"{rounded(low, 1)}–{rounded(high, 1)}%"
        own = _row(view.say("您", "You"), value, "", meter(low, high, 100, "own"))
        missing = f'<p class="quiet">{_missing(view, comparison)}</p>' if comparison.missing else ""
    return _card(view, comparison, "".join([own, *_references(view, comparison)]) + missing)


def _share(view: View, comparison: Comparison) -> str:
    state = {
        "yes": view.say("✓ 已做到", "✓ done"),
        "no": view.say("✗ 还没有", "✗ not yet"),
        "unknown": view.say("还没定", "not known yet"),
    }[comparison.has or "unknown"]
    own = _row(view.say("您", "You"), f'<span class="has {comparison.has}">{state}</span>', "", "")
    return _card(view, comparison, "".join([own, *_references(view, comparison)]))


def _card(view: View, comparison: Comparison, body: str) -> str:
    if not comparison.references:
        none = view.say("还没有公布可比的数值", "no comparable figure has been published yet")
        body += f'<p class="quiet">{none}</p>'
    rows = [
        (view.say("一句话", "In a sentence"), view.text(comparison.sentence)),
        (view.say("口径", "Definition"), view.text(comparison.definition)),
        (view.say("注意", "Caution"), view.text(comparison.caution) if comparison.caution else ""),
        (view.say("来源", "Sources"), bullets([_source(view, reference) for reference in comparison.references])),
    ]
    more = folded(f"<span>{view.say('口径和来源', 'Definition and sources')}</span>", entries(rows), "plain")
    return f'<div class="card"><h4>{view.text(comparison.label)}</h4><ul class="bars">{body}</ul>{more}</div>'


def _row(who: str, value: str, gap: str, bar: str, kind: str = "mine") -> str:
    return f'<li class="{kind}"><span>{who}</span><span class="gap">{gap}</span><b>{value}</b>{bar}</li>'


def _references(view: View, comparison: Comparison) -> list[str]:
    """What was reached, and targets whose day is still to come; targets of the past stand among the sources only."""
    on = view.advisory.on
    return [_reference(view, one) for one in comparison.references if one.kind == "actual" or one.date >= on]


def _reference(view: View, reference: Reference) -> str:
    aim = view.say("目标", " target") if reference.kind == "target" else ""
    age = age_text(reference.age_months) if reference.kind == "actual" else None
    told = [view.subject.month(reference.date), *([view.text(age)] if age else []), view.text(reference.population)]
    who = f"{view.text(reference.geography_label)}{aim}<small>{' · '.join(told)}</small>"
    bar = meter(reference.value, reference.value, 100, reference.kind) if reference.value is not None else ""
    return _row(who, _value(view, reference), _gap(view, reference), bar, reference.kind)


def _value(view: View, reference: Reference) -> str:
    if reference.value is None:
        return view.say("超过{above}平均", "above the mean of {above}", above=reference.above)
    bound = {"exact": "", "about": view.say("约 ", "about "), "above": view.say("超过 ", "over ")}[reference.bound]
    return f"{bound}{reference.value:g}%"


def _gap(view: View, reference: Reference) -> str:
    low, high = reference.gap_low, reference.gap_high
    if low is None or high is None:
        return ""
    if low > 0 or high < 0:
        word = view.say("高", "ahead") if low > 0 else view.say("低", "behind")
        size = f"{abs(low):.1f}" if low == high else ""
        return f'<i class="{"good" if low > 0 else "behind"}">{word} {size}</i>'
    return view.say("持平", "level") if low == high else view.say("要看缺的数", "depends on what is missing")


def _missing(view: View, comparison: Comparison) -> str:
    names = view.subject.joined(fact_labels(view.subject, comparison.missing))
    links = " ".join(view.change(fact) for fact in comparison.missing[:1])
    return f"{view.say('还缺：{names}', 'Missing: {names}', names=names)} {links}"


def _source(view: View, reference: Reference) -> str:
    told = view.text(reference.text)
    note = f"<br>{view.text(reference.note)}" if reference.note else ""
    source = f"{source_line(view, reference.source)} {fidelity(view, reference.fidelity)}"
    return f"{view.named(told, source)}{note}"


def in_short(view: View) -> str:
    """For the table of contents: of the published means, how many the firm is certainly above and below."""
    gaps = [
        (reference.gap_low, reference.gap_high)
        for comparison in view.advisory.comparisons
        for reference in comparison.references
        if reference.kind == "actual"
    ]
    known = [(low, high) for low, high in gaps if low is not None and high is not None]
    if not known:
        return view.say("还没有可比的回答", "nothing to compare yet")
    return view.say(
        "{all} 个公布的平均值：高于 {above} 个，低于 {below} 个",
        "{all} published means: above {above}, below {below}",
        all=len(known),
        above=sum(low > 0 for low, _ in known),
        below=sum(high < 0 for _, high in known),
    )
