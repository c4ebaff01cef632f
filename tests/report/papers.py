"""The sample advisories as every way to show them: each made once in a process, whichever test asks first."""

from __future__ import annotations

import functools
import html
import io
import re

import docx
import pypdfium2

from assessment.report.document import write_report
from assessment.telling.blocks import text_of
from assessment.telling.document import Document, document
from assessment.telling.subject import Subject
from assessment.web.told import markup
from assessment.word.document import write_word
from tests.report.conftest import made_advisories

_EDGE = re.compile(r".*(第 \d+ 页 / 共 \d+ 页|Page \d+ of \d+)", re.DOTALL)


@functools.cache
def told(name: str, lang: str) -> Document:
    """The whole result as it is told."""
    return document(Subject(made_advisories()[name], lang))


@functools.cache
def texts(name: str, lang: str) -> tuple[str, ...]:
    """Every text of every block."""
    return tuple(text for section in told(name, lang).sections for text in text_of(section.blocks))


@functools.cache
def paper(name: str, lang: str) -> bytes:
    """The full report as PDF."""
    out = io.BytesIO()
    write_report(out, made_advisories()[name], lang)
    return out.getvalue()


@functools.cache
def pages(name: str, lang: str) -> tuple[str, ...]:
    """The text of each page of the PDF."""
    return tuple(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper(name, lang)))


@functools.cache
def running_text(name: str, lang: str) -> str:
    """The text of the PDF without the headers and feet of its pages, so that it runs on over their ends."""
    cover, *rest = pages(name, lang)
    return "\n".join([cover, *(_EDGE.sub("", page, count=1) for page in rest)])


@functools.cache
def word(name: str, lang: str) -> bytes:
    """The full report for Word."""
    out = io.BytesIO()
    write_word(out, made_advisories()[name], lang)
    return out.getvalue()


@functools.cache
def word_text(name: str, lang: str) -> str:
    """The text of the Word file, a line a paragraph."""
    body = docx.Document(io.BytesIO(word(name, lang))).element.body
    return "\n".join("".join(run.text or "" for run in one.iter("{*}t")) for one in body.iter("{*}p"))


@functools.cache
def web_text(name: str, lang: str) -> str:
    """The text of the page, a line a section."""
    shown = (markup(section.blocks) for section in told(name, lang).sections)
    return "\n".join(html.unescape(re.sub(r"<[^>]+>", " ", one)) for one in shown)
