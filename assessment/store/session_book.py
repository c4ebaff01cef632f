"""Sessions: what a browser that signed in has open, known again by its cookie, listed, and ended.

Of a cookie only a digest is kept. What was made while the clock ran ahead is not believed.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, insert, select, update

from assessment.store import schema
from assessment.store.account_records import Browser, OpenSession, SignedIn
from assessment.store.accounts import AccountShelf, accounts_of, end_sessions, one_account
from assessment.store.refusals import SignInRefused
from assessment.store.trail import Act, TrailFilter, acting

_SESSIONS, _LINKS = schema.sessions, schema.one_time_links

IDLE = timedelta(hours=12)
"""A session ends when nothing was opened for so long ..."""
LONGEST = timedelta(days=7)
"""... and after so long in any case."""
_NOTED = timedelta(minutes=5)
"""That a session goes on is written down so often at most."""
_AHEAD = timedelta(hours=1)
"""What was made further ahead than this was made while the clock was wrong."""
_KEPT = timedelta(days=30)


class SessionBook(AccountShelf):
    """The sessions of one database."""

    def open_session(self, account_id: UUID, browser: Browser) -> str:
        """A new session of an account; its cookie."""
        with self._writing() as connection:
            if one_account(connection, account_id).disabled_at is not None:
                raise SignInRefused(0)
            return self._open(connection, account_id, browser)

    def _open(self, connection: Connection, account_id: UUID, browser: Browser) -> str:
        cookie, now = secrets.token_urlsafe(32), self._clock()
        connection.execute(delete(_SESSIONS).where(_SESSIONS.c.expires_at < now - _KEPT))
        connection.execute(delete(_LINKS).where(_LINKS.c.expires_at < now - _KEPT))
        session_id = uuid4()
        session = {"id": session_id, "digest": digest_of(cookie), "account_id": account_id, "expires_at": now + LONGEST}
        told = {"browser": browser.name[:80], "address": browser.address[:64]}
        connection.execute(insert(_SESSIONS).values(**session, **told, begun_at=now, seen_at=now))
        account = one_account(connection, account_id)
        with acting(account.signature, account.role.value):
            self.trail.note(connection, "logged_in", "session", session_id)
        return cookie

    def signed_in(self, cookie: str | None) -> SignedIn | None:
        """The account of a cookie, as it stands now; None when the session is over, was ended, or is nobody's."""
        if not cookie:
            return None
        now = self._clock()
        with self._reading() as connection:
            row = connection.execute(select(_SESSIONS).where(_SESSIONS.c.digest == digest_of(cookie))).first()
            over = row is not None and not _goes_on(row, now)
            found = [] if row is None or over else accounts_of(connection, row.account_id)
        if row is None or over or not found:
            if row is not None and over:
                self._note_over(row)
            return None
        (account,) = found
        if account.disabled_at is not None:
            return None
        if abs(now - row.seen_at) > _NOTED:
            with self._writing() as connection:
                connection.execute(update(_SESSIONS).where(_SESSIONS.c.id == row.id).values(seen_at=now))
        return SignedIn(account, row.id)

    def still_signed_in(self, here: SignedIn) -> bool:
        """Does a session go on, and has its account what it had: the same role and area, and every firm?"""
        then = here.account
        with self._reading() as connection:
            row = connection.execute(select(_SESSIONS).where(_SESSIONS.c.id == here.session)).first()
            found = accounts_of(connection, then.id)
        if row is None or not _goes_on(row, self._clock()):
            return False
        return any((now.role, now.area) == (then.role, then.area) and now.firms >= then.firms for now in found)

    def _note_over(self, row: Row[Any]) -> None:
        """Put into the trail, once, that a session that is over was tried again: its cookie may be in other hands."""
        about = TrailFilter(act="session_refused", subject_kind="session", subject=row.id.hex)
        if not self.trail.count(about):
            told = {"account": row.account_id.hex, "ended": row.ended_at is not None}
            self.trail.record("session_refused", "session", row.id, details=told)

    def sessions(self, account_id: UUID) -> list[OpenSession]:
        """What an account has open, last used first."""
        rows = select(_SESSIONS).where(_SESSIONS.c.account_id == account_id).order_by(_SESSIONS.c.seen_at.desc())
        now = self._clock()
        with self._reading() as connection:
            return [
                OpenSession(row.id, row.begun_at, row.seen_at, row.expires_at, row.browser, row.address)
                for row in connection.execute(rows)
                if _goes_on(row, now)
            ]

    def sign_out(self, account_id: UUID, session: UUID) -> None:
        """End the session by which somebody is here."""
        self._end(account_id, session, "logged_out")

    def end_session(self, account_id: UUID, session: UUID) -> None:
        """End another session of the same account: its cookie opens nothing any more."""
        self._end(account_id, session, "session_revoked")

    def _end(self, account_id: UUID, session: UUID, act: Act) -> None:
        own = _SESSIONS.c.account_id == account_id, _SESSIONS.c.id == session, _SESSIONS.c.ended_at.is_(None)
        with self._writing() as connection:
            if connection.execute(update(_SESSIONS).where(*own).values(ended_at=self._clock())).rowcount:
                self.trail.note(connection, act, "session", session)

    def end_all_sessions(self, account_id: UUID) -> int:
        """End every session of an account; how many there were."""
        with self._writing() as connection:
            ended = end_sessions(connection, account_id, self._clock())
            self.trail.note(connection, "session_revoked", "account", account_id, details={"sessions": ended})
            return ended


def digest_of(secret: str) -> str:
    """What is kept of a cookie or a link."""
    # Random and long: there is nothing that a slow digest would protect.
    return hashlib.sha256(b"ganqi:" + secret.encode("utf-8", "replace")).hexdigest()


def in_force(made: datetime, expires: datetime, now: datetime) -> bool:
    """Is something neither over nor made while the clock ran ahead?"""
    return made <= now + _AHEAD and now < expires


def _goes_on(row: Row[Any], now: datetime) -> bool:
    return row.ended_at is None and in_force(row.begun_at, row.expires_at, now) and now - row.seen_at < IDLE
