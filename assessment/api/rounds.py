"""Rounds (轮次): listed, read with how far everybody has come, made, and closed."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from assessment.api import pages, refusing
from assessment.api.caller import Called, Caller
from assessment.api.conditions import answer
from assessment.api.guard import GuardedRoute, needs
from assessment.api.told import area_of_round, round_view
from assessment.api.views import RoundEntry, RoundPage, RoundView
from assessment.language import Label, label
from assessment.permissions import PROVINCE, Matter, Right, may
from assessment.store.firm_records import Round
from assessment.store.refusals import RoundRefused

router = APIRouter(route_class=GuardedRoute, tags=["rounds"])
_NO_FRAMEWORK = label("没有“{name}”，或那一天还没有生效", "there is no '{name}', or it was not in force on that day")
_NO_AREA = label("没有这个地区", "there is no such area")


@router.get("/rounds", response_model=RoundPage, **needs(Right.SEE_DASHBOARD, 400))
def list_rounds(
    request: Request, caller: Called, limit: pages.Limit = pages.USUAL, cursor: pages.Cursor = None
) -> Response:
    """所有轮次，按编号排 / every round, by id."""
    after = pages.after_id(pages.opened(caller, "rounds", {}, cursor))
    found = sorted((one for one in caller.store.rounds() if after is None or one.id > after), key=lambda one: one.id)
    further = pages.cut(caller, "rounds", {}, found, limit, lambda one: str(one.id))
    counties = caller.service.counties()
    caller.saw("page_viewed", "rounds", "")
    return answer(request, RoundPage(rounds=[round_view(one, counties) for one in found[:limit]], next=further))


@router.get("/rounds/{round_id}", response_model=RoundView, **needs(Right.SEE_DASHBOARD, 404))
def read_round(request: Request, caller: Called, round_id: UUID) -> Response:
    """一个轮次，和您那些企业到了哪一步 / a round, and how far your firms have come."""
    found = _round(caller, round_id)
    counts = caller.store.round_counts(found.id, found.areas, caller.firms(Right.SEE_FIRM))
    caller.saw("page_viewed", "round", round_id)
    return answer(request, round_view(found, caller.service.counties(), counts))


@router.post("/rounds", response_model=RoundView, status_code=201, **needs(Right.MANAGE_ROUNDS, 409, 413, 415))
def make_round(request: Request, caller: Called, entry: RoundEntry) -> Response:
    """新建一个轮次 / make a round."""
    counties, faults = caller.service.counties(), list[tuple[str, Label]]()
    known = caller.service.advisor().frameworks_on(entry.edition)
    faults += [("frameworks", _NO_FRAMEWORK.fill(name=one)) for one in entry.frameworks if one not in known]
    places = []
    for area in entry.areas or [caller.area(Right.MANAGE_ROUNDS)]:
        try:
            city, county = counties.place(area)
        except KeyError:
            faults.append(("areas", _NO_AREA))
            continue
        if not may(caller.actor, Right.MANAGE_ROUNDS, Matter(area=area)):
            caller.saw("refused", "area", area)
            raise refusing.not_allowed()
        places += [place for place in (county or city,) if place is not None]
    if faults:
        raise refusing.wrong(*faults)
    times = entry.opens_at, entry.closes_at
    made = caller.store.create_round(entry.name, entry.frameworks, entry.edition, places, *times, caller.actor.name)
    where = f"{request.url.path.rstrip('/')}/{made.id}"
    return answer(request, round_view(made, counties), 201, Location=where)


@router.post("/rounds/{round_id}/close", response_model=RoundView, **needs(Right.MANAGE_ROUNDS, 404, 409))
def close_round(request: Request, caller: Called, round_id: UUID) -> Response:
    """现在结束一个轮次 / close a round now."""
    found, counties = _round(caller, round_id), caller.service.counties()
    areas = [area_of_round(one, counties) for one in found.areas] or [PROVINCE]
    if not all(may(caller.actor, Right.MANAGE_ROUNDS, Matter(area=one)) for one in areas):
        caller.saw("refused", "round", round_id)
        raise refusing.not_allowed()
    return answer(request, round_view(caller.store.close_round(round_id), counties))


def _round(caller: Caller, round_id: UUID) -> Round:
    try:
        return caller.store.round(round_id)
    except RoundRefused:
        raise refusing.not_found() from None
