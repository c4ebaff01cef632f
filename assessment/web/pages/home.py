"""The first page: what it gives, what to have at hand, start, and come back."""

import streamlit as st

from assessment import settings
from assessment.advisory import MAIN_FRAMEWORK
from assessment.answers.firm_file import load_firm
from assessment.asking.effort import effort_of
from assessment.language import Lang, label
from assessment.report.picture import png
from assessment.telling.card import card
from assessment.telling.subject import Subject
from assessment.web import keepsake, links, no_edition, paper, resources, session, visitors, waits
from assessment.web.firms import beginning
from assessment.web.markup import block, escape, literal
from assessment.web.result import forwarding

TITLE = label("您的工厂，数字化走到哪一步了？", "How digital is your factory?")
LEAD = label(
    "给江西中小企业老板的自查工具。不用懂术语，对着厂里的情况选，答到哪存到哪。",
    "A self-check for owners of small and medium-sized firms in Jiangxi. No jargon: answer from what you see in the "
    "factory. Every answer is saved as you give it.",
)
GAINS = (
    (
        label("在哪一级", "Your level"),
        label(
            "按国家现行的评测指标，每一分都说得出理由",
            "Under the national indicators in force, with the reason for every point",
        ),
    ),
    (
        label("比别人如何", "Where you stand"),
        label(
            "和江西、全国已公布的数比一比，写明年份和出处",
            "Beside the published figures of Jiangxi and China, dated and sourced",
        ),
    ),
    (
        label("怎么升级最省", "The cheapest way up"),
        label("到下一级花钱最少的做法和先后顺序", "The least costly steps to the next level, in order"),
    ),
    (
        label("找谁做、有什么政策", "Who can help"),
        label(
            "服务商名单怎么选的都有理由，附相关政策",
            "A shortlist of providers with reasons, and programmes that apply",
        ),
    ),
    (
        label("一份 PDF 报告", "A PDF report"),
        label("可以打印，拿去和合伙人、银行、服务商谈", "To print and take to partners, banks and providers"),
    ),
)
AT_HAND = (
    label("营业执照（全称、统一社会信用代码）", "The business licence (full name, unified social credit code)"),
    label("去年 12 月的利润表、资产负债表", "Last December's income statement and balance sheet"),
    label("现在的员工人数", "The number of people employed now"),
    label(
        "生产设备清单：一共几台，数控的、带屏能显示数据的、联了网的各几台",
        "The equipment list: how many machines in all, and how many numerically controlled, with a display of data, "
        "connected",
    ),
    label(
        "关键工序有几道，其中几道由机器自动控制",
        "How many key process steps there are, and how many run under automatic control",
    ),
    label(
        "在用的软件：财务、进销存、生产、设计、办公",
        "The software in use: accounts, stock, production, design, office",
    ),
    label(
        "近三年花在软件和数字化设备上的钱（大概数）",
        "Roughly what was spent on software and digital equipment in the last three years",
    ),
)
WITHOUT = label(
    "没有也能填：不知道的选“不清楚”，结果会给出一个范围。",
    "You can start without them: choose 'I don't know', and the result is a range.",
)
START = label("开始完整自测", "Start the full check")
START_QUICK = label("先做快检", "Start with the quick check")
CODE = label("续答码", "Resume code")
SEVERAL = label("按几套指标一起测", "Check against several frameworks at once")
SEVERAL_WHY = label(
    "一件事只问一次，几套指标共用；从别的回答能推出来的，不再问。问得最少、知道得最多的排在前面。",
    "A thing is asked once and serves all of them; what follows from other answers is not asked. What tells most for "
    "the fewest questions comes first.",
)
SEVERAL_COUNT = label("一共最多 {n} 题（含企业概况）", "At most {n} questions in all, the profile included")
START_SEVERAL = label("开始", "Start")
RUN_BY = label("谁在办：{who}", "Run by {who}")
TERMS = (
    label("不收钱，不用注册，随时可以停。", "It is free, needs no account, and can be left at any time."),
    label(
        "回答存在主办方自己的服务器上，系统从不往外发：拿着续答码的人能看能改，所在地的转型促进中心也能看到。",
        "Answers are kept on the organiser's own server and never sent elsewhere. Whoever holds the resume code can "
        "read and change them; the promotion centre of the area can read them.",
    ),
    label(
        "结果供自己改进，不是官方评定，不能用来申报。",
        "The result serves the firm's own improvement; it is no official rating.",
    ),
)
EXAMPLE = label("结果长什么样？看一张示例", "What does a result look like? See an example")
EXAMPLE_OF = label("示例企业的结果卡片，数字都是示例：{told}", "The card of a sample firm, with sample figures: {told}")
PRINT = label("打印这份清单", "Print this list")


def _begin() -> None:
    lang = links.lang()
    for framework in resources.wanted(None):
        spec = framework.spec
        with st.container(key=f"card-{spec.id}"):
            bank, facts = resources.bank(), resources.asked(spec.id)
            needed = [fact for fact in facts if not bank.topics[bank.topic_of[fact]].optional]
            most = max(spec.minutes, effort_of(bank, needed).minutes)
            minutes = label("最多约 {n} 分钟", "about {n} minutes at most").fill(n=most)
            block(
                f"<h2>{escape(spec.short_title.text(lang))} · {minutes.text(lang)}</h2>"
                f'<p class="quiet">{escape(spec.purpose.text(lang))}</p>'
            )
            main = spec.id == MAIN_FRAMEWORK
            text = START if main else START_QUICK
            if st.button(text.text(lang), key=f"start-{spec.id}", type="primary" if main else "secondary"):
                links.go(links.QUESTIONS, code=session.start(), scope=None if main else spec.id)


