"""Whether the steps that providers carried out brought what was promised, with the number of cases."""

from __future__ import annotations

from assessment.foresight import KeptPromises, kept_promises
from assessment.language import Lang, label, percent
from assessment.settings import peer_floor
from assessment.web import resources
from assessment.web.firms.tables import table
from assessment.web.markup import block, escape
from assessment.work.promises import step_outcomes

_TITLE = label("承诺的做到了没有", "Promised and reached")
_WHAT = label(
    "企业验收以后再答的题里，措施该带来的都有了，算做到。比例向全部服务商的平均靠拢：案例越少靠得越多，"
    "两个运气好的案例比不过四十个。不足 {floor} 例的不写比例。",
    "A step is reached when what was answered after its acceptance has all that it was to bring. Rates are drawn "
    "towards the mean of all providers, the more the fewer cases: two lucky cases do not beat forty. Of fewer than "
    "{floor} cases no rate is told.",
)
_HEADS = (
    label("服务商", "Provider"),
    label("验收后能核对的", "Steps that can be told"),
    label("做到的", "Reached"),
    label("比例（靠拢以后）", "Rate, pooled"),
    label("95% 区间", "95% interval"),
)
_FEW = label("不足 {floor} 例", "fewer than {floor}")
_NONE_YET = label(
    "每家服务商都还不足 {floor} 例：一两例说明不了问题，先不比较。",
    "No provider has {floor} cases yet: one or two prove nothing, and nothing is compared so far.",
)


def show(lang: Lang) -> None:
    """Put the table on the page; nothing where no step can be told."""
    advisor, floor = resources.advisor(), peer_floor()
    outcomes = step_outcomes(resources.store(), advisor.bank, advisor.measures.measures)
    found = kept_promises(outcomes, floor)
    if not found:
        return
    rows = [_row(one, floor, lang) for one in found]
    none_yet = "" if any(one.rate is not None for one in found) else escape(_NONE_YET.fill(floor=floor).text(lang))
    block(
        f'<h3>{_TITLE.text(lang)}</h3><p class="quiet">{escape(_WHAT.fill(floor=floor).text(lang))} {none_yet}</p>'
        + table([head.text(lang) for head in _HEADS], rows, _TITLE.text(lang))
    )


def _row(one: KeptPromises, floor: int, lang: Lang) -> list[str]:
    if one.rate is None or one.low is None or one.high is None:
        return [one.provider, _FEW.fill(floor=floor).text(lang), "–", "–", "–"]
    interval = f"{percent(one.low, 0)} – {percent(one.high, 0)}"
    return [one.provider, str(one.cases), str(one.reached), percent(one.rate, 0), interval]
