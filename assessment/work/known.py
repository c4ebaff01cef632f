"""The firms that are known, of a round and an area, put in hand as those of a file are: figures, reports, meetings and
trials are made of them in the same way.

What they say is that of the moment when they are read. What was verified on site stands for what was reported.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import get_args
from uuid import UUID

import numpy as np

from assessment.answers import AnswerTable, Fault, State, empty_column
from assessment.answers.firm_name import CODE_FACT, NAME_FACT
from assessment.content.bank import FactBank
from assessment.content.counties import Counties
from assessment.content.measures import Measure, SizeClass
from assessment.foresight import PaidStep
from assessment.language import Label, label
from assessment.output import write_text
from assessment.permissions import PROVINCE, Reach, Scope
from assessment.problems import Problem, refuse
from assessment.store.area_book import LatestAssessment
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmReach
from assessment.store.records import KeptFile
from assessment.work import kept
from assessment.workbook.firms.faults import about
from assessment.workbook.firms.reading import FIRMS, FirmsRead
from assessment.workbook.firms.tally import Tally

MOST = 100_000
"""Firms that are put in hand at once, as many as the rows of a file."""
_WHICH = "known.json"
_BLOCK = 400
_GATHERING = label("正在取出企业的回答", "Gathering what the firms have answered")


def put(store: Store, name: str, round_id: UUID | None, area: str, owner: str, day: date) -> KeptFile:
    """Put the firms of an area (by its code) in hand, with their assessments of a round, or each firm's latest.

    ``day`` is that of the rules. Raises ``InputRefused`` when there is no room.
    """
    file = kept.put(store, name, b"", owner, day)
    said = {"round": None if round_id is None else str(round_id), "area": area}
    try:
        write_text(kept.place(file.id) / _WHICH, json.dumps(said))
    except BaseException:
        kept.drop(store, file.id)
        raise
    return file


def are_in(file: KeptFile) -> bool:
    """Were the firms of a file put in hand so, and not handed in?"""
    return (kept.place(file.id) / _WHICH).exists()


def read(
    store: Store,
    bank: FactBank,
    counties: Counties,
    file: KeptFile,
    say: Callable[[Label], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda done, of: None,
    *,
    reported: bool = False,
) -> FirmsRead | None:
    """The firms that were put in hand under a file; None when it is one that was handed in.

    With ``reported`` they say what they reported, whatever was verified. Raises ``InputRefused`` when there are none,
    or too many.
    """
    if not are_in(file):
        return None
    round_id, area = which(file)
    return gathered(store, bank, counties, file.name, round_id, area, say, progress, reported=reported)


def which(file: KeptFile) -> tuple[UUID | None, str]:
    """The round (None: each firm's latest assessment) and the area whose firms were put in hand under a file."""
    said = json.loads((kept.place(file.id) / _WHICH).read_text(encoding="utf-8"))
    return None if said["round"] is None else UUID(said["round"]), said["area"]


def gathered(
    store: Store,
    bank: FactBank,
    counties: Counties,
    name: str,
    round_id: UUID | None,
    area: str,
    say: Callable[[Label], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda done, of: None,
    *,
    reported: bool = False,
    only: Collection[UUID] | None = None,
) -> FirmsRead:
    """The firms of an area (by its code) with their assessments of a round, or each firm's latest.

    What was verified stands for what was reported, unless only what was ``reported`` counts. Who did not say its name
    or code is told by what it is known by. ``only`` leaves the firms of these ids. Raises ``InputRefused``
    under ``name`` when there are none, or too many.
    """
    found = latest(store, counties, round_id, area)
    found = [one for one in found if only is None or one.firm_id in only]
    n = len(found)
    if not 0 < n <= MOST:
        raise refuse(
            name,
            label(f"这里有 {n:,} 家有回答的企业", f"{n:,} firms have answered here"),
            label(f"请选有 1 到 {MOST:,} 家的轮次和地区。", f"Choose a round and an area with 1 to {MOST:,} of them."),
        )
    say(_GATHERING)
    told = {"firms": n, "round": None if round_id is None else str(round_id)}
    store.trail.record("firms_listed", "area", area, details=told)
    places = _places(found)
    table, faults = _answers(store, bank, [one.assessment_id for one in found], places, progress, reported)
    table = _known_by(table, found)
    named = {
        place: counties.name(one.county, bank).zh
        for place, one in zip(places, found, strict=True)
        if one.county is not None
    }
    return FirmsRead(
        table,
        places,
        tuple(
            Problem(places[one.row], about(bank.facts[one.fact].label, one.message), one.remedy, one.found)
            for one in faults
        ),
        np.bincount([one.row for one in faults], minlength=n).astype(np.int32),
        {},
        Tally(FIRMS, n, n, (), 0),
        city_words=named,
    )


def _known_by(table: AnswerTable, found: Sequence[LatestAssessment]) -> AnswerTable:
    """The table with the names and codes by which firms are known, where they did not give them themselves."""
    columns = dict(table.columns)
    for fact_id, known in ((NAME_FACT, [one.name for one in found]), (CODE_FACT, [one.credit_code for one in found])):
        column = table.column(fact_id)
        given = np.array([text or "" for text in known], object)
        open_ = (column.states == State.UNANSWERED) & (given != "")
        states, values = column.states.copy(), column.values.astype(object)
        states[open_], values[open_] = int(State.ANSWERED), given[open_]
        columns[fact_id] = replace(column, states=states, values=values)
    return AnswerTable(table.bank, table.ids, columns, table.refused)


def latest(store: Store, counties: Counties, round_id: UUID | None, area: str) -> list[LatestAssessment]:
    """The firms that ``gathered`` returns, as they are known."""
    return store.latest_assessments(_reach(area, counties), round_id)


def visited(store: Store, counties: Counties, round_id: UUID | None, area: str) -> frozenset[str]:
    """Which of the firms that ``gathered`` returns were verified on site, by their places."""
    found = latest(store, counties, round_id, area)
    return frozenset(place for place, one in zip(_places(found), found, strict=True) if one.verified)


def proved(store: Store, counties: Counties, round_id: UUID | None, area: str) -> dict[str, frozenset[str]]:
    """For which questions the firms that ``gathered`` returns handed in proof, by their places."""
    found = latest(store, counties, round_id, area)
    given = store.proved_facts({one.assessment_id for one in found})
    return {
        place: frozenset(given.get(one.assessment_id, ())) for place, one in zip(_places(found), found, strict=True)
    }


def followed(
    store: Store, counties: Counties, round_id: UUID | None, area: str, measures: Mapping[str, Measure]
) -> dict[str, list[Measure]]:
    """The steps that the firms accepted, by their places in what ``gathered`` returns; each measure once."""
    accepted: dict[UUID, dict[str, Measure]] = {}
    for one in store.accepted_steps():
        if one.measure in measures:
            accepted.setdefault(one.firm_id, {})[one.measure] = measures[one.measure]
    found = latest(store, counties, round_id, area)
    return {
        place: list(accepted[one.firm_id].values())
        for place, one in zip(_places(found), found, strict=True)
        if one.firm_id in accepted
    }


def paid_steps(store: Store) -> Iterator[PaidStep]:
    """What firms put down as paid for measures that they accepted, the latest last."""
    sizes: dict[str | None, SizeClass] = {size: size for size in get_args(SizeClass)}
    for one in store.accepted_steps():
        if one.size in sizes and one.cost:
            yield PaidStep(str(one.firm_id), one.measure, sizes[one.size], one.units, one.cost)


def _reach(area: str, counties: Counties) -> FirmReach:
    return FirmReach.of(Reach(Scope.ALL) if area == PROVINCE else Reach(Scope.AREA, area), counties)


def _places(found: Sequence[LatestAssessment]) -> tuple[str, ...]:
    """How each firm is called where a file would have its row: by its code, else its name, told apart by number."""
    seen: Counter[str] = Counter()
    places = []
    for one in found:
        place = one.credit_code or one.name
        seen[place] += 1
        places.append(place if seen[place] == 1 else f"{place} #{seen[place]}")
    return tuple(places)


def _answers(
    store: Store,
    bank: FactBank,
    assessments: Sequence[UUID],
    places: Sequence[str],
    progress: Callable[[int, int], None],
    reported: bool,
) -> tuple[AnswerTable, list[Fault]]:
    """The answers of the assessments to the questions of today, and what is no answer to them any more."""
    n = len(assessments)
    columns = {fact.id: empty_column(fact, n) for fact in bank.facts.values()}
    faults: list[Fault] = []
    for first in range(0, n, _BLOCK):
        some = assessments[first : first + _BLOCK]
        (said,) = store.answers_of_all(some, reported=reported)
        known = [{fact: told for fact, told in said.get(one, {}).items() if fact in bank.facts} for one in some]
        part, bad = AnswerTable.from_records(bank, known)
        for fact_id, column in part.columns.items():
            whole = columns[fact_id]
            whole.states[first : first + len(some)] = column.states
            whole.values[first : first + len(some)] = column.values
            whole.reasons.update({first + row: reason for row, reason in column.reasons.items()})
            whole.rough.update({first + row: rough for row, rough in column.rough.items()})
        faults += [replace(one, row=first + one.row) for one in bad]
        progress(first + len(some), n)
    answered = {fact: column for fact, column in columns.items() if column.states.any()}
    return AnswerTable(bank, list(places), answered), faults
