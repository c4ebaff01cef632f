"""A paper of one firm to take along: PDF, and Word to write on."""

from __future__ import annotations

from assessment.language import Label, label
from assessment.report.leaflet import leaflet_pdf
from assessment.telling.leaflets.leaflet import Leaflet
from assessment.web import handing
from assessment.web.result.view import View
from assessment.word.leaflet import leaflet_word

PDF = label("下载{what}（PDF）", "{what} (PDF)")
WORD = label("下载{what}（Word，可改）", "{what} (Word, to be edited)")


def buttons(view: View, paper: Leaflet, what: Label, name: str, key: str, *, primary: bool = False) -> None:
    """Both buttons; ``what`` the paper is, ``name`` its file without ending."""
    handing.papers(
        (PDF.fill(what=what), WORD.fill(what=what)),
        lambda ending: (leaflet_pdf if ending == "pdf" else leaflet_word)(paper),
        name,
        lang=view.lang,
        key=key,
        primary=primary,
        assessment=view.assessment_id,
    )
