"""The cheapest way to the next level: steps, order, cost, proof, and what to have at hand for an on-site rating."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessment.content.provenance import FIDELITY
from assessment.language import percent
from assessment.planning import Change, Plan, Step
from assessment.scoring import plain_number
from assessment.telling.blocks import (
    Block,
    Bullets,
    Column,
    Depth,
    Drawing,
    Figure,
    Figures,
    Fold,
    Heading,
    Panel,
    Paragraph,
    Section,
    Span,
    Steps,
    Table,
    Words,
    at,
)
from assessment.telling.blocks import ToldStep as Told
from assessment.telling.charts.base import Frame
from assessment.telling.charts.timeline import Milestone, Timeline
from assessment.telling.charts.timeline import TimelineStep as Bar
from assessment.telling.naming import section_of
from assessment.telling.sections.adjusted import adjusted
from assessment.telling.sections.choices import choices, money
from assessment.telling.sections.structure import level_text
from assessment.telling.subject import Subject

_MANY, _FIRST = 12, 8
"""Of a plan with more than so many steps the owner's length tells the first ones, and the others by name."""


def plan(subject: Subject) -> Section:
    """The plan with its proof, or in a sentence why there is none."""
    found, result = subject.advisory.plan, subject.advisory.main
    usual = section_of(subject, "plan", _blocks(subject, found), _brief(subject, found))
    if found is None and result.level_low == result.levels[-1].level:
        lead = subject.say("还差在哪里，怎么守住。", "What is still missing, and how to hold the level.")
        return replace(usual, title=subject.say("守住最高等级", "Holding the highest level"), lead=lead)
    if found is not None and found.status == "infeasible":
        title = subject.say("升级方案：这些条件做不到", "The way up: not within these limits")
        lead = subject.say("差在哪里，放宽多少就行。", "What is in the way, and what would have to give.")
        return replace(usual, title=title, lead=lead)
    if subject.advisory.adjusted is not None:
        return replace(usual, title=subject.say("升级方案（顾问调整）", "The way up, as adjusted"))
    if subject.draft_told is not None:
        return replace(usual, title=subject.say("升级方案（草案，先答题）", "The way up: a draft, answers first"))
    return usual


def _brief(subject: Subject, found: Plan | None) -> str:
    if found is None:
        return subject.say("还没有方案", "no plan yet")
    if not found.steps:
        return level_text(subject, found.target_level)
    soonest = found.staffing is None
    return subject.say(
        "到{level}：{steps}，约 {cost}，最快 {weeks}" if soonest else "到{level}：{steps}，约 {cost}，{weeks}做完",
        "To {level}: {steps}, about {cost}, {weeks} at the soonest"
        if soonest
        else "To {level}: {steps}, about {cost}, {weeks}",
        level=level_text(subject, found.target_level),
        steps=subject.count(len(found.steps), "步", "step"),
        cost=subject.money(found.cost.likely),
        weeks=subject.count(found.weeks, "周", "week"),
    )


def _blocks(subject: Subject, found: Plan | None) -> Iterator[Block]:
    if found is None:
        note = subject.advisory.plan_note
        yield Paragraph(subject.tell(note) if note else subject.say("没有方案。", "There is no plan."))
        return
    yield from free_first(subject)
    yield Paragraph(subject.tell(found.summary))
    yield from adjusted(subject, subject.advisory.adjusted)
    if found.limits_told is not None and found.status != "infeasible":  # else the summary has told them
        words = subject.say("按您的条件：{limits}。", "Within your limits: {limits}.", limits=found.limits_told)
        yield Paragraph(words)
    yield from replies_of(subject)
    if not found.steps:
        yield _notes(subject, found)
        yield from at("detail", money(subject))
        return
    yield figures_of(subject, found)
    yield from staffing_of(subject, found)
    yield from _first_steps(subject, found)
    whole: Depth = "body" if len(found.steps) <= _MANY else "detail"
    yield Drawing(_timeline(subject, found), depth="detail" if len(found.steps) == 1 else whole)
    yield steps_of(subject, found.steps, whole, id="plan-steps")
    yield Heading(subject.say("这些数怎么看", "How to read these figures"))
    yield _notes(subject, found)
    yield from at("detail", _whole(subject, found))


