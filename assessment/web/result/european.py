"""The firm beside EU firms of its size, once its class in the EU index is certain."""

from __future__ import annotations

from assessment.web.markup import block
from assessment.web.result.pieces import entries, fidelity, folded, source_line
from assessment.web.result.view import View


def show(view: View) -> None:
    """Put the yardstick on the page; nothing while the class is open or the statistics do not cover the firm."""
    position = view.advisory.eu_position
    if position is None:
        return
    parts = ((position.below, "below"), (position.same, "same"), (position.higher, "higher"))
    bar = "".join(f'<i class="{kind}" style="width:{share:.2f}%"></i>' for share, kind in parts)
    rows = [
        (view.say("对象", "Population"), view.text(position.population)),
        (view.say("注意", "Caution"), view.text(position.caution)),
        (
            view.say("来源", "Source"),
            f"{source_line(view, position.source)} {fidelity(view, position.fidelity)}",
        ),
    ]
    block(
        f"<h3>{view.say('和欧盟同规模企业比', 'Beside EU firms of your size')}</h3>"
        f'<span class="split" aria-hidden="true">{bar}</span><p>{view.text(position.sentence)}</p>'
        + folded(f"<span>{view.say('口径和来源', 'Definition and source')}</span>", entries(rows), "plain")
    )
