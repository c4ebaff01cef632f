"""How long the cheapest path takes, for one firm and for ten thousand, against the bare solve of the same program.

Also what is asked of one firm besides: what every sum buys, and how much hangs on each of its answers.
"""

from __future__ import annotations

import datetime
import multiprocessing
import resource
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from assessment.advisory import MAIN_FRAMEWORK, Reading, default_advisor, planning_size
from assessment.advisory.bearing import bearing
from assessment.answers import AnswerTable
from assessment.batch.matchmaking import begin_planning, outlined
from assessment.batch.workers import workers
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.content.measures import SizeClass
from assessment.planning import Outline, Planner
from assessment.planning.plan import NO_LIMITS
from assessment.planning.program import program_of
from assessment.planning.question import Ask
from assessment.planning.situation import Situations
from assessment.population import modelled_population
from assessment.scoring import Framework, score
from assessment.solver import Task, solve
from benchmarks.speed.measuring import Time, best_of

FIRMS, MANY, GROWTH = 40, 10_000, (100, 1_000)
PROCESSES = 2
SEED = 20261123


@dataclass(frozen=True)
class One:
    """Processor seconds for one firm to one level: the bare solve, ours, the path, the plan with all its reasons."""

    level: int
    bare: float
    ours: float
    path: float
    plan: float


def tables() -> str:
    """All three tables."""
    return "\n\n".join([_one_firm(), _besides(), _many_firms()])


def reading_of(n: int) -> Reading:
    """Modelled firms, read as a file of a centre is."""
    return default_advisor().reading(modelled_population().sample(n, SEED), datetime.date(2026, 11, 23))


def bare_solve(task: Task) -> OptimizeResult:
    """The program as it is, put to HiGHS: nothing prepared, nothing checked."""
    return milp(
        task.objective,
        integrality=np.ones(len(task.objective), np.uint8),
        bounds=Bounds(task.lower, task.upper),
        constraints=[LinearConstraint(task.matrix, task.row_lower, task.row_upper)],
        options={"mip_rel_gap": 0.0},
    )


