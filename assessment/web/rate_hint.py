"""What two counts make together, said as soon as both are given: 12 of 30 machines are 40 per cent."""

from __future__ import annotations

from assessment.answers import AnswerTable, State
from assessment.content.facts import Fact, NumberFact
from assessment.knowledge import Knowledge
from assessment.language import Label, label, percent

_RATE = label("占 {low}", "That is {low}")
_RATES = label("占 {low}–{high}", "That is {low} to {high}")


def rate(fact: Fact, table: AnswerTable) -> Label | None:
    """The share that a part has of its whole, for a table of one firm; None until both are given."""
    if not isinstance(fact, NumberFact) or fact.at_most is None:
        return None
    if any(table.answer(0, one).state is not State.ANSWERED for one in (fact.id, fact.at_most)):
        return None
    knowledge = Knowledge(table)
    (part_low, part_high), (low, high) = knowledge.number(fact.id), knowledge.number(fact.at_most)
    if not low[0]:
        return None
    least, most = (percent(min(1.0, share)) for share in (part_low[0] / high[0], part_high[0] / low[0]))
    return _RATE.fill(low=least) if least == most else _RATES.fill(low=least, high=most)
