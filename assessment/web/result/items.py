"""From a figure down to the answers, the rule, its source and its edition."""

from __future__ import annotations

import re

from assessment.knowledge import CarriedAnswer
from assessment.scoring import AnswerReason, FrameworkResult, ItemReason
from assessment.telling.structure import is_scene, is_starred
from assessment.web.markup import escape
from assessment.web.result.pieces import bullets, entries, fidelity, folded, meter, source_line, tag
from assessment.web.result.view import View

_SCENES = "scenes"


def fold(view: View, result: FrameworkResult, item: ItemReason) -> str:
    """One item of a result to tap open."""
    worth = view.worth(item)
    summary = (
        f'<span>{view.text(item.title)}</span><span class="end number">{worth}</span>'
        f"{meter(item.points_low, item.points_high, item.points_max)}"
    )
    return folded(summary, way_down(view, result, item), "item")


def way_down(view: View, result: FrameworkResult, item: ItemReason) -> str:
    """What was answered, what rule applied, where the rule stands, what is in doubt."""
    doubts = [view.text(doubt.note) for doubt in result.doubts if _concerns(doubt.about, item)]
    rows = [
        (view.say("您的回答", "Your answer"), "".join(_answer(view, answer) for answer in item.answers)),
        (view.say("怎么算的", "How it counts"), view.text(item.rule)),
        (view.say("依据", "Source"), _rule_source(view, result, item)),
        (view.say("存疑", "In doubt"), "<br>".join(doubts)),
    ]
    return entries(rows)


def _answer(view: View, answer: AnswerReason) -> str:
    verified = tag(view.say("现场核实", "verified on site"), "good") if answer.fact in view.advisory.verified else ""
    told = f"{view.named(view.text(answer.label), view.text(answer.text))} {verified} {view.change(answer.fact)}"
    if answer.carried is None:
        return f"<p>{told}</p>"
    follows = view.say("从别的回答推出：{known}", "Other answers tell: {known}", known=answer.carried.known)
    return f'<p>{told}<br>{follows} <span class="quiet">{basis(view, answer.carried)}</span></p>'


def basis(view: View, one: CarriedAnswer) -> str:
    """From which answers something follows, and why."""
    named = view.say(
        "依据“{facts}”的回答。",
        "From the answer to: {facts}.",
        facts=view.subject.joined([text.text(view.lang) for text in one.source_labels]),
    )
    return " ".join([named, *(view.text(reason) for reason in one.reasons)])


def _rule_source(view: View, result: FrameworkResult, item: ItemReason) -> str:
    star = view.say("；★ 是定级时另外计数的场景", "; ★ counts on its own for a level") if is_starred(item) else ""
    place = view.subject.joined([part for part in (result.document, item.source_item) if part])
    edition = view.say(
        "{edition} 版，{date}", "edition {edition}, {date}", edition=result.version, date=result.date.isoformat()
    )
    return f"<cite>{escape(place)}</cite> · {edition} {fidelity(view, result.fidelity)}{star}"


def _concerns(about: str, item: ItemReason) -> bool:
    named = re.split(r"[,\s]+", about)
    return item.id in named or (is_scene(item) and _SCENES in named)


def provenance(view: View, result: FrameworkResult) -> str:
    """Where the rules of a framework were published, and what is in doubt about them."""
    rows = [
        (view.say("文件", "Document"), f"<cite>{escape(result.document)}</cite> {fidelity(view, result.fidelity)}"),
        (
            view.say("版本", "Edition"),
            view.say("{v}（{d}）", "{v} ({d})", v=result.version, d=result.date.isoformat()),
        ),
        (view.say("来历", "Provenance"), view.text(result.provenance)),
        (view.say("来源", "Sources"), bullets([source_line(view, source) for source in result.sources])),
        (view.say("存疑", "In doubt"), bullets([view.text(doubt.note) for doubt in result.doubts])),
        (view.say("官方结果", "Official result"), view.text(result.official_place) if result.official_place else ""),
    ]
    title = view.say("规则的出处、版本和存疑", "Source, edition and doubts of the rules")
    return folded(f"<span>{title}</span>", entries(rows), "plain")
