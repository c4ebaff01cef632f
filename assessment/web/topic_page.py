"""A page of questions as the answers stand now: what it asks, and what it says beside and above the questions."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID

from assessment.answers import UNANSWERED, AnswerTable
from assessment.asking.effort import effort_of
from assessment.asking.level_so_far import LevelSoFar
from assessment.content.facts import Fact
from assessment.content.respondents import RespondentPart
from assessment.language import Lang, label
from assessment.scoring import Framework
from assessment.web import carried, links, offers, progress, resources, respondents, session
from assessment.web.autosave import AnswerSheet
from assessment.web.gap_hint import hint
from assessment.web.level_line import level_words, line
from assessment.web.markup import escape, whole
from assessment.web.rate_hint import rate
from assessment.web.route import Route, Stop, route

CERTAIN = label("您的级别已经确定：{level}。", "Your level is certain: {level}.")
MORE = label(
    "还可以再答 {n} 题（约 {minutes} 分钟）看细节：方案更准，级别不会再变。",
    "{n} more questions (about {minutes} min) give the details: a closer plan, and the same level.",
)
NO_MATTER = label(
    "这一页不会再改变您的级别；答了，方案和对比更准。",
    "This page cannot change your level any more; it makes the plan and the comparisons closer.",
)


@dataclass(frozen=True)
class TopicPage:
    """The answers of an assessment, the way through its questions, and the page ``at`` which one is.

    ``part`` is whose pages are asked, None for all of them.
    """

    sheet: AnswerSheet
    table: AnswerTable
    known: offers.Known
    part: RespondentPart | None
    way: Route
    at: int
    standing: LevelSoFar

    @property
    def stop(self) -> Stop:
        """The page itself."""
        return self.way.stops[self.at]

    def head(self, token: str | None, lang: Lang) -> str:
        """How far one has come, and where the firm stands: the markup above the page, with its right to answer."""
        place = f"{self.sheet.voice.prefix}-{self.stop.id}"
        level = line(self.standing, place, lang) if self.part is None else ""
        return progress.bar(self.way, self.at, lang) + level + carried.anchor(self.sheet, token)

    def note(self, lang: Lang) -> str:
        """Markup: that the level is certain and one may stop here, or that this page moves it no more; or nothing."""
        stop, standing, left = self.stop, self.standing, self.way.left
        if self.part is not None or stop.topic.optional:
            return ""
        if standing.certain:
            told = [f"<b>{whole(escape(CERTAIN.text(lang).format(level=level_words(standing, lang))))}</b>"]
            if left:
                told.append(escape(MORE.text(lang).format(n=len(left), minutes=effort_of(left).minutes)))
            return f"<p>{' '.join(told)}</p>"
        if stop.open and self.at and not standing.moving & {fact.id for fact in stop.facts}:
            return f'<p class="quiet">{NO_MATTER.text(lang)}</p>'
        return ""

    def hints(self, fact: Fact, lang: Lang) -> str:
        """Markup: what two counts make together, and what "don't know" or "not applicable" means for the result."""
        share = rate(fact, self.table)
        told = hint(fact, self.sheet.baseline.get(fact.id, UNANSWERED), frameworks())
        rated = f'<p class="rate number">{escape(share.text(lang))}</p>' if share is not None else ""
        return rated + (f'<p class="quiet">{escape(told.text(lang))}</p>' if told is not None else "")

    def of_question(self, fact: Fact, lang: Lang) -> Hashable:
        """All that the page shows of a question that may change by another's answer, or by somebody else's."""
        sheet, offer = self.sheet, self.known.offered.get(fact.id)
        verified = sheet.others.get(fact.id)
        return (
            progress.status(resources.bank(), sheet, fact, lang),
            self.hints(fact, lang),
            None if offer is None or sheet.answered(fact.id) else repr(offer.answer),
            None if verified is None else repr(verified),
        )

    def around(self, lang: Lang) -> Hashable:
        """All that the page shows besides its questions and its head."""
        following = self.way.next_after(self.at, self.standing.moving)
        optional = following is not None and self.way.stops[following].topic.optional
        return (
            tuple(fact.id for fact in self.stop.facts),
            self.note(lang),
            (following is None, optional, self.standing.certain, bool(self.way.left)),
            tuple(fact for fact in self.sheet.faults if fact not in {one.id for one in self.stop.facts}),
        )


def frameworks() -> tuple[Framework, ...]:
    """The frameworks that the address asks for."""
    return tuple(resources.wanted(links.given().get("scope")))


def topic_page(assessment_id: UUID) -> TopicPage | Route:
    """The page that the address names; where it names none, the way through all of them."""
    sheet, bank = session.sheet(assessment_id), resources.bank()
    table = AnswerTable.from_answers(bank, [sheet.baseline])
    known, part = offers.of(table), respondents.asked_as()
    to_ask = known.to_ask(resources.asked(links.given().get("scope")))
    if part is not None:
        to_ask = respondents.own(part, to_ask)
    way = route(bank, to_ask, sheet.baseline, table, resources.later())
    at = way.position(links.given().get("topic"), links.given().get("at"))
    if at is None:
        return way
    return TopicPage(sheet, table, known, part, way, at, LevelSoFar(frameworks()[0], known.knowledge))
