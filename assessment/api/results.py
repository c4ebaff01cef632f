"""Kept results, whole, and their reports as PDF and Word."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import BytesIO
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import ValidationError
from starlette.responses import JSONResponse, Response

from assessment import settings
from assessment.advisory import Advisory
from assessment.api import refusing
from assessment.api.caller import Called, Caller
from assessment.api.conditions import PRIVATE, answer, tag_of, unchanged
from assessment.api.guard import GuardedRoute, needs
from assessment.api.refusing import RequestRefused
from assessment.api.views import ResultList, ResultView
from assessment.language import Lang, label
from assessment.permissions import Right
from assessment.store.records import FrozenResult
from assessment.telling.blocks import Length

router = APIRouter(route_class=GuardedRoute, tags=["results"])
Number = Annotated[int, Path(ge=1, le=1_000_000, description="第几次保存的结果 / the number of the kept result")]
Cut = Annotated[Length, Query(description="page 一页、owner 给企业主、full 全本 / how much of it")]
Language = Annotated[Lang | None, Query(description="不写按 Accept-Language / else by Accept-Language")]
_PDF = "application/pdf"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_making = threading.BoundedSemaphore(2)
"""Reports take a processor for seconds; the pages are served beside them."""
Draw = Callable[[BytesIO, Advisory, Lang], None]


def _gives(media: str, schema: dict[str, Any], *statuses: int) -> dict[str, Any]:
    """What an endpoint asks for that gives a file, or a document described elsewhere."""
    told = needs(Right.SEE_FIRM, *statuses)
    told["responses"][200] = {"description": "OK", "content": {media: {"schema": schema}}}
    return {"response_class": Response, **told}


_FILE = {"type": "string", "format": "binary"}


@router.get("/assessments/{assessment_id}/results", response_model=ResultList, **needs(Right.SEE_FIRM, 404))
def list_results(request: Request, caller: Called, assessment_id: UUID) -> Response:
    """保存过的结果 / the results that were kept."""
    line = caller.assessment(assessment_id, Right.SEE_FIRM)
    caller.saw("firm_viewed", "assessment", assessment_id, line.assessment.firm_id, part="results")
    told = [
        ResultView(number=one.number, kept_at=one.created_at, versions=dict(one.versions))
        for one in caller.store.results(assessment_id)
    ]
    return answer(request, ResultList(assessment=assessment_id, results=told))


@router.get("/assessments/{assessment_id}/results/{number}", **_gives("application/json", {"type": "object"}, 404))
def read_result(request: Request, caller: Called, assessment_id: UUID, number: Number) -> Response:
    """一次结果的全部内容，各键见 docs/advisory.md / all of a result; its keys are those of docs/advisory.md."""
    kept = _kept(caller, assessment_id, number)
    caller.saw("firm_viewed", "assessment", assessment_id, _firm(caller, assessment_id), part="result")
    tag = tag_of(kept.id)
    return unchanged(request, tag) or JSONResponse(dict(kept.document), headers={"ETag": tag, **PRIVATE})


@router.get("/assessments/{assessment_id}/results/{number}/report.pdf", **_gives(_PDF, _FILE, 404, 409))
def read_report(
    request: Request,
    caller: Called,
    assessment_id: UUID,
    number: Number,
    length: Cut = "full",
    lang: Language = None,
) -> Response:
    """一次结果的报告，PDF / the report of a result as PDF."""

    def draw(out: BytesIO, advisory: Advisory, told_in: Lang) -> None:
        from assessment.report.document import write_report  # what draws is loaded when something is drawn

        at = settings.address()
        seal = write_report(out, advisory, told_in, length=length, verify_at=at)
        if at:
            caller.store.hand_out(seal.id, seal.digest, seal.on, seal.editions)

    kept = _kept(caller, assessment_id, number)
    return _report(request, caller, kept, (_PDF, "pdf", length, lang or caller.lang), draw)


@router.get("/assessments/{assessment_id}/results/{number}/report.docx", **_gives(_WORD, _FILE, 404, 409))
def read_word(
    request: Request,
    caller: Called,
    assessment_id: UUID,
    number: Number,
    length: Cut = "full",
    lang: Language = None,
) -> Response:
    """一次结果的报告，Word / the report of a result for Word."""

    def draw(out: BytesIO, advisory: Advisory, told_in: Lang) -> None:
        from assessment.word.document import write_word

        write_word(out, advisory, told_in, length=length)

    kept = _kept(caller, assessment_id, number)
    return _report(request, caller, kept, (_WORD, "docx", length, lang or caller.lang), draw)


def _kept(caller: Caller, assessment_id: UUID, number: int) -> FrozenResult:
    caller.assessment(assessment_id, Right.SEE_FIRM)
    found = next((one for one in caller.store.results(assessment_id) if one.number == number), None)
    if found is None:
        raise refusing.not_found()
    return found


def _firm(caller: Caller, assessment_id: UUID) -> UUID | None:
    firm = caller.store.firm_of(assessment_id)
    return None if firm is None else firm.id


def _report(
    request: Request, caller: Caller, kept: FrozenResult, form: tuple[str, str, Length, Lang], draw: Draw
) -> Response:
    """A report, made when it is asked for; the same result in the same form is not made for who has it already."""
    media, kind, length, lang = form
    tag = tag_of(kept.id, form, settings.address())
    if (same := unchanged(request, tag)) is not None:
        return same
    try:
        advisory = Advisory.model_validate(kept.document)
    except ValidationError:
        raise RequestRefused(
            409,
            "earlier-form",
            label("这次结果是早先版本的格式，出不了报告", "This result was kept in an earlier form; it has no report"),
            label("请读取它的全部内容，或另存一次结果。", "Read it as it is, or keep another result."),
        ) from None
    out = BytesIO()
    with _making:
        draw(out, advisory, lang)
    firm = _firm(caller, kept.assessment_id)
    caller.saw("report_made", "assessment", kept.assessment_id, firm, kind=kind, length=length, number=kept.number)
    name = f'attachment; filename="report-{kept.number}.{kind}"'
    headers = {"ETag": tag, **PRIVATE, "Content-Disposition": name, "Content-Language": lang}
    return Response(out.getvalue(), 200, headers, media)
