"""Saving without a button: what stands in the fields is compared with what the browser last told.

The database is the truth and the fields mirror it (see ``mirror``). Fields that are in the browser are heard before a
page is drawn (an answer and the click on "next" may arrive together); fields that this session draws for the first time
are heard after it (a browser that comes back to a restarted server sends its fields before the session knows them).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assessment.answers import UNANSWERED, Answer, AnswerRefused, State
from assessment.content.bank import FactBank
from assessment.content.facts import Fact
from assessment.language import Lang
from assessment.store.assessments import Store
from assessment.store.records import SavedAnswer, SaveOutcome, revision
from assessment.store.refusals import RoundClosed
from assessment.web import questions
from assessment.web.answering import Voice, accepted, give, refusal_of
from assessment.web.entries import Entry, entry_of, settle
from assessment.web.mirror import Mirror, before_touching, digest


@dataclass
class AnswerSheet:
    """The answers of one voice as one session knows them.

    ``baseline`` is the answer last seen per fact, ``mirrors`` the fields drawn so far, ``faults`` why what stands in
    them was not stored, ``elsewhere`` what somebody else has stored meanwhile, ``replaced`` what somebody else had
    stored and this person has answered otherwise, ``others`` the answers of the other origin. ``page`` are the facts
    drawn since the last statement, ``number`` is that of their corrections, and ``parts`` says by fact which part of
    the page states what was drawn of it.
    """

    voice: Voice
    baseline: dict[str, Answer] = field(default_factory=dict)
    mirrors: dict[str, Mirror] = field(default_factory=dict)
    faults: dict[str, AnswerRefused] = field(default_factory=dict)
    elsewhere: dict[str, SavedAnswer] = field(default_factory=dict)
    replaced: dict[str, SavedAnswer] = field(default_factory=dict)
    saved_at: dict[str, datetime] = field(default_factory=dict)
    others: dict[str, SavedAnswer] = field(default_factory=dict)
    revision: str = ""
    page: dict[str, None] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    number: int = 1
    session: str = field(default_factory=lambda: secrets.token_hex(4))

    def key(self, fact: Fact) -> str:
        """Where the fields of a fact keep their state: the same after a restart, different for another assessment."""
        return f"{self.voice.prefix}-{fact.id}"

    def entry(self, fact_id: str) -> Entry:
        """What the fields of a drawn question should show."""
        return self.mirrors[fact_id].entry

    def collect(self, store: Store, bank: FactBank) -> None:
        """Store every answer that the person has changed in fields drawn before; bad ones become ``faults``."""
        for fact_id, mirror in self.mirrors.items():
            if mirror.heard is None:
                continue
            fact = bank.facts[fact_id]
            session, number, _ = questions.told(self.parts[fact_id])
            if session == self.session:
                mirror.acknowledge(number)
            told = mirror.heard
            wanted = mirror.hear(questions.read(fact, self.key(fact), told))
            if wanted is None:
                continue
            try:
                self._take(store, bank, fact, wanted, mirror.entry)
            except Exception:
                # Where the database fails, the next run finds the same difference and tries again.
                mirror.heard = told
                raise

    def meet(self, store: Store, bank: FactBank, part: str = "page") -> bool:
        """End of a part of the page: state to the browser what was drawn, and hear the fields that are new to this
        session.

        True when that has changed something, so that the page must be drawn again. The browser's own statement of what
        it was drawn tells an answer given to a server that is gone from one that was merely drawn by it.
        """
        page, self.page = self.page, {}
        shows = {fact_id: digest(self.mirrors[fact_id].entry) for fact_id in page}
        part = f"{self.voice.prefix}-{part}"
        drawn = questions.statement(part, self.session, self.number, shows)
        self.parts.update(dict.fromkeys(page, part))
        self.number += 1
        changed = False
        for fact_id in page:
            fact, mirror = bank.facts[fact_id], self.mirrors[fact_id]
            if mirror.heard is not None:
                continue
            now = questions.read(fact, self.key(fact), mirror.entry)
            if now != mirror.entry:
                changed = True
                if drawn.get(fact_id) != digest(now) or accepted(fact, now) == self.baseline.get(fact_id, UNANSWERED):
                    # The answer may be in the database already, by another way: it is not weighed against itself.
                    before = before_touching(fact, now, drawn.get(fact_id))
                    self._take(store, bank, fact, now, before or mirror.entry)
            mirror.heard = now
        return changed

    def _take(self, store: Store, bank: FactBank, fact: Fact, wanted: Entry, before: Entry) -> None:
        """The person wants an entry, having seen one before: store it once 'none of these' has had its way, show it."""
        mirror = self.mirrors[fact.id]
        settled = settle(fact, before, wanted)
        try:
            outcome = give(store, bank, self.voice, fact, settled, self.baseline)
        except AnswerRefused as refused:
            self.faults[fact.id] = refused
        except RoundClosed as closed:
            self.faults[fact.id] = AnswerRefused(closed.message, closed.remedy)
        else:
            self._stored(fact.id, outcome)
            if fact.id in self.elsewhere:
                settled = entry_of(fact, self.baseline[fact.id])
        mirror.entry = settled

    def adopt(self, store: Store, fact: Fact, answer: Answer) -> None:
        """Store an answer that the person took over with a click, and show it in the fields."""
        before = self.baseline.get(fact.id, UNANSWERED)
        voice = self.voice
        outcome = store.save_answer(voice.assessment_id, fact.id, answer, voice.origin, voice.by, before)
        self._stored(fact.id, outcome)
        self._mirror(fact).entry = entry_of(fact, self.baseline[fact.id])

    def _mirror(self, fact: Fact) -> Mirror:
        if fact.id not in self.mirrors:
            self.mirrors[fact.id] = Mirror(entry_of(fact, self.baseline.get(fact.id, UNANSWERED)))
        return self.mirrors[fact.id]

    def _stored(self, fact_id: str, outcome: SaveOutcome) -> None:
        self.faults.pop(fact_id, None)
        self.elsewhere.pop(fact_id, None)
        self.replaced.pop(fact_id, None)
        self.baseline[fact_id] = outcome.current.answer if outcome.current else UNANSWERED
        if outcome.current:
            self.saved_at[fact_id] = outcome.current.at
        if outcome.changed_elsewhere:
            (self.replaced if outcome.wrote else self.elsewhere)[fact_id] = outcome.changed_elsewhere

    def refresh(self, bank: FactBank, standing: Sequence[SavedAnswer]) -> None:
        """Take in the answers of all origins as the database holds them; fields changed elsewhere are put right."""
        self.revision = revision(standing)
        self.others = {
            one.fact_id: one
            for one in standing
            if one.origin != self.voice.origin and one.answer.state is not State.UNANSWERED
        }
        for saved in standing:
            if saved.origin != self.voice.origin:
                continue
            fact_id = saved.fact_id
            before = self.baseline.get(fact_id, UNANSWERED)
            mirror = self.mirrors.get(fact_id)
            self.baseline[fact_id] = saved.answer
            self.saved_at[fact_id] = saved.at
            if mirror is None or before == saved.answer:
                continue
            fact = bank.facts[fact_id]
            self.faults.pop(fact_id, None)
            if accepted(fact, mirror.entry) == saved.answer:
                continue
            mirror.entry = entry_of(fact, saved.answer)
            if questions.is_here(fact, self.key(fact)):
                self.elsewhere[fact_id] = saved
                self.replaced.pop(fact_id, None)

    def recall(self, bank: FactBank, refused: Mapping[str, Mapping[str, Any]]) -> None:
        """Begin with what was typed before and refused (``Store.refused``): it stands there again with its reason."""
        for fact_id, plain in refused.items():
            fact = bank.facts.get(fact_id)
            entry = Entry.of_plain(plain)
            fault = fact and refusal_of(bank, fact, entry, self.baseline)
            if fact and fault:
                self.faults[fact_id] = fault
                self.mirrors[fact_id] = Mirror(entry)

    def draw(self, fact: Fact, lang: Lang) -> None:
        """Put a question on the page with what is known of it."""
        mirror, key = self._mirror(fact), self.key(fact)
        self.page[fact.id] = None
        if not questions.is_here(fact, key):
            mirror.forget()
        elif mirror.is_behind:
            questions.put(fact, key, mirror.entry)
            mirror.put(self.number)
        questions.draw(fact, key, mirror.entry, lang)

    def answered(self, fact_id: str) -> bool:
        """Has the question any of the three answers?"""
        return self.baseline.get(fact_id, UNANSWERED).state is not State.UNANSWERED
