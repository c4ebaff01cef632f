"""The end of the page: what the result is for, what the consultant says, and what it was made with."""

from __future__ import annotations

from assessment.settings import in_china
from assessment.web.markup import block, escape
from assessment.web.result.pieces import entries, folded
from assessment.web.result.view import View


def comments(view: View) -> None:
    """A consultant's remarks, set apart from what the system says."""
    if not view.advisory.comments:
        return
    told = "".join(
        f"<li><p>{escape(one.text)}</p><small>{escape(one.author)} · {in_china(one.at):%Y-%m-%d}</small></li>"
        for one in view.advisory.comments
    )
    title = view.say("顾问点评", "The consultant's comments")
    block(f'<div class="comments"><h3>{title}</h3><ul>{told}</ul></div>')


def versions(view: View) -> None:
    """The disclaimer, the day of the result, and the versions of all it rests on."""
    used = view.advisory.versions
    rows = [
        (view.say("计算日期", "Computed on"), view.advisory.on.isoformat()),
        (view.say("指标体系", "Frameworks"), _code(", ".join(used.frameworks))),
        (view.say("公布数据", "Published figures"), _code(used.benchmarks)),
        (view.say("企业类型模型", "Model of archetypes"), _code(used.archetypes)),
        (view.say("同行参照", "Peer reference"), _code(used.reference)),
        (view.say("措施和价格", "Measures and prices"), _code(used.measures)),
        (view.say("服务商名单", "Pool of providers"), _code(used.providers)),
        (view.say("政策", "Programmes"), _code(used.programmes)),
        (view.say("软件", "Software"), _code(used.software)),
    ]
    title = view.say("这份结果用了哪些版本", "The versions this result rests on")
    block(
        f'<div class="closing"><p class="quiet">{view.text(view.advisory.disclaimer)}</p>'
        f"{folded(f'<span>{title}</span>', entries(rows), 'plain')}</div>"
    )


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
