"""Evidence for one answer: what is there, a way to add a photo or a paper, and to take one back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from assessment import settings
from assessment.evidence import cleaned
from assessment.language import Lang, label
from assessment.problems import InputRefused
from assessment.store.records import Origin
from assessment.store.refusals import StoreRefused
from assessment.store.visit_records import EvidenceFile
from assessment.web import evidence_files, links, progress, resources, uploader
from assessment.web.markup import block, escape, literal

ADD = label("拍照，或选照片、PDF", "Take a photo, or choose photos and PDFs")
_LIMIT = label(
    "JPEG、PNG 或 PDF，每份 {mb} MB 以内。照片存下前会去掉拍摄地点等信息。",
    "JPEG, PNG or PDF, up to {mb} MB each. The place and other data are taken out of photos before they are kept.",
)
REMOVE = label("删除 {name}", "Remove {name}")
_KB = label("{kb} KB", "{kb} KB")
_ENDINGS = ["jpg", "jpeg", "png", "pdf"]
_TURN, _TROUBLE = "evidence-turn", "evidence-trouble"


def show(assessment_id: UUID, fact_id: str, files: Sequence[EvidenceFile], origin: Origin, by: str) -> None:
    """The files of an answer, and the field to hand in more; ``by`` signs what is added and removed."""
    lang = links.lang()
    if files:
        block(listed(files, lang))
    for told in st.session_state.pop(f"{_TROUBLE}-{fact_id}", ()):
        st.error(literal(told))
    turn = st.session_state.setdefault(_TURN, 0)
    handed_in = st.file_uploader(
        ADD.text(lang),
        type=_ENDINGS,
        accept_multiple_files=True,
        max_upload_size=settings.evidence_mb(),
        key=f"evidence-{fact_id}-{turn}",
    )
    uploader.say_if_refused(settings.evidence_mb(), lang)
    block(f'<p class="quiet">{_LIMIT.fill(mb=settings.evidence_mb()).text(lang)}</p>')
    if handed_in:
        told = [
            said for one in handed_in for said in _keep(assessment_id, fact_id, one.name, one.getvalue(), origin, by)
        ]
        st.session_state[f"{_TROUBLE}-{fact_id}"] = told
        st.session_state[_TURN] = turn + 1  # a fresh field: what was taken is not taken again
        st.rerun()
    for file in files:
        if file.visit_id is None and file.origin == origin:
            _removal(file, by, lang)


def listed(files: Sequence[EvidenceFile], lang: Lang, *, as_owner: bool = False) -> str:
    """The files as a list of links that save them, in markup."""
    items = []
    for file in files:
        size = _KB.fill(kb=max(1, file.size >> 10)).text(lang)
        told = f"{size} · {escape(_by(file))}{progress.clock(file.added_at, lang)}"
        href = escape(evidence_files.address(file, as_owner=as_owner))
        items.append(f'<li><a href="{href}" download>{escape(file.name)}</a> <span class="quiet">{told}</span></li>')
    return f'<ul class="evidence">{"".join(items)}</ul>'


def _by(file: EvidenceFile) -> str:
    return "" if file.by == "self" else f"{file.by} · "


def _keep(assessment_id: UUID, fact_id: str, name: str, data: bytes, origin: Origin, by: str) -> list[str]:
    """Keep one file; why not, in the reader's language, where it is not taken."""
    lang = links.lang()
    try:
        resources.store().add_evidence(assessment_id, fact_id, cleaned(data, name), origin, by)
    except InputRefused as refused:
        return [problem.sentence(lang) for problem in refused.problems]
    except StoreRefused as refused:
        return [f"{name}: {refused.message.text(lang)} {refused.remedy.text(lang)}"]
    return []


def _removal(file: EvidenceFile, by: str, lang: Lang) -> None:
    if st.button(literal(REMOVE.fill(name=file.name).text(lang)), key=f"evidence-remove-{file.id}", type="tertiary"):
        try:
            resources.store().remove_evidence(file.assessment_id, file.id, by)
        except StoreRefused as refused:
            st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
        else:
            st.rerun()
