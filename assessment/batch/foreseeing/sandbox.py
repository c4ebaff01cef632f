"""Scenarios tried on the firms of a table: today beside each of them, and a firm a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import Advisor
from assessment.batch.engines import Engine
from assessment.batch.foreseeing.foreseen import (
    CITY,
    ESTIMATE,
    Foreseen,
    Progress,
    cents,
    check_level,
    counties_of,
    firm_columns,
    option,
    sizes_of,
)
from assessment.batch.foreseeing.membership import FirmGroups
from assessment.batch.foreseeing.spreading import WaysUp, spread
from assessment.batch.scored import Batch
from assessment.content.drafts import drafted, place_in
from assessment.content.facts import ChoiceFact
from assessment.content.measures import Category, MeasureBook
from assessment.foresight import (
    MISSED_BY,
    GroupGain,
    GroupKind,
    Outcome,
    Policy,
    Scenario,
    ScenarioComparison,
    ScenarioResult,
    Ways,
    joined_ways,
    means_of,
    movers_of,
    today_of,
    tried,
)
from assessment.language import Label, Lang, label
from assessment.planning import SharePaid
from assessment.problems import refuse
from assessment.scoring import Framework, level_name, requirement_text, score
from assessment.telling.brief.sandbox import SandboxSubject, sentences
from assessment.workbook.firms.lines import LineColumn

MOST = 4
"""So many scenarios are compared at once, beside today: more do not fit on a page."""
TODAY = label("今天", "Today")
_CHAIN, _NOT_GIVEN = "chain", label("没填", "not given")
_DOES: tuple[Label, ...] = (
    label("已在这一级", "stands there"),
    label("没有补助也会升级", "would move anyway"),
    label("补助带动升级", "moves because of it"),
    label("差钱", "misses it for money"),
    label("不在申请范围", "may not apply"),
    label("钱已用完", "the sum is used up"),
    label("没有走得通的办法", "no known way"),
    label("没算出来", "not proven"),
)
_STANDS, _ANYWAY, _GAINED, _MISSED, _NOT_ASKED, _LATE, _NO_WAY, _UNPROVEN = range(len(_DOES))


@dataclass(frozen=True)
class Tested:
    """Scenarios tried: what they come to, and what each does to each firm."""

    comparison: ScenarioComparison
    firms: Foreseen


@dataclass(frozen=True)
class _Firms:
    """What one scenario does, by firm: which of ``_DOES``, what it is paid and what it lacks (hundredths of 万元)."""

    does: NDArray[np.int64]
    paid: NDArray[np.int64]
    short: NDArray[np.int64]


def tried_scenarios(
    batch: Batch,
    scenarios: Sequence[Scenario],
    firms_of: str,
    lang: Lang,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Tested:
    """Try scenarios on the firms of a batch, each beside today; ``firms_of`` says whose firms they are.

    Every firm answers by the way that leaves it least to pay, planned exactly. Raises ``InputRefused`` for what cannot
    be tried: no scenario or too many, another level or other means than the first, names that do not exist, and a draft
    that is faulty or that no firm can meet.
    """
    _check(batch, scenarios)
    every = [today_of(scenarios[0], TODAY.text(lang)), *scenarios]
    bench = _Bench(batch, every, progress, engine)
    found = [bench.tried(one) for one in every]
    groups = _groups(batch)
    results = tuple(
        _result(batch, one, bench.framework(one), firms, groups) for one, firms in zip(every, found, strict=True)
    )
    below = np.flatnonzero(np.any([firms.does != _STANDS for firms in found], axis=0))
    columns = firm_columns(batch, below, lang)
    for one, firms in zip(every, found, strict=True):
        columns += _columns(one, firms, below, lang)
    costs = label("措施费用 {version} 版", "costs of measures, version {version}").fill(
        version=batch.reading.advisor.measures.version
    )
    comparison = ScenarioComparison(
        firms_of=firms_of,
        on=batch.reading.on,
        firms=len(batch.table),
        framework=batch.reading.main.spec.short_title,
        costs=costs,
        results=results,
        names=scenario_names(batch.reading.advisor, scenarios),
    )
    told = (label(text, text) for text in sentences(SandboxSubject(comparison, lang)))
    return Tested(comparison, Foreseen(tuple(columns), (*told, ESTIMATE)))


def scenario_names(advisor: Advisor, scenarios: Sequence[Scenario]) -> dict[str, Label]:
    """The measures, categories and options that scenarios name, in words; what is not known is left out."""
    known = {str(one.id): one.label for one in advisor.pool.categories.values()}
    known |= {one.id: one.title for one in advisor.measures.measures.values()}
    for fact in advisor.bank.facts.values():
        if isinstance(fact, ChoiceFact):
            for one in fact.options:
                known |= dict.fromkeys((f"{fact.id}={way}" for way in (one.id, one.label.zh, one.label.en)), one.label)
    wanted = {name for one in scenarios for name in (*one.pays_for, *one.prices, *one.only)}
    return {name: known[name] for name in sorted(wanted & known.keys())}


def _check(batch: Batch, scenarios: Sequence[Scenario]) -> None:
    if not 1 <= len(scenarios) <= MOST:
        raise refuse(
            "scenarios",
            label(f"一次可以比较 1 到 {MOST} 个方案", f"1 to {MOST} scenarios are compared at once"),
            label("请选几个方案。", "Choose some scenarios."),
            len(scenarios),
        )
    first, names = scenarios[0], [TODAY.zh, TODAY.en, *(one.name for one in scenarios)]
    check_level(batch, first.level)
    for one in scenarios:
        if (one.level, one.years) != (first.level, first.years):
            raise refuse(
                one.name,
                label(
                    "并排的方案要推到同一级，企业的财力也要按同一个假设",
                    "scenarios beside each other need one level and one assumption of the firms' means",
                ),
                label("请把 level 和 years 改成一样。", "Make 'level' and 'years' the same."),
                f"{one.level}, {one.years:g}",
            )
        if names.count(one.name) > 1:
            raise refuse(
                one.name,
                label("有两个方案同名", "two scenarios have the same name"),
                label("请给每个方案起不同的名字。", "Give each its own name."),
            )
        if one.percent and one.budget == 0:
            raise refuse(
                one.name,
                label("总额是 0，谁也补不到", "the sum is nought: nobody would be paid"),
                label("请写一个大于 0 的总额，或不写总额。", "Enter a sum above nought, or none for no limit."),
            )


def framework_of(main: Framework, scenario: Scenario) -> Framework:
    """The edition by which a scenario judges: the main one, or its draft.

    Raises ``InputRefused`` for a draft that is faulty, that no firm can meet, or that lacks the level.
    """
    if not scenario.draft:
        return main
    spec = drafted(main.spec, scenario.draft, scenario.name)
    made = Framework(spec, main.bank, place_in(scenario.name))
    if scenario.level not in [one.level for one in made.levels]:
        raise refuse(
            scenario.name,
            label("草案里没有这一级", "the draft has no such level"),
            label("请改 level，或把这一级写进草案。", "Change 'level', or put it into the draft."),
            scenario.level,
        )
    return made


class _Bench:
    """The firms with the ways that scenarios share: one plan for each framework and price, whatever the subsidy."""

    def __init__(self, batch: Batch, scenarios: Sequence[Scenario], progress: Progress | None, engine: Engine | None):
        self.batch, self.progress, self.engine = batch, progress, engine
        self.sizes = sizes_of(batch)
        self.frameworks = {one.name: self._framework(one) for one in scenarios}
        self.books = {one.name: self._book(one) for one in scenarios}
        self.shares = {one.name: self._policy(one).paid for one in scenarios}
        self._known: dict[tuple[int, str, SharePaid | None], Ways] = {}
        self._tasks = {self._key(one, paid) for one in scenarios for paid in (None, self._paid(one))}

    def framework(self, scenario: Scenario) -> Framework:
        return self.frameworks[scenario.name]

    def _framework(self, scenario: Scenario) -> Framework:
        return framework_of(self.batch.reading.main, scenario)

    def _book(self, scenario: Scenario) -> MeasureBook:
        book = self.batch.reading.advisor.measures
        for measure in scenario.prices:
            if measure not in book.measures:
                raise refuse(
                    scenario.name,
                    label("价格写的不是一项措施", "a price is given for what is no measure"),
                    label("请用措施清单里的 id。", "Use an id of the list of measures."),
                    measure,
                )
        return book.at_prices(scenario.prices) if scenario.prices else book

    def _policy(self, scenario: Scenario) -> Policy:
        table = self.batch.table
        may_apply, groups = np.ones(len(table), bool), FirmGroups(self.batch)
        for fact in {text.partition("=")[0] for text in scenario.only}:
            ways = [groups.members(text) for text in scenario.only if text.partition("=")[0] == fact]
            may_apply &= np.any(ways, axis=0)
        cap = None if scenario.cap is None else cents(scenario.cap)
        budget = None if scenario.budget is None else cents(scenario.budget)
        return Policy(scenario.percent, cap, budget, may_apply, self._paid_for(scenario))

    def _paid_for(self, scenario: Scenario) -> frozenset[str] | None:
        if not scenario.pays_for:
            return None
        measures = self.batch.reading.advisor.measures.measures
        categories = get_args(Category)
        for name in scenario.pays_for:
            if name not in measures and name not in categories:
                raise refuse(
                    scenario.name,
                    label("补助的对象不是一项措施，也不是一个类别", "what is paid for is no measure and no category"),
                    label("类别可以选：{known}。", "Categories to choose from: {known}.").fill(
                        known="、".join(categories)
                    ),
                    name,
                )
        return frozenset(one.id for one in measures.values() if {one.id, str(one.category)} & set(scenario.pays_for))

    def _paid(self, scenario: Scenario) -> SharePaid | None:
        """What changes the firms' ways: None where support leaves the cheapest the cheapest."""
        share = self.shares[scenario.name]
        return None if share.changes_no_mind else share

    def _key(self, scenario: Scenario, paid: SharePaid | None) -> tuple[int, str, SharePaid | None]:
        return id(self.frameworks[scenario.name]), self.books[scenario.name].version, paid

    def _ways(self, scenario: Scenario, paid: SharePaid | None) -> Ways:
        key = self._key(scenario, paid)
        if key not in self._known:
            before, every = len(self._known), len(self._tasks)

            def on(done: int, firms: int) -> None:
                if self.progress is not None:
                    self.progress(before * firms + done, every * firms)

            work = WaysUp(self.frameworks[scenario.name], self.books[scenario.name], scenario.level, paid)
            self._known[key] = joined_ways(list(spread(work, self.batch.table, self.sizes, self.engine, on)))
        return self._known[key]

    def tried(self, scenario: Scenario) -> _Firms:
        """What a scenario does to every firm."""
        table, framework, policy = self.batch.table, self.frameworks[scenario.name], self._policy(scenario)
        reading = self.batch.reading
        scores = reading.scores[framework.spec.id] if framework is reading.main else None
        scores = scores or score(framework, table, reading.knowledge)
        ways, supported = self._ways(scenario, None), self._ways(scenario, self._paid(scenario))
        rank = np.arange(len(table))
        if scenario.merit:
            cost = np.full(len(table), np.iinfo(np.int64).max)
            cost[ways.firm] = ways.likely
            rank = np.argsort(np.argsort(cost, kind="stable"), kind="stable")
        rows, movers = movers_of(ways, supported, scenario.level, means_of(table, scenario.years), rank)
        below = scores.level_low < scenario.level
        if scenario.draft and not len(rows) and below.all():
            raise refuse(
                scenario.name,
                label("按这份草案，没有一家企业到得了这一级", "under this draft no firm reaches the level"),
                label("清单里的措施都做了也不够；请放宽要求。", "All known measures do not suffice; ask for less."),
                scenario.level,
            )
        outcome = tried(
            Policy(policy.percent, policy.cap, policy.budget, policy.may_apply[rows], policy.measures), movers
        )
        return _by_firm(rows, outcome, policy, below, (ways.unproven, supported.unproven))


