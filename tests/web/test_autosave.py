"""Saving by comparing, without a browser: a model of one whose messages may be late is here; the database is real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.answers import UNANSWERED
from assessment.content.bank import FactBank
from assessment.content.facts import Fact
from assessment.store.assessments import Store, open_store
from assessment.store.refusals import DatabaseUnavailable
from assessment.web import questions
from assessment.web.answering import Voice, give_late
from assessment.web.autosave import AnswerSheet
from assessment.web.entries import Entry, answer_of, entry_of, settle

CONTROL, APPLICATION, NONE = "workshop_control_network", "application_network", "none"
Statement = tuple[str, int, Mapping[str, str]]
NOTHING: Statement = ("", 0, {})


@dataclass
class Message:
    """What a browser sends with every touch: the state of all its fields, and by part of the page the last statement
    that it has drawn."""

    fields: dict[str, Entry]
    statements: dict[str, Statement]


@dataclass
class Reply:
    """What a run of the server draws: fields that are set, fields that are new, and its statements; of ``alone`` only
    where that question was drawn by itself."""

    puts: dict[str, Entry] = field(default_factory=dict)
    drawn: dict[str, Entry] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    alone: str | None = None


class Wire:
    """The fields as the server sees them while it runs: this stands in for Streamlit's session state."""

    def __init__(self) -> None:
        self.held: dict[str, Entry] = {}
        self.statements: dict[str, Statement] = {}
        self.reply = Reply()
        self.here: set[str] = set()
        self.known: set[str] = set()

    def is_here(self, fact: Fact, _key: str) -> bool:
        return fact.id in self.here

    def read(self, fact: Fact, _key: str, drawn: Entry) -> Entry:
        return self.held.get(fact.id, drawn)

    def put(self, fact: Fact, _key: str, entry: Entry) -> None:
        self.held[fact.id] = self.reply.puts[fact.id] = entry

    def draw(self, fact: Fact, _key: str, entry: Entry, _lang: str) -> None:
        self.held.setdefault(fact.id, entry)
        self.reply.drawn[fact.id] = entry

    def told(self, part: str) -> Statement:
        return self.statements.get(part, NOTHING) if part in self.known else NOTHING

    def state(self, part: str, session: str, number: int, shows: Mapping[str, str]) -> Mapping[str, str]:
        before = self.statements.get(part, NOTHING)
        if part in self.known or not before[0]:
            self.statements[part] = self.reply.statements[part] = (session, number, dict(shows))
        self.known.add(part)
        return before[2]


class Tab:
    """One browser tab, and the session that serves it; ``apart``: every question is a part of the page of its own."""

    def __init__(self, store: Store, bank: FactBank, sheet: AnswerSheet, *, apart: bool):
        self.store, self.bank, self.sheet, self.apart = store, bank, sheet, apart
        self.fields: dict[str, Entry] = {}
        self.statements: dict[str, Statement] = {}
        self.wire = Wire()

    def touch(self, fact: str, entry: Entry) -> Message:
        """A hand changes the fields of a question; gives the message that leaves the browser."""
        self.fields[fact] = entry
        return self.message()

    def tap(self, fact: str, tick: str) -> Message:
        """A hand taps one box."""
        ticks = set(self.fields[fact].ticks) ^ {tick}
        options = self.bank.facts[fact].options  # type: ignore[union-attr]
        return self.touch(fact, replace(self.fields[fact], ticks=tuple(o.id for o in options if o.id in ticks)))

    def message(self) -> Message:
        return Message(dict(self.fields), dict(self.statements))

    def serve(self, message: Message, *facts: str, alone: str | None = None) -> Reply:
        """One run of a page with these questions on the server, or of one of them ``alone``, as the questionnaire does
        it."""
        wire = self.wire
        wire.held, wire.statements, wire.reply = dict(message.fields), dict(message.statements), Reply(alone=alone)
        self.sheet.collect(self.store, self.bank)
        saved = self.store.saved_answers(self.sheet.voice.assessment_id)
        self.sheet.refresh(self.bank, saved)
        changed = False
        for fact in (alone,) if alone else facts:
            self.sheet.draw(self.bank.facts[fact], "zh")
            if self.apart:
                changed |= self.sheet.meet(self.store, self.bank, fact)
        if not self.apart:
            changed = self.sheet.meet(self.store, self.bank)
        wire.here = set(facts)
        if changed:
            self.show(wire.reply)
            return self.serve(self.message(), *facts)
        return wire.reply

    def show(self, reply: Reply) -> None:
        """What the server has drawn arrives in the browser."""
        for fact, entry in reply.drawn.items():
            self.fields.setdefault(fact, entry)
        self.fields.update(reply.puts)
        if reply.alone is None:
            self.fields = {fact: self.fields[fact] for fact in reply.drawn}
        self.statements.update(reply.statements)

    def run(self, *facts: str, message: Message | None = None) -> None:
        """A message goes to the server and its answer comes back."""
        self.show(self.serve(message or self.message(), *facts))

    def restart(self) -> None:
        """The server forgets the session; the page stays as it is."""
        self.sheet = AnswerSheet(self.sheet.voice)
        self.wire.here, self.wire.known = set(), set()

    def stored(self, fact: str) -> object:
        answer = self.store.answers(self.sheet.voice.assessment_id).get(fact)
        return answer.plain() if answer else None


