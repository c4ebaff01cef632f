"""Large files on their way out: from the disk, by a ticket that only the page gives."""

from __future__ import annotations

import hmac
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.permissions import Right, reach
from assessment.store.account_records import SignedIn
from assessment.store.records import JobRecord
from assessment.store.refusals import StoreRefused
from assessment.store.trail import acting
from assessment.web import resources, visitors
from assessment.work import kinds

FOLDER = "downloads"


def address(job: JobRecord, name: str) -> str:
    """Where the browser fetches the reports that a job made, as seen from the page."""
    return f"./{FOLDER}/{job.id}/{_ticket(job.id)}/{quote(name)}"


def _ticket(job_id: UUID) -> str:
    return resources.store().secret.digest(f"download {job_id}")


def _send(request: Request) -> Response:
    found = visitors.of_request(request)
    if found is None or not reach(found.account.actor, Right.EXPORT):
        return PlainTextResponse("请先登录有权导出的账号。 / Please sign in with an account that may export.", 403)
    path = file_of(request.path_params["job"], request.path_params["ticket"], found)
    if path is None or not path.exists():
        return PlainTextResponse("文件已不在，请回到页面重新生成。 / The file is gone; please make it again.", 404)
    job, who = UUID(request.path_params["job"]), found.account.acting
    with acting(who.actor, who.role):
        resources.store().trail.record("downloaded", "job", job, details={"file": "reports", "kind": "zip"})
    never_kept = {"Cache-Control": "no-store"}
    return FileResponse(path, filename=request.path_params["name"], media_type="application/zip", headers=never_kept)


def file_of(job_id: str, ticket: str, here: SignedIn) -> Path | None:
    """The file of a ticket; None for a wrong one, for somebody else's, and for a job that has not ended well."""
    try:
        number = UUID(job_id)
    except ValueError:
        return None
    if not hmac.compare_digest(_ticket(number).encode(), ticket.encode("utf-8", "replace")):
        return None
    try:
        job = resources.store().job(number)
    except StoreRefused:
        return None
    if job is None or not visitors.is_theirs(job.owner, here):
        return None
    return None if job.kind != kinds.REPORTS or job.state != "done" else kinds.archive_of(job)


ROUTES: list[BaseRoute] = [Route(f"/{FOLDER}/{{job}}/{{ticket}}/{{name}}", _send)]
