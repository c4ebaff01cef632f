"""A consultant whose firm was taken away: every door that showed it ends, for pages that stand open, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from assessment.answers.firm_file import load_firm
from assessment.evidence import cleaned
from assessment.permissions import TABLE, NotAllowed, Right, Role, Scope
from assessment.settings import today
from assessment.store.account_records import Account
from assessment.store.assessments import Store
from assessment.store.firm_records import Firm, FirmIdentity
from assessment.store.trail import TrailFilter
from assessment.web import evidence_files, late_answers, links, visitors
from assessment.web.answering import Voice
from assessment.web.consultant import reporting
from tests.conftest import ROOT
from tests.evidence.files import photo
from tests.web.staff import sign_in
from tests.web.test_firms_pages import Opener, opened, press, store, words

__all__ = ["opened", "store"]
Files = dict[str, Callable[[], bytes]]


@dataclass(frozen=True)
class Visiting:
    """A firm with a planned visit, evidence and a code, its consultant, and the files that pages offer."""

    store: Store
    opened: Opener
    own: UUID
    code: str
    firm: Firm
    account: Account
    files: Files
    evidence: str
    browser: TestClient
    tabs: dict[str, AppTest] = field(default_factory=dict)

    def page(self, **query: str) -> AppTest:
        """The consultant's page of an address, in one tab until the firm is taken away."""
        at = str(query)
        if at not in self.tabs:
            self.tabs[at] = self.opened(links.CONSULTANT, **query)
        return self.tabs[at]

    def by_id(self) -> AppTest:
        """The page of the firm's assessment, as the consultant's list leads to it, with a question to verify."""
        return self.page(assessment=str(self.own), topic="equipment", at="equipment_digital")

    def part(self, number: int) -> AppTest:
        """One of the parts of that page."""
        pills = [one for one in self.by_id().get("button_group") if one.key == "consultant-part"]
        return pills[0].set_value(number).run() if pills else self.by_id()

    def take_away(self) -> None:
        self.store.take_firm(self.account.id, self.firm.id)
        self.tabs.clear()
        self.files.clear()


@pytest.fixture
def visiting(store: Store, opened: Opener, bank, monkeypatch: pytest.MonkeyPatch) -> Visiting:
    files: Files = {}
    monkeypatch.setattr(st, "download_button", lambda *given, key, **_: files.update({key: given[1]}))
    monkeypatch.setattr(reporting, "with_choices", lambda live: live.advisory)
    monkeypatch.setattr(reporting, "_drawn", lambda advisory, *_, **__: advisory.firm.name.encode())
    _, table, _, _ = load_firm(ROOT / "seeds" / "firms" / "sample_moulding.yaml", bank)
    found, code = store.create_assessment("zh")
    for fact in table.columns:
        store.save_answer(found.id, fact, table.answer(0, fact), "self", "self", None)
    firm = store.firm_of(found.id)
    assert firm is not None
    account = sign_in(monkeypatch, store, Role.CONSULTANT, name="示例顾问")
    store.give_firm(account.id, firm.id)
    store.plan_visit(found.id, today() + timedelta(days=1), "09:30", "示例大道 1 号", account.id, "示例经办")
    kept = store.add_evidence(found.id, "erp", cleaned(photo(), "设备.jpg"), "verified", "示例顾问")
    app = Starlette(routes=[*evidence_files.ROUTES, *late_answers.ROUTES])
    browser = TestClient(app, cookies={visitors.cookie_name(): str(visitors._cookie())})
    return Visiting(store, opened, found.id, code, firm, store.account(account.id), files, str(kept.id), browser)


def shown(tab: AppTest) -> str:
    """All that a page says, links and buttons included."""
    links_ = " ".join(str(one.proto.label) for one in tab.get("page_link"))
    return f"{words(tab)} {links_} {' '.join(one.label for one in (*tab.button, *tab.radio, *tab.text_area))}"


def searched(here: Visiting) -> str:
    tab = here.page()
    tab.text_input(key="code-search-text").set_value(here.firm.name)
    tab = press(tab, "查找")
    return " ".join(" ".join(one.options) for one in tab.radio)


def file_of(here: Visiting, key: str, tab: AppTest) -> str:
    """What a file of a page holds; nothing where the page does not offer it."""
    assert not tab.exception
    made = here.files.get(key)
    return "" if made is None else made().decode("utf-8-sig", "replace")


