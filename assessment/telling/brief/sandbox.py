"""The policy sandbox: scenarios beside today, told once for page, PDF and Word."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assessment.foresight import MISSED_BY, GroupKind, Scenario, ScenarioComparison, ScenarioResult
from assessment.language import Label, Lang, label
from assessment.planning import money, plain
from assessment.telling.blocks import (
    Block,
    Bullets,
    Column,
    Drawing,
    Figure,
    Figures,
    Fold,
    Heading,
    Panel,
    Paragraph,
    Section,
    Table,
    Words,
)
from assessment.telling.brief.groups import BY
from assessment.telling.brief.head import BriefHead, ToldBrief
from assessment.telling.charts.bars import BarWords, PointBar, PointBars
from assessment.telling.charts.base import Frame
from assessment.telling.speech import Speech

TITLE = label("政策沙盘", "Policy sandbox")
_FEW = 10
"""Of fewer firms in all, figures of groups are about single firms; the brief says so."""
_SHOWN = 24
_KINDS: tuple[GroupKind, ...] = ("city", "county", "chain", "size")


@dataclass(frozen=True)
class SandboxSubject(BriefHead):
    """A comparison of scenarios as one brief tells it."""

    comparison: ScenarioComparison
    lang: Lang
    made_by: str = ""

    @property
    def title(self) -> str:
        """What it is called, with the level that is aimed at."""
        return self.say("{title}：推动企业到{level}", "{title}: moving firms to {level}", title=TITLE, level=self.level)

    @property
    def about(self) -> str:
        """Whose firms, by which rules."""
        return self.words(
            "sandbox.firms_n_framework",
            firms=self.comparison.firms_of,
            n=self.firms(self.comparison.firms),
            framework=self.comparison.framework,
            day=self.day(self.on),
        )

    @property
    def on(self) -> datetime.date:
        """The day whose rules count."""
        return self.comparison.on

    @property
    def keywords(self) -> str:
        """What it is."""
        return self.tell(TITLE)

    @property
    def level(self) -> Label:
        """The level that firms are to reach."""
        return self.comparison.results[0].level_name

    @property
    def tried(self) -> tuple[ScenarioResult, ...]:
        """The scenarios without today."""
        return self.comparison.results[1:]

    def firms(self, number: int) -> str:
        """So many firms."""
        return self.count(number, "家", "firm")

    def money(self, cents: int) -> str:
        """An amount of money."""
        return self.tell(money(cents))


def sandbox_brief(subject: SandboxSubject) -> ToldBrief[SandboxSubject]:
    """The whole brief."""
    told = (tell(subject) for tell in (_summary, _beside, _gains, _misses, _terms, _method))
    return ToldBrief(subject, tuple(section for section in told if section.blocks))


def sentences(subject: SandboxSubject) -> list[str]:
    """What it comes to, a sentence or two for each scenario; today first."""
    today = subject.comparison.results[0]
    first = subject.words(
        "sandbox.today_of_stand_at_able",
        n=subject.firms(subject.comparison.firms),
        standing=today.standing,
        level=subject.level,
        anyway=today.anyway,
    )
    return [first, *(_sentence(subject, one) for one in subject.tried)]


def _sentence(subject: SandboxSubject, one: ScenarioResult) -> str:
    name, today = one.scenario.name, subject.comparison.results[0]
    told = []
    if one.scenario.draft:
        told.append(
            subject.words(
                "sandbox.under_the_draft_stand",
                standing=one.standing,
                before=today.standing,
                anyway=one.anyway,
                once=today.anyway,
            )
        )
    elif one.scenario.prices:
        told.append(subject.words("sandbox.at_these_prices_move", anyway=one.anyway, once=today.anyway))
    if one.scenario.pays:
        told.append(_support(subject, one))
    joined = subject.say("；", "; ").join(told) or subject.say("和今天一样", "the same as today")
    return subject.say("{name}：{told}。", "{name}: {told}.", name=name, told=joined)


def _support(subject: SandboxSubject, one: ScenarioResult) -> str:
    """What support moves beyond those that move anyway, and what is paid to these."""
    if one.each is None and not one.wasted_on:
        return subject.say("补助一家也没有带动，也没有花钱", "support moves nobody, and nothing is paid")
    waste, n = subject.money(one.deadweight), one.wasted_on
    if one.each is None:
        return subject.words("sandbox.support_moves_nobody_more", waste=waste, n=n)
    cost, each = subject.money(one.cost), subject.money(one.each)
    return subject.words("sandbox.support_moves_more", gained=one.gained, cost=cost, each=each, waste=waste, n=n)


def _summary(subject: SandboxSubject) -> Section:
    caution = [subject.words("sandbox.for_internal_use")]
    if subject.comparison.firms < _FEW:
        caution.append(subject.words("sandbox.only_this_is_about", n=subject.firms(subject.comparison.firms)))
    best = max(subject.tried, key=lambda one: one.gained)
    figures = Figures(
        [
            Figure(f"{subject.comparison.firms:,}", subject.say("家企业", "firms")),
            Figure(f"{subject.comparison.results[0].standing:,}", subject.say("家今天已到", "there today")),
            Figure(
                f"{max(one.there for one in subject.tried):,}",
                subject.say("家：到得最多的方案", "there under the scenario that brings most"),
            ),
            Figure(
                f"+{best.gained:,}",
                subject.say("家：补助最多带动", "moved by support at most"),
                best.scenario.name if best.gained else "",
            ),
        ],
        depth="headline",
    )
    return Section(
        "summary",
        subject.say("要点", "In short"),
        "",
        (
            Panel([Paragraph(subject.say("", " ").join(caution), role="small")], tone="caution", depth="headline"),
            figures,
            Bullets(list(sentences(subject)), depth="headline"),
        ),
    )


def _beside(subject: SandboxSubject) -> Section:
    """Every figure of every scenario."""
    results = subject.comparison.results
    most = subject.comparison.firms or 1
    chart = PointBars(
        Frame(
            question=subject.words("sandbox.under_each_how_many", level=subject.level),
            answer=subject.say(
                "到得最多的是{name}。", "Most under {name}.", name=max(results, key=lambda one: one.there).scenario.name
            ),
            note=subject.say("斜纹是补助多带动的。", "Hatched is what support adds."),
        ),
        [PointBar(one.scenario.name, one.standing + one.anyway, one.there, most) for one in results],
        BarWords(
            subject.say("已到或不补也到", "there, or moves anyway"),
            subject.say("补助带动", "moved by support"),
            subject.say("没到", "not there"),
        ),
        value=lambda bar: f"{bar.high:,.0f}",
    )
    title = subject.say("并排比较", "Side by side")
    lead = subject.say("每家企业只数一次。", "Every firm is counted once.")
    return Section("beside", title, lead, (Drawing(chart), _figures_table(subject, title)))


def _figures_table(subject: SandboxSubject, caption: str) -> Table:
    results = subject.comparison.results
    counts: list[tuple[str, list[int]]] = [
        (subject.say("已在这一级", "stand there"), [one.standing for one in results]),
        (subject.say("不补也会升", "move anyway"), [one.anyway for one in results]),
        (subject.say("补助带动", "moved by support"), [one.gained for one in results]),
        (subject.say("差钱", "miss it for money"), [one.missed for one in results]),
        (subject.say("不在申请范围", "may not apply"), [one.not_asked for one in results]),
        (subject.say("钱已用完", "too late for the sum"), [one.late for one in results]),
        (subject.say("没有走得通的办法", "no known way"), [one.no_way for one in results]),
        (subject.say("没算出来", "not proven"), [one.unproven for one in results]),
    ]
    rows: list[list[Words]] = [
        [title, *(f"{n:,}" for n in each)] for at, (title, each) in enumerate(counts) if at < 4 or any(each)
    ]
    rows += [
        [subject.say("公款", "public money"), *(subject.money(one.cost) for one in results)],
        [
            subject.say("每多带动一家", "for each moved"),
            *("—" if one.each is None else subject.money(one.each) for one in results),
        ],
        [
            subject.say("付给本来也会升的", "to firms that move anyway"),
            *(subject.beside(subject.money(one.deadweight), subject.firms(one.wasted_on)) for one in results),
        ],
    ]
    return Table(_columns(subject, subject.say("家数", "Firms")), rows, caption=caption)


def _columns(subject: SandboxSubject, first: str, of: tuple[ScenarioResult, ...] | None = None) -> list[Column]:
    results = subject.comparison.results if of is None else of
    return [Column(first, 26, strong=True), *(Column(one.scenario.name, 18, "right") for one in results)]


def _gains(subject: SandboxSubject) -> Section:
    """Which groups gain, by what."""
    lead = subject.words("sandbox.each_cell_firms_moved")
    paying = tuple(one for one in subject.tried if one.scenario.pays)
    blocks = tuple(block for by in _KINDS for block in _gains_by(subject, by, paying)) if paying else ()
    return Section("gains", subject.say("谁得益", "Who gains"), lead, blocks)


def _gains_by(subject: SandboxSubject, by: GroupKind, paying: tuple[ScenarioResult, ...]) -> Iterator[Block]:
    lines = [[one for one in result.groups if one.by == by] for result in paying]
    if len(lines[0]) < 2:
        return
    columns = _columns(subject, subject.tell(BY[by]), paying)
    columns.insert(1, Column(subject.say("企业", "Firms"), 10, "right"))
    rows: list[list[Words]] = [
        [
            subject.tell(group[0].name),
            f"{group[0].firms:,}",
            *(f"{one.gained:,} · {subject.money(one.cost)}" if one.gained or one.cost else "—" for one in group),
        ]
        for group in zip(*lines, strict=True)
    ]
    name = subject.say("按{name}", "By {name}", name=BY[by].zh if subject.lang == "zh" else BY[by].en.lower())
    table = Table(columns, rows, caption=name)
    if len(rows) > _SHOWN:
        words = subject.say("{name}：{n} 组", "{name}: {n} groups", name=name, n=len(rows))
        yield Fold(words, [table])
    else:
        yield Heading(name)
        yield table


def _misses(subject: SandboxSubject) -> Section:
    """Who just misses it, and by what."""
    rows: list[list[Words]] = []
    before = 0
    for at, end in enumerate(MISSED_BY):
        words = (
            subject.say("{low}以上", "more than {low}", low=subject.money(before))
            if end is None
            else subject.say("{low} 到 {high}", "{low} to {high}", low=plain(before), high=money(end))
        )
        rows.append([words, *(f"{one.misses[at]:,}" for one in subject.comparison.results)])
        before = end or before
    title = subject.say("差一点的企业", "Who just misses it")
    lead = subject.words("sandbox.firms_that_have_a_way")
    if not any(sum(one.misses) for one in subject.comparison.results):
        return Section("misses", title, lead, ())
    return Section(
        "misses", title, lead, (Table(_columns(subject, subject.say("还差", "Lacks")), rows, caption=title),)
    )


def _terms(subject: SandboxSubject) -> Section:
    """What each scenario says."""
    blocks: list[Block] = []
    for one in subject.comparison.results:
        items: list[Words] = [*said(subject, one.scenario, subject.comparison.names)]
        asked = subject.joined([subject.tell(text) for text in one.requires])
        items.append(subject.words("sandbox.asks_for_edition", level=one.level_name, asked=asked, edition=one.edition))
        blocks += [Heading(one.scenario.name), Bullets(items)]
    lead = subject.words("sandbox.what_each_pays_for_for_whom")
    return Section("terms", subject.say("方案的条件", "Terms"), lead, tuple(blocks))


def said(speech: Speech, one: Scenario, names: Mapping[str, Label]) -> Iterator[str]:
    """What a scenario says, in sentences; ``names`` tells measures, categories and options that it names."""

    def named(keys: Iterable[str]) -> str:
        return speech.joined([speech.tell(names.get(key, label(key, key))) for key in keys])

    yield _subsidy(speech, one)
    if one.pays:
        groups: dict[str, list[str]] = {}
        for text in one.only:
            groups.setdefault(text.partition("=")[0], []).append(text)
        if groups:
            who = speech.say("，并且", ", and ").join(named(keys) for keys in groups.values())
            yield speech.say("可以申请的：{who}。", "May apply: {who}.", who=who)
        if one.pays_for:
            yield speech.say("只补：{what}。", "Paid for: {what}.", what=named(one.pays_for))
        yield (
            speech.say("花得少的先得。", "Cheapest first.")
            if one.merit
            else speech.say("先到先得（按名单的顺序）。", "First come, in the order of the list.")
        )
    if one.prices:
        prices = [
            speech.say("{name} {price}", "{name} {price}", name=named([name]), price=money(round(price * 100)))
            for name, price in one.prices.items()
        ]
        yield speech.say("价格：{prices}。", "Prices: {prices}.", prices=speech.joined(prices))
    if one.draft:
        yield speech.say("按草案，不按现行的标准。", "Under a draft, not the edition in force.")


def _subsidy(speech: Speech, one: Scenario) -> str:
    if not one.pays:
        return speech.say("没有补助。", "No support.")
    parts = [speech.say("补助支出的 {percent}%", "support of {percent}% of the spend", percent=f"{one.percent:g}")]
    if one.cap is not None:
        parts.append(speech.say("单家最多 {cap}", "at most {cap} a firm", cap=money(round(one.cap * 100))))
    if one.budget is not None:
        parts.append(speech.say("总额 {sum}", "{sum} in all", sum=money(round(one.budget * 100))))
    told = speech.say("，", ", ").join(parts)
    return speech.say("{told}。", "{told}.", told=told[0].upper() + told[1:])


def _method(subject: SandboxSubject) -> Section:
    today = subject.comparison.results[0].scenario
    items: list[Words] = [
        subject.words("sandbox.every_firm_takes"),
        subject.words("sandbox.assumed_a_firm_can", years=f"{today.years:g}"),
        subject.words("sandbox.firm_that_can_pay"),
        subject.words("sandbox.open_answers_count", costs=subject.sentence(subject.comparison.costs)),
    ]
    lead = subject.say("怎么算的，假设了什么。", "How this is found, and what is assumed.")
    return Section("method", subject.say("说明", "How this is found"), lead, (Bullets(items),))
