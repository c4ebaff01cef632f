"""What an answer says when it says no: problem documents (RFC 9457) in the reader's language."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from assessment.answers import AnswerRefused
from assessment.content import wording
from assessment.language import Label, Lang, label
from assessment.permissions import NotAllowed
from assessment.problems import InputRefused
from assessment.store import refusals
from assessment.store.refusals import StoreRefused
from assessment.store.reply_shelf import KeyUsedOtherwise, StillAtWork
from assessment.store.token_shelf import TokenRefused, TooManyCalls

MEDIA = "application/problem+json"
URN = "urn:ganqi:problem:"
_LOG = logging.getLogger(__name__)


class FaultView(BaseModel):
    """One fault of a request."""

    model_config = ConfigDict(extra="forbid")

    where: str = Field(description="哪个字段 / which field")
    message: str


class ProblemView(BaseModel):
    """为什么不行、怎么办，按 Accept-Language 用中文或英文 / why not and what to do, in Chinese or English."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="哪一类，给程序判断 / which kind, for programs to tell by")
    title: str
    status: int
    detail: str = Field(description="怎么办 / what to do")
    errors: list[FaultView] = Field(default_factory=list)


class RequestRefused(Exception):
    """A request that is not done: its status, its kind, what is wrong and what to do."""

    def __init__(
        self,
        status: int,
        kind: str,
        message: Label,
        remedy: Label,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[tuple[str, Label]] = (),
    ):
        self.status, self.kind, self.message, self.remedy = status, kind, message, remedy
        self.headers, self.errors = dict(headers or {}), tuple(errors)
        super().__init__(message.en)


def not_found() -> RequestRefused:
    """What is not there and what is not theirs are told alike."""
    return RequestRefused(
        404,
        "not-found",
        label("没有，或不在您的权限之内", "There is none, or it is not yours"),
        label("请核对编号；工作需要的，请管理员改账号的地区或企业。", "Check the id, or ask an administrator."),
    )


def not_allowed() -> RequestRefused:
    """Somebody whose role never may."""
    return RequestRefused(403, "not-allowed", NotAllowed.message, NotAllowed.remedy)


_BEARER = {"WWW-Authenticate": 'Bearer realm="ganqi"'}
NO_TOKEN = RequestRefused(
    401,
    "no-token",
    label("请求没有带令牌", "The request carries no token"),
    label("请加请求头 Authorization: Bearer 令牌；令牌在“我的账号”一页发。", "Send Authorization: Bearer TOKEN."),
    _BEARER,
)
_ASK = label("请看 OpenAPI 文档。", "See the OpenAPI document.")
_NO_ADDRESS = label("没有这个地址", "There is no such address")
_NO_METHOD = label("这个地址不收这种方法", "This address does not take this method")
_WRONG = label("请求不合要求", "The request is not as it should be")
_CORRECT = label("请按 errors 里的每一条改正。", "Correct each of the errors.")
_NO_JSON = label("不是完整的 JSON", "it is not valid JSON")
_OURS = label("系统出了问题，没有做成（编号 {number}）", "Something went wrong; nothing was done (number {number})")
_TELL = label("请稍后再试；还不行，请把编号告诉管理员。", "Try again later, or give the number to an administrator.")
_KINDS: tuple[tuple[type[StoreRefused], int, str], ...] = (
    (TooManyCalls, 429, "too-many-calls"),
    (TokenRefused, 401, "token-refused"),
    (KeyUsedOtherwise, 422, "key-used-otherwise"),
    (StillAtWork, 409, "still-at-work"),
    (refusals.FirmChanged, 412, "changed-since"),
    (refusals.CodeTaken, 409, "code-taken"),
    (refusals.RoundClosed, 409, "round-closed"),
    (refusals.ImportRefused, 409, "import-refused"),
    (refusals.DatabaseUnavailable, 503, "unavailable"),
    (StoreRefused, 422, "refused"),
)
_GONE = (refusals.UnknownFirm, refusals.UnknownAssessment, refusals.FileUnknown)
_QUALITY = re.compile(r"\s*([a-zA-Z*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")