def _by_firm(
    rows: NDArray[np.int64],
    outcome: Outcome,
    policy: Policy,
    below: NDArray[np.bool_],
    unproven: tuple[NDArray[np.int64], ...],
) -> _Firms:
    does = np.full(len(below), _NO_WAY)
    does[np.concatenate(unproven)] = _UNPROVEN
    does[rows] = np.select(
        [outcome.anyway, outcome.moved, ~policy.may_apply[rows], outcome.late],
        [_ANYWAY, _GAINED, _NOT_ASKED, _LATE],
        _MISSED,
    )
    does[~below] = _STANDS
    paid, short = np.zeros(len(below), np.int64), np.zeros(len(below), np.int64)
    paid[rows], short[rows] = outcome.paid, outcome.short
    return _Firms(does, paid, np.where(does == _MISSED, short, 0))


def _result(
    batch: Batch,
    scenario: Scenario,
    framework: Framework,
    firms: _Firms,
    groups: Mapping[GroupKind, Sequence[tuple[Label, NDArray[np.bool_]]]],
) -> ScenarioResult:
    count = np.bincount(firms.does, minlength=len(_DOES)).tolist()
    gained, wasted = firms.does == _GAINED, (firms.does == _ANYWAY) & (firms.paid > 0)
    lacks = firms.short[firms.does == _MISSED]
    ends = [np.inf if end is None else float(end) for end in MISSED_BY]
    steps = np.searchsorted(ends, lacks)
    return ScenarioResult(
        scenario=scenario,
        edition=framework.spec.version,
        level_name=level_name(framework, scenario.level),
        requires=tuple(
            requirement_text(framework, threshold)
            for one in framework.levels
            if one.level == scenario.level
            for threshold in one.thresholds
        ),
        standing=count[_STANDS],
        anyway=count[_ANYWAY],
        gained=count[_GAINED],
        missed=count[_MISSED],
        not_asked=count[_NOT_ASKED],
        late=count[_LATE],
        no_way=count[_NO_WAY],
        unproven=count[_UNPROVEN],
        cost=int(firms.paid.sum()),
        deadweight=int(firms.paid[wasted].sum()),
        wasted_on=int(wasted.sum()),
        misses=tuple(np.bincount(steps, minlength=len(ends)).tolist()),
        groups=tuple(
            GroupGain(
                by=by,
                name=name,
                firms=int(inside.sum()),
                gained=int((gained & inside).sum()),
                cost=int(firms.paid[inside].sum()),
            )
            for by, some in groups.items()
            for name, inside in some
        ),
    )


