"""Imports and exports as jobs: asked for, looked after, stopped, and what came of them."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from assessment.api import pages, refusing
from assessment.api.caller import Called, Caller
from assessment.api.conditions import answer
from assessment.api.draw_views import DrawView
from assessment.api.guard import GuardedRoute, needs
from assessment.api.refusing import RequestRefused
from assessment.api.told import area_of_round, draw_view, job_view
from assessment.api.views import (
    Area,
    ExportEntry,
    ImportResult,
    ImportRowView,
    JobLog,
    JobLogLine,
    JobPage,
    JobView,
)
from assessment.language import label
from assessment.permissions import Matter, Right, Scope, may, reach
from assessment.settings import today
from assessment.store.import_records import BAD
from assessment.store.records import JobRecord
from assessment.store.refusals import ImportRefused, RoundRefused
from assessment.work import exporting, kept
from assessment.work.importing import IMPORT, TRYING, UNDO

router = APIRouter(route_class=GuardedRoute, tags=["jobs"])
KINDS = {
    IMPORT: Right.IMPORT,
    TRYING: Right.IMPORT,
    UNDO: Right.UNDO_IMPORT,
    exporting.EXPORT: Right.EXPORT,
    kept.DRAW: Right.EXPORT,
}
"""The kinds of jobs that the interface begins and shows, with the right that each asks for."""
LARGEST_FILE = 30 * 2**20
MOST_ROWS = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILES: dict[str, Any] = {
    "required": True,
    "description": "一张企业表，最大 30 MB / a file of firms, 30 MB at most",
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in (_XLSX, "text/csv")},
}
Named = Annotated[str, Query(min_length=1, max_length=120, description="文件名 / name of the file")]


@router.post(
    "/imports",
    response_model=JobView,
    status_code=202,
    **needs(Right.IMPORT, 404, 409, 413, 415, most=LARGEST_FILE, requestBody=_FILES),
)
async def import_firms(
    request: Request,
    caller: Called,
    name: Named,
    dry_run: Annotated[bool, Query(description="只试，不写 / try only, write nothing")] = False,
    good_rows: Annotated[bool, Query(description="有问题的行不写，其余照写 / write the good rows only")] = False,
    over: Annotated[
        bool, Query(description="表里的回答盖过别处后来的 / the file counts where others answered")
    ] = False,
    in_round: Annotated[UUID | None, Query(alias="round", description="算进哪一轮 / counted in a round")] = None,
    area: Annotated[Area | None, Query(description="只写这个地区的 / firms of this area only")] = None,
) -> Response:
    """导入一张企业表；返回一件工作 / import a file of firms; returns a job."""
    data = await request.body()

    def begin() -> JobRecord:
        bound = caller.area(Right.IMPORT, area)
        if in_round is not None:
            _reached(caller, in_round)
        given = {
            "by": caller.actor.name,
            "round": str(in_round) if in_round else "",
            "over": over,
            "area": bound,
            "good_rows": good_rows,
            "faultless": False,
        }
        file = kept.put(caller.store, PurePath(name).name, data, caller.signature, today())
        job = caller.store.begin_job(TRYING if dry_run else IMPORT, caller.signature, given, file.id)
        caller.service.wake()
        return job

    return _accepted(request, await run_in_threadpool(begin), "imports")


@router.post("/imports/{import_id}/undo", response_model=JobView, status_code=202, **needs(Right.UNDO_IMPORT, 404, 409))
def undo_import(request: Request, caller: Called, import_id: UUID) -> Response:
    """撤回一次导入；返回一件工作 / take an import back; returns a job.

    新导入的企业去掉，改过的恢复原值；之后有人改过的保留，在结果里点名。What was touched since stays, and is named.
    """
    try:
        one = caller.store.firm_import(import_id)
    except ImportRefused:
        raise refusing.not_found() from None
    if not may(caller.actor, Right.UNDO_IMPORT, Matter(area=one.area)):
        caller.saw("refused", "import", import_id)
        raise refusing.not_found()
    if one.state not in ("done", "undoing"):
        raise RequestRefused(
            409,
            "import-refused",
            label("这次导入现在没有可撤回的", "This import has nothing to be taken back now"),
            label("请看导入工作的状态和结果。", "See the state and the result of its job."),
        )
    given = {"import": str(import_id), "by": caller.actor.name, "area": one.area}
    job = caller.store.begin_job(UNDO, caller.signature, given)
    caller.service.wake()
    return _accepted(request, job, "/".join(request.url.path.rstrip("/").rsplit("/", 3)[1:]))


@router.post("/exports", response_model=JobView, status_code=202, **needs(Right.EXPORT, 409, 413, 415))
def export_firms(request: Request, caller: Called, entry: ExportEntry) -> Response:
    """导出企业或回答（CSV）；返回一件工作 / export firms or answers as CSV; returns a job."""
    given = {"what": entry.what, "area": caller.area(Right.EXPORT, entry.area)}
    job = caller.store.begin_job(exporting.EXPORT, caller.signature, given)
    caller.saw("firms_exported", "job", job.id, what=entry.what, area=given["area"])
    caller.service.wake()
    return _accepted(request, job, "exports")


@router.get("/jobs", response_model=JobPage, **needs(Right.IMPORT, 400))
def list_jobs(
    request: Request, caller: Called, limit: pages.Limit = pages.USUAL, cursor: pages.Cursor = None
) -> Response:
    """自己的工作，新的在前 / your jobs, the newest first."""
    after = pages.after_moment(pages.opened(caller, "jobs", {}, cursor))
    owner = None if reach(caller.actor, Right.IMPORT).scope is Scope.ALL else caller.signature
    found = caller.store.jobs_after(owner, KINDS.keys(), after, limit + 1)
    at = lambda job: (job.created_at.isoformat(), str(job.id))  # noqa: E731
    further = pages.cut(caller, "jobs", {}, found, limit, at)
    mine = [job for job in found[:limit] if _is_theirs(caller, job)]
    return answer(request, JobPage(jobs=[job_view(job) for job in mine], next=further))


@router.get("/jobs/{job_id}", response_model=JobView, **needs(Right.IMPORT, 404))
def read_job(request: Request, caller: Called, job_id: UUID) -> Response:
    """一件工作做到哪了 / how far a job has come."""
    return answer(request, job_view(_job(caller, job_id)))


@router.post("/jobs/{job_id}/cancel", response_model=JobView, status_code=202, **needs(Right.IMPORT, 404, 409))
def cancel_job(request: Request, caller: Called, job_id: UUID) -> Response:
    """请它停下；已经写入的不撤回 / ask it to stop; what was written stays."""
    job = _job(caller, job_id)
    if not job.open:
        raise RequestRefused(
            409,
            "job-ended",
            label("这件工作已经结束", "This job has ended"),
            label("导入错了的，请撤回（/undo）。", "An import that was wrong is taken back by its /undo."),
        )
    caller.store.ask_stop(job_id)
    caller.service.wake()
    return answer(request, job_view(_job(caller, job_id)), 202)


@router.get("/jobs/{job_id}/log", response_model=JobLog, **needs(Right.IMPORT, 404))
def read_log(request: Request, caller: Called, job_id: UUID) -> Response:
    """一件工作的记录 / the log of a job."""
    job = _job(caller, job_id)
    lines = [JobLogLine(at=line.at, words=line.words) for line in caller.store.job_log(job.id)]
    return answer(request, JobLog(job=job.id, lines=lines))


_RESULT = needs(Right.IMPORT, 404, 409)
_RESULT["responses"][200] = {
    "description": "导入：写了什么；导出：文件；抽签：名单 / what an import wrote, the file of an export, or a list",
    "model": ImportResult | DrawView,
    "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
}


@router.get("/jobs/{job_id}/result", response_class=Response, **_RESULT)
def read_job_result(request: Request, caller: Called, job_id: UUID) -> Response:
    """一件工作的结果 / what came of a job."""
    job = _job(caller, job_id)
    if job.state != "done":
        raise RequestRefused(
            409,
            "no-result",
            label("这件工作还没有结果，或没有做成", "This job has no result yet, or did not succeed"),
            label("请看它的状态和记录。", "See its state and its log."),
        )
    caller.saw("downloaded", "job", job.id, file=job.kind)
    if job.kind == exporting.EXPORT:
        path = exporting.file_of(job.id)
        if not path.exists():
            raise refusing.not_found()
        name = f"{job.given['what']}-{job.created_at:%Y%m%d}.csv"
        return FileResponse(path, media_type="text/csv", filename=name, headers={"Cache-Control": "no-store"})
    if job.kind == kept.DRAW:
        (drawn,) = [one for one in caller.store.draws() if one.id == UUID(job.result["draw"])]
        return answer(request, draw_view(drawn))
    return answer(request, _import_result(caller, job))


def _import_result(caller: Caller, job: JobRecord) -> ImportResult:
    store, import_id = caller.store, UUID(job.result["import"])
    if job.kind == UNDO:
        rows = store.import_rows(import_id, kept=True, most=MOST_ROWS)
    else:
        rows = [row for verdict in BAD for row in store.import_rows(import_id, verdict, most=MOST_ROWS)]
    return ImportResult(
        id=import_id,
        counts=dict(store.firm_import(import_id).counts) if job.kind == UNDO else job.result["counts"],
        written=bool(job.result.get("wrote")),
        left_out=[
            ImportRowView(place=row.place, name=row.name, verdict=row.verdict, facts=list(row.facts))
            for row in rows[:MOST_ROWS]
        ],
    )


def _accepted(request: Request, job: JobRecord, asked_at: str) -> Response:
    where = f"{request.url.path.rstrip('/').removesuffix(asked_at)}jobs/{job.id}"
    return answer(request, job_view(job), 202, Location=where)


def _job(caller: Caller, job_id: UUID) -> JobRecord:
    job = caller.store.job(job_id)
    if job is None:
        raise refusing.not_found()
    if not _is_theirs(caller, job):
        caller.saw("refused", "job", job_id)
        raise refusing.not_found()
    return job


def _is_theirs(caller: Caller, job: JobRecord) -> bool:
    """Their own, and within the area of this very token; anybody's for an administrator."""
    right = KINDS.get(job.kind)
    if right is None:
        return False
    if reach(caller.actor, right).scope is Scope.ALL:
        return True
    return job.owner == caller.signature and caller.covers(right, str(job.given.get("area", "")))


def _reached(caller: Caller, round_id: UUID) -> None:
    """Make sure that a round has to do with the caller's area."""
    try:
        found = caller.store.round(round_id)
    except RoundRefused:
        raise refusing.not_found() from None
    own, counties = reach(caller.actor, Right.IMPORT), caller.service.counties()
    if found.areas and not any(own.within(area_of_round(one, counties)) for one in found.areas):
        raise refusing.not_found()
