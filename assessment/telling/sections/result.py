"""The result in one look: the level or what it lacks, why, first steps, money, and the one question to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.planning import Evidence, Plan, Step
from assessment.programmes import OPEN_DOORS
from assessment.scoring import FrameworkResult, LevelReason, plain_number, point_range
from assessment.telling.blocks import (
    Beside,
    Block,
    Bullets,
    Drawing,
    Heading,
    Panel,
    Paragraph,
    Section,
    Span,
    Words,
    at,
)
from assessment.telling.charts.bars import BarWords, PointBar, PointBars
from assessment.telling.charts.base import Frame
from assessment.telling.charts.ladder import Ladder
from assessment.telling.naming import section_of
from assessment.telling.sections.dimensions import requirements
from assessment.telling.sections.findings import findings
from assessment.telling.sections.plan import provider_of, step_cost
from assessment.telling.sections.structure import aimed_level, level_text
from assessment.telling.sections.visited import verdict
from assessment.telling.subject import Subject

_FIRST, _FEW = 3, 3
"""So many steps and programmes stand in the result, and so many more steps are named; the plan has all."""


def result(subject: Subject) -> Section:
    """Level and points, what the next level lacks, what to do first, the findings."""
    found = subject.lead
    return section_of(
        subject,
        "result",
        (*(_known(subject, found) if found.enough_known else at("headline", _little_known(subject, found))),),
    )


def _known(subject: Subject, found: FrameworkResult) -> Iterator[Block]:
    yield from at("headline", _in_one_look(subject, found))
    yield from _findings(subject)


def _in_one_look(subject: Subject, found: FrameworkResult) -> Iterator[Block]:
    yield Paragraph(subject.tell(found.title), role="label")
    yield Paragraph(headline(subject, found), role="verdict")
    yield _points(subject, found)
    yield Drawing(_ladder(subject, found))
    yield Paragraph(_why(subject, found))
    yield from _seen_on_site(subject)
    yield from _first_steps(subject)
    left, right = at("headline", _thresholds(subject, found)), at("headline", [Drawing(_bars(subject, found))])
    yield Beside(list(left), list(right), (0.52, 0.48))


def _little_known(subject: Subject, found: FrameworkResult) -> Iterator[Block]:
    """No level between nothing and everything: what is missing, what to answer first, and that it costs nothing."""
    yield Paragraph(subject.tell(found.title), role="label")
    n, every = sum(item.certain for item in found.items), len(found.items)
    settled = subject.say("{all} 项一项都没定", "None of {all} items is settled", all=every)
    if n:
        settled = subject.words("result.only_of_items_are_settled", all=every, n=n)
    if found.open_answers.to_answer:
        if found.level is None:
            verdict = subject.say("答得还太少，说不出在哪一级", "Too little is answered to tell a level")
        else:
            verdict = headline(subject, found)
        words = subject.words("result.so_there_is_no_plan", settled=settled, told=found.open_answers.told)
    else:
        verdict = subject.words("result.not_applicable_throughout")
        words = subject.words("result.so_there_is_no_plan_yet", settled=settled, told=found.open_answers.range_told)
    yield Paragraph(verdict, role="verdict")
    if found.level is not None:
        yield Paragraph(certain_already(subject))
    yield Paragraph(words)
    if found.open_answers.to_answer:
        yield from _first_steps(subject)


def certain_already(subject: Subject) -> str:
    """That a level stands although most questions are open."""
    return subject.say("级别已经定了，没答的题不会改变它。", "The level is certain: open questions do not change it.")


def headline(subject: Subject, found: FrameworkResult) -> str:
    """Where the firm stands, in one sentence that never asks what a range of levels means."""
    low, high = level_text(subject, found.level_low, found), level_text(subject, found.level_high, found)
    if found.level_low == found.level_high:
        if found.level_low:
            return low
        first = found.levels[0]
        name = level_text(subject, first.level, found)
        gap = _points_short(first)
        if gap is None:
            return subject.say("还没到{level}", "Not at {level} yet", level=name)
        return subject.say(
            "还没到{level}，差 {gap} 分", "{gap} points short of {level}", level=name, gap=plain_number(gap)
        )
    if found.level_low:
        return subject.between_levels(low, high)
    return subject.say("还没定，最高可能到{high}", "Still open, {high} at best", high=high)


def _points_short(level: LevelReason) -> float | None:
    """The points that a level certainly lacks, where points are all that it lacks."""
    short = [one for one in level.requirements if one.state != "certain"]
    if len(short) != 1 or short[0].low != short[0].high or short[0] is not level.requirements[0]:
        return None
    return short[0].needed - short[0].high


def _points(subject: Subject, found: FrameworkResult) -> Paragraph:
    return Paragraph(
        [
            Span(point_range(found.points_low, found.points_high), strong=True, tone="primary"),
            subject.say(" / {most} 分", " of {most} points", most=plain_number(found.points_max)),
        ]
    )


def _ladder(subject: Subject, found: FrameworkResult) -> Ladder:
    numbers = [0, *(level.level for level in found.levels)]
    known = found.level is not None
    own = subject.say("您在这里", "you are here") if known else subject.say("您在这几级之间", "on one of these")
    frame = Frame(subject.say("在哪一级？", "Which level?"), answer=headline(subject, found))
    names = [level_text(subject, number, found) for number in numbers]
    return Ladder(frame, names, numbers.index(found.level_low), numbers.index(found.level_high), own)


def _why(subject: Subject, found: FrameworkResult) -> list[str | Span]:
    """What the level means, and why the result is a range when it is one."""
    reached = next((level for level in found.levels if level.level == found.level_low), None)
    told: list[str | Span] = []
    if reached is None:
        told.append(subject.words("result.with_the_present"))
    else:
        told += [
            Span(level_text(subject, reached.level, found), strong=True),
            subject.colon,
            subject.tell(reached.meaning),
        ]
    if not found.certain:
        told += [subject.gap, subject.tell(found.open_answers.range_told)]
    return told


def _seen_on_site(subject: Subject) -> Iterator[Block]:
    """What verifying did to the result, where it did anything."""
    visit = subject.advisory.visit
    if visit is not None and visit.moved and subject.lead is subject.advisory.main:
        head = Span(subject.say("现场核实：", "Verified on site: "), strong=True)
        yield Paragraph([head, verdict(subject, visit)])


def _first_steps(subject: Subject) -> Iterator[Block]:
    """What to do on Monday: the question to answer, the first steps with who, price and papers, money that may help."""
    main = subject.lead is subject.advisory.main
    blocks: list[Block] = [*_one_question(subject)]
    plan = subject.advisory.plan if main else None
    if main and subject.advisory.main.enough_known:
        if subject.draft_told is not None:
            blocks.append(Paragraph(subject.tell(subject.draft_told)))
        blocks.append(Paragraph(_next_level(subject)))
        blocks += _by_the_consultant(subject)
    if plan is not None and plan.steps:
        blocks.append(Bullets([_step(subject, step) for step in plan.steps[:_FIRST]], ordered=True))
        if len(plan.steps) > _FIRST:
            blocks.append(Paragraph(_more_steps(subject, plan.steps[_FIRST:]), role="quiet"))
    blocks += [*_free(subject), *_money(subject)]
    if not blocks:
        return
    yield Heading(subject.say("先做什么", "What to do first"))
    yield Panel(list(at("headline", blocks)), tone="own")


def _more_steps(subject: Subject, steps: Sequence[Step]) -> str:
    """The steps after the first ones, by name where they are few."""
    count = subject.count(len(steps), "", "step")
    if len(steps) > _FEW:
        return subject.words("result.more_see_the_whole", n=len(steps), steps=count)
    titles = subject.joined([subject.tell(step.title) for step in steps])
    return subject.say("还有 {n} 步：{titles}。", "{steps} more: {titles}.", n=len(steps), steps=count, titles=titles)


def _one_question(subject: Subject) -> Iterator[Block]:
    """The one question whose answer tells most; of a firm of which little is known the section on it has them all."""
    asks = [one for one in subject.advisory.next_questions if one.framework == subject.lead.framework]
    if asks:
        ask = Span(subject.tell(asks[0].ask), fact=asks[0].fact)
        yield Paragraph([Span(subject.say("先答这一题（不花钱）：", "Answer this first (free): "), strong=True), ask])


def _by_the_consultant(subject: Subject) -> Iterator[Block]:
    """That the plan is not the computed one any more, and what that comes to."""
    found = subject.advisory.adjusted
    if found is not None:
        head = Span(subject.say("顾问调整：", "Adjusted by the consultant: "), strong=True)
        used = sum(one.used for one in found.adjustments)
        told = subject.say("{n} 处。", "{changes}. ", n=used, changes=subject.count(used, "", "change")) if used else ""
        yield Paragraph([head, told, subject.tell(found.difference)])


def _free(subject: Subject) -> Iterator[Block]:
    """What costs nothing: steps of the plan, else a light measure against what holds the firm back."""
    if subject.lead is not subject.advisory.main:
        return
    plan, telling = subject.advisory.plan, subject.advisory.telling
    steps = plan.steps[_FIRST:] if plan else ()  # the first ones stand above with their price
    titles = [step.title for step in steps if not step.cost.likely and not step.contracted]
    if not titles and telling is not None:
        titles = [one.title for one in telling.before if not one.cost.likely][:1]
    if titles:
        told = subject.joined([subject.tell(title) for title in titles[:_FIRST]])
        yield Paragraph([Span(subject.say("一般不花钱：", "Mostly free of charge: "), strong=True), told])


def _money(subject: Subject) -> Iterator[Block]:
    """Programmes whose door is open; of a firm that has said little nothing can be told."""
    doors = [one for one in subject.advisory.programmes if one.state in OPEN_DOORS[:2]]
    if doors:
        names = subject.joined([subject.tell(one.title) for one in doors[:_FIRST]])
        words = subject.words("result.worth_asking_about", names=names)
        yield Paragraph([Span(subject.say("可能帮上的钱：", "Money that may help: "), strong=True), words])


def _step(subject: Subject, step: Step) -> Words:
    """A step: who, how much, how long, which paper."""
    told: list[str | Span] = [
        Span(subject.tell(step.title), strong=True),
        subject.say(
            "：{who}，{cost}，{weeks}",
            ": {who}, {cost}, {weeks}",
            who=_who(subject, step),
            cost=step_cost(subject, step),
            weeks=subject.count(step.weeks, "周", "week"),
        ),
    ]
    papers = sorted({subject.tell(one.evidence) for one in _evidence(subject, step)}, key=len)
    if papers:
        told.append(subject.say("；要留的凭据：{p}", "; proof: {p}", p=papers[0]))
    return told


def _who(subject: Subject, step: Step) -> str:
    """Who does a step: whom the consultant names, else the kind of help that it takes, else the firm itself."""
    provider = provider_of(subject, step)
    if provider is not None:
        return subject.say("{who}做（顾问选的）", "by {who} (the consultant's choice)", who=provider)
    found = subject.advisory.shortlist
    for need in found.needs if found is not None else ():
        if step.measure in need.measures:
            return subject.say("找“{kind}”类帮手", "help: {kind}", kind=need.category_label)
    return subject.say("自己做", "done by your own people")


def _evidence(subject: Subject, step: Step) -> list[Evidence]:
    plan = subject.advisory.plan
    changed = {change.fact for change in step.changes}
    return [one for one in plan.evidence if one.fact in changed] if plan is not None else []


def _next_level(subject: Subject) -> list[str | Span]:
    """The next level in one sentence: steps, cost and time, or why there is no plan."""
    plan = subject.advisory.plan
    if plan is None:
        note = subject.advisory.plan_note
        return [subject.tell(note) if note else subject.say("没有方案。", "There is no plan.")]
    target = Span(level_text(subject, plan.target_level), strong=True)
    if plan.status == "infeasible":
        return [subject.tell(plan.summary)]
    if not plan.steps:
        return [target, subject.say("，不用再做什么。", " takes no further step.")]
    adjusted = subject.advisory.adjusted is not None
    return [
        subject.say("按顾问的调整，到", "As the consultant adjusted it, to ")
        if adjusted
        else subject.say("到", "The cheapest way to "),
        target,
        subject.colon if adjusted else subject.say("最省的办法：", ": "),
        Span(
            subject.say(
                "{steps}，约 {cost}，{weeks}",
                "{steps}, about {cost}, {weeks}",
                steps=subject.count(len(plan.steps), "步", "step"),
                cost=subject.cost(plan.cost),
                weeks=subject.count(plan.weeks, "周", "week"),
            ),
            strong=True,
        ),
        subject.say("。", "."),
        *_taken(subject, plan),
    ]


def _taken(subject: Subject, plan: Plan) -> Iterator[str]:
    """What the plan keeps to, and that open answers made it dearer than it may have to be."""
    if plan.limits_told is not None:
        yield subject.say("条件：{limits}。", " Limits: {limits}.", limits=plan.limits_told)
    found = subject.advisory.main.open_answers
    if found.questions and subject.draft_told is None:  # which says it, too
        yield subject.say("没定的按最差算", " Open answers are taken at their worst")
        cheaper = subject.say("，定了可能更省", "; settled, it may cost less") if found.to_answer else ""
        yield cheaper + subject.say("。", ".")


def _thresholds(subject: Subject, found: FrameworkResult) -> Iterator[Block]:
    """What the level aimed at asks for, and how far the firm is from each."""
    level = aimed_level(subject, found)
    if level is None:
        level = found.levels[-1]
        yield Heading(subject.say("最高等级的门槛", "Thresholds of the highest level"))
    else:
        name = level_text(subject, level.level, found)
        yield Heading(subject.say("{level}要求什么", "What {level} asks for", level=name))
    yield requirements(subject, level)


def _bars(subject: Subject, found: FrameworkResult) -> PointBars:
    words = BarWords(
        subject.say("得到", "reached"), subject.say("还没定", "still open"), subject.say("未得", "missing")
    )
    bars = [
        PointBar(subject.tell(node.title), node.points_low, node.points_high, node.points_max)
        for node in found.dimensions
    ]
    return PointBars(Frame(subject.say("每个维度各得多少分？", "How many points in each dimension?")), bars, words)


def _findings(subject: Subject) -> Iterator[Block]:
    found = findings(subject)
    if found:
        yield Heading(subject.say("最要紧的发现", "What matters most"))
        told: list[Words] = [[Span(f"{one.title}{subject.say('。', '. ')}", strong=True), one.text] for one in found]
        yield Bullets(told, ordered=True)
