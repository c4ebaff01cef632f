"""What the crosswalk made of one firm's answers: what it carried over, and which answers it finds at odds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.answers import answer_text
from assessment.content.facts import ChoiceFact, MultiFact, Option
from assessment.crosswalk import CarriedKnowledge
from assessment.language import Label, label

_FIRM = 0


@dataclass(frozen=True)
class Carried:
    """A fact that nobody answered, what is known of it all the same, from which facts, and why."""

    fact: str
    label: Label
    known: Label
    sources: tuple[Label, ...]
    reasons: tuple[Label, ...]


@dataclass(frozen=True)
class Told:
    """An answer as it was given."""

    fact: str
    label: Label
    text: Label


@dataclass(frozen=True)
class Contradiction:
    """Two answers that cannot both be right, and why."""

    first: Told
    second: Told
    reason: Label


def carried_over(knowledge: CarriedKnowledge) -> list[Carried]:
    """What other answers say about facts that were not answered, in the order of asking."""
    return [
        carried
        for fact in knowledge.bank.facts
        if fact in knowledge.carried and (carried := _carried(knowledge, fact)) is not None
    ]


def _carried(knowledge: CarriedKnowledge, fact_id: str) -> Carried | None:
    relations = knowledge.relations_behind(_FIRM, fact_id)
    known = _known(knowledge, fact_id)
    if not relations or known is None:
        return None
    facts = knowledge.bank.facts
    others = dict.fromkeys(r.source.fact if r.target.fact == fact_id else r.target.fact for r in relations)
    return Carried(
        fact_id,
        facts[fact_id].label,
        known,
        tuple(facts[other].label for other in others),
        tuple(relation.reason for relation in relations),
    )


def _known(knowledge: CarriedKnowledge, fact_id: str) -> Label | None:
    fact = knowledge.bank.facts[fact_id]
    if isinstance(fact, MultiFact):
        surely, possibly = (int(ticks[_FIRM]) for ticks in knowledge.ticks(fact_id))
        parts = []
        if ticked := _options(fact.options, surely):
            parts.append(label("有：{o}", "yes: {o}").fill(o=_joined(ticked, "、", "; ")))
        if unticked := [o for o in _options(fact.options, ~possibly) if not o.excludes_others]:
            parts.append(label("没有：{o}", "no: {o}").fill(o=_joined(unticked, "、", "; ")))
        return _texts(parts, "；", "; ") if parts else None
    if isinstance(fact, ChoiceFact):
        left = _options(fact.options, int(knowledge.options(fact_id)[_FIRM]))
        return _joined(left, " 或 ", " or ") if 0 < len(left) < len(fact.options) else None
    return None


def _options(options: tuple[Option, ...], mask: int) -> list[Option]:
    return [option for i, option in enumerate(options) if mask >> i & 1]


def _joined(options: list[Option], zh: str, en: str) -> Label:
    return _texts([option.label for option in options], zh, en)


def _texts(texts: list[Label], zh: str, en: str) -> Label:
    return label(zh.join(t.zh for t in texts), en.join(t.en for t in texts))


def contradictions(knowledge: CarriedKnowledge) -> list[Contradiction]:
    """Pairs of given answers that break a relation."""
    return list(_contradictions(knowledge))


def _contradictions(knowledge: CarriedKnowledge) -> Iterator[Contradiction]:
    def told(fact_id: str) -> Told:
        fact = knowledge.bank.facts[fact_id]
        return Told(fact_id, fact.label, answer_text(fact, knowledge.table.answer(_FIRM, fact_id)))

    for relation, rows in knowledge.contradicted:
        if rows[_FIRM]:
            yield Contradiction(told(relation.source.fact), told(relation.target.fact), relation.reason)
