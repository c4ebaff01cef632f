"""Support for a plan as a scenario, never as a promise: what a share with a cap would come to."""

from __future__ import annotations

from assessment.content.measures import CostRange
from assessment.documents import Strict
from assessment.language import Label, label
from assessment.planning import money, plain


class SupportScenario(Strict):
    """What support would come to and what would be left to pay, in 万元, if a programme granted it."""

    share_percent: float | None
    cap: float | None
    support: CostRange
    left: CostRange
    sentence: Label


def support_scenario(cost: CostRange, share_percent: float | None, cap: float | None) -> SupportScenario:
    """Support at ``share_percent`` of the spend up to ``cap`` (万元); None for a limit the programme does not name.

    Spend is taken to be eligible as a whole, which the programme decides and not this system.
    """
    spent = cost.cents()
    most = [s if share_percent is None else int(s * share_percent / 100) for s in spent]
    granted = [m if cap is None else min(m, round(cap * 100)) for m in most]
    left = [s - g for s, g in zip(spent, granted, strict=True)]
    text = label(
        "假如全部支出都符合条件并获得支持：支持{support}（{low} 至 {high}），自己还要付{left}。"
        "能否获得以主管部门最新通知为准。",
        "If all of the spend were eligible and granted: support of {support} ({low} to {high}), leaving {left} to pay. "
        "Whether it is granted is for the authority's latest notice to say.",
    )
    return SupportScenario(
        share_percent=share_percent,
        cap=cap,
        support=_range(granted),
        left=_range(left),
        sentence=text.fill(
            support=money(granted[1]), low=plain(granted[0]), high=plain(granted[2]), left=money(left[1])
        ),
    )


def _range(cents: list[int]) -> CostRange:
    low, likely, high = (c / 100 for c in cents)
    return CostRange(low=low, likely=likely, high=high)
