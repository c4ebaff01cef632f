"""What the result page shows: one advisory in one language, computed now or kept from before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from assessment import settings
from assessment.advisory import Advisory
from assessment.answers.firm_name import NAME_FACT
from assessment.content.frameworks import current_id
from assessment.language import Label, Lang
from assessment.store.records import FrozenResult
from assessment.telling.blocks import Block
from assessment.telling.subject import Subject
from assessment.web import links, resources
from assessment.web.markup import escape
from assessment.web.result.computing import Live
from assessment.web.told import markup


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
        """What is told and in which words, shared with every other way to show a result."""
        return Subject(self.advisory, self.lang, leads_with=self._lead)

    @property
    def _lead(self) -> str:
        """The framework the page begins with: that of the address, else the national indicators.

        Somebody who has only done a quick check sees that one, even if the address does not say so.
        """
        named = current_id(self.scope or "")
        if any(result.framework == named for result in self.advisory.frameworks):
            return named
        main = self.advisory.main
        offered = [r for r in self.advisory.frameworks if r.framework in resources.OFFERED]
        best = max(offered, key=lambda result: result.known)
        return best.framework if best.enough_known and not main.enough_known else main.framework

    @property
    def who(self) -> str:
        """The firm in a line: name (or the way to give it), area, chain, size."""
        firm = self.advisory.firm
        known = {"city": firm.city, "chain": firm.chain}
        words = [self.text(entry.text) for entry in firm.profile if known.get(entry.fact) is not None]
        size = [self.text(firm.size.label)] if firm.size.size_class else []
        unnamed = self.live is not None and NAME_FACT not in self.advisory.answers
        give = [self._to(NAME_FACT, self.say("写上企业名称", "Give its name"))] if unnamed else []
        return " · ".join([f"<b>{self.name}</b>", *give, *words, *size])

    @property
    def name(self) -> str:
        """The firm's name, or "your firm"."""
        if NAME_FACT not in self.advisory.answers:
            return self.say("您的企业", "Your firm")
        return escape(self.advisory.firm.name)

    def text(self, text: Label) -> str:
        """The text in the reader's language."""
        return escape(text.text(self.lang))

    def told(self, blocks: Sequence[Block]) -> str:
        """Told blocks as markup."""
        return markup(blocks, self.change)

    def say(self, zh: str, en: str, **values: object) -> str:
        """One of two texts with its placeholders filled by plain (unescaped) values."""
        return escape(self.subject.say(zh, en, **values))

    def named(self, name: str, text: str) -> str:
        """What something is called and what is said of it, both escaped already."""
        return f"{name}{'：' if self.lang == 'zh' else ': '}{text}"

    def amounts(self, low: float, high: float) -> str:
        """A range of money, given in 万元."""
        return self.say(
            "{low} 至 {high}", "{low} to {high}", low=self.subject.money(low), high=self.subject.money(high)
        )

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
        if fact in self.advisory.verified:
            words = self.say("给顾问留个说明", "Leave a note for the consultant")
        elif fact in self.live.answers:
            words = self.say("改这个回答", "Change it")
        else:
            words = self.say("去回答", "Answer it")
        return self._to(fact, words)

    def _to(self, fact: str, words: str) -> str:
        return f'<a class="change" href="questions?{escape(urlencode(self.place(fact)))}">{words}</a>'
