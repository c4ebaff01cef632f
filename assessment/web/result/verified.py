"""Below the verified answers: the signed visits, and the way to reasons, evidence and objections."""

from __future__ import annotations

from assessment.web import links
from assessment.web.markup import block
from assessment.web.result.view import View
from assessment.web.visits import behind


def show(view: View) -> None:
    """Below the section of verified answers."""
    if signed := behind.signed_visits(view.assessment_id, view.lang):
        block(signed)
    words = view.say("核实的理由和材料，写下您的异议 →", "Reasons, evidence, and what you object →")
    links.link(links.CHECKED, words, key="to-checked")
