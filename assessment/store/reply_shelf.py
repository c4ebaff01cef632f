"""Replies that are kept for a day, so that a request that a program sends twice under one key is done once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assessment.language import label
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.refusals import StoreRefused

_REPLIES = schema.api_replies
KEPT = timedelta(days=1)
AT_WORK = timedelta(minutes=2)
"""A request that has not been replied to for so long has died with its process, and its key is free."""


class KeyUsedOtherwise(StoreRefused):
    """A key that was used for another request."""

    def __init__(self) -> None:
        super().__init__(
            label("这个 Idempotency-Key 已用于另一个请求", "This Idempotency-Key was used for another request"),
            label("每个新请求请用一个新的键。", "Use a new key for every new request."),
        )


class StillAtWork(StoreRefused):
    """The same request under the same key is being done now."""

    def __init__(self) -> None:
        super().__init__(
            label("同一个请求正在处理", "The same request is being done now"),
            label("请过几秒用同一个键再试。", "Try again in a few seconds with the same key."),
        )


@dataclass(frozen=True)
class KeptReply:
    """What a request was answered."""

    status: int
    headers: Mapping[str, str]
    body: str


class ReplyShelf(Desk):
    """The replies of one database."""

    def take_key(self, account_id: UUID, key: str, asked: str) -> KeptReply | None:
        """Begin a request under a key; the reply, where it was done already.

        ``asked`` is the digest of the request. Raises ``KeyUsedOtherwise``, ``StillAtWork``.
        """
        now = self._clock()
        own = _REPLIES.c.account_id == account_id, _REPLIES.c.key == key
        try:
            with self._writing() as connection:
                connection.execute(delete(_REPLIES).where(_REPLIES.c.at < now - KEPT))
                dead = _REPLIES.c.status.is_(None) & (_REPLIES.c.at < now - AT_WORK)
                connection.execute(delete(_REPLIES).where(*own, dead))
                row = connection.execute(select(_REPLIES).where(*own)).first()
                if row is None:
                    values = {"account_id": account_id, "key": key, "asked": asked, "at": now}
                    connection.execute(insert(_REPLIES).values(**values))
                    return None
        except IntegrityError:  # another process took it between looking and writing
            raise StillAtWork from None
        if row.asked != asked:
            raise KeyUsedOtherwise
        if row.status is None:
            raise StillAtWork
        return KeptReply(row.status, row.headers, row.body)

    def keep_reply(self, account_id: UUID, key: str, reply: KeptReply, firm_id: UUID | None) -> None:
        """Keep what a request was answered; it goes with the firm that it is about."""
        values = {"status": reply.status, "headers": dict(reply.headers), "body": reply.body, "firm_id": firm_id}
        own = _REPLIES.c.account_id == account_id, _REPLIES.c.key == key
        with self._writing() as connection:
            connection.execute(update(_REPLIES).where(*own).values(**values))

    def free_key(self, account_id: UUID, key: str) -> None:
        """A request was not done: its key may be used again."""
        with self._writing() as connection:
            own = _REPLIES.c.account_id == account_id, _REPLIES.c.key == key, _REPLIES.c.status.is_(None)
            connection.execute(delete(_REPLIES).where(*own))