def elsewhere(tab: Tab, fact: str, text: str) -> None:
    """Somebody else answers at another device."""
    standing = tab.store.answers(tab.sheet.voice.assessment_id).get(fact, UNANSWERED)
    answer = answer_of(tab.bank.facts[fact], Entry(value=text))
    tab.store.save_answer(tab.sheet.voice.assessment_id, fact, answer, "self", "self", standing)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'kept.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch):
    """Says which tab's message the server is at work on."""
    at: list[Tab] = []
    for name in ("is_here", "read", "put", "draw", "told"):
        monkeypatch.setattr(questions, name, lambda *given, name=name: getattr(at[0].wire, name)(*given))
    monkeypatch.setattr(questions, "statement", lambda *given: at[0].wire.state(*given))
    return at


@pytest.fixture(params=[False, True], ids=["one part", "a part a question"])
def tab(kept: Store, bank: FactBank, serving: list[Tab], request: pytest.FixtureRequest) -> Tab:
    return begin(kept, bank, serving, apart=request.param)


def begin(kept: Store, bank: FactBank, serving: list[Tab], *, apart: bool) -> Tab:
    firm, _ = kept.create_assessment("zh")
    serving[:] = [Tab(kept, bank, AnswerSheet(Voice(firm.id)), apart=apart)]
    return serving[0]


def test_a_changed_field_is_stored_and_an_untouched_one_is_not(tab: Tab):
    tab.run("employees", "revenue")
    tab.run("employees", "revenue", message=tab.touch("employees", Entry(value="40")))
    assert (tab.stored("employees"), tab.stored("revenue")) == (40.0, None)
    assert len(tab.store.log(tab.sheet.voice.assessment_id)) == 1


def test_an_answer_is_stored_though_the_next_page_no_longer_asks_it(tab: Tab):
    tab.run("employees")
    tab.run("equipment_total", message=tab.touch("employees", Entry(value="40")))
    assert tab.stored("employees") == 40.0


def test_a_session_that_knows_nothing_stores_what_the_browser_sends(tab: Tab):
    tab.run("employees")
    message = tab.touch("employees", Entry(value="40"))
    tab.restart()
    tab.run("employees", message=message)
    assert tab.stored("employees") == 40.0


def test_after_a_restart_what_was_merely_drawn_is_no_answer(tab: Tab):
    tab.run("employees", "revenue")
    tab.run("employees", "revenue", message=tab.touch("employees", Entry(value="40")))
    elsewhere(tab, "employees", "55")
    tab.restart()
    tab.run("employees", "revenue", message=tab.touch("revenue", Entry(value="900")))
    assert (tab.stored("employees"), tab.stored("revenue")) == (55.0, 900.0)
    assert tab.fields["employees"] == Entry(value="55")


