"""Why this plan: what binds, what each step serves, what would be lost without it, what else the money could buy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.answers import AnswerTable
from assessment.content.facts import ChoiceFact
from assessment.content.measures import Measure
from assessment.language import Label, label, listed
from assessment.planning.applying import Walk
from assessment.planning.plan import Binding, Change, Evidence
from assessment.planning.question import Ask
from assessment.planning.search import Choice, costs_more, least_cost, most
from assessment.planning.words import money, quoted
from assessment.scoring import Scores, Threshold, level_name, plain_number, requirement_text, score


@dataclass(frozen=True)
class Loss:
    """What becomes of the plan without one step: thresholds no longer met, and steps that could not be done."""

    serves: tuple[Label, ...]
    sentence: Label


def own_scale(ask: Ask, threshold: Threshold) -> Fraction:
    """From a threshold's whole numbers to what people read: points of its node, or a count."""
    return Fraction(1) if threshold.node is None else ask.framework.scale(threshold.node)


def scored(ask: Ask, walks: Sequence[Walk]) -> Scores:
    """Score the firm as it stands at the end of each walk."""
    return score(ask.framework, AnswerTable.from_answers(ask.situations.table.bank, [walk.answers for walk in walks]))


def losses(ask: Ask, steps: Sequence[tuple[Measure, int]]) -> list[Loss | None]:
    """For each step what would be lost without it, by scoring the plan again without it; None when nothing would."""
    walks = ask.walker.without_each(steps)
    if not walks:
        return []
    worst = scored(ask, walks).worst
    values = {row: worst.value(ask.program.thresholds[row]) for row in ask.floor}
    found: list[Loss | None] = []
    for i, walk in enumerate(walks):
        missed = [
            (threshold, int(values[row][i]))
            for row in ask.floor
            if values[row][i] < (threshold := ask.program.thresholds[row]).at_least
        ]
        undone = [m.title for j, (m, _) in enumerate(steps) if j != i and m.id not in walk.moves]
        found.append(_loss(ask, missed, undone) if missed else None)
    return found


def _loss(ask: Ask, missed: list[tuple[Threshold, int]], undone: list[Label]) -> Loss:
    parts = [
        label("{threshold}（只到 {value}）", "{threshold} (only {value})").fill(
            threshold=requirement_text(ask.framework, threshold), value=plain_number(value * own_scale(ask, threshold))
        )
        for threshold, value in missed
    ]
    sentence = label("少了这一步，就达不到：{parts}。", "Without this step this is missed: {parts}.").fill(
        parts=listed(parts, "；", "; ")
    )
    if undone:
        also = label("{sentence}{titles}也做不成。", "{sentence} {titles} could not be done either.")
        sentence = also.fill(sentence=sentence, titles=quoted(undone))
    return Loss(tuple(requirement_text(ask.framework, threshold) for threshold, _ in missed), sentence)


def bindings(ask: Ask, choice: Choice, after: Scores) -> Iterator[Binding]:
    """The thresholds that hold the cost up: met exactly, or cheaper when one less (one point, one item) is asked."""
    for row, least in ask.floor.items():
        threshold = ask.program.thresholds[row]
        scale = own_scale(ask, threshold)
        before, reached = int(ask.situations.values[ask.row, row]), int(after.worst.value(threshold)[0])
        if before >= least:
            continue
        eased = ask.floor | {row: least - max(1, int(1 / scale))}
        cost = least_cost(ask.case, eased, choice.cost)
        saving = 0 if cost is None else choice.cost - cost
        tight = reached == least
        if tight or saving > 0:
            yield Binding(
                threshold=requirement_text(ask.framework, threshold),
                needed=float(least * scale),
                before=float(before * scale),
                after=float(reached * scale),
                tight=tight,
                saving=saving / 100,
                sentence=_binding_sentence(ask, threshold, saving),
            )


