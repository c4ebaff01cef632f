"""Three pairs of eyes: owner, shop floor and accounts answer their part; what differs makes the score an interval.

The talk that follows takes what differs by the points at stake: by how much the interval of the total shrinks once that
one question is settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field

from assessment.answers import AnswerTable, State, answer_text
from assessment.content.respondents import Part, RespondentFile
from assessment.documents import Identifier, Strict
from assessment.knowledge import DisputedKnowledge
from assessment.language import Label, label
from assessment.problems import refuse
from assessment.scoring import Framework, Scores, level_name, plain_number, score


class Say(Strict):
    """What one person says to a question."""

    part: Part
    who: Label
    text: Label


class Difference(Strict):
    """A question that is answered differently: who says what, and the points that hang on it.

    ``talk`` says that it is among those for which the talk has time.
    """

    fact: Identifier
    label: Label
    ask: Label
    says: tuple[Say, ...]
    points: float
    talk: bool


class UnaskedAnswer(Strict):
    """A question that somebody answered who was not asked for it: the answer is left out."""

    part: Part
    who: Label
    fact: Identifier
    label: Label


class Views(Strict):
    """What several people of one firm say together: the interval, and what to talk about."""

    parts: tuple[Part, ...]
    points_low: float
    points_high: float
    level_low: int
    level_high: int
    level_low_name: Label
    level_high_name: Label
    differences: tuple[Difference, ...]
    left_out: tuple[UnaskedAnswer, ...]
    minutes: int
    sentence: Label = Field(description="how far they agree, and what hangs on what they do not")


@dataclass(frozen=True)
class Respondent:
    """The answers of one person, a table of one row."""

    part: Part
    table: AnswerTable


def views(framework: Framework, given: Sequence[Respondent], content: RespondentFile) -> Views:
    """What people say together under a framework.

    Raises ``InputRefused`` where nobody answers, or the same part twice.
    Somebody who answers outside of their part is heard on the part alone; the rest is named in ``left_out``.
    """
    names = [view.part for view in given]
    if not given or len(set(names)) < len(names):
        raise refuse(
            "views",
            label("没有人回答，或同一个人有两份", "nobody answers, or one part has two answers"),
            label("每个人一份，至少有一份。", "One each, and one at least."),
        )
    asked = set(framework.facts)
    own, left_out = [], []
    for view in given:
        table, beyond = _own_part(view, content)
        own.append(Respondent(view.part, table))
        left_out += [one for one in beyond if one.fact in asked]
    tables = [view.table for view in own]
    knowledge = DisputedKnowledge(tables)
    scores = _scored(framework, knowledge)
    low, high = scores.exact(0)
    stakes = {
        fact: float((high - low) - _width(framework, DisputedKnowledge(tables, settled=[fact])))
        for fact in knowledge.disputed
        if fact in asked
    }
    order = sorted(stakes, key=lambda fact: -stakes[fact])
    most = content.minutes // content.minutes_each
    talked = {fact for fact in order[:most] if stakes[fact] > 0} or set(order[:most])
    facts = framework.bank.facts
    differences = tuple(
        Difference(
            fact=fact,
            label=facts[fact].label,
            ask=facts[fact].ask,
            says=tuple(_says(own, fact, content)),
            points=round(stakes[fact], 4),
            talk=fact in talked,
        )
        for fact in order
    )
    return Views(
        parts=tuple(names),
        points_low=float(low),
        points_high=float(high),
        level_low=int(scores.level_low[0]),
        level_high=int(scores.level_high[0]),
        level_low_name=level_name(framework, int(scores.level_low[0])),
        level_high_name=level_name(framework, int(scores.level_high[0])),
        differences=differences,
        left_out=tuple(left_out),
        minutes=min(content.minutes, content.minutes_each * len(talked)),
        sentence=_sentence(scores, sum(map(_speaks, own)), differences, content),
    )


def _own_part(view: Respondent, content: RespondentFile) -> tuple[AnswerTable, list[UnaskedAnswer]]:
    part, bank = content.part(view.part), view.table.bank
    record = view.table.record(0)
    if part.topics == "all":
        return view.table, []
    inside = {fact: value for fact, value in record.items() if bank.topic_of[fact] in part.topics}
    table, _ = AnswerTable.from_records(bank, [inside], [view.table.ids[0]])
    beyond = [
        UnaskedAnswer(part=view.part, who=part.title, fact=fact, label=bank.facts[fact].label)
        for fact in record
        if fact not in inside and view.table.answer(0, fact).state is State.ANSWERED
    ]
    return table, beyond


def _speaks(view: Respondent) -> bool:
    """Has this person answered anything? Who has not says nothing, and is not counted among those who agree."""
    return any(view.table.answer(0, fact).state is State.ANSWERED for fact in view.table.columns)


def _scored(framework: Framework, knowledge: DisputedKnowledge) -> Scores:
    return score(framework, knowledge.table, knowledge)


def _width(framework: Framework, knowledge: DisputedKnowledge) -> float:
    low, high = _scored(framework, knowledge).exact(0)
    return float(high - low)


def _says(given: Sequence[Respondent], fact: str, content: RespondentFile) -> Iterator[Say]:
    for view in given:
        answer = view.table.answer(0, fact)
        if answer.state is State.ANSWERED:
            text = answer_text(view.table.bank.facts[fact], answer)
            yield Say(part=view.part, who=content.part(view.part).title, text=text)


def _sentence(scores: Scores, people: int, differences: Sequence[Difference], content: RespondentFile) -> Label:
    low, high = (plain_number(float(end)) for end in scores.exact(0))
    levels = [level_name(scores.framework, int(one[0])) for one in (scores.level_low, scores.level_high)]
    if people <= 1:
        return label(
            "只有一个人答，结果就是这个人的：{p}。请车间和财务也答一答自己那部分。",
            "One person has answered, and the result is theirs: {p}. Ask the others for their part.",
        ).fill(p=_between(low, high))
    if not differences:
        text = label("{n} 个人说的都一样：{p}。", "All {n} say the same: {p}.")
        return text.fill(n=people, p=_between(low, high))
    text = label(
        "{n} 个人有 {d} 处说得不一样；按谁的都可能，总分 {p}，等级 {l}。先谈这 {t} 处，{m} 分钟。",
        "{n} people differ on {d} questions; whoever is right, the total is {p} and the level {l}. Talk about {t} of "
        "them first: {m} minutes.",
    )
    talk = sum(one.talk for one in differences)
    level = levels[0]
    if levels[0] != levels[1]:
        level = label("从{a}到{b}", "from {a} to {b}").fill(a=levels[0], b=levels[1])
    minutes = min(content.minutes, content.minutes_each * talk)
    return text.fill(n=people, d=len(differences), p=_between(low, high), l=level, t=talk, m=minutes)


def _between(low: str, high: str) -> Label:
    return (
        label(f"{low} 分", f"{low} points") if low == high else label(f"{low} 到 {high} 分", f"{low} to {high} points")
    )
