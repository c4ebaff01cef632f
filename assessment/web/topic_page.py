"""A page of questions as the answers stand now: what it asks, and what it says beside and above the questions."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from assessment.answers import UNANSWERED, Answer, AnswerTable
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

_AHEAD = "ahead"
CERTAIN = label("您的级别已经确定：{level}。", "Your level is certain: {level}.")
MORE = label(
    "还可以再答 {n} 题（约 {minutes} 分钟）看细节：方案更准，级别不会再变。",
    "{n} more questions (about {minutes} min) give the details: a closer plan, and the same level.",
)
NO_PLAN_YET = label(
    "要有方案和同行对比，再答几题（全部还有 {n} 题，约 {minutes} 分钟）；级别不会再变。",
    "For a plan and comparisons answer some more ({n} are left, about {minutes} min); the level stays the same.",
)
NO_MATTER = label(
    "这一页不会再改变您的级别；答了，方案和对比更准。",
    "This page cannot change your level any more; it makes the plan and the comparisons closer.",
)


@dataclass(frozen=True)
class Ahead:
    """What answers leave to be asked, and where the firm stands with them.

    ``scope`` names the frameworks (see ``resources.wanted``), ``part`` whose pages are asked, None for all of them.
    """

    answers: Mapping[str, Answer]
    scope: str | None
    part: RespondentPart | None
    frameworks: tuple[Framework, ...]
    table: AnswerTable
    known: offers.Known
    way: Route
    standing: LevelSoFar

    @classmethod
    def of(cls, answers: Mapping[str, Answer], scope: str | None, part: RespondentPart | None) -> Ahead:
        """What these answers leave today."""
        bank, frameworks = resources.bank(), tuple(resources.wanted(scope))
        table = AnswerTable.from_answers(bank, [answers])
        known = offers.of(table)
        to_ask = known.to_ask(resources.asked(scope))
        if part is not None:
            to_ask = respondents.own(part, to_ask)
        way = route(bank, to_ask, answers, table, resources.later())
        standing = LevelSoFar(frameworks[0], known.knowledge)
        return cls(answers, scope, part, frameworks, table, known, way, standing)


@dataclass(frozen=True)
class TopicPage:
    """The answers of an assessment, what is still to be asked, and the page ``at`` which one is."""

    sheet: AnswerSheet
    ahead: Ahead
    at: int

    @property
    def way(self) -> Route:
        """All pages."""
        return self.ahead.way

    @property
    def standing(self) -> LevelSoFar:
        """Where the firm stands."""
        return self.ahead.standing

    @property
    def part(self) -> RespondentPart | None:
        """Whose pages are asked, None for all of them."""
        return self.ahead.part

    @property
    def stop(self) -> Stop:
        """The page itself."""
        return self.way.stops[self.at]

    def head(self, token: str | None, lang: Lang) -> str:
        """How far one has come, and where the firm stands: the markup above the page, with its right to answer."""
        place = f"{self.sheet.voice.prefix}-{self.stop.id}"
        level = line(self.standing, place, lang) if self.part is None else ""
        return progress.bar(resources.bank(), self.way, self.at, lang) + level + carried.anchor(self.sheet, token)

    def note(self, lang: Lang) -> str:
        """Markup: that the level is certain and one may stop here, or that this page moves it no more; or nothing."""
        stop, standing, left = self.stop, self.standing, self.way.left
        if self.part is not None or stop.topic.optional:
            return ""
        if standing.certain:
            told = [f"<b>{whole(escape(CERTAIN.text(lang).format(level=level_words(standing, lang))))}</b>"]
            if left:
                minutes = effort_of(resources.bank(), left).minutes
                words = MORE if standing.enough_known else NO_PLAN_YET
                told.append(escape(words.text(lang).format(n=len(left), minutes=minutes)))
            return f"<p>{' '.join(told)}</p>"
        if stop.open and self.at and not standing.moving & {fact.id for fact in stop.facts}:
            return f'<p class="quiet">{NO_MATTER.text(lang)}</p>'
        return ""

    def hints(self, fact: Fact, lang: Lang) -> str:
        """Markup: what two counts make together, and what "don't know" or "not applicable" means for the result."""
        share = rate(fact, self.ahead.table)
        told = hint(fact, self.sheet.baseline.get(fact.id, UNANSWERED), self.ahead.frameworks)
        rated = f'<p class="rate number">{escape(share.text(lang))}</p>' if share is not None else ""
        return rated + (f'<p class="quiet">{escape(told.text(lang))}</p>' if told is not None else "")

    def of_question(self, fact: Fact, lang: Lang) -> Hashable:
        """All that the page shows of a question that may change by another's answer, or by somebody else's."""
        sheet, offer = self.sheet, self.ahead.known.offered.get(fact.id)
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


def topic_page(assessment_id: UUID) -> TopicPage | Route:
    """The page that the address names; where it names none, the way through all of them."""
    sheet = session.sheet(assessment_id)
    ahead = _ahead(sheet)
    at = ahead.way.position(links.given().get("topic"), links.given().get("at"))
    return ahead.way if at is None else TopicPage(sheet, ahead, at)


def _ahead(sheet: AnswerSheet) -> Ahead:
    """What the answers leave; kept until one of them changes, since a page asks for it several times."""
    scope, part = links.given().get("scope"), respondents.asked_as()
    kept: Ahead | None = st.session_state.get(_AHEAD)
    if (
        kept is None
        or (kept.answers, kept.scope, kept.part) != (sheet.baseline, scope, part)
        or kept.frameworks != tuple(resources.wanted(scope))  # an edition may begin or end today
    ):
        kept = st.session_state[_AHEAD] = Ahead.of(dict(sheet.baseline), scope, part)
    return kept
