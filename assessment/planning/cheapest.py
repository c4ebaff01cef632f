"""The cheapest plan to a level for one firm, proven by the solver and replayed through the scorer."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from assessment.content.measures import CostRange
from assessment.language import Label, label, listed
from assessment.planning import why
from assessment.planning.plan import Plan, Proof, Relaxation, Status
from assessment.planning.question import Ask
from assessment.planning.relaxing import relaxations
from assessment.planning.schedule import schedule
from assessment.planning.search import Choice, greatest
from assessment.planning.steps import phases_of, step_of, total
from assessment.planning.words import counted, limits_told, money_range
from assessment.scoring import level_name, plain_number
from assessment.solver import NotSolved

SOLVER = f"HiGHS {version('highspy')}"


def plan_for(asked: Ask) -> Plan:
    """The plan that answers a question."""
    if asked.reached:
        return _plan(asked, "already_reached", _already(asked))
    choice = asked.solve()
    if choice is None:
        found = relaxations(asked)
        reach = () if any(one.kind == "contracted" for one in found) else _within_reach(asked)
        return _plan(asked, "infeasible", _infeasible(asked, found), relaxations=found, notes=reach)
    return built(asked, choice)


def built(asked: Ask, choice: Choice) -> Plan:
    """The plan of a choice, with the reason for each of its steps; raises ``NotSolved`` if it fails its replay."""
    slots = schedule(asked.case, choice)
    done = [(asked.program.measures[slot.measure], choice.units[slot.measure]) for slot in slots]
    walk = asked.walker.walk(done)
    after = why.scored(asked, [walk])
    if int(after.level_low[0]) < asked.level:
        raise NotSolved("the plan does not reach its level when scored again")
    steps = tuple(
        step_of(asked, slot, units, walk.moves[measure.id], loss)
        for slot, (measure, units), loss in zip(slots, done, why.losses(asked, done), strict=True)
    )
    changes = [change for step in steps for change in step.changes]
    cost, weeks = total(step.cost for step in steps), max((slot.finish for slot in slots), default=0)
    compared = (why.elsewhere(asked, choice, after), why.if_hopes_come_true(asked, choice))
    return _plan(
        asked,
        "optimal",
        _summary(asked, len(steps), cost, weeks),
        choice,
        steps=steps,
        phases=phases_of(steps),
        cost=cost,
        weeks=weeks,
        own_days=sum(step.own_days for step in steps),
        points_after=float(after.exact(0)[0]),
        level_after=int(after.level_low[0]),
        level_after_name=level_name(asked.framework, int(after.level_low[0])),
        binding=tuple(why.bindings(asked, choice, after)),
        evidence=why.evidence(asked, changes),
        notes=(
            *why.notes(asked, changes, [measure for measure, _ in done]),
            *(note for note in compared if note is not None),
        ),
    )


def _plan(asked: Ask, status: Status, summary: Label, choice: Choice | None = None, **found: Any) -> Plan:
    """A plan as far as the question alone settles it; ``found`` adds or replaces fields."""
    framework, row = asked.framework, asked.row
    level, points = int(asked.situations.level[row]), float(asked.situations.points[row])
    book = asked.program.book
    proof = Proof(
        status=status,
        price=asked.price,
        cost=None if choice is None else choice.cost / 100,
        bound=None if choice is None else choice.bound / 100,
        gap=None if choice is None else choice.gap,
        nodes=0 if choice is None else choice.nodes,
        solver=SOLVER,
    )
    fields: dict[str, Any] = {
        "framework": framework.key,
        "framework_title": framework.spec.short_title,
        "measures_version": book.version,
        "fidelity": book.fidelity,
        "target_level": asked.level,
        "target_name": level_name(framework, asked.level),
        "size_class": asked.size_class,
        "limits": asked.limits,
        "limits_told": limits_told(asked.limits, book),
        "status": status,
        "summary": summary,
        "cost": total([]),
        "points_before": points,
        "points_after": points,
        "level_before": level,
        "level_before_name": level_name(framework, level),
        "level_after": level,
        "level_after_name": level_name(framework, level),
        "proof": proof,
    }
    return Plan(**(fields | found))


def _summary(asked: Ask, steps: int, cost: CostRange, weeks: int) -> Label:
    return label(
        f"到{{level}}最省的办法：{steps} 步，{{cost}}，最快 {weeks} 周；已证明没有更便宜的组合。",
        f"The cheapest way to {{level}}: {counted(steps, 'step')}, {{cost}}, {counted(weeks, 'week')} at the soonest; "
        "it is proven that no cheaper set of these measures does it.",
    ).fill(level=level_name(asked.framework, asked.level), cost=money_range(cost))


def _already(asked: Ask) -> Label:
    return label("已达到{level}的全部要求。", "All requirements of {level} are met already.").fill(
        level=level_name(asked.framework, asked.level)
    )


def _infeasible(asked: Ask, found: Sequence[Relaxation]) -> Label:
    why = listed([relaxation.sentence for relaxation in found], "", " ")
    limits = limits_told(asked.limits, asked.program.book)
    if limits is None:
        text = label("清单里的措施到不了{level}。{why}", "No known measures lead to {level}. {why}")
        return text.fill(level=level_name(asked.framework, asked.level), why=why)
    text = label(
        "按这些条件（{limits}）到不了{level}。{why}", "Within these limits ({limits}) {level} cannot be reached. {why}"
    )
    return text.fill(limits=limits, level=level_name(asked.framework, asked.level), why=why)


def _within_reach(asked: Ask) -> tuple[Label, ...]:
    """What the limits do buy, where there are any: the most points within them."""
    if limits_told(asked.limits, asked.program.book) is None:
        return ()
    scale = why.own_scale(asked, asked.program.thresholds[0])
    text = label(
        "不求升级的话，这些条件下总分最多能从 {now} 分到 {most} 分。",
        "Without that level these limits would still let the points rise from {now} to {most} at most.",
    )
    try:
        most = greatest(asked.case, 0) * scale
    except NotSolved:  # not even what is contracted can be done in that time: there is nothing to tell
        return ()
    return (text.fill(now=plain_number(float(asked.situations.points[asked.row])), most=plain_number(most)),)
