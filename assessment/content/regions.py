"""Schema of the province: 12 areas with roles and tracks, the key chains and clusters, and what the plan aims at."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from assessment.content.bank import FactBank
from assessment.content.benchmarks import Bound
from assessment.content.facts import ChoiceFact, NumberFact
from assessment.content.loading import SourceText, load_file
from assessment.content.provenance import Fidelity, Source
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem

NO_CHAIN = "other_chain"


class Tile(Strict):
    """A square of the schematic map: columns grow to the east, rows to the south."""

    column: int = Field(ge=0, le=11)
    row: int = Field(ge=0, le=11)


class Area(Strict):
    """One of the 11 prefecture-level cities, or Ganjiang New Area, under the id of its option of the fact ``city``."""

    id: Identifier
    label: Label
    tile: Tile
    role: Label
    tracks: tuple[Label, ...] = Field(min_length=1)
    section: Label = Field(description="where the plan says so")


class Track(Strict):
    """A track (赛道) of the plan."""

    id: Identifier
    label: Label
    group: Identifier


class Chain(Strict):
    """A key chain of the 1269 plan, under the id of its option of the fact ``chain``."""

    id: Identifier
    label: Label


class Cluster(Strict):
    """An advanced cluster of the 1269 plan, with the chains it grows from (our reading of the names)."""

    id: Identifier
    label: Label
    chains: tuple[Identifier, ...] = Field(min_length=1)


class CountedFirms(Strict):
    """Our firms add to a target one by one: those whose answer to a choice is one of ``options``."""

    kind: Literal["firms"]
    fact: Identifier
    options: tuple[Identifier, ...] = Field(min_length=1)
    caution: Label = Field(description="how what we count differs from what the plan counts")


class CountedMachines(Strict):
    """Our firms add machines to a target: of each firm the smallest of some numbers."""

    kind: Literal["machines"]
    facts: tuple[Identifier, ...] = Field(min_length=1)
    at_most: bool = Field(False, description="these are more machines than the plan means")
    caution: Label = Field(description="how what we count differs from what the plan counts")


class CountedNothing(Strict):
    """No question asks for what a target counts."""

    kind: Literal["none"]
    why: Label


class KnownCount(Strict):
    """What has been published of a target, by whichever definition."""

    label: Label
    date: datetime.date
    value: int = Field(ge=0)
    bound: Bound = "exact"
    note: Label
    source: Source
    fidelity: Fidelity


class PlanTarget(Strict):
    """A number that the plan wants reached by a date, what our firms add to it, and what is known of it."""

    id: Identifier
    label: Label
    value: int = Field(gt=0)
    unit: Label
    due: datetime.date
    at_least: bool = Field(False, description="the plan says 'more than'")
    section: Label
    ours: Annotated[CountedFirms | CountedMachines | CountedNothing, Field(discriminator="kind")]
    known: tuple[KnownCount, ...] = ()


class PlanPeriod(Strict):
    """When the plan's period ended, and what is known of what came after it."""

    ended: datetime.date
    looked: datetime.date = Field(description="the day of this knowledge")
    note: Label


class PublishedDocument(Strict):
    """A published document that the entries rest on."""

    title: Label
    source: Source
    fidelity: Fidelity