def _whole(subject: Subject, found: Plan) -> Iterator[Block]:
    """What the full length has of a plan."""
    yield from _quarters(subject, found)
    yield proof_of(subject, found)
    yield from choices(subject, found)
    yield from _evidence(subject, found)


def _first_steps(subject: Subject, found: Plan) -> Iterator[Block]:
    """In the owner's length the first of many steps, and the others by name."""
    if len(found.steps) <= _MANY:
        return
    first, others = found.steps[:_FIRST], found.steps[_FIRST:]
    yield steps_of(subject, first, "short")
    words = subject.words(
        "plan.more_in_this_order",
        n=len(others),
        steps=subject.count(len(others), "", "step"),
        titles=subject.joined([subject.tell(step.title) for step in others]),
    )
    yield Paragraph(words, role="small", depth="short")


def replies_of(subject: Subject) -> Iterator[Block]:
    """What the owner said to single steps, and what that does to the cost."""
    if subject.advisory.replies:
        lead = subject.say("您对步骤的答复，都算进去了：", "What you said to single steps is in it:")
        yield Paragraph(lead, role="small")
        yield Bullets([subject.tell(one.sentence) for one in subject.advisory.replies], id="plan-replies")


def free_first(subject: Subject) -> Iterator[Block]:
    """Step nought: what costs nothing, told before anything that is bought."""
    found = subject.advisory.free_first
    if found is None:
        return
    yield Heading(subject.say("第 0 步：不花钱的先做", "Step 0: what costs nothing comes first"), id="plan-free")
    yield Bullets([subject.tell(one.sentence) for one in found.items])
    if found.draft is not None:
        yield Panel([Paragraph(subject.tell(found.draft))], tone="caution")


def figures_of(subject: Subject, found: Plan) -> Figures:
    """How many steps, how much money and time, how many days of own people."""
    spread = f"{subject.amount(found.cost.low)}–{subject.amount(found.cost.high)}"
    before, after = plain_number(found.points_before), plain_number(found.points_after)
    days = plain_number(found.own_days)
    figures = [
        Figure(str(len(found.steps)), subject.say("步", "step" if len(found.steps) == 1 else "steps")),
        Figure(
            subject.amount(found.cost.likely),
            subject.unit,
            subject.say("{spread}，估算", "{spread}, est.", spread=spread),
        ),
        Figure(str(found.weeks), subject.say("周", "week" if found.weeks == 1 else "weeks"), _pace(subject, found)),
        Figure(days, subject.say("自己人的人天", "day of own people" if days == "1" else "days of own people")),
    ]
    if before != after:  # scenes may be what is bought
        figures.append(Figure(f"{before} → {after}", subject.say("总分", "points")))
    return Figures(figures)


def _pace(subject: Subject, found: Plan) -> str:
    if found.staffing is None:
        return subject.say("能同时做的同时做", "side by side")
    days = subject.count(found.staffing.hands.days, "人天", "person-day")
    return subject.say("每周 {days}", "{days} a week", days=days)


def staffing_of(subject: Subject, found: Plan) -> Iterator[Block]:
    """Whose hands the schedule counts on, from when to when, and the long holidays in between."""
    if found.staffing is None:
        return
    yield Paragraph(subject.tell(found.staffing.sentence))
    if found.staffing.holidays:
        holidays = found.staffing.hands.holidays
        words: list[str | Span] = [
            subject.words(
                "plan.between_no_time_was_added",
                days=subject.joined([subject.tell(one) for one in found.staffing.holidays]),
            ),
            Span(holidays.rule.named(subject.lang), cited=True),
            subject.say("；", "; "),
            Span(holidays.calendar.named(subject.lang), cited=True),
            subject.say("（{fidelity}）。", " ({fidelity}).", fidelity=FIDELITY[holidays.fidelity]),
        ]
        yield Paragraph(words, role="quiet", depth="detail")


