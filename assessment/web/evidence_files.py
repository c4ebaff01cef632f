"""Evidence on its way out: to an account that may see it, or to the owner whose page carries the proof of its code.

A file that is somebody else's is answered as one that is not there. Whatever it holds, the browser saves it and opens
nothing of it here.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.evidence import MEDIA_TYPES
from assessment.permissions import Right, may, reach
from assessment.store.refusals import EvidenceRefused, StoreRefused
from assessment.store.trail import OWNER, Acting, acting
from assessment.store.visit_records import EvidenceFile
from assessment.web import resources, visitors

FOLDER = "evidence"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
_CLOSED = "请先登录有权查看的账号，或从企业自己的页面打开。 / Please sign in, or open it from the firm's own page."
_GONE = "没有这份材料，可能已被删除。 / There is no such file; it may have been removed."
_LATER = "数据库暂时打不开，请稍后再试。 / The database cannot be reached at the moment; please try again."


def address(file: EvidenceFile, *, as_owner: bool = False) -> str:
    """Where the browser fetches a file, as seen from a page; for an owner with the proof that a code opened it."""
    proof = resources.store().token(file.assessment_id, _whose(file)) if as_owner else None
    return f"./{FOLDER}/{file.id}" + (f"?{urlencode({'proof': proof})}" if proof else "")


def _whose(file: EvidenceFile) -> str:
    return f"evidence:{file.id.hex}"


async def _send(request: Request) -> Response:
    try:
        return await run_in_threadpool(_found, request)
    except EvidenceRefused:
        return PlainTextResponse(_GONE, 404)
    except StoreRefused:
        return PlainTextResponse(_LATER, 503)


def _found(request: Request) -> Response:
    proof, here = request.query_params.get("proof", ""), visitors.of_request(request)
    if not proof and (here is None or not reach(here.account.actor, Right.SEE_EVIDENCE)):
        return PlainTextResponse(_CLOSED, 403)
    store = resources.store()
    try:
        file = store.one_evidence(UUID(request.path_params["id"]))
    except ValueError:
        return PlainTextResponse(_GONE, 404)
    if here is not None and may(here.account.actor, Right.SEE_EVIDENCE, visitors.matter_of(file.assessment_id)):
        who = here.account.acting
    elif proof and store.may_answer(file.assessment_id, _whose(file), proof):
        who = Acting(OWNER, OWNER)
    else:
        asked = Acting(OWNER, OWNER) if here is None else here.account.acting
        with acting(asked.actor, asked.role):
            store.trail.record("refused", "evidence", file.id)
        return PlainTextResponse(_GONE, 404)
    with acting(who.actor, who.role):
        data = store.evidence_content(file.id)
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
    return Response(data, media_type=MEDIA_TYPES[file.kind], headers=_HEADERS | named)


ROUTES: list[BaseRoute] = [Route(f"/{FOLDER}/{{id}}", _send, methods=["GET"])]
