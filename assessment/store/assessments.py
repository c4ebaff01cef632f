"""The store: everything that is kept about firms, behind one object."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from assessment.language import Lang
from assessment.settings import database_url
from assessment.store import schema
from assessment.store.access import Access, AccessRules
from assessment.store.answer_book import AnswerBook
from assessment.store.database import connect
from assessment.store.migrating import migrate
from assessment.store.peer_shelf import PeerShelf
from assessment.store.shelves import CommentShelf, ContentShelf, ResultShelf

_FIRMS = schema.assessments


class Store(Access, AnswerBook, CommentShelf, ResultShelf, ContentShelf, PeerShelf):
    """Assessments, answers, comments, results, imported content and confirmed peers of one database.

    Safe to share between threads. Methods raise subclasses of ``StoreRefused``, whose words are for the person.
    """

    def set_language(self, assessment_id: UUID, language: Lang) -> None:
        """The language in which the person works."""
        self._set(assessment_id, language=language)

    def set_consent(self, assessment_id: UUID, consent: bool) -> None:
        """Whether the firm may be counted among the peers of others."""
        self._set(assessment_id, consent=consent)

    def finish(self, assessment_id: UUID) -> datetime:
        """Mark the assessment finished and return when; answers may still be corrected and verified."""
        now = self._clock()
        self._set(assessment_id, finished_at=now)
        return now

    def delete_assessment(self, assessment_id: UUID) -> None:
        """Forget an assessment: answers, log, comments and results go with it and cannot be brought back."""
        with self._changing(assessment_id) as connection:
            connection.execute(delete(_FIRMS).where(_FIRMS.c.id == assessment_id))
        if self.engine.dialect.name == "sqlite":
            # The write-ahead log still holds the old pages; fold it into the file, where they are overwritten.
            with self.engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def is_empty(self) -> bool:
        """True when no assessment was ever begun, or all were forgotten."""
        with self._reading() as connection:
            return connection.execute(select(_FIRMS.c.id).limit(1)).first() is None

    def close(self) -> None:
        """Close the connections to the database."""
        self.engine.dispose()

    def _set(self, assessment_id: UUID, **values: Any) -> None:
        with self._changing(assessment_id) as connection:
            row = update(_FIRMS).where(_FIRMS.c.id == assessment_id)
            connection.execute(row.values(updated_at=self._clock(), **values))


def open_store(url: str | None = None, rules: AccessRules | None = None) -> Store:
    """The store at a URL, by default ``database_url()``, brought to the current schema.

    Raises ``DatabaseRefused`` when the database cannot be used.
    """
    url = url or database_url()
    rules = rules or AccessRules.from_environment()
    migrate(url)
    return Store(connect(url), rules)
