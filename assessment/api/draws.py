"""Lists of visits (走访名单): drawn by a job, listed, read firm by firm, and what the visits say of all."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from assessment import settings
from assessment.api import pages, refusing
from assessment.api.caller import Called, Caller
from assessment.api.conditions import answer
from assessment.api.draw_views import AreaShareList, DrawEntry, DrawnFirmList, DrawPage, DrawView
from assessment.api.guard import GuardedRoute, needs
from assessment.api.refusing import RequestRefused
from assessment.api.told import area_of_round, draw_view, drawn_firm_view, job_view, share_view
from assessment.api.views import JobView
from assessment.language import Label, label
from assessment.permissions import PROVINCE, Right, reach
from assessment.store.draw_shelf import VisitDraw
from assessment.store.refusals import RoundRefused
from assessment.work import drawing
from assessment.work.kept import DRAW

router = APIRouter(route_class=GuardedRoute, tags=["draws"])
_NO_LEVEL = label("没有这一级", "there is no such level")
_NO_ROUND = label("没有这个轮次，或不在您的地区", "there is no such round, or it is not of your area")


@router.post("/draws", response_model=JobView, status_code=202, **needs(Right.EXPORT, 409, 413, 415))
def draw_visits(request: Request, caller: Called, entry: DrawEntry) -> Response:
    """抽一份走访名单；返回一件工作，名单是它的结果 / draw a list of visits; returns a job, whose result is the list."""
    area = caller.area(Right.EXPORT, entry.area)
    faults: list[tuple[str, Label]] = []
    main = caller.service.advisor().main_on(settings.today())
    if entry.level not in {one.level for one in main.levels}:
        faults.append(("level", _NO_LEVEL))
    if entry.round is not None and not _is_of(caller, entry.round, area):
        faults.append(("round", _NO_ROUND))
    if faults:
        raise refusing.wrong(*faults)
    given = entry.model_dump(mode="json") | {"area": area, "by": caller.actor.name}
    job = caller.store.begin_job(DRAW, caller.signature, given)
    caller.service.wake()
    where = f"{request.url.path.rstrip('/').removesuffix('draws')}jobs/{job.id}"
    return answer(request, job_view(job), 202, Location=where)


@router.get("/draws", response_model=DrawPage, **needs(Right.EXPORT, 400))
def list_draws(
    request: Request, caller: Called, limit: pages.Limit = pages.USUAL, cursor: pages.Cursor = None
) -> Response:
    """您地区的走访名单，按编号排 / the lists of visits of your area, by id."""
    after = pages.after_id(pages.opened(caller, "draws", {}, cursor))
    theirs = [one for one in caller.store.draws() if _is_theirs(caller, one) and (after is None or one.id > after)]
    found = sorted(theirs, key=lambda one: one.id)
    further = pages.cut(caller, "draws", {}, found, limit, lambda one: str(one.id))
    caller.saw("page_viewed", "draws", "")
    return answer(request, DrawPage(draws=[draw_view(one) for one in found[:limit]], next=further))


@router.get("/draws/{draw_id}", response_model=DrawView, **needs(Right.EXPORT, 404))
def read_draw(request: Request, caller: Called, draw_id: UUID) -> Response:
    """一份走访名单 / a list of visits."""
    found = _draw(caller, draw_id)
    caller.saw("page_viewed", "draw", draw_id)
    return answer(request, draw_view(found))


@router.get("/draws/{draw_id}/firms", response_model=DrawnFirmList, **needs(Right.EXPORT, 404))
def list_drawn_firms(request: Request, caller: Called, draw_id: UUID) -> Response:
    """名单上的企业，和走访过没有 / the firms of a list, and whether they were visited."""
    counties = caller.service.counties()
    firms = drawing.firms_drawn(caller.store, counties, _draw(caller, draw_id))
    caller.saw("firms_listed", "draw", draw_id, firms=len(firms))
    views = [drawn_firm_view(one, counties) for one in firms]
    return answer(request, DrawnFirmList(draw=draw_id, firms=views))


@router.get("/draws/{draw_id}/shares", response_model=AreaShareList, **needs(Right.EXPORT, 404, 409))
def read_shares(request: Request, caller: Called, draw_id: UUID) -> Response:
    """走访以后：自报和更正后的比例，95% 区间 / after the visits: the shares as reported and corrected.

    名单上每家都核实过才有 / only once every firm of the list was verified.
    """
    found, counties = _draw(caller, draw_id), caller.service.counties()
    firms = [one.firm for one in drawing.firms_drawn(caller.store, counties, found)]
    visited = [one for one in firms if one is not None and one.verified]
    if len(visited) < len(firms):
        raise _still_to_visit(len(firms) - len(visited), len(firms))
    shares = drawing.shares_of(caller.store, caller.service.advisor(), counties, found, visited)
    caller.saw("page_viewed", "draw", draw_id)
    return answer(request, AreaShareList(draw=draw_id, shares=[share_view(one, counties) for one in shares]))


def _draw(caller: Caller, draw_id: UUID) -> VisitDraw:
    found = next((one for one in caller.store.draws() if one.id == draw_id), None)
    if found is None:
        raise refusing.not_found()
    if not _is_theirs(caller, found):
        caller.saw("refused", "draw", draw_id)
        raise refusing.not_found()
    return found


def _is_theirs(caller: Caller, draw: VisitDraw) -> bool:
    """A list of their area. One that was drawn from a file is of no area, and opens to who has the whole province."""
    return caller.covers(Right.EXPORT, draw.area or PROVINCE)


def _is_of(caller: Caller, round_id: UUID, area: str) -> bool:
    try:
        found = caller.store.round(round_id)
    except RoundRefused:
        return False
    own, counties = reach(caller.actor, Right.EXPORT).within(area), caller.service.counties()
    return not found.areas or any(own.within(area_of_round(one, counties)) for one in found.areas)


def _still_to_visit(left: int, of: int) -> RequestRefused:
    return RequestRefused(
        409,
        "not-visited-yet",
        label(f"名单上还有 {left} 家没有核实（共 {of} 家）", f"{left} of the {of} firms are not verified yet"),
        label(
            "每家都核实过才能推算全部；哪些还没有，见 /firms。",
            "Nothing can be said of all before every one was verified; /firms says which are left.",
        ),
    )
