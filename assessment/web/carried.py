"""What a page carries for the script that watches over unsent answers (``saving.js``), as attributes of its markup."""

from __future__ import annotations

import json

from assessment.content.facts import ChoiceFact, Fact, MultiFact
from assessment.language import Lang
from assessment.web.autosave import AnswerSheet
from assessment.web.entries import is_list, takes_other
from assessment.web.markup import escape
from assessment.web.questions import OTHERS


def fields(sheet: AnswerSheet, fact: Fact, lang: Lang) -> str:
    """Which fields a question has, what they showed when this was written, and when that answer was given."""
    saved_at = sheet.saved_at.get(fact.id)
    return _attributes(
        fact=fact.id,
        voice=sheet.voice.prefix,
        entry=json.dumps(sheet.entry(fact.id).plain(), ensure_ascii=False),
        seen=saved_at.isoformat() if saved_at else "",
        **_layout(fact, lang),
    )


def anchor(sheet: AnswerSheet, token: str | None) -> str:
    """Markup that says whose answers a page takes, and proves its right to them; none where no code opens them."""
    if token is None:
        return ""
    voice = sheet.voice
    carried = _attributes(
        voice=voice.prefix,
        place=voice.assessment_id.hex,
        origin=voice.origin,
        by=voice.by,
        token=token,
        revision=sheet.revision,
    )
    return f'<div class="anchor" {carried}></div>'


def _layout(fact: Fact, lang: Lang) -> dict[str, str]:
    """The kind of the fields, and what in them stands for which option."""
    if isinstance(fact, MultiFact):
        return {"kind": "ticks", "options": json.dumps([option.id for option in fact.options])}
    if not isinstance(fact, ChoiceFact):
        return {"kind": "text", "options": "[]"}
    if is_list(fact):
        labels = {option.label.text(lang): option.id for option in fact.options}
        return {"kind": "list", "options": json.dumps(labels, ensure_ascii=False)}
    others = OTHERS if takes_other(fact) else ()
    return {"kind": "lines", "options": json.dumps([*(option.id for option in fact.options), *others])}


def _attributes(**values: str) -> str:
    return " ".join(f'data-{name}="{escape(value)}"' for name, value in values.items())