def listed(here: Visiting, key: str) -> str:
    return file_of(here, key, here.page())


def reported(here: Visiting) -> str:
    return file_of(here, "consultant-pdf", here.part(4))


def evidence(here: Visiting) -> str:
    answer = here.browser.get(f"/evidence/{here.evidence}")
    return here.firm.name if answer.status_code == 200 else answer.text


def uploader(here: Visiting) -> str:
    return here.firm.name if here.by_id().file_uploader else ""


def late(here: Visiting) -> str:
    """An answer that a page sends by itself."""
    voice = Voice(here.own, "verified", "示例顾问")
    token = here.store.token(here.own, voice.whose)
    entry = {"value": "12", "ticks": [], "other": None, "reason": ""}
    sent: dict[str, Any] = {"place": str(here.own), "origin": "verified", "by": voice.by, "token": token, "seen": None}
    sent |= {"fact": "equipment_digital", "entry": entry, "own": [], "lang": "zh"}
    answer = here.browser.post("/answers", content=json.dumps(sent))
    return here.firm.name if answer.status_code == 200 else answer.text


DOORS: dict[Right, tuple[Callable[[Visiting], str], ...]] = {
    Right.VERIFY: (
        lambda here: shown(here.by_id()),
        lambda here: shown(here.page(code=here.code)),
        late,
    ),
    Right.PLAN_VISIT: (
        lambda here: shown(here.page()),
        lambda here: listed(here, "visits-ics"),
        lambda here: listed(here, "visits-csv"),
    ),
    Right.KEEP_EVIDENCE: (uploader,),
    Right.SEE_EVIDENCE: (evidence,),
    Right.COMMENT: (lambda here: shown(here.part(2)),),
    Right.SIGNED_REPORT: (lambda here: shown(here.part(1)), reported),
    Right.RENEW_CODE: (searched,),
}
ELSEWHERE = {Right.SEE_FIRM: "programs ask for it: tests/api/test_matrix.py", Right.SEE_INVITATION: "owners' page only"}


def test_every_right_of_a_consultant_has_its_doors() -> None:
    at = list(Role).index(Role.CONSULTANT)
    assert set(DOORS) | set(ELSEWHERE) == {right for right, scopes in TABLE.items() if scopes[at] is Scope.HELD}


def test_every_door_of_a_firm_that_was_taken_away_is_shut_and_names_it_no_more(visiting: Visiting) -> None:
    here = visiting
    doors = [(right, door) for right, some in DOORS.items() for door in some]
    for right, door in doors:
        assert here.firm.name in door(here), f"{right}: this door never opened"
    here.take_away()
    before = here.store.answers(here.own, "verified")
    for right, door in doors:
        told = door(here)
        assert here.firm.name not in told and "示例大道" not in told, right
        assert here.code not in told
    assert "已经不由您负责" in shown(here.page(code=here.code))
    assert here.store.answers(here.own, "verified") == before
    assert here.firm.id not in here.store.account(here.account.id).firms, "the code did not bring it back"
    refused = here.store.trail.lines(TrailFilter(act="refused", actor=here.account.signature))
    assert {line.subject_kind for line in refused} == {"assessment", "evidence"}
    assert {line.subject for line in refused} == {here.own.hex, UUID(here.evidence).hex}


def test_what_stood_open_when_the_firm_was_taken_away_saves_and_hands_out_nothing(visiting: Visiting) -> None:
    here = visiting
    here.part(4)
    here.page()
    tab = here.opened(links.CONSULTANT, assessment=str(here.own), topic="equipment")
    files = dict(here.files)
    assert {"consultant-pdf", "consultant-docx", "visits-ics", "visits-xlsx", "visits-csv"} <= set(files)
    more, _ = here.store.find_or_create_firm(FirmIdentity("示例又一家", city="nanchang"), "staff")
    here.store.give_firm(here.account.id, more.id)
    assert here.firm.name.encode() in files["consultant-pdf"](), "to be given one more takes nothing away"
    here.store.take_firm(here.account.id, here.firm.id)
    tab = press(tab, "与自报一致")
    assert here.firm.name not in shown(tab) and here.store.answers(here.own, "verified") == {}
    for key, made in files.items():
        with pytest.raises(NotAllowed):
            made()
        (line,) = here.store.trail.lines(TrailFilter(act="refused"), limit=1)
        assert (line.actor, line.subject_kind, line.subject) == (here.account.signature, "file", key)
