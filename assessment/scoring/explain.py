"""Why a score is what it is; every sentence comes from the rule itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from assessment.answers import UNANSWERED, Answer, AnswerTable, Fault, State, answer_text, refusal_text
from assessment.answers.answer import TEN_THOUSAND_YUAN
from assessment.content.facts import Fact, NumberFact
from assessment.content.frameworks import ChoiceItem, MultiItem, RatioItem
from assessment.knowledge import CarriedAnswer, OpenAnswers, StillOpen
from assessment.language import Label, decimal_text, label, listed
from assessment.scoring.compiled import CompiledItem, CompiledLevel, Threshold
from assessment.scoring.framework import Framework
from assessment.scoring.reasons import (
    ENOUGH,
    AnswerReason,
    FrameworkResult,
    ItemReason,
    LevelReason,
    NodeScore,
    RequirementReason,
)
from assessment.scoring.score import Certainty, Scores

CERTAINTY: dict[Certainty, Label] = {
    "certain": label("确定达到", "certain"),
    "possible": label("可能达到", "possible"),
    "out_of_reach": label("还达不到", "not yet within reach"),
}
"""How a level or a threshold stands with what is known; the same words on page, in the report and in workbooks."""
NOT_ASKED = label("不用回答", "not asked")


def explain(scores: Scores, still_open: StillOpen, row: int, carried: Sequence[CarriedAnswer] = ()) -> FrameworkResult:
    """The result of one firm with the reason for every figure; ``carried`` is what follows from other answers."""
    follows = {one.fact: one for one in carried}
    framework, table = scores.framework, still_open.knowledge.table
    open_answers = still_open.of(row, framework.facts)
    spec = framework.spec
    low, high = scores.exact(row)
    level_low, level_high = int(scores.level_low[row]), int(scores.level_high[row])
    best = framework.best(framework.root)
    return FrameworkResult(
        framework=spec.id,
        version=spec.version,
        title=spec.title,
        short_title=spec.short_title,
        document=spec.document,
        document_en=spec.document_en,
        date=spec.date,
        fidelity=spec.fidelity,
        provenance=spec.provenance,
        purpose=spec.purpose,
        official_place=spec.official_place,
        sources=spec.sources,
        doubts=spec.doubts,
        points=float(low) if low == high else None,
        points_low=float(low),
        points_high=float(high),
        points_max=float(best),
        level=level_low if level_low == level_high else None,
        level_low=level_low,
        level_high=level_high,
        level_name=level_range(framework, level_low, level_high),
        known=_known_share(scores, row),
        summary=_summary(framework, (low, high), (level_low, level_high), open_answers),
        nodes=tuple(_node(scores, node_id, row) for node_id in framework.nodes),
        items=tuple(_item(scores, i, table, row, follows) for i in range(len(framework.items))),
        levels=tuple(_level(scores, compiled, row) for compiled in framework.levels),
        open_answers=open_answers,
    )


def level_name(framework: Framework, level: int) -> Label:
    """The level's published name; 0 is "no level"."""
    return next((entry.name for entry in framework.spec.levels if entry.level == level), framework.spec.no_level)


def level_range(framework: Framework, low: int, high: int) -> Label:
    """One level's name, or the range that missing answers leave open."""
    if low == high:
        return level_name(framework, low)
    return label("{low} 至 {high}", "{low} to {high}").fill(
        low=level_name(framework, low), high=level_name(framework, high)
    )


def standings(framework: Framework, low: int, high: int) -> Label:
    """Every level under what is known: certain up to ``low``, possible up to ``high``, out of reach above."""
    told: list[Label] = []
    for state, words in CERTAINTY.items():
        names = [level.name for level in framework.spec.levels if _standing(level.level, low, high) == state]
        if names:
            told.append(label("{state}：{names}", "{state}: {names}").fill(state=words, names=listed(names)))
    return listed(told, "；", "; ")


def _standing(level: int, low: int, high: int) -> Certainty:
    return "certain" if level <= low else "possible" if level <= high else "out_of_reach"


