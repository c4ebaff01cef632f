"""Coming back to an assessment: one secret, typed as a code or carried in a link."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, bindparam, delete, exists, insert, select, update

from assessment import settings
from assessment.language import Lang, label
from assessment.store import codes, schema
from assessment.store.beginnings import Allowance
from assessment.store.desk import Clock, Desk
from assessment.store.records import Assessment
from assessment.store.refusals import CodeRefused, UnknownAssessment
from assessment.store.slowing import Slowing
from assessment.store.trail import OWNER

_FIRMS = schema.assessments
_RENEWAL = timedelta(days=1)
"""A code in use lives on; that is written down once a day at most."""
_BY_CODE = select(_FIRMS).where(_FIRMS.c.code_lookup == bindparam("key"))
_LOG = logging.getLogger("assessment.store")
BY_LINK = "round link"
"""Who signs for the answers that the link of a round gives: city and chain."""


@dataclass(frozen=True)
class AccessRules:
    """How long things live, and how wrong codes are slowed down.

    ``code_lifetime`` counts from the last use of a code, ``empty_lifetime`` from the start of an assessment in which
    nothing was ever answered; None: for ever. A client's first wrong code within ``window`` costs ``first_delay``
    seconds, each further one twice as much, up to ``longest_delay``. A right code never waits.
    """

    code_lifetime: timedelta | None = timedelta(days=180)
    empty_lifetime: timedelta | None = timedelta(days=30)
    first_delay: float = 1.0
    longest_delay: float = 16.0
    window: timedelta = timedelta(minutes=10)

    @classmethod
    def from_environment(cls) -> AccessRules:
        """The defaults, with the lifetimes in days from the settings; 0 means for ever."""
        return cls(_days(settings.code_days()), _days(settings.empty_days()))


def _days(days: int) -> timedelta | None:
    return timedelta(days=days) if days else None


class Access(Desk):
    """Creates assessments and opens them again by their code."""

    def __init__(
        self,
        engine: Engine,
        rules: AccessRules | None = None,
        clock: Clock = settings.now,
        sleep: Callable[[float], None] = time.sleep,
    ):
        super().__init__(engine, clock)
        self.rules = rules or AccessRules()
        self._sleep = sleep
        self._tidied: datetime | None = None

    def create_assessment(self, language: Lang) -> tuple[Assessment, str]:
        """A new draft, not counted among peers, and its resume code; the code is never shown again.

        The first of a day also forgets what was begun and never answered: see ``forget_empty``.
        """
        now = self._clock()
        if self._tidied is None or now - self._tidied >= timedelta(days=1):
            self._tidied = now
            self.forget_empty()
        with self._writing() as connection:
            assessment_id, code = self._begin(connection, language)
            self._note(connection, "assessment_begun", assessment_id, OWNER)
        return self.assessment(assessment_id), code

    def allow_beginning(self, client: str, allowance: Allowance) -> None:
        """Count that a client begins an assessment; raises ``TooMany`` when too many were begun within the hour."""
        with self._writing() as connection:
            allowance.take(connection, self.secret.digest(client), self._clock())

    def _begin(self, connection: Connection, language: Lang) -> tuple[UUID, str]:
        now, code, assessment_id = self._clock(), codes.new_code(), uuid4()
        firm = {"id": assessment_id, "created_at": now, "updated_at": now, "language": language, "consent": False}
        connection.execute(insert(_FIRMS).values(**firm, **self._secret(code, now)))
        return assessment_id, code

    def assessment(self, assessment_id: UUID) -> Assessment:
        """The assessment; raises ``UnknownAssessment``."""
        with self._reading() as connection:
            row = connection.execute(select(_FIRMS).where(_FIRMS.c.id == assessment_id)).first()
        if row is None:
            raise UnknownAssessment()
        return assessment_of_row(row)

    def resume(self, code: str, client: str) -> Assessment:
        """Open an assessment by its code, and renew the code's lifetime; a right code always opens, and at once.

        ``client`` names who asks (an address, a session): wrong codes of one client wait longer and longer. They are
        logged with the client, never with the code; the database keeps a digest of the client for the window.
        Raises ``CodeRefused``, at once for what cannot be a code.
        """
        plain = codes.normalise(code)
        if plain is None:
            raise CodeRefused(
                label("续答码应是 16 位字母和数字", "A resume code has 16 letters and digits"),
                label("请对照当时保存的续答码，完整输入。", "Please enter it in full, as you noted it down."),
            )
        row, now = self._find(plain), self._clock()
        if row is None or is_over(row, now):
            self._slow_down(client, now)
            raise _unknown_code() if row is None else _expired_code()
        expiry = self._expiry(now)
        renews = codes.is_slow(row.code_hash) or _worth_writing(row.code_expires_at, expiry)
        with self._writing() as connection:
            if renews:
                renewed = update(_FIRMS).where(_FIRMS.c.id == row.id, _FIRMS.c.code_hash == row.code_hash)
                connection.execute(renewed.values(code_hash=codes.hash_code(plain), code_expires_at=expiry))
            self._note(connection, "assessment_opened", row.id, OWNER)
        return replace(assessment_of_row(row), code_expires_at=expiry) if renews else assessment_of_row(row)

    def token(self, assessment_id: UUID, whose: str) -> str | None:
        """What a page carries to prove that its visitor may answer as ``whose`` (see ``may_answer``).

        It lives and dies with the resume code from which it is derived; None where no code opens the assessment now.
        """
        with self._reading() as connection:
            row = connection.execute(select(_FIRMS).where(_FIRMS.c.id == assessment_id)).first()
        if row is None or row.code_hash is None or is_over(row, self._clock()):
            return None
        return hmac.new(row.code_hash.encode(), f"{assessment_id.hex}:{whose}".encode(), "sha256").hexdigest()

    def may_answer(self, assessment_id: UUID, whose: str, token: str) -> bool:
        """Does a token, as it came from a browser, allow answering as ``whose``?"""
        right = self.token(assessment_id, whose)
        return right is not None and hmac.compare_digest(right.encode(), token.encode("utf-8", "replace"))

    def opens(self, code: str, assessment_id: UUID) -> bool:
        """Does a code that opened an assessment before still open it? It may have expired or been replaced since."""
        plain = codes.normalise(code)
        row = None if plain is None else self._find(plain)
        return row is not None and row.id == assessment_id and not is_over(row, self._clock())

    def reissue_code(self, assessment_id: UUID, by: str) -> str:
        """A new code; the old one opens nothing from now on. ``by`` signs in the trail."""
        code = codes.new_code()
        with self._changing(assessment_id) as connection:
            row = update(_FIRMS).where(_FIRMS.c.id == assessment_id)
            connection.execute(row.values(**self._secret(code, self._clock())))
            self._note(connection, "code_renewed", assessment_id, by)
        return code

    def revoke_code(self, assessment_id: UUID, by: str) -> None:
        """Leave the assessment without a code until one is issued again. ``by`` signs in the trail."""
        with self._changing(assessment_id) as connection:
            row = update(_FIRMS).where(_FIRMS.c.id == assessment_id)
            connection.execute(row.values(code_lookup=None, code_hash=None, code_expires_at=None))
            self._note(connection, "code_revoked", assessment_id, by)

    def forget_empty(self) -> int:
        """Delete assessments older than ``empty_lifetime`` in which nothing was ever answered; how many.

        Anybody may begin one without a name; such rows are all that a visitor who only looks around leaves behind.
        """
        if self.rules.empty_lifetime is None:
            return 0
        old = _FIRMS.c.updated_at < self._clock() - self.rules.empty_lifetime
        told = [table for table in schema.metadata.sorted_tables if "assessment_id" in table.c]
        unused = [~exists().where(table.c.assessment_id == _FIRMS.c.id, *_typed(table)) for table in told]
        with self._writing() as connection:
            if forgotten := connection.execute(delete(_FIRMS).where(old, *unused)).rowcount:
                self.trail.note(connection, "empty_forgotten", details={"assessments": forgotten})
            return forgotten

    def _secret(self, code: str, now: datetime) -> dict[str, Any]:
        plain = code.replace("-", "")
        return {
            "code_lookup": codes.lookup_key(plain),
            "code_hash": codes.hash_code(plain),
            "code_expires_at": self._expiry(now),
        }

    def _expiry(self, now: datetime) -> datetime | None:
        return None if self.rules.code_lifetime is None else now + self.rules.code_lifetime

    def _find(self, plain: str) -> Row[Any] | None:
        with self._reading() as connection:
            candidates = list(connection.execute(_BY_CODE, {"key": codes.lookup_key(plain)}))
        return next((row for row in candidates if codes.code_matches(plain, row.code_hash)), None)

    def _slow_down(self, client: str, now: datetime) -> None:
        """Count a wrong code of a client, log it and wait: the longer, the more there were within the window."""
        slowing = Slowing(self.rules.first_delay, self.rules.longest_delay, self.rules.window)
        with self._writing() as connection:
            who = self.secret.digest(client)
            count, delay = slowing.count(connection, who, now)
            if count.bit_count() == 1:  # the first, the second, the fourth ...: a guesser must not fill the trail
                self.trail.note(connection, "code_refused", "client", who, details={"of_late": count}, by=OWNER)
        _LOG.warning("wrong resume code, no. %d of late, from %r: answered after %.0f s", count, client[:64], delay)
        self._sleep(delay)


def _typed(table: Table) -> list[ColumnElement[bool]]:
    """What tells rows that a person brought about from those that a link of a round did."""
    return [table.c.by != BY_LINK] if "by" in table.c else []


def is_over(row: Row[Any], now: datetime) -> bool:
    """Has the code of an assessment's row expired?"""
    return row.code_expires_at is not None and row.code_expires_at <= now


def _worth_writing(standing: datetime | None, renewed: datetime | None) -> bool:
    if standing is None or renewed is None:
        return standing is not renewed
    return abs(renewed - standing) >= _RENEWAL


def assessment_of_row(row: Row[Any]) -> Assessment:
    """An assessment from its row."""
    return Assessment(
        row.id,
        row.created_at,
        row.updated_at,
        row.finished_at,
        row.language,
        row.consent,
        row.code_expires_at,
        row.firm_id,
        row.round_id,
        row.county,
        row.verified_at,
    )


def _unknown_code() -> CodeRefused:
    return CodeRefused(
        label("没有找到这个续答码", "This resume code is not known"),
        label(
            "请逐位核对；若已换发新码，旧码即失效；仍找不到请联系转型促进中心。",
            "Check it sign by sign; once a new code was issued the old one is void; else ask your promotion centre.",
        ),
    )


def _expired_code() -> CodeRefused:
    return CodeRefused(
        label("这个续答码已过期", "This resume code has expired"),
        label(
            "您的回答仍在，请联系转型促进中心换发新码。",
            "Your answers are still there; ask your promotion centre for a new code.",
        ),
    )
