"""What stands behind verified answers: signed visits, and question by question what was said with its files."""

from __future__ import annotations

from uuid import UUID

from assessment.language import Lang, label
from assessment.web import resources
from assessment.web.consultant import explaining, visit_signing
from assessment.web.markup import escape
from assessment.web.visits import evidence

SIGNED = label("签署过的走访", "Signed visits")


def signed_visits(assessment_id: UUID, lang: Lang) -> str:
    """The signed visits, the newest first, as markup; nothing where there is none."""
    told = [visit_signing.markup(one, lang) for one in reversed(resources.store().visits(assessment_id))]
    return f"<h3>{SIGNED.text(lang)}</h3>{''.join(told)}" if any(told) else ""


def questions(assessment_id: UUID, lang: Lang) -> str:
    """Each question with its reasons, statements, objections and files, as markup; nothing where there is none."""
    store, facts = resources.store(), resources.bank().facts
    files, said = store.evidence(assessment_id), store.remarks(assessment_id)
    parts = []
    for fact in facts:
        of_it = [one for one in files if one.fact_id == fact]
        remarks = [one for one in said if one.fact_id == fact]
        if of_it or remarks:
            parts.append(f"<h4>{escape(facts[fact].label.text(lang))}</h4>")
        parts += [explaining.listed(remarks, lang)] if remarks else []
        parts += [evidence.listed(of_it, lang)] if of_it else []
    return "".join(parts)
