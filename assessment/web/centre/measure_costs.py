"""What measures really cost beside their estimates, taken over by an expert."""

from __future__ import annotations

import streamlit as st

from assessment.content.learned_costs import LearnedCost, LearnedCosts
from assessment.content.measures import CostRange, Measure
from assessment.foresight import PaidMeasure, paid_measures
from assessment.language import Lang, label
from assessment.settings import peer_floor, today
from assessment.web import resources
from assessment.web.centre import importing
from assessment.web.centre.figures import table
from assessment.web.markup import block
from assessment.work import known

_LEAD = label(
    "企业在“跟进”里登记了验收的措施花了多少钱。这里把它和估算比：每家折成估算的几倍，取 10%、50%、90% 的位置。"
    "按 {floor} 家一步计数；不足一步的、计过的企业改了的，先不显示。"
    "采用以后，各规模的费用按同样的倍数改，方案里写明出处；已经出具的结果不变。",
    "What firms put down as paid for accepted measures, held against the estimates: each as times the estimate, of "
    "these the 10th, 50th and 90th per cent. Firms count in steps of {floor}; fewer are not shown, nor are those "
    "of which one put down something else. Once taken over, the costs of all sizes are stretched alike and plans say "
    "where they come from; finished results are unchanged.",
)
_NONE = label("还没有企业登记验收措施的实际花费。", "No firm has put down what an accepted measure cost.")
_HEADS = (
    label("措施", "Measure"),
    label("企业", "Firms"),
    label("估算（小型，万元）", "Estimate (small, CNY 10 000)"),
    label("实际是估算的几倍", "Paid, times the estimate"),
    label("采用后（小型，万元）", "Taken over (small, CNY 10 000)"),
)
_FEW = label("不足 {floor} 家或有改动", "fewer than {floor}, or changed")
_IN_FORCE = label("（已采用）", " (taken over)")
_PICK = label("采用哪几项的实际花费", "Take over what was paid for")
_APPLY = label("采用选中的", "Take over those chosen")


def show(lang: Lang) -> None:
    """Put the room on the page."""
    floor = peer_floor()
    block(f'<p class="quiet">{_LEAD.fill(floor=floor).text(lang)}</p>')
    shipped, now = resources.shipped().measures, resources.advisor().measures
    found = paid_measures(known.paid_steps(resources.store()), shipped, floor, today(), resources.store())
    if not found:
        block(f"<p>{_NONE.text(lang)}</p>")
        return
    rows = [_row(one, now.measures[one.measure.id], floor, lang) for one in found]
    block(table([head.text(lang) for head in _HEADS], rows, _HEADS[0].text(lang)))
    learned = {one.measure.id: one for one in found if one.learned is not None}
    if not learned:
        return
    picked = st.multiselect(
        _PICK.text(lang),
        list(learned),
        format_func=lambda name: learned[name].measure.title.text(lang),
        key=f"learned-{importing.imports_here('measure_costs')}",
    )
    if picked:
        chosen = [one for name in picked if (one := learned[name].learned) is not None]
        importing.sign("measure_costs", _with(chosen), _APPLY, lang)


def _with(chosen: list[LearnedCost]) -> dict[str, object]:
    """Those chosen beside those taken over before, as they are kept."""
    kept = resources.store().content_in_force("measure_costs")
    before = () if kept is None else LearnedCosts.model_validate(kept.document).costs
    new = {one.measure for one in chosen}
    costs = (*(one for one in before if one.measure not in new), *chosen)
    document: dict[str, object] = LearnedCosts(costs=costs).model_dump(mode="json")
    return document


def _row(one: PaidMeasure, now: Measure, floor: int, lang: Lang) -> list[str]:
    title = one.measure.title.text(lang) + (_IN_FORCE.text(lang) if now.costs_from is not None else "")
    estimate = _small(one.measure)
    if one.learned is None:
        return [title, _FEW.fill(floor=floor).text(lang), estimate, "–", "–"]
    times = "–".join(f"{value:.2f}" for value in (one.learned.low, one.learned.likely, one.learned.high))
    return [title, str(one.learned.cases), estimate, times, _small(one.learned.of(one.measure))]


def _small(measure: Measure) -> str:
    parts = [one.small for one in (measure.cost, measure.cost_per_unit) if one is not None]
    return " + ".join(map(_told, parts))


def _told(cost: CostRange) -> str:
    return f"{cost.low:g}–{cost.likely:g}–{cost.high:g}"
