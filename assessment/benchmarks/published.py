"""All published figures of the content folder, checked, and the value that holds on a day."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from assessment import settings
from assessment.content.bank import FactBank
from assessment.content.benchmarks import (
    BenchmarkValue,
    Geography,
    Indicator,
    IndicatorFile,
    MaturityFile,
    OwnChoice,
    OwnRatio,
    ProgressCount,
    ProgressFile,
    ValueKind,
    ValuesFile,
)
from assessment.content.digital_intensity import DigitalIntensity
from assessment.content.facts import ChoiceFact, NumberFact
from assessment.content.loading import KeyPath, Schema, SourceText, load_file
from assessment.documents import Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem, shorten

FOLDER = Path("seeds") / "benchmarks"


@dataclass(frozen=True)
class Dated:
    """A value as it stands on a day, with its age in whole months (negative for a target still ahead)."""

    value: BenchmarkValue
    age_months: int


@dataclass(frozen=True)
class Benchmarks:
    """Indicators, geographies and dated values; with them the EU distribution and the maturity samples."""

    series_from: datetime.date
    note: Label
    indicators: dict[str, Indicator]
    geographies: dict[str, Geography]
    values: tuple[BenchmarkValue, ...]
    intensity: DigitalIntensity
    maturity: MaturityFile
    progress: tuple[ProgressCount, ...]

    @cached_property
    def version(self) -> str:
        """A fingerprint of all definitions and values, for results that must say what they used."""
        parts: list[Strict] = [*self.indicators.values(), *self.geographies.values()]
        parts += [*sorted(self.values, key=lambda v: v.key), self.intensity, self.maturity, *self.progress]
        text = json.dumps([part.model_dump(mode="json") for part in parts], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def series(self, indicator: str, geography: str, kind: ValueKind = "actual") -> tuple[BenchmarkValue, ...]:
        """All values of one indicator in one geography, oldest first."""
        return self._series.get((indicator, geography, kind), ())

    @cached_property
    def _series(self) -> dict[tuple[str, str, str], tuple[BenchmarkValue, ...]]:
        found: dict[tuple[str, str, str], list[BenchmarkValue]] = {}
        for value in sorted(self.values, key=lambda v: v.date):
            found.setdefault((value.indicator, value.geography, value.kind), []).append(value)
        return {key: tuple(values) for key, values in found.items()}

    @cached_property
    def published(self) -> frozenset[str]:
        """The indicators that have at least one value."""
        return frozenset(value.indicator for value in self.values)

    def value_on(self, indicator: str, geography: str, on: datetime.date) -> Dated | None:
        """The latest actual value dated not after ``on``; None when there is none yet."""
        past = [v for v in self.series(indicator, geography) if v.date <= on]
        return Dated(past[-1], _months(past[-1].date, on)) if past else None

    def target_on(self, indicator: str, geography: str, on: datetime.date) -> Dated | None:
        """The next target due on ``on`` or later; when all are past, the last one."""
        targets = self.series(indicator, geography, "target")
        if not targets:
            return None
        ahead = [v for v in targets if v.date >= on]
        target = ahead[0] if ahead else targets[-1]
        return Dated(target, _months(target.date, on))

    def with_values(self, values: Iterable[BenchmarkValue]) -> Benchmarks:
        """A copy with these values added; a value for the same indicator, geography, date and kind is replaced."""
        merged = {v.key: v for v in self.values} | {v.key: v for v in values}
        return replace(self, values=tuple(merged.values()))


def load_benchmarks(root: Path, bank: FactBank, today: datetime.date | None = None) -> Benchmarks:
    """Every file of ``seeds/benchmarks``; raises ``InputRefused`` with every fault found in them.

    ``today`` (default: the real day) is the day after which no actual value may be dated.
    """
    problems: list[Problem] = []

    definitions = _read(root, "indicators.yaml", IndicatorFile, problems)
    values = _read(root, "values.yaml", ValuesFile, problems)
    intensity = _read(root, "eu_digital_intensity.yaml", DigitalIntensity, problems)
    maturity = _read(root, "maturity_shares.yaml", MaturityFile, problems)
    progress = _read(root, "jiangxi_progress.yaml", ProgressFile, problems)
    if not (definitions and values and intensity and maturity and progress):
        raise InputRefused(problems)
    spec, source = definitions
    problems.extend(_check_definitions(spec, source, bank))
    benchmarks = Benchmarks(
        spec.series_from,
        spec.note,
        {i.id: i for i in spec.indicators},
        {g.id: g for g in spec.geographies},
        values[0].values,
        intensity[0],
        maturity[0],
        progress[0].counts,
    )
    for fault in check_values(benchmarks.values, benchmarks, today or settings.content_day()):
        problems.append(fault.at(values[1].where(("values", fault.index, fault.key))))
    if problems:
        raise InputRefused(problems)
    return benchmarks


def _read(root: Path, name: str, schema: type[Schema], problems: list[Problem]) -> tuple[Schema, SourceText] | None:
    try:
        return load_file(root / FOLDER / name, schema, root)
    except InputRefused as refused:
        problems.extend(refused.problems)
        return None


@dataclass(frozen=True)
class ValueFault:
    """What is wrong with one of several values: its position, the key to correct, and what to tell the person."""

    index: int
    key: str
    message: Label
    remedy: Label
    found: str | None = None

    def at(self, where: str) -> Problem:
        """The fault as a problem at a place that the reader can see."""
        return Problem(where, self.message, self.remedy, self.found)


def check_values(
    values: Sequence[BenchmarkValue], benchmarks: Benchmarks, today: datetime.date
) -> Iterator[ValueFault]:
    """Every fault of the values against the definitions, the calendar and each other."""
    keys = Counter(value.key for value in values)
    for i, value in enumerate(values):
        indicator = benchmarks.indicators.get(value.indicator)
        if indicator is None:
            yield ValueFault(
                i,
                "indicator",
                label("没有这个指标", "there is no such indicator"),
                label("请用 indicators.yaml 里的指标 id。", "Use an indicator id of indicators.yaml."),
                value.indicator,
            )
        for key in ("geography", "above"):
            place = getattr(value, key)
            if place is not None and place not in benchmarks.geographies:
                yield ValueFault(
                    i,
                    key,
                    label("没有这个地区", "there is no such geography"),
                    label("请用 indicators.yaml 里的地区 id。", "Use a geography id of indicators.yaml."),
                    place,
                )
        if indicator is not None and value.value is not None:
            highest = indicator.maximum if indicator.maximum is not None else float("inf")
            if not 0 <= value.value <= highest:
                yield ValueFault(
                    i,
                    "value",
                    label(f"超出量表 0—{highest:g}", f"outside the scale from 0 to {highest:g}"),
                    label("请核对数值，以及它是不是这个指标。", "Check the figure, and that it is this indicator."),
                    f"{value.value:g}",
                )
        if value.kind == "actual" and value.date > today:
            yield ValueFault(
                i,
                "date",
                label("实际值的日期在未来", "an actual value is dated in the future"),
                label("请核对日期；目标值请写 kind: target。", "Check the date; for a target write 'kind: target'."),
                value.date.isoformat(),
            )
        if value.date < benchmarks.series_from:
            yield ValueFault(
                i,
                "date",
                label(
                    f"早于 {benchmarks.series_from} 的数值口径不同",
                    f"values before {benchmarks.series_from} break the series",
                ),
                label("请不要收录更早的数值。", "Leave older values out."),
                value.date.isoformat(),
            )
        if keys[value.key] > 1:
            others = [v.value for v in values if v.key == value.key]
            yield ValueFault(
                i,
                "date",
                label("同一指标、地区、日期和类型有两个数值", "two values for one indicator, geography, date and kind"),
                label("请只保留一个。", "Keep one of them."),
                "、".join(shorten(other) for other in others),
            )


def _check_definitions(spec: IndicatorFile, source: SourceText, bank: FactBank) -> Iterator[Problem]:
    for group, entries in (("geographies", spec.geographies), ("indicators", spec.indicators)):
        ids = [entry.id for entry in entries]
        for i, entry_id in enumerate(ids):
            if entry_id in ids[:i]:
                yield _problem(source, (group, i, "id"), "这个 id 出现了两次", "this id stands twice", entry_id)
    chain = bank.facts.get("chain")
    known_chains = {o.id for o in chain.options} if isinstance(chain, ChoiceFact) else set()
    for i, geography in enumerate(spec.geographies):
        for unknown in [c for c in geography.chains if c not in known_chains]:
            yield _problem(source, ("geographies", i, "chains"), "没有这条产业链", "there is no such chain", unknown)
    indicators = {indicator.id for indicator in spec.indicators}
    for i, indicator in enumerate(spec.indicators):
        for other in [o for o in indicator.never_mix_with if o not in indicators or o == indicator.id]:
            path: KeyPath = ("indicators", i, "never_mix_with")
            yield _problem(source, path, "没有这个别的指标", "there is no such other indicator", other)
        own = indicator.own
        if isinstance(own, OwnRatio):
            for fact in (*own.numerator, own.denominator):
                if not isinstance(bank.facts.get(fact), NumberFact):
                    path = ("indicators", i, "own")
                    yield _problem(source, path, "没有这个数字类事实", "there is no such number fact", fact)
        if isinstance(own, OwnChoice):
            choice = bank.facts.get(own.fact)
            options = {o.id for o in choice.options} if isinstance(choice, ChoiceFact) else set()
            for option in [o for o in own.options if o not in options]:
                path = ("indicators", i, "own", "options")
                yield _problem(source, path, "没有这个单选事实或选项", "there is no such choice fact or option", option)


def _problem(source: SourceText, path: KeyPath, zh: str, en: str, found: str) -> Problem:
    return Problem(
        source.where(path), label(zh, en), label("请改成已有的 id。", "Use an id that exists."), shorten(found)
    )


def _months(earlier: datetime.date, later: datetime.date) -> int:
    """Whole months from ``earlier`` to ``later``; a month's last day counts as the last day of any month."""
    if later < earlier:
        return -_months(later, earlier)
    whole = (later.year - earlier.year) * 12 + later.month - earlier.month
    last = (later + datetime.timedelta(days=1)).day == 1
    return whole - (0 if later.day >= earlier.day or last else 1)
