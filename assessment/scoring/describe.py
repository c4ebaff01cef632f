"""What a framework asks, for machines: each fact with its kind, codes and cell form, and the items it answers."""

from __future__ import annotations

from typing import Any

from assessment.content.crosswalk import Crosswalk
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact, TextFact
from assessment.content.frameworks import Item, RatioItem
from assessment.scoring.framework import Framework

CELLS = {
    "text": "free text",
    "choice": "one option id or label",
    "multi": "option ids or labels joined by ';' (the excluding option stands alone)",
    "count": "a whole number",
    "amount": "a number",
}
STATES = {
    "unanswered": "an empty cell",
    "dont_know": "不清楚 or don't know",
    "not_applicable": "不适用：原因 or not applicable: reason",
}


def describe(framework: Framework, crosswalk: Crosswalk) -> dict[str, Any]:
    """The framework and its facts as JSON; numbers are exact decimals or fractions written as text.

    ``relations`` are those that narrow what a missing answer to one of the facts can be; a scorer without them finds
    wider intervals.
    """
    spec = framework.spec
    name = spec.id
    return {
        "framework": name,
        "version": spec.version,
        "title": spec.title.model_dump(),
        "document": spec.document,
        "fidelity": spec.fidelity,
        "states": STATES,
        "result_columns": [
            *(f"{name}.{c}" for c in ("points", "points_low", "points_high", "level", "level_low", "level_high")),
            *(f"{name}.{node.id}{end}" for node in framework.dimensions for end in ("", "_low", "_high")),
        ],
        "facts": [_describe_fact(framework, framework.bank.facts[fact]) for fact in framework.facts],
        "relations": [
            relation.model_dump(mode="json", by_alias=True)
            for relation in crosswalk.relations
            if relation.relation != "suggests" and {relation.source.fact, relation.target.fact} & set(framework.facts)
        ],
        "levels": [level.model_dump(mode="json") for level in spec.levels],
        "sets": {set_id: entry.model_dump(mode="json") for set_id, entry in spec.sets.items()},
    }


def _describe_fact(framework: Framework, fact: Fact) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": fact.id,
        "kind": fact.kind,
        "label": fact.label.model_dump(),
        "ask": fact.ask.model_dump(),
        "cell": CELLS[fact.kind],
    }
    if fact.asked_if:
        described["asked_if"] = {other: list(options) for other, options in fact.asked_if.items()}
    if isinstance(fact, NumberFact):
        described |= {
            "unit": fact.unit.model_dump(),
            "minimum": fact.minimum,
            "maximum": fact.maximum,
            "decimals": fact.decimals,
            "at_most": fact.at_most,
        }
    elif isinstance(fact, ChoiceFact | MultiFact):
        described["options"] = [
            {"id": o.id, "label": o.label.model_dump(), "excludes_others": o.excludes_others} for o in fact.options
        ]
    else:
        assert isinstance(fact, TextFact)
    described["items"] = [_describe_use(item, fact.id) for item in framework.spec.items if fact.id in _facts_of(item)]
    return described


def _facts_of(item: Item) -> tuple[str, ...]:
    return (*item.numerator, item.denominator) if isinstance(item, RatioItem) else (item.fact,)


def _describe_use(item: Item, fact_id: str) -> dict[str, Any]:
    use: dict[str, Any] = {"item": item.id, "source_item": item.source_item}
    if isinstance(item, RatioItem):
        use["role"] = "denominator" if fact_id == item.denominator else "numerator"
        use["bands"] = [{"range": b.range, "points": str(b.points), "grade": b.grade} for b in item.bands]
    else:
        use["role"] = "answer"
        use["options"] = {
            option: {"name": state.name, "points": str(state.points), "grade": state.grade}
            for option, state in item.options.items()
        }
    return use
