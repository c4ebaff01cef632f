"""How much an owner answers until the level is certain, over the modelled population: before and now.

``python -m benchmarks.certain_level`` prints the table of docs/asking.md (seeded; about a minute). "Before" is the
order of the files with every question asked and every example in sight; "now" is what the pages do: what is required of
the profile, then the pages in their order without what can no longer move the level, and behind a tap the examples and
the upper steps of scenes (whoever stands on such a step makes that tap).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from assessment import settings
from assessment.advisory import MAIN_FRAMEWORK, Advisor, default_advisor
from assessment.answers import AnswerColumn, AnswerTable, State
from assessment.asking.effort import SIGNS_A_SECOND, Effort, effort, unfolding
from assessment.asking.level_so_far import movers
from assessment.content.facts import ChoiceFact, Fact, MultiFact, TextFact
from assessment.knowledge import CarriedKnowledge
from assessment.population import modelled_population
from assessment.scoring import Framework, score
from assessment.web import resources

FIRMS, SEED = 300, 11


@dataclass
class Spent:
    """What each firm has answered: questions, signs in sight, touches and estimated seconds, (n,) each."""

    questions: NDArray[np.float64]
    signs: NDArray[np.float64]
    touches: NDArray[np.float64]
    seconds: NDArray[np.float64]

    def add(self, who: NDArray[np.bool_], cost: Effort) -> None:
        """What those of ``who`` (n,) spend on one thing."""
        self.signs += who * cost.signs
        self.touches += who * cost.touches
        self.seconds += who * cost.seconds

    def row(self, name: str) -> str:
        """The medians as a row of the table."""
        medians = (np.median(one) for one in (self.questions, self.signs, self.touches, self.seconds / 60))
        return "| " + " | ".join([name, *(f"{median:,.0f}" for median in medians)]) + " |"


def in_sight(fact: Fact) -> Effort:
    """The cost of a question whose examples stand in sight, and all of its options."""
    if isinstance(fact, ChoiceFact):
        fact = fact.model_copy(update={"folded_from": None})
    more = len(fact.example.zh) if fact.example else 0
    if isinstance(fact, ChoiceFact | MultiFact):
        more += sum(len(option.example.zh) for option in fact.options if option.example)
    return effort(fact) + Effort(signs=more, seconds=more / SIGNS_A_SECOND)


def until_certain(
    advisor: Advisor, framework: Framework, table: AnswerTable, order: Sequence[str], always: Sequence[str], old: bool
) -> Spent:
    """Answer in an order until the level is certain; ``always`` is asked of everybody, ``old`` asks all of it."""
    n, bank = len(table), advisor.bank
    states = {fact: np.zeros(n, np.uint8) for fact in table.columns}
    spent = Spent(*(np.zeros(n) for _ in fields(Spent)))
    for fact in order:
        given = {
            name: AnswerColumn(states[name], column.values)
            for name, column in table.columns.items()
            if (states[name] != State.UNANSWERED).any()
        }
        known = CarriedKnowledge(AnswerTable(bank, table.ids, given), advisor.crosswalk)
        scores = score(framework, known.table, known)
        open_ = scores.level_low < scores.level_high
        asked = np.ones(n, bool) if isinstance(bank.facts[fact], TextFact) else known.visible(fact)[1]
        if not isinstance(bank.facts[fact], TextFact):
            asked = asked & ~known.settled(fact)
        if old:
            asked = asked & open_
        elif fact not in always:
            asked = asked & open_ & movers(scores).get(fact, np.zeros(n, bool))
        question = bank.facts[fact]
        spent.questions += asked
        spent.add(asked, (in_sight if old else effort)(question))
        if not old and isinstance(question, ChoiceFact) and question.folded:
            among = table.columns[fact].values >= len(question.options) - len(question.folded)
            spent.add(asked & among, unfolding(question))
        if fact in states:
            states[fact] = np.where(asked, table.columns[fact].states, states[fact]).astype(np.uint8)
    return spent


def main() -> None:
    """Print the table."""
    advisor = default_advisor()
    framework = advisor.frameworks_on(settings.today())[MAIN_FRAMEWORK]
    table = modelled_population().sample(FIRMS, SEED)
    bank = advisor.bank
    needed = {fact for fact in bank.facts if not bank.topics[bank.topic_of[fact]].optional}
    before = [fact for fact in advisor.facts_to_fill(resources.wanted(None)) if fact in needed]
    now = [fact for fact in resources.asked(None) if fact in needed]
    begin = [fact for fact in now if bank.topic_of[fact] in resources.FIRST_TOPICS and fact not in resources.later()]
    print("| until the level is certain, median | questions | signs read | touches | minutes |")
    print("|---|---|---|---|---|")
    print(until_certain(advisor, framework, table, before, (), True).row("before"))
    print(until_certain(advisor, framework, table, now, begin, False).row("now"))


if __name__ == "__main__":
    main()
