"""The advisory report as a Word document: the same told document as the paper, with the consultant's comments."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from assessment.advisory import Advisory, Comment
from assessment.language import Lang, label
from assessment.settings import in_china
from assessment.telling.blocks import Length
from assessment.telling.brand import Brand, Signed
from assessment.telling.document import Document, document
from assessment.telling.subject import Subject
from assessment.word import styles
from assessment.word.branding import mark_draft, put_logo
from assessment.word.told import WordWriter, field, fit

_TITLE = label("数字化转型自测与建议报告", "Digital transformation: self-assessment and advice")
_CONTENTS = label("目录", "Contents")
_UPDATE = label(
    "（右键点这里，选“更新域”，就生成目录）", "(Right-click here and choose 'Update field' for the contents)"
)
_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en-GB"}
_NARROW = Mm(14)
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def write_word(
    out: Path | IO[bytes],
    advisory: Advisory,
    lang: Lang,
    brand: Brand | None = None,
    length: Length = "full",
    chosen: Sequence[str] | None = None,
    signed: Signed | None = None,
) -> None:
    """Write the report of one advisory as .docx; lengths and sections as in ``telling.document``.

    The same input gives the same bytes. Raises ``OSError`` when the path cannot be written.
    """
    told = document(Subject(advisory, lang, brand, signed=signed), length, chosen)
    data = _settled(_word(told, one_page=length == "page"))
    if isinstance(out, Path):
        out.write_bytes(data)
    else:
        out.write(data)


def _word(told: Document, one_page: bool) -> WordDocument:
    subject = told.subject
    made = docx.Document()
    styles.prepare(made)
    _describe(made, subject)
    mark_draft(made, subject)
    _cover(made, subject, one_page)
    if not one_page:
        _contents(made, subject)
    writer = WordWriter(made, subject.lang)
    known = {section.id for section in told.sections}
    for number, section in enumerate(told.sections, 1):
        heading = made.add_heading(fit(f"{number} {section.title}"), 1)
        made.add_paragraph(fit(section.lead), style="Lead")
        writer.put(section.blocks)
        last = number == len(told.sections)
        for one in subject.advisory.comments:
            if one.section == section.id or (last and one.section not in known):
                _comment(made, heading, subject, one)
    return made


def _cover(made: WordDocument, subject: Subject, one_page: bool) -> None:
    """Whose report, of whom, of when; on one page in little room."""
    if subject.brand is not None and subject.brand.logo is not None:
        put_logo(made, subject.brand.logo)
    made.add_paragraph(fit(subject.advisory.firm.name), style="Title")
    if one_page:
        page = made.sections[0]
        page.top_margin = page.bottom_margin = page.left_margin = page.right_margin = _NARROW
        made.add_paragraph(f"{subject.tell(_TITLE)} · {subject.day(subject.advisory.on)}", style="Quiet Text")
    else:
        made.add_paragraph(subject.tell(_TITLE), style="Verdict")
        made.add_paragraph(subject.day(subject.advisory.on), style="Quiet Text")
    if subject.brand is not None:
        made.add_paragraph(fit(subject.brand.whole), style="Body Text")
    made.add_paragraph(fit(subject.tell(subject.advisory.disclaimer)), style=styles.PANEL)


def _contents(made: WordDocument, subject: Subject) -> None:
    """A table of contents that Word makes, and the end of the cover."""
    made.add_paragraph(subject.tell(_CONTENTS), style="Step")
    contents = made.add_paragraph()
    field(contents, 'TOC \\o "1-2" \\h \\z \\u', subject.tell(_UPDATE))
    contents.add_run().add_break(WD_BREAK.PAGE)


def _comment(made: WordDocument, heading: Paragraph, subject: Subject, one: Comment) -> None:
    """A consultant's remark as a comment of Word's on the section's heading, and in the text for those who print it."""
    comment = made.add_comment(heading.runs, text=fit(one.text), author=fit(one.author), initials=fit(one.author[:2]))
    comment._comment_elm.set(qn("w:date"), f"{in_china(one.at):%Y-%m-%dT%H:%M:%SZ}")
    words = subject.say("顾问点评", "Consultant's comment")
    paragraph = made.add_paragraph(style=styles.PANEL)
    paragraph.add_run(f"{words} · {fit(one.author)} · {in_china(one.at):%Y-%m-%d}").bold = True
    for line in fit(one.text).split("\n"):
        made.add_paragraph(line, style=styles.PANEL)


def _describe(made: WordDocument, subject: Subject) -> None:
    """Language, title, author, dated by the advisory and not by the clock."""
    properties = made.core_properties
    properties.title = fit(f"{subject.advisory.firm.name} · {subject.tell(_TITLE)}")[:255]
    properties.author = fit(subject.brand.whole if subject.brand else "赣企数诊")[:255]
    properties.subject = fit(subject.tell(subject.advisory.main.summary))[:255]
    properties.language = _TAGS[subject.lang]
    properties.comments = ""
    properties.last_modified_by = ""
    day = datetime.datetime.combine(subject.advisory.on, datetime.time())
    properties.created = properties.modified = day
    fonts = made.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    if fonts is not None:
        fonts.set(qn("w:eastAsia"), "zh-CN")


def _settled(made: WordDocument) -> bytes:
    """The file with the same times in its archive whenever it is made."""
    raw, out = io.BytesIO(), io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, _NO_TIME), before.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
