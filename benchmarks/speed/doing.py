"""Processor time of what is asked once a plan stands: troubles, quotes, a rehearsal, several people's answers."""

from __future__ import annotations

import datetime
import random
import statistics
from collections.abc import Callable

from assessment.advisory import Advisor, Advisory, default_advisor
from assessment.advisory.rehearsing import rehearsal_of
from assessment.advisory.relief import relief
from assessment.advisory.views import Respondent, views
from assessment.answers import AnswerTable
from assessment.content.respondents import load_respondents
from assessment.planning import NO_LIMITS
from assessment.population import modelled_population
from assessment.tendering import Quote, QuoteLine, compare_quotes, tender_request
from benchmarks.speed.measuring import best_of

FIRMS, SEED, QUOTES, PACKAGES, RUNS = 12, 20261126, 6, 3, 2
ON = datetime.date(2026, 11, 26)


def tables() -> str:
    """The table for the documents."""
    advisor, rng = default_advisor(), random.Random(SEED)
    table = modelled_population().sample(FIRMS, SEED)
    times: dict[str, list[float]] = {}
    for row, told in enumerate(advisor.advise(table, ON)):
        if told.plan is None or not told.plan.steps:
            continue
        for name, job in _jobs(advisor, table.row(row), told, rng).items():
            times.setdefault(name, []).append(best_of(job, RUNS).processor)
    lines = [
        "| 问什么 / question | 企业 / firms | 中位 / median s | 最长 / longest s |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {len(found)} | {statistics.median(found):.2f} | {max(found):.2f} |"
        for name, found in times.items()
    ]
    return "\n".join(lines)


def _jobs(advisor: Advisor, firm: AnswerTable, told: Advisory, rng: random.Random) -> dict[str, Callable[[], object]]:
    plan = told.plan
    assert plan is not None
    framework = advisor.main_on(ON)
    planner = advisor.planner(framework, firm, 0, plan.size_class, ON)
    picked = advisor.troubles.troubles[:3]
    request = tender_request(plan, advisor.bank, advisor.measures)
    quotes = [_quote(request.number, [item.measure for item in request.items], at, rng) for at in range(QUOTES)]
    content = load_respondents(advisor.root, advisor.bank)
    floor = firm.record(0) | {"scene_quality": "l3", "scene_equipment": "l2", "scene_energy": "l2"}
    other, _ = AnswerTable.from_records(advisor.bank, [floor], ["floor"])
    given = [Respondent("owner", firm), Respondent("shop_floor", other)]
    return {
        "三样难处的花法 / relief of three troubles": lambda: relief(planner, advisor.troubles, picked, plan, NO_LIMITS),
        f"{QUOTES} 家报价重算 / the plan on {QUOTES} quotes, {PACKAGES} packages": lambda: compare_quotes(
            planner, plan.target_level, request, quotes, plan
        ),
        "迎检准备 / a rehearsal": lambda: rehearsal_of(advisor, firm, 0, [], ON, plan),
        "两个人对答 / two people's answers": lambda: views(framework, given, content),
    }


def _quote(number: str, measures: list[str], at: int, rng: random.Random) -> Quote:
    """A quote at random prices, one item now and then not offered; the first ones have a package."""
    lines = [
        QuoteLine(measure=name, price=None if len(measures) > 1 and rng.random() < 0.2 else rng.randint(5, 80) / 10)
        for name in measures
    ]
    if all(line.price is None for line in lines):
        lines[0] = QuoteLine(measure=measures[0], price=1.0)
    whole = sum(line.price or 0.0 for line in lines)
    package = round(0.8 * whole, 2) if at < PACKAGES else None
    return Quote(provider=f"示例服务商 {at + 1}", request=number, lines=tuple(lines), package=package)