def plain_number(value: float | Fraction) -> str:
    """Without trailing zeros: two decimals, or three where that is the exact figure, as the finest points are."""
    exact = abs(float(value) * 1000 - round(float(value) * 1000)) < 1e-9
    return decimal_text(value, 3 if exact else 2)


def point_range(low: float | Fraction, high: float | Fraction) -> str:
    """Points, or the two between which they lie."""
    return plain_number(low) if low == high else f"{plain_number(low)}–{plain_number(high)}"


def enough_known(scores: Scores, row: int) -> bool:
    """Is enough settled of one firm for its result to be one? See ``FrameworkResult.enough_known``."""
    low, high = scores.exact(row)
    return low == high or _known_share(scores, row) >= ENOUGH


def _known_share(scores: Scores, row: int) -> float:
    """Share of items whose points and grade no missing answer can move, 0 to 1."""
    settled = (scores.item_low[:, row] == scores.item_high[:, row]) & (
        scores.grade_low[:, row] == scores.grade_high[:, row]
    )
    return float(settled.mean())


def _summary(
    framework: Framework, points: tuple[Fraction, Fraction], levels: tuple[int, int], open_answers: OpenAnswers
) -> Label:
    (low, high), (level_low, level_high) = points, levels
    best = plain_number(framework.best(framework.root))
    if low == high and level_low == level_high:
        text = label("{title}：{points} 分（满分 {best}），{level}", "{title}: {points} of {best} points, {level}")
    else:
        text = label(
            "{title}：{points} 分（满分 {best}），{level}；{told}，所以是一个区间",
            "{title}: {points} of {best} points, {level}; a range, because of open questions: {told}",
        )
    return text.fill(
        title=framework.spec.short_title,
        points=point_range(low, high),
        best=best,
        level=level_range(framework, level_low, level_high),
        told=open_answers.told,
    )


def _node(scores: Scores, node_id: str, row: int) -> NodeScore:
    low, high = scores.exact(row, node_id)
    node = scores.framework.nodes[node_id]
    return NodeScore(
        id=node.id,
        title=node.title,
        parent=node.parent,
        dimension=node.dimension,
        points_low=float(low),
        points_high=float(high),
        points_max=float(scores.framework.best(node_id)),
    )


def _item(scores: Scores, i: int, table: AnswerTable, row: int, follows: Mapping[str, CarriedAnswer]) -> ItemReason:
    item = scores.framework.items[i]
    worth = item.own / item.best if item.best else Fraction(0)
    low, high = int(scores.item_low[i, row]) * worth, int(scores.item_high[i, row]) * worth
    answers = {fact: table.answer(row, fact) for fact in item.facts}
    facts = scores.framework.bank.facts
    refused = {fault.fact: fault for fault in table.refused.get(row, ())}
    asked = {fact: answer for fact, answer in answers.items() if _is_asked(facts[fact], table, row)}
    return ItemReason(
        id=item.spec.id,
        source_item=item.spec.source_item,
        node=item.spec.node,
        title=item.spec.title,
        points_low=float(low),
        points_high=float(high),
        points_max=float(item.own),
        grade_low=int(scores.grade_low[i, row]),
        grade_high=int(scores.grade_high[i, row]),
        rule=_rule(
            scores.framework,
            item,
            asked,
            low,
            high,
            (int(scores.grade_low[i, row]), int(scores.grade_high[i, row])),
            follows.get(item.facts[0]),
        ),
        answers=tuple(
            _refused(facts[fact], refused[fact])
            if fact in refused and answer.state is State.UNANSWERED
            else _answer(facts[fact], answer, follows.get(fact), asked=fact in asked)
            for fact, answer in answers.items()
        ),
    )


def _answer(fact: Fact, answer: Answer, carried: CarriedAnswer | None, *, asked: bool) -> AnswerReason:
    return AnswerReason(
        fact=fact.id,
        label=fact.label,
        state=answer.state.name.lower() if asked else "not_asked",
        value=answer.value,
        text=answer_text(fact, answer) if asked else NOT_ASKED,
        carried=carried,
    )


def _refused(fact: Fact, fault: Fault) -> AnswerReason:
    return AnswerReason(fact=fact.id, label=fact.label, state="refused", value=None, text=refusal_text(fault))


