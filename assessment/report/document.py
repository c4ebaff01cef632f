"""The advisory report as one PDF: an ``Advisory`` in, a document out that an owner reads and a bank can check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from assessment.advisory import Advisory
from assessment.language import Label, Lang, label
from assessment.report import fonts
from assessment.report.charts.pen import Pen
from assessment.report.comments import comment_panel
from assessment.report.cover import HOUSE, TITLE, Entry, draw_cover
from assessment.report.headings import LEAD, Heading
from assessment.report.lettering import shorten
from assessment.report.sections import (
    archetype,
    comparison,
    dimensions,
    method,
    open_ends,
    plan,
    programmes,
    result,
    shortlist,
)
from assessment.report.sections.barriers import before_the_plan
from assessment.report.sections.support import after_the_plan
from assessment.report.stacking import Placed, draw_stack, paginate
from assessment.report.typesetting import Text
from assessment.telling import theme
from assessment.telling.subject import Brand, Subject

__all__ = ["Brand", "write_report"]

_LANGUAGE_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
_HEADER = theme.PAGE_HEIGHT - theme.MARGIN_TOP + 16
_FOOTER = theme.MARGIN_BOTTOM - 20


class Section(NamedTuple):
    """A section: the id that comments name, its title, the question it answers, and what fills it."""

    id: str
    title: Label
    lead: Label
    build: Callable[[Subject], list[Flowable]]


SECTIONS = (
    Section(
        "result",
        label("结果一页纸", "The result on one page"),
        label(
            "在哪一级，为什么，最要紧的是什么，下一级要花多少钱。",
            "The level, why, what matters most, and the price of the next.",
        ),
        result.section,
    ),
    Section(
        "dimensions",
        label("维度和场景细看", "Dimensions and scenes in detail"),
        label("每个回答按哪条规则得了多少分。", "Which rule gave how many points for each answer."),
        dimensions.section,
    ),
    Section(
        "comparison",
        label("和江西、全国比", "Beside Jiangxi and the nation"),
        label("公布的数值都写明日期、对象和来源。", "Published figures, each with its date, population and source."),
        comparison.section,
    ),
    Section(
        "archetype",
        label("像哪一类企业", "What kind of firm this is"),
        label("和哪一类企业最像，又有哪些不一样。", "The type that the firm is most like, and where it differs."),
        archetype.section,
    ),
    Section(
        "plan",
        label("到下一级最省的办法", "The cheapest way to the next level"),
        label(
            "做哪几步，按什么顺序，花多少钱，为什么没有更省的。",
            "Which steps in which order, at what cost, and why none cheaper exist.",
        ),
        lambda subject: [*before_the_plan(subject), *plan.section(subject), *after_the_plan(subject)],
    ),
    Section(
        "shortlist",
        label("谁能来做", "Who can do it"),
        label("每类需求最多列三家，写明理由。", "At most three for each need, with reasons."),
        shortlist.section,
    ),
    Section(
        "programmes",
        label("可以打听的政策", "Programmes worth asking about"),
        label("条件、金额、日期和来源；不作任何承诺。", "Conditions, amounts, dates and sources; no promise is made."),
        programmes.section,
    ),
    Section(
        "method",
        label("方法和来源", "Method and provenance"),
        label("怎么算的，用了什么，哪些地方存疑。", "How it was computed, from what, and what is in doubt."),
        method.section,
    ),
)


_ANSWER_FIRST = Section(
    "dimensions",
    label("先回答什么", "What to answer first"),
    label(
        "现在知道得还太少，补上这些，报告才说得准。",
        "Too little is known; with these the report is exact.",
    ),
    lambda subject: list(open_ends.section(subject)),
)
_HOLD = label("守住最高等级", "Holding the highest level")
_HOLD_LEAD = label("没有更高的等级；还差在哪里，怎么守住。", "What is still missing, and how to hold the level.")


def sections_of(subject: Subject) -> list[Section]:
    """The sections of one report. Of a firm of which little is known only what to answer; at the top no empty ones."""
    by_id = {section.id: section for section in SECTIONS}
    result = subject.advisory.main
    if not result.enough_known:
        return [by_id["result"], _ANSWER_FIRST, by_id["method"]]
    if subject.advisory.plan is None and result.level_low == result.levels[-1].level:
        by_id["plan"] = by_id["plan"]._replace(title=_HOLD, lead=_HOLD_LEAD)
        del by_id["shortlist"]
    return list(by_id.values())


def write_report(out: Path | IO[bytes], advisory: Advisory, lang: Lang, brand: Brand | None = None) -> None:
    """Write the report of one advisory as PDF to a path or a binary stream.

    The same advisory, language and brand give the same bytes. Raises ``OSError`` when the path cannot be written.
    """
    data = _report(Subject(advisory, lang, brand))
    if isinstance(out, Path):
        out.write_bytes(data)
    else:
        out.write(data)


def _report(subject: Subject) -> bytes:
    fonts.register()
    canvas = Canvas(
        "",
        pagesize=(theme.PAGE_WIDTH, theme.PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=fonts.REGULAR,  # otherwise an unused Helvetica is listed in the file
        lang=_LANGUAGE_TAGS[subject.lang],
    )
    _describe(canvas, subject)
    pages = layout(subject)
    draw_cover(canvas, subject, _contents(pages))
    canvas.showPage()
    for number, placed in enumerate(pages, 2):
        _draw_edges(canvas, subject, number, len(pages) + 1)
        draw_stack(placed, canvas, theme.MARGIN_SIDE, theme.PAGE_HEIGHT - theme.MARGIN_TOP)
        canvas.showPage()
    return bytes(canvas.getpdfdata())


def layout(subject: Subject) -> list[list[Placed]]:
    """Everything after the cover, page by page, in columns of the content's width and height."""
    flowables = [flowable for section in _sections(subject) for flowable in section]
    return paginate(flowables, theme.CONTENT_WIDTH, theme.CONTENT_HEIGHT)


