"""The sentence of a comparison, made from the rule that was applied: what is compared with whom, and how old it is."""

from __future__ import annotations

import datetime

from assessment.benchmarks.results import Has, PublishedReference
from assessment.content.benchmarks import BenchmarkValue, Indicator, OwnChoice
from assessment.language import Label, decimal_text, label, listed

# Gaps below the shown decimal are no gap.
LEVEL = 0.05


def reference_text(value: BenchmarkValue, place: Label, above: Label | None) -> Label:
    """A published value in short: where, how much, of when."""
    day = _day(value.date)
    if value.kind == "actual":
        template = label("{place} {value}（截至 {day}）", "{place} {value} ({day})")
    else:
        template = label("{place}目标（{day}）：{value}", "{place} target: {value} by {day}")
    return template.fill(place=place, value=_amount(value.value, value.bound, above), day=day)


def age_text(months: int) -> Label | None:
    """How old a figure is, in words; None for one of this month or still to come."""
    years, rest = divmod(months, 12)
    if months <= 0:
        return None
    if not years:
        return label(f"{months} 个月前", f"{months} month{'s' * (months > 1)} old")
    zh = f"{years} 年{f' {rest} 个月' if rest else ''}前"
    en = f"{years} year{'s' * (years > 1)}" + (f" {rest} month{'s' * (rest > 1)}" if rest else "")
    return label(zh, f"{en} old")


def rate_sentence(
    indicator: Indicator,
    own: tuple[float, float] | None,
    missing: list[Label],
    references: tuple[PublishedReference, ...],
    on: datetime.date,
) -> Label:
    """A firm's own rate beside the mean rates, and what is left to the next target."""
    add = label("；请补充：{missing}", "; please add: {missing}").fill(missing=listed(missing)) if missing else None
    if own is None:
        start = label("“{name}”还算不出来", "'{name}' cannot be computed yet").fill(name=indicator.label)
    elif own[0] == own[1]:
        start = label("您的{name}是 {rate}%", "Your {name} is {rate}%").fill(
            name=_name(indicator), rate=decimal_text(own[0])
        )
    else:
        start = label("您的{name}在 {low}% 到 {high}% 之间", "Your {name} is between {low}% and {high}%").fill(
            name=_name(indicator), low=decimal_text(own[0]), high=decimal_text(own[1])
        )
    parts = [_glue(start, add)]
    actual = [r for r in references if r.kind == "actual" and r.value is not None]
    parts += [_beside(r) for r in actual]
    if not actual:
        parts.append(label("还没有公布可比的数值", "no comparable figure has been published yet"))
    parts += [_to_target(r) for r in references if r.kind == "target" and r.date >= on and r.value is not None]
    return _sentence(parts)


def share_sentence(
    indicator: Indicator, has: Has, references: tuple[PublishedReference, ...], on: datetime.date
) -> Label:
    """A firm's yes or no beside the share of firms that say yes; never a percentage of its own."""
    own = indicator.own
    assert isinstance(own, OwnChoice)
    if has == "unknown":
        parts = [label("“{name}”您的情况还没定", "'{name}' is not known of your firm yet").fill(name=indicator.label)]
    else:
        parts = [label("您的企业{state}", "Your firm {state}").fill(state=own.has if has == "yes" else own.lacks)]
    actual = [r for r in references if r.kind == "actual" and r.value is not None]
    for reference in actual:
        template = {
            "yes": label(
                "属于{place}{population}中已做到的 {share}（截至 {day}）",
                "it belongs to the {share} of {population} in {place} that do ({day})",
            ),
            "no": label(
                "{place}{population}中已有 {share} 做到（截至 {day}）",
                "{share} of {population} in {place} do ({day})",
            ),
            "unknown": label(
                "{place}{population}中有 {share} 做到（截至 {day}）", "{share} of {population} in {place} do ({day})"
            ),
        }[has]
        parts.append(_fill(template, reference))
    if not actual:
        parts.append(label("还没有公布可比的数值", "no comparable figure has been published yet"))
    ahead = [r for r in references if r.kind == "target" and r.date >= on and r.value is not None]
    template = label("{place}的目标是到 {day} {share}", "the target of {place} is {share} by {day}")
    parts += [_fill(template, reference) for reference in ahead]
    return _sentence(parts)


