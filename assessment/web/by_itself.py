"""A question that is drawn by itself when it is touched: the rest of the page stays as it stands.

A touch runs only the part of the script that draws its question (Streamlit's fragment). Everything that a run of the
whole page does for the answers is done here, too: its turn, the code, what stands in the fields. Where the answer
changes more of the page than its head, all of it is drawn again.
"""

from __future__ import annotations

from collections.abc import Hashable
from uuid import UUID

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.content.facts import Fact
from assessment.web import admission, failures, links, offers, one_question, resources, session, shell
from assessment.web.markup import block
from assessment.web.topic_page import TopicPage, topic_page


class DrawnPage:
    """What the browser shows of a page of questions since it was drawn as a whole, which is done inside of ``with``."""

    def __init__(self, page: TopicPage, token: str | None):
        self.assessment_id: UUID = page.sheet.voice.assessment_id
        self.token = token
        self.head: DeltaGenerator = st.empty()
        self.page: TopicPage | None = page
        """As it is being drawn as a whole; None afterwards."""
        self.first_head = page.head(token, links.lang())
        self.around: Hashable = page.around(links.lang())
        self.questions: dict[str, Hashable] = {}
        self.changed = False
        """Have fields told something while the page was being drawn, so that it must be drawn again?"""
        self.follows = False
        """Does the page show more of the answers, in a fold that is open?"""

    def __enter__(self) -> DrawnPage:
        return self

    def __exit__(self, *_: object) -> None:
        self.page = None

    def draw(self, fact: Fact) -> None:
        """Put a question on the page, where a touch will draw it again."""
        _draw(self, fact)

    def put(self, page: TopicPage, head: str, fact: Fact) -> bool:
        """Draw a question, and the head, as the answers stand; true when what its fields tell has changed them."""
        lang, bank = links.lang(), resources.bank()
        # Streamlit lets a part write above itself only where it has done so when all of the page was drawn.
        with self.head:
            block(head)
        offers.show(page.ahead.known, page.sheet, fact)
        one_question.show(bank, page.sheet, fact)
        if told := page.hints(fact, lang):
            block(told)
        changed = page.sheet.meet(resources.store(), bank, fact.id)
        self.questions[fact.id] = page.of_question(fact, lang)
        return changed

    def again(self, fact: Fact) -> None:
        """A touch at the question: keep what it says, and draw what it changes."""

        def tell(before: int) -> None:
            self.head.html(shell.waiting(before, links.lang()))

        with admission.turnstile_of(links.QUESTIONS).turn(tell), session.one_look():
            session.keep_answers()
            if session.current() != self.assessment_id:
                st.rerun()
            page = topic_page(self.assessment_id)
            if not isinstance(page, TopicPage) or self._differs(page, fact):
                st.rerun()
            if self.put(page, page.head(self.token, links.lang()), fact):
                st.rerun()

    def _differs(self, page: TopicPage, touched: Fact) -> bool:
        """Does more of the page change than the question that was touched, and the head?"""
        lang = links.lang()
        if self.follows or self.around != page.around(lang):
            return True
        others = (fact for fact in page.stop.facts if fact != touched)
        return any(self.questions.get(fact.id) != page.of_question(fact, lang) for fact in others)


@st.fragment
def _draw(shown: DrawnPage, fact: Fact) -> None:
    if shown.page is not None:
        shown.changed |= shown.put(shown.page, shown.first_head, fact)
        return
    try:
        shown.again(fact)
    except Exception as fault:
        failures.show(fault)
