"""Tokens by which other programs work in the name of an account: made, known again, counted, revoked.

A token has the role and the area that it was made with, and never more than its account has now: an account that is
disabled, or has another role or area by then, leaves it with nothing. Calls are counted in the database, so that all
processes of a server share one limit.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, case, func, insert, select, update

from assessment.language import Label, label, visible
from assessment.permissions import PROVINCE, Actor, Role, contains, is_area
from assessment.store import schema
from assessment.store.account_records import Account
from assessment.store.accounts import accounts_of, one_account
from assessment.store.desk import Desk
from assessment.store.refusals import StoreRefused

_TOKENS = schema.api_tokens
PREFIX = "gq_"
"""With what every token begins, so that one that was published by mistake is found."""
MOST_TOKENS = 20
LONGEST_NAME = 60
LONGEST_DAYS = 366
_MINUTE = timedelta(minutes=1)
_AHEAD = timedelta(hours=1)
"""What was made further ahead than this was made while the clock was wrong."""


class TokenRefused(StoreRefused):
    """A token that opens nothing, or one that may not be made."""


class TooManyCalls(StoreRefused):
    """A token that was used too often within a minute; the next one begins in ``seconds``."""

    def __init__(self, seconds: int, most: int):
        self.seconds, self.most = seconds, most
        super().__init__(
            label(f"这个令牌一分钟最多用 {most} 次", f"This token may be used {most} times a minute"),
            label(f"请等 {seconds} 秒再试。", f"Please wait {seconds} seconds."),
        )


@dataclass(frozen=True)
class ApiToken:
    """A token as its account sees it; the token itself is nowhere."""

    id: UUID
    account_id: UUID
    name: str
    role: Role
    area: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True)
class Admitted:
    """A program that was let in: by which token, for which account, with which rights; what is left of its minute."""

    token: ApiToken
    account: Account
    actor: Actor
    left: int
    seconds: int


_UNKNOWN = (
    label("令牌不对", "This token is not known"),
    label("请核对是否复制完整；丢了的，请到“我的账号”另发一个。", "Check that it is whole, or make another one."),
)
_REVOKED = (
    label("这个令牌已经收回", "This token was revoked"),
    label("请到“我的账号”另发一个。", "Make another one on the page 'My account'."),
)
_EXPIRED = (
    label("这个令牌已经过期", "This token has expired"),
    label("请到“我的账号”另发一个。", "Make another one on the page 'My account'."),
)
_DISABLED = (
    label("这个令牌的账号已经停用", "The account of this token is disabled"),
    label("请联系管理员。", "Please ask an administrator."),
)
_CHANGED = (
    label("账号的角色或地区改了，这个令牌不再有效", "The role or area of the account has changed since"),
    label("请到“我的账号”另发一个。", "Make another token on the page 'My account'."),
)


class TokenShelf(Desk):
    """The tokens of one database."""

    def make_token(self, account_id: UUID, name: str, role: Role, area: str, days: int) -> tuple[ApiToken, str]:
        """A new token of an account, and the text of it, which is never shown again.

        The role is the account's own, or that of a clerk for an administrator; the area lies in the account's own.
        Raises ``TokenRefused`` for more than that, for a name or days that are none, and for too many tokens.
        """
        name, text, now = visible(schema.keepable(name)), PREFIX + secrets.token_urlsafe(32), self._clock()
        with self._writing() as connection:
            account = one_account(connection, account_id)
            area = _area_for(account, role, area)
            if not 0 < len(name) <= LONGEST_NAME or not 0 < days <= LONGEST_DAYS:
                raise TokenRefused(
                    label(
                        f"令牌要有名称（最多 {LONGEST_NAME} 个字）和 1 到 {LONGEST_DAYS} 天的期限",
                        f"A token needs a name (at most {LONGEST_NAME} characters) and 1 to {LONGEST_DAYS} days",
                    ),
                    label("名称写明给哪个程序用。", "Name the program that it is for."),
                )
            own = select(func.count()).select_from(_TOKENS)
            live = own.where(
                _TOKENS.c.account_id == account_id, _TOKENS.c.revoked_at.is_(None), _TOKENS.c.expires_at > now
            )
            if connection.execute(live).scalar_one() >= MOST_TOKENS:
                raise TokenRefused(
                    label(f"一个账号最多有 {MOST_TOKENS} 个令牌", f"An account has {MOST_TOKENS} tokens at most"),
                    label("请先收回不用的。", "Revoke what is no longer used first."),
                )
            values = {"id": uuid4(), "account_id": account_id, "name": name, "role": role.value, "area": area}
            times = {"made_at": now, "expires_at": now + timedelta(days=days)}
            row = connection.execute(insert(_TOKENS).values(**values, **times, digest=_digest(text)).returning(_TOKENS))
            made = _token(row.one())
            told = {"token": made.id.hex, "role": role.value}
            self.trail.note(connection, "token_made", "account", account_id, area=area, details=told)
        return made, text

    def tokens(self, account_id: UUID) -> list[ApiToken]:
        """The tokens of an account that are neither revoked nor expired, the newest first."""
        rows = select(_TOKENS).where(_TOKENS.c.account_id == account_id, _TOKENS.c.revoked_at.is_(None))
        with self._reading() as connection:
            live = rows.where(_TOKENS.c.expires_at > self._clock()).order_by(_TOKENS.c.made_at.desc(), _TOKENS.c.id)
            return [_token(row) for row in connection.execute(live)]

    def revoke_token(self, account_id: UUID, token_id: UUID) -> None:
        """Let a token of an account open nothing any more; raises ``TokenRefused`` where there is none of this id."""
        own = _TOKENS.c.account_id == account_id, _TOKENS.c.id == token_id, _TOKENS.c.revoked_at.is_(None)
        with self._writing() as connection:
            if not connection.execute(update(_TOKENS).where(*own).values(revoked_at=self._clock())).rowcount:
                raise TokenRefused(
                    label("没有这个令牌，或已经收回", "There is no such token, or it was revoked already"),
                    label("请刷新列表再看。", "Reload the list."),
                )
            self.trail.note(connection, "token_revoked", "account", account_id, details={"token": token_id.hex})

    def admit(self, text: str, most: int) -> Admitted:
        """Who a program is by its token, and one call more of at most so many within this minute.

        Raises ``TokenRefused``, ``TooManyCalls``.
        """
        now = self._clock()
        minute = now.replace(second=0, microsecond=0)
        seconds = max(1, int((minute + _MINUTE - now).total_seconds()))
        with self._reading() as connection:
            row = connection.execute(select(_TOKENS).where(_TOKENS.c.digest == _digest(text))).first()
            found: Sequence[Account] = () if row is None else accounts_of(connection, row.account_id)
        if row is None or not found:
            raise TokenRefused(*_UNKNOWN)
        token, account = _token(row), found[0]
        actor = _actor(token, account, now)
        if row.minute == minute and row.in_minute >= most:  # known already: a flood must not write
            raise TooManyCalls(seconds, most)
        counted = case((_TOKENS.c.minute == minute, _TOKENS.c.in_minute + 1), else_=1)
        call = update(_TOKENS).where(_TOKENS.c.id == token.id, _TOKENS.c.revoked_at.is_(None))
        with self._writing() as connection:
            calls = connection.scalar(
                call.values(minute=minute, in_minute=counted, used_at=now).returning(_TOKENS.c.in_minute)
            )
        if calls is None:
            raise TokenRefused(*_REVOKED)
        if calls > most:
            raise TooManyCalls(seconds, most)
        return Admitted(token, account, actor, most - calls, seconds)


def _area_for(account: Account, role: Role, area: str) -> str:
    """The area of a token that an account may make with this role; raises ``TokenRefused``."""
    allowed = {account.role, Role.CLERK} if account.role is Role.ADMINISTRATOR else {account.role}
    if role not in allowed or account.disabled_at is not None:
        raise TokenRefused(
            label("令牌的角色不能超过账号自己的", "A token cannot have another role than its account"),
            label("请选自己的角色；管理员还可以选经办。", "Choose your own; an administrator may choose a clerk's."),
        )
    if role is not Role.CLERK and area:
        raise TokenRefused(
            label("只有经办的令牌有地区", "Only the token of a clerk has an area"),
            label("请选经办这个角色，或不写地区。", "Choose the role of a clerk, or leave the area blank."),
        )
    if role is not Role.CLERK:
        return ""
    outer = account.area if account.role is Role.CLERK else PROVINCE
    area = area or outer
    if not contains(outer, area):
        raise TokenRefused(
            label("令牌的地区不在账号的地区之内", "The area of the token does not lie in the account's own"),
            label(f"请写 {outer} 或其中的市、县代码。", f"Give {outer}, or a city or county in it."),
        )
    return area


def _actor(token: ApiToken, account: Account, now: datetime) -> Actor:
    """With which rights a token acts now; raises ``TokenRefused`` where it has none left."""
    refused: tuple[Label, Label] | None = None
    if token.revoked_at is not None:
        refused = _REVOKED
    elif not token.made_at <= now + _AHEAD or token.expires_at <= now:
        refused = _EXPIRED
    elif account.disabled_at is not None:
        refused = _DISABLED
    elif token.role is Role.CLERK:
        outer = PROVINCE if account.role is Role.ADMINISTRATOR else account.area
        if account.role not in (Role.CLERK, Role.ADMINISTRATOR) or not contains(outer, token.area):
            refused = _CHANGED
    elif token.role is not account.role:
        refused = _CHANGED
    if refused is not None:
        raise TokenRefused(*refused)
    area = token.area if is_area(token.area) else ""
    return Actor(token.role, account.name, account.id, area, account.firms)


def _digest(text: str) -> str:
    # Random and long: there is nothing that a slow digest would protect.
    return hashlib.sha256(b"ganqi-token:" + text.encode("utf-8", "replace")).hexdigest()


def _token(row: Row[Any]) -> ApiToken:
    times = (row.made_at, row.expires_at, row.revoked_at, row.used_at)
    return ApiToken(row.id, row.account_id, row.name, Role(row.role), row.area, *times)
