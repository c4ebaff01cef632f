"""Signing in: by password, and by an identity of another provider."""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import insert, select, update

from assessment.language import label
from assessment.store import passwords, schema
from assessment.store.account_records import Browser
from assessment.store.accounts import end_sessions, login_of
from assessment.store.one_time_links import OneTimeLinks
from assessment.store.refusals import AccountRefused, SignInRefused
from assessment.store.slowing import Slowing

_ACCOUNTS, _IDENTITIES = schema.accounts, schema.account_identities
_LOG = logging.getLogger("assessment.store")


class SignIn(OneTimeLinks):
    """Opens sessions to whoever can show a password, or comes from a provider that knows them."""

    slowing = Slowing()

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
        with self._refusals_noted(secret), self._writing() as connection:
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
