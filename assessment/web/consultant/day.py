"""A consultant's day: the visits by day, the firms that wait for one by area, and what is taken along."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from assessment.language import Lang, label
from assessment.permissions import Right
from assessment.store.account_records import Account
from assessment.store.firm_records import Firm
from assessment.store.visit_records import SiteVisit
from assessment.web import links, resources
from assessment.web.consultant import day_signing
from assessment.web.firms import reaching
from assessment.web.markup import block, escape, literal
from assessment.web.visits import agenda, gaps, taking
from assessment.web.visits.taking import Waiting

GIVEN = label("交给您、还没排走访的企业", "Firms given to you without a visit planned")
NOT_BEGUN = label("还没有开始自测", "has not begun to assess itself")
VERIFIED_ON = label("已核实", "verified")


def show(account: Account) -> None:
    """The page of somebody who has firms, or visits to make."""
    lang, reach = links.lang(), reaching.firms_of(Right.VERIFY)
    planned = resources.store().planned_visits(reach)
    if not account.firms and not planned:
        return
    agenda.show(planned, _open, lang)
    day_signing.show(planned, account, lang)
    waiting = _waiting(account, planned)
    _by_area([one for one in waiting if one.visit is None], lang)
    taking.show(planned, lambda: waiting, lang)
    gaps.show(reach)


def _open(visit: SiteVisit, firm: Firm) -> None:
    _turn(firm, visit.assessment_id, f"visit-firm-{visit.id}")


def _turn(firm: Firm, assessment_id: UUID, key: str) -> None:
    """The way to a firm on this very page, code and all left behind."""
    links.turn(links.CONSULTANT, literal(firm.name), links.query(assessment=str(assessment_id), code=None), key=key)


def _waiting(account: Account, planned: list[tuple[SiteVisit, Firm]]) -> list[Waiting]:
    """The firms of the account, by area and name, each with its latest assessment and its next visit."""
    store, found = resources.store(), []
    next_visit: dict[object, SiteVisit] = {}
    for visit, firm in planned:
        next_visit.setdefault(firm.id, visit)
    for firm in (store.firm(one) for one in account.firms):
        history = store.firm_history(firm.id)
        found.append(Waiting(firm, history[-1].id if history else None, next_visit.get(firm.id)))
    counties = resources.counties()
    return sorted(found, key=lambda one: (counties.code(one.firm.city, one.firm.county), one.firm.name))


def _by_area(waiting: list[Waiting], lang: Lang) -> None:
    if not waiting:
        return
    block(f"<h2>{GIVEN.text(lang)}</h2>")
    for area, firms in groupby(waiting, key=lambda one: reaching.area_name(one.firm, lang)):
        block(f"<h3>{escape(area)}</h3>")
        for one in firms:
            if one.assessment_id is None:
                block(f'<p>{escape(one.firm.name)} <span class="quiet">{NOT_BEGUN.text(lang)}</span></p>')
                continue
            _turn(one.firm, one.assessment_id, f"given-{one.firm.id}")
