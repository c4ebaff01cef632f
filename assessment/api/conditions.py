"""Conditional requests: what has not changed is not sent again, and only what was read is changed."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import Header, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from assessment.api.refusing import RequestRefused
from assessment.language import label

IfMatch = Annotated[
    str | None,
    Header(max_length=400, description="读取时的 ETag；* 表示不管改没改过 / the ETag that was read; * whatever it is"),
]
PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
"""A firm's data are nobody else's to keep, and are asked for anew each time."""


def tag_of(*parts: Any) -> str:
    """The ETag of what these parts make up."""
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def tag_of_view(view: BaseModel) -> str:
    """The ETag of a document."""
    return tag_of(view.model_dump_json())


def unchanged(request: Request, tag: str) -> Response | None:
    """The answer to a request for what the client has already; None where it has another one."""
    asked = request.headers.get("if-none-match", "")
    if asked.strip() == "*" or tag in _tags(asked):
        return Response(status_code=304, headers={"ETag": tag, **PRIVATE})
    return None


def answer(request: Request, view: BaseModel, status: int = 200, **headers: str) -> Response:
    """A document with its ETag; nothing but that where the client has it already."""
    tag = tag_of_view(view)
    if request.method in ("GET", "HEAD") and (same := unchanged(request, tag)) is not None:
        return same
    return JSONResponse(view.model_dump(mode="json"), status, {"ETag": tag, **PRIVATE, **headers})


def only_if(given: str | None, tag: str) -> bool:
    """Is this the version that the client has read (True), or does it not mind which (False)?

    Raises ``RequestRefused`` where it says nothing, or had another one.
    """
    if given is None:
        raise RequestRefused(
            428,
            "no-condition",
            label("要带上 If-Match", "If-Match is missing"),
            label(
                "请先读取，把 ETag 写进 If-Match；不管改没改过就写 *。",
                "Read it first and send its ETag as If-Match, or * to change it whatever it is.",
            ),
        )
    if given.strip() == "*":
        return False
    if tag not in _tags(given):
        raise RequestRefused(
            412,
            "changed-since",
            label("在您读取之后又改过，没有写入", "It has changed since you read it; nothing was written"),
            label("请重新读取，核对后再改。", "Read it again, and change what is there now."),
        )
    return True


def _tags(text: str) -> set[str]:
    return {part.strip().removeprefix("W/") for part in text.split(",")}
