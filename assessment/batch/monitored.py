"""The firms of an area and a round read from the database, with their figures; what is missing of these is found."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np

from assessment.advisory import Advisor
from assessment.answers import AnswerTable
from assessment.content.counties import Counties
from assessment.language import Label
from assessment.monitoring import AreaFigures, FigureLayout, MonitoredFirms, Standings, measured
from assessment.settings import CHINA
from assessment.store.area_book import AreaAssessment, AreaFirm
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import Round
from assessment.store.invitation_records import STAGES, STATE_NAMES

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """Which firms: of a round (None: whatever stands latest), compared with an earlier one, as of a day.

    What came about after that day does not count; what was answered otherwise since counts as it is now.
    """

    round: Round | None
    before: Round | None
    on: datetime.date

    @property
    def until(self) -> datetime.datetime:
        """The end of the day in China."""
        return datetime.datetime.combine(self.on + datetime.timedelta(days=1), datetime.time(), CHINA)

    @property
    def edition(self) -> datetime.date:
        """The day whose rules count."""
        return self.on if self.round is None else self.round.edition


@dataclass(frozen=True)
class FoundFigures:
    """The figures, and of how many assessments those beside the standing were not found yet."""

    figures: AreaFigures
    waiting: int


def area_figures(
    store: Store,
    advisor: Advisor,
    counties: Counties,
    asked: Asked,
    reach: FirmReach,
    most: int | None = None,
    progress: Progress = lambda done, of: None,
) -> FoundFigures:
    """All figures about the firms within reach; figures that are missing are found for ``most`` assessments (all)."""
    layout = FigureLayout.of(advisor, advisor.main_on(asked.edition))
    areas = () if asked.round is None else asked.round.areas
    firms = store.area_firms(reach, areas, None if asked.round is None else asked.round.id)
    place = {firm.id: at for at, firm in enumerate(firms)}
    now = store.area_assessments(layout.key, reach, areas, None if asked.round is None else asked.round.id, asked.until)
    before = (
        None
        if asked.before is None
        else store.area_assessments(layout.key, reach, asked.before.areas, asked.before.id, asked.until)
    )
    latest = [_latest(now, place), None if before is None else _latest(before, place)]
    every = [one for found in latest for one in found or () if one is not None]
    lacking = [UUID(one.id) for one in every if one.figures is None]
    found = fill_in(store, advisor, layout, asked.edition, lacking[:most], progress)
    standings = [None if one is None else _standings(one, layout, found) for one in latest]
    assert standings[0] is not None
    monitored = _monitored(firms, now, place, latest[0] or [], standings[0], standings[1], areas)
    monitored = replace(monitored, reached=_reached(store, asked, place))
    figures = AreaFigures(monitored, advisor, asked.on, group_names(advisor, counties))
    return FoundFigures(figures, len(lacking) - len(found))


def fill_in(
    store: Store,
    advisor: Advisor,
    layout: FigureLayout,
    edition: datetime.date,
    assessments: Sequence[UUID],
    progress: Progress = lambda done, of: None,
) -> dict[UUID, bytes]:
    """Find and keep the figures of some assessments from their answers, a block at a time; what was found."""
    found: dict[UUID, bytes] = {}
    for block in store.answers_of_all(assessments):
        own = figures_of(advisor, layout, edition, block)
        store.keep_figures(layout.key, own)
        found |= own
        progress(len(found), len(assessments))
    return found


def figures_of(
    advisor: Advisor, layout: FigureLayout, edition: datetime.date, answers: Mapping[UUID, Mapping[str, Any]]
) -> dict[UUID, bytes]:
    """The figures of assessments from their answers as records."""
    table, _ = AnswerTable.from_records(advisor.bank, list(answers.values()))
    return dict(zip(answers, measured(advisor.reading(table, edition), layout), strict=True))


def group_names(advisor: Advisor, counties: Counties) -> dict[str, dict[str, Label]]:
    """What cities, counties, chains, sizes and steps of invitations are called, in the order in which they stand."""
    return {
        "city": advisor.bank.option_names("city"),
        "county": {one.code: counties.name(one.code, advisor.bank) for one in counties.counties},
        "chain": advisor.bank.option_names("chain"),
        "size": {one.id: one.label for one in advisor.size_rules.classes},
        "step": {one: STATE_NAMES[one] for one in STAGES},
    }


def _reached(store: Store, asked: Asked, place: Mapping[str, int]) -> dict[str, np.ndarray[Any, np.dtype[np.int8]]]:
    """By kind of provider how far each firm came by its invitations; kinds that nobody was invited for are left out."""
    reached: dict[str, np.ndarray[Any, np.dtype[np.int8]]] = {}
    for one in store.area_meetings(None if asked.round is None else asked.round.id, asked.until):
        if (at := place.get(one.firm)) is not None:
            reached.setdefault(one.category, np.full(len(place), -1, np.int8))[at] = one.reached
    return reached


def _latest(found: Sequence[AreaAssessment], place: Mapping[str, int]) -> list[AreaAssessment | None]:
    """Of every firm the latest assessment with a result, None where there is none."""
    latest: list[AreaAssessment | None] = [None] * len(place)
    for one in found:
        at = place.get(one.firm)
        if at is not None and one.level is not None:
            latest[at] = one
    return latest


def _standings(latest: Sequence[AreaAssessment | None], layout: FigureLayout, found: Mapping[UUID, bytes]) -> Standings:
    def numbers(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array([np.nan if one is None else getattr(one, name) for one in latest], np.float64)

    def texts(name: str) -> np.ndarray[Any, np.dtype[np.object_]]:
        told = np.empty(len(latest), object)
        told[:] = [None if one is None else getattr(one, name) for one in latest]
        return told

    kept = [None if one is None else one.figures or found.get(UUID(one.id)) for one in latest]
    return Standings(
        version=texts("version"),
        level_low=numbers("level"),
        level_high=numbers("level_high"),
        points_low=numbers("points"),
        points_high=numbers("points_high"),
        open_questions=numbers("open_questions"),
        needs=texts("needs"),
        layout=layout,
        figures=layout.rows(kept),
    )


def _monitored(
    firms: Sequence[AreaFirm],
    assessments: Sequence[AreaAssessment],
    place: Mapping[str, int],
    latest: Sequence[AreaAssessment | None],
    now: Standings,
    before: Standings | None,
    areas: Sequence[str],
) -> MonitoredFirms:
    n = len(firms)
    begun, done, verified = (np.zeros(n, bool) for _ in range(3))
    for one in assessments:
        at = place.get(one.firm)
        if at is not None:
            begun[at] = True
            done[at] |= one.done
            verified[at] |= one.verified
    columns = {name: np.empty(n, object) for name in ("id", "name", "credit_code", "city", "county", "chain", "size")}
    for name, column in columns.items():
        column[:] = (
            [None if one is None else one.size for one in latest]
            if name == "size"
            else [getattr(firm, name) for firm in firms]
        )
    employees = [np.nan if firm.employees is None else firm.employees for firm in firms]
    invited = [not areas or firm.city in areas or firm.county in areas for firm in firms]
    return MonitoredFirms(
        ids=columns["id"],
        names=columns["name"],
        credit_codes=columns["credit_code"],
        places={by: columns[by] for by in ("city", "county", "chain", "size")},
        employees=np.array(employees, np.float64),
        invited=np.array(invited, bool),
        begun=begun,
        done=done,
        verified=verified,
        now=now,
        before=before,
    )
