"""What the store keeps of an owner's replies to steps and of their progress, as the domain knows them."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable

from pydantic import ValidationError

from assessment.advisory.following import StepProgress
from assessment.planning import StepReply
from assessment.store.records import PlanEntry

_LOG = logging.getLogger(__name__)


def replies_of(entries: Iterable[PlanEntry], known: Container[str]) -> tuple[StepReply, ...]:
    """The replies among what is put down, as far as their measures are known and their words can be read."""
    found = []
    for entry in entries:
        if entry.kind == "reply" and entry.about in known:
            try:
                found.append(StepReply.model_validate({**entry.document, "measure": entry.about}))
            except ValidationError as fault:
                _LOG.error("a reply to a step cannot be read: %s", fault)
    return tuple(found)


def progress_of(entries: Iterable[PlanEntry], known: Container[str]) -> dict[str, StepProgress]:
    """How far each step is, by measure, as far as it is known and can be read."""
    found = {}
    for entry in entries:
        if entry.kind == "progress" and entry.about in known:
            try:
                found[entry.about] = StepProgress.model_validate({**entry.document, "measure": entry.about})
            except ValidationError as fault:
                _LOG.error("the progress of a step cannot be read: %s", fault)
    return found