def _columns(scenario: Scenario, firms: _Firms, rows: NDArray[np.int64], lang: Lang) -> list[LineColumn]:
    def titled(words: Label) -> Label:
        return label("{name}：{words}", "{name}: {words}").fill(name=scenario.name, words=words)

    columns = [
        LineColumn(titled(label("结果", "what it does")), 18, [_DOES[one].text(lang) for one in firms.does[rows]]),
        LineColumn(
            titled(label("还差（万元）", "misses by (CNY 10 000)")),
            14,
            [one / 100 or None for one in firms.short[rows]],
            "money",
        ),
    ]
    if scenario.pays:
        paid = [one / 100 or None for one in firms.paid[rows]]
        columns.insert(1, LineColumn(titled(label("补助（万元）", "support (CNY 10 000)")), 14, paid, "money"))
    return columns


def _groups(batch: Batch) -> dict[GroupKind, list[tuple[Label, NDArray[np.bool_]]]]:
    """The firms by city, by county where that is known, by chain and by size; in the order of the content."""
    bank, n = batch.table.bank, len(batch.table)
    book, counties = counties_of(batch)
    sizes = {str(one.id): one.label for one in batch.reading.advisor.size_rules.classes}
    options = {fact: [option(batch, row, fact) for row in range(n)] for fact in (CITY, _CHAIN)}
    found: dict[GroupKind, list[tuple[Label, NDArray[np.bool_]]]] = {
        "city": _split(options[CITY], {**bank.option_names(CITY), "": _NOT_GIVEN}),
        "county": _split(counties, {one.code: book.name(one.code, bank) for one in book.counties}),
        "chain": _split(options[_CHAIN], {**bank.option_names(_CHAIN), "": _NOT_GIVEN}),
        "size": _split([one or "" for one in batch.reading.sizes.ids()], {**sizes, "": _NOT_GIVEN}),
    }
    return found


def _split(values: Sequence[str], names: Mapping[str, Label]) -> list[tuple[Label, NDArray[np.bool_]]]:
    every = np.array(values, str)
    return [(name, every == key) for key, name in names.items() if (every == key).any()]
