"""What an owner does in front of the screen, in the words of the questionnaire."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

from assessment.answers import Answer
from assessment.store.assessments import Store
from tests.web.waiting import in_place, read_until

SETTLED = 30_000
FINGER = 60
"""Milliseconds between touching the glass and letting go."""


@dataclass
class Owner:
    page: Page
    url: str
    store: Store

    def open(self, path: str = "/", **query: str) -> Owner:
        self.page.goto(f"{self.url}{path}?{urlencode(query)}")
        self.page.wait_for_selector(".st-key-footer")
        return self

    def start(self, **query: str) -> Owner:
        self.open(**query)
        self.page.locator(".st-key-start-miit button").click()
        self.page.wait_for_selector(".st-key-question-city")
        return self

    def begin(self, topic: str = "profile", **answers: Answer) -> Owner:
        """At a page of an assessment just begun, which holds ``answers``; others walk the way there."""
        firm, code = self.store.create_assessment("zh")
        for fact, answer in answers.items():
            self.store.save_answer(firm.id, fact, answer, "self", "self", None)
        return self.resume(code, topic)

    def resume(self, code: str, topic: str | None = None, **query: str) -> Owner:
        self.open("/questions", code=code, **({"topic": topic} if topic else {}), **query)
        self.page.wait_for_selector(".st-key-steps")
        return self

    @property
    def code(self) -> str:
        return parse_qs(urlsplit(self.page.url).query)["code"][0]

    @property
    def topic(self) -> str:
        return parse_qs(urlsplit(self.page.url).query)["topic"][0]

    def question(self, fact: str) -> Locator:
        return self.page.locator(f".st-key-question-{fact}")

    def field(self, fact: str) -> Locator:
        return self.question(fact).locator("input[type=text]").first

    def type(self, fact: str, text: str) -> None:
        """Type and leave the field."""
        self.field(fact).fill(text)
        self.field(fact).press("Tab")

    def pick(self, fact: str, option: str) -> None:
        self.question(fact).locator("[data-testid=stRadioOption]", has_text=option).first.click()

    def picked(self, fact: str) -> Locator:
        return self.question(fact).locator("[data-testid=stRadioOption][data-selected]")

    def choose(self, fact: str, option: str) -> None:
        """Pick from a list, which closes again if the page is still scrolling when it opens."""
        box = self.question(fact).get_by_role("combobox")
        in_place(box)
        box.click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def tick(self, fact: str, option: str) -> None:
        self.question(fact).locator(".stCheckbox", has_text=option).first.locator("label").first.click()

    def ticked(self, fact: str) -> list[str]:
        return self.question(fact).locator(".stCheckbox > label[data-selected]").all_inner_texts()

    def other(self, fact: str, words: str) -> None:
        """Choose 'I don't know' or 'does not apply' beside a field."""
        self.question(fact).get_by_role("radio", name=words).click()

    def saved(self, fact: str) -> None:
        """The page says that the answer is saved, and when."""
        expect(self.question(fact).locator(".status.saved")).to_contain_text(
            re.compile(r"已保存 \d\d:\d\d"), timeout=SETTLED
        )

    def stored(self, fact: str, plain: object) -> None:
        """The database holds the answer (in JSON form), within the time that a person would look at the page."""
        assessment = self.store.resume(self.code, "test").id

        def found() -> object:
            answer = self.store.answers(assessment).get(fact)
            return answer.plain() if answer else None

        assert read_until(self.page, found, plain) == plain, f"{fact} in the database"

    def press(self, key: str) -> None:
        """Touch a button or a link by the key of its place."""
        self.page.locator(f".st-key-{key}").locator("a, button, summary").first.click(delay=FINGER)

    def next(self) -> None:
        """Touch "next page" and wait until another page has come, whichever it is."""
        title = self.page.locator("h1").inner_text()
        self.press("next")
        expect(self.page.locator("h1")).not_to_have_text(title, timeout=SETTLED)
