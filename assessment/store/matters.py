"""What firms and assessments are to the table of rights."""

from __future__ import annotations

from uuid import UUID

from assessment.content.counties import Counties
from assessment.permissions import PROVINCE, Matter
from assessment.store.assessments import Store
from assessment.store.firm_records import Firm


def matter_of(store: Store, counties: Counties, assessment_id: UUID) -> Matter:
    """What an assessment is to the table of rights: its firm's; without a known area it is the whole province's."""
    firm = store.firm_of(assessment_id)
    if firm is None:
        return Matter(frozenset({assessment_id}), PROVINCE)
    own = matter_of_firm(counties, firm)
    return Matter(own.ids | {assessment_id}, own.area)


def matter_of_firm(counties: Counties, firm: Firm) -> Matter:
    """What a firm is to the table of rights."""
    return Matter(frozenset({firm.id}), counties.code(firm.city, firm.county))