def test_a_late_message_cannot_undo_a_correction_of_the_ticks(tab: Tab):
    tab.run("network")
    tab.run("network", message=tab.touch("network", Entry(ticks=(CONTROL, APPLICATION))))
    late = tab.tap("network", NONE)
    first = tab.serve(late, "network")
    again = tab.serve(late, "network")
    tab.show(first)
    tab.show(again)
    assert tab.stored("network") == [NONE]
    assert tab.fields["network"].ticks == (NONE,)


def test_a_tap_before_our_correction_arrives_counts_beside_it(tab: Tab):
    tab.run("network")
    tab.run("network", message=tab.tap("network", CONTROL))
    first = tab.serve(tab.tap("network", NONE), "network")
    second = tab.serve(tab.tap("network", APPLICATION), "network")
    tab.show(first)
    tab.show(second)
    assert tab.stored("network") == [APPLICATION]
    assert tab.fields["network"].ticks == (APPLICATION,)


def test_none_of_these_chosen_again_after_an_option_stays(tab: Tab):
    tab.run("network")
    for _ in range(3):
        tab.run("network", message=tab.tap("network", NONE))
        assert (tab.stored("network"), tab.fields["network"].ticks) == ([NONE], (NONE,))
        tab.run("network", message=tab.tap("network", CONTROL))
        assert (tab.stored("network"), tab.fields["network"].ticks) == ([CONTROL], (CONTROL,))


def test_none_of_these_that_came_by_itself_before_a_restart_is_not_taken_back_by_the_message(tab: Tab):
    tab.run("network")
    tab.run("network", message=tab.tap("network", CONTROL))
    drawn, message = tab.fields["network"], tab.tap("network", NONE)
    (seen,) = tab.store.saved_answers(tab.sheet.voice.assessment_id)
    give_late(
        tab.store, tab.bank, tab.sheet.voice, tab.bank.facts["network"], tab.fields["network"], seen.at, (), drawn
    )
    assert tab.stored("network") == [NONE]
    tab.restart()
    tab.run("network", message=message)
    assert (tab.stored("network"), tab.fields["network"].ticks) == ([NONE], (NONE,))


def test_a_late_message_cannot_put_an_old_answer_over_a_newer_one_from_elsewhere(tab: Tab):
    tab.run("employees")
    tab.run("employees", message=tab.touch("employees", Entry(value="40")))
    elsewhere(tab, "employees", "55")
    late = tab.message()
    first = tab.serve(late, "employees")
    assert "employees" in tab.sheet.elsewhere
    again = tab.serve(late, "employees")
    tab.show(first)
    tab.show(again)
    assert tab.stored("employees") == 55.0
    assert tab.fields["employees"] == Entry(value="55")


def test_the_old_figure_typed_again_over_the_one_from_elsewhere_stays(tab: Tab):
    tab.run("employees")
    tab.run("employees", message=tab.touch("employees", Entry(value="50")))
    elsewhere(tab, "employees", "60")
    tab.run("employees")
    assert tab.fields["employees"] == Entry(value="60")
    tab.run("employees", message=tab.touch("employees", Entry(value="50")))
    tab.run("employees")
    assert (tab.stored("employees"), tab.fields["employees"]) == (50.0, Entry(value="50"))


def test_an_answer_given_first_elsewhere_is_shown(tab: Tab):
    tab.run("employees")
    elsewhere(tab, "employees", "60")
    tab.run("employees")
    assert tab.fields["employees"] == Entry(value="60")
    assert "employees" in tab.sheet.elsewhere


def test_who_answers_last_is_told_what_was_replaced_and_not_that_the_answer_has_changed(tab: Tab):
    tab.run("employees")
    elsewhere(tab, "employees", "60")
    tab.run("employees", message=tab.touch("employees", Entry(value="50")))
    assert tab.stored("employees") == 50.0
    assert "employees" not in tab.sheet.elsewhere
    assert tab.sheet.replaced["employees"].answer.value == 60.0


def test_an_answer_that_the_database_could_not_take_is_tried_again(tab: Tab, monkeypatch: pytest.MonkeyPatch):
    tab.run("employees")
    message = tab.touch("employees", Entry(value="40"))

    def fail(*_: object) -> None:
        raise DatabaseUnavailable()

    with monkeypatch.context() as broken:
        broken.setattr(tab.store, "save_answer", fail)
        with pytest.raises(DatabaseUnavailable):
            tab.serve(message, "employees")
    tab.run("employees", message=message)
    assert tab.stored("employees") == 40.0