def _beside(reference: PublishedReference) -> Label:
    low, high = reference.gap_low, reference.gap_high
    if low is None or high is None:
        template = label(
            "{place}{population}平均 {share}（截至 {day}）", "the mean of {population} in {place} is {share} ({day})"
        )
        return _fill(template, reference)
    versus = label(
        "{place}{population}平均（{share}，截至 {day}）", "the mean of {population} in {place} ({share}, {day})"
    )
    known = _fill(versus, reference)
    if low == high and abs(low) < LEVEL:
        return label("与{versus}持平", "level with {versus}").fill(versus=known)
    if low == high:
        word = label("高", "above") if low > 0 else label("低", "below")
        return label("比{versus}{word} {gap} 个百分点", "{gap} points {word} {versus}").fill(
            versus=known, word=word, gap=decimal_text(abs(low))
        )
    if low > 0 or high < 0:
        word = label("高于", "above") if low > 0 else label("低于", "below")
        return label("无论缺的数是多少都{word}{versus}", "{word} {versus} whatever the missing figures are").fill(
            versus=known, word=word
        )
    return label("可能高于也可能低于{versus}", "possibly above, possibly below {versus}").fill(versus=known)


def _to_target(reference: PublishedReference) -> Label:
    aim = _fill(
        label("{place}的目标是到 {day}平均 {share}", "the target of {place} is a mean of {share} by {day}"), reference
    )
    if reference.gap_high is None or reference.gap_low != reference.gap_high or reference.gap_high >= 0:
        return aim
    rest = label("{aim}，您还差 {gap} 个百分点", "{aim}, {gap} points from here")
    return rest.fill(aim=aim, gap=decimal_text(-reference.gap_high))


def _fill(template: Label, reference: PublishedReference) -> Label:
    filled = template.fill(
        place=reference.geography_label,
        population=reference.population,
        share=_amount(reference.value, reference.bound, reference.above),
        day=_day(reference.date),
    )
    # The space that sets a figure off from Chinese words is none before a word.
    return label(filled.zh.replace(" 超过", "超过").replace(" 约", "约"), filled.en)


def _amount(value: float | None, bound: str, above: Label | None) -> Label:
    if value is None:
        assert above is not None
        return label("超过{above}平均水平", "above the mean of {above}").fill(above=above)
    zh = {"exact": "", "about": "约 ", "above": "超过 "}[bound]
    en = {"exact": "", "about": "about ", "above": "over "}[bound]
    return label(f"{zh}{value:g}%", f"{en}{value:g}%")


def _day(day: datetime.date) -> Label:
    """The day as a period's end: a year's last day is that year's end."""
    if (day.month, day.day) == (12, 31):
        return label(f"{day.year} 年底", f"end of {day.year}")
    if (day + datetime.timedelta(days=1)).day == 1:
        return label(f"{day.year} 年 {day.month} 月底", f"end of {day:%B %Y}")
    return label(f"{day.year} 年 {day.month} 月", f"{day:%B %Y}")


def _name(indicator: Indicator) -> Label:
    first = indicator.label.en[0].lower() + indicator.label.en[1:]
    return Label(zh=indicator.label.zh, en=first)


def _glue(first: Label, second: Label | None) -> Label:
    return first if second is None else Label(zh=first.zh + second.zh, en=first.en + second.en)


def _sentence(parts: list[Label]) -> Label:
    joined = listed(parts, "；", "; ")
    return Label(zh=joined.zh + "。", en=joined.en + ".")
