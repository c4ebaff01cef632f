"""Answers that stand refused: typed, told, and in no result until they are corrected."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from assessment.content.bank import FactBank
from assessment.language import label
from assessment.web import links
from assessment.web.markup import block, escape

REFUSED = label(
    "有 {n} 个回答填得不对，没有存上，结果里也没有：{names}",
    "{n} answer(s) could not be used, are not saved and not in the result: {names}",
)


def notice(bank: FactBank, facts: Sequence[str]) -> None:
    """One line that names the questions, each a link to its field."""
    lang = links.lang()
    named = [
        f'<a href="questions?{escape(urlencode(links.query(topic=bank.topic_of[fact], at=fact, result=None)))}">'
        f"{escape(bank.facts[fact].label.text(lang))}</a>"
        for fact in facts
    ]
    words = escape(REFUSED.text(lang)).format(n=len(facts), names=("、" if lang == "zh" else "; ").join(named))
    block(f'<p class="status fault unsaved">{words}</p>')
