"""Firms: listed, read, put down and changed."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assessment.answers.credit_code import code_fault, compact_code
from assessment.answers.firm_name import CHAIN_FACT
from assessment.api import pages, refusing
from assessment.api.caller import Called, Caller
from assessment.api.conditions import IfMatch, answer, only_if, tag_of_view
from assessment.api.guard import GuardedRoute, needs
from assessment.api.told import firm_view
from assessment.api.views import Area, FirmEntry, FirmPage, FirmView, Moment
from assessment.content.facts import ChoiceFact
from assessment.language import Label, label
from assessment.permissions import Matter, Right, may
from assessment.store.firm_records import FirmIdentity
from assessment.store.matters import matter_of_firm

router = APIRouter(route_class=GuardedRoute, tags=["firms"])
InArea = Annotated[Area | None, Query(description="只要这个地区的 / of this area only")]
Since = Annotated[Moment | None, Query(description="只要这之后改过的 / changed since then only")]
_NO_AREA = label("没有这个地区", "there is no such area")
_NO_CHAIN = label("没有这条产业链", "there is no such chain")


def _known_too(told: dict[str, Any]) -> dict[str, Any]:
    told["responses"][200] = {"description": "已有的企业 / a firm that is known already", "model": FirmView}
    return told


@router.get("/firms", response_model=FirmPage, **needs(Right.SEE_FIRM, 400))
def list_firms(
    request: Request,
    caller: Called,
    area: InArea = None,
    changed_since: Since = None,
    limit: pages.Limit = pages.USUAL,
    cursor: pages.Cursor = None,
) -> Response:
    """能看到的企业，按编号排 / the firms that you may see, by id."""
    asked = {"area": area, "since": changed_since}
    reach = caller.firms(Right.SEE_FIRM, area)
    after = pages.after_id(pages.opened(caller, "firms", asked, cursor))
    found = caller.store.firms_after(reach, after, limit + 1, changed_since)
    further = pages.cut(caller, "firms", asked, found, limit, lambda firm: str(firm.id))
    shown = found[:limit]
    caller.saw("firms_listed", "firms", "", firms=len(shown), area=area or "")
    counties = caller.service.counties()
    return answer(request, FirmPage(firms=[firm_view(one, counties) for one in shown], next=further))


@router.get("/firms/{firm_id}", response_model=FirmView, **needs(Right.SEE_FIRM, 404))
def read_firm(request: Request, caller: Called, firm_id: UUID) -> Response:
    """一家企业 / one firm."""
    firm = caller.firm(firm_id, Right.SEE_FIRM)
    caller.saw("firm_viewed", "firm", firm.id, firm.id)
    return answer(request, firm_view(firm, caller.service.counties()))


@router.post(
    "/firms",
    response_model=FirmView,
    status_code=201,
    **_known_too(needs(Right.KEEP_FIRMS, 404, 409, 413, 415)),
)
def put_firm_down(request: Request, caller: Called, entry: FirmEntry) -> Response:
    """登记一家企业；已经有的，返回原来那家（200） / put a firm down; one that is known already is returned (200).

    信用代码相同就是同一家；没有代码的，看名称和地区。Firms are the same by credit code, else by name and area.
    """
    identity = _identity(caller, entry)
    known = caller.store.find_firm(identity)
    if known is not None and not may(caller.actor, Right.KEEP_FIRMS, matter_of_firm(caller.service.counties(), known)):
        caller.saw("refused", "firm", known.id, known.id)
        raise refusing.not_found()
    firm, made = caller.store.find_or_create_firm(identity, "staff")
    request.state.about = firm.id
    where = f"{request.url.path.rstrip('/')}/{firm.id}"
    return answer(request, firm_view(firm, caller.service.counties()), 201 if made else 200, Location=where)


@router.put(
    "/firms/{firm_id}",
    response_model=FirmView,
    **needs(Right.KEEP_FIRMS, 404, 409, 412, 413, 415, 428),
)
def change_firm(
    request: Request, caller: Called, firm_id: UUID, entry: FirmEntry, if_match: IfMatch = None
) -> Response:
    """改一家企业的资料，整份替换 / change who a firm is, as a whole."""
    firm = caller.firm(firm_id, Right.KEEP_FIRMS)
    identity = _identity(caller, entry)
    only_if(if_match, tag_of_view(firm_view(firm, caller.service.counties())))
    changed = caller.store.change_firm(firm.id, identity, firm.updated_at)
    return answer(request, firm_view(changed, caller.service.counties()))


def _identity(caller: Caller, entry: FirmEntry) -> FirmIdentity:
    """Who a firm is, checked; raises ``RequestRefused`` for a fault, and for an area that is not the caller's."""
    faults: list[tuple[str, Label]] = []
    code = compact_code(entry.credit_code) if entry.credit_code else None
    if code is not None and (fault := code_fault(code)) is not None:
        faults.append(("credit_code", fault))
    chains = caller.bank.facts[CHAIN_FACT]
    if entry.chain is not None and isinstance(chains, ChoiceFact):
        known = {option.id for option in chains.options}
        faults += [("chain", _NO_CHAIN)] if entry.chain not in known else []
    city = county = None
    try:
        city, county = caller.service.counties().place(entry.area)
    except KeyError:
        faults.append(("area", _NO_AREA))
    if faults:
        raise refusing.wrong(*faults)
    if not may(caller.actor, Right.KEEP_FIRMS, Matter(area=entry.area)):
        caller.saw("refused", "area", entry.area)
        raise refusing.not_allowed()
    return FirmIdentity(entry.name, code, city, county, entry.chain, entry.employees)
