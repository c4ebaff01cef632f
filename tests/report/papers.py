"""The sample advisories as every way to show them: each made once in a process, whichever test asks first."""

from __future__ import annotations

import functools
import html
import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pypdfium2

from assessment.report.document import told_at, write_report
from assessment.telling.blocks import Length, text_of
from assessment.telling.document import Document
from assessment.telling.subject import Subject
from assessment.web.told import markup
from assessment.word.document import write_word
from tests.report.conftest import advisory_of

Making = Callable[[str, str, Length], Any]


def _kept(make: Making) -> Any:
    """Made once, whether the full length is named or not."""
    made = functools.cache(make)

    @functools.wraps(make)
    def kept(name: str, lang: str, length: Length = "full") -> Any:
        return made(name, lang, length)

    return kept


_EDGE = re.compile(r".*(第 \d+ 页 / 共 \d+ 页|Page \d+ of \d+)", re.DOTALL)


@_kept
def told(name: str, lang: str, length: Length = "full") -> Document:
    """The result as it is told."""
    return told_at(Subject(advisory_of(name), lang), length)


@_kept
def texts(name: str, lang: str, length: Length = "full") -> tuple[str, ...]:
    """Every text of every block."""
    return tuple(text for section in told(name, lang, length).sections for text in text_of(section.blocks))


@_kept
def paper(name: str, lang: str, length: Length = "full") -> bytes:
    """The report as PDF."""
    out = io.BytesIO()
    write_report(out, advisory_of(name), lang, length=length)
    return out.getvalue()


@_kept
def pages(name: str, lang: str, length: Length = "full") -> tuple[str, ...]:
    """The text of each page of the PDF."""
    return tuple(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper(name, lang, length)))


@_kept
def running_text(name: str, lang: str, length: Length = "full") -> str:
    """The text of the PDF without the headers and feet of its pages, so that it runs on over their ends."""
    cover, *rest = pages(name, lang, length)
    return "\n".join([cover, *(_EDGE.sub("", page, count=1) for page in rest)])


@_kept
def word(name: str, lang: str, length: Length = "full") -> bytes:
    """The report for Word."""
    out = io.BytesIO()
    write_word(out, advisory_of(name), lang, length=length)
    return out.getvalue()


@_kept
def word_text(name: str, lang: str, length: Length = "full") -> str:
    """The text of the Word file, a line a paragraph."""
    body = docx.Document(io.BytesIO(word(name, lang, length))).element.body
    return "\n".join("".join(run.text or "" for run in one.iter("{*}t")) for one in body.iter("{*}p"))


@_kept
def web_text(name: str, lang: str, length: Length = "full") -> str:
    """The text of the page, a line a section."""
    shown = (markup(section.blocks) for section in told(name, lang, length).sections)
    return "\n".join(html.unescape(re.sub(r"<[^>]+>", " ", one)) for one in shown)
