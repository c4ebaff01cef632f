"""Scenarios tried on the firms of a table: today beside each of them, and a firm a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import Advisor
from assessment.batch.engines import Engine
from assessment.batch.foreseeing.foreseen import (
    CITY,
    ESTIMATE,
    Foreseen,
    Progress,
    check_level,
    counties_of,
    firm_columns,
    option,
)
from assessment.batch.foreseeing.scenario_bench import (
    ANYWAY,
    DOES,
    GAINED,
    LATE,
    MISSED,
    NO_WAY,
    NOT_ASKED,
    STANDS,
    UNPROVEN,
    ScenarioBench,
    TriedFirms,
)
from assessment.batch.scored import Batch
from assessment.content.facts import ChoiceFact
from assessment.foresight import (
    MISSED_BY,
    GroupGain,
    GroupKind,
    Scenario,
    ScenarioComparison,
    ScenarioResult,
    today_of,
)
from assessment.language import Label, Lang, label
from assessment.problems import refuse
from assessment.scoring import Framework, level_name, requirement_text
from assessment.telling.brief.sandbox import SandboxSubject, sentences
from assessment.workbook.firms.lines import LineColumn

MOST = 4
"""So many scenarios are compared at once, beside today: more do not fit on a page."""
TODAY = label("今天", "Today")
_CHAIN, _NOT_GIVEN = "chain", label("没填", "not given")


@dataclass(frozen=True)
class Tested:
    """Scenarios tried: what they come to, and what each does to each firm."""

    comparison: ScenarioComparison
    firms: Foreseen


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
    bench = ScenarioBench(batch, every, progress, engine)
    found = [bench.tried(one) for one in every]
    groups = _groups(batch)
    results = tuple(
        _result(batch, one, bench.frameworks[one.name], firms, groups) for one, firms in zip(every, found, strict=True)
    )
    below = np.flatnonzero(np.any([firms.does != STANDS for firms in found], axis=0))
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


def _result(
    batch: Batch,
    scenario: Scenario,
    framework: Framework,
    firms: TriedFirms,
    groups: Mapping[GroupKind, Sequence[tuple[Label, NDArray[np.bool_]]]],
) -> ScenarioResult:
    count = np.bincount(firms.does, minlength=len(DOES)).tolist()
    gained, wasted = firms.does == GAINED, (firms.does == ANYWAY) & (firms.paid > 0)
    lacks = firms.short[firms.does == MISSED]
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
        standing=count[STANDS],
        anyway=count[ANYWAY],
        gained=count[GAINED],
        missed=count[MISSED],
        not_asked=count[NOT_ASKED],
        late=count[LATE],
        no_way=count[NO_WAY],
        unproven=count[UNPROVEN],
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


def _columns(scenario: Scenario, firms: TriedFirms, rows: NDArray[np.int64], lang: Lang) -> list[LineColumn]:
    def titled(words: Label) -> Label:
        return label("{name}：{words}", "{name}: {words}").fill(name=scenario.name, words=words)

    columns = [
        LineColumn(titled(label("结果", "what it does")), 18, [DOES[one].text(lang) for one in firms.does[rows]]),
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
