"""Where firms stand, in the few figures that a list of firms shows and is cut by."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import MAIN_FRAMEWORK, Advisory, Reading, planning_size
from assessment.batch.engines import Hands
from assessment.batch.matchmaking import outlined
from assessment.providers import needs_of_measures
from assessment.scoring import enough_known
from assessment.store.firm_records import Standing


def standing_of(advisory: Advisory) -> Standing:
    """The standing of an advisory under the national indicators; needs are the kinds of providers its plan asks for."""
    main = advisory.main
    needs = () if advisory.shortlist is None else tuple(need.category for need in advisory.shortlist.needs)
    return Standing(
        main.framework,
        main.version,
        main.level_low,
        main.level_high,
        main.points_low,
        main.points_high,
        len(main.open_answers.to_answer),
        needs,
        advisory.firm.size.size_class,
    )


def complete(reading: Reading) -> NDArray[np.bool_]:
    """Of which firms (n,) a table answers every question of the national indicators, be it by "don't know"."""
    facts = reading.scores[MAIN_FRAMEWORK].framework.facts
    all_answered: NDArray[np.bool_] = reading.still_open.counts(facts)["unanswered"] == 0
    return all_answered


def standings_of(
    reading: Reading, helpers: Hands | None = None, stop: threading.Event | None = None
) -> Iterator[Standing]:
    """The standing of every firm of a table, as that of its advisory would be; see ``outlined`` for ``helpers``."""
    scores, table = reading.scores[MAIN_FRAMEWORK], reading.table
    counts = reading.still_open.counts(scores.framework.facts)
    to_answer = counts["unanswered"] + counts["dont_know"]
    rows = np.flatnonzero([enough_known(scores, row) for row in range(len(table))])
    needs: dict[int, tuple[str, ...]] = {}
    if len(rows):
        known = reading.advisor.reading(table.take(rows), reading.on)
        for row, outline in zip(rows.tolist(), outlined(known, helpers, stop or threading.Event()), strict=True):
            size = planning_size(reading.sizes.of(row))
            wanted = needs_of_measures(outline.measures, reading.advisor.measures, size)
            needs[row] = tuple(need.category for need in wanted)
    spec = scores.framework.spec
    for row, size_class in enumerate(reading.sizes.ids()):
        low, high = scores.exact(row)
        yield Standing(
            spec.id,
            spec.version,
            int(scores.level_low[row]),
            int(scores.level_high[row]),
            float(low),
            float(high),
            int(to_answer[row]),
            needs.get(row, ()),
            size_class,
        )
