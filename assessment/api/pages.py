"""Pages of lists: where the next one begins is written into a cursor that only this server can make.

A cursor goes with the account and the list that it was given for, filters included; another account's, another list's
and one that was changed open nothing.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from assessment.api.caller import Caller
from assessment.api.refusing import RequestRefused
from assessment.language import label

MOST, USUAL = 200, 50
_SIGNS = 32
Limit = Annotated[int, Query(ge=1, le=MOST, description="一页多少条 / how many on a page")]
Cursor = Annotated[str | None, Query(max_length=400, description="上一页给的 next / what the page before gave as next")]


def cut(caller: Caller, of: str, asked: dict[str, Any], rows: Sequence[Any], limit: int, at: Any) -> str | None:
    """The cursor of the next page, where more rows were read than are shown; ``at`` tells where a row stands."""
    if len(rows) <= limit:
        return None
    place = json.dumps(at(rows[limit - 1]))
    text = f"{_signed(caller, of, asked, place)}{place}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def opened(caller: Caller, of: str, asked: dict[str, Any], cursor: str | None) -> Any:
    """Where a page begins; None for the first one. Raises ``RequestRefused`` for a cursor that is not this list's."""
    if cursor is None:
        return None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except ValueError:
        raise _strange() from None
    sign, place = text[:_SIGNS], text[_SIGNS:]
    if not hmac.compare_digest(sign.encode(), _signed(caller, of, asked, place).encode()):
        raise _strange()
    return json.loads(place)


def after_id(place: str | None) -> UUID | None:
    """Where a list by id goes on."""
    return None if place is None else UUID(place)


def after_moment(place: tuple[str, str] | None) -> tuple[datetime, UUID] | None:
    """Where a list by time goes on."""
    return None if place is None else (datetime.fromisoformat(place[0]), UUID(place[1]))


def _signed(caller: Caller, of: str, asked: dict[str, Any], place: str) -> str:
    told = json.dumps([of, caller.account_id.hex, asked, place], sort_keys=True, default=str)
    return caller.store.secret.digest(f"cursor {told}")


def _strange() -> RequestRefused:
    return RequestRefused(
        400,
        "strange-cursor",
        label("这个游标不是给这个列表的", "This cursor is not of this list"),
        label(
            "请用同一个账号、同样的条件，从第一页重新开始。",
            "Begin again at the first page, with the same account and the same filters.",
        ),
    )
