"""The store: everything that is kept about firms, behind one object."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, text, update

from assessment.answers.answer import UNANSWERED, Answer
from assessment.language import Lang
from assessment.settings import database_url
from assessment.store import lease, schema
from assessment.store.access import AccessRules
from assessment.store.answer_book import AnswerBook, write_answer
from assessment.store.area_book import AreaBook
from assessment.store.consultant_shelf import ConsultantShelf
from assessment.store.database import connect
from assessment.store.draw_shelf import DrawShelf
from assessment.store.evidence_shelf import EvidenceShelf
from assessment.store.finder import Finder
from assessment.store.firm_book import FirmBook
from assessment.store.firm_list import FirmList
from assessment.store.firm_recognising import forget_unspoken, recognise
from assessment.store.firm_standing import show_latest
from assessment.store.firm_twins import FirmTwins
from assessment.store.handed_out import ReportShelf
from assessment.store.header_shelf import HeaderShelf
from assessment.store.import_book import ImportBook
from assessment.store.import_standings import ImportStandings
from assessment.store.invitation_book import InvitationBook
from assessment.store.invitation_funnel import InvitationFunnel
from assessment.store.invitation_steps import InvitationSteps
from assessment.store.job_shelf import JobShelf
from assessment.store.migrating import migrate
from assessment.store.outbox import WEBHOOK, notices
from assessment.store.page_shelf import PageShelf
from assessment.store.peer_shelf import PeerShelf
from assessment.store.plan_shelf import PlanShelf
from assessment.store.privacy import Privacy
from assessment.store.records import Consent, SavedAnswer
from assessment.store.refusals import UnknownAssessment
from assessment.store.release_shelf import ReleaseShelf
from assessment.store.reply_shelf import ReplyShelf
from assessment.store.round_book import RoundBook
from assessment.store.scenario_shelf import ScenarioShelf
from assessment.store.sharing_book import SharingBook
from assessment.store.shelves import CommentShelf, ContentShelf, ResultShelf
from assessment.store.sign_in import SignIn
from assessment.store.token_shelf import TokenShelf
from assessment.store.trail import OWNER, now_acting
from assessment.store.visit_book import VisitBook

_FIRMS, _CONSENTS = schema.assessments, schema.consents
CLOSING_SECONDS = 5.0
"""How long closing waits for transactions that are at work."""


class Store(
    RoundBook,
    AnswerBook,
    Finder,
    FirmBook,
    FirmList,
    FirmTwins,
    CommentShelf,
    ConsultantShelf,
    PlanShelf,
    EvidenceShelf,
    VisitBook,
    SharingBook,
    ResultShelf,
    ContentShelf,
    PeerShelf,
    JobShelf,
    HeaderShelf,
    ScenarioShelf,
    DrawShelf,
    ReportShelf,
    ImportBook,
    ImportStandings,
    Privacy,
    ReleaseShelf,
    InvitationBook,
    InvitationSteps,
    InvitationFunnel,
    AreaBook,
    SignIn,
    TokenShelf,
    ReplyShelf,
    PageShelf,
):
    """All that is kept in one database: firms, rounds, assessments, answers, results, imported content, peers,
    jobs, accounts with their tokens, invitations, visits with their evidence, and which tables were shown.

    Safe to share between threads. Methods raise subclasses of ``StoreRefused``, whose words are for the person.
    """

    _lease: sqlite3.Connection | None = None

    def share_use(self) -> None:
        """Let nobody replace the file of a SQLite database until this store is closed."""
        if self.engine.dialect.name == "sqlite":
            self._lease = lease.take(Path(str(self.engine.url.database)))

    def set_consent(self, assessment_id: UUID, consent: bool, words: str, language: Lang = "zh") -> None:
        """Whether the firm may be counted among the peers of others, and the very words to which it said so."""
        now = self._clock()
        said = {"assessment_id": assessment_id, "at": now, "given": consent, "language": language, "words": words}
        with self._changing(assessment_id) as connection:
            row = update(_FIRMS).where(_FIRMS.c.id == assessment_id)
            connection.execute(row.values(updated_at=now, consent=consent))
            connection.execute(insert(_CONSENTS).values(**said, actor=now_acting(OWNER).actor))
            self._note(connection, "consent_given" if consent else "consent_withdrawn", assessment_id, OWNER)

    def consents(self, assessment_id: UUID) -> list[Consent]:
        """Every time a firm agreed to be counted among peers or took it back, oldest first."""
        own = (_CONSENTS.c.assessment_id == assessment_id, _CONSENTS.c.purpose == "peers")
        rows = select(_CONSENTS).where(*own).order_by(_CONSENTS.c.id)
        with self._reading() as connection:
            return [Consent(row.at, row.given, row.language, row.words, row.actor) for row in connection.execute(rows)]

    def finish(self, assessment_id: UUID) -> datetime:
        """Mark the assessment finished and return when; answers may still be corrected and verified.

        Raises ``RoundClosed``: what is not finished when its round closes stays so.
        """
        now = self._clock()
        with self._answering(assessment_id) as connection:
            row = update(_FIRMS).where(_FIRMS.c.id == assessment_id)
            connection.execute(row.values(updated_at=now, finished_at=now))
            self._note(connection, "assessment_finished", assessment_id, OWNER)
            for notice in notices(connection, assessment_id, now):
                self.put_job(connection, WEBHOOK, "", notice)
        return now

    def delete_assessment(self, assessment_id: UUID) -> None:
        """Forget an assessment: answers, log, comments and results go with it and cannot be brought back."""
        with self._forgetting() as connection:
            gone = delete(_FIRMS).where(_FIRMS.c.id == assessment_id).returning(_FIRMS.c.firm_id)
            row = connection.execute(gone).first()
            if row is None:
                raise UnknownAssessment()
            connection.execute(delete(schema.import_rows).where(schema.import_rows.c.assessment_id == assessment_id))
            told = {"firm": row.firm_id, "by": OWNER}
            self.trail.note(connection, "assessment_deleted", "assessment", assessment_id, **told)
            if row.firm_id is not None:
                show_latest(connection, (row.firm_id,))
                forget_unspoken(connection, row.firm_id)

    def is_empty(self) -> bool:
        """True when no assessment was ever begun, or all were forgotten."""
        with self._reading() as connection:
            return _is_empty(connection)

    def fill_when_empty(self, firms: Sequence[Mapping[str, Answer]], by: str) -> list[str]:
        """Begin an assessment with each of these answers, and return their codes; nothing where there is one already.

        All or none of them, and once, however many servers start on the same empty database.
        """
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                # SQLite has one writer anyway; here, too, nobody else may look while this one fills.
                connection.execute(text("LOCK TABLE assessments IN SHARE ROW EXCLUSIVE MODE"))
            if not _is_empty(connection):
                return []
            codes = []
            for answers in firms:
                assessment_id, code = self._begin(connection, "zh")
                for fact_id, answer in answers.items():
                    saved = SavedAnswer(fact_id, "self", answer, by, self._clock())
                    write_answer(connection, assessment_id, saved, UNANSWERED, is_new=True)
                recognise(connection, assessment_id, self._clock())
                codes.append(code)
            return codes

    def close(self) -> None:
        """End the work with the database: let running transactions end, refuse others, leave one whole file."""
        self._gate.shut(CLOSING_SECONDS)
        self._fold_log()
        self.engine.dispose()
        if self._lease is not None:
            self._lease.close()


def _is_empty(connection: Connection) -> bool:
    return connection.execute(select(_FIRMS.c.id).limit(1)).first() is None


def open_store(
    url: str | None = None, rules: AccessRules | None = None, sleep: Callable[[float], None] = time.sleep
) -> Store:
    """The store at a URL, by default ``database_url()``, brought to the current schema.

    ``sleep`` is how it waits before a wrong code is answered.
    Raises ``DatabaseRefused`` when the database cannot be used.
    """
    url = url or database_url()
    rules = rules or AccessRules.from_environment()
    store = Store(connect(url), rules, sleep=sleep)
    try:
        store.share_use()
        migrate(url)
    except BaseException:
        store.close()
        raise
    return store
