"""The cheapest way to the next level: steps, order, cost, proof, and what to have at hand for an on-site rating."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from assessment.language import percent
from assessment.planning import Plan
from assessment.planning.plan import Change, Step
from assessment.report.boxes import Panel
from assessment.report.charts.base import Frame
from assessment.report.charts.timeline import Milestone, Timeline
from assessment.report.charts.timeline import Step as Bar
from assessment.report.figures import Figure, Figures
from assessment.report.headings import BULLET, IN_PANEL, LISTED, Heading
from assessment.report.sections import choices
from assessment.report.sections.result import next_sentence
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import BODY, Content, Span, Text
from assessment.scoring import plain_number
from assessment.telling import theme
from assessment.telling.structure import level_text
from assessment.telling.subject import Subject


def section(subject: Subject) -> list[Flowable]:
    """The plan with its proof, or in a sentence why there is none."""
    plan = subject.advisory.plan
    if plan is None or not plan.steps:
        return [Text(next_sentence(subject), BODY), *(_without_steps(subject, plan) if plan else [])]
    return [
        _figures(subject, plan),
        *_limits(subject, plan),
        _timeline(subject, plan),
        *_steps(subject, plan),
        *_notes(subject, plan),
        *_quarters(subject, plan),
        *_reasons(subject, plan),
        *_proof(subject, plan),
        *choices.told(subject, plan),
        *_evidence(subject, plan),
    ]


def _figures(subject: Subject, plan: Plan) -> Flowable:
    spread = f"{subject.amount(plan.cost.low)}–{subject.amount(plan.cost.high)}"
    return Figures(
        [
            Figure(str(len(plan.steps)), subject.say("步", "steps")),
            Figure(
                subject.amount(plan.cost.likely),
                subject.unit,
                subject.say("{spread}，估算", "{spread}, estimate", spread=spread),
            ),
            Figure(str(plan.weeks), subject.say("周", "weeks")),
            Figure(plain_number(plan.own_days), subject.say("自己人的人天", "days of own people")),
            Figure(
                f"{plain_number(plan.points_before)} → {plain_number(plan.points_after)}",
                subject.say("总分", "points"),
            ),
        ]
    )


def _limits(subject: Subject, plan: Plan) -> Iterator[Flowable]:
    if plan.limits_told is not None:
        words = subject.say("按您的条件：{limits}。", "Within your limits: {limits}.", limits=plan.limits_told)
        yield Text(words, BODY)


def _timeline(subject: Subject, plan: Plan) -> Flowable:
    bars = [
        Bar(subject.tell(step.title), step.start_week, step.weeks, subject.money(step.cost.likely))
        for step in plan.steps
    ]
    note = subject.say(
        "互不依赖的步骤可以同时做；实际进度看人手。",
        "Steps that do not wait for each other may run side by side, hands permitting.",
    )
    question = subject.say("先做什么，后做什么？", "What comes when?")
    milestone = Milestone(level_text(subject, plan.level_after), plan.weeks)
    return Timeline(Frame(question, note), bars, subject.say("周", "weeks"), [milestone])


def _steps(subject: Subject, plan: Plan) -> Iterator[Flowable]:
    yield Heading(subject.say("每一步做什么", "What each step does"), "plan-steps", 1)
    rows: list[list[Content]] = []
    for number, step in enumerate(plan.steps, 1):
        weeks = f"{step.start_week + 1}–{step.start_week + step.weeks}"
        rows.append(
            [
                str(number),
                [Span(_title(subject, step), bold=True), "\n", Span(subject.tell(step.description), color=theme.MUTED)],
                "\n".join(_change(subject, change) for change in step.changes),
                subject.say("已签约", "contracted") if step.contracted else subject.bare_cost(step.cost),
                weeks,
                plain_number(step.own_days),
            ]
        )
    total = [
        subject.say("合计", "Total"),
        "",
        subject.bare_cost(plan.cost),
        str(plan.weeks),
        plain_number(plan.own_days),
    ]
    rows.append(["", *(Span(cell, bold=True) for cell in total)])
    columns = [
        Column("", 5, "right"),
        Column(subject.say("步骤", "Step"), 29),
        Column(subject.say("改变什么", "What it changes"), 36),
        Column(subject.say("费用（估算）\n万元", "Cost (est.)\nCNY 1,000"), 16, "right"),
        Column(subject.say("第几周", "Weeks"), 8, "right"),
        Column(subject.say("人天", "Days"), 7, "right"),
    ]
    yield TextTable(columns, rows)


def _title(subject: Subject, step: Step) -> str:
    title = subject.tell(step.title)
    if step.units is None:
        return title
    unit = f" {subject.tell(step.unit)}" if step.unit else ""
    if step.each is None:
        return f"{title} × {step.units}{unit}"
    price = subject.money(step.each.likely)
    return f"{title} × {step.units}{unit}" + subject.say("（每{unit} {m}）", " ({m} each)", unit=step.unit, m=price)


def _change(subject: Subject, change: Change) -> str:
    """What is new about an answer; where it replaces another, that one too."""
    if isinstance(change.after, tuple):
        text = subject.say("{label}：增加{gain}", "{label}: adds {gain}", label=change.label, gain=change.gain)
    else:
        text = subject.say(
            "{label}：{before} → {after}",
            "{label}: {before} → {after}",
            label=change.label,
            before=change.before_text,
            after=change.after_text,
        )
    return text + (subject.say("（盼望，不保证）", " (hoped for)") if change.hoped_for else "")


def _reasons(subject: Subject, plan: Plan) -> Iterator[Flowable]:
    yield Heading(subject.say("每一步为什么不能少", "Why no step can be left out"), "plan-reasons", 1)
    titles = {step.measure: step.title for step in plan.steps}
    rows: list[list[Content]] = []
    for number, step in enumerate(plan.steps, 1):
        after = subject.joined([subject.tell(titles[one]) for one in step.after if one in titles])
        without = step.without
        rows.append(
            [
                str(number),
                Span(subject.tell(step.title), bold=True),
                after or subject.say("随时可以开始", "Nothing"),
                "\n".join(subject.sentence(served) for served in step.serves) or "—",
                subject.tell(without) if without is not None else "—",
            ]
        )
    columns = [
        Column("", 5, "right"),
        Column(subject.say("步骤", "Step"), 20),
        Column(subject.say("要先做完", "To finish first"), 18),
        Column(subject.say("为哪条门槛", "For which threshold"), 25),
        Column(subject.say("少了它会怎样", "Without it"), 32),
    ]
    yield TextTable(columns, rows)


def _proof(subject: Subject, plan: Plan) -> Iterator[Flowable]:
    yield Heading(subject.say("为什么没有更便宜的办法", "Why there is no cheaper way"), "plan-proof", 1)
    proof = plan.proof
    target = level_text(subject, plan.target_level)
    if proof.cost is not None and proof.bound is not None and proof.gap is not None:
        text = subject.say(
            "把清单里所有措施放在一起求解：按最可能的价格，本方案要 {cost}；能够证明的下限也算出来了，是 {bound}，"
            "差距 {gap}%。也就是说，清单里没有更便宜的组合能达到{target}。求解器：{solver}。",
            "All measures of the list were weighed together: at likely prices this plan costs {cost}, and the proven "
            "lower bound is {bound}, a gap of {gap}%. No cheaper set of known measures reaches {target}. Solver: "
            "{solver}.",
            cost=subject.money(proof.cost),
            bound=subject.money(proof.bound),
            gap=percent(proof.gap),
            target=target,
            solver=proof.solver,
        )
        yield Panel([Text(text, IN_PANEL)])
    for binding in plan.binding:
        yield Text(subject.tell(binding.sentence), LISTED, bullet=BULLET)


def _without_steps(subject: Subject, plan: Plan) -> Iterator[Flowable]:
    """What a plan without steps says besides, and what money would buy all the same."""
    yield from _notes(subject, plan)
    yield from choices.money_alone(subject)


def _quarters(subject: Subject, plan: Plan) -> Iterator[Flowable]:
    """When money and people are needed, for a plan that runs longer than a quarter."""
    if len(plan.phases) < 2:
        return
    yield Heading(subject.say("每个季度要多少钱、多少人", "Money and people by quarter"), "plan-quarters", 1)
    titles = {step.measure: step.title for step in plan.steps}
    rows: list[list[Content]] = []
    for phase in plan.phases:
        quarter = (phase.quarter - 1) % 4 + 1
        rows.append(
            [
                subject.say(
                    "第 {year} 年第 {quarter} 季度", "Year {year}, quarter {quarter}", year=phase.year, quarter=quarter
                ),
                subject.joined([subject.tell(titles[one]) for one in phase.begins]),
                subject.bare_cost(phase.cost),
                plain_number(phase.own_days),
            ]
        )
    columns = [
        Column(subject.say("季度", "Quarter"), 18),
        Column(subject.say("开始的步骤", "Steps that begin"), 52),
        Column(subject.say("费用（估算，万元）", "Cost (est., CNY 1,000)"), 20, "right"),
        Column(subject.say("人天", "Days"), 10, "right"),
    ]
    yield TextTable(columns, rows)


def _evidence(subject: Subject, plan: Plan) -> Iterator[Flowable]:
    if not plan.evidence:
        return
    yield Heading(subject.say("现场评定时要拿出什么", "What to show at an on-site rating"), "plan-evidence", 1)
    named: dict[str, list[str]] = {}
    for one in plan.evidence:  # scenes ask for the same papers
        named.setdefault(subject.tell(one.evidence), []).append(subject.tell(one.label))
    rows: list[list[Content]] = [[subject.joined(labels), evidence] for evidence, labels in named.items()]
    columns = [Column(subject.say("改变的地方", "What changed"), 30), Column(subject.say("备好的材料", "Evidence"), 70)]
    yield TextTable(columns, rows)


def _notes(subject: Subject, plan: Plan) -> Iterator[Flowable]:
    open_answers = subject.advisory.main.open_answers
    if plan.steps and open_answers.questions:
        yield Text(subject.tell(open_answers.plan_told), LISTED, bullet=BULLET)
    for note in plan.notes:
        yield Text(subject.tell(note), LISTED, bullet=BULLET)