class Regions(Strict):
    """The file ``seeds/regions.yaml``."""

    map_note: Label
    plan: PublishedDocument
    chains_document: PublishedDocument
    track_groups: dict[Identifier, Label]
    areas: tuple[Area, ...] = Field(min_length=1)
    tracks: tuple[Track, ...] = Field(min_length=1)
    chains: tuple[Chain, ...] = Field(min_length=1)
    clusters: tuple[Cluster, ...] = Field(min_length=1)
    plan_period: PlanPeriod
    plan_targets: tuple[PlanTarget, ...] = Field(min_length=1)

    @field_validator("areas")
    @classmethod
    def _own_tiles(cls, areas: tuple[Area, ...]) -> tuple[Area, ...]:
        tiles: dict[Tile, str] = {}
        for area in areas:
            if area.tile in tiles:
                raise wrong(
                    f"地区“{tiles[area.tile]}”和“{area.id}”占了同一格",
                    f"areas '{tiles[area.tile]}' and '{area.id}' share a tile",
                )
            tiles[area.tile] = area.id
        return areas

    @field_validator("tracks")
    @classmethod
    def _known_groups(cls, tracks: tuple[Track, ...], info: ValidationInfo) -> tuple[Track, ...]:
        for track in tracks:
            if track.group not in info.data.get("track_groups", ()):
                raise wrong(
                    f"赛道“{track.id}”所属的组“{track.group}”不存在",
                    f"track '{track.id}' is in the unknown group '{track.group}'",
                )
        return tracks

    @field_validator("clusters")
    @classmethod
    def _known_chains(cls, clusters: tuple[Cluster, ...], info: ValidationInfo) -> tuple[Cluster, ...]:
        chains = {chain.id for chain in info.data.get("chains", ())}
        for cluster in clusters:
            if not chains.issuperset(cluster.chains):
                raise wrong(
                    f"产业集群“{cluster.id}”写了不存在的产业链", f"cluster '{cluster.id}' names an unknown chain"
                )
        return clusters

    def area(self, area_id: str) -> Area:
        """The area with this id; KeyError when there is none."""
        found = next((area for area in self.areas if area.id == area_id), None)
        if found is None:
            raise KeyError(area_id)
        return found


def load_regions(root: Path, bank: FactBank) -> Regions:
    """The regions, checked against the options of the facts ``city`` and ``chain``; raises ``InputRefused``."""
    regions, source = load_file(root / "seeds" / "regions.yaml", Regions, root)
    problems = [
        *_same_ids(source, "areas", [area.id for area in regions.areas], _options(bank, "city")),
        *_same_ids(source, "chains", [chain.id for chain in regions.chains], _options(bank, "chain") - {NO_CHAIN}),
        *_countable(source, regions.plan_targets, bank),
    ]
    if problems:
        raise InputRefused(problems)
    return regions


def _countable(source: SourceText, targets: tuple[PlanTarget, ...], bank: FactBank) -> Iterator[Problem]:
    """Every fact that a target counts by is there and of its kind."""
    for i, target in enumerate(targets):
        at = ("plan_targets", i, "ours")
        if isinstance(target.ours, CountedFirms):
            for option in target.ours.options:
                if option not in _options(bank, target.ours.fact):
                    yield Problem(
                        source.where(at),
                        label("问卷里没有这个单选题或选项", "the questionnaire has no such choice or option"),
                        label("请写已有的单选题和它的选项。", "Name a choice of the questionnaire and its options."),
                        f"{target.ours.fact}: {option}",
                    )
        elif isinstance(target.ours, CountedMachines):
            for fact_id in target.ours.facts:
                if not isinstance(bank.facts.get(fact_id), NumberFact):
                    yield Problem(
                        source.where(at),
                        label("问卷里没有这个数字题", "the questionnaire has no such number"),
                        label("请写已有的数字题。", "Name a number of the questionnaire."),
                        fact_id,
                    )


def _options(bank: FactBank, fact_id: str) -> set[str]:
    fact = bank.facts.get(fact_id)
    return {option.id for option in fact.options} if isinstance(fact, ChoiceFact) else set()


def _same_ids(source: SourceText, key: str, found: list[str], wanted: set[str]) -> list[Problem]:
    remedy = label("每个选项写一条，id 相同。", "Give each option of the questionnaire one entry under the same id.")
    problems = [
        Problem(
            source.where((key, i, "id")),
            label("问卷里没有这个选项，或写了两次", "the questionnaire has no such option, or it stands twice"),
            remedy,
            entry,
        )
        for i, entry in enumerate(found)
        if entry not in wanted or entry in found[:i]
    ]
    missing = [entry for entry in sorted(wanted) if entry not in found]
    return problems + [
        Problem(source.where((key,)), label("缺少一条", "an entry is missing"), remedy, entry) for entry in missing
    ]
