"""One-time links: invitations, resets, and the first administrator's. Of a link only a digest is kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from assessment.language import label
from assessment.permissions import Role
from assessment.store import passwords, schema
from assessment.store.account_records import Account, Browser, OneTimeLink, Purpose
from assessment.store.accounts import FIRST_LOGIN, Person, end_sessions, one_account
from assessment.store.refusals import AccountRefused, LinkRefused
from assessment.store.session_book import SessionBook, digest_of, in_force

_ACCOUNTS, _LINKS = schema.accounts, schema.one_time_links
LINK_LIVES: dict[Purpose, timedelta] = {
    "first": timedelta(days=1),
    "invitation": timedelta(days=7),
    "reset": timedelta(days=1),
}


class OneTimeLinks(SessionBook):
    """Gives links and has them used, each once."""

    def first_link(self) -> str | None:
        """The secret of the link for the first administrator; None where one can sign in already."""
        if self.is_led():
            return None
        if self.account_named(FIRST_LOGIN) is None:
            with suppress(AccountRefused):  # where another server that starts as well has just made it
                self.add_account(Person(FIRST_LOGIN, "管理员", Role.ADMINISTRATOR), None)
        first = self.account_named(FIRST_LOGIN)
        assert first is not None
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
        link = {"digest": digest_of(secret), "account_id": account_id, "purpose": purpose}
        with self._leading(by, account_id) as connection:
            one_account(connection, account_id)
            unused = _LINKS.c.account_id == account_id, _LINKS.c.used_at.is_(None)
            connection.execute(delete(_LINKS).where(*unused))
            connection.execute(insert(_LINKS).values(**link, made_at=now, expires_at=now + LINK_LIVES[purpose]))
            self.trail.note(connection, "link_issued", "account", account_id, details={"purpose": purpose})
        return secret

    def link(self, secret: str) -> OneTimeLink:
        """What a link is for, without using it; raises ``LinkRefused``."""
        with self._refusals_noted(secret), self._reading() as connection:
            return self._link(connection, secret)

    @contextmanager
    def _refusals_noted(self, secret: str) -> Iterator[None]:
        """Put into the trail that a link that was real once was tried again."""
        try:
            yield
        except LinkRefused:
            with self._writing() as connection:
                row = connection.execute(select(_LINKS).where(_LINKS.c.digest == digest_of(secret))).first()
                if row is not None:
                    self.trail.note(connection, "link_refused", "account", row.account_id)
            raise

    def follow_first(self, secret: str, browser: Browser) -> str:
        """Use the link of a first start: the cookie of the first administrator, who has no password yet."""
        with self._refusals_noted(secret), self._writing() as connection:
            account = self._use(connection, secret, ("first",))
            return self._open(connection, account.id, browser)

    def follow(self, secret: str, password: str, browser: Browser) -> str:
        """Use a link and set the password; what was open with the old one ends. The cookie of a new session."""
        passwords.check(password, self.link(secret).account.login)
        kept = passwords.kept(password)
        with self._refusals_noted(secret), self._writing() as connection:
            account = self._use(connection, secret, ("invitation", "reset"))
            connection.execute(update(_ACCOUNTS).where(_ACCOUNTS.c.id == account.id).values(password=kept))
            end_sessions(connection, account.id, self._clock())
            return self._open(connection, account.id, browser)

    def _link(self, connection: Connection, secret: str) -> OneTimeLink:
        row = connection.execute(select(_LINKS).where(_LINKS.c.digest == digest_of(secret))).first()
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
        if not in_force(row.made_at, row.expires_at, self._clock()) or account.disabled_at is not None:
            raise LinkRefused(
                label("这个链接已经过期", "This link has expired"),
                label("请管理员再发一个。", "Ask an administrator for another one."),
            )
        return OneTimeLink(account, row.purpose, row.expires_at)

    def _use(self, connection: Connection, secret: str, purposes: tuple[Purpose, ...]) -> Account:
        """Mark a link used; of two who follow it at the same moment, one does."""
        unused = update(_LINKS).where(
            _LINKS.c.digest == digest_of(secret), _LINKS.c.used_at.is_(None), _LINKS.c.purpose.in_(purposes)
        )
        found = self._link(connection, secret)
        if not connection.execute(unused.values(used_at=self._clock())).rowcount:
            self._link(connection, secret)  # says that it was used meanwhile
            raise LinkRefused(
                label("这个链接不是这样用的", "This link is not for this"),
                label("请从链接本身打开。", "Open the link itself."),
            )
        return found.account
