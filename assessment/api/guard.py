"""What stands before every endpoint: token, limit, right, size and kind of the body, and the key of a repeated request.

Nothing of a body is read before its sender is known and may do what is asked for; and who may never do it is told so
before anything is looked up, so that ids tell nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Message, Receive

from assessment import settings
from assessment.api import refusing
from assessment.api.caller import Caller
from assessment.api.refusing import MEDIA, RequestRefused
from assessment.api.service import Service
from assessment.language import label
from assessment.permissions import Right, reach
from assessment.problems import shorten
from assessment.store.reply_shelf import KeptReply
from assessment.store.trail import acting

LARGEST = 256 * 1024
"""Bytes of a JSON body."""
RIGHT, MOST = "x-right", "x-most-bytes"
"""Under these names an endpoint says in the OpenAPI document which right it asks for and how large its body may be."""
KEY = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,200}")
_KEPT_HEADERS = ("content-type", "location", "etag")
_JSON = "application/json"
_WORDS = {
    400: "游标不对 / a cursor that is none",
    401: "没有令牌，或令牌不对 / no token, or one that opens nothing",
    403: "这个角色不能做 / not for this role",
    404: "没有，或不在权限之内 / there is none, or it is not yours",
    409: "现在不能做 / not now",
    412: "读取之后又改过 / changed since it was read",
    413: "太大 / too large",
    415: "类型不对 / wrong content type",
    422: "请求不合要求 / not as it should be",
    428: "要先读取，带上 If-Match / read it first, and send If-Match",
    429: "一分钟内太多次 / too often within a minute",
    503: "数据库暂时打不开 / the database is unavailable",
}
_ALWAYS = (401, 403, 422, 429, 503)


def needs(right: Right, *statuses: int, most: int = 0, **more: Any) -> dict[str, Any]:
    """What an endpoint asks for, and which refusals it may give besides those that every one may."""
    return {
        "openapi_extra": {RIGHT: right.value, **({MOST: most} if most else {}), **more},
        "responses": {
            status: {
                "description": _WORDS[status],
                "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/ProblemView"}}},
            }
            for status in sorted({*_ALWAYS, *statuses})
        },
    }


@dataclass(frozen=True)
class _Gate:
    """What one endpoint asks for: a right, content types of the body (none: no body), its size, and parameters."""

    right: Right
    kinds: frozenset[str]
    most: int
    known: frozenset[str]


class GuardedRoute(APIRoute):
    """An endpoint with all that stands before it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of a request that has passed."""
        handle = super().get_route_handler()
        told = dict(self.openapi_extra or {})
        kinds = {_JSON} if self.body_field is not None else told.get("requestBody", {}).get("content", {})
        known = frozenset(one.alias for one in self.dependant.query_params)
        gate = _Gate(Right(told[RIGHT]), frozenset(kinds), int(told.get(MOST, LARGEST)), known)

        async def guarded(request: Request) -> Response:
            caller = await run_in_threadpool(_admitted, request)
            with acting(caller.signature, caller.actor.role.value):
                try:
                    response = await _passed(request, caller, gate, handle)
                except Exception as fault:
                    response = refusing.answered(request, fault)
            left = caller.admitted
            response.headers["RateLimit-Limit"] = str(settings.api_each_minute())
            response.headers["RateLimit-Remaining"] = str(left.left)
            response.headers["RateLimit-Reset"] = str(left.seconds)
            return response

        return guarded


def _admitted(request: Request) -> Caller:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise refusing.NO_TOKEN
    service: Service = request.app.state.service
    admitted = service.store().admit(text.strip()[:200], settings.api_each_minute())
    return Caller(service, admitted, refusing.language(request))


async def _passed(
    request: Request, caller: Caller, gate: _Gate, handle: Callable[[Request], Awaitable[Response]]
) -> Response:
    if not reach(caller.actor, gate.right):
        await run_in_threadpool(caller.saw, "refused", "endpoint", request.scope["route"].path)
        raise refusing.not_allowed()
    _only_known(request, gate.known)
    request = Request(request.scope, _limited(request, gate.most))
    request.state.caller = caller
    if gate.kinds:
        _right_kind(request, gate.kinds)
        await request.body()  # now, so that one that is too large is told as that
    key = request.headers.get(KEY) if request.method == "POST" else None
    if key is None:
        return await handle(request)
    return await _once(request, caller, key, handle)


def _only_known(request: Request, known: frozenset[str]) -> None:
    """A filter that was misspelt must not show everything."""
    strange = [name for name in request.query_params if name not in known]
    if strange:
        words = label("不认识的参数", "unknown parameter")
        raise refusing.wrong(*((shorten(name), words) for name in strange[:5]))


def _right_kind(request: Request, kinds: frozenset[str]) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        raise RequestRefused(
            415,
            "wrong-kind",
            label("请求体的类型不对", "The body is of a wrong content type"),
            label("Content-Type 应是 {kinds}。", "Content-Type should be {kinds}.").fill(
                kinds=", ".join(sorted(kinds))
            ),
        )


def _limited(request: Request, most: int) -> Receive:
    """The body as it comes in; raises ``RequestRefused`` as soon as it is known to be too large."""
    refused = RequestRefused(
        413,
        "too-large",
        label(f"请求体太大，最多 {most // 1024} KB", f"The body is too large; {most // 1024} KB is the most"),
        label("请分成几次。", "Send it in parts."),
    )
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdecimal() and (len(said) > 15 or int(said) > most):
        raise refused
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > most:
            raise refused
        return message

    return receive


async def _once(
    request: Request, caller: Caller, key: str, handle: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Do a request that has a key; one that was done already is answered as it was then."""
    if _KEY.fullmatch(key) is None:
        raise refusing.wrong((KEY, label("要有 1 到 200 个字母、数字或符号", "1 to 200 letters, digits or signs")))
    store, account = caller.store, caller.account_id
    actor, kind = caller.actor, request.headers.get("content-type", "")
    told = (request.method, request.url.path, request.url.query, kind, actor.role.value, actor.area)
    asked = hashlib.sha256(repr(told).encode() + await request.body())
    before = await run_in_threadpool(store.take_key, account, key, asked.hexdigest())
    if before is not None:
        return Response(before.body, before.status, {**before.headers, "Idempotent-Replay": "true"})
    done = False
    try:
        response = await handle(request)
        if response.status_code < 400:
            kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
            reply = KeptReply(response.status_code, kept, bytes(response.body).decode())
            about: UUID | None = getattr(request.state, "about", None)
            await run_in_threadpool(store.keep_reply, account, key, reply, about)
            done = True
        return response
    finally:
        if not done:
            await run_in_threadpool(store.free_key, account, key)
