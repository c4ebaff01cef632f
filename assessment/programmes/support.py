"""What a plan would cost with the support of each programme the firm may qualify for: a scenario, never a promise.

A published share of the spend is applied to the plan; a reward that is no share of a spend, or an amount that was not
published, is named and not reckoned with.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from assessment.content.measures import CostRange
from assessment.content.programmes import Tier
from assessment.content.provenance import Fidelity, Source
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.planning import Plan, money
from assessment.programmes.matching import MatchState, ProgrammeMatch
from assessment.programmes.subsidy import SupportScenario, support_scenario

OPEN_DOORS: tuple[MatchState, ...] = ("as_reported", "after_plan", "open", "check", "draft")
"""The states in which a firm may qualify, now or after the plan; nothing is reckoned for the others."""
_NOT_A_SHARE = label(
    "公布的不是支出的比例，和方案的费用对不上，所以没有算进去。",
    "What was published is no share of a spend, so it is not set against the cost of the plan.",
)
_NO_AMOUNT = label("没有公布金额，算不了。", "No amount was published, so nothing can be reckoned.")
ONLY_A_SCENARIO = label(
    "下面只是假设的算账，不是承诺。条件多半要等改造完、评定过才能证明，所以请先按没有补助的数备钱。",
    "What follows is a reckoning of 'what if' and no promise. Conditions can mostly be proven only after the work is "
    "done and rated, so have the money for the cost without support.",
)


class TierScenario(Strict):
    """One published tier, such as the firms that apply first, and what it would come to."""

    label: Label
    scenario: SupportScenario


class ProgrammeSupport(Strict):
    """One programme beside the plan; costs in 万元. Without ``scenarios``, ``sentence`` says why there are none."""

    programme: Identifier
    title: Label
    state: MatchState
    verdict: Label
    without: CostRange = Field(description="what the plan costs without support")
    scenarios: tuple[TierScenario, ...]
    sentence: Label
    to_prove: tuple[Label, ...]
    amount_note: Label
    aged: Label | None
    starts: datetime.date | None
    ends: datetime.date | None
    source: Source
    seen: str | None
    fidelity: Fidelity
    caveat: Label


def support_of(plan: Plan, programmes: tuple[ProgrammeMatch, ...]) -> tuple[ProgrammeSupport, ...]:
    """The plan's cost under every programme whose door is open; none for a plan that has nothing to pay for."""
    if not plan.steps:
        return ()
    return tuple(_beside(plan, match) for match in programmes if match.state in OPEN_DOORS)


def _beside(plan: Plan, match: ProgrammeMatch) -> ProgrammeSupport:
    scenarios = tuple(_scenario(plan, tier) for tier in match.amounts if tier.share_percent is not None)
    if scenarios:
        support = [one.scenario.support.likely for one in scenarios]
        sentence = _reckoned(min(support), max(support))
    else:
        sentence = _NOT_A_SHARE if match.amounts else _NO_AMOUNT
    return ProgrammeSupport(
        programme=match.programme,
        title=match.title,
        state=match.state,
        verdict=match.verdict,
        without=plan.cost,
        scenarios=scenarios,
        sentence=sentence,
        to_prove=match.to_prove,
        amount_note=match.amount_note,
        aged=match.aged,
        starts=match.starts,
        ends=match.ends,
        source=match.source,
        seen=match.seen,
        fidelity=match.fidelity,
        caveat=match.caveat,
    )


def _scenario(plan: Plan, tier: Tier) -> TierScenario:
    return TierScenario(label=tier.label, scenario=support_scenario(plan.cost, tier.share_percent, tier.cap))


def _reckoned(least: float, most: float) -> Label:
    from_to = label("{a}", "{a}") if least == most else label("{a} 到 {b}", "{a} to {b}")
    return label(
        "假如全部支出都符合条件并获得支持，按公布的上限算，最多是 {span}；能不能得到、得到多少，由主管部门定。",
        "If all of the spend were eligible and granted, the published upper bounds would come to {span} at most; "
        "whether it is granted is for the authority to decide.",
    ).fill(span=from_to.fill(a=money(round(least * 100)), b=money(round(most * 100))))
