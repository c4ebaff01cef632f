"""Rounds, areas and their firms as commands name them: the firms of the database in the place of a file."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from assessment.cli.console import Progress
from assessment.language import Lang, label
from assessment.problems import refuse

if TYPE_CHECKING:
    from assessment.batch import Batch
    from assessment.content.counties import Counties
    from assessment.content.measures import Measure
    from assessment.store.assessments import Store
    from assessment.store.firm_records import Round

ROUND = "round:"
"""What begins the name of a round where a file could stand; ``round:latest`` is every firm's latest assessment."""
_LATEST = "latest"


def names_round(path: Path) -> bool:
    """Does a path name a round of the database, and no file?"""
    return str(path).startswith(ROUND)


def round_named(store: Store, option: str, named: str) -> Round:
    """The round of an id or of a name; raises ``InputRefused`` when there is none, or several of that name."""
    rounds = store.rounds()
    try:
        wanted = [one for one in rounds if one.id == UUID(named)]
    except ValueError:
        wanted = [one for one in rounds if one.name == named]
    if len(wanted) == 1:
        return wanted[0]
    known = "；".join(f"{one.name}（{one.id}）" for one in rounds) or "—"
    raise refuse(
        option,
        label("没有这个轮次，或不止一个", "there is no such round, or more than one"),
        label(f"请写编号；现有：{known}。", f"Give its id; there are: {known}."),
        named,
    )


def place_of(counties: Counties, area: str) -> tuple[str | None, str | None]:
    """City and county of a code; raises ``InputRefused`` for no such area."""
    try:
        return counties.place(area)
    except KeyError:
        remedy = label("请用六位区划代码，如 360100；全省是 360000。", "Use a code of six digits such as 360100.")
        raise refuse("--area", label("没有这个地区", "there is no such area"), remedy, area) from None


def firms_of_round(
    path: Path,
    area: str,
    on: datetime.date,
    by: str,
    lang: Lang,
    *,
    reported: bool = False,
    visited_alone: bool = False,
) -> Batch:
    """The firms of an area in the round that a path names, read from the database and scored by the round's rules.

    What was verified stands for what was reported, unless only what was ``reported`` counts. ``visited_alone`` leaves
    the firms that were verified on site.
    """
    from assessment.advisory import default_advisor
    from assessment.batch.scored import scored_firms
    from assessment.content.counties import load_counties
    from assessment.store.assessments import open_store
    from assessment.store.trail import acting
    from assessment.work.known import gathered, visited

    advisor = default_advisor()
    counties = load_counties(advisor.root, advisor.bank)
    place_of(counties, area)
    named, progress = str(path).removeprefix(ROUND), Progress(lang)
    with acting(f"command:{by}"):
        store = open_store()
        try:
            chosen = None if named == _LATEST else round_named(store, ROUND, named)
            round_id, day = (None, on) if chosen is None else (chosen.id, chosen.edition)
            firms = gathered(
                store,
                advisor.bank,
                counties,
                str(path),
                round_id,
                area,
                progress.say,
                progress.advance,
                reported=reported,
            )
            seen = visited(store, counties, round_id, area) if visited_alone else None
        finally:
            store.close()
    batch = scored_firms(advisor, firms, day, progress.say)
    if seen is None:
        return batch
    return batch.only([row for row, place in enumerate(batch.table.ids) if place in seen])


def round_and_area(store: Store, path: Path, area: str) -> tuple[UUID | None, str]:
    """The round (None: each firm's latest assessment) that a path names, and the area."""
    named = str(path).removeprefix(ROUND)
    return None if named == _LATEST else round_named(store, ROUND, named).id, area


def in_order(before: Path, after: Path) -> None:
    """Raise ``InputRefused`` unless the first round that is named began before the second."""
    from assessment.store.assessments import open_store

    names = [str(path).removeprefix(ROUND) for path in (before, after)]
    store = open_store()
    try:
        first, second = (None if name == _LATEST else round_named(store, ROUND, name) for name in names)
    finally:
        store.close()
    if names[0] == names[1] or first is None or (second is not None and first.opens_at >= second.opens_at):
        raise refuse(
            "before",
            label("“以前”不比“现在”早", "what is to be before is not earlier than what is to be after"),
            label("先写早的一轮，再写晚的。", "Name the earlier round first, then the later."),
            f"{names[0]}, {names[1]}",
        )


def proved_in_round(path: Path, area: str) -> dict[str, frozenset[str]]:
    """For which questions the firms of a round handed in proof, by their places in ``firms_of_round``."""
    from assessment.advisory import default_advisor
    from assessment.content.counties import load_counties
    from assessment.store.assessments import open_store
    from assessment.work.known import proved

    advisor = default_advisor()
    store = open_store()
    try:
        return proved(store, load_counties(advisor.root, advisor.bank), *round_and_area(store, path, area))
    finally:
        store.close()


def followed_in_round(path: Path, area: str) -> dict[str, list[Measure]]:
    """The steps that the firms of a round accepted, by their places in ``firms_of_round``."""
    from assessment.advisory import default_advisor
    from assessment.content.counties import load_counties
    from assessment.store.assessments import open_store
    from assessment.work.known import followed

    advisor, named = default_advisor(), str(path).removeprefix(ROUND)
    counties = load_counties(advisor.root, advisor.bank)
    store = open_store()
    try:
        round_id = None if named == _LATEST else round_named(store, ROUND, named).id
        return followed(store, counties, round_id, area, advisor.measures.measures)
    finally:
        store.close()
