"""Who calls, and which questions there are."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from assessment import settings
from assessment.api.caller import Called
from assessment.api.conditions import answer
from assessment.api.guard import GuardedRoute, needs
from assessment.api.told import question_view
from assessment.api.views import CallerView, QuestionList
from assessment.permissions import Right, reach

router = APIRouter(route_class=GuardedRoute, tags=["about"])


@router.get("/me", response_model=CallerView, **needs(Right.OWN_ACCOUNT))
def who_am_i(request: Request, caller: Called) -> Response:
    """这个令牌是谁的、能做什么 / whose token this is, and what it may do."""
    token, actor = caller.admitted.token, caller.actor
    view = CallerView(
        account=caller.account_id,
        name=actor.name,
        role=actor.role.value,
        area=actor.area or None,
        token=token.id,
        token_name=token.name,
        expires_at=token.expires_at,
        each_minute=settings.api_each_minute(),
        rights=[right.value for right in Right if reach(actor, right)],
    )
    return answer(request, view)


@router.get("/questions", response_model=QuestionList, **needs(Right.SEE_PUBLISHED))
def questions(request: Request, caller: Called) -> Response:
    """所有问题和选项的代码 / every question, with the codes of its options."""
    bank = caller.bank
    view = QuestionList(questions=[question_view(bank.topic_of[one], fact) for one, fact in bank.facts.items()])
    return answer(request, view)
