"""The whole result as one document, and the lengths that it can be cut to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from assessment.advisory import Comment
from assessment.language import label
from assessment.problems import refuse
from assessment.telling.blocks import Block, Fold, Heading, Length, Paragraph, Section, Span, plain
from assessment.telling.naming import NAMES
from assessment.telling.sections.alike import alike
from assessment.telling.sections.archetype import archetype
from assessment.telling.sections.barriers import barriers
from assessment.telling.sections.bearing import bearing
from assessment.telling.sections.comparison import comparison
from assessment.telling.sections.dimensions import dimensions
from assessment.telling.sections.frameworks import frameworks
from assessment.telling.sections.method import method
from assessment.telling.sections.open_ends import open_ends
from assessment.telling.sections.plan import plan
from assessment.telling.sections.programmes import programmes
from assessment.telling.sections.relief import relief
from assessment.telling.sections.result import result
from assessment.telling.sections.shortlist import shortlist
from assessment.telling.sections.signature import signature
from assessment.telling.sections.support import support
from assessment.telling.sections.visited import visited
from assessment.telling.subject import Subject

SECTIONS: dict[str, Callable[[Subject], Section]] = {
    "result": result,
    "visited": visited,
    "dimensions": dimensions,
    "bearing": bearing,
    "open": open_ends,
    "barriers": barriers,
    "plan": plan,
    "relief": relief,
    "support": support,
    "shortlist": shortlist,
    "programmes": programmes,
    "alike": alike,
    "archetype": archetype,
    "comparison": comparison,
    "frameworks": frameworks,
    "method": method,
}
"""Every section by its id, in the order in which they stand: what to do first, statistics and method at the end."""
YIELDING = ("alike", "archetype", "support", "bearing", "comparison")
"""Sections that leave the owner's length where it grows too long, in this order."""
NEED_A_PLAN = ("barriers", "plan", "relief", "support", "shortlist", "programmes", "alike")
"""Sections that stand on a plan: left out of the paper on a firm of which too little is known."""


@dataclass(frozen=True)
class Document:
    """A told result: its sections in order, none of them empty."""

    subject: Subject
    sections: tuple[Section, ...]

    def here(self, comment: Comment) -> bool:
        """Whether the section that a consultant remarked on is one of these."""
        return any(section.id == comment.section for section in self.sections)

    def comments_in(self, section: Section) -> list[Comment]:
        """The remarks that stand in a section; in the last before the signatures also those on what is not here."""
        own = [one for one in self.subject.advisory.comments if one.section == section.id]
        inner = [one for one in self.sections if one.id != "signature"] or list(self.sections)
        strays = [one for one in self.subject.advisory.comments if not self.here(one)]
        return [*own, *strays] if section.id == inner[-1].id else own

    def called(self, comment: Comment) -> str:
        """What a remark is headed with; one on what is not here names it."""
        name = None if self.here(comment) else NAMES.get(comment.section)
        if name is None:
            return self.subject.say("顾问点评", "Consultant's comment")
        return self.subject.say("顾问点评“{name}”", "Consultant's comment on '{name}'", name=name)


def _whole(section: Section, subject: Subject) -> Section:
    """The section; that of a plan says where what else may be chosen was not worked out, as in a whole archive."""
    found = subject.advisory
    if section.id != "plan" or found.choices is not None or found.choices_note is not None:
        return section
    if found.plan is None or not found.plan.steps:
        return section
    words = subject.words("document.other_ways_and_other")
    return replace(section, blocks=(*section.blocks, Paragraph(words, role="quiet", depth="detail")))


def remarks_elsewhere(subject: Subject, number: int) -> str:
    """That a consultant has said more than one page holds."""
    return subject.words("document.by_the_consultant", n=number, remarks=subject.count(number, "", "more comment"))


def document(
    subject: Subject, length: Length = "full", chosen: Sequence[str] | None = None, without: Collection[str] = ()
) -> Document:
    """The result at a length; ``chosen`` names the sections wanted, in their order (all of them when None).

    Raises ``InputRefused`` for a section that does not exist. Of a firm of which too little is known only the result
    and what to answer first are told, whatever the length. What the owner's length leaves out, the sections
    ``without`` among it, is named at its end.
    """
    wanted = list(SECTIONS) if chosen is None else list(dict.fromkeys(chosen))
    for name in wanted:
        if name not in SECTIONS:
            names = ", ".join(SECTIONS)
            remedy = label(f"可以选：{names}。", f"Choose among: {names}.")
            raise refuse("sections", label("报告没有这一节", "the report has no such section"), remedy, name)
    if not subject.advisory.main.enough_known:
        wanted = [name for name in wanted if name in ("result", "visited", "open", "method")]
    result = subject.advisory.main
    if subject.advisory.plan is None and result.level_low == result.levels[-1].level:
        # At the top there is nobody to look for, and no example of going further up.
        wanted = [name for name in wanted if name not in ("shortlist", "alike")]
    whole = [_whole(SECTIONS[name](subject), subject) for name in wanted]
    told = [section.cut(length) for section in whole if section.id not in without]
    if length == "owner":
        told.append(_further(subject, whole, told))
    return Document(subject, tuple(section for section in (*told, signature(subject)) if section.blocks))


def _further(subject: Subject, whole: Sequence[Section], told: Sequence[Section]) -> Section:
    """What the full length has beyond these sections, each part by its heading."""
    shown = {section.id: set(_headings(section.blocks)) for section in told if section.blocks}
    words: list[str | Span] = []
    for section in whole:
        full = section.cut("full")
        more = [one for one in _headings(full.blocks) if one not in shown.get(section.id, ())]
        if not full.blocks or (section.id in shown and not more):
            continue
        words += [subject.say("；", "; ")] if words else []
        words.append(Span(section.title, strong=True))
        words += [subject.colon, subject.joined(more)] if section.id in shown else []
    return Section(
        "further",
        subject.say("全本里还有什么", "What the full report adds"),
        subject.say("这一份只到该知道的为止。", "This one stops at what an owner needs to know."),
        (Paragraph(words, role="small"),) if words else (),
    )


def _headings(blocks: Sequence[Block]) -> Iterator[str]:
    """The headings of a section, as its parts are called; those of what opens within a part are not among them."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Fold) and block.id:
            yield plain(block.title)
