"""Answers that the page sends by itself when its connection is slow, cut, or about to be closed (``saving.js``).

Only the page of an assessment knows the token that goes with it. An answer passes the same checks as on the page and
leaves the same line in the log; one that somebody has answered otherwise since is not stored, and that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.answers import UNANSWERED, AnswerRefused, answer_text
from assessment.content.facts import Fact
from assessment.language import Lang
from assessment.permissions import Right, may
from assessment.store.records import Origin, SavedAnswer, revision
from assessment.store.refusals import RoundClosed, StoreRefused
from assessment.store.trail import acting
from assessment.web import resources, visitors
from assessment.web.answering import Voice, give_late
from assessment.web.entries import Entry, Other
from assessment.web.progress import clock, refusal

ADDRESS = "answers"
LARGEST = 32_768
"""Bytes of a request; the longest text of the questionnaire is far below."""


class _Given(BaseModel):
    """The fields of a question as the browser read them."""

    model_config = ConfigDict(extra="forbid", strict=True)

    value: str | None = Field(max_length=2000)
    ticks: tuple[str, ...] = Field(max_length=64, strict=False)
    other: Other | None
    reason: str = Field(max_length=2000)

    def entry(self) -> Entry:
        return Entry(self.value, self.ticks, self.other, self.reason)


class _Opened(BaseModel):
    """Which assessment, and the right to it."""

    model_config = ConfigDict(extra="forbid")

    place: UUID
    origin: Origin
    by: str = Field(max_length=80)
    token: str = Field(max_length=64)

    @property
    def voice(self) -> Voice:
        return Voice(self.place, self.origin, self.by)


class _Late(_Opened):
    """An answer on its way. ``seen`` is when the answer was given that the person saw, ``drawn`` what the fields showed
    when they were touched, ``own`` what the same page has sent or tried to send since."""

    fact: str = Field(max_length=60)
    entry: _Given
    seen: datetime | None
    drawn: _Given | None = None
    own: tuple[_Given, ...] = Field(max_length=20)
    lang: Literal["zh", "en"]


async def _answer(request: Request) -> Response:
    """Take one answer."""
    return await _served(request, _Late, _take)


async def _pulse(request: Request) -> Response:
    """Say that the server is there, and in which state the answers are."""
    return await _served(request, _Opened, _state)


async def _served(request: Request, kind: type[_Opened], serve: Callable[[Any], dict[str, Any]]) -> Response:
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return Response(status_code=403)
    body = await _body(request)
    if body is None:
        return Response(status_code=413)
    try:
        asked = kind.model_validate_json(body)
    except ValidationError:
        return Response(status_code=400)
    try:
        return await run_in_threadpool(_allowed, request, asked, serve)
    except StoreRefused:
        return Response(status_code=503)


def _allowed(request: Request, asked: _Opened, serve: Callable[[Any], dict[str, Any]]) -> Response:
    if asked.origin == "verified":
        here = visitors.of_request(request)
        if here is None or not may(here.account.actor, Right.VERIFY, visitors.matter_of(asked.place)):
            return Response(status_code=403)
        with acting(here.account.signature, here.account.role.value):
            return _with_token(asked, serve)
    return _with_token(asked, serve)


def _with_token(asked: _Opened, serve: Callable[[Any], dict[str, Any]]) -> Response:
    if not resources.store().may_answer(asked.place, asked.voice.whose, asked.token):
        return Response(status_code=403)
    return JSONResponse(serve(asked), headers={"Cache-Control": "no-store"})


def _take(late: _Late) -> dict[str, Any]:
    store, bank = resources.store(), resources.bank()
    fact = bank.facts.get(late.fact)
    if fact is None:
        return {"state": "gone"}
    own = [one.entry() for one in late.own]
    try:
        drawn = late.drawn.entry() if late.drawn else None
        outcome = give_late(store, bank, late.voice, fact, late.entry.entry(), late.seen, own, drawn)
    except AnswerRefused as refused:
        return {"state": "refused", "words": refusal(refused, late.lang)}
    except RoundClosed as closed:  # sent again, it would be refused again
        return {"state": "refused", "words": refusal(AnswerRefused(closed.message, closed.remedy), late.lang)}
    standing = outcome.current
    told = {
        "wrote": outcome.wrote,
        "seen": standing.at.isoformat() if standing else None,
        **_told(fact, standing, late.lang),
    }
    return {"state": "saved" if outcome.changed_elsewhere is None else "elsewhere", **told}


def _told(fact: Fact, standing: SavedAnswer | None, lang: Lang) -> dict[str, str]:
    words = answer_text(fact, standing.answer if standing else UNANSWERED).text(lang)
    return {"answer": words, "time": clock(standing.at, lang) if standing else ""}


def _state(opened: _Opened) -> dict[str, Any]:
    return {"revision": revision(resources.store().saved_answers(opened.place))}


async def _body(request: Request) -> bytes | None:
    """The body; None when it is too large."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return body


ROUTES: Sequence[BaseRoute] = (
    Route(f"/{ADDRESS}", _answer, methods=["POST"]),
    Route(f"/{ADDRESS}/pulse", _pulse, methods=["POST"]),
)