def _is_asked(fact: Fact, table: AnswerTable, row: int) -> bool:
    """Nothing that was answered rules the question out."""
    deciding = {other: table.answer(row, other) for other in fact.asked_if}
    return all(
        answer.state is not State.ANSWERED or answer.value in fact.asked_if[other] for other, answer in deciding.items()
    )


def _rule(
    framework: Framework,
    item: CompiledItem,
    answers: dict[str, Answer],
    low: Fraction,
    high: Fraction,
    grades: tuple[int, int],
    follows: CarriedAnswer | None,
) -> Label:
    """One sentence that says how the ``answers`` to what is asked became points."""
    worth = _worth(item, low, high, grades)
    if (low, grades[0]) != (high, grades[1]):
        return label("信息不全，可能是 {worth}", "not all is known; it may be {worth}").fill(worth=worth)
    if isinstance(item.spec, RatioItem):
        return _ratio_rule(framework, item, item.spec, answers).fill(worth=worth)
    answer = answers.get(item.facts[0], UNANSWERED)
    if answer.state is not State.ANSWERED and follows is not None:
        return label("由别的回答推出“{known}”，得 {worth}", "other answers tell '{known}', {worth}").fill(
            known=follows.known, worth=worth
        )
    if answer.state is not State.ANSWERED:
        return label("不需要回答，记 {worth}", "not asked, {worth}").fill(worth=worth)
    if isinstance(item.spec, MultiItem):
        ticked = [
            (item.states[i].name or item.state_ids[i], item.states[i].points)
            for i in range(len(item.states))
            if item.state_ids[i] in answer.ticks and item.states[i].points
        ]
        if not ticked:
            return label("没有选到计分的项，得 {worth}", "nothing ticked that carries points, {worth}").fill(
                worth=worth
            )
        return ticked_rule([points for _, points in ticked]).fill(worth=worth)
    assert isinstance(item.spec, ChoiceItem)
    chosen = str(answer.value)
    own = framework.bank.option_names(item.spec.fact)[chosen]
    published = item.spec.options[chosen].name or ""
    name = label(own.zh if published.isascii() else published, own.en)  # a code such as "operational" is no word
    if not item.best:  # a scene's options are long in English, and the answer beside it has the same words
        return label("“{name}”，得 {worth}", "counts as {worth}").fill(name=name, worth=worth)
    return label("“{name}”，得 {worth}", "'{name}': {worth}").fill(name=name, worth=worth)


def ticked_rule(points: Sequence[Fraction]) -> Label:
    """What was ticked and what each is worth; those worth the same are told together, and no sum is written out."""
    if len(points) == 1:
        return label("选中 1 项，得 {worth}", "1 ticked: {worth}")
    each = Counter(points)
    if len(each) == 1:
        one = plain_number(points[0])
        return label(
            f"选中 {len(points)} 项，每项 {one} 分，合计 {{worth}}",
            f"{len(points)} ticked, {one} each, together {{worth}}",
        )
    told = [(n, plain_number(one)) for one, n in each.items()]
    zh = "、".join(f"{n} 项各 {one} 分" if n > 1 else f"1 项 {one} 分" for n, one in told)
    en = ", ".join(f"{n} of {one}" for n, one in told)
    return label(f"选中 {len(points)} 项（{zh}），合计 {{worth}}", f"{len(points)} ticked ({en}), together {{worth}}")


def _ratio_rule(framework: Framework, item: CompiledItem, spec: RatioItem, answers: dict[str, Answer]) -> Label:
    known = all(answer.state is State.ANSWERED and answer.roughly is None for answer in answers.values())
    whole = answers.get(spec.denominator, UNANSWERED).value
    if not known or not isinstance(whole, float) or not whole:
        return label("由已知数据即可确定，得 {worth}", "settled by what is known, {worth}")
    parts = [answers[fact].value for fact in spec.numerator if fact in answers]
    part = sum(p for p in parts if isinstance(p, float))
    rate = decimal_text(Fraction(str(part)) * 100 / Fraction(str(whole)))
    yuan = 10_000 if _in_ten_thousands(framework.bank.facts[spec.denominator]) else 1  # an English reader is told yuan
    return label(
        f"{part:,.10g} ÷ {whole:,.10g} = {rate}%，属于“{{band}}”这一档，得 {{worth}}",
        f"{part * yuan:,.10g} ÷ {whole * yuan:,.10g} = {rate}%, which is '{{band}}', {{worth}}",
    ).fill(band=_band_told(item, part, whole), worth="{worth}")


