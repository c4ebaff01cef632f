"""What is still open of a firm: one list and one way to count it, for every page, paper and file.

A question is open when it is asked, or may be, and neither its own answer nor others settle it. "Don't know" and "not
applicable" were answered, so they are told by their own names; still they leave every value possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from assessment.answers import State
from assessment.documents import Identifier, Strict
from assessment.knowledge.possible import Knowledge
from assessment.language import Label, label, listed

Gap = Literal["unanswered", "refused", "dont_know", "roughly", "not_applicable"]
GAPS: tuple[Gap, ...] = get_args(Gap)
_STATES: dict[Gap, State] = {
    "unanswered": State.UNANSWERED,
    "dont_know": State.DONT_KNOW,
    "not_applicable": State.NOT_APPLICABLE,
}
_COUNTED: dict[Gap, Label] = {
    "unanswered": label("{n} 题没有回答", "{n} not answered"),
    "refused": label("{n} 题填了但没能采用", "{n} answered but not usable"),
    "dont_know": label("{n} 题答了“不清楚”", "{n} answered 'don't know'"),
    "roughly": label("{n} 个数是约数", "{n} approximate"),
    "not_applicable": label("{n} 题答了“不适用”", "{n} answered 'not applicable'"),
}
_SOMETHING = label("有的回答还没定", "some")
_RANGE = label(
    "{told}，所以结果是一个范围：一头按最差算，一头按最好算。{more}",
    "Open questions: {told}. So the result is a range, from the worst to the best that they allow. {more}",
)
_ALL_ANSWERED = label("都答了，结果是确定的。", "All is answered; the result is certain.")
_CERTAIN = label(
    "{told}，都不影响结果，结果是确定的。", "Open questions: {told}. None of them moves the result, which is certain."
)
_AT_WORST = label("{told}，方案里按最差的情况算。", "Open questions: {told}. The plan takes them at their worst.")
_NARROWS = label("补上以后，范围会变窄。", "Answers narrow it.")
_CHEAPER = label("补上或查清以后，可能更省。", "Settled, it may cost less.")
_NONE_OF_IT = label(
    "厂里确实没有的，请选“没有”那一项，就不再是范围。",
    "What the firm does not have is answered by the option that says so; then it is a range no more.",
)


class OpenQuestion(Strict):
    """A question that is open, and what stands in the place of an answer; ``reason`` is why it does not apply."""

    fact: Identifier
    label: Label
    gap: Gap
    reason: str | None = None


class OpenAnswers(Strict):
    """The open questions of one firm, in the order of asking."""

    questions: tuple[OpenQuestion, ...] = ()

    def of(self, gap: Gap) -> tuple[OpenQuestion, ...]:
        """Those with one kind of gap."""
        return tuple(question for question in self.questions if question.gap == gap)

    @property
    def facts(self) -> tuple[Identifier, ...]:
        """Their ids."""
        return tuple(question.fact for question in self.questions)

    @property
    def to_answer(self) -> tuple[OpenQuestion, ...]:
        """Those that an answer, or looking something up, would settle: all but "not applicable"."""
        return tuple(question for question in self.questions if question.gap != "not_applicable")

    @property
    def told(self) -> Label:
        """How many there are of each kind: "2 题没有回答，6 题答了“不适用”"."""
        parts = [_COUNTED[gap].fill(n=n) for gap in GAPS if (n := len(self.of(gap)))] or [_SOMETHING]
        return listed(parts, "，", ", ")

    @property
    def range_told(self) -> Label:
        """Why a result is a range, and what would narrow it."""
        return _RANGE.fill(told=self.told, more=_NARROWS if self.to_answer else _NONE_OF_IT)

    @property
    def certain_told(self) -> Label:
        """That a result is certain all the same."""
        return _CERTAIN.fill(told=self.told) if self.questions else _ALL_ANSWERED

    @property
    def plan_told(self) -> Label:
        """How a plan takes them."""
        at_worst = _AT_WORST.fill(told=self.told)
        if not self.to_answer:
            return at_worst
        return label(at_worst.zh + _CHEAPER.zh, f"{at_worst.en} {_CHEAPER.en}")


class StillOpen:
    """Which questions are open for each firm (n) of a table; worked out for a fact when first asked for."""

    def __init__(self, knowledge: Knowledge):
        self.knowledge = knowledge
        self._open: dict[str, NDArray[np.bool_]] = {}

    def rows(self, fact_id: str) -> NDArray[np.bool_]:
        """The firms (n,) for which a question is open."""
        if fact_id not in self._open:
            column, visible = self.knowledge.table.column(fact_id), self.knowledge.visible(fact_id)[1]
            self._open[fact_id] = visible & ~self.knowledge.settled(fact_id) & (column.states != State.ANSWERED)
            # A figure that is only about right leaves as much open as it may differ.
            self._open[fact_id][list(column.rough)] = visible[list(column.rough)]
        return self._open[fact_id]

    def of(self, row: int, facts: Sequence[str]) -> OpenAnswers:
        """Which of some facts are open for one firm."""
        return OpenAnswers(questions=tuple(self._questions(row, facts)))

    def _questions(self, row: int, facts: Sequence[str]) -> Iterator[OpenQuestion]:
        table = self.knowledge.table
        refused = {fault.fact for fault in table.refused.get(row, ())}
        for fact in (fact for fact in facts if self.rows(fact)[row]):
            answer = table.answer(row, fact)
            gap: Gap = "roughly"
            if answer.roughly is None:
                gap = next(gap for gap, state in _STATES.items() if answer.state is state)
            yield OpenQuestion(
                fact=fact,
                label=table.bank.facts[fact].label,
                gap="refused" if gap == "unanswered" and fact in refused else gap,
                reason=answer.reason,
            )

    def counts(self, facts: Sequence[str]) -> dict[Gap, NDArray[np.int64]]:
        """How many of some facts are open for each firm (n,), by kind of gap; refused ones are not answered here."""
        n = len(self.knowledge.table)
        found = {gap: np.zeros(n, np.int64) for gap in _STATES}
        for fact in facts:
            states = self.knowledge.table.column(fact).states
            for gap, state in _STATES.items():
                found[gap] += self.rows(fact) & (states == state)
        return found