def _one_firm() -> str:
    times = [one for level in (2, 3, 4) for one in _times(reading_of(FIRMS), level)]
    lines = [
        "| 目标等级 / level | 企业 / firms | 裸求解 / bare solve ms | 本系统求解 / our solve × "
        "| 最省路径 / cheapest path × | 最差 / worst × | 附全部理由 / with all reasons × |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for level in (2, 3, 4, None):
        some = [one for one in times if level in (one.level, None)]
        ours, paths, plans = ([getattr(one, what) / one.bare for one in some] for what in ("ours", "path", "plan"))
        lines.append(
            f"| {level or '合计 / all'} | {len(some)} | {statistics.median(one.bare for one in some) * 1e3:.1f} "
            f"| {statistics.median(ours):.2f} | {statistics.median(paths):.2f} | {max(paths):.2f} "
            f"| {statistics.median(plans):.1f} |"
        )
    return "\n".join(lines)


def _besides() -> str:
    """What every sum buys a firm with nothing, and the weights of all answers of firms that have a level."""
    reading = reading_of(FIRMS)
    framework, book = reading.frameworks[MAIN_FRAMEWORK], reading.advisor.measures
    nothing = AnswerTable.from_answers(reading.advisor.bank, [{}])
    sums = [
        best_of(lambda size=size: Planner(framework, nothing, 0, book, size).frontier(), 1).processor
        for size in get_args(SizeClass)
    ]
    scores = score(framework, reading.table)
    levels = [row for row in range(FIRMS) if scores.level_low[row]]
    weights = [best_of(lambda row=row: bearing(scores, row, weights=True), 1).processor for row in levels]
    return "\n".join(
        [
            "| | 次数 / times | 中位 / median s | 最长 / longest s |",
            "|---|---:|---:|---:|",
            f"| 什么都没有的企业，每笔钱买到什么 / what every sum buys a firm with nothing | {len(sums)} "
            f"| {statistics.median(sums):.2f} | {max(sums):.2f} |",
            f"| 有等级的企业，每个回答的分量 / the weight of every answer of a firm with a level | {len(weights)} "
            f"| {statistics.median(weights):.2f} | {max(weights):.2f} |",
        ]
    )


def with_nothing(framework: Framework) -> AnswerTable:
    """A firm of fifty machines whose every answer is the least."""
    bank = framework.bank
    firm: dict[str, object] = {"equipment_total": 50, "revenue_average": 2400}
    for fact in (bank.facts[name] for name in framework.facts):
        if isinstance(fact, ChoiceFact):
            firm.setdefault(fact.id, fact.options[0].id)
        elif isinstance(fact, MultiFact):
            firm.setdefault(fact.id, [next(option.id for option in fact.options if option.excludes_others)])
        else:
            firm.setdefault(fact.id, 0)
    table, faults = AnswerTable.from_records(bank, [firm])
    assert not faults
    return table


def _times(reading: Reading, level: int) -> Iterator[One]:
    framework, book = reading.frameworks[MAIN_FRAMEWORK], reading.advisor.measures
    for row in range(len(reading.table)):
        size = planning_size(reading.sizes.of(row))

        def question(row: int = row, size: SizeClass = size) -> Ask:
            situations = Situations(program_of(framework, book, NO_LIMITS.outcomes), reading.table.row(row))
            return Ask(situations, 0, level, size, NO_LIMITS)

        asked = question()
        if asked.reached:
            continue
        task = asked.case.task(asked.case.objective, asked.floor)
        yield One(
            level,
            best_of(lambda task=task: bare_solve(task), 3).processor,
            best_of(lambda task=task: solve(task), 3).processor,
            best_of(lambda question=question: question().solve(), 3).processor,
            best_of(
                lambda row=row, size=size: Planner(framework, reading.table, row, book, size).cheapest(level), 3
            ).processor,
        )


def _many_firms() -> str:
    lines = [
        "| 家数 / firms | | 用时 / elapsed s | 处理器 / processor s | 每家 / ms a firm | 倍数 / times bare |",
        "|---:|---|---:|---:|---:|---:|",
    ]
    for n in (*GROWTH, MANY):
        reading = reading_of(n)
        ours, found = batch(reading)
        bare, costs = one_by_one(reading)
        assert [round(o.cost * 100) for o in found if o.cost] == costs, "the same firms at the same costs"
        for name, taken in (
            (f"批量，{PROCESSES} 个进程，含进度 / batch, {PROCESSES} processes, with progress", ours),
            ("逐家裸求解，1 个进程 / one bare solve each, 1 process", bare),
        ):
            lines.append(
                f"| {n:,} | {name} | {taken.elapsed:.1f} | {taken.processor:.1f} | {taken.processor / n * 1e3:.1f} "
                f"| {taken.processor / bare.processor:.2f} |"
            )
    return "\n".join(lines)


def batch(reading: Reading) -> tuple[Time, list[Outline]]:
    """The cheapest plans as a centre's matchmaking makes them, in processes and with progress; starting included."""
    advisor, started, spent = reading.advisor, time.perf_counter(), _processor()
    given = (advisor.bank, reading.frameworks[MAIN_FRAMEWORK], advisor.measures)
    found: list[Outline] = []
    with workers("benchmark", PROCESSES, begin_planning, given) as helpers:
        for outline in outlined(reading, (helpers, PROCESSES), threading.Event()):
            found.append(outline)
            if len(found) % 100 == 0:
                print(f"{len(found):,} / {len(reading.table):,}", file=sys.stderr)
    elapsed = time.perf_counter() - started
    for child in multiprocessing.active_children():
        child.join()
    return Time(elapsed, _processor() - spent), found


def one_by_one(reading: Reading) -> tuple[Time, list[int]]:
    """Nothing but the bare solves, one after the other: the time, and the costs found (0.01 万元) above 0."""
    framework = reading.frameworks[MAIN_FRAMEWORK]
    situations = Situations(program_of(framework, reading.advisor.measures), reading.table)
    elapsed = processor = 0.0
    costs = []
    for row in range(len(reading.table)):
        higher = [level.level for level in framework.levels if level.level > situations.level[row]]
        if not higher:
            continue
        asked = Ask(situations, row, min(higher), planning_size(reading.sizes.of(row)), NO_LIMITS)
        task = asked.case.task(asked.case.objective, asked.floor)
        started, spent = time.perf_counter(), time.process_time()
        found = bare_solve(task)
        elapsed, processor = elapsed + time.perf_counter() - started, processor + time.process_time() - spent
        cost = int(asked.case.cents @ np.rint(found.x).astype(np.int64))
        if cost:
            costs.append(cost)
    return Time(elapsed, processor), costs


def _processor() -> float:
    """Seconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
