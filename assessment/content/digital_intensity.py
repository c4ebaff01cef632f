"""Schema of the published EU distribution of firms over the classes of the Digital Intensity Index, by firm size."""

from __future__ import annotations

from pydantic import Field, ValidationInfo, field_validator

from assessment.content.provenance import Fidelity, Source
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label

# Published shares are rounded to 0.01 one by one; the widest gap in the published table is 0.06.
ROUNDING = 0.1


class IntensityClass(Strict):
    """One class of the index, by the number of items a firm fulfils; both ends included."""

    id: Identifier
    label: Label
    low: int = Field(ge=0)
    high: int
    basic: bool = Field(description="counts towards 'at least basic'")


class FirmSizeBand(Strict):
    """A size class of the statistics, by persons employed; ``whole`` bands contain others and serve no single firm."""

    id: str
    label: Label
    low: int
    high: int | None = None
    whole: bool = False


class IntensityRow(Strict):
    """The shares of one size band in one survey year, in per cent of its firms."""

    size: str
    year: int
    percent: dict[Identifier, float]
    at_least_basic: float


class DigitalIntensity(Strict):
    """The file ``seeds/benchmarks/eu_digital_intensity.yaml``: one version of the index, whose years alone compare."""

    version: str
    label: Label
    population: Label
    source: Source
    fidelity: Fidelity
    caution: Label
    target: Label
    survey_years: tuple[int, ...]
    classes: tuple[IntensityClass, ...] = Field(min_length=2)
    sizes: tuple[FirmSizeBand, ...] = Field(min_length=1)
    rows: tuple[IntensityRow, ...] = Field(min_length=1)

    @field_validator("classes")
    @classmethod
    def _classes_follow(cls, classes: tuple[IntensityClass, ...]) -> tuple[IntensityClass, ...]:
        start = 0
        for entry in classes:
            if entry.low != start or entry.high < entry.low:
                raise wrong(
                    f"等级“{entry.id}”应从 {start} 开始，终点不小于起点",
                    f"class '{entry.id}' must start at {start} and end at or above its start",
                )
            start = entry.high + 1
        return classes

    @field_validator("rows")
    @classmethod
    def _rows_hold(cls, rows: tuple[IntensityRow, ...], info: ValidationInfo) -> tuple[IntensityRow, ...]:
        if not {"classes", "sizes", "survey_years", "version"} <= info.data.keys():
            return rows  # their own faults are told first
        classes: tuple[IntensityClass, ...] = info.data["classes"]
        ids, sizes = {c.id for c in classes}, {s.id for s in info.data["sizes"]}
        seen: set[tuple[str, int]] = set()
        for row in rows:
            name = f"{row.size}, {row.year}"
            if row.year not in info.data["survey_years"]:
                raise wrong(
                    f"{name}：{row.year} 年不是按 {info.data['version']} 调查的，不能比",
                    f"{name}: {row.year} was not surveyed under {info.data['version']} and does not compare",
                )
            if row.size not in sizes or (row.size, row.year) in seen:
                raise wrong(f"{name}：没有这个规模，或这一行出现两次", f"{name}: unknown size, or the row stands twice")
            seen.add((row.size, row.year))
            if row.percent.keys() != ids:
                raise wrong(
                    f"{name}：每个等级都要有一个占比：{'、'.join(sorted(ids))}",
                    f"{name}: expected one share for each of the classes {', '.join(sorted(ids))}",
                )
            if abs(sum(row.percent.values()) - 100) > ROUNDING:
                total = f"{sum(row.percent.values()):.2f}"
                raise wrong(f"{name}：各占比合计 {total}", f"{name}: the shares add up to {total}")
            basic = sum(row.percent[c.id] for c in classes if c.basic)
            if abs(basic - row.at_least_basic) > ROUNDING:
                raise wrong(
                    f"{name}：at_least_basic 应约为 {basic:.2f}",
                    f"{name}: 'at_least_basic' should be about {basic:.2f}",
                )
        return rows
