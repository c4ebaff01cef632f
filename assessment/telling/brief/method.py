"""How the figures are counted, and what they are not."""

from __future__ import annotations

from assessment.telling.blocks import Bullets, Section, Words
from assessment.telling.brief.subject import BriefSubject


def method(subject: BriefSubject) -> Section:
    """What is counted, by which rules, and what is left out."""
    figures = subject.figures
    spec = figures.firms.now.layout.framework.spec
    items: list[Words] = [
        subject.say(
            "规则：{title}（{version} 版）。等级由企业自测得出，不是官方评定；官方结果以主管部门平台为准。",
            "Rules: {title} (edition {version}). Levels are the firms' own assessment and no official rating; only the "
            "platforms of the authorities give official results.",
            title=spec.short_title,
            version=spec.version,
        ),
        subject.say(
            "等级和得分是保存过的结果，场景、设备、比率和类型随结果一起保存；以前的结果没有存这些，按那份自测现在的回答补算。"
            "核实过的回答代替自报的。",
            "Levels and points are of kept results; scenes, machines, rates and types are kept with them, or, of older "
            "results, found from the answers as they are now. Answers verified on site stand for reported ones.",
        ),
        subject.say(
            "截至 {day} 末；之后开始、完成或核实的不计。",
            "As of the end of {day}; what was begun, done or verified later is not counted.",
            day=subject.day(figures.on),
        ),
        subject.say(
            "每个数都能从同一页导出的企业表重算。",
            "Every figure can be found again from the table of firms that the page exports.",
        ),
    ]
    if figures.left_out:
        items.append(
            subject.say(
                "{n}的结果按另一版规则，没有重算，不计。",
                "Results of {n} stand under other rules, were not scored anew and are not counted.",
                n=subject.firms(figures.left_out),
            )
        )
    lead = subject.say("数字怎么来的。", "Where the figures come from.")
    return Section("method", subject.say("说明", "How this is counted"), lead, (Bullets(items),))
