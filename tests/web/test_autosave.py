"""Saving by comparing, without a browser: fields are a plain mapping here, the database is real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.content.bank import FactBank
from assessment.store.assessments import Store, open_store
from assessment.store.refusals import DatabaseUnavailable
from assessment.web import questions
from assessment.web.autosave import Sheet
from assessment.web.entries import Entry, answer_of

CONTROL, APPLICATION, NONE = "workshop_control_network", "application_network", "none"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    yield opened
    opened.close()


class Tab:
    """One browser tab: its fields, and the session that serves it."""

    def __init__(self, store: Store, bank: FactBank, sheet: Sheet):
        self.store, self.bank, self.sheet = store, bank, sheet
        self.fields: dict[str, Entry] = {}

    def run(self, *facts: str) -> None:
        """One run of a page with these questions, as the questionnaire does it."""
        self.sheet.collect(self.store, self.bank, sent=True)
        saved = self.store.saved_answers(self.sheet.assessment_id)
        self.sheet.refresh({answer.fact_id: answer for answer in saved})
        for fact in facts:
            self.sheet.draw(self.bank.facts[fact], "zh")
        if self.sheet.collect(self.store, self.bank):
            self.run(*facts)

    def stored(self, fact: str) -> object:
        answer = self.store.answers(self.sheet.assessment_id).get(fact)
        return answer.plain() if answer else None


@pytest.fixture
def open_tab(kept: Store, bank: FactBank, monkeypatch: pytest.MonkeyPatch):
    firm, _ = kept.create_assessment("zh")
    tabs: dict[int, Tab] = {}

    def tab_of(key: str) -> tuple[Tab, str]:
        return tabs[0], key.rsplit("-", 1)[-1]

    def read(fact, key, drawn):
        tab, name = tab_of(key)
        return tab.fields.get(name, drawn)

    def put(fact, key, entry):
        tab, name = tab_of(key)
        tab.fields[name] = entry

    monkeypatch.setattr(questions, "read", read)
    monkeypatch.setattr(questions, "put", put)
    monkeypatch.setattr(questions, "draw", lambda *_: None)

    def open_one() -> Tab:
        """A new session; it takes the place of the one before, as after a restart."""
        tab = Tab(kept, bank, Sheet(firm.id, "self", "self"))
        if tabs:
            tab.fields = tabs[0].fields
        tabs[0] = tab
        return tab

    return open_one


def test_a_changed_field_is_stored_and_an_untouched_one_is_not(open_tab):
    tab = open_tab()
    tab.run("employees", "revenue")
    tab.fields["employees"] = Entry(value="40")
    tab.run("employees", "revenue")
    assert (tab.stored("employees"), tab.stored("revenue")) == (40.0, None)
    assert len(tab.store.log(tab.sheet.assessment_id)) == 1


def test_an_answer_is_stored_though_the_next_page_no_longer_asks_it(open_tab):
    tab = open_tab()
    tab.run("employees")
    tab.fields["employees"] = Entry(value="40")
    tab.run("equipment_total")
    assert tab.stored("employees") == 40.0


def test_a_session_that_knows_nothing_stores_what_the_browser_sends(open_tab):
    tab = open_tab()
    tab.run("employees")
    tab.fields["employees"] = Entry(value="40")
    reopened = open_tab()
    reopened.run("employees")
    assert reopened.stored("employees") == 40.0


def test_a_late_message_cannot_undo_a_correction_of_the_ticks(open_tab):
    tab = open_tab()
    tab.run("network")
    tab.fields["network"] = Entry(ticks=(CONTROL, APPLICATION))
    tab.run("network")
    late = Entry(ticks=(CONTROL, APPLICATION, NONE))
    tab.fields["network"] = late
    tab.run("network")
    tab.fields["network"] = late
    tab.run("network")
    assert tab.stored("network") == [NONE]
    assert tab.fields["network"].ticks == (NONE,)
    # Once the browser has caught up, the same ticks by the person's hand count.
    tab.run("network")
    tab.fields["network"] = Entry(ticks=(CONTROL, NONE))
    tab.run("network")
    assert tab.stored("network") == [CONTROL]


def test_a_late_message_cannot_put_an_old_answer_over_a_newer_one_from_elsewhere(open_tab):
    tab = open_tab()
    tab.run("employees")
    tab.fields["employees"] = Entry(value="40")
    tab.run("employees")
    newer = answer_of(tab.bank.facts["employees"], Entry(value="55"))
    tab.store.save_answer(tab.sheet.assessment_id, "employees", newer, "self", "self", tab.sheet.baseline["employees"])
    tab.run("employees")
    assert tab.fields["employees"] == Entry(value="55")
    assert "employees" in tab.sheet.elsewhere
    tab.fields["employees"] = Entry(value="40")
    tab.run("employees")
    assert tab.stored("employees") == 55.0


def test_an_answer_that_the_database_could_not_take_is_tried_again(open_tab, monkeypatch: pytest.MonkeyPatch):
    tab = open_tab()
    tab.run("employees")
    tab.fields["employees"] = Entry(value="40")

    def fail(*_: object) -> None:
        raise DatabaseUnavailable()

    with monkeypatch.context() as broken:
        broken.setattr(tab.store, "save_answer", fail)
        with pytest.raises(DatabaseUnavailable):
            tab.run("employees")
    tab.run("employees")
    assert tab.stored("employees") == 40.0


def test_a_bad_answer_is_a_fault_and_the_last_good_one_stays(open_tab):
    tab = open_tab()
    tab.run("employees")
    tab.fields["employees"] = Entry(value="40")
    tab.run("employees")
    tab.fields["employees"] = Entry(value="约五十")
    tab.run("employees")
    assert tab.stored("employees") == 40.0
    assert "employees" in tab.sheet.faults
    assert tab.sheet.entries["employees"].value == "约五十"
