"""What a question costs the person who answers it: signs to read, touches to make, and the minutes that takes.

Our own estimate, held against a walk with a stopwatch: 5 signs a second are read on a phone, a touch takes a second and
a half with the look before it, a figure some seconds to find.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact, Option

SIGNS_A_SECOND = 5.0
SECONDS_A_TOUCH = 1.5
SECONDS_TO_THINK = 2.0
SECONDS_TO_FIND = 8.0
_LIST_FROM = 9
"""A choice with so many options is opened, not read."""
_ASK_FOR_MORE = 12
"""The signs of the line that unfolds the rest of a choice."""
_TYPED = {"text": 12, "count": 3, "amount": 5}


@dataclass(frozen=True)
class Effort:
    """Signs in sight, and touches (taps and keys), of one question or of several."""

    signs: int = 0
    touches: int = 0
    seconds: float = 0.0

    def __add__(self, other: Effort) -> Effort:
        return Effort(self.signs + other.signs, self.touches + other.touches, self.seconds + other.seconds)

    @property
    def minutes(self) -> int:
        """The whole minutes to promise; never less than one."""
        return max(1, math.ceil(self.seconds / 60))


def effort(fact: Fact) -> Effort:
    """The cost of one question as the page shows it, with all that is folded away closed."""
    signs = len(fact.ask.zh)
    if isinstance(fact, ChoiceFact):
        touches = 1 if len(fact.options) < _LIST_FROM else 2
        signs += _signs(fact.options) - _signs(fact.folded) if touches == 1 else 0
        signs += _ASK_FOR_MORE if fact.folded else 0
    elif isinstance(fact, MultiFact):
        touches = 2
        signs += _signs(fact.options)
    else:
        touches = 1 + _TYPED[fact.kind]
    thinking = SECONDS_TO_THINK + (SECONDS_TO_FIND if isinstance(fact, NumberFact) else 0.0)
    return _spent(signs, touches) + Effort(seconds=thinking)


def unfolding(fact: ChoiceFact) -> Effort:
    """What somebody spends besides who finds the own answer among the folded options."""
    return _spent(_signs(fact.folded), 1)


def effort_of(bank: FactBank, facts: Iterable[str]) -> Effort:
    """The cost of several questions of the bank."""
    costs = _efforts(bank)
    return sum((costs[fact] for fact in facts), Effort())


@lru_cache(maxsize=8)
def _efforts(bank: FactBank) -> Mapping[str, Effort]:
    """The cost of every question: the words of a bank do not change."""
    return {fact.id: effort(fact) for fact in bank.facts.values()}


def _spent(signs: int, touches: int) -> Effort:
    return Effort(signs, touches, signs / SIGNS_A_SECOND + touches * SECONDS_A_TOUCH)


def _signs(options: Iterable[Option]) -> int:
    return sum(len(option.label.zh) for option in options)
