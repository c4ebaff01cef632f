"""Why this level: what each level asks for, where the points come from, and the way down to every answer."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.scoring import CERTAINTY, FrameworkResult, ItemReason, LevelReason, NodeScore, RequirementReason
from assessment.telling.findings import gap_text
from assessment.telling.structure import branches, is_scene, next_level
from assessment.web.markup import block, escape
from assessment.web.result.items import fold, provenance
from assessment.web.result.pieces import bullets, folded, heading, meter
from assessment.web.result.scenes import tiles
from assessment.web.result.view import View

_ICONS = {"certain": "✓", "possible": "◐", "out_of_reach": "✗"}


def show(view: View) -> None:
    """Put the part on the page."""
    heading("why", view.say("为什么是这个结果", "Why this result"))
    for piece in reasons(view, view.lead):
        block(piece)


def reasons(view: View, result: FrameworkResult) -> Iterator[str]:
    """The reason for every figure of a result: levels, points by branch and item, scenes, and where the rules stand."""
    nearest = next_level(result)
    levels = "".join(_level(view, result, level, opened=level is nearest) for level in result.levels)
    yield f'<div class="levels">{levels}</div>'
    scored = [(node, items) for node, items in branches(result) if not all(is_scene(item) for item in items)]
    scenes = [(node, items) for node, items in branches(result) if all(is_scene(item) for item in items)]
    yield (
        f"<h3>{view.say('分数从哪里来', 'Where the points come from')}</h3>"
        f'<p class="quiet">{_tap(view)}</p>'
        f'<div class="branches">{"".join(_branch(view, result, *b) for b in scored)}</div>'
    )
    for node, items in scenes:
        yield f"<h3>{view.text(node.title)}</h3>{tiles(view, result, items)}"
    yield provenance(view, result)


def _tap(view: View) -> str:
    return view.say(
        "点开任何一项，能看到您的回答、用的规则和出处。", "Open any item to see your answer, the rule and its source."
    )


def _level(view: View, result: FrameworkResult, level: LevelReason, *, opened: bool) -> str:
    met = sum(requirement.state == "certain" for requirement in level.requirements)
    state = view.say(
        "{state} · {met} / {all} 条达到",
        "{state} · {met} of {all} met",
        state=CERTAINTY[level.state],
        met=met,
        all=len(level.requirements),
    )
    title = view.level(result, level.level)
    icon = f'<span class="icon {level.state}">{_ICONS[level.state]}</span>'
    summary = f'{icon}<b>{title}</b><span class="end">{state}</span>'
    rows = bullets([_requirement(view, requirement) for requirement in level.requirements], "requirements")
    return folded(summary, f'<p class="quiet">{view.text(level.meaning)}</p>{rows}', opened=opened)


def _requirement(view: View, requirement: RequirementReason) -> str:
    if requirement.state == "certain":
        gap = view.say("现在 {value}", "{value} now", value=view.span(requirement.low, requirement.high))
    else:
        gap = escape(gap_text(view.subject, requirement))
    bar = meter(requirement.low, requirement.high, requirement.needed, requirement.state)
    icon = f'<span class="icon {requirement.state}">{_ICONS[requirement.state]}</span>'
    return f"{icon}<span>{escape(view.subject.sentence(requirement.text))}</span><small>{gap}</small>{bar}"


def _branch(view: View, result: FrameworkResult, node: NodeScore, items: list[ItemReason]) -> str:
    summary = (
        f'<b>{view.text(node.title)}</b><span class="end number">'
        f"{view.points(node.points_low, node.points_high, node.points_max)}</span>"
        f"{meter(node.points_low, node.points_high, node.points_max)}"
    )
    return folded(summary, "".join(fold(view, result, item) for item in items), "branch")