def language(request: Request) -> Lang:
    """The reader's language by Accept-Language: English where it is wanted more than Chinese."""
    wanted = {"zh": 0.0, "en": 0.0}
    for part in request.headers.get("accept-language", "")[:200].split(","):
        found = _QUALITY.fullmatch(part)
        tag = found[1].lower()[:2] if found else ""
        if found and tag in wanted:
            wanted[tag] = max(wanted[tag], float(found[2] or 1))
    return "en" if wanted["en"] > wanted["zh"] else "zh"


def told(request: Request, refused: RequestRefused) -> Response:
    """The problem document."""
    lang = language(request)
    view = ProblemView(
        type=URN + refused.kind,
        title=refused.message.text(lang),
        status=refused.status,
        detail=refused.remedy.text(lang),
        errors=[FaultView(where=where, message=words.text(lang)) for where, words in refused.errors],
    )
    headers = {"Content-Language": lang, "Cache-Control": "no-store", "Vary": "Accept-Language", **refused.headers}
    return JSONResponse(view.model_dump(mode="json"), refused.status, headers, MEDIA)


def of_refusal(refused: StoreRefused) -> RequestRefused:
    """What the store refused, as the interface says it."""
    if isinstance(refused, _GONE):
        return not_found()
    status, kind = next((status, kind) for cls, status, kind in _KINDS if isinstance(refused, cls))
    headers: dict[str, str] = {}
    if isinstance(refused, TooManyCalls):
        headers = {"Retry-After": str(refused.seconds)}
    elif status == 401:
        headers = {"WWW-Authenticate": f'{_BEARER["WWW-Authenticate"]}, error="invalid_token"'}
    elif kind in ("still-at-work", "unavailable"):
        headers = {"Retry-After": "2"}
    return RequestRefused(status, kind, refused.message, refused.remedy, headers)


def answer_refused(fact: str, refused: AnswerRefused) -> RequestRefused:
    """An answer that its question does not take."""
    return RequestRefused(422, "answer-refused", refused.message, refused.remedy, errors=[(fact, refused.message)])


def wrong(*errors: tuple[str, Label]) -> RequestRefused:
    """Fields that are not as they should be."""
    return RequestRefused(422, "invalid", _WRONG, _CORRECT, errors=errors)


def _of_validation(fault: RequestValidationError) -> RequestRefused:
    found = []
    for error in cast("Sequence[ErrorDetails]", fault.errors()):
        where = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
        broken = error["type"] == "json_invalid"
        found.append(("body", _NO_JSON) if broken else (where, wording.told(error)))
    return wrong(*found)


def _of_http(fault: HTTPException) -> RequestRefused:
    if fault.status_code == 400:  # the one thing that is asked of a body before its fields are
        return wrong(("body", _NO_JSON))
    known = {404: ("no-address", _NO_ADDRESS), 405: ("no-method", _NO_METHOD)}
    kind, message = known.get(fault.status_code, ("invalid", _WRONG))
    return RequestRefused(fault.status_code, kind, message, _ASK, fault.headers)


def _of_input(refused: InputRefused) -> RequestRefused:
    return wrong(*((one.where, label(one.sentence("zh"), one.sentence("en"))) for one in refused.problems))


def _of_fault(fault: Exception) -> RequestRefused:
    number = secrets.token_hex(3).upper()
    _LOG.error("a request failed, number %s", number, exc_info=fault)
    return RequestRefused(500, "failed", _OURS.fill(number=number), _TELL)


_TELLERS: tuple[tuple[type[Exception], Callable[[Any], RequestRefused]], ...] = (
    (RequestRefused, lambda refused: refused),
    (StoreRefused, of_refusal),
    (NotAllowed, lambda _: not_allowed()),
    (InputRefused, _of_input),
    (RequestValidationError, _of_validation),
    (HTTPException, _of_http),
    (Exception, _of_fault),
)


def answered(request: Request, fault: Exception) -> Response:
    """The problem document of whatever went wrong."""
    tell = next(tell for kind, tell in _TELLERS if isinstance(fault, kind))
    return told(request, tell(fault))


def install(app: FastAPI) -> None:
    """Have every refusal and every fault told as a problem document."""
    for kind, _ in _TELLERS:
        app.add_exception_handler(kind, answered)
