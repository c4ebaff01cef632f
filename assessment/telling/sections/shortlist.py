"""Who can do it: for each need of the plan at most three offers, with the reasons for their order."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.providers import Match, NeedMatches, Shortlist
from assessment.telling.blocks import Block, Bullets, Column, Heading, Panel, Paragraph, Section, Span, Table, Words
from assessment.telling.subject import Subject


def shortlist(subject: Subject) -> Section:
    """The offers by need. Made-up ones are shown to made-up firms only: a real one gets the kinds of help."""
    found = subject.advisory.shortlist
    return Section(
        "shortlist",
        subject.say("谁能来做", "Who can do it"),
        subject.say("每类需求最多列三家，写明理由。", "At most three for each need, with reasons."),
        tuple(_blocks(subject, found)),
        _brief(subject, found),
    )


def _brief(subject: Subject, found: Shortlist | None) -> str:
    if found is None:
        return _nothing(subject)
    kinds = subject.say(
        "{n} 类帮手", "{kinds} of help", n=len(found.needs), kinds=subject.count(len(found.needs), "", "kind")
    )
    if found.sample:
        return kinds + (subject.say("（示例名单）", " (sample list)") if subject.is_sample else "")
    return subject.say("{kinds}，每类最多三家", "{kinds}, three of each at most", kinds=kinds)


def _nothing(subject: Subject) -> str:
    plan = subject.advisory.plan
    if plan is None or plan.status == "infeasible":
        return subject.say("先要有方案，才知道要找谁", "it takes a plan to know whom to ask")
    return subject.say("没有要请别人做的步骤", "no step asks for anybody else")


def _blocks(subject: Subject, found: Shortlist | None) -> Iterator[Block]:
    if found is None:
        yield Paragraph(_nothing(subject) + subject.say("。", "."))
        return
    named = subject.is_sample or not found.sample
    if found.sample and named:
        mark = Span(subject.say("示例。", "Sample. "), strong=True, tone="caution")
        yield Panel([Paragraph([mark, subject.tell(found.provenance)], role="small")], tone="caution")
    if not named:
        yield Panel(
            [
                Paragraph(
                    subject.say(
                        "服务商名单还没有导入，所以这里只写要找哪一类帮手、预计花多少、该问什么；"
                        "请向当地数字化转型促进中心要名单。",
                        "No list of providers has been imported yet, so here stand the kinds of help, what they may "
                        "cost and what to ask; ask the promotion centre of your area for names.",
                    ),
                    role="small",
                )
            ]
        )
    for need in found.needs:
        yield from _need(subject, need, named)
    if named:
        yield Paragraph(subject.tell(found.neutrality), role="quiet")
    else:
        yield Heading(subject.say("找谁都要问的", "What to ask of anybody"))
        yield Bullets(_questions(subject))


def _need(subject: Subject, need: NeedMatches, named: bool) -> Iterator[Block]:
    yield Heading(subject.tell(need.category_label), id=f"shortlist-{need.category}")
    yield Paragraph(
        subject.say(
            "用在：{titles}。方案预计 {low} 至 {high}。",
            "For: {titles}. The plan foresees {low} to {high}.",
            titles=subject.joined([subject.tell(title) for title in need.titles]),
            low=subject.money(need.cost_low),
            high=subject.money(need.cost_high),
        ),
        role="lead" if named else "small",
    )
    if not named:
        return
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
    told = [match.extent, *(reason.text for reason in match.reasons)]
    reasons: list[str | Span] = [subject.say("；", "; ").join(subject.tell(text) for text in told)]
    if match.interest:
        note = subject.say("\n请留意：{interest}", "\nNote: {interest}", interest=match.interest)
        reasons.append(Span(note, tone="caution"))
    return [
        [Span(match.provider, strong=True), "\n", match.product],
        reasons,
        str(match.cases),
        f"{subject.amount(match.price_low)}–{subject.amount(match.price_high)}",
    ]


def _questions(subject: Subject) -> list[Words]:
    return [
        subject.say(
            "做过几家同样规模、同一行业的，能不能去看一家？",
            "How many firms of our size and trade, and may we visit one?",
        ),
        subject.say(
            "报价里分别有什么，以后每年还要付什么？",
            "What is in the price, and what is to be paid every year afterwards?",
        ),
        subject.say(
            "做完怎么验收，数据归谁，不合作了怎么拿回来？",
            "How is it accepted, whose are the data, and how do we get them back when we part?",
        ),
    ]
