"""Why there is no plan, and why nobody is listed: what an advisory says where it has nothing to show."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.advisory.advisory import NextQuestion
from assessment.language import Label, label, listed
from assessment.planning import Plan
from assessment.scoring import FrameworkResult, plain_number

_LOSSES = 3


def too_little_known(result: FrameworkResult, questions: Sequence[NextQuestion]) -> Label:
    """Why there is no plan yet, and what to answer first."""
    asks = [question.ask for question in questions if question.framework == result.framework]
    why = label(
        "知道得还太少，先不出方案：{all} 项里只定了 {n} 项，不到一半；没定的都按最差算，就不是您企业的方案了。",
        "Too little is known for a plan: {n} of {all} items are settled, less than half. The others would be taken at "
        "their worst, and the plan would not be about your firm.",
    ).fill(all=len(result.items), n=sum(item.certain for item in result.items))
    if not asks:
        return why
    return label(
        "{why}先回答：{asks}",
        "{why} Answer first: {asks}",
    ).fill(why=why, asks=listed(asks, "", " "))


def highest_reached(result: FrameworkResult) -> Label:
    """That there is no level above, and where points are still lost."""
    highest = label(
        "已达到最高等级，没有下一级；要做的是守住它。",
        "The highest level is reached; there is no next one, and the task is to hold it.",
    )
    lost = sorted(
        (item for item in result.items if item.points_low < item.points_max), key=lambda i: i.points_low - i.points_max
    )
    if not lost:
        return highest
    named = [
        label("{item}（少 {n} 分）", "{item} ({n} short)").fill(
            item=item.title, n=plain_number(item.points_max - item.points_low)
        )
        for item in lost[:_LOSSES]
    ]
    gap = plain_number(result.points_max - result.points_low)
    return label(
        "{highest}离满分还差 {gap} 分，差得最多的是：{named}。",
        "{highest} {gap} points are still to be had, most of them here: {named}.",
    ).fill(highest=highest, gap=gap, named=listed(named))


def nobody_listed(plan: Plan | None, *, at_the_top: bool) -> Label:
    """Why nobody is listed to carry a plan out."""
    if at_the_top:
        return label("已是最高等级，没有要请人做的步骤。", "The highest level is reached; no step is to be given out.")
    if plan is not None and plan.status == "infeasible":
        return label(
            "按这些条件做不出方案，所以还不知道要请谁。",
            "There is no plan within these limits, so it is not known whom to ask for help.",
        )
    if plan is None:
        return label(
            "现在没有方案，所以还不知道要请谁。",
            "There is no plan yet, so it is not known whom to ask for help.",
        )
    if not plan.steps:
        return label("不用再做什么，所以不用请人。", "Nothing more is to be done, so nobody is needed.")
    return label("方案里的步骤自己就能做，不用请人。", "The firm can do every step itself; nobody else is needed.")


def answers_before_relief() -> Label:
    """Why nothing is told against the owner's troubles yet."""
    return label(
        "您挑的难处先记下了；等答过一半以上的题，再算同样的钱怎样花最能治它。",
        "What troubles you is noted; once more than half of the questions are answered, you are told how money helps "
        "most against it.",
    )
