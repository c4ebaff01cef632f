"""Assessments and their answers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from assessment.answers import AnswerRefused, cross_check, read_answer
from assessment.api import pages, refusing
from assessment.api.caller import Called, Caller
from assessment.api.conditions import IfMatch, answer, only_if, tag_of_view
from assessment.api.firms import InArea, Since
from assessment.api.guard import GuardedRoute, needs
from assessment.api.told import answer_view, assessment_view
from assessment.api.views import (
    AnswerEntry,
    AnswerList,
    AnswerView,
    AssessmentEntry,
    AssessmentPage,
    AssessmentView,
    VerifiedEntry,
)
from assessment.content.facts import Fact
from assessment.permissions import Right
from assessment.store.firm_records import Firm
from assessment.store.records import Origin
from assessment.store.refusals import FirmChanged, RoundRefused

router = APIRouter(route_class=GuardedRoute, tags=["assessments"])
Question = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,59}$", description="问题的代码 / code of the question")]


@router.get("/assessments", response_model=AssessmentPage, **needs(Right.SEE_FIRM, 400))
def list_assessments(
    request: Request,
    caller: Called,
    area: InArea = None,
    firm: Annotated[UUID | None, Query(description="只要这家的 / of this firm only")] = None,
    in_round: Annotated[UUID | None, Query(alias="round", description="只要这一轮的 / of this round only")] = None,
    finished: Annotated[bool | None, Query(description="只要完成了（或没完成）的 / finished ones, or others")] = None,
    changed_since: Since = None,
    limit: pages.Limit = pages.USUAL,
    cursor: pages.Cursor = None,
) -> Response:
    """能看到的自测，按编号排 / the assessments that you may see, by id."""
    asked = {"area": area, "firm": firm, "round": in_round, "finished": finished, "since": changed_since}
    reach = caller.firms(Right.SEE_FIRM, area)
    after = pages.after_id(pages.opened(caller, "assessments", asked, cursor))
    found = caller.store.assessments_after(
        reach,
        after,
        limit + 1,
        firm=firm,
        round_id=in_round,
        changed_since=changed_since,
        finished=finished,
    )
    further = pages.cut(caller, "assessments", asked, found, limit, lambda line: str(line.assessment.id))
    shown = found[:limit]
    caller.saw("firms_listed", "assessments", "", assessments=len(shown), area=area or "")
    return answer(request, AssessmentPage(assessments=[assessment_view(one) for one in shown], next=further))


@router.post(
    "/assessments",
    response_model=AssessmentView,
    status_code=201,
    **needs(Right.CHANGE_ANSWER, 404, 409, 413, 415),
)
def begin_assessment(request: Request, caller: Called, entry: AssessmentEntry) -> Response:
    """给自己的企业开始一份自测；只有企业账号的令牌能 / begin an assessment; for tokens of the firm's account."""
    firm = caller.firm(entry.firm, Right.CHANGE_ANSWER)
    request.state.about = firm.id
    if entry.round is not None and not _is_theirs(caller, entry.round, firm):
        raise refusing.not_found()
    begun = caller.store.begin_for(firm.id, entry.language, entry.round, caller.actor.name)
    line = caller.store.assessment_line(begun.id)
    assert line is not None
    return answer(request, assessment_view(line), 201, Location=f"{request.url.path.rstrip('/')}/{begun.id}")


@router.get("/assessments/{assessment_id}", response_model=AssessmentView, **needs(Right.SEE_FIRM, 404))
def read_assessment(request: Request, caller: Called, assessment_id: UUID) -> Response:
    """一份自测 / one assessment."""
    line = caller.assessment(assessment_id, Right.SEE_FIRM)
    caller.saw("firm_viewed", "assessment", assessment_id, line.assessment.firm_id)
    return answer(request, assessment_view(line))


@router.get("/assessments/{assessment_id}/answers", response_model=AnswerList, **needs(Right.SEE_FIRM, 404))
def read_answers(request: Request, caller: Called, assessment_id: UUID) -> Response:
    """一份自测的全部回答 / every answer of an assessment."""
    line = caller.assessment(assessment_id, Right.SEE_FIRM)
    caller.saw("firm_viewed", "assessment", assessment_id, line.assessment.firm_id, part="answers")
    saved = caller.store.saved_answers(assessment_id)
    told = [answer_view(one, saved) for one in dict.fromkeys(each.fact_id for each in saved)]
    return answer(request, AnswerList(assessment=assessment_id, answers=told))


