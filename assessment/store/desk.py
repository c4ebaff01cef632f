"""What every part of the store works with: transactions, the clock, and the lock on one assessment."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, bindparam, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from assessment import settings
from assessment.store import schema
from assessment.store.database import BUSY_SECONDS
from assessment.store.gate import admit_to
from assessment.store.refusals import DatabaseUnavailable, UnknownAssessment
from assessment.store.secret import secret_of
from assessment.store.trail import Act, Trail
from assessment.store.turns import Turns

Clock = Callable[[], datetime]
_FIRMS = schema.assessments
# Run with every answer of every firm, so they are put together once.
_HELD = select(_FIRMS.c.round_id).where(_FIRMS.c.id == bindparam("of_id")).with_for_update()
_FIRM_OF = select(_FIRMS.c.firm_id).where(_FIRMS.c.id == bindparam("of_id"))
_TOUCHED = update(_FIRMS).where(_FIRMS.c.id == bindparam("of_id"))
_LOG = logging.getLogger("assessment.store")


class _Gate:
    """Lets transactions in until it is shut, and knows when the last of them has ended."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside, self._shut = 0, False

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Be inside for a while; raises ``DatabaseUnavailable`` once it is shut."""
        with self._changed:
            if self._shut:
                raise DatabaseUnavailable()
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def shut(self, seconds: float) -> None:
        """Let nobody in any more, and wait for those inside, so many seconds at most."""
        with self._changed:
            self._shut = True
            self._changed.wait_for(lambda: not self._inside, seconds)


class Desk:
    """Transactions on one engine, which threads may share."""

    def __init__(self, engine: Engine, clock: Clock = settings.now):
        self.engine = engine
        self.secret = secret_of(engine.url)
        self._writer = engine.execution_options(writing=True)
        self._clock = clock
        self._gate = _Gate()
        self._turns = Turns() if engine.dialect.name == "sqlite" else None
        self.trail = Trail(engine, self.secret, clock, self._reading, self._writing)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._gate.passing(), _translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        turn = nullcontext() if self._turns is None else self._turns.turn(BUSY_SECONDS)
        with self._gate.passing(), _translated(), turn, self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _forgetting(self) -> Iterator[Connection]:
        """A transaction that deletes what nobody may find again, neither in the file nor in its log."""
        with self._writing() as connection:
            yield connection
        self._fold_log()

    def _fold_log(self) -> None:
        """Write SQLite's write-ahead log into the file and empty it: it still holds pages as they were before."""
        if self.engine.dialect.name != "sqlite":
            return
        try:
            with self.engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                (busy, _, _) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except (DBAPIError, sqlite3.Error) as fault:
            busy = fault
        if busy:
            _LOG.warning("the write-ahead log could not be emptied (%s); the next deletion or end does it", busy)

    @contextmanager
    def _changing(self, assessment_id: UUID) -> Iterator[Connection]:
        """A transaction that holds the assessment alone until its end; raises ``UnknownAssessment``."""
        with self._writing() as connection:
            _hold(connection, assessment_id)
            yield connection

    @contextmanager
    def _answering(self, assessment_id: UUID) -> Iterator[Connection]:
        """The same for what is an answer or ends the answering: raises ``RoundClosed`` when its round takes none."""
        with self._writing() as connection:
            round_id = _hold(connection, assessment_id)
            if round_id is not None:
                admit_to(connection, round_id, self._clock())
            yield connection

    def _note(
        self, connection: Connection, act: Act, assessment_id: UUID, by: str | None = None, **details: Any
    ) -> None:
        """Put an act on an assessment into the trail, with its firm."""
        firm = connection.scalar(_FIRM_OF, {"of_id": assessment_id})
        self.trail.note(connection, act, "assessment", assessment_id, firm=firm, details=details, by=by)

    def _touch(self, connection: Connection, assessment_id: UUID, at: datetime) -> None:
        connection.execute(_TOUCHED, {"of_id": assessment_id, "updated_at": at})


def _hold(connection: Connection, assessment_id: UUID) -> UUID | None:
    """Keep everybody else from changing an assessment until the transaction ends; the round to which it belongs."""
    row = connection.execute(_HELD, {"of_id": assessment_id}).first()
    if row is None:
        raise UnknownAssessment()
    round_id: UUID | None = row.round_id
    return round_id


@contextmanager
def _translated() -> Iterator[None]:
    """Failures of the database become ``DatabaseUnavailable``; faults of this program stay what they are."""
    try:
        yield
    except (IntegrityError, ProgrammingError, DataError):
        raise
    except (DBAPIError, PoolExhausted) as error:
        # What the database says, without the statement and what was to be written.
        _LOG.error("the database cannot be used: %s", getattr(error, "orig", None) or type(error).__name__)
        raise DatabaseUnavailable() from error