def _binding_sentence(ask: Ask, threshold: Threshold, saving: int) -> Label:
    text = requirement_text(ask.framework, threshold)
    if saving > 0:
        return label(
            "卡在这一条：{text}。少要求 1 {unit_zh}，就能省 {saving}。",
            "This one binds: {text}. One {unit_en} less would save {saving}.",
        ).fill(
            text=text,
            saving=money(saving),
            unit_zh="项" if threshold.node is None else "分",
            unit_en="item" if threshold.node is None else "point",
        )
    return label("刚好达到，没有富余：{text}。", "Met exactly, with nothing to spare: {text}.").fill(text=text)


def elsewhere(ask: Ask, choice: Choice, after: Scores) -> Label | None:
    """What the same money would buy if only points were wanted; None when it buys no more."""
    best = most(ask.case, 0, choice.cost)
    reachable = scored(ask, [ask.walker.walk(ask.program.in_order(best.units))])
    most_points, plan_points = reachable.exact(0)[0], after.exact(0)[0]
    if most_points <= plan_points or ask.level <= int(reachable.level_low[0]):
        return None
    return label(
        f"同样的钱如果只追总分，可以到 {plain_number(most_points)} 分（本方案 {plain_number(plan_points)} 分），"
        "但等级只到{level}。",
        f"For points alone the same money could reach {plain_number(most_points)} (this plan: "
        f"{plain_number(plan_points)}), but the level would only be {{level}}.",
    ).fill(level=level_name(ask.framework, int(reachable.level_low[0])))


def if_hopes_come_true(ask: Ask, choice: Choice) -> Label | None:
    """What the level would cost if hoped-for results came about too; None unless that saves at least a tenth."""
    if ask.limits.outcomes:
        return None
    hoped = ask.within(ask.limits.model_copy(update={"outcomes": True}))
    worth_telling = 9 * choice.cost // 10
    if costs_more(hoped.case, hoped.floor, worth_telling):
        return None
    cost = least_cost(hoped.case, hoped.floor, worth_telling)
    if cost is None:
        return None
    return label(
        "如果能耗、合格率等效果也如期实现，{cost}就够；这些效果没有人能保证，所以方案没有算进去。",
        "If results such as less energy and better quality came about as well, {cost} would do; nobody can promise "
        "them, so the plan does without.",
    ).fill(cost=money(cost))


def evidence(ask: Ask, changes: Sequence[Change]) -> tuple[Evidence, ...]:
    """What an assessor asks to see for the answers as they are at the end, each fact once."""
    facts = ask.situations.table.bank.facts
    found = []
    for change in {c.fact: c for c in changes if not c.hoped_for}.values():
        fact = facts[change.fact]
        text = fact.evidence_for(change.after) if isinstance(fact, ChoiceFact) else fact.evidence
        if text is not None:
            found.append(Evidence(fact=fact.id, label=fact.label, evidence=text))
    return tuple(found)


def notes(ask: Ask, changes: Sequence[Change], bought: Sequence[Measure]) -> Iterator[Label]:
    """What a reader of the plan must know besides."""
    facts = ask.situations.table.bank.facts
    yield label(
        "费用是规划估算，不是报价；含第一年的使用费，不含企业自己人的工资。签约前请比三家。",
        "Costs are planning estimates, not quotations; they include the first year of use, not the pay of your "
        "own people. Compare offers before you sign.",
    )
    for measure in bought:
        if measure.costs_from is not None:
            yield label("“{title}”的费用来自{source}。", "The cost of '{title}' is from {source}.").fill(
                title=measure.title, source=measure.costs_from
            )
    hoped = dict.fromkeys(facts[c.fact].label for c in changes if c.hoped_for)
    if hoped and not ask.limits.outcomes:
        yield label(
            "有些步骤还可能改善：{hoped}。效果没有人能保证，所以没有计入。",
            "Some steps may also improve: {hoped}. Nobody can promise that, so it is not counted.",
        ).fill(hoped=listed(hoped))
    if ask.limits.outcomes:
        yield label(
            "本方案把盼望的效果也算了进去；这些效果没有人能保证。",
            "This plan counts hoped-for results as well; nobody can promise them.",
        )
    if ask.limits.contracted:
        yield label("已签约的措施不再计费。", "Measures already contracted cost nothing more here.")