def _sections(subject: Subject) -> Iterator[list[Flowable]]:
    """Every section under its heading, the consultant's comments at its end; comments on no section stand last."""
    comments = subject.advisory.comments
    sections = sections_of(subject)
    known = {section.id for section in sections}
    for number, section in enumerate(sections, 1):
        last = number == len(sections)
        yield [
            Heading(f"{number} {subject.tell(section.title)}", section.id),
            Text(subject.tell(section.lead), LEAD),
            *section.build(subject),
            *(
                comment_panel(subject, one)
                for one in comments
                if one.section == section.id or (last and one.section not in known)
            ),
        ]


def _contents(pages: list[list[Placed]]) -> list[Entry]:
    return [
        Entry(placed.flowable.text, placed.flowable.key, number)
        for number, page in enumerate(pages, 2)
        for placed in page
        if isinstance(placed.flowable, Heading) and placed.flowable.depth == 0
    ]


def _draw_edges(canvas: Canvas, subject: Subject, page: int, pages: int) -> None:
    """The running header and the foot with the page number."""
    pen = Pen(canvas)
    left, right = theme.MARGIN_SIDE, theme.MARGIN_SIDE + theme.CONTENT_WIDTH
    size = theme.CAPTION_SIZE
    name = shorten(subject.advisory.firm.name, theme.CONTENT_WIDTH * 0.55, size)
    pen.text(left, _HEADER, name, size, theme.MUTED)
    pen.text(right, _HEADER, shorten(subject.tell(TITLE), theme.CONTENT_WIDTH * 0.42, size), size, theme.MUTED, align=1)
    pen.line(left, _HEADER - 8, right, _HEADER - 8)
    brand = subject.brand.name if subject.brand else subject.tell(HOUSE)
    foot = f"{brand}  ·  {subject.day(subject.advisory.on)}"
    pen.text(left, _FOOTER, shorten(foot, theme.CONTENT_WIDTH * 0.6, size), size, theme.MUTED)
    number = subject.say("第 {page} 页 / 共 {pages} 页", "Page {page} of {pages}", page=page, pages=pages)
    pen.text(right, _FOOTER, number, size, theme.MUTED, align=1)


def _describe(canvas: Canvas, subject: Subject) -> None:
    """Metadata: title, author, subject, keywords; dated by the advisory and not by the clock."""
    advisory = subject.advisory
    canvas.setTitle(f"{advisory.firm.name} · {subject.tell(TITLE)}")
    canvas.setAuthor(subject.brand.name if subject.brand else subject.tell(HOUSE))
    canvas.setCreator(f"{HOUSE.en} {advisory.versions.software}")
    canvas.setSubject(subject.tell(advisory.main.summary))
    canvas.setKeywords([subject.tell(advisory.main.short_title), *advisory.versions.frameworks])
    canvas.setDateFormatter(lambda *_: f"D:{advisory.on:%Y%m%d}000000+08'00'")