def _timeline(subject: Subject, found: Plan) -> Timeline:
    bars = [
        Bar(subject.tell(step.title), step.start_week, step.weeks, subject.money(step.cost.likely))
        for step in found.steps
    ]
    note = ""
    if len(bars) > 1:
        note = subject.words("plan.steps_that_do_not_wait")
    if len(bars) > 1 and found.staffing is not None:
        note = subject.say("按上面写的人手排的。", "Made for the hands told above.")
    question = subject.say("先做什么，后做什么？", "What comes when?")
    answer = subject.words(
        "plan.comes_first_after",
        first=found.steps[0].title,
        weeks=subject.count(found.weeks, "周", "week"),
        level=level_text(subject, found.level_after),
    )
    milestone = Milestone(level_text(subject, found.level_after), found.weeks)
    return Timeline(Frame(question, note, answer=answer), bars, subject.say("周", "weeks"), [milestone])


def steps_of(subject: Subject, steps: Sequence[Step], depth: Depth = "body", id: str = "") -> Steps:
    """Each step with what it changes, costs and takes, and why it is one."""
    titles = {step.measure: subject.tell(step.title) for step in steps}
    return Steps([_step(subject, step, titles) for step in steps], id=id, depth=depth)


def _step(subject: Subject, step: Step, titles: dict[str, str]) -> Told:
    cost = step_cost(subject, step)
    first, last = step.start_week + 1, step.start_week + step.weeks
    facts = [
        cost,
        subject.say("第 {a}–{b} 周", "weeks {a}–{b}", a=first, b=last)
        if last > first
        else subject.say("第 {a} 周", "week {a}", a=first),
        subject.say("自己人 {n}", "{n} of own people", n=subject.count(step.own_days, "人天", "day")),
    ]
    if step.months is not None:
        facts.insert(1, subject.tell(step.months))
    if step.holidays:
        over = subject.joined([subject.tell(one) for one in step.holidays])
        facts.append(subject.say("中间有 {over}", "over {over}", over=over))
    if step.each is not None and step.unit is not None and not step.contracted:
        each = subject.say("每{unit} {m}", "{m} each", unit=step.unit, m=subject.money(step.each.likely))
        facts.insert(1, each)
    if (who := provider_of(subject, step)) is not None:
        facts.append(subject.say("{who}来做（顾问选的）", "by {who} (the consultant's choice)", who=who))
    reasons: list[Words] = [
        [Span(_change(subject, change), strong=False), *_hoped(subject, change)] for change in step.changes
    ]
    more: list[Words] = []
    if step.without is not None:  # names what the step serves, and what would be left
        more.append(subject.tell(step.without))
    else:
        purpose = Span(subject.say("为了：", "For: "), strong=True)
        more += [[purpose, subject.sentence(served)] for served in step.serves]
    after = [titles[one] for one in step.after if one in titles]
    if after:
        more.append([Span(subject.say("先要做完：", "Comes after: "), strong=True), subject.joined(after)])
    blocks: list[Block] = [
        Paragraph(subject.tell(step.description), role="small"),
        Paragraph(
            [Span(subject.say("比如 ", "For example: "), strong=True), subject.tell(step.example)],
            role="quiet",
            depth="detail",
        ),
        Bullets(reasons, depth="detail"),
        Fold(subject.say("为什么要这一步", "Why this step"), [Bullets(more)], depth="detail"),
    ]
    return Told(_title(subject, step), facts, blocks)


def step_cost(subject: Subject, step: Step) -> str:
    """What a step costs, and whose figure that is."""
    if step.contracted:
        return subject.say("已签约", "contracted")
    found = subject.advisory.adjusted
    if found is not None and step.measure in found.prices and step.cost.low == step.cost.high:
        money = subject.money(step.cost.likely)
        return subject.say("{money}（顾问给的价格）", "{money} (the consultant's price)", money=money)
    return subject.cost(step.cost)


def provider_of(subject: Subject, step: Step) -> str | None:
    """Whom the consultant names for a step."""
    found = subject.advisory.adjusted
    return None if found is None else found.providers.get(step.measure)


