"""A questionnaire cut to one person's pages, where several people of a firm answer: the address says whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from assessment.content.respondents import RespondentFile, RespondentPart, load_respondents
from assessment.language import Lang, label
from assessment.web import links, resources
from assessment.web.markup import block, escape

ASKED = label(
    "请您以“{who}”的身份，只答这几页，照您看到的答，不用问别人。发链接给您的人看得到您的回答。",
    "{who}: please answer these pages alone, as you see things yourself. Whoever sent you the link can read your "
    "answers.",
)
DONE = label(
    "您这几页都答完了，谢谢！不用再做别的，关掉就行；回来改也用这个链接。",
    "That is all you were asked, thank you. Nothing else is needed; the same link lets you change an answer.",
)
LEFT = label("还有 {n} 题没答；不知道的选“不清楚”。", "{n} questions are open; there is 'don't know', too.")


@lru_cache(maxsize=1)
def content() -> RespondentFile:
    """Whose pages are whose."""
    return load_respondents(resources.shipped().root, resources.shipped().bank)


def asked_as() -> RespondentPart | None:
    """Who answers, by the address; None for the whole questionnaire, also where the address names nobody we know."""
    named = links.given().get(links.WHOSE)
    return next((part for part in content().parts if part.id == named and part.topics != "all"), None)


def own(part: RespondentPart, facts: Iterable[str]) -> list[str]:
    """Those of the facts that stand on somebody's pages."""
    return [fact for fact in facts if resources.bank().topic_of[fact] in part.topics]


def say(part: RespondentPart, left: int, *, at_end: bool, lang: Lang) -> None:
    """Why only these pages are asked; on the last one whether that is all."""
    words = ASKED.fill(who=part.title)
    if at_end:
        words = LEFT.fill(n=left) if left else DONE
    block(f"<p>{escape(words.text(lang))}</p>")
