"""What the sections of a result are called, and what each answers: the words that stand in more than one place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from assessment.language import Label, label
from assessment.telling.blocks import Block, Section
from assessment.telling.subject import Subject


class SectionWords(NamedTuple):
    """A section's name, what it answers, and its title where that is another."""

    name: Label
    lead: Label
    title: Label | None = None


SECTION_WORDS: dict[str, SectionWords] = {
    "result": SectionWords(
        label("结果一页纸", "The result at a glance"),
        label(
            "在哪一级，为什么，先做什么，下一级要花多少钱。",
            "The level, why, what to do first, and the price of the next.",
        ),
    ),
    "visited": SectionWords(
        label("自报和现场核实", "Reported and verified"),
        label(
            "哪些回答现场看过，和自报差在哪里，对分数和等级有什么影响。",
            "Which answers were seen on site, where they differ from the firm's own, and what that does to the result.",
        ),
    ),
    "dimensions": SectionWords(
        label("为什么是这个结果", "Why this result"),
        label(
            "每个等级要求什么，每个回答按哪条规则得了多少分。",
            "What each level asks, and which rule gave how many points.",
        ),
    ),
    "bearing": SectionWords(
        label("级别靠什么撑着", "What the level rests on"),
        label(
            "到现场评定时，一条回答不被认可，就按最差的算。以现场评定为准。",
            "On a visit an answer that is not accepted counts at its worst. The official visit has the last word.",
        ),
    ),
    "open": SectionWords(
        label("还有什么没定", "What is still open"),
        label("先补哪些、先核对哪些，结果就准了。", "What to answer and what to check for an exact result."),
    ),
    "barriers": SectionWords(
        label("什么拦着您", "What holds you back"),
        label("不会转、不能转、不敢转，各看哪些回答。", "Know-how, means and doubts, and the answers they rest on."),
        label("什么拦着您，从哪里起步", "What holds you back, and where to begin"),
    ),
    "plan": SectionWords(
        label("升级方案", "The way up"),
        label(
            "做哪几步，按什么顺序，花多少钱，为什么没有更省的。",
            "Which steps in which order, at what cost, and why none cheaper exist.",
        ),
        label("升级最省的办法", "The cheapest way up"),
    ),
    "relief": SectionWords(
        label("治毛病的花法", "Money against what troubles you"),
        label(
            "同样的钱不为升级，只为治您挑的毛病，该怎么花；和升级方案有哪几步一样。",
            "How the same money is spent against what troubles you instead of for a level, and what both share.",
        ),
    ),
    "support": SectionWords(
        label("假如拿到补助", "With support, if granted"),
        label("只是假设着算，不是承诺。", "A 'what if', and no promise."),
        label("假如拿到补助，自己要付多少", "What would be left to pay if support were granted"),
    ),
    "shortlist": SectionWords(
        label("谁能来做", "Who can do it"),
        label("每类需求最多列三家，写明理由。", "At most three for each need, with reasons."),
    ),
    "programmes": SectionWords(
        label("政策", "Programmes"),
        label("条件、金额、日期和来源；不作任何承诺。", "Conditions, amounts, dates and sources; no promise is made."),
        label("可以打听的政策", "Programmes worth asking about"),
    ),
    "alike": SectionWords(
        label("同行的例子（模拟）", "One of your trade (modelled)"),
        label(
            "一家同链条、同规模的模拟企业，一个月一个月做了什么。",
            "A modelled firm of your chain and size, and what it did month by month.",
        ),
        label("同行是怎么升一级的（模拟）", "How one of your trade went up (modelled)"),
    ),
    "archetype": SectionWords(
        label("企业类型", "Type of firm"),
        label("和哪一类企业最像，又有哪些不一样。", "The type that the firm is most like, and where it differs."),
        label("像哪一类企业", "What kind of firm this is"),
    ),
    "comparison": SectionWords(
        label("和江西、全国比", "Beside Jiangxi and the nation"),
        label("公布的数值都写明日期、对象和来源。", "Published figures, each with its date, population and source."),
    ),
    "frameworks": SectionWords(
        label("别的指标体系", "Other frameworks"),
        label(
            "同一件事只问一次：您的回答已经用到下面每一套指标里，没问到的算成一个范围。",
            "Each fact is asked once: your answers already count under each of these; the rest leaves a range.",
        ),
        label("按别的指标体系看", "Under other frameworks"),
    ),
    "method": SectionWords(
        label("方法和来源", "Method and provenance"),
        label("怎么算的，用了什么，哪些地方存疑。", "How it was computed, from what, and what is in doubt."),
    ),
}
"""Of every section, in the order in which they stand."""
NAMES: dict[str, Label] = {id: words.name for id, words in SECTION_WORDS.items()}
"""What each section is called where sections are chosen or commented on."""


def section_of(subject: Subject, id: str, blocks: Iterable[Block], brief: str = "") -> Section:
    """A section under its usual title."""
    words = SECTION_WORDS[id]
    return Section(id, subject.tell(words.title or words.name), subject.tell(words.lead), tuple(blocks), brief)