def _trust() -> None:
    """Who runs it, what it costs, what becomes of the answers, and what one gets."""
    lang = links.lang()
    who = settings.run_by()
    lines = [RUN_BY.fill(who=who).text(lang)] if who else []
    items = "".join(f"<li>{escape(line)}</li>" for line in [*lines, *(term.text(lang) for term in TERMS)])
    block(f'<ul class="terms">{items}</ul>')
    example = st.expander(EXAMPLE.text(lang), key="example", on_change="rerun")
    if example.open:
        with example:
            data, told = _example_card(lang, keepsake.site())
            words = EXAMPLE_OF.fill(told=told).text(lang)
            forwarding.picture(data, words, "card")
            block(f'<p class="quiet">{escape(words)}</p>')


@st.cache_data(show_spinner=False)
def _example_card(lang: Lang, address: str) -> tuple[bytes, str]:
    """The card of the first sample firm, and its words."""
    advisor = resources.shipped()
    file = next(iter(sorted((advisor.root / "seeds" / "firms").glob("*moulding*.yaml"))))
    table = load_firm(file, advisor.bank)[1]
    told = card(Subject(next(iter(advisor.advise(table, settings.today()))), lang), forwarding.code_of(address))
    return png(told, forwarding.WIDTH), told.frame.answer


def _several() -> None:
    """One questionnaire for several frameworks: what they share is asked once."""
    lang = links.lang()
    offered = resources.advisor().frameworks_on(settings.today())
    with st.expander(SEVERAL.text(lang), key="several"):
        block(f'<p class="quiet">{SEVERAL_WHY.text(lang)}</p>')
        chosen = [
            name
            for name, framework in offered.items()
            if st.checkbox(
                literal(framework.spec.short_title.text(lang)), value=name == MAIN_FRAMEWORK, key=f"several-{name}"
            )
        ]
        facts = len(resources.advisor().facts_to_fill([offered[name] for name in chosen]))
        block(f'<p class="quiet">{SEVERAL_COUNT.fill(n=facts).text(lang)}</p>')
        if st.button(START_SEVERAL.text(lang), key="start-several", disabled=not chosen):
            links.go(links.QUESTIONS, code=session.start(), scope=",".join(chosen))


def _resume() -> bool:
    """The field for a code; whether one was typed that opens nothing, which is told below it."""
    lang = links.lang()
    with st.form("resume", border=False):
        typed = st.text_input(
            CODE.text(lang),
            placeholder="XXXX-XXXX-XXXX-XXXX",
            autocomplete="off",
            key="resume-code",
        )
        pressed = st.form_submit_button(label("接着填", "Continue").text(lang))
    if pressed and typed.strip():
        opened = session.open_code(typed.strip())
        if opened is not None:
            session.here().mine.add(opened)
            links.go(links.QUESTIONS, code=session.here().code)
        return _refused()
    return False


def _refused() -> bool:
    """Say why a code opened nothing; whether there is anything to say."""
    lang, refusal = links.lang(), session.here().refusal
    if refusal is not None:
        st.error(literal(f"{refusal.message.text(lang)}{'。' if lang == 'zh' else '. '}{refusal.remedy.text(lang)}"))
    return refusal is not None


def page() -> None:
    """Put the page together."""
    lang = links.lang()
    if beginning.show():
        return
    above = st.empty()
    gains = "".join(f"<li><b>{escape(a.text(lang))}</b><span>{escape(b.text(lang))}</span></li>" for a, b in GAINS)
    block(f'<h1>{TITLE.text(lang)}</h1><p class="lead">{LEAD.text(lang)}</p><ul class="gains">{gains}</ul>')
    notice, session.here().notice = session.here().notice, None
    if notice is not None:
        st.info(notice.text(lang))
    if (own := session.current()) is not None:
        links.link(links.QUESTIONS, label("继续填写我的评估 →", "Continue my assessment →").text(lang), key="continue")
        if (firm := resources.store().firm_of(own)) is not None:
            waits.of_firm(firm.id, lang)
    if (here := visitors.signed_in()) is not None:
        waits.line(here.account, lang)
    no_edition.told()
    _begin()
    _trust()
    _several()
    block(f"<h2>{label('上次没填完？', 'Not finished last time?').text(lang)}</h2>")
    if not _resume() and st.query_params.get("code"):
        with above:  # whoever comes by a link that opens nothing would not look for it further down
            _refused()
    with st.container(key="prepare"):
        items = "".join(f"<li>{escape(item.text(lang))}</li>" for item in AT_HAND)
        block(
            f"<h2>{label('手边备好这些，填得更快', 'Have these at hand').text(lang)}</h2><ul>{items}</ul>"
            f'<p class="quiet">{WITHOUT.text(lang)}</p>'
            f'<button type="button" class="print no-print">{PRINT.text(lang)}</button>'
        )
        if asked := resources.asked(None):
            paper.fold(asked)


page()
