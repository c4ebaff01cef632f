"""What kind of firm this is: its portrait, how surely, and what sets it apart."""

from __future__ import annotations

from assessment.web.markup import block, escape
from assessment.web.result.pieces import bullets, entries, folded, tag
from assessment.web.result.view import View


def show(view: View) -> None:
    """Put the part on the page."""
    found = view.advisory.archetype
    marking = tag(view.say("模拟参照", "modelled reference"), "modelled") if found.modelled else ""
    parts = [f"<h3>{view.say('像哪一类企业', 'What kind of firm this is')} {marking}</h3>"]
    parts.append(f'<p class="portrait"><b>{view.text(found.name)}</b>{_surely(view)}</p>')
    if found.portrait is not None:
        parts.append(f"<p>{view.text(found.portrait)}</p>")
    parts.append("".join(f'<p class="quiet">{view.text(note)}</p>' for note in found.notes))
    if found.next_step is not None:
        parts.append(f'<p class="hint"><b>{view.say("可以先做", "A first step")}</b> {view.text(found.next_step)}</p>')
    own = [view.text(trait.sentence) for trait in found.differs_from_type]
    if own:
        parts.append(f"<h4>{view.say('您和同类不一样的地方', 'Where you differ from your type')}</h4>{bullets(own)}")
    rows = [
        (
            view.say("这一类的特点", "Typical of the type"),
            bullets([view.text(trait.sentence) for trait in found.typical_of_type]),
        ),
        (view.say("说明", "Note"), view.text(found.marking) if found.marking else ""),
        (view.say("模型", "Model"), f"<code>{escape(found.model)}</code>"),
    ]
    title = view.say("这一类企业和归类方法", "About the type and the model")
    parts.append(folded(f"<span>{title}</span>", entries(rows), "plain"))
    block("".join(parts))


def _surely(view: View) -> str:
    likeness = view.advisory.archetype.likeness
    return "" if likeness is None else f'<span class="quiet">{view.text(likeness)}</span>'
