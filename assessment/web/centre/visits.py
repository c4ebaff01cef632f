"""The visits of an area: who goes where on which day, what is taken along, and the usual gap."""

from __future__ import annotations

from assessment.language import label
from assessment.permissions import Right
from assessment.store.firm_records import Firm
from assessment.store.visit_records import SiteVisit
from assessment.web import links, resources
from assessment.web.firms import listing, reaching
from assessment.web.markup import block, escape
from assessment.web.visits import agenda, gaps, taking
from assessment.web.visits.taking import Waiting

HOW = label(
    "要安排走访，请在“企业”里点开一家，在页面下方安排。",
    "To plan a visit, open a firm under 'Firms' and plan it there.",
)


def show() -> None:
    """Put the section on the page."""
    lang, reach = links.lang(), reaching.firms_of(Right.PLAN_VISIT)
    planned = resources.store().planned_visits(reach)
    agenda.show(planned, _open, lang)
    block(f'<p class="quiet">{HOW.text(lang)}</p>')
    if planned:
        taking.show(planned, lambda: [Waiting(firm, visit.assessment_id, visit) for visit, firm in planned], lang)
    gaps.show(reach)


def _open(_visit: SiteVisit, firm: Firm) -> None:
    block(f'<p><a href="{escape(listing.address(firm.id))}" target="_self">{escape(firm.name)}</a></p>')
