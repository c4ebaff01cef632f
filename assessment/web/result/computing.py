"""The result of the answers as they stand: computed once for each change of them, and never shared between firms."""

from __future__ import annotations

import datetime
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import streamlit as st

from assessment import settings
from assessment.advisory import Adjustment, Advisor, Advisory, Comment
from assessment.advisory.following import replies_of_progress
from assessment.advisory.visiting import visit_of
from assessment.answers import Answer, AnswerTable
from assessment.peers import RealFirms
from assessment.planning import Aim, StepReply
from assessment.providers import Exposure
from assessment.store.peer_shelf import PeerMark
from assessment.store.peering import counted_firms
from assessment.web import resources
from assessment.web.consultant import hand
from assessment.web.result.replies import progress_of, replies_of
from assessment.web.route import Route, route

_KEY = "ganqi-result"
_PEERS_STAND = 300.0
UNNAMED = "未命名企业"
"""The name in a result for a firm that has not given any; the page itself says "your firm"."""


@dataclass(frozen=True)
class Live:
    """A result of now: the advisory, the answers given, and what was worked out on demand (see ``trying``)."""

    assessment_id: UUID
    advisory: Advisory
    answers: Mapping[str, Answer]
    replies: tuple[StepReply, ...] = ()
    worked_out: dict[str, Any] = field(default_factory=dict)

    def way(self, scope: str | None) -> Route:
        """The questions of the frameworks that ``scope`` means, without those that other answers settle."""
        settled = {one.fact for one in self.advisory.carried if one.settled and one.fact not in self.answers}
        facts = [fact for fact in resources.asked(scope) if fact not in settled]
        return route(resources.bank(), facts, self.answers, later=resources.later())


@dataclass(frozen=True)
class _Held:
    """What one session keeps: the last result, for what it was computed, and when (seconds of the system's clock)."""

    digest: str
    advisor: Advisor
    peers: PeerMark
    at: float
    live: Live

    def stands(self, digest: str, advisor: Advisor, peers: PeerMark) -> bool:
        """Would it come out the same now? What other firms changed in their answers is looked at again at times."""
        recent = time.monotonic() - self.at < _PEERS_STAND
        return recent and (self.digest, self.peers) == (digest, peers) and self.advisor is advisor


def compute(assessment_id: UUID) -> Live:
    """The result of an assessment; an answer verified on site counts before the firm's own."""
    store = resources.store()
    plain = {fact: answer.plain() for fact, answer in store.effective_answers(assessment_id).items()}
    saved, entries = store.saved_answers(assessment_id), store.entries(assessment_id)
    visits = store.visits(assessment_id)
    seen = hand.seen(saved)
    verified = tuple(sorted(seen))
    comments = tuple(
        Comment(section=one.section, text=one.text, author=one.author, at=one.at)
        for one in store.comments(assessment_id)
    )
    on, peers = settings.today(), store.peer_mark()
    put_down, known_measures = store.plan_entries(assessment_id), resources.advisor().measures.measures
    replies = replies_of_progress(progress_of(put_down, known_measures), replies_of(put_down, known_measures))
    digest = _digest(
        assessment_id,
        plain,
        [(one.fact_id, one.origin, one.answer.plain(), one.by, one.at) for one in saved],
        [c.model_dump(mode="json") for c in comments],
        [(one.kind, one.about, dict(one.document), one.author, one.at) for one in entries],
        [(one.id, one.signed_at) for one in visits if one.signed_at is not None],
        [one.model_dump() for one in replies],
        on,
    )
    held = st.session_state.get(_KEY)
    advisor = resources.advisor()
    if isinstance(held, _Held) and held.stands(digest, advisor, peers):
        return held.live
    changes = hand.adjustments_of(entries)
    computed = resources.aside().work_out(_computed, assessment_id, plain, verified, on, changes, Aim(replies=replies))
    reported = {one.fact_id: one.answer for one in saved if one.origin == "self" and one.fact_id in advisor.bank.facts}
    known = {fact: one for fact, one in seen.items() if fact in advisor.bank.facts}
    visit = visit_of(advisor, reported, known, on, hand.visited_on(entries, visits))
    advisory = computed.advisory.model_copy(update={"visit": visit, "comments": comments})
    live = Live(assessment_id, advisory, computed.answers, replies)
    st.session_state[_KEY] = _Held(digest, advisor, peers, time.monotonic(), live)
    return live


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _computed(
    assessment_id: UUID,
    plain: dict[str, Any],
    verified: tuple[str, ...],
    on: datetime.date,
    changes: Sequence[Adjustment],
    aim: Aim,
) -> Live:
    """Worked out in another process as a rule: only what can be sent there and back goes in and comes out."""
    advisor, real = resources.advisor(), counted_peers().seen_by(str(assessment_id))
    table, _ = AnswerTable.from_records(advisor.bank, [plain], [str(assessment_id)])
    reading = advisor.reading(table, on, real)
    advisory = reading.advisory(0, Exposure(), aim, adjustments=changes, verified=verified, example=True)
    if "firm_name" not in advisory.answers:
        advisory = advisory.model_copy(update={"firm": advisory.firm.model_copy(update={"name": UNNAMED})})
    answers = {fact: table.answer(0, fact) for fact in table.columns}
    return Live(assessment_id, advisory, answers)


def counted_peers() -> RealFirms:
    """The firms that agreed to be counted, online or in a centre's workbook.

    Whoever joins, withdraws or is deleted, here or on another server of the database, is seen at once; what a firm
    changes in its answers afterwards, within ten minutes.
    """
    return counted(resources.store().peer_mark())


@st.cache_resource(ttl="5m", max_entries=2, show_spinner=False)
def counted(mark: PeerMark) -> RealFirms:
    """The firms that counted when the database had this mark."""
    return counted_firms(resources.store(), resources.bank())