def _in_ten_thousands(fact: Fact) -> bool:
    return isinstance(fact, NumberFact) and fact.unit.zh == TEN_THOUSAND_YUAN


def _band_told(item: CompiledItem, part: float, whole: float) -> Label:
    """The band that a rate falls into, in words: "10% 到不足 20%", and never as [10,20)."""
    rate = Fraction(str(part)) / Fraction(str(whole))
    reached = [
        i for i, edge in enumerate(item.edges) if i == 0 or rate > edge.at or (edge.inclusive and rate == edge.at)
    ]
    own = reached[-1]
    low = None if own == 0 else item.edges[own]
    high = item.edges[own + 1] if own + 1 < len(item.edges) else None
    if low is None and high is None:
        return label("任何比率", "any rate")
    a = "" if low is None else plain_number(low.at * 100)
    b = "" if high is None else plain_number(high.at * 100)
    if high is None:
        return label(f"{a}% 及以上", f"{a}% or more") if low and low.inclusive else label(f"超过 {a}%", f"above {a}%")
    under = label(f"不到 {b}%", f"below {b}%") if high.inclusive else label(f"不超过 {b}%", f"at most {b}%")
    if low is None:
        return under
    above = label(f"{a}% 及以上", f"{a}% or more") if low.inclusive else label(f"超过 {a}%", f"above {a}%")
    return label("{above}、{under}", "{above}, {under}").fill(above=above, under=under)


def _worth(item: CompiledItem, low: Fraction, high: Fraction, grades: tuple[int, int]) -> Label:
    if item.best:
        own = plain_number(item.own)
        points = "point" if item.own == 1 else "points"
        return label(f" {point_range(low, high)} 分（满分 {own}）", f"{point_range(low, high)} of {own} {points}")
    span = str(grades[0]) if grades[0] == grades[1] else f"{grades[0]}–{grades[1]}"
    return label(f"{span} 级", f"step {span}")


def _level(scores: Scores, compiled: CompiledLevel, row: int) -> LevelReason:
    spec = next(level for level in scores.framework.spec.levels if level.level == compiled.level)
    requirements = tuple(_requirement(scores, threshold, row) for threshold in compiled.thresholds)
    states = {r.state for r in requirements}
    state: Certainty = "out_of_reach" if "out_of_reach" in states else "possible" if "possible" in states else "certain"
    return LevelReason(level=spec.level, name=spec.name, meaning=spec.meaning, state=state, requirements=requirements)


def requirement_text(framework: Framework, threshold: Threshold) -> Label:
    """What a threshold asks for, in words."""
    if threshold.node is not None:
        return label("{title}达到 {needed} 分", "{title}: at least {needed} points").fill(
            title=framework.nodes[threshold.node].title,
            needed=plain_number(threshold.at_least * framework.scale(threshold.node)),
        )
    assert threshold.set_id is not None
    return label("{title}中至少 {needed} 项达到 {grade} 级", "{title}: at least {needed} at step {grade}").fill(
        title=framework.set_title(threshold.set_id), needed=threshold.at_least, grade=threshold.grade
    )


def _requirement(scores: Scores, threshold: Threshold, row: int) -> RequirementReason:
    ends = [int(end.value(threshold)[row]) for end in (scores.worst, scores.best)]
    scale = scores.framework.scale(threshold.node) if threshold.node else Fraction(1)
    low, high, needed = (float(v * scale) for v in (*ends, threshold.at_least))
    state: Certainty = (
        "certain" if ends[0] >= threshold.at_least else "possible" if ends[1] >= threshold.at_least else "out_of_reach"
    )
    return RequirementReason(
        text=requirement_text(scores.framework, threshold), needed=needed, low=low, high=high, state=state
    )
