"""What consultants keep in the store, as the domain knows it: adjustments, the day of a visit, verified answers."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from assessment.advisory import Adjustment
from assessment.advisory.visiting import Seen
from assessment.answers import State
from assessment.store.records import ConsultantEntry, SavedAnswer
from assessment.store.visit_records import SiteVisit

VISIT = "visit"
"""The kind of entry that holds the day of a visit; all others change the plan."""
_LOG = logging.getLogger(__name__)


def adjustment_of(entry: ConsultantEntry) -> Adjustment | None:
    """The change of the plan that an entry holds; None for a visit, and for one that this version cannot read."""
    if entry.kind == VISIT:
        return None
    try:
        return Adjustment.model_validate({**entry.document, "kind": entry.kind, "author": entry.author, "at": entry.at})
    except ValidationError as fault:
        _LOG.error("an adjustment of the plan (%s) cannot be read: %s", entry.kind, fault)
        return None


def adjustments_of(entries: Iterable[ConsultantEntry]) -> tuple[Adjustment, ...]:
    """Every change of the plan, in the order in which they were made."""
    return tuple(found for entry in entries if (found := adjustment_of(entry)) is not None)


def visited_on(entries: Iterable[ConsultantEntry], visits: Iterable[SiteVisit] = ()) -> datetime.date | None:
    """The day of the visit that was put down, else of the last one that was signed; None where there is neither."""
    signed = [one.day for one in visits if one.signed_at is not None]
    days = [str(entry.document["day"]) for entry in entries if entry.kind == VISIT]
    return datetime.date.fromisoformat(days[-1]) if days else max(signed, default=None)


def seen(saved: Sequence[SavedAnswer]) -> dict[str, Seen]:
    """What was verified on site, by fact."""
    return {
        one.fact_id: Seen(one.answer, one.by, one.at)
        for one in saved
        if one.origin == "verified" and one.answer.state is not State.UNANSWERED
    }
