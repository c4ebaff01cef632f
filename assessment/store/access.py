"""Coming back to an assessment: one secret, typed as a code or carried in a link."""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, Row, delete, func, insert, select, update

from assessment import settings
from assessment.language import Lang, label
from assessment.store import codes, schema
from assessment.store.desk import Clock, Desk
from assessment.store.records import Assessment
from assessment.store.refusals import CodeRefused, TooManyAttempts, UnknownAssessment

_FIRMS, _ATTEMPTS = schema.assessments, schema.resume_attempts


@dataclass(frozen=True)
class AccessRules:
    """How long a code lives after its last use (None: for ever), and how unknown codes are slowed down."""

    code_lifetime: timedelta | None = timedelta(days=180)
    refusal_delay: float = 1.0
    attempts: int = 10
    window: timedelta = timedelta(minutes=10)

    @classmethod
    def from_environment(cls) -> AccessRules:
        """The defaults, with the lifetime in days from the setting; 0 means for ever."""
        days = settings.code_days()
        return cls(code_lifetime=timedelta(days=days) if days else None)


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

    def create_assessment(self, language: Lang) -> tuple[Assessment, str]:
        """A new draft, not counted among peers, and its resume code; the code is never shown again."""
        now, code, assessment_id = self._clock(), codes.new_code(), uuid4()
        firm = {"id": assessment_id, "created_at": now, "updated_at": now, "language": language, "consent": False}
        with self._writing() as connection:
            connection.execute(insert(_FIRMS).values(**firm, **self._secret(code, now)))
        return self.assessment(assessment_id), code

    def assessment(self, assessment_id: UUID) -> Assessment:
        """The assessment; raises ``UnknownAssessment``."""
        with self._reading() as connection:
            row = connection.execute(select(_FIRMS).where(_FIRMS.c.id == assessment_id)).first()
        if row is None:
            raise UnknownAssessment()
        return _assessment(row)

    def resume(self, code: str, client: str) -> Assessment:
        """Open an assessment by its code, and renew the code's lifetime.

        ``client`` names who asks (an address, a session); it is kept as a digest, for the window of the rate limit.
        Raises ``CodeRefused`` after a delay, at once for what cannot be a code, and ``TooManyAttempts``.
        """
        plain = codes.normalise(code)
        if plain is None:
            raise CodeRefused(
                label("续答码应是 16 位字母和数字", "A resume code has 16 letters and digits"),
                label("请对照当时保存的续答码，完整输入。", "Please enter it in full, as you noted it down."),
            )
        attempt = self._register_attempt(client)
        row = self._find(plain)
        now = self._clock()
        if row is None or _is_past(row, now):
            self._sleep(self.rules.refusal_delay)
            raise _unknown_code() if row is None else _expired_code()
        with self._writing() as connection:
            connection.execute(delete(_ATTEMPTS).where(_ATTEMPTS.c.id == attempt))
            renewed = update(_FIRMS).where(_FIRMS.c.id == row.id, _FIRMS.c.code_hash == row.code_hash)
            connection.execute(renewed.values(code_expires_at=self._expiry(now)))
        return self.assessment(row.id)

    def token(self, assessment_id: UUID, whose: str) -> str | None:
        """What a page carries to prove that its visitor may answer as ``whose`` (see ``may_answer``).

        It lives and dies with the resume code from which it is derived; None where no code opens the assessment now.
        """
        with self._reading() as connection:
            row = connection.execute(select(_FIRMS).where(_FIRMS.c.id == assessment_id)).first()
        if row is None or row.code_hash is None or _is_past(row, self._clock()):
            return None
        return hmac.new(row.code_hash.encode(), f"{assessment_id.hex}:{whose}".encode(), "sha256").hexdigest()

    def may_answer(self, assessment_id: UUID, whose: str, token: str) -> bool:
        """Does a token, as it came from a browser, allow answering as ``whose``?"""
        right = self.token(assessment_id, whose)
        return right is not None and hmac.compare_digest(right.encode(), token.encode("utf-8", "replace"))

    def reissue_code(self, assessment_id: UUID) -> str:
        """A new code; the old one opens nothing from now on."""
        code = codes.new_code()
        with self._changing(assessment_id) as connection:
            row = update(_FIRMS).where(_FIRMS.c.id == assessment_id)
            connection.execute(row.values(**self._secret(code, self._clock())))
        return code

    def revoke_code(self, assessment_id: UUID) -> None:
        """Leave the assessment without a code until one is issued again."""
        with self._changing(assessment_id) as connection:
            row = update(_FIRMS).where(_FIRMS.c.id == assessment_id)
            connection.execute(row.values(code_lookup=None, code_hash=None, code_expires_at=None))

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
            candidates = list(connection.execute(select(_FIRMS).where(_FIRMS.c.code_lookup == codes.lookup_key(plain))))
        return next((row for row in candidates if codes.code_matches(plain, row.code_hash)), None)

    def _register_attempt(self, client: str) -> int:
        """Note the attempt before the code is looked at, so that parallel guesses count; a success takes it back."""
        who = hashlib.sha256(client.encode("utf-8", "replace")).hexdigest()[:32]
        now = self._clock()
        with self._writing() as connection:
            connection.execute(delete(_ATTEMPTS).where(_ATTEMPTS.c.at <= now - self.rules.window))
            own = select(func.count(), func.min(_ATTEMPTS.c.at)).where(_ATTEMPTS.c.client == who)
            count, oldest = connection.execute(own).one()
            if count < self.rules.attempts:
                noted = insert(_ATTEMPTS).values(client=who, at=now).returning(_ATTEMPTS.c.id)
                return int(connection.execute(noted).scalar_one())
        minutes = math.ceil((oldest + self.rules.window - now) / timedelta(minutes=1))
        raise TooManyAttempts(
            label("输入错误的次数太多", "Too many wrong codes"),
            label(f"请核对续答码，{minutes} 分钟后再试。", f"Check the code and try again in {minutes} minutes."),
        )


def _assessment(row: Row[Any]) -> Assessment:
    return Assessment(
        row.id, row.created_at, row.updated_at, row.finished_at, row.language, row.consent, row.code_expires_at
    )


def _is_past(row: Row[Any], now: datetime) -> bool:
    return row.code_expires_at is not None and bool(row.code_expires_at <= now)


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
