"""The monthly brief of a centre: its sections in their order, told once for page, PDF and Word."""

from __future__ import annotations

from collections.abc import Callable

from assessment.telling.blocks import Section
from assessment.telling.brief.groups import groups
from assessment.telling.brief.head import ToldBrief
from assessment.telling.brief.inside import machines, needs, scenes, types
from assessment.telling.brief.method import method
from assessment.telling.brief.moved import moved
from assessment.telling.brief.outside import rates, targets
from assessment.telling.brief.subject import BriefSubject
from assessment.telling.brief.summary import coverage, levels, summary

SECTIONS: dict[str, Callable[[BriefSubject], Section]] = {
    "summary": summary,
    "coverage": coverage,
    "levels": levels,
    "groups": groups,
    "moved": moved,
    "rates": rates,
    "targets": targets,
    "machines": machines,
    "scenes": scenes,
    "needs": needs,
    "types": types,
    "method": method,
}
"""Every section by its id, in the order in which they stand."""


def brief(subject: BriefSubject) -> ToldBrief[BriefSubject]:
    """The whole brief; of an area without any result only how far it is, and how that is counted."""
    wanted = (
        SECTIONS if subject.figures.scored else {name: SECTIONS[name] for name in ("summary", "coverage", "method")}
    )
    told = (tell(subject) for tell in wanted.values())
    return ToldBrief(subject, tuple(section for section in told if section.blocks))
