"""Saving without a button: what stands in the fields is compared with what this session last knew.

The database is the truth and the fields mirror it. Fields are compared both before a page is drawn (an answer and the
click on "next" may arrive together) and after it (a browser that comes back to a restarted server sends its fields
before the session knows them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from assessment.answers import UNANSWERED, Answer, AnswerRefused, State, cross_check
from assessment.content.bank import FactBank
from assessment.content.facts import Fact
from assessment.language import Lang
from assessment.store.assessments import Store
from assessment.store.records import Origin, SavedAnswer
from assessment.web import questions
from assessment.web.entries import Entry, answer_of, entry_of, settle


@dataclass
class Sheet:
    """The answers of one assessment and origin as one session knows them.

    ``baseline`` is the answer last seen per fact, ``entries`` what its fields showed, ``faults`` why what stands in
    them now was not stored, ``elsewhere`` what somebody else has stored meanwhile, ``drawn`` the facts whose fields
    are in the browser. ``to_put`` names fields to be set right, ``superseded`` what stood in them before.
    """

    assessment_id: UUID
    origin: Origin
    by: str
    baseline: dict[str, Answer] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    faults: dict[str, AnswerRefused] = field(default_factory=dict)
    elsewhere: dict[str, SavedAnswer] = field(default_factory=dict)
    saved_at: dict[str, datetime] = field(default_factory=dict)
    drawn: dict[str, None] = field(default_factory=dict)
    to_put: set[str] = field(default_factory=set)
    superseded: dict[str, Entry] = field(default_factory=dict)

    def key(self, fact: Fact) -> str:
        """Where the fields of a fact keep their state: the same after a restart, different for another assessment."""
        return f"{self.assessment_id.hex[:12]}-{self.origin}-{fact.id}"

    def collect(self, store: Store, bank: FactBank, *, sent: bool = False) -> bool:
        """Store every answer that the person has changed; true when there was one. Bad ones become ``faults``.

        ``sent`` says that the fields are as the browser has just sent them, before anything was drawn in this run.
        """
        changed = False
        for fact_id in self.drawn:
            if fact_id in self.to_put:
                continue
            fact = bank.facts[fact_id]
            before = self.entries[fact_id]
            now = questions.read(fact, self.key(fact), before)
            if now == before:
                if sent:
                    self.superseded.pop(fact_id, None)
                continue
            if now == self.superseded.get(fact_id):
                # It left the browser before our correction arrived there.
                self.to_put.add(fact_id)
                continue
            changed = True
            settled = settle(fact, before, now)
            self._save(store, bank, fact, settled)
            # Only now: where the database fails, the next run finds the same difference and tries again.
            self.entries[fact_id] = settled
            if settled != now:
                self._correct(fact_id, now)
        return changed

    def adopt(self, store: Store, fact: Fact, answer: Answer) -> None:
        """Store an answer that the person took over with a click, and show it in the fields."""
        before = self.baseline.get(fact.id, UNANSWERED)
        outcome = store.save_answer(self.assessment_id, fact.id, answer, self.origin, self.by, before)
        self.baseline[fact.id] = outcome.current.answer if outcome.current else UNANSWERED
        if outcome.current:
            self.saved_at[fact.id] = outcome.current.at
        self.faults.pop(fact.id, None)
        self.entries.pop(fact.id, None)
        self.to_put.add(fact.id)

    def _save(self, store: Store, bank: FactBank, fact: Fact, entry: Entry) -> None:
        try:
            answer = answer_of(fact, entry)
            self._check_beside_others(bank, fact, answer)
        except AnswerRefused as refused:
            self.faults[fact.id] = refused
            return
        self.faults.pop(fact.id, None)
        outcome = store.save_answer(
            self.assessment_id, fact.id, answer, self.origin, self.by, self.baseline.get(fact.id, UNANSWERED)
        )
        self.baseline[fact.id] = outcome.current.answer if outcome.current else UNANSWERED
        if outcome.current and outcome.wrote:
            self.saved_at[fact.id] = outcome.current.at
        if outcome.changed_elsewhere:
            self.elsewhere[fact.id] = outcome.changed_elsewhere
        else:
            self.elsewhere.pop(fact.id, None)

    def _check_beside_others(self, bank: FactBank, fact: Fact, answer: Answer) -> None:
        """A part above its whole is refused; a whole below a part is kept, and the part shows the fault."""
        fault = cross_check(bank, self.baseline | {fact.id: answer}).get(fact.id)
        if fault is not None:
            raise fault

    def refresh(self, standing: Mapping[str, SavedAnswer]) -> None:
        """Take in what the database holds (this origin's answers by fact); fields changed elsewhere are put right."""
        for fact_id, saved in standing.items():
            known = self.baseline.get(fact_id)
            if known is not None and known != saved.answer and fact_id in self.entries:
                self.elsewhere[fact_id] = saved
                self.faults.pop(fact_id, None)
                self._correct(fact_id, self.entries.pop(fact_id))
            self.baseline[fact_id] = saved.answer
            self.saved_at[fact_id] = saved.at

    def _correct(self, fact_id: str, shown: Entry) -> None:
        """The fields show something else than they should: put them right when they are drawn next."""
        self.superseded[fact_id] = shown
        self.to_put.add(fact_id)

    def draw(self, fact: Fact, lang: Lang) -> None:
        """Put a question on the page with what is known of it."""
        entry = self.entries.get(fact.id)
        if entry is None:
            entry = self.entries[fact.id] = entry_of(fact, self.baseline.get(fact.id, UNANSWERED))
        if fact.id in self.to_put:
            questions.put(fact, self.key(fact), entry)
            self.to_put.discard(fact.id)
        self.drawn[fact.id] = None
        questions.draw(fact, self.key(fact), entry, lang)

    def answered(self, fact_id: str) -> bool:
        """Has the question any of the three answers?"""
        return self.baseline.get(fact_id, UNANSWERED).state is not State.UNANSWERED
