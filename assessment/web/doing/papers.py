"""A paper of one firm to take along: PDF, and Word to write on."""

from __future__ import annotations

from assessment.language import Label, label
from assessment.report.leaflet import leaflet_pdf
from assessment.telling.leaflet import Leaflet
from assessment.web import handing
from assessment.web.result.view import View
from assessment.word.leaflet import leaflet_word

PDF = label("下载{what}（PDF）", "{what} (PDF)")
WORD = label("下载{what}（Word，可改）", "{what} (Word, to be edited)")
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def buttons(view: View, paper: Leaflet, what: Label, name: str, key: str, *, primary: bool = False) -> None:
    """Both buttons; ``what`` the paper is, ``name`` its file without ending."""
    pdf, word = (words.fill(what=what).text(view.lang) for words in (PDF, WORD))
    whose = view.assessment_id
    handing.download(
        pdf,
        lambda: leaflet_pdf(paper),
        f"{name}.pdf",
        "application/pdf",
        key=f"{key}-pdf",
        primary=primary,
        assessment=whose,
    )
    handing.download(word, lambda: leaflet_word(paper), f"{name}.docx", _DOCX, key=f"{key}-word", assessment=whose)