def _hoped(subject: Subject, change: Change) -> list[Span]:
    if not change.hoped_for:
        return []
    return [Span(subject.say("盼望，不保证", "hoped for"), tag=True, tone="caution")]


def _title(subject: Subject, step: Step) -> str:
    title = subject.tell(step.title)
    if step.units is None:
        return title
    unit = f" {subject.tell(step.unit)}" if step.unit else ""
    return f"{title} × {step.units}{unit}"


def _change(subject: Subject, change: Change) -> str:
    """What is new about an answer; where it replaces another, that one too."""
    if isinstance(change.after, tuple):
        return subject.say("{label}：增加{gain}", "{label}: adds {gain}", label=change.label, gain=change.gain)
    return subject.say(
        "{label}：{before} → {after}",
        "{label}: {before} → {after}",
        label=change.label,
        before=change.before_text,
        after=change.after_text,
    )


def _notes(subject: Subject, found: Plan) -> Bullets:
    open_answers = subject.advisory.main.open_answers
    notes = [open_answers.plan_told] if found.steps and open_answers.questions else []
    return Bullets([Span(subject.tell(note), tone="quiet") for note in (*notes, *found.notes)])


def _quarters(subject: Subject, found: Plan) -> Iterator[Block]:
    """When money and people are needed, for a plan that runs longer than a quarter."""
    if len(found.phases) < 2:
        return
    title = subject.say("每个季度要多少钱、多少人", "Money and people by quarter")
    yield Heading(title, id="plan-quarters")
    titles = {step.measure: step.title for step in found.steps}
    rows: list[list[Words]] = [
        [
            subject.say(
                "第 {year} 年第 {quarter} 季度",
                "Year {year}, quarter {quarter}",
                year=phase.year,
                quarter=(phase.quarter - 1) % 4 + 1,
            ),
            subject.joined([subject.tell(titles[one]) for one in phase.begins])
            or subject.say("接着做前面的", "earlier steps go on"),
            subject.bare_cost(phase.cost),
            plain_number(phase.own_days),
        ]
        for phase in found.phases
    ]
    columns = [
        Column(subject.say("季度", "Quarter"), 18),
        Column(subject.say("开始的步骤", "Steps that begin"), 52),
        Column(subject.say("费用（估算，{unit}）", "Cost (est., {unit})", unit=subject.unit), 20, "right"),
        Column(subject.say("人天", "Days"), 10, "right"),
    ]
    yield Table(columns, rows)


def proof_of(subject: Subject, found: Plan) -> Fold:
    """Why nothing cheaper exists, with the thresholds that hold the plan where it is."""
    proof = found.proof
    blocks: list[Block] = []
    if proof.cost is not None and proof.bound is not None and proof.gap is not None:
        text = subject.words(
            "plan.all_measures_of_the_list",
            cost=subject.money(proof.cost),
            bound=subject.money(proof.bound),
            gap=percent(proof.gap, 0),
            target=level_text(subject, found.target_level),
        )
        blocks.append(Panel([Paragraph(text, role="small")]))
    blocks.append(Bullets([subject.tell(binding.sentence) for binding in found.binding]))
    blocks.append(Paragraph([subject.say("求解器：", "Solver: "), Span(proof.solver, cited=True)], role="quiet"))
    return Fold(subject.say("为什么没有更便宜的办法", "Why there is no cheaper way"), blocks, id="plan-proof")


def _evidence(subject: Subject, found: Plan) -> Iterator[Block]:
    if not found.evidence:
        return
    named: dict[str, list[str]] = {}
    for one in found.evidence:  # scenes ask for the same papers
        named.setdefault(subject.tell(one.evidence), []).append(subject.tell(one.label))
    rows: list[list[Words]] = [[subject.joined(labels), evidence] for evidence, labels in named.items()]
    columns = [Column(subject.say("改变的地方", "What changed"), 30), Column(subject.say("备好的材料", "Evidence"), 70)]
    title = subject.say("现场评定时要拿出什么", "What to show at an on-site rating")
    others = Paragraph(subject.words("plan.what_was_there_before"), role="small")
    yield Fold(title, [Table(columns, rows), others], id="plan-evidence")
