"""Who calls, and what they may reach: the firms and assessments that a request names, or the same no for all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from assessment.api.refusing import not_allowed, not_found
from assessment.api.service import Service
from assessment.content.bank import FactBank
from assessment.language import Lang
from assessment.permissions import PROVINCE, Actor, Matter, Reach, Right, Scope, contains, may, reach
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import Firm
from assessment.store.matters import matter_of, matter_of_firm
from assessment.store.page_shelf import AssessmentLine
from assessment.store.refusals import UnknownFirm
from assessment.store.token_shelf import Admitted
from assessment.store.trail import Act


@dataclass(frozen=True)
class Caller:
    """A program at work, by its token."""

    service: Service
    admitted: Admitted
    lang: Lang

    @property
    def actor(self) -> Actor:
        """With which rights it acts."""
        return self.admitted.actor

    @property
    def account_id(self) -> UUID:
        """For which account it acts."""
        return self.admitted.account.id

    @property
    def signature(self) -> str:
        """How what it does is signed."""
        return self.admitted.account.signature

    @property
    def store(self) -> Store:
        """The database."""
        return self.service.store()

    @property
    def bank(self) -> FactBank:
        """The questions in force."""
        return self.service.advisor().bank

    def firm(self, firm_id: UUID, right: Right) -> Firm:
        """A firm to which a right reaches; one that is not there, or not theirs, is told alike."""
        try:
            firm = self.store.firm(firm_id)
        except UnknownFirm:
            raise not_found() from None
        if may(self.actor, right, matter_of_firm(self.service.counties(), firm)):
            return firm
        self.saw("refused", "firm", firm_id, firm_id)
        raise not_found()

    def assessment(self, assessment_id: UUID, right: Right) -> AssessmentLine:
        """An assessment to which a right reaches; one that is not there, or not theirs, is told alike."""
        line = self.store.assessment_line(assessment_id)
        if line is None:
            raise not_found()
        if may(self.actor, right, matter_of(self.store, self.service.counties(), assessment_id)):
            return line
        self.saw("refused", "assessment", assessment_id, line.assessment.firm_id)
        raise not_found()

    def firms(self, right: Right, area: str | None = None) -> FirmReach:
        """The firms to which a right reaches, within an area where one is asked for; an area outside is refused."""
        found = self.part(right, area)
        return FirmReach.of(found, self.service.counties())

    def part(self, right: Right, area: str | None) -> Reach:
        """How far a right reaches within an area; raises ``RequestRefused`` for one that is not theirs."""
        own = reach(self.actor, right)
        if area is None:
            return own
        part = own.within(area)
        if not part or not self._is_place(area):
            self.saw("refused", "area", area[:6])
            raise not_allowed()
        return part

    def area(self, right: Right, area: str | None = None) -> str:
        """The area that a right covers whole, as jobs are bound to it."""
        found = self.part(right, area)
        return PROVINCE if found.scope is Scope.ALL else found.area

    def covers(self, right: Right, area: str) -> bool:
        """Does a right reach all of an area?"""
        return may(self.actor, right, Matter(area=area)) or contains(reach(self.actor, right).area, area)

    def _is_place(self, area: str) -> bool:
        try:
            self.service.counties().place(area)
        except KeyError:
            return False
        return True

    def saw(self, act: Act, kind: str, subject: UUID | str, firm: UUID | None = None, /, **details: Any) -> None:
        """Put into the trail what was looked at or asked for, and by which token."""
        told = {"token": self.admitted.token.id.hex, **details}
        self.store.trail.record(act, kind, subject, firm=firm, details=told)


_BEARER = HTTPBearer(auto_error=False, description="账号的令牌 / the token of an account")


def _caller(request: Request, _shown: Annotated[object, Depends(_BEARER)]) -> Caller:
    found = request.state.caller
    assert isinstance(found, Caller)
    return found


Called = Annotated[Caller, Depends(_caller)]
"""Who calls, as an endpoint takes it; found out before anything of the request is read (see ``guard``)."""
