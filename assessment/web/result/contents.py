"""The table of contents: each part of the result in a line, to jump to."""

from __future__ import annotations

from assessment.telling.structure import next_level
from assessment.web.markup import block
from assessment.web.result import barriers, frameworks, plan, programmes, providers, published, support
from assessment.web.result.view import View


def show(view: View) -> None:
    """Put the table of contents on the page."""
    entries = [
        ("why", view.say("为什么是这个结果", "Why this result"), _why(view)),
        ("open", view.say("还有什么没定", "What is still open"), _open(view)),
        ("standing", view.say("和别人比", "Where you stand"), published.in_short(view)),
    ]
    if view.knows_main and view.advisory.barriers is not None:
        entries.append(("barriers", view.say("什么拦着您", "What holds you back"), barriers.in_short(view)))
    if view.knows_main:
        entries += [
            ("plan", view.say("升级最省的办法", "The cheapest way up"), plan.in_short(view)),
            ("providers", view.say("谁能来做", "Who can do it"), providers.in_short(view)),
            ("programmes", view.say("可以打听的政策", "Programmes"), programmes.in_short(view)),
        ]
    if view.knows_main and view.advisory.support:
        granted = view.say("假如拿到补助", "With support, if granted")
        entries.insert(-2, ("support", granted, support.in_short(view)))
    entries.append(("frameworks", view.say("按别的指标体系看", "Under other frameworks"), frameworks.in_short(view)))
    items = "".join(
        f'<li><a href="#part-{part}"><b>{title}</b><span>{line}</span></a></li>' for part, title, line in entries
    )
    block(f'<nav class="contents" aria-label="{view.say("这份结果有什么", "Contents")}"><ol>{items}</ol></nav>')


def _why(view: View) -> str:
    level = next_level(view.lead)
    if level is None:
        return view.say("最高等级的要求都达到了", "every requirement of the highest level is met")
    met = sum(requirement.state == "certain" for requirement in level.requirements)
    return view.say(
        "{level}的 {all} 条要求，达到 {met} 条",
        "{met} of {all} requirements of {level} met",
        level=level.name,
        all=len(level.requirements),
        met=met,
    )


def _open(view: View) -> str:
    at_odds = len(view.advisory.contradictions)
    if at_odds:
        return view.say("有 {n} 处回答对不上，请核对", "{n} pairs of answers do not fit together", n=at_odds)
    found = view.lead.open_answers
    return view.text(found.told) if found.questions else view.say("都定了", "nothing; all is certain")
