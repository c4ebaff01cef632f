"""What is asked of bidders: the functions a plan needs, how each is accepted, and what the firm provides itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from pydantic import Field

from assessment.answers import Answer, State, answer_text
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.content.measures import Category, MeasureBook
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.planning import Change, Plan, Step
from assessment.problems import refuse

_OWN: frozenset[Category] = frozenset({"finance"})
"""What no provider is asked for: the firm's own money."""
_DIGITS = 8


class FunctionWanted(Strict):
    """What must be there afterwards, in the words of the indicators: from what, to what, and how it is shown."""

    fact: Identifier
    label: Label
    now: Label
    wanted: Label
    shown_by: Label | None = Field(description="what an assessor on site asks to see; null where nothing is published")


class TenderItem(Strict):
    """One thing asked for; ``serves`` are the thresholds of the level that it is accepted against."""

    measure: Identifier
    title: Label
    description: Label
    category: Category
    units: int | None = Field(description="how many; null for what is not bought by number")
    unit: Label | None
    functions: tuple[FunctionWanted, ...]
    serves: tuple[Label, ...]
    after: tuple[Label, ...] = Field(description="what must be finished first")
    weeks: int
    own_days: float
    months: Label | None

    @property
    def quantity(self) -> int:
        """How many are asked for: 1 for what is not bought by number."""
        return self.units or 1


class TenderRequest(Strict):
    """Everything asked of bidders from one plan.

    ``number`` names what is asked for: the same items in the same numbers have the same number, anything else another.
    """

    number: str
    framework_title: Label
    target_name: Label
    items: tuple[TenderItem, ...]
    own_days: float
    hands: Label | None

    def item(self, measure: str) -> TenderItem | None:
        """What is asked for of a measure; None where it is not asked for."""
        return next((item for item in self.items if item.measure == measure), None)


def tender_request(plan: Plan, bank: FactBank, book: MeasureBook) -> TenderRequest:
    """What the plan's steps ask of others: those that are neither contracted nor the firm's own money.

    Raises ``InputRefused`` for a plan in which nobody is asked for anything.
    """
    titles = {step.measure: step.title for step in plan.steps}
    items = tuple(_item(step, bank, titles) for step in plan.steps if not step.contracted and step.category not in _OWN)
    if not items:
        raise refuse(
            "plan",
            label("方案里没有要请人做的步骤", "the plan has no step for which anybody is to be asked"),
            label("先答题、定好方案，再生成需求书。", "Answer the questions and settle the plan first."),
        )
    asked = [[item.measure, item.quantity] for item in sorted(items, key=lambda one: one.measure)]
    text = json.dumps([plan.framework, book.version, asked])
    return TenderRequest(
        number=hashlib.sha256(text.encode()).hexdigest()[:_DIGITS].upper(),
        framework_title=plan.framework_title,
        target_name=plan.target_name,
        items=items,
        own_days=sum(item.own_days for item in items),
        hands=None if plan.staffing is None else plan.staffing.hands.told,
    )


def _item(step: Step, bank: FactBank, titles: dict[str, Label]) -> TenderItem:
    return TenderItem(
        measure=step.measure,
        title=step.title,
        description=step.description,
        category=step.category,
        units=step.units,
        unit=step.unit,
        functions=tuple(_functions(step.changes, bank)),
        serves=step.serves,
        after=tuple(titles[name] for name in step.after if name in titles),
        weeks=step.weeks,
        own_days=step.own_days,
        months=step.months,
    )


def _functions(changes: tuple[Change, ...], bank: FactBank) -> Iterator[FunctionWanted]:
    """What the changes ask for; what is only hoped for cannot be accepted and is left out."""
    for change in changes:
        if change.hoped_for:
            continue
        fact = bank.facts[change.fact]
        if isinstance(fact, MultiFact):
            had = change.before if isinstance(change.before, tuple) else ()
            after = change.after if isinstance(change.after, tuple) else ()
            wanted = answer_text(fact, Answer(State.ANSWERED, tuple(one for one in after if one not in had)))
        else:
            wanted = change.after_text
        shown = fact.evidence_for(change.after) if isinstance(fact, ChoiceFact) else fact.evidence
        yield FunctionWanted(fact=fact.id, label=fact.label, now=change.before_text, wanted=wanted, shown_by=shown)
