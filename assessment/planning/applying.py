"""Doing a plan's measures one after the other: which answers change, and from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assessment.answers import UNANSWERED, Answer, AnswerTable, State, answer_text
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.content.measures import Measure, Raise
from assessment.language import Label, label
from assessment.planning.plan import Change, Plan
from assessment.planning.situation import Situations

Value = str | tuple[str, ...] | float


@dataclass(frozen=True)
class Move:
    """One answer that a measure moves; one that is hoped for moves only when outcomes count."""

    fact: Fact
    before: Answer
    after: Answer
    hoped_for: bool

    def told(self) -> Change:
        """The move in words."""
        value = self.after.value
        assert value is not None
        return Change(
            fact=self.fact.id,
            label=self.fact.label,
            before=self.before.value if self.before.state is State.ANSWERED else None,
            after=value,
            before_text=answer_text(self.fact, self.before),
            after_text=answer_text(self.fact, self.after),
            gain=_gain(self.fact, self.before, self.after),
            hoped_for=self.hoped_for,
        )


@dataclass
class Walk:
    """The answers of one firm while measures are done, and the codes of those that count as known.

    ``moves`` keeps what each measure moved.
    """

    answers: dict[str, Answer]
    now: dict[str, int]
    moves: dict[str, list[Move]] = field(default_factory=dict)

    def copy(self) -> Walk:
        """A walk that goes on from here by itself."""
        return Walk(dict(self.answers), dict(self.now), dict(self.moves))


class Walker:
    """Does measures for one firm of a program's situations, in the order given."""

    def __init__(self, situations: Situations, row: int):
        self.program, self.bank = situations.program, situations.table.bank
        self.movable = {fact: bool(state.movable[row]) for fact, state in situations.facts.items()}
        self.now = {fact: int(state.now[row]) for fact, state in situations.facts.items()}
        self.has = {self.program.measures[m].id for m, has in situations.has.items() if has[row]}
        self.least = {
            fact: float(situations.knowledge.number(fact)[0][row])
            for fact in situations.facts
            if isinstance(self.bank.facts[fact], NumberFact)
        }
        self.before = {
            fact: situations.table.answer(row, fact) for fact in self.bank.facts if fact in situations.table.columns
        }

    def walk(self, steps: Iterable[tuple[Measure, int]], after: Walk | None = None) -> Walk:
        """Do the measures (with units), from today or ``after`` others; what waits for what is missing is left out."""
        walk = Walk(dict(self.before), dict(self.now)) if after is None else after.copy()
        for measure, units in steps:
            if self._can_start(measure, walk):
                moves = [self._move(r, units, walk) for r in measure.raises]
                walk.moves[measure.id] = [move for move in moves if move is not None]
        return walk

    def without_each(self, steps: Sequence[tuple[Measure, int]]) -> list[Walk]:
        """For each of the steps the walk that leaves it out."""
        before, walks = self.walk([]), []
        for i, step in enumerate(steps):
            walks.append(self.walk(steps[i + 1 :], before))
            before = self.walk([step], before)
        return walks

    def _can_start(self, measure: Measure, walk: Walk) -> bool:
        return all(p in self.has or p in walk.moves for p in measure.prerequisites) and all(
            not self.movable[fact] or walk.now[fact] >= self.bank.option_index(fact, option)
            for fact, option in measure.starts(self.program.outcomes)
        )

    def _move(self, change: Raise, units: int, walk: Walk) -> Move | None:
        """One raise; a hoped-for one is kept, but moves the answers only when outcomes count."""
        if not self.movable[change.fact]:
            return None
        fact = self.bank.facts[change.fact]
        before = walk.answers.get(fact.id, UNANSWERED)
        after, code = self._raised(fact, change, units, before, walk.now[fact.id])
        if after is None:
            return None
        hoped_for = change.certainty == "outcome"
        if not hoped_for or self.program.outcomes:
            walk.answers[fact.id], walk.now[fact.id] = after, code
        return Move(fact, before, after, hoped_for)

    def _raised(self, fact: Fact, change: Raise, units: int, before: Answer, now: int) -> tuple[Answer | None, int]:
        """The answer after a raise and its code; None when nothing moves."""
        if isinstance(fact, ChoiceFact):
            to = self.bank.option_index(fact.id, str(change.to))
            return (Answer(State.ANSWERED, change.to), to) if to > now else (None, now)
        if isinstance(fact, MultiFact):
            mask = now | self.bank.mask(fact.id, change.ticks)
            return (Answer(State.ANSWERED, self.bank.decode(fact, mask)), mask) if mask != now else (None, now)
        assert isinstance(fact, NumberFact)
        stated = before.value if before.state is State.ANSWERED else self.least[fact.id]
        assert isinstance(stated, float)
        more = units * int(change.per_unit or 0)
        return Answer(State.ANSWERED, stated + more), now + more


def _gain(fact: Fact, before: Answer, after: Answer) -> Label:
    """What is new in an answer, in words."""
    if isinstance(fact, MultiFact):
        had = before.value if isinstance(before.value, tuple) else ()
        assert isinstance(after.value, tuple)
        return answer_text(fact, Answer(State.ANSWERED, tuple(o for o in after.value if o not in had)))
    if isinstance(fact, NumberFact):
        assert isinstance(after.value, float)
        more = after.value - (before.value if isinstance(before.value, float) else 0.0)
        text = answer_text(fact, Answer(State.ANSWERED, more))
        return label(f"增加 {text.zh}", f"{text.en} more")
    return answer_text(fact, after)


def changed_answers(bank: FactBank, steps: Iterable[tuple[Change, ...]], outcomes: bool) -> dict[str, Answer]:
    """The answers after the changes of several steps, in whatever order they are told.

    Each change holds its answer as it stands once the steps done before it are done, so the furthest of a fact counts.
    """
    found: dict[str, Answer] = {}
    for change in (change for changes in steps for change in changes if outcomes or not change.hoped_for):
        before = found.get(change.fact)
        after = change.after if before is None else _further(bank.facts[change.fact], before.value, change.after)
        found[change.fact] = Answer(State.ANSWERED, after)
    return found


def _further(fact: Fact, one: Value | None, other: Value) -> Value:
    """The further of two answers to a fact: the later option, all the ticks, the greater number."""
    if isinstance(fact, ChoiceFact):
        order = [option.id for option in fact.options]
        return max(str(one), str(other), key=order.index)
    if isinstance(fact, MultiFact):
        ticked = {tick for value in (one, other) if isinstance(value, tuple) for tick in value}
        return tuple(option.id for option in fact.options if option.id in ticked)
    return max(value for value in (one, other) if isinstance(value, float))


def apply_plan(table: AnswerTable, row: int, plan: Plan) -> AnswerTable:
    """A table of one firm: its answers after the plan's steps. Hoped-for results count only if the plan counts them."""
    before = {fact: table.answer(row, fact) for fact in table.bank.facts if fact in table.columns}
    after = changed_answers(table.bank, [step.changes for step in plan.steps], plan.limits.outcomes)
    return AnswerTable.from_answers(table.bank, [before | after], [table.ids[row]])
