"""Last section: the centre's own list of providers and newer published figures, kept as versions."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assessment.language import Label, Lang, label
from assessment.store.records import ContentKind
from assessment.web import links, resources
from assessment.web.centre import city_centres, importing, measure_costs, problems, providers, published_values
from assessment.web.markup import block

_TITLE = label("换成本中心自己的内容", "The centre's own content")
_LEAD = label(
    "导入后新的结果就按新内容算；已经出具的结果保持原样。每次导入都留一个版本。",
    "What you import is used for new results; finished ones stay as they are. Every import is kept as a version.",
)
_KINDS: dict[ContentKind, tuple[Label, Callable[[Lang], None]]] = {
    "provider_pool": (label("服务商资源池", "Providers"), providers.show),
    "benchmark_values": (label("公布的指标数值", "Published figures"), published_values.show),
    "measure_costs": (label("措施的实际花费", "What measures cost"), measure_costs.show),
    "city_centres": (label("各市促进中心的地址电话", "Centres of the cities"), city_centres.show),
}
_CHOICE = label("哪一类内容", "Kind of content")
_UNFIT: dict[ContentKind, Label] = {
    "provider_pool": label(
        "版本 {n} 与现在的问卷或措施不符，没有启用，暂用系统自带的内容。请改好后重新导入：",
        "Version {n} does not fit the present questions or measures and is not in force; what is shipped is used "
        "instead. Correct it and import it again:",
    ),
    "measure_costs": label(
        "版本 {n} 与现在的措施不符，没有启用，暂用系统自带的估算。请重新采用：",
        "Version {n} does not fit the present measures and is not in force; the estimates shipped are used instead. "
        "Take them over again:",
    ),
    "city_centres": label(
        "版本 {n} 与现在的城市不符，没有启用。请改好后重新填写：",
        "Version {n} does not fit the present cities and is not in force. Correct it and enter it again:",
    ),
    "benchmark_values": label(
        "版本 {n} 里有些数值现在用不了，其余照常使用。用不了的是：",
        "Some values of version {n} cannot be used now; the others are in force. These are left out:",
    ),
}


def show() -> None:
    """Put the section on the page."""
    lang = links.lang()
    block(f'<h2>{_TITLE.text(lang)}</h2><p class="quiet">{_LEAD.text(lang)}</p>')
    kind = st.pills(
        _CHOICE.text(lang),
        list(_KINDS),
        default="provider_pool",
        required=True,
        format_func=lambda one: _KINDS[one][0].text(lang),
        key="content-kind",
        persist_state="session",
        label_visibility="collapsed",
    )
    in_force = resources.imports().in_force()
    if kind in in_force.unfit:
        st.warning(_UNFIT[kind].fill(n=in_force.versions[kind]).text(lang))
        problems.told(in_force.unfit[kind], lang)
    _KINDS[kind][1](lang)
    importing.history(kind, lang)