def test_a_bad_answer_is_a_fault_and_the_last_good_one_stays(tab: Tab):
    tab.run("employees")
    tab.run("employees", message=tab.touch("employees", Entry(value="40")))
    tab.run("employees", message=tab.touch("employees", Entry(value="约五十")))
    assert tab.stored("employees") == 40.0
    assert "employees" in tab.sheet.faults
    assert tab.sheet.entry("employees").value == "约五十"


def test_two_questions_touched_at_once_are_both_kept_though_one_is_drawn(
    kept: Store, bank: FactBank, serving: list[Tab]
):
    tab = begin(kept, bank, serving, apart=True)
    tab.run("employees", "revenue")
    tab.touch("employees", Entry(value="40"))
    tab.show(tab.serve(tab.touch("revenue", Entry(value="900")), "employees", "revenue", alone="revenue"))
    assert (tab.stored("employees"), tab.stored("revenue")) == (40.0, 900.0)


def test_what_was_corrected_in_one_question_is_not_taken_back_by_a_touch_at_another(
    kept: Store, bank: FactBank, serving: list[Tab]
):
    tab = begin(kept, bank, serving, apart=True)
    tab.run("network", "employees")
    tab.show(tab.serve(tab.tap("network", NONE), "network", "employees", alone="network"))
    corrected = tab.serve(tab.tap("network", CONTROL), "network", "employees", alone="network")
    late = tab.touch("employees", Entry(value="40"))  # the browser has not drawn the correction yet
    tab.show(corrected)
    tab.show(tab.serve(late, "network", "employees", alone="employees"))
    assert (tab.stored("network"), tab.stored("employees")) == ([CONTROL], 40.0)
    for _ in range(2):
        tab.run("network", "employees")
    assert (tab.stored("network"), tab.fields["network"].ticks) == ([CONTROL], (CONTROL,))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([CONTROL, APPLICATION, NONE, "answer", "restart", "elsewhere"]), max_size=14),
    st.booleans(),
)
def test_however_late_messages_and_answers_are_the_field_ends_as_the_database(
    kept: Store, bank: FactBank, serving: list[Tab], acts: list[str], apart: bool
):
    """Taps go out at once and are served in order, where questions stand ``apart`` by runs that draw only the question;
    what the server draws arrives late or only at the end."""
    tab = begin(kept, bank, serving, apart=apart)
    tab.run("network")
    restarted = False
    on_the_way: list[Reply] = []
    seen, wanted = tab.fields["network"], tab.fields["network"]
    alone = True
    for act in acts:
        if act == "answer":
            if on_the_way:
                tab.show(on_the_way.pop(0))
        elif act == "restart":
            for reply in on_the_way:
                tab.show(reply)
            on_the_way.clear()
            tab.restart()
            restarted = True
        elif act == "elsewhere":
            alone = False
            standing = tab.store.answers(tab.sheet.voice.assessment_id).get("network", UNANSWERED)
            other = answer_of(bank.facts["network"], Entry(ticks=(APPLICATION,)))
            kept.save_answer(tab.sheet.voice.assessment_id, "network", other, "self", "self", standing)
            on_the_way.append(tab.serve(tab.message(), "network"))
            restarted = False
        else:
            seen = tab.fields["network"]
            by_itself = "network" if apart and not restarted else None
            on_the_way.append(tab.serve(tab.tap("network", act), "network", alone=by_itself))
            restarted = False
            gesture = set(seen.ticks) ^ set(tab.fields["network"].ticks) ^ set(wanted.ticks)
            wanted = settle(bank.facts["network"], wanted, replace(wanted, ticks=tuple(gesture)))
    for reply in on_the_way:
        tab.show(reply)
    for _ in range(2):
        tab.run("network")
    standing = tab.store.answers(tab.sheet.voice.assessment_id).get("network", UNANSWERED)
    assert tab.fields["network"] == entry_of(bank.facts["network"], standing)
    if alone:
        assert tab.fields["network"] == wanted, "every tap has had its way, in order"
