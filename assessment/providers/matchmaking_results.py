"""What matchmaking hands back: frozen, bilingual, the same after a round trip through JSON. Money is in 万元."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from assessment.content.measures import Category, SizeClass
from assessment.content.provenance import Fidelity
from assessment.documents import Identifier, Strict
from assessment.language import Label, label, percent
from assessment.providers.shortlist_results import Reason

Why = Literal["nobody", "conditions", "full", "limit", "unproven"]
Side = Literal["city", "chain"]


class Invitation(Strict):
    """One firm and one provider brought to a table, with the steps they would talk about."""

    firm: str
    firm_name: str
    city: Identifier | None
    chain: Identifier | None
    size: SizeClass | None
    category: Category
    offer: Identifier
    provider: str
    product: str
    price_low: float
    price_high: float
    money: float = Field(description="what the firm's plan foresees at most for these steps; the price starts below")
    steps: tuple[Identifier, ...] = Field(description="all steps of the need it does; another may be asked for one too")
    titles: tuple[Label, ...]
    declared: bool = Field(description="false when the provider has not said which steps it can do")
    interest: str | None
    merit: float
    reasons: tuple[Reason, ...]


class Unmet(Strict):
    """A step of a firm that nobody could be invited for, with the reason."""

    firm: str
    firm_name: str
    city: Identifier | None
    chain: Identifier | None
    category: Category
    step: Identifier
    title: Label
    why: Why
    reason: Label


class HeatCell(Strict):
    """Demand and supply of one category in one area or chain; ``key`` None stands for firms that have not said.

    ``offers`` and ``capacity`` (projects a year) count what is open to firms there; an offer open to several places
    counts in each of them, so capacities of places do not add up.
    """

    side: Side
    key: Identifier | None
    label: Label
    category: Category
    firms: int
    steps: int
    offers: int
    capacity: int
    met: int = Field(description="steps that somebody is invited for")

    @property
    def share(self) -> float:
        """The share of the steps asked for that somebody is invited for, from 0 to 1."""
        return self.met / self.steps


class FirmResult(Strict):
    """What came out for one firm; ``note`` says why it asks nobody."""

    firm: str
    firm_name: str
    city: Identifier | None
    chain: Identifier | None
    size: SizeClass | None
    level: int | None
    target_level: int | None
    cost: float | None = Field(description="the likely cost of its cheapest plan")
    steps: int
    met: int
    invitations: int
    later: int = Field(0, description="further steps, which its own hands cannot begin within half a year")
    note: Label | None


class OfferLoad(Strict):
    """How much of an offer's capacity is used; ``open_to`` counts the firms that every hard condition lets have it."""

    offer: Identifier
    provider: str
    product: str
    category: Category
    capacity: int
    open_to: int
    invitations: int


class CategoryResult(Strict):
    """What was solved for one category. No other choice of invitations would be better, which is proven; else nobody is
    invited, and its steps stay open as ``unproven``."""

    category: Category
    label: Label
    firms: int
    steps: int
    met: int
    invitations: int
    offers: int
    capacity: int


class MadeWith(Strict):
    """What the lists were made with: the day, the rules, the measures and their prices, and the software."""

    on: datetime.date
    framework: Label
    measures: str
    software: str


class Matchmaking(Strict):
    """Who should meet whom, what remains open and why, and where the pool has holes."""

    basis: MadeWith | None = None
    pool_title: Label
    pool_version: str
    pool_date: datetime.date
    fidelity: Fidelity
    provenance: Label
    firms: int = Field(description="firms that need anybody")
    firm_results: tuple[FirmResult, ...] = Field(description="every firm, those that need nobody too")
    offers: tuple[OfferLoad, ...] = Field(description="every offer of the pool")
    categories: tuple[CategoryResult, ...]
    invitations: tuple[Invitation, ...]
    unmet: tuple[Unmet, ...]
    cells: tuple[HeatCell, ...]
    method: Label

    @property
    def steps(self) -> int:
        """How many steps were asked for in all."""
        return sum(result.steps for result in self.categories)

    @property
    def met(self) -> int:
        """How many of them somebody is invited for."""
        return sum(result.met for result in self.categories)

    @property
    def later(self) -> int:
        """How many steps of all firms wait for their hands."""
        return sum(firm.later for firm in self.firm_results)

    @property
    def reasons(self) -> Mapping[Why, int]:
        """How many steps stay open for which kind of reason, the most frequent first."""
        return dict(Counter(step.why for step in self.unmet).most_common())

    @property
    def summary(self) -> Label:
        """What came out, in a sentence or two."""
        later = label(
            "另有 {n} 项，企业的人手半年内顾不上，这次不约。",
            " {n} more are beyond the firms' own hands within half a year; nobody is asked for them yet.",
        ).fill(n=self.later)
        return label(
            "文件里 {all} 家企业，{firms} 家有需求，共 {steps} 项；为 {met} 项（{share}）邀约了 {providers} 家服务商，"
            "共 {n} 个邀约；{left} 项没有落实。{later}",
            "{all} firms in the file; {firms} of them need {steps} steps in all. For {met} of these ({share}) "
            "{providers} providers are invited, with {n} invitations; {left} steps stay open.{later}",
        ).fill(
            later=later if self.later else "",
            all=len(self.firm_results),
            firms=self.firms,
            steps=self.steps,
            met=self.met,
            share=percent(self.met / self.steps, 0) if self.steps else "–",
            providers=len({i.provider for i in self.invitations}),
            n=len(self.invitations),
            left=self.steps - self.met,
        )
