"""Reading the population file, and everything that makes it impossible before any firm is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assessment import settings
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact
from assessment.content.loading import KeyPath, SourceText, load_file
from assessment.content.population import (
    EitherMargin,
    FigureBasis,
    Margin,
    OrdinalMargin,
    PopulationFile,
    RateMargin,
    ScenesMargin,
    SpendingMargin,
    TicksMargin,
)
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem

TOLERANCE = 0.05
"""Shares that add up to 100 within this many percentage points are taken as rounded, not as wrong."""

START_FIGURES = frozenset({"equipment_total", "key_processes_total", "revenue_average"})
"""Figures that every modelled firm has before any margin."""

Fault = tuple[KeyPath, Label, Label]


def load_population(root: Path, bank: FactBank) -> tuple[PopulationFile, SourceText]:
    """Read ``root/seeds/population.yaml``; raises ``InputRefused`` with every fault, each with file, line and key."""
    spec, source = load_file(root / "seeds" / "population.yaml", PopulationFile, root)
    problems = [Problem(source.where(path), message, remedy) for path, message, remedy in population_faults(spec, bank)]
    if problems:
        raise InputRefused(problems)
    return spec, source


def population_faults(spec: PopulationFile, bank: FactBank) -> Iterator[Fault]:
    """Everything that makes the file impossible before any firm is drawn."""
    yield from _basis_faults(spec)
    yield from _profile_faults(spec, bank)
    yield from _latent_faults(spec)
    known: set[str] = set(START_FIGURES)
    scenes = {scene for margin in spec.margins if isinstance(margin, ScenesMargin) for scene in margin.scenes}
    for i, margin in enumerate(spec.margins):
        yield from _margin_faults(spec, bank, margin, ("margins", i), known, scenes)
        facts = _facts_of(margin)
        for fact in facts & known:
            yield _fault(
                ("margins", i),
                f"“{fact}”已有一个分布",
                f"'{fact}' has a margin already",
                "请删去其中一个。",
                "Remove one of them.",
            )
        known |= facts


def _fault(path: KeyPath, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Fault:
    return path, label(zh, en), label(remedy_zh, remedy_en)


def _facts_of(margin: Margin) -> set[str]:
    if isinstance(margin, RateMargin):
        return set(margin.numerators)
    if isinstance(margin, ScenesMargin):
        return set(margin.scenes)
    return {margin.fact}


def _basis_faults(spec: PopulationFile) -> Iterator[Fault]:
    bases: list[tuple[KeyPath, FigureBasis]] = [
        (("above_scale", "basis"), spec.above_scale.basis),
        (("latent", "basis"), spec.latent.basis),
        (("latent", "size_gradient", "basis"), spec.latent.size_gradient.basis),
        *((("profile", "bases", name), basis) for name, basis in spec.profile.bases.items()),
        *((("latent", "chain_groups", i, "basis"), group.basis) for i, group in enumerate(spec.latent.chain_groups)),
        *((("margins", i, "basis"), margin.basis) for i, margin in enumerate(spec.margins)),
    ]
    for path, basis in bases:
        if basis.source is not None and basis.source not in spec.sources:
            yield _fault(
                (*path, "source"),
                f"sources 里没有“{basis.source}”",
                f"there is no source '{basis.source}'",
                "请在 sources 里写明出处。",
                "Describe it under 'sources'.",
            )
        if basis.source is None and basis.note is None:
            yield _fault(
                path,
                "既没有出处，也没有说明",
                "it has neither a source nor a note",
                "有公布数据的写 source，没有的写 note 说明假设的理由。",
                "Give the source of a published figure, or a note that says why an assumption was made.",
            )
        if basis.source is not None and (basis.date is None or basis.date > settings.content_day()):
            yield _fault(
                (*path, "date"),
                "公布的数据要有日期，且不能在将来",
                "a published figure has a date, and not one in the future",
                "请写数据所属的日期。",
                "Give the date that the figure is about.",
            )


def _adds_up(path: KeyPath, shares: list[float]) -> Iterator[Fault]:
    total = sum(shares)
    if abs(total - 100) > TOLERANCE:
        yield _fault(
            path,
            f"各项合计 {total:g}%，不是 100%",
            f"the shares add up to {total:g}%, not to 100%",
            "请核对各项。",
            "Check the shares.",
        )


def _options(bank: FactBank, path: KeyPath, fact_id: str, options: list[str], *, all_of: bool) -> Iterator[Fault]:
    """Faults of a list of options: unknown ones, and with ``all_of`` missing ones."""
    fact = bank.facts.get(fact_id)
    if not isinstance(fact, ChoiceFact | MultiFact):
        yield _fault(
            path,
            f"事实库里没有单选或多选事实“{fact_id}”",
            f"the fact bank has no choice or multi fact '{fact_id}'",
            "请用 questionnaires/facts 里的 id。",
            "Use an id of questionnaires/facts.",
        )
        return
    wanted = [option.id for option in fact.options if not option.excludes_others]
    for option in options:
        if option not in wanted:
            yield _fault(
                (*path, option),
                f"“{fact_id}”没有选项“{option}”",
                f"'{fact_id}' has no option '{option}'",
                "请用该事实的选项 id。",
                "Use an option id of that fact.",
            )
    for option in wanted:
        if all_of and option not in options:
            yield _fault(
                path,
                f"缺少选项“{option}”",
                f"option '{option}' is missing",
                "请补上（可以是 0）。",
                "Add it (0 is allowed).",
            )


def _profile_faults(spec: PopulationFile, bank: FactBank) -> Iterator[Fault]:
    profile = spec.profile
    yield from _options(bank, ("profile", "cities"), "city", list(profile.cities), all_of=True)
    yield from _options(bank, ("profile", "chains"), "chain", list(profile.chains), all_of=True)
    yield from _adds_up(("profile", "cities"), list(profile.cities.values()))
    yield from _adds_up(("profile", "chains"), [chain.share for chain in profile.chains.values()])
    yield from _adds_up(("profile", "employees"), [band.share for band in profile.employees])
    modes = set(profile.machines_per_head)
    for chain_id, chain in profile.chains.items():
        path: KeyPath = ("profile", "chains", chain_id)
        yield from _options(bank, (*path, "modes"), "production_mode", list(chain.modes), all_of=False)
        yield from _adds_up((*path, "modes"), list(chain.modes.values()))
        for mode in set(chain.modes) - modes:
            yield _fault(
                ("profile", "machines_per_head"), f"缺少“{mode}”", f"'{mode}' is missing", "请补上。", "Add it."
            )
        for city in set(chain.at_home) - set(profile.cities):
            yield _fault(
                (*path, "at_home"),
                f"没有城市“{city}”",
                f"there is no city '{city}'",
                "请用城市的 id。",
                "Use a city's id.",
            )
    end = 0
    for i, band in enumerate(profile.employees):
        if (i and band.start != end + 1) or band.stop < band.start:
            yield _fault(
                ("profile", "employees", i),
                "人数分档没有首尾相接",
                "the bands of persons employed do not follow on each other",
                "每档从上一档的下一个数开始。",
                "Each band starts one above the end of the one before.",
            )
        end = band.stop
    if not 0 < profile.revenue_average[0] <= profile.revenue_average[1]:
        yield _fault(("profile", "revenue_average"), "范围有误", "not a range", "请先小后大。", "Lower end first.")
    if not 1 <= profile.key_processes[0] <= profile.key_processes[1]:
        yield _fault(("profile", "key_processes"), "范围有误", "not a range", "请先小后大。", "Lower end first.")


def _latent_faults(spec: PopulationFile) -> Iterator[Fault]:
    for area_id, area in spec.latent.areas.items():
        if area.general**2 + area.own**2 >= 1:
            yield _fault(
                ("latent", "areas", area_id),
                "general 与 own 的平方和应小于 1，否则各题之间没有差别的余地",
                "the squares of 'general' and 'own' must stay below 1, or the answers have no room to differ",
                "请调小其中一个。",
                "Lower one of them.",
            )
    grouped = [chain for group in spec.latent.chain_groups for chain in group.chains]
    for chain in sorted(set(grouped) ^ set(spec.profile.chains)) + sorted({c for c in grouped if grouped.count(c) > 1}):
        yield _fault(
            ("latent", "chain_groups"),
            f"产业链“{chain}”应当恰好属于一个组",
            f"chain '{chain}' must belong to exactly one group",
            "请核对各组。",
            "Check the groups.",
        )


def _margin_faults(
    spec: PopulationFile, bank: FactBank, margin: Margin, path: KeyPath, known: set[str], scenes: set[str]
) -> Iterator[Fault]:
    def earlier(key: str, fact_id: str) -> Iterator[Fault]:
        if fact_id not in known:
            yield _fault(
                (*path, key),
                f"“{fact_id}”的分布应写在前面",
                f"the margin of '{fact_id}' must come before",
                "请调整顺序或改正 id。",
                "Change the order, or correct the id.",
            )

    def one_of_the_scenes(key: str, fact_id: str) -> Iterator[Fault]:
        if fact_id not in scenes:
            yield _fault(
                (*path, key),
                f"没有场景“{fact_id}”",
                f"there is no scene '{fact_id}'",
                "请用 kind: scenes 一项里的 id。",
                "Use an id of the margin of kind 'scenes'.",
            )

    areas = {scene.area for scene in margin.scenes.values()} if isinstance(margin, ScenesMargin) else set()
    if isinstance(margin, OrdinalMargin | TicksMargin | RateMargin | EitherMargin | SpendingMargin):
        areas = {margin.area}
    for area in areas - set(spec.latent.areas):
        yield _fault(
            (*path, "area"),
            f"没有领域“{area}”",
            f"there is no area '{area}'",
            "请用 latent.areas 里的。",
            "Use one of latent.areas.",
        )
    if isinstance(margin, OrdinalMargin):
        yield from _options(bank, (*path, "shares"), margin.fact, list(margin.shares), all_of=True)
        yield from _adds_up((*path, "shares"), list(margin.shares.values()))
        if margin.moves_with:
            yield from one_of_the_scenes("moves_with", margin.moves_with)
    elif isinstance(margin, TicksMargin):
        yield from _options(bank, (*path, "shares"), margin.fact, list(margin.shares), all_of=True)
        for option, scene in margin.leans_on.items():
            yield from _options(bank, (*path, "leans_on"), margin.fact, [option], all_of=False)
            yield from one_of_the_scenes("leans_on", scene)
    elif isinstance(margin, RateMargin):
        yield from earlier("denominator", margin.denominator)
        for fact_id in margin.numerators:
            if not isinstance(bank.facts.get(fact_id), NumberFact):
                yield _fault(
                    (*path, "numerators"), f"没有数字类事实“{fact_id}”", f"there is no number fact '{fact_id}'",
                    "请用 questionnaires/facts 里的 id。", "Use an id of questionnaires/facts.",
                )  # fmt: skip
    elif isinstance(margin, ScenesMargin):
        falling = list(margin.at_least.values())
        if falling != sorted(falling, reverse=True) or len(set(falling)) != len(falling):
            yield _fault(
                (*path, "at_least"),
                "达到更高一级的企业不可能更多",
                "a higher option cannot be reached by as many firms or more",
                "各级的百分比应逐级下降。",
                "The percentages must fall from option to option.",
            )
        for scene in margin.scenes:
            fact = bank.facts.get(scene)
            if not isinstance(fact, ChoiceFact) or [o.id for o in fact.options[1:]] != list(margin.at_least):
                yield _fault(
                    (*path, "scenes", scene),
                    "没有这个事实，或它的选项与 at_least 不一致",
                    "there is no such fact, or its options differ from 'at_least'",
                    "at_least 应按顺序列出第二个选项起的全部选项。",
                    "List under 'at_least' all its options from the second on, in order.",
                )
    elif isinstance(margin, EitherMargin):
        yield from _options(bank, (*path, "fact"), margin.fact, [], all_of=False)
        yield from earlier("other", margin.other)
    elif isinstance(margin, SpendingMargin):
        yield from earlier("of", margin.of)
        yield from _adds_up((*path, "bands"), [band.share for band in margin.bands])
        for j, band in enumerate(margin.bands):
            if band.stop <= band.start or (j and band.start < margin.bands[j - 1].stop):
                yield _fault(
                    (*path, "bands", j),
                    "分档重叠或上下颠倒",
                    "the band overlaps or runs backwards",
                    "请核对。",
                    "Check it.",
                )
    else:
        yield from _options(bank, (*path, "at_least"), margin.fact, list(margin.at_least), all_of=True)
        for scene, option in margin.steps.items():
            yield from earlier("steps", scene)
            yield from _options(bank, (*path, "steps", scene), scene, [option], all_of=False)
