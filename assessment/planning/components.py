"""Groups of measures that do not touch each other, as far as the total and some other values are concerned.

What one group adds to them does not depend on what is bought in another, so the best of all is made of the best of
each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without

from assessment.planning.case import Case


def independent_groups(case: Case, rows: Sequence[int] = ()) -> list[list[int]]:
    """Positions of the measures that can raise the total or another of the value ``rows``, grouped so that no two
    groups share anything.

    What is contracted belongs to a group too, since it may have to wait for something that costs.
    """
    lifting = _lifting(case, rows)
    useful = {m for measures in lifting for m in measures} | case.contracted.keys()
    waiting = _waiting(case)
    grown = True
    while grown:
        more = {other for m, others in waiting for other in others if m in useful} - useful
        grown = bool(more)
        useful |= more
    links = [*lifting, *_sharing_room(case), *([m, *others] for m, others in waiting if m in useful)]
    return _components(useful, links)


def _lifting(case: Case, value_rows: Sequence[int]) -> list[list[int]]:
    """For each state that counts and is not yet had: the measures that bring it about or towards it."""
    program = case.program
    counts = (program.value_rows[[0, *value_rows]] != 0).any(axis=0)
    owner = {column: m for m, column in program.unit_column.items()}
    row_of = dict(zip(program.lift_columns, program.lift_rows, strict=True))
    rows = program.matrix.tocsr()

    def towards(row: int, column: int) -> set[int]:
        found: set[int] = set()
        for other in map(int, rows.indices[rows.indptr[row] : rows.indptr[row + 1]]):
            if other != column and case.upper[other] > 0:
                # A grade hangs on ticks, which measures bring.
                found |= towards(row_of[other], other) if other in row_of else {owner.get(other, other)}
        return found

    return [
        sorted(towards(row, column))
        for row, column in [
            *zip(program.lift_rows, program.lift_columns, strict=True),
            *((row, band.first + j) for band in program.bands for j, row in enumerate(band.rows)),
        ]
        if counts[column] and case.upper[column] > case.lower[column]
    ]


def _sharing_room(case: Case) -> Iterable[list[int]]:
    for fact_id in case.program.room_rows:
        if case.situations.facts[fact_id].movable[case.row]:
            yield [m for m, _ in case.program.raises[fact_id]]


def _waiting(case: Case) -> list[tuple[int, list[int]]]:
    """Each measure with those it may have to wait for."""
    situations, row = case.situations, case.row
    waits = [(m, [p]) for _, m, p in case.program.prerequisite_rows if not situations.has[p][row]]
    waits += [
        (m, list(helping)) for _, m, start, helping in case.program.start_rows if not situations.reached[start][row]
    ]
    return waits


def _components(members: set[int], links: Iterable[Iterable[int]]) -> list[list[int]]:
    ordered = sorted(members)
    place = {m: i for i, m in enumerate(ordered)}
    pairs = []
    for link in links:
        linked = [place[m] for m in link if m in place]
        pairs += [(linked[0], other) for other in linked[1:]]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    graph = scipy.sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(ordered), len(ordered)))
    count, label_of = scipy.sparse.csgraph.connected_components(graph, directed=False)
    return [[m for m, c in zip(ordered, label_of, strict=True) if c == group] for group in range(count)]
