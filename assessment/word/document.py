"""The advisory report as a Word document: the same told document as the paper, with the consultant's comments."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assessment.advisory import Advisory, Comment
from assessment.language import Lang, label
from assessment.output import put
from assessment.report.document import facts_of, number_of, told_at
from assessment.report.file import Facts
from assessment.settings import in_china
from assessment.telling import blocks, theme
from assessment.telling.blocks import Length, Section, Span, numbered
from assessment.telling.brand import Brand, Signed
from assessment.telling.document import Document, remarks_elsewhere
from assessment.telling.front import CONTENTS, TITLE, about, marks, page_number
from assessment.telling.speech import Speech
from assessment.telling.subject import Subject
from assessment.word import contents, styles
from assessment.word.branding import mark_draft, put_logo
from assessment.word.fitting import height, room
from assessment.word.styles import fit
from assessment.word.told import WordWriter, field

_NUMBER = label("报告编号", "Report number")
_SAME = label(
    "内容与同号的 PDF 相同；这份文件可以改动，要核对请用 PDF。",
    "The same as the PDF of this number; this file can be changed, so check the PDF.",
)
_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en-GB"}
_NARROW, _EDGE = Mm(14), Mm(6)
_SCALES = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65)
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
    told = told_at(Subject(advisory, lang, brand, signed=signed), length, chosen)
    put(out, settled(_word(told, one_page=length == "page")))


def _word(told: Document, one_page: bool) -> WordDocument:
    report = number_of(told, one_page)
    if not one_page:
        return _made(told, report)
    for scale in _SCALES:
        made = _made(told, report, scale)
        if height(made) <= room(made):
            break
    return made


def _made(told: Document, report: str, scale: float | None = None) -> WordDocument:
    """The document; with a ``scale`` on one page, where that is small enough."""
    subject = told.subject
    made = docx.Document()
    styles.prepare(made, scale)
    describe(made, replace(facts_of(subject, subject.tell(TITLE)), identifier=report), subject.lang)
    mark_draft(made, subject)
    writer = WordWriter(made, subject.lang)
    if scale is None:
        _cover(writer, told, report)
    else:
        _head(writer, told)
    put_foot(made, subject, report)
    for number, section in enumerate(numbered(told.sections), 1):
        heading = put_section(writer, number, section, lead=scale is None)
        if number == 1 and scale is None:
            heading.paragraph_format.page_break_before = True
        for one in told.comments_in(section):
            if scale is None or told.here(one):
                _comment(writer, heading.runs, told, one)
    elsewhere = sum(not told.here(one) for one in subject.advisory.comments)
    if scale is not None and elsewhere:
        writer.paragraph("Small Text").add_run(remarks_elsewhere(subject, elsewhere))
    return made


def put_section(writer: WordWriter, number: int, section: Section, *, lead: bool = True) -> Paragraph:
    """A section under its heading, to which the contents lead; the heading."""
    heading = writer.heading(section.title, 1)
    contents.mark(heading, number)
    if lead and section.lead:
        writer.paragraph("Lead").add_run(fit(section.lead))
    writer.put(section.blocks)
    return heading


def _head(writer: WordWriter, told: Document) -> None:
    """Whose report, of whom, of when, and what it is not, in little room."""
    subject = told.subject
    page = writer.document.sections[0]
    page.top_margin = page.bottom_margin = page.left_margin = page.right_margin = _NARROW
    page.header_distance = page.footer_distance = _EDGE
    if subject.brand is not None and subject.brand.logo is not None:
        put_logo(writer.document, subject.brand.logo)
    line = f"{subject.tell(TITLE)} · {subject.day(subject.advisory.on)}"
    writer.paragraph("Title").add_run(fit(subject.advisory.firm.name))
    writer.paragraph("Quiet Text").add_run(fit(line))
    _trust(writer, subject)
    if subject.brand is not None:
        writer.paragraph("Body Text").add_run(fit(subject.brand.whole))
    writer.paragraph(styles.PANEL).add_run(fit(subject.tell(subject.advisory.disclaimer)))


def _trust(writer: WordWriter, subject: Subject) -> None:
    """How far the content can be trusted, in a line."""
    line: list[str | Span] = []
    for mark in marks(subject):
        line += [" · " if line else "", replace(mark, strong=True)]
    writer.put([blocks.Paragraph(line, role="small")])


def _cover(writer: WordWriter, told: Document, report: str) -> None:
    """Whose report, of whom, of when, and what stands in it."""
    subject = told.subject
    if subject.brand is not None and subject.brand.logo is not None:
        put_logo(writer.document, subject.brand.logo)
    writer.paragraph("Title").add_run(fit(subject.advisory.firm.name))
    writer.paragraph("Verdict").add_run(fit(subject.tell(TITLE)))
    for text in (subject.day(subject.advisory.on), f"{subject.tell(_NUMBER)} {report}", subject.tell(_SAME)):
        writer.paragraph("Quiet Text").add_run(fit(text))
    _trust(writer, subject)
    writer.put([blocks.Paragraph(words, role="small") for words in about(subject)])
    writer.paragraph(styles.PANEL).add_run(fit(subject.tell(subject.advisory.disclaimer)))
    writer.paragraph(styles.STEP).add_run(subject.tell(CONTENTS))
    contents.put(writer, [fit(section.title) for section in numbered(told.sections)])


def put_foot(made: WordDocument, speech: Speech, words: str) -> None:
    """Some words, such as the number of the report, and the number of the page, on every page."""
    foot = made.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(f"{fit(words)}  ·  ")
    before, between, after = page_number(speech)
    foot.add_run(before)
    field(foot, "PAGE", "1")
    foot.add_run(between)
    field(foot, "NUMPAGES", "1")
    foot.add_run(after)
    for run in foot.runs:
        run.font.size, run.font.color.rgb = Pt(8), styles.color(theme.MUTED)


def _comment(writer: WordWriter, heading: Sequence[Run], told: Document, one: Comment) -> None:
    """A consultant's remark as a comment of Word's on the section's heading, and in the text for those who print it."""
    author = fit(one.author)
    comment = writer.document.add_comment(heading, text=fit(one.text), author=author, initials=author[:2])
    comment._comment_elm.set(qn("w:date"), f"{in_china(one.at):%Y-%m-%dT%H:%M:%SZ}")
    paragraph = writer.paragraph(styles.PANEL)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(f"{told.called(one)} · {author} · {in_china(one.at):%Y-%m-%d}").bold = True
    for line in fit(one.text).split("\n"):
        writer.paragraph(styles.PANEL).add_run(line)


def describe(made: WordDocument, facts: Facts, lang: Lang) -> None:
    """Language, title, author as the PDF has them, dated by what it is about and not by the clock."""
    properties = made.core_properties
    properties.title, properties.author = fit(facts.title)[:255], fit(facts.author)[:255]
    properties.subject = fit(facts.subject)[:255]
    properties.language = _TAGS[lang]
    properties.identifier = facts.identifier
    properties.comments = ""
    properties.last_modified_by = ""
    properties.created = properties.modified = datetime.datetime.combine(facts.on, datetime.time())
    eastern = made.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    if eastern is not None:  # lets programs know that the Chinese in it is Chinese
        eastern.set(qn("w:eastAsia"), "zh-CN")


def settled(made: WordDocument) -> bytes:
    """The file with the same times in its archive whenever it is made."""
    raw, out = io.BytesIO(), io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, _NO_TIME), before.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
