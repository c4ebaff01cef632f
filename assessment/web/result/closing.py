"""The end of the page: what the result is for, what the consultant says, and where the official one is."""

from __future__ import annotations

from assessment.settings import in_china
from assessment.web.markup import block, escape
from assessment.web.result.view import View


def comments(view: View) -> None:
    """A consultant's remarks, set apart from what the system says."""
    if not view.advisory.comments:
        return
    told = "".join(
        f"<li><p>{escape(one.text)}</p><small>{escape(one.author)} · {in_china(one.at):%Y-%m-%d}</small></li>"
        for one in view.advisory.comments
    )
    title = view.say("顾问点评", "The consultant's comments")
    block(f'<div class="comments"><h3>{title}</h3><ul>{told}</ul></div>')


def disclaimer(view: View) -> None:
    """What the result is for."""
    block(f'<p class="closing quiet">{view.text(view.advisory.disclaimer)}</p>')
