"""When each step of a chosen plan begins: as soon as what must come first is finished, in its year when it has one."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.planning.case import Case
from assessment.planning.search import Choice
from assessment.planning.timing import WEEKS_A_YEAR


@dataclass(frozen=True)
class Slot:
    """Where one measure stands in time, in weeks from the start; ``after`` are the measures it waits for."""

    measure: int
    start: int
    finish: int
    after: tuple[int, ...]
    critical: bool = False


def schedule(case: Case, choice: Choice) -> list[Slot]:
    """Slots in the order to begin; among those that begin together the quick and light ones come first."""
    slots: dict[int, Slot] = {}
    for m in sorted(choice.units):
        _place(m, case, choice, slots)
    end = max((slot.finish for slot in slots.values()), default=0)
    latest = dict.fromkeys(slots, end)
    for slot in sorted(slots.values(), key=lambda s: -s.start):
        for other in slot.after:
            latest[other] = min(latest[other], latest[slot.measure] - (slot.finish - slot.start))
    placed = [
        Slot(s.measure, s.start, s.finish, s.after, critical=latest[s.measure] == s.finish) for s in slots.values()
    ]
    measures = case.program.measures
    cost = {m: case.price_of(m, units) for m, units in choice.units.items()}
    return sorted(placed, key=lambda s: (s.start, s.finish, cost[s.measure], measures[s.measure].id))


def _place(m: int, case: Case, choice: Choice, slots: dict[int, Slot]) -> Slot:
    if m not in slots:
        after = set()
        for _, of, other in case.program.prerequisite_rows:
            if of == m and not case.situations.has[other][case.row]:
                after.add(_place(other, case, choice, slots))
        for _, of, start, helping in case.program.start_rows:
            if of == m and not case.situations.reached[start][case.row]:
                bought = [_place(other, case, choice, slots) for other in helping if other in choice.units]
                after.add(min(bought, key=lambda slot: (slot.finish, slot.measure)))
        begin = max([WEEKS_A_YEAR * choice.years.get(m, 0), *(slot.finish for slot in after)])
        waits = tuple(sorted(slot.measure for slot in after))
        slots[m] = Slot(m, begin, begin + case.program.measures[m].weeks, waits)
    return slots[m]
