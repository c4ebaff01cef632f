"""Answers that the page sends by itself: the right to it, the checks, and what they never overwrite."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from assessment.answers import Answer, State
from assessment.content.bank import FactBank
from assessment.permissions import Role
from assessment.store.account_records import Browser
from assessment.store.accounts import Person
from assessment.store.assessments import Store, open_store
from assessment.web import late_answers, resources, visitors
from assessment.web.answering import Voice


def figure(value: float) -> Answer:
    return Answer(State.ANSWERED, value)


@dataclass
class Reply:
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def post(path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Reply:
    """One request to the routes, as a server would hand it over."""
    given = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": given}
    parts: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}

    async def send(part: Any) -> None:
        parts.append(part)

    async def call() -> None:
        await Starlette(routes=list(late_answers.ROUTES))(scope, receive, send)

    # In a thread of its own: where a browser test ran before, this one has a running event loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, call()).result()
    return Reply(parts[0]["status"], b"".join(part.get("body", b"") for part in parts))


class Page:
    """What the script of a page knows and sends."""

    def __init__(self, store: Store):
        firm, _ = store.create_assessment("zh")
        self.store, self.voice = store, Voice(firm.id)
        self.token = store.token(firm.id, self.voice.whose)

    def send(self, fact: str, *, headers: dict[str, str] | None = None, **changes: Any) -> Reply:
        entry = {"value": None, "ticks": [], "other": None, "reason": ""} | changes.pop("entry", {})
        own = [{"value": None, "ticks": [], "other": None, "reason": ""} | one for one in changes.pop("own", [])]
        body = {"place": self.voice.assessment_id.hex, "origin": "self", "by": "self", "token": self.token}
        body |= {"fact": fact, "entry": entry, "seen": None, "own": own, "lang": "zh"} | changes
        return post("/answers", body, headers)

    def stored(self, fact: str) -> Any:
        answer = self.store.answers(self.voice.assessment_id).get(fact)
        return answer.plain() if answer else None

    def seen(self, fact: str) -> str:
        (saved,) = (one for one in self.store.saved_answers(self.voice.assessment_id) if one.fact_id == fact)
        return saved.at.isoformat()


@pytest.fixture
def page(tmp_path: Path, bank: FactBank, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    kept = open_store(f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    monkeypatch.setattr(resources, "store", lambda: kept)
    monkeypatch.setattr(resources, "bank", lambda: bank)
    yield Page(kept)
    kept.close()


def test_an_answer_is_stored_and_logged_as_on_the_page(page: Page):
    reply = page.send("employees", entry={"value": "４０人"}).json()
    assert (reply["state"], reply["wrote"], reply["answer"]) == ("saved", True, "40 人")
    assert page.stored("employees") == 40.0
    (line,) = page.store.log(page.voice.assessment_id)
    assert (line.fact_id, line.origin, line.by, line.old, line.new) == ("employees", "self", "self", None, 40.0)


def test_sent_twice_it_is_written_once(page: Page):
    page.send("employees", entry={"value": "40"})
    assert page.send("employees", entry={"value": "40"}).json()["wrote"] is False
    assert len(page.store.log(page.voice.assessment_id)) == 1


def test_an_answer_given_since_is_never_overwritten(page: Page):
    page.store.save_answer(page.voice.assessment_id, "employees", figure(40.0), "self", "self", None)
    seen = page.seen("employees")
    page.store.save_answer(page.voice.assessment_id, "employees", figure(60.0), "self", "self", None)
    reply = page.send("employees", entry={"value": "55"}, seen=seen).json()
    assert (reply["state"], reply["answer"]) == ("elsewhere", "60 人")
    assert page.stored("employees") == 60.0
    # Also where the same figure as then stands again: somebody has put it there on purpose.
    page.store.save_answer(page.voice.assessment_id, "employees", figure(40.0), "self", "self", None)
    assert page.send("employees", entry={"value": "55"}, seen=seen).json()["state"] == "elsewhere"
    assert page.send("employees", entry={"value": "55"}, seen=page.seen("employees")).json()["state"] == "saved"


def test_what_the_same_page_has_sent_meanwhile_is_no_strangers_answer(page: Page):
    page.send("employees", entry={"value": "55"})
    reply = page.send("employees", entry={"value": "556"}, own=[{"value": "5"}, {"value": "55"}]).json()
    assert reply["state"] == "saved"
    assert page.stored("employees") == 556.0


def test_ticks_and_none_of_these_push_each_other_out(page: Page):
    page.send("network", entry={"ticks": ["workshop_control_network"]})
    both = {"ticks": ["workshop_control_network", "none"]}
    page.send("network", entry=both, seen=page.seen("network"))
    assert page.stored("network") == ["none"]


def test_none_of_these_sent_twice_is_not_weighed_against_itself(page: Page):
    page.send("network", entry={"ticks": ["workshop_control_network"]})
    drawn = {"value": None, "ticks": ["workshop_control_network"], "other": None, "reason": ""}
    both, seen = {"ticks": ["workshop_control_network", "none"]}, page.seen("network")
    assert page.send("network", entry=both, seen=seen, drawn=drawn).json()["wrote"] is True
    again = page.send("network", entry=both, seen=seen, drawn=drawn).json()
    assert (again["state"], again["wrote"], page.stored("network")) == ("saved", False, ["none"])


@pytest.mark.parametrize(
    ("fact", "entry", "words"),
    [
        ("employees", {"value": "无数据"}, "不是数字"),
        ("equipment_cnc", {"other": "not_applicable"}, "原因"),
        ("equipment_digital", {"value": "45"}, "大于"),
        ("city", {"value": "atlantis"}, "没有这个选项"),
    ],
)
def test_what_the_page_would_refuse_is_refused_and_kept_as_typed(
    page: Page, fact: str, entry: dict[str, Any], words: str
):
    page.send("equipment_total", entry={"value": "30"})
    reply = page.send(fact, entry=entry).json()
    assert reply["state"] == "refused" and words in reply["words"]
    assert page.stored(fact) is None
    kept = page.store.refused(page.voice.assessment_id)[fact]
    assert {name: kept[name] for name in entry} == entry


def test_a_good_answer_takes_the_place_of_the_refused_one(page: Page):
    page.send("employees", entry={"value": "无数据"})
    page.send("employees", entry={"value": "40"})
    assert page.store.refused(page.voice.assessment_id) == {}


def test_only_the_page_of_the_assessment_may_send(page: Page):
    stranger = Page(page.store)
    entry = {"value": "40"}
    assert page.send("employees", entry=entry, token=stranger.token).status == 403
    assert page.send("employees", entry=entry, token="").status == 403
    assert page.send("employees", entry=entry, origin="verified", by="示例顾问").status == 403
    assert page.send("employees", entry=entry, headers={"Sec-Fetch-Site": "cross-site"}).status == 403
    page.store.reissue_code(page.voice.assessment_id, "owner")
    assert page.send("employees", entry=entry).status == 403, "a renewed code takes the right with it"
    assert page.stored("employees") is None


def test_a_consultant_sends_under_the_own_name_only_and_while_the_firm_is_given(page: Page):
    firm, store = page.voice.assessment_id, page.store
    store.save_answer(firm, "firm_name", Answer(State.ANSWERED, "示例有限公司"), "self", "owner", None)
    known = store.firm_of(firm)
    assert known is not None
    account = store.add_account(Person("示例顾问", "示例顾问", Role.CONSULTANT), None)
    store.give_firm(account.id, known.id)
    cookie = {"Cookie": f"{visitors.cookie_name()}={store.open_session(account.id, Browser('', ''))}"}
    token = page.store.token(firm, Voice(firm, "verified", "示例顾问").whose)

    def send(by: str, value: str, headers: dict[str, str]) -> Reply:
        said = {"origin": "verified", "by": by, "token": token, "headers": headers}
        return page.send("employees", entry={"value": value}, **said)

    assert send("示例顾问", "40", {}).status == 403, "the token of a page that is open no more"
    assert send("别人", "40", cookie).status == 403
    assert send("示例顾问", "40", cookie).json()["wrote"]
    assert page.store.log(firm)[-1].by == "示例顾问"
    store.take_firm(account.id, known.id)
    assert send("示例顾问", "41", cookie).status == 403


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"entry": {"value": "x" * 3000}}, 400),
        ({"entry": {"value": 40}}, 400),
        ({"entry": {"other": "whatever"}}, 400),
        ({"place": "no"}, 400),
        ({"own": [{"value": "x" * 1900}] * 20}, 413),
        ({"surplus": 1}, 400),
    ],
)
def test_what_our_page_would_never_send_is_not_read(page: Page, changes: dict[str, Any], status: int):
    assert page.send("employees", **changes).status == status


def test_a_question_that_is_no_longer_asked_is_told(page: Page):
    assert page.send("no_such_fact", entry={"value": "1"}).json() == {"state": "gone"}


def test_the_pulse_changes_with_every_answer_and_only_then(page: Page):
    visit = {"place": page.voice.assessment_id.hex, "origin": "self", "by": "self", "token": page.token}

    def beat() -> str:
        return str(post("/answers/pulse", visit).json()["revision"])

    before = beat()
    assert beat() == before
    page.send("employees", entry={"value": "40"})
    after = beat()
    page.send("employees", entry={"value": "41"}, seen=page.seen("employees"))
    assert len({before, after, beat()}) == 3
    assert post("/answers/pulse", visit | {"token": "no"}).status == 403
