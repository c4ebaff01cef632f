"""What every part of the store works with: transactions, the clock, and the lock on one assessment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from assessment import settings
from assessment.store import schema
from assessment.store.refusals import DatabaseUnavailable, UnknownAssessment

Clock = Callable[[], datetime]


class Desk:
    """Transactions on one engine. Holds no state of its own, so threads may share it."""

    def __init__(self, engine: Engine, clock: Clock = settings.now):
        self.engine = engine
        self._writer = engine.execution_options(writing=True)
        self._clock = clock

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _translated(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _changing(self, assessment_id: UUID) -> Iterator[Connection]:
        """A transaction that holds the assessment alone until its end; raises ``UnknownAssessment``."""
        with self._writing() as connection:
            row = select(schema.assessments.c.id).where(schema.assessments.c.id == assessment_id)
            if connection.execute(row.with_for_update()).first() is None:
                raise UnknownAssessment()
            yield connection

    def _touch(self, connection: Connection, assessment_id: UUID, at: datetime) -> None:
        table = schema.assessments
        connection.execute(update(table).where(table.c.id == assessment_id).values(updated_at=at))


@contextmanager
def _translated() -> Iterator[None]:
    """Failures of the database become ``DatabaseUnavailable``; faults of this program stay what they are."""
    try:
        yield
    except (IntegrityError, ProgrammingError, DataError):
        raise
    except (DBAPIError, PoolExhausted) as error:
        raise DatabaseUnavailable() from error
