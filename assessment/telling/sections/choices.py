"""What may be chosen instead of the cheapest plan: other ways to the level, and what each sum of money buys."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.planning import Frontier, FrontierPoint, Plan, PlanChoices
from assessment.scoring import plain_number
from assessment.telling.blocks import Block, Column, Drawing, Heading, Paragraph, Span, Table, Words
from assessment.telling.charts import frontier as chart
from assessment.telling.charts.base import Frame
from assessment.telling.subject import Subject

_ROWS = 10
"""So many sums stand in the table; the chart has all of them."""


def choices(subject: Subject, plan: Plan) -> Iterator[Block]:
    """Nothing where the advisory was made without choices, as those of a whole archive are; why there are none where
    they were asked for."""
    found, note = subject.advisory.choices, subject.advisory.choices_note
    if found is None:
        if note is not None:
            yield Heading(subject.say("还有哪些做法", "Other ways to do it"), id="plan-others")
            yield Paragraph(subject.tell(note))
        return
    yield from others(subject, plan, found)
    yield from money(subject)


def money(subject: Subject) -> Iterator[Block]:
    """What each sum buys, for a plan that has no steps as well; nothing where it was not worked out."""
    found = subject.advisory.choices
    if found is not None and found.frontier is not None and len(found.frontier.points) > 1:
        yield from _money(subject, found.frontier)


def others(subject: Subject, plan: Plan, found: PlanChoices) -> Iterator[Block]:
    """The cheapest plan beside the robust one and the next-best ones, each with what differs."""
    yield Heading(subject.say("还有哪些做法", "Other ways to do it"), id="plan-others")
    yield Paragraph(subject.tell(found.robust_note), role="lead")
    named = [(subject.say("最稳", "Safest"), found.robust)]
    named += [(subject.say("第 {n} 省", "No. {n}", n=number), one) for number, one in enumerate(found.others, 2)]
    named += [
        (subject.say("最快", "Soonest"), found.soonest),
        (subject.say("同时最少", "Fewest at once"), found.fewest),
    ]
    ways: dict[str, tuple[list[str], Plan]] = {}  # the third cheapest may be the soonest as well
    for name, other in named:
        if other is not None:
            ways.setdefault(subject.tell(other.sentence), ([], other.plan))[0].append(name)
    rows = [_way(subject, subject.say("最省", "Cheapest"), plan, subject.say("本方案", "this plan"))]
    rows += [_way(subject, subject.joined(names), one, differs) for differs, (names, one) in ways.items()]
    if found.soonest_note is not None:
        yield Paragraph(subject.tell(found.soonest_note))
    columns = [
        Column(subject.say("做法", "Way"), 10),
        Column(subject.say("费用（估算，{unit}）", "Cost (est., {unit})", unit=subject.unit), 17, "right"),
        Column(subject.say("几步", "Steps"), 8, "right"),
        Column(subject.say("几周", "Weeks"), 8, "right"),
        Column(subject.say("和本方案差在哪里", "What differs from this plan"), 57),
    ]
    yield Table(columns, rows)


def _way(subject: Subject, name: str, plan: Plan, differs: str) -> list[Words]:
    cost = subject.bare_cost(plan.cost)
    return [Span(name, strong=True), cost, str(len(plan.steps)), str(plan.weeks), differs]


def _money(subject: Subject, frontier: Frontier) -> Iterator[Block]:
    yield Heading(subject.say("一笔钱能买到什么", "What a sum of money buys"), id="plan-money")
    sight = 1.5 * next((level.cost for level in frontier.levels if level.cost), frontier.points[-1].cost)
    points = [point for point in frontier.points if point.cost <= sight]
    ways = [level for level in frontier.levels if level.cost and level.points is not None]
    drawn = chart.Staircase(
        Frame(
            subject.say("多花一点，最多能多拿几分？", "How many more points does more money bring?"),
            subject.words("choices.every_step_of_the_stairs"),
        ),
        [chart.Stair(subject.in_unit(point.cost), point.points) for point in points],
        subject.say("投入（{unit}）", "Cost ({unit})", unit=subject.unit),
        subject.say("总分", "Points"),
        ways=[
            chart.Stair(subject.in_unit(way.cost), way.points, subject.named_level(way.level, way.name))
            for way in ways
            if way.cost is not None and way.points is not None and way.cost <= sight
        ],
    )
    if len(points) > 2:  # two sums make no stairs
        yield Drawing(drawn)
    yield Table(
        [
            Column(subject.say("花多少（{unit}）", "Sum ({unit})", unit=subject.unit), 20, "right"),
            Column(subject.say("最多到几分", "Points at most"), 20, "right"),
            Column(subject.say("几样措施", "Measures"), 15, "right"),
            Column(subject.say("这笔钱最高能到的等级", "The highest level for that sum"), 45),
        ],
        [_sum(subject, frontier, point) for point in _shown(points, [way.cost for way in ways if way.cost])],
    )
    dear = [
        subject.say(
            "{level}要 {cost}",
            "{level} takes {cost}",
            level=subject.named_level(w.level, w.name),
            cost=subject.money(w.cost),
        )
        for w in ways
        if w.cost is not None and w.cost > sight
    ]
    if dear:
        zh, en = "再往上，最省的办法：{told}（估算）。", "Further up, the cheapest ways: {told} (estimates)."
        yield Paragraph(subject.say(zh, en, told=subject.joined(dear)), role="small")


def _shown(points: list[FrontierPoint], ways: list[float]) -> list[FrontierPoint]:
    """Some of the points, evenly spread from the first to the last, and the first that pays for each level."""
    last = len(points) - 1
    places = {round(last * k / (_ROWS - 1)) for k in range(_ROWS)}
    paying = (next((i for i, point in enumerate(points) if point.cost >= cost), None) for cost in ways)
    return [points[i] for i in sorted(places | {i for i in paying if i is not None})]


def _sum(subject: Subject, frontier: Frontier, point: FrontierPoint) -> list[Words]:
    level = frontier.level_for(point.cost)
    best = "—" if level is None else subject.named_level(level.level, level.name)
    return [subject.amount(point.cost), plain_number(point.points), str(len(point.measures)), best]
