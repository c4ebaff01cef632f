"""Who can do it: for each need of the plan at most three offers, with the reasons for their order."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.providers import Match, NeedMatches, Shortlist
from assessment.telling.blocks import (
    Block,
    Bullets,
    Column,
    Heading,
    Panel,
    Paragraph,
    Section,
    Span,
    Table,
    Words,
    at,
    in_short,
)
from assessment.telling.naming import section_of
from assessment.telling.subject import Subject

_MOST = 6
"""So many kinds of help stand in the owner's length."""


def shortlist(subject: Subject) -> Section:
    """The offers by need. Made-up ones are shown to made-up firms only: a real one gets the kinds of help."""
    found = subject.advisory.shortlist
    return section_of(subject, "shortlist", _blocks(subject, found), _brief(subject, found))


def _brief(subject: Subject, found: Shortlist | None) -> str:
    if found is None:
        return _nothing(subject)
    kinds = subject.count(len(found.needs), "类帮手", "kind of help", "kinds of help")
    if found.names_left_out is not None:
        return subject.say("要请的 {kinds}，该问什么", "{kinds} and what to ask", kinds=kinds)
    sample = subject.say("（示例名单）", " (sample list)") if found.sample else ""
    return subject.say("{kinds}，每类最多三家{s}", "{kinds}, three of each at most{s}", kinds=kinds, s=sample)


def _nothing(subject: Subject) -> str:
    note = subject.advisory.shortlist_note
    return subject.tell(note) if note else subject.say("没有步骤要请别人做。", "No step asks for anybody else.")


def _blocks(subject: Subject, found: Shortlist | None) -> Iterator[Block]:
    if found is None:
        yield Paragraph(_nothing(subject))
        yield _centre(subject)
        return
    named = found.names_left_out is None
    if found.names_left_out is not None:
        yield Panel([Paragraph(subject.tell(found.names_left_out), role="small")])
    elif found.sample:
        mark = Span(subject.say("示例。", "Sample. "), strong=True, tone="caution")
        yield Panel([Paragraph([mark, subject.tell(found.provenance)], role="small")], tone="caution")
    left = subject.words(
        "shortlist.more_see_the_full",
        n=len(found.needs) - _MOST,
        kinds=subject.count(len(found.needs) - _MOST, "", "kind of help", "kinds of help"),
    )
    yield from in_short(_overview(subject, found, named), _MOST, left)
    if named:
        yield from _interests(subject, found)
    for need in found.needs if named else ():
        yield from at("detail", _need(subject, need))
    if found.asks:
        yield Heading(subject.say("不管找谁，先问这几句", "Whoever it is, ask this first"), id="shortlist-asks")
        yield Bullets([subject.tell(ask) for ask in found.asks])
    yield _centre(subject)
    if named:
        yield Paragraph(subject.tell(found.neutrality), role="quiet")


def _centre(subject: Subject) -> Block:
    """Whom the firm can call on in its city; where nobody has said so, exactly that."""
    found, firm = subject.advisory.centre, subject.advisory.firm
    named = (subject.tell(one.text) for one in firm.profile if one.fact == "city" and firm.city is not None)
    city = next(named, None)
    if found is not None:
        who = Span(subject.say("{city}的促进中心：", "The promotion centre of {city}: ", city=city), strong=True)
        told = subject.words(
            "shortlist.telephone_as_given",
            name=found.name,
            address=found.address,
            telephone=found.telephone,
            day=subject.day(found.as_of),
        )
        return Panel([Paragraph([who, Span(told, cited=True)], role="small")])
    if city is None:
        words = subject.words("shortlist.say_which_city_you")
    else:
        words = subject.words("shortlist.promotion_centre", city=city)
    return Paragraph(words, role="quiet")


def _overview(subject: Subject, found: Shortlist, named: bool) -> Table:
    """A row a need: for which steps, what the plan foresees, whom to ask; why they stand there comes after it."""
    columns = [
        Column(subject.say("找哪一类", "Kind of help"), 22, strong=True),
        Column(subject.say("用在哪几步", "For which steps"), 36),
        Column(subject.say("方案预计（{unit}）", "Plan foresees ({unit})", unit=subject.unit), 16, "right"),
    ]
    if named:
        columns.append(Column(subject.say("可以先问", "Whom to ask first"), 26))
    return Table(columns, [_need_row(subject, need, named) for need in found.needs], id="shortlist-needs")


def _interests(subject: Subject, found: Shortlist) -> Iterator[Block]:
    """The ties that a firm should know of before it asks anybody, each once."""
    told = {
        subject.say("请留意{who}：{what}", "Note on {who}: {what}", who=match.provider, what=match.interest)
        for need in found.needs
        for match in need.matches
        if match.interest is not None
    }
    if told:
        yield Bullets([Span(text, tone="caution") for text in sorted(told)])


def _need_row(subject: Subject, need: NeedMatches, named: bool) -> list[Words]:
    row: list[Words] = [
        subject.tell(need.category_label),
        subject.joined([subject.tell(title) for title in need.titles]),
        f"{subject.amount(need.cost_low)}–{subject.amount(need.cost_high)}",
    ]
    if named:
        names = subject.joined(list(dict.fromkeys(match.provider for match in need.matches)))
        row.append(names or subject.say("没有符合的", "none fits"))
    return row


def _need(subject: Subject, need: NeedMatches) -> Iterator[Block]:
    yield Heading(subject.tell(need.category_label), id=f"shortlist-{need.category}")
    if need.meaning is not None:
        words = subject.say("{meaning}。", "{meaning}.", meaning=need.meaning)
        yield Paragraph(words, role="lead" if need.matches else "small")
    if need.matches:
        columns = [
            Column(subject.say("服务商和产品", "Provider and product"), 32),
            Column(subject.say("为什么排在这里", "Why it stands here"), 41),
            Column(subject.say("完成案例", "Projects done"), 11, "right"),
            Column(subject.say("申报价格（{unit}）", "Declared price ({unit})", unit=subject.unit), 16, "right"),
        ]
        yield Table(columns, [_row(subject, match) for match in need.matches])
    elif need.note is None:
        yield Paragraph(subject.say("没有符合的。", "None fits."), role="small")
    if need.note is not None:
        yield Paragraph(subject.tell(need.note), role="small")


def _row(subject: Subject, match: Match) -> list[Words]:
    record = () if match.record is None else (match.record,)
    told = [match.extent, *(reason.text for reason in match.reasons), *match.vetting, *record]
    return [
        [Span(match.provider, strong=True), "\n", match.product],
        subject.say("；", "; ").join(subject.tell(text) for text in told),
        str(match.cases),
        f"{subject.amount(match.price_low)}–{subject.amount(match.price_high)}",
    ]
