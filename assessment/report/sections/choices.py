"""What may be chosen instead of the cheapest plan: other ways to the level, and what each sum of money buys."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from assessment.planning import Frontier, OtherPlan, Plan, PlanChoices
from assessment.planning.frontier import FrontierPoint
from assessment.report.charts import frontier as chart
from assessment.report.charts.base import Frame
from assessment.report.headings import INTRO, Heading
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import Content, Span, Text
from assessment.scoring import plain_number
from assessment.telling.subject import Subject

_ROWS = 10
"""So many sums stand in the table; the chart has all of them."""


def told(subject: Subject, plan: Plan) -> Iterator[Flowable]:
    """Nothing where the advisory was made without choices, as those of a whole archive are."""
    choices, note = subject.advisory.choices, subject.advisory.choices_note
    if choices is None:
        if note is not None:
            yield Heading(subject.say("还有哪些做法", "Other ways to do it"), "plan-others", 1)
            yield Text(subject.tell(note), INTRO)
        return
    yield from _others(subject, plan, choices)
    yield from money_alone(subject)


def money_alone(subject: Subject) -> Iterator[Flowable]:
    """What each sum buys, for a plan that has no steps as well; nothing where it was not worked out."""
    choices = subject.advisory.choices
    if choices is not None and choices.frontier is not None and len(choices.frontier.points) > 1:
        yield from _money(subject, choices.frontier)


def _others(subject: Subject, plan: Plan, choices: PlanChoices) -> Iterator[Flowable]:
    yield Heading(subject.say("还有哪些做法", "Other ways to do it"), "plan-others", 1)
    yield Text(subject.tell(choices.robust_note), INTRO)
    rows = [_way(subject, subject.say("最省", "Cheapest"), plan, subject.say("本方案", "this plan"))]
    if choices.robust is not None:
        rows.append(_other(subject, subject.say("最稳", "Safest"), choices.robust))
    for number, other in enumerate(choices.others, 2):
        rows.append(_other(subject, subject.say("第 {n} 省", "No. {n}", n=number), other))
    columns = [
        Column("", 10),
        Column(subject.say("费用（估算，万元）", "Cost (est., CNY 1,000)"), 20, "right"),
        Column(subject.say("几步", "Steps"), 8, "right"),
        Column(subject.say("几周", "Weeks"), 8, "right"),
        Column(subject.say("和本方案差在哪里", "What differs from this plan"), 54),
    ]
    yield TextTable(columns, rows)


def _other(subject: Subject, name: str, other: OtherPlan) -> list[Content]:
    return _way(subject, name, other.plan, subject.tell(other.sentence))


def _way(subject: Subject, name: str, plan: Plan, differs: str) -> list[Content]:
    cost = subject.bare_cost(plan.cost)
    return [Span(name, bold=True), cost, str(len(plan.steps)), str(plan.weeks), differs]


def _money(subject: Subject, frontier: Frontier) -> Iterator[Flowable]:
    yield Heading(subject.say("一笔钱能买到什么", "What a sum of money buys"), "plan-money", 1)
    sight = 1.5 * next((level.cost for level in frontier.levels if level.cost), frontier.points[-1].cost)
    points = [point for point in frontier.points if point.cost <= sight]
    ways = [level for level in frontier.levels if level.cost and level.points is not None]
    yield chart.Frontier(
        Frame(
            subject.say("多花一点，最多能多拿几分？", "How many more points does more money bring?"),
            subject.say(
                "每级台阶都是精确算出来的，两级之间多花没有用；菱形是升到那一级最省的花法。不考虑时间。",
                "Every step of the stairs is exact, and between two more money buys nothing; the diamond is the "
                "cheapest way to that level. Time is left aside.",
            ),
        ),
        [chart.Offer(point.cost if subject.lang == "zh" else 10 * point.cost, point.points) for point in points],
        subject.say("投入（{unit}）", "Cost ({unit})", unit=subject.unit),
        subject.say("总分", "Points"),
        ways=[
            chart.Offer(
                way.cost if subject.lang == "zh" else 10 * way.cost, way.points, subject.level(way.level, way.name)
            )
            for way in ways
            if way.cost is not None and way.points is not None and way.cost <= sight
        ],
    )
    yield TextTable(
        [
            Column(subject.say("花多少（万元）", "Sum (CNY 1,000)"), 20, "right"),
            Column(subject.say("最多到几分", "Points at most"), 20, "right"),
            Column(subject.say("几样措施", "Measures"), 15, "right"),
            Column(subject.say("这笔钱最高能到的等级", "The highest level for that sum"), 45),
        ],
        [_sum(subject, frontier, point) for point in _shown(points, [way.cost for way in ways if way.cost])],
    )
    dear = [
        subject.say(
            "{level}要 {cost}", "{level} takes {cost}", level=subject.level(w.level, w.name), cost=subject.money(w.cost)
        )
        for w in ways
        if w.cost is not None and w.cost > sight
    ]
    if dear:
        zh, en = "再往上，最省的办法：{told}（估算）。", "Further up, the cheapest ways: {told} (estimates)."
        yield Text(subject.say(zh, en, told=subject.joined(dear)), INTRO)


def _shown(points: list[FrontierPoint], ways: list[float]) -> list[FrontierPoint]:
    """Some of the points, evenly spread from the first to the last, and the first that pays for each level."""
    last = len(points) - 1
    places = {round(last * k / (_ROWS - 1)) for k in range(_ROWS)}
    paying = (next((i for i, point in enumerate(points) if point.cost >= cost), None) for cost in ways)
    return [points[i] for i in sorted(places | {i for i in paying if i is not None})]


def _sum(subject: Subject, frontier: Frontier, point: FrontierPoint) -> list[Content]:
    level = frontier.level_for(point.cost)
    best = "—" if level is None else subject.level(level.level, level.name)
    return [subject.amount(point.cost), plain_number(point.points), str(len(point.measures)), best]
