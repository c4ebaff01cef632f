"""What planning hands back: frozen, bilingual, and the same after a round trip through JSON. Money is in 万元."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field

from assessment.content.hands import Holidays
from assessment.content.measures import Barrier, Category, CostRange, SizeClass
from assessment.content.provenance import Fidelity
from assessment.documents import Identifier, Strict
from assessment.language import Label

Price = Literal["low", "likely", "high"]
Status = Literal["optimal", "already_reached", "infeasible"]


class PlanLimits(Strict):
    """What a plan must keep to.

    ``budget`` is for everything, ``yearly_budget`` for the measures begun in each year, which also bounds how many
    years there are; both are held against the price that is minimised. ``contracted`` measures (id -> units, 1 when
    not counted) are done in any case and cost nothing more. With ``outcomes`` hoped-for results count as well.
    ``hands`` are the person-days a week that the firm can give (None: what it answered, else what is assumed),
    ``start`` is the day on which the first step may begin (None: the day of the advice).
    """

    budget: float | None = Field(None, ge=0)
    yearly_budget: tuple[Annotated[float, Field(ge=0)], ...] | None = Field(None, min_length=1, max_length=5)
    weeks: int | None = Field(None, ge=0)
    forbidden: tuple[Identifier, ...] = ()
    contracted: dict[Identifier, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    outcomes: bool = False
    hands: float | None = None
    start: datetime.date | None = None


NO_LIMITS = PlanLimits()
HURRY = 1.5
"""At most so many times the cost of the cheapest way is offered for being done sooner (our judgement)."""


Reply = Literal["doing", "too_hard", "not_for_us", "later"]


class StepReply(Strict):
    """What an owner says to a measure; ``units`` are how many are under way of what is bought by number."""

    measure: Identifier
    reply: Reply
    units: int = Field(1, ge=1)


class Aim(Strict):
    """What a firm wants planned: a level (None: the next one) within limits, and what it says to single measures.

    ``troubles`` are what troubles the owner most (None: as answered).
    """

    level: int | None = None
    limits: PlanLimits = NO_LIMITS
    replies: tuple[StepReply, ...] = ()
    troubles: tuple[Identifier, ...] | None = None


NEXT_LEVEL = Aim()


class Hands(Strict):
    """The firm's own people as a schedule counts on them: person-days a week, from which day, and who says so.

    ``needed`` is what a limit of weeks takes where the firm has not said how many it has."""

    days: float = Field(ge=0, description="person-days a week")
    origin: Literal["given", "answered", "assumed", "needed"]
    fidelity: Fidelity | None = Field(None, description="of an assumption; null for the firm's own word")
    who: Label | None = Field(None, description="who in the firm would follow it up, as answered")
    start: datetime.date
    told: Label = Field(description="how many days a week, and who says so")
    holidays: Holidays


class Change(Strict):
    """One answer that a step changes; ``before`` is None where the answer was missing and taken at its worst."""

    fact: Identifier
    label: Label
    before: str | tuple[str, ...] | float | None
    after: str | tuple[str, ...] | float
    before_text: Label
    after_text: Label
    gain: Label = Field(description="what is new: the option reached, the options added, or how many more")
    hoped_for: bool = False


class Step(Strict):
    """One measure of a plan: what it changes, costs and takes, when it runs, and what would be lost without it."""

    measure: Identifier
    title: Label
    description: Label
    example: Label
    units: int | None = Field(None, description="None for a measure that is not bought by number")
    unit: Label | None = None
    changes: tuple[Change, ...]
    cost: CostRange
    each: CostRange | None = Field(None, description="the price of one unit of what is bought by number")
    contracted: bool = False
    weeks: int
    own_days: float
    after: tuple[Identifier, ...] = Field(description="steps of this plan that must be finished first")
    start_week: int = Field(description="weeks from the start of the plan")
    quarter: int = Field(description="the quarter in which it begins, from 1")
    critical: bool = Field(description="a delay of this step delays the whole plan")
    category: Category
    barrier: Barrier | None = Field(None, description="the barrier that it helps to overcome by itself")
    eases: Label | None = Field(None, description="how it helps against that barrier")
    serves: tuple[Label, ...] = ()
    without: Label | None = Field(None, description="what would be lost without it")
    days_a_week: float | None = Field(None, description="person-days it takes in each of its weeks; null without hands")
    months: Label | None = Field(None, description="from which month to which; null without hands")
    holidays: tuple[Label, ...] = Field((), description="long public holidays that it runs over")


class Staffing(Strict):
    """How the steps of a plan fit the firm's hands: no week takes more than there are.

    ``bound`` is the proven least number of weeks for these steps with these hands; ``weeks_without`` what they would
    take if hands were no matter.
    """

    hands: Hands
    weeks_without: int
    bound: int
    at_once: int = Field(description="the most steps that run side by side")
    busiest: float = Field(description="person-days in the busiest week")
    finish: datetime.date
    sentence: Label
    holidays: tuple[Label, ...] = ()


class Phase(Strict):
    """One quarter of a plan: what begins in it, what that costs, and the days of own people.

    With hands these are the days worked in the quarter, else those of the steps that begin in it.
    """

    quarter: int
    year: int
    begins: tuple[Identifier, ...]
    cost: CostRange
    own_days: float


class Proof(Strict):
    """Why no plan is cheaper: the solver's proven lower bound, in 万元, reaches the plan's cost."""

    status: Status
    price: Price
    cost: float | None
    bound: float | None
    gap: float | None = Field(description="(cost - bound) / cost; 0 when nothing cheaper can exist")
    nodes: int
    solver: str


class Binding(Strict):
    """A threshold of the level: how far the plan carries, and what one less would save (万元)."""

    threshold: Label
    needed: float
    before: float
    after: float
    tight: bool
    saving: float | None = Field(None, description="what the plan would save were one less asked; None when not asked")
    sentence: Label


class Relaxation(Strict):
    """The smallest change that would make a plan possible, or what no known measure can bring."""

    kind: Literal[
        "budget", "yearly_budget", "weeks", "forbidden", "several", "contracted", "out_of_reach", "outcomes", "hands"
    ]
    needed: float | None = None
    more: float | None = None
    measures: tuple[Identifier, ...] = ()
    sentence: Label


class Evidence(Strict):
    """What an assessor on site asks to see for an answer that the plan changes."""

    fact: Identifier
    label: Label
    evidence: Label


class Plan(Strict):
    """A proven plan for one firm, or the proof that there is none within the limits."""

    framework: str
    framework_title: Label
    measures_version: str
    target_level: int
    target_name: Label
    size_class: SizeClass
    limits: PlanLimits
    limits_told: Label | None = Field(None, description="the limits in words; null where there are none")
    status: Status
    summary: Label
    steps: tuple[Step, ...] = ()
    phases: tuple[Phase, ...] = ()
    cost: CostRange
    weeks: int = 0
    own_days: float = 0
    staffing: Staffing | None = Field(None, description="how it fits the firm's hands; null where that was not asked")
    points_before: float
    points_after: float
    level_before: int
    level_before_name: Label
    level_after: int
    level_after_name: Label
    proof: Proof
    binding: tuple[Binding, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    taken_at_worst: tuple[Identifier, ...] = Field(
        (),
        description="the open questions of the framework, taken at their worst; filled in by whoever knows all answers",
    )
    evidence: tuple[Evidence, ...] = ()
    fidelity: Fidelity
    notes: tuple[Label, ...] = ()
