"""What the crosswalk made of one firm's answers: what it carried over, and which answers it finds at odds."""

from __future__ import annotations

from assessment.answers import answer_text
from assessment.content.facts import ChoiceFact, MultiFact, Option
from assessment.documents import Identifier, Strict
from assessment.knowledge.crosswalk import CarriedKnowledge, RelationChain
from assessment.language import Label, label, listed


class GivenAnswer(Strict):
    """An answer as it was given."""

    fact: Identifier
    label: Label
    text: Label


class CarriedAnswer(Strict):
    """A fact that nobody answered, what is known of it all the same, from which facts, and why.

    ``settled`` says that nothing is left open of it.
    """

    fact: Identifier
    label: Label
    known: Label
    settled: bool
    sources: tuple[Identifier, ...]
    source_labels: tuple[Label, ...]
    relations: tuple[Identifier, ...]
    reasons: tuple[Label, ...]


class Contradiction(Strict):
    """Two given answers that cannot both be right, and why.

    ``relation`` is the first of the relations that lead from one to the other, ``reason`` says all of them.
    """

    first: GivenAnswer
    second: GivenAnswer
    relation: Identifier
    reason: Label


def carried_over(knowledge: CarriedKnowledge, row: int) -> tuple[CarriedAnswer, ...]:
    """What other answers of one firm say about facts that it did not answer, in the order of asking."""
    found = (_carried(knowledge, row, fact) for fact in knowledge.bank.facts if fact in knowledge.carried)
    return tuple(one for one in found if one is not None)


def contradictions(knowledge: CarriedKnowledge, row: int) -> tuple[Contradiction, ...]:
    """Pairs of answers that one firm gave and that cannot both be right."""
    return tuple(_contradiction(knowledge, row, chain) for chain, rows in knowledge.contradicted if rows[row])


def _contradiction(knowledge: CarriedKnowledge, row: int, chain: RelationChain) -> Contradiction:
    first, second = (_given(knowledge, row, said.fact) for said in (chain.given, chain.follows))
    reason = listed([relation.reason for relation in chain.relations], "", " ")
    return Contradiction(first=first, second=second, relation=chain.relations[0].id, reason=reason)


def _given(knowledge: CarriedKnowledge, row: int, fact_id: str) -> GivenAnswer:
    fact = knowledge.bank.facts[fact_id]
    return GivenAnswer(fact=fact_id, label=fact.label, text=answer_text(fact, knowledge.table.answer(row, fact_id)))


def _carried(knowledge: CarriedKnowledge, row: int, fact_id: str) -> CarriedAnswer | None:
    behind = knowledge.chains_behind(row, fact_id)
    known = _known(knowledge, row, fact_id)
    if not behind or known is None:
        return None
    facts = knowledge.bank.facts
    others = tuple(dict.fromkeys(chain.given.fact for chain in behind))
    relations = list({relation.id: relation for chain in behind for relation in chain.relations}.values())
    return CarriedAnswer(
        fact=fact_id,
        label=facts[fact_id].label,
        known=known,
        settled=bool(knowledge.settled(fact_id)[row]),
        sources=others,
        source_labels=tuple(facts[other].label for other in others),
        relations=tuple(relation.id for relation in relations),
        reasons=tuple(relation.reason for relation in relations),
    )


def _known(knowledge: CarriedKnowledge, row: int, fact_id: str) -> Label | None:
    fact = knowledge.bank.facts[fact_id]
    if isinstance(fact, MultiFact):
        surely, possibly = (int(ticks[row]) for ticks in knowledge.ticks(fact_id))
        parts = []
        if ticked := _options(fact.options, surely):
            parts.append(label("有：{o}", "yes: {o}").fill(o=_joined(ticked, "、", "; ")))
        if unticked := [o for o in _options(fact.options, ~possibly) if not o.excludes_others]:
            parts.append(label("没有：{o}", "no: {o}").fill(o=_joined(unticked, "、", "; ")))
        return listed(parts, "；", "; ") if parts else None
    if isinstance(fact, ChoiceFact):
        left = _options(fact.options, int(knowledge.options(fact_id)[row]))
        return _joined(left, " 或 ", " or ") if 0 < len(left) < len(fact.options) else None
    return None


def _options(options: tuple[Option, ...], mask: int) -> list[Option]:
    return [option for i, option in enumerate(options) if mask >> i & 1]


def _joined(options: list[Option], zh: str, en: str) -> Label:
    return listed((option.label for option in options), zh, en)