@router.get("/assessments/{assessment_id}/answers/{question}", response_model=AnswerView, **needs(Right.SEE_FIRM, 404))
def read_one_answer(request: Request, caller: Called, assessment_id: UUID, question: Question) -> Response:
    """一个问题的回答 / the answer to one question."""
    line = caller.assessment(assessment_id, Right.SEE_FIRM)
    _fact(caller, question)
    caller.saw("firm_viewed", "assessment", assessment_id, line.assessment.firm_id, part=question)
    return answer(request, answer_view(question, caller.store.saved_answers(assessment_id)))


@router.put(
    "/assessments/{assessment_id}/answers/{question}",
    response_model=AnswerView,
    **needs(Right.CHANGE_ANSWER, 404, 409, 412, 413, 415, 428),
)
def give_answer(
    request: Request,
    caller: Called,
    assessment_id: UUID,
    question: Question,
    entry: AnswerEntry,
    if_match: IfMatch = None,
) -> Response:
    """存企业自己的回答；只有企业账号的令牌能 / store the firm's own answer; for tokens of the firm's account only."""
    caller.assessment(assessment_id, Right.CHANGE_ANSWER)
    _store(caller, assessment_id, question, entry.answer, "self", if_match)
    return answer(request, answer_view(question, caller.store.saved_answers(assessment_id)))


@router.put(
    "/assessments/{assessment_id}/answers/{question}/verified",
    response_model=AnswerView,
    **needs(Right.VERIFY, 404, 409, 412, 413, 415, 428),
)
def verify_answer(
    request: Request,
    caller: Called,
    assessment_id: UUID,
    question: Question,
    entry: VerifiedEntry,
    if_match: IfMatch = None,
) -> Response:
    """存现场核实的回答，不一致的写明理由 / store an answer as verified on site, with a reason where it differs."""
    caller.assessment(assessment_id, Right.VERIFY)
    _store(caller, assessment_id, question, entry.answer, "verified", if_match)
    if entry.reason is not None:
        caller.store.add_remark(assessment_id, question, "reason", entry.reason, caller.actor.name)
    return answer(request, answer_view(question, caller.store.saved_answers(assessment_id)))


def _store(
    caller: Caller, assessment_id: UUID, question: str, plain: object, origin: Origin, if_match: str | None
) -> None:
    """Store an answer under the condition of the request, checked by itself and beside the others."""
    fact = _fact(caller, question)
    store, saved = caller.store, caller.store.saved_answers(assessment_id)
    named = only_if(if_match, tag_of_view(answer_view(question, saved)))
    beside = {one.fact_id: one.answer for one in saved if one.origin == "self"}
    if origin == "verified":
        beside |= {one.fact_id: one.answer for one in saved if one.origin == "verified"}
    try:
        given = read_answer(fact, plain)
        faults = cross_check(caller.bank, {**beside, question: given})
        if question in faults:
            raise faults[question]
    except AnswerRefused as refused:
        raise refusing.answer_refused(question, refused) from None
    if named:
        seen = next((one.at for one in saved if (one.fact_id, one.origin) == (question, origin)), None)
        outcome = store.save_late_answer(assessment_id, question, given, origin, caller.actor.name, seen)
        if outcome.changed_elsewhere is not None:
            raise FirmChanged
    else:
        store.save_answer(assessment_id, question, given, origin, caller.actor.name, None)


def _is_theirs(caller: Caller, round_id: UUID, firm: Firm) -> bool:
    """Is there such a round, and does the firm lie in its areas?"""
    try:
        areas = caller.store.round(round_id).areas
    except RoundRefused:
        return False
    return not areas or firm.city in areas or firm.county in areas


def _fact(caller: Caller, question: str) -> Fact:
    found = caller.bank.facts.get(question)
    if found is None:
        raise refusing.not_found()
    return found
