"""Every possible plan of a small world, by enumeration: written apart from the program, to hold it to the truth."""

from itertools import product

from assessment.answers import AnswerTable
from assessment.planning import PlanLimits
from assessment.scoring import score
from tests.planning.small_world import BANK, OPTIONS, World

YEAR = 52


def _known(record, fact):
    value = record.get(fact)
    return None if value is None or isinstance(value, dict) else value


def _can_move(record, fact):
    """Not said to be inapplicable, surely asked, and for a count: the whole is known."""
    value = record.get(fact)
    if isinstance(value, dict) and value["state"] == "not_applicable":
        return False
    if fact == "gated":
        return _known(record, "gate") == "yes"
    return _known(record, "whole") is not None if fact in ("part", "other_part") else True


def _start_state(record):
    state = {f: int((_known(record, f) or "o0")[1]) for f in OPTIONS}
    ticked = set(_known(record, "ticks") or []) - {"none"}
    return state | {
        "ticks": ticked,
        "part": _known(record, "part") or 0,
        "other_part": _known(record, "other_part") or 0,
    }


def _has(measure_, record, state):
    for r in measure_.raises:
        if not _can_move(record, r.fact):
            continue
        if r.to is not None and state[r.fact] < int(r.to[1]):
            return False
        if r.ticks and not set(r.ticks) <= state["ticks"]:
            return False
        if r.per_unit is not None and not state[r.fact]:
            return False
    return True


def _ready(measure_, record, state, had, finished):
    starts = [(r.fact, int(r.from_option[1])) for r in measure_.raises if r.from_option]
    return all(p in finished or p in had for p in measure_.prerequisites) and all(
        not _can_move(record, f) or state[f] >= o for f, o in starts
    )


def _do(measure_, units, record, state):
    for r in measure_.raises:
        if not _can_move(record, r.fact):
            continue
        if r.to is not None:
            state[r.fact] = max(state[r.fact], int(r.to[1]))
        elif r.ticks:
            state["ticks"] = state["ticks"] | set(r.ticks)
        else:
            state[r.fact] += r.per_unit * units


def _run(world, units, years):
    """Do the measures as early as possible; the state after, the finish week and the start weeks, or None."""
    record, state = world.record, _start_state(world.record)
    had = {m.id for m in world.measures if _has(m, record, state)}
    waiting, running, finished, starts = dict(units), {}, set(), {}
    by_id, now, end = {m.id: m for m in world.measures}, 0, 0
    while waiting or running:
        for name in [n for n, until in running.items() if until <= now]:
            _do(by_id[name], units[name], record, state)
            finished.add(name)
            del running[name]
        for name in list(waiting):
            if now >= YEAR * years.get(name, 0) and _ready(by_id[name], record, state, had, finished):
                del waiting[name]
                starts[name], running[name] = now, now + by_id[name].weeks
                end = max(end, running[name])
        later = [*running.values(), *(YEAR * years.get(name, 0) for name in waiting)]
        if waiting and not any(t > now for t in later):
            return None
        now = min((t for t in later if t > now), default=now)
    return state, end, starts


def record_after(world, state):
    record = dict(world.record)
    before = _start_state(world.record)
    for fact, value in state.items():
        if value != before[fact]:
            record[fact] = f"o{value}" if fact in OPTIONS else sorted(value) if fact == "ticks" else value
    return record


def _unit_choices(world, m):
    if not m.counted:
        return [0, 1]
    rooms = []
    for r in m.raises:
        if r.per_unit is not None and _can_move(world.record, r.fact):
            rooms.append((_known(world.record, "whole") - (_known(world.record, r.fact) or 0)) // r.per_unit)
    return list(range((min(rooms) if rooms else 0) + 1))


def _fits(world, state):
    whole = _known(world.record, "whole")
    return whole is None or all(state[f] <= whole for f in ("part", "other_part") if _can_move(world.record, f))


def price_of(world, units, price="likely", contracted=None):
    """What a choice costs in 万元; contracted units are paid already."""
    total = 0.0
    for m in world.measures:
        n, paid = units.get(m.id, 0), (contracted or {}).get(m.id)
        if n:
            total += getattr(m.cost.small, price) if m.cost and paid is None else 0
            total += getattr(m.cost_per_unit.small, price) * (n - (paid or 0)) if m.cost_per_unit else 0
    return round(total, 2)


def every_plan(world: World, limits: PlanLimits, price="likely"):
    """All (cost, units, state, finish week) that keep to the limits, whatever they reach, by enumeration."""
    contracted = {}
    for name, n in limits.contracted.items():
        most = max(_unit_choices(world, next(m for m in world.measures if m.id == name)))
        if most:
            contracted[name] = min(n, most)
    ranges = []
    for m in world.measures:
        able = [0] if m.id in limits.forbidden else _unit_choices(world, m)
        ranges.append([n for n in able if n >= contracted.get(m.id, 0)])
    for combination in product(*ranges):
        units = {m.id: n for m, n in zip(world.measures, combination, strict=True) if n}
        spent = price_of(world, units, price, contracted)
        if limits.budget is not None and spent > limits.budget + 1e-9:
            continue
        best = None
        for years in _year_choices(units, limits):
            ran = _run(world, units, years)
            if ran and _in_time(ran, years, limits) and _in_years(world, units, years, limits, price, contracted):
                best = ran if best is None or ran[1] < best[1] else best
        if best is not None and _fits(world, best[0]):
            yield spent, units, best[0], best[1]


def _year_choices(units, limits):
    if limits.yearly_budget is None:
        return [{}]
    return [dict(zip(units, ys, strict=True)) for ys in product(range(len(limits.yearly_budget)), repeat=len(units))]


def least_overrun(world: World, limits: PlanLimits) -> float | None:
    """By how much the yearly budgets together must be exceeded, over all plans that reach the level in those years;
    None when there is no such plan."""
    unpaid = limits.model_copy(update={"yearly_budget": (10_000.0,) * len(limits.yearly_budget)})
    beyond = []
    for _, units, *_ in reaching(world, every_plan(world, unpaid)):
        for years in _year_choices(units, limits):
            ran = _run(world, units, years)
            if ran and _in_time(ran, years, limits):
                begun = [{n: c for n, c in units.items() if years[n] == k} for k in range(len(limits.yearly_budget))]
                excess = [price_of(world, b) - most for b, most in zip(begun, limits.yearly_budget, strict=True)]
                beyond.append(sum(max(0.0, e) for e in excess))
    return min(beyond, default=None)


def _in_time(ran, years, limits):
    _, end, starts = ran
    if limits.weeks is not None and end > limits.weeks:
        return False
    if limits.yearly_budget is None:
        return True
    return end <= YEAR * len(limits.yearly_budget) and all(starts[n] // YEAR == years[n] for n in starts)


def _in_years(world, units, years, limits, price, contracted):
    for k, budget in enumerate(limits.yearly_budget or ()):
        begun = {n: c for n, c in units.items() if years[n] == k}
        if price_of(world, begun, price, contracted) > budget + 1e-9:
            return False
    return True


def reaching(world: World, plans):
    """Those of the plans whose firm meets the level when scored."""
    plans = list(plans)
    if not plans:
        return []
    table, faults = AnswerTable.from_records(BANK, [record_after(world, state) for _, _, state, _ in plans])
    assert not faults, faults
    levels = score(world.framework, table).level_low
    return [plan for plan, level in zip(plans, levels, strict=True) if level >= 1]
