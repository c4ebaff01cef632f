"""Money and lists in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.content.measures import CostRange, MeasureBook
from assessment.language import Label, label, listed
from assessment.planning.plan import PlanLimits, Step
from assessment.scoring import plain_number

NOT_PROVEN = label(
    "这一次没能证明哪种办法最省，所以不给方案；别的结果不受影响。可以过一会儿再试。",
    "This time it could not be proven which way is the cheapest, so there is no plan; all other results stand. It may "
    "be tried again later.",
)
"""What is told where the solver proved nothing."""
WEEKS_IN_WORDS = 9
"""From so many weeks the months are said as well."""


def money(cents: int) -> Label:
    """An amount in 0.01 万元 (100 yuan): 31.2 万元, CNY 312,000."""
    return label(f"{plain_number(cents / 100)} 万元", f"CNY {cents * 100:,}")


def money_range(cost: CostRange) -> Label:
    """The likely cost with its range."""
    low, likely, high = cost.cents()
    text = label("约 {likely}（{low} 至 {high}）", "about {likely} ({low} to {high})")
    return text.fill(likely=money(likely), low=plain(low), high=plain(high))


def plain(cents: int) -> Label:
    """An amount without its unit in Chinese, where the unit has just been said."""
    return label(plain_number(cents / 100), f"{cents * 100:,}")


def quoted(texts: Iterable[Label]) -> Label:
    """Several titles in quotation marks."""
    return listed(label(f"“{t.zh}”", f"'{t.en}'") for t in texts)


def named_steps(steps: Iterable[Step]) -> Label:
    """The titles of steps in quotation marks, with how many of it where they are bought by number."""
    return quoted(
        label(f"{s.title.zh} × {s.units}", f"{s.title.en} x {s.units}") if s.units else s.title for s in steps
    )


def counted(number: int, noun: str) -> str:
    """A number with what it counts, in English: 1 step, 3 steps."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def limits_told(limits: PlanLimits, book: MeasureBook) -> Label | None:
    """The limits of a plan in words; None where there are none."""
    told: list[Label] = []
    if limits.budget is not None:
        told.append(label("一共最多花 {m}", "at most {m} in all").fill(m=money(round(limits.budget * 100))))
    if limits.yearly_budget is not None:
        sums = listed(money(round(budget * 100)) for budget in limits.yearly_budget)
        told.append(label("每年最多花 {sums}", "at most {sums} year by year").fill(sums=sums))
    if limits.weeks is not None:
        told.append(label("{time}内做完", "done within {time}").fill(time=span(limits.weeks)))
    if limits.forbidden:
        told.append(label("不做{m}", "without {m}").fill(m=quoted(_titles(limits.forbidden, book))))
    if limits.contracted:
        told.append(
            label("已签约或在做{m}", "{m} contracted or under way").fill(m=quoted(_titles(limits.contracted, book)))
        )
    return listed(told, "；", "; ") if told else None


def _titles(measures: Iterable[str], book: MeasureBook) -> list[Label]:
    return [book.measures[measure].title for measure in measures if measure in book.measures]


def span(weeks: int) -> Label:
    """A number of weeks, with the months they come to where people would rather think in months."""
    if weeks < WEEKS_IN_WORDS:
        return label(f"{weeks} 周", counted(weeks, "week"))
    about = plain_number(round(2 * weeks * 12 / 52) / 2)
    return label(f"{weeks} 周（约 {about} 个月）", f"{weeks} weeks (about {about} months)")


def weeks_of(months: float) -> int:
    """The whole weeks that a number of months has room for: a year is 52 weeks."""
    return int(months * 52 / 12 + 1e-9)
