"""What the result page shows: one advisory in one language, computed now or kept from before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from assessment import settings
from assessment.advisory import MAIN_FRAMEWORK, Advisory, NextQuestion
from assessment.language import Label, Lang
from assessment.scoring import ENOUGH, FrameworkResult, ItemReason, plain_number
from assessment.store.records import FrozenResult
from assessment.telling.subject import Subject
from assessment.web import links, resources
from assessment.web.markup import escape
from assessment.web.result.computing import Live


@dataclass(frozen=True)
class View:
    """One result for one reader; every text that it hands out is already escaped for HTML.

    ``live`` is None for a kept result, which shows only what was stored with it; ``frozen`` is None for a live one.
    """

    assessment_id: UUID
    advisory: Advisory
    lang: Lang
    scope: str | None
    live: Live | None = None
    frozen: FrozenResult | None = None

    @cached_property
    def subject(self) -> Subject:
        """The choice of words, shared with the PDF report."""
        return Subject(self.advisory, self.lang)

    @cached_property
    def lead(self) -> FrameworkResult:
        """The result the page begins with: of the framework in the address, else of the national indicators.

        Somebody who has only done a quick check sees that one, even if the address does not say so.
        """
        chosen = next((r for r in self.advisory.frameworks if r.framework == self.scope), None)
        if chosen is not None:
            return chosen
        main = self.advisory.main
        offered = [r for r in self.advisory.frameworks if r.framework in resources.OFFERED]
        best = max(offered, key=lambda result: result.known)
        return best if main.known < ENOUGH <= best.known else main

    @property
    def leads_with_main(self) -> bool:
        """Does the page begin with the national indicators?"""
        return self.lead.framework == MAIN_FRAMEWORK

    @property
    def knows_main(self) -> bool:
        """Is enough known under the national indicators for a plan, and with it for providers and programmes?"""
        return self.advisory.main.enough_known

    @property
    def too_little(self) -> bool:
        """Is so much open that the result says next to nothing?"""
        return not self.lead.enough_known

    @property
    def name(self) -> str:
        """The firm's name, or "your firm"."""
        if "firm_name" not in self.advisory.answers:
            return self.say("您的企业", "Your firm")
        return escape(self.advisory.firm.name)

    def text(self, text: Label) -> str:
        """The text in the reader's language."""
        return escape(text.text(self.lang))

    def say(self, zh: str, en: str, **values: object) -> str:
        """One of two texts with its placeholders filled by plain (unescaped) values."""
        return escape(self.subject.say(zh, en, **values))

    def named(self, name: str, text: str) -> str:
        """What something is called and what is said of it, both escaped already."""
        return f"{name}{'：' if self.lang == 'zh' else ': '}{text}"

    def listed(self, texts: list[Label]) -> str:
        """Several texts as a list within a sentence."""
        return escape(("、" if self.lang == "zh" else "; ").join(text.text(self.lang) for text in texts))

    def level(self, result: FrameworkResult, number: int) -> str:
        """A level by its name, with its number for the national indicators; 0 is no level there."""
        name = next((level.name for level in result.levels if level.level == number), None)
        if name is None:
            return self.say("无等级", "No level")
        return escape(self.subject.level(number, name)) if result.framework == MAIN_FRAMEWORK else self.text(name)

    def levels(self, result: FrameworkResult) -> str:
        """The level reached, or the two ends between which it lies."""
        if result.framework != MAIN_FRAMEWORK:
            return self.text(result.level_name)
        low, high = self.level(result, result.level_low), self.level(result, result.level_high)
        return low if result.level is not None else self.say("{a} 至 {b}", "{a} to {b}", a=low, b=high)

    def span(self, low: float, high: float) -> str:
        """A number or its interval, two decimals at most."""
        return plain_number(low) if low == high else f"{plain_number(low)}–{plain_number(high)}"

    def points(self, low: float, high: float, whole: float) -> str:
        """Points of their maximum: 33.65 / 100."""
        return f"{self.span(low, high)} / {plain_number(whole)}"

    def worth(self, item: ItemReason) -> str:
        """The points of an item of their maximum, or the step that it reaches where it gives none."""
        if item.points_max:
            return self.points(item.points_low, item.points_high, item.points_max)
        return self.say("{grade} 级", "step {grade}", grade=self.span(item.grade_low, item.grade_high))

    def amounts(self, low: float, high: float) -> str:
        """A range of money, given in 万元."""
        return self.say(
            "{low} 至 {high}", "{low} to {high}", low=self.subject.money(low), high=self.subject.money(high)
        )

    def next_questions(self, result: FrameworkResult) -> list[NextQuestion]:
        """The open questions that would narrow a framework's result most."""
        return [one for one in self.advisory.next_questions if one.framework == result.framework]

    def place(self, fact: str) -> dict[str, str]:
        """The parameters of the address of a question, in the questionnaire that asks it."""
        bank, advisor, scope = resources.bank(), resources.advisor(), st.query_params.get("scope")
        asking = [scope, None, *(f for f in advisor.frameworks_on(settings.today()))]
        found = next((s for s in asking if fact in advisor.facts_to_fill(resources.wanted(s))), None)
        return links.query(topic=bank.topic_of[fact], at=fact, scope=found, result=None)

    def change(self, fact: str) -> str:
        """A link in markup that leads to a question; nothing for a kept result."""
        if self.live is None or fact not in resources.bank().facts:
            return ""
        words = self.say("改这个回答", "Change it") if fact in self.live.answers else self.say("去回答", "Answer it")
        return f'<a class="change" href="questions?{escape(urlencode(self.place(fact)))}">{words}</a>'
