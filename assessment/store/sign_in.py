"""Signing in: passwords, one-time links, identities of another provider, and the sessions that they open.

Of a link and of a session's cookie only a digest is kept. What was made while the clock ran ahead is not believed.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, insert, select, update

from assessment.language import label
from assessment.permissions import Role
from assessment.store import passwords, schema
from assessment.store.account_records import Account, Browser, OneTimeLink, OpenSession, Purpose, SignedIn
from assessment.store.accounts import (
    FIRST_LOGIN,
    AccountShelf,
    Person,
    accounts_of,
    end_sessions,
    login_of,
    one_account,
)
from assessment.store.refusals import AccountRefused, LinkRefused, SignInRefused
from assessment.store.slowing import Slowing
from assessment.store.trail import Act, acting

_ACCOUNTS, _IDENTITIES = schema.accounts, schema.account_identities
_SESSIONS, _LINKS = schema.sessions, schema.one_time_links
_LOG = logging.getLogger("assessment.store")

IDLE = timedelta(hours=12)
"""A session ends when nothing was opened for so long ..."""
LONGEST = timedelta(days=7)
"""... and after so long in any case."""
LINK_LIVES: dict[Purpose, timedelta] = {
    "first": timedelta(days=1),
    "invitation": timedelta(days=7),
    "reset": timedelta(days=1),
}
_NOTED = timedelta(minutes=5)
"""That a session goes on is written down so often at most."""
_AHEAD = timedelta(hours=1)
"""What was made further ahead than this was made while the clock was wrong."""
_KEPT = timedelta(days=30)


class SignIn(AccountShelf):
    """Opens sessions, knows them again, and ends them."""

    slowing = Slowing()

    # -- by password ---------------------------------------------------------------------------------------------------

    def sign_in(self, login: str, password: str, browser: Browser, client: str) -> str:
        """The cookie of a new session; the right password opens at once, whoever else is guessing.

        Raises ``SignInRefused``, which says when to answer: the later, the more wrong ones this client typed of late.
        """
        with self._reading() as connection:
            row = connection.execute(select(_ACCOUNTS).where(_ACCOUNTS.c.login == login_of(login))).first()
        right = passwords.matches(password, None if row is None else row.password)
        if row is not None and right and row.disabled_at is None:
            return self.open_session(row.id, browser)
        with self._writing() as connection:
            count, delay = self.slowing.count(connection, self.secret.digest(f"sign-in:{client}"), self._clock())
            if count.bit_count() == 1:  # the first, the second, the fourth ...: a guesser must not fill the trail
                told = None if row is None else row.id
                self.trail.note(connection, "login_refused", "account", told, details={"of_late": count})
        _LOG.warning("wrong sign-in, no. %d of late, from %r: answered after %.0f s", count, client[:64], delay)
        raise SignInRefused(delay)

    def set_password(self, account_id: UUID, old: str, new: str, session: UUID) -> None:
        """Another password; every other session of the account ends. ``old`` does not count where there was none."""
        with self._reading() as connection:
            row = connection.execute(select(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id)).one()
        if row.password is not None and not passwords.matches(old, row.password):
            raise AccountRefused(
                label("原密码不对，没有改", "The old password is not right; nothing was changed"),
                label("请核对后再试。", "Check it and try again."),
            )
        passwords.check(new, row.login)
        kept = passwords.kept(new)
        with self._writing() as connection:
            connection.execute(update(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id).values(password=kept))
            end_sessions(connection, account_id, self._clock(), session)
            self.trail.note(connection, "account_changed", "account", account_id, details={"password": True})

    # -- by one-time link ----------------------------------------------------------------------------------------------

    def first_link(self) -> str | None:
        """The secret of the link for the first administrator; None where one can sign in already."""
        if self.is_led():
            return None
        first = self.account_named(FIRST_LOGIN)
        if first is None:
            first = self.add_account(Person(FIRST_LOGIN, "管理员", Role.ADMINISTRATOR), None)
        return self._new_link(first.id, "first", None)

    def is_led(self) -> bool:
        """Is there an administrator who can sign in?"""
        return any(one.can_sign_in for one in self.accounts() if one.role is Role.ADMINISTRATOR)

    def new_link(self, account_id: UUID, by: UUID | None) -> str:
        """The secret of a link that sets a password: an invitation, or a reset. Earlier ones are void."""
        purpose: Purpose = "reset" if self.account(account_id).has_password else "invitation"
        return self._new_link(account_id, purpose, by)

    def _new_link(self, account_id: UUID, purpose: Purpose, by: UUID | None) -> str:
        secret, now = secrets.token_urlsafe(32), self._clock()
        link = {"digest": _digest(secret), "account_id": account_id, "purpose": purpose}
        with self._writing() as connection:
            self._lead(connection, by)
            one_account(connection, account_id)
            unused = _LINKS.c.account_id == account_id, _LINKS.c.used_at.is_(None)
            connection.execute(delete(_LINKS).where(*unused))
            connection.execute(insert(_LINKS).values(**link, made_at=now, expires_at=now + LINK_LIVES[purpose]))
            self.trail.note(connection, "link_issued", "account", account_id, details={"purpose": purpose})
        return secret

    def link(self, secret: str) -> OneTimeLink:
        """What a link is for, without using it; raises ``LinkRefused``."""
        try:
            with self._reading() as connection:
                return self._link(connection, secret)
        except LinkRefused:
            self._note_refused(secret)
            raise

    def _note_refused(self, secret: str) -> None:
        """Put into the trail that a link that was real once was tried again."""
        with self._writing() as connection:
            row = connection.execute(select(_LINKS).where(_LINKS.c.digest == _digest(secret))).first()
            if row is not None:
                self.trail.note(connection, "link_refused", "account", row.account_id)

    def follow_first(self, secret: str, browser: Browser) -> str:
        """Use the link of a first start: the cookie of the first administrator, who has no password yet."""
        with self._writing() as connection:
            account = self._use(connection, secret, ("first",))
            return self._open(connection, account.id, browser)

    def follow(self, secret: str, password: str, browser: Browser) -> str:
        """Use a link and set the password; what was open with the old one ends. The cookie of a new session."""
        passwords.check(password, self.link(secret).account.login)
        kept = passwords.kept(password)
        with self._writing() as connection:
            account = self._use(connection, secret, ("invitation", "reset"))
            connection.execute(update(_ACCOUNTS).where(_ACCOUNTS.c.id == account.id).values(password=kept))
            end_sessions(connection, account.id, self._clock())
            return self._open(connection, account.id, browser)

    def _link(self, connection: Connection, secret: str) -> OneTimeLink:
        row = connection.execute(select(_LINKS).where(_LINKS.c.digest == _digest(secret))).first()
        if row is None:
            raise LinkRefused(
                label("这个链接不存在，或已被更新的链接代替", "This link is not known, or a newer one took its place"),
                label("请核对是否复制完整，或请管理员再发一个。", "Check that it is whole, or ask for another one."),
            )
        if row.used_at is not None:
            raise LinkRefused(
                label("这个链接只能用一次，已经用过了", "This link works once, and it was used"),
                label(
                    "如果不是您用的，请马上告诉管理员；要再进来，请登录，或请管理员发重设链接。",
                    "If that was not you, tell an administrator at once. Else sign in, or ask for a reset link.",
                ),
            )
        account = one_account(connection, row.account_id)
        if not _in_force(row.made_at, row.expires_at, self._clock()) or account.disabled_at is not None:
            raise LinkRefused(
                label("这个链接已经过期", "This link has expired"),
                label("请管理员再发一个。", "Ask an administrator for another one."),
            )
        return OneTimeLink(account, row.purpose, row.expires_at)

    def _use(self, connection: Connection, secret: str, purposes: tuple[Purpose, ...]) -> Account:
        """Mark a link used; of two who follow it at the same moment, one does."""
        unused = update(_LINKS).where(
            _LINKS.c.digest == _digest(secret), _LINKS.c.used_at.is_(None), _LINKS.c.purpose.in_(purposes)
        )
        found = self._link(connection, secret)
        if not connection.execute(unused.values(used_at=self._clock())).rowcount:
            self._link(connection, secret)  # says that it was used meanwhile
            raise LinkRefused(
                label("这个链接不是这样用的", "This link is not for this"),
                label("请从链接本身打开。", "Open the link itself."),
            )
        return found.account

    # -- by another provider -------------------------------------------------------------------------------------------

    def sign_in_as(self, issuer: str, subject: str, browser: Browser) -> str | None:
        """The cookie of a new session for somebody whom a provider knows; None where no account is linked."""
        with self._reading() as connection:
            row = connection.execute(
                select(_ACCOUNTS.c.id, _ACCOUNTS.c.disabled_at)
                .join(_IDENTITIES)
                .where(_IDENTITIES.c.issuer == issuer, _IDENTITIES.c.subject == subject)
            ).first()
        return None if row is None or row.disabled_at is not None else self.open_session(row.id, browser)

    def follow_as(self, secret: str, issuer: str, subject: str, browser: Browser) -> str:
        """Use an invitation by signing in at a provider: from now on that opens the account."""
        with self._writing() as connection:
            account = self._use(connection, secret, ("invitation", "reset"))
            linked = select(_IDENTITIES).where(_IDENTITIES.c.issuer == issuer, _IDENTITIES.c.subject == subject)
            row = connection.execute(linked).first()
            if row is not None and row.account_id != account.id:
                raise AccountRefused(
                    label("这个统一身份已经属于另一个账号", "This identity belongs to another account"),
                    label("请用另一个身份登录，或设密码。", "Use another identity, or set a password."),
                )
            if row is None:
                values = {"issuer": issuer, "subject": subject, "account_id": account.id, "linked_at": self._clock()}
                connection.execute(insert(_IDENTITIES).values(values))
            return self._open(connection, account.id, browser)

    # -- sessions -----------------------------------------------------------------------------------------------------

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
        session = {"id": session_id, "digest": _digest(cookie), "account_id": account_id, "expires_at": now + LONGEST}
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
            row = connection.execute(select(_SESSIONS).where(_SESSIONS.c.digest == _digest(cookie))).first()
            if row is None or not _goes_on(row, now):
                return None
            (account,) = accounts_of(connection, row.account_id) or (None,)
        if account is None or account.disabled_at is not None:
            return None
        if abs(now - row.seen_at) > _NOTED:
            with self._writing() as connection:
                connection.execute(update(_SESSIONS).where(_SESSIONS.c.id == row.id).values(seen_at=now))
        return SignedIn(account, row.id)

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


def _digest(secret: str) -> str:
    # Random and long: there is nothing that a slow digest would protect.
    return hashlib.sha256(b"ganqi:" + secret.encode("utf-8", "replace")).hexdigest()


def _in_force(made: datetime, expires: datetime, now: datetime) -> bool:
    return made <= now + _AHEAD and now < expires


def _goes_on(row: Row[Any], now: datetime) -> bool:
    return row.ended_at is None and _in_force(row.begun_at, row.expires_at, now) and now - row.seen_at < IDLE
