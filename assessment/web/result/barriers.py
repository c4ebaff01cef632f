"""What holds the firm back, why we think so, and where that lets the plan begin."""

from __future__ import annotations

from assessment.barriers import BarrierReading, Diagnosis, PlanTelling
from assessment.barriers.arranging import Before, StepHint
from assessment.content.support import Entry
from assessment.web import links
from assessment.web.markup import block, escape
from assessment.web.result.pieces import bullets, folded, heading, source_line, tag
from assessment.web.result.view import View


def show(view: View) -> None:
    """Put the part on the page; a result kept before there was one has none."""
    found, telling = view.advisory.barriers, view.advisory.telling
    if found is None:
        return
    heading("barriers", view.say("什么拦着您，从哪里起步", "What holds you back, and where to begin"))
    if not found.answered:
        block(f"<p>{view.text(found.sentence)}</p>")
        _invite(view, view.say("答六道小题（不计分，一分钟） →", "Answer six short questions (no points, a minute) →"))
        return
    held = [reading for reading in found.readings if reading.signs]
    if not held:
        block(f"<p>{view.text(found.sentence)}</p>")
    block("".join(_held(view, reading) for reading in held) + _others(view, found, any_held=bool(held)))
    if found.answered < found.asked:
        _invite(view, view.say("把没答的补上 →", "Answer the others →"))
    if telling is not None and held:
        block(_beginning(view, telling))
    block(_footing(view, found))


def in_short(view: View) -> str:
    """For the table of contents."""
    found = view.advisory.barriers
    if found is None or not found.answered:
        return view.say("还没有回答，选填", "not answered; optional")
    held = [reading.term for reading in found.readings if reading.signs]
    return view.listed(held) if held else view.say("没有看到明显的难处", "no clear difficulty")


def _invite(view: View, words: str) -> None:
    found = view.advisory.barriers
    if view.live is None or found is None:
        return
    first = next(fact for reading in found.readings for fact in reading.unanswered)
    links.link(links.QUESTIONS, words, key="barriers-answer", **view.place(first))


def _held(view: View, reading: BarrierReading) -> str:
    extent = view.say("拦着您", "holds you back") if reading.verdict == "holds_back" else view.say("有一点", "a little")
    reasons = bullets(
        [f"{view.text(sign.reason)} {view.change(sign.fact)}<br>{view.text(sign.advice)}" for sign in reading.signs]
    )
    services = {entry.id: entry for sign in reading.signs for entry in sign.services}
    return (
        f'<div class="barrier"><h3>{view.text(reading.term)} {tag(extent, "estimate")}</h3>'
        f'<p class="quiet">{view.text(reading.plain)}</p>{reasons}{_services(view, list(services.values()))}</div>'
    )


def _services(view: View, services: list[Entry]) -> str:
    if not services:
        return ""
    title = view.say("哪里能找到帮手", "Where help is found")
    told = [view.named(f"<b>{view.text(one.label)}</b>", view.text(one.plain)) for one in services]
    return folded(f"<span>{title}</span>", bullets(told), "plain")


def _others(view: View, found: Diagnosis, *, any_held: bool) -> str:
    told = [view.text(reading.sentence) for reading in found.readings if not reading.signs]
    return bullets(told, "quiet") if any_held or found.answered < found.asked else ""


def _beginning(view: View, telling: PlanTelling) -> str:
    opening = f'<p class="hint">{view.text(telling.opening)}</p>' if telling.opening else ""
    told = [view.text(telling.begin)] if telling.begin else []
    told += [_hint(view, hint) for hint in telling.hints]
    if telling.before:
        light = view.say("不在方案里，但能帮您起步（没做过才做）", "Not in the plan, but a help to begin, unless done")
        told.append(view.named(f"<b>{light}</b>", bullets([_before(view, one) for one in telling.before])))
    title = view.say("所以方案这样起步", "So this is how the plan begins")
    return f"<h3>{title}</h3>{opening}{bullets(told)}" if opening or told else ""


def _before(view: View, one: Before) -> str:
    cost = view.say("不花钱", "free of charge") if not one.cost.high else escape(view.subject.cost(one.cost))
    title = view.named(view.text(one.title), view.text(one.description))
    return f"{title} <span class='quiet'>{cost}</span>"


def _hint(view: View, hint: StepHint) -> str:
    if not hint.measures:
        name = view.say("因为“{term}”，每一步都记着", "Because of '{term}', mind at every step", term=hint.term)
        return view.named(f"<b>{name}</b>", view.text(hint.text))
    steps = view.say("正对着“{term}”的步骤", "Steps that answer '{term}'", term=hint.term)
    return f"{view.named(f'<b>{steps}</b>', view.listed(list(hint.titles)))}<br>{view.text(hint.text)}"


def _footing(view: View, found: Diagnosis) -> str:
    source = view.named(view.say("三个说法的出处", "The three terms"), source_line(view, found.source))
    return f'<p class="quiet">{view.text(found.basis)} {view.text(found.caveat)}</p><p class="quiet">{source}</p>'
