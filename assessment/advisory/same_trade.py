"""How a modelled firm of the same trade and size went one level up: its own cheapest plan, month by month.

The firm is made up and the way is the planner's, with the hands that are assumed for its size: nobody has walked it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from pydantic import Field

from assessment.answers import AnswerTable
from assessment.content.facts import ChoiceFact
from assessment.content.hands import HandsFile
from assessment.content.measures import CostRange, MeasureBook, SizeClass
from assessment.documents import Identifier, Strict
from assessment.knowledge import FirmSize
from assessment.language import Label, label
from assessment.peers import TradeFirms
from assessment.planning import NO_LIMITS, Hands, Plan, Planner, Step, hands_of
from assessment.scoring import Framework
from assessment.solver import NotSolved

_WEEKS_A_YEAR, _MONTHS = 52, 12

NO_FIRMS = label(
    "这一版指标还没有模拟企业可以对照，所以这里不讲同行的例子。",
    "There are no modelled firms for this edition yet, so no example of your trade is told.",
)
NO_CHAIN = label(
    "填了产业链，才能讲一家同链条模拟企业的例子。", "Say which chain you belong to, and an example of it is told here."
)
NO_SIZE = label(
    "从业人员、营业收入还定不出规模，定了才能讲一家同规模模拟企业的例子。",
    "Your size class is still open; once it is known, an example of that size is told here.",
)
TOO_LARGE = label(
    "模拟企业只有中小微企业，没有大型企业的例子。", "The modelled firms are SMEs; there is no example of a large firm."
)
AT_THE_TOP = label(
    "已经是最高等级，没有再上一级的例子。", "This is the highest level; there is no example of one more."
)
TOO_FEW = label(
    "和您同链条、同规模、同等级的模拟企业太少，讲不出一家有代表性的。",
    "There are too few modelled firms of your chain, size and level to call one typical.",
)
NO_WAY = label(
    "同链条、同规模的那家模拟企业算不出上一级的方案，所以没有例子可讲。",
    "No plan to the next level was found for the modelled firm of your chain and size, so there is no example.",
)


class TradeMonth(Strict):
    """One month of the way, counted from 1: what begins, what goes on, money begun with (万元), days of own people."""

    month: int = Field(ge=1)
    begins: tuple[Label, ...]
    goes_on: tuple[Label, ...]
    cost: CostRange
    own_days: float


class SameTrade(Strict):
    """A modelled firm of the same chain and size, and its way from one level to the next.

    ``of`` modelled firms share chain, size and level, and this one stands in their middle. ``cost`` is in 万元;
    ``revenue`` too.
    """

    chain: Label
    size: Label
    of: int
    employees: float | None
    revenue: float | None
    level_before: int
    level_after: int
    points_before: float
    points_after: float
    steps: int
    cost: CostRange
    weeks: int
    own_days: float
    months: tuple[TradeMonth, ...]
    population: str
    marking: Label


def same_trade(
    firms: TradeFirms | None,
    framework: Framework,
    measures: MeasureBook,
    hands: HandsFile,
    chain: Identifier | None,
    size: FirmSize,
    level: int,
    on: datetime.date,
) -> tuple[SameTrade | None, Label | None]:
    """The example for a firm that stands certainly at ``level``, or why there is none."""
    above = next((one.level for one in framework.levels if one.level > level), None)
    missing = _missing(firms, framework, chain, size, above)
    if missing is not None or firms is None or chain is None or size.size_class is None or above is None:
        return None, missing
    firm = firms.of(chain, size.size_class, level)
    if firm is None:
        return None, TOO_FEW
    size_class = cast(SizeClass, size.size_class)
    table = _table_of(framework, firm.answers)
    whose = hands_of(table, 0, hands, size_class, NO_LIMITS, on)
    answers = json.dumps(firm.answers, ensure_ascii=False)
    plan = _way_up(framework, measures, answers, size_class, whose.model_dump_json(), above)
    if plan is None:
        return None, NO_WAY
    fact = framework.bank.facts["chain"]
    assert isinstance(fact, ChoiceFact)
    return SameTrade(
        chain=next(option.label for option in fact.options if option.id == chain),
        size=size.label,
        of=firm.of,
        employees=firm.answers.get("employees"),
        revenue=firm.answers.get("revenue"),
        level_before=plan.level_before,
        level_after=plan.level_after,
        points_before=plan.points_before,
        points_after=plan.points_after,
        steps=len(plan.steps),
        cost=plan.cost,
        weeks=plan.weeks,
        own_days=plan.own_days,
        months=tuple(_months(plan)),
        population=firms.population,
        marking=firms.marking,
    ), None


def _missing(
    firms: TradeFirms | None, framework: Framework, chain: Identifier | None, size: FirmSize, above: int | None
) -> Label | None:
    """What stands in the way of an example before any firm is looked for."""
    if above is None:
        return AT_THE_TOP
    if chain is None:
        return NO_CHAIN
    if size.size_class is None:
        return NO_SIZE
    if size.size_class == "large":
        return TOO_LARGE
    return NO_FIRMS if firms is None or firms.framework != framework.key else None


def _table_of(framework: Framework, answers: Mapping[str, Any]) -> AnswerTable:
    table, _ = AnswerTable.from_records(framework.bank, [answers])
    return table


@lru_cache(maxsize=512)
def _way_up(
    framework: Framework, measures: MeasureBook, answers: str, size: SizeClass, hands: str, level: int
) -> Plan | None:
    """The plan of a firm given as JSON, worked out once for all who are shown it; None where there is no way."""
    table = _table_of(framework, json.loads(answers))
    planner = Planner(framework, table, 0, measures, size, Hands.model_validate_json(hands))
    try:
        plan = planner.cheapest(level)
    except NotSolved:
        return None
    return plan if plan.status == "optimal" and plan.steps else None


def _months(plan: Plan) -> Iterator[TradeMonth]:
    """Every month in which something is done; money counts where a step begins, days where they are worked."""
    for month in range(1, max(_month(step.start_week + step.weeks - 1) for step in plan.steps) + 1):
        begins = [step for step in plan.steps if _month(step.start_week) == month]
        under_way = [step for step in plan.steps if _weeks_in(step, month)]
        if under_way:
            yield TradeMonth(
                month=month,
                begins=tuple(step.title for step in begins),
                goes_on=tuple(step.title for step in under_way if step not in begins),
                cost=CostRange(
                    low=round(sum(step.cost.low for step in begins), 2),
                    likely=round(sum(step.cost.likely for step in begins), 2),
                    high=round(sum(step.cost.high for step in begins), 2),
                ),
                own_days=round(sum(step.own_days * _weeks_in(step, month) / step.weeks for step in under_way), 1),
            )


def _month(week: int) -> int:
    """The month, from 1, in which a week (from 0) begins."""
    return week * _MONTHS // _WEEKS_A_YEAR + 1


def _weeks_in(step: Step, month: int) -> int:
    """How many weeks of a step begin in a month."""
    return sum(_month(week) == month for week in range(step.start_week, step.start_week + step.weeks))
