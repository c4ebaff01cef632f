"""Methods and sources: how a result comes about, what it rests on, and how far each thing can be trusted."""

from uuid import UUID

import pandas as pd
import streamlit as st

from assessment import settings
from assessment.content.provenance import FIDELITY, Source
from assessment.language import Lang, label
from assessment.scoring import Framework, plain_number
from assessment.web import links, resources, session
from assessment.web.markup import block, escape

TITLE = label("方法与来源", "Methods and sources")
HOW = (
    label(
        "每个选项值多少分、每一级要满足什么，全部照公布的规则，写在数据文件里；程序只做整数加法和比较。",
        "What an option is worth and what a level asks for is published and kept as data; the program only adds whole "
        "numbers and compares.",
    ),
    label(
        "没回答、不清楚、不适用都不算零分：分数给出最差和最好两头，中间的每种补法都在这个区间里。",
        "Unanswered, don't know and not applicable are never a zero: the score is given at its worst and at its best, "
        "and every way of completing the answers lies between.",
    ),
    label(
        "最省的办法是在同一套规则上解一个整数规划，求到可证明的最优；费用是估算，写明高中低。",
        "The cheapest way is an integer program on the very same rules, solved to proven optimality; costs are "
        "estimates, given as low, likely and high.",
    ),
    label(
        "同行比较在真实企业不够多之前用按公布值校准的模拟企业，标明“模拟参照”；少于 10 家的分组一律不显示。",
        "Until there are enough real firms, peers are modelled ones held to published values, and marked so; groups of "
        "fewer than 10 firms are never shown.",
    ),
)
WHO = label(
    "您填的内容存在本服务器的数据库里，用于给您出结果；不经同意不会计入同行比较。凭续答码可以继续填写，也可以要求删除。",
    "What you enter is kept in this server's database to give you the result. It is counted among peers only with your "
    "consent. With the resume code you can go on, or have everything deleted.",
)


SURE = label("我确定要删除这份自测的全部内容", "I am sure that everything of this assessment shall be deleted")
DELETE = label("删除", "Delete")


def _deletion(assessment_id: UUID, lang: Lang) -> None:
    with st.expander(label("删除这份自测", "Delete this assessment").text(lang), key="deletion"):
        sure = st.checkbox(SURE.text(lang), key="sure")
        if st.button(DELETE.text(lang), disabled=not sure, key="delete"):
            resources.store().delete_assessment(assessment_id)
            session.here().sheets.clear()
            links.go(links.HOME, code=None)


def _framework(framework: Framework, lang: Lang) -> None:
    spec = framework.spec
    with st.expander(f"{spec.short_title.text(lang)} · {spec.version}", key=f"framework-{spec.id}"):
        sources = "".join(
            f'<li class="cited">{escape(s.named(lang))} {s.date or ""} {escape(s.address or "")}</li>'
            for s in spec.sources
        )
        document = Source(title=spec.document, title_en=spec.document_en).named(lang)
        doubts = "".join(f"<li>{escape(d.note.text(lang))}</li>" for d in spec.doubts)
        levels = "".join(
            f"<li><b>{level.level} {escape(level.name.text(lang))}</b> {escape(level.meaning.text(lang))}</li>"
            for level in spec.levels
        )
        block(
            f"<h3>{escape(spec.title.text(lang))}</h3><p>{escape(spec.purpose.text(lang))}</p>"
            f'<p class="cited">{escape(document)} · {spec.date} · {FIDELITY[spec.fidelity].text(lang)}</p>'
            f"<p>{escape(spec.provenance.text(lang))}</p><h4>{label('等级', 'Levels').text(lang)}</h4><ul>{levels}</ul>"
            f"<h4>{label('来源', 'Sources').text(lang)}</h4><ul>{sources}</ul>"
            + (f"<h4>{label('存疑之处', 'Open points').text(lang)}</h4><ul>{doubts}</ul>" if doubts else "")
        )


def _published(lang: Lang) -> None:
    benchmarks = resources.advisor().benchmarks
    rows = [
        {
            label("指标", "Indicator").text(lang): benchmarks.indicators[v.indicator].label.text(lang),
            label("地区", "Area").text(lang): benchmarks.geographies[v.geography].label.text(lang),
            label("日期", "Date").text(lang): v.date.isoformat(),
            label("数值", "Value").text(lang): "" if v.value is None else plain_number(v.value),
            label("来源", "Source").text(lang): v.source.named(lang),
            label("可信度", "Fidelity").text(lang): FIDELITY[v.fidelity].text(lang),
        }
        for v in benchmarks.values
    ]
    table = pd.DataFrame(rows)
    st.table(table)


def page() -> None:
    """Put the page together."""
    lang = links.lang()
    advisor = resources.advisor()
    steps = "".join(f"<li>{step.text(lang)}</li>" for step in HOW)
    block(f"<h1>{TITLE.text(lang)}</h1><ul>{steps}</ul>")
    block(f"<h2>{label('评测规则', 'Frameworks').text(lang)}</h2>")
    for framework in advisor.frameworks_on(settings.today()).values():
        _framework(framework, lang)
    block(f"<h2>{label('公布值', 'Published values').text(lang)}</h2>")
    with st.expander(label("全部数值、日期和来源", "All values with date and source").text(lang), key="published"):
        _published(lang)
    for title, name in (
        (label("企业类型模型", "The archetypes"), "archetypes"),
        (label("模拟参照群体", "The reference population"), "population"),
    ):
        card = advisor.root / "models" / f"{name}{'.zh' if lang == 'zh' else ''}.md"
        with st.expander(title.text(lang), key=f"model-{name}"):
            st.markdown(card.read_text(encoding="utf-8"))
    block(f"<h2>{label('您的数据', 'Your data').text(lang)}</h2><p>{WHO.text(lang)}</p>")
    assessment_id = session.current()
    if assessment_id is not None:
        _deletion(assessment_id, lang)


page()
