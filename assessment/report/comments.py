"""A consultant's remarks, set apart from what the system says."""

from __future__ import annotations

from dataclasses import replace

from reportlab.platypus import Flowable

from assessment.advisory import Comment
from assessment.report.boxes import PanelBox
from assessment.report.headings import IN_PANEL
from assessment.report.structure import PagePart, part
from assessment.report.typesetting import SMALL, Text, TextSpan
from assessment.settings import in_china
from assessment.telling import theme
from assessment.telling.document import Document

_HEAD = replace(SMALL, color=theme.GOOD, space_after=2.0, keep_with_next=True)


def comment_panel(told: Document, comment: Comment, parent: PagePart | None) -> Flowable:
    """One remark with who made it and when."""
    head: list[str | TextSpan] = [
        TextSpan(told.called(comment), bold=True),
        f" · {comment.author} · {in_china(comment.at):%Y-%m-%d}",
    ]
    div = part("Div", parent)
    shown = [Text(head, _HEAD, node=part("P", div)), Text(comment.text, IN_PANEL, node=part("P", div))]
    return PanelBox(shown, bar=theme.GOOD, ground=theme.PAPER)
