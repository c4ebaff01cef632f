"""Schema of the archetypes: the features that place a firm, and the names and portraits that an expert edits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from assessment.content.loading import KeyPath, SourceText, load_file
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem

Share = Annotated[float, Field(ge=0, le=1)]
REMEDY = label(
    "每个特征在 features 和每个 prototype 里各写一次。",
    "Name each feature once under features and once in every prototype.",
)


class _FeatureBase(Strict):
    id: Identifier
    label: Label


class RateFeature(_FeatureBase):
    """One count over another, 0 to 1."""

    kind: Literal["rate"]
    numerator: Identifier
    denominator: Identifier


class PointsFeature(_FeatureBase):
    """The points of a framework's node over the most it can give, 0 to 1."""

    kind: Literal["points"]
    node: Identifier


class GradesFeature(_FeatureBase):
    """The mean grade of the items below a node over the highest grade, 0 to 1."""

    kind: Literal["grades"]
    node: Identifier
    highest: int = Field(ge=1, le=10)


Feature = Annotated[RateFeature | PointsFeature | GradesFeature, Field(discriminator="kind")]


class FeatureLeftOut(Strict):
    """Something that could be a feature and is not, and why."""

    what: Label
    reason: Label


class Archetype(Strict):
    """A type of firm in an owner's words; ``prototype`` finds it again after retraining."""

    id: Identifier
    name: Label
    portrait: Label
    next_step: Label
    prototype: dict[Identifier, Share]


class ArchetypesFile(Strict):
    """``seeds/archetypes.yaml``."""

    version: str
    framework: str = Field(description="id@version of the framework whose scores the features come from")
    features: tuple[Feature, ...] = Field(min_length=2)
    left_out: tuple[FeatureLeftOut, ...] = ()
    enough_known: Share = Field(description="share of the features that must be known before a type is named")
    clear_membership: Share = Field(description="below this membership a firm is said to lie between two types")
    archetypes: tuple[Archetype, ...] = Field(min_length=1)


def load_archetypes(root: Path) -> tuple[ArchetypesFile, SourceText]:
    """Read ``root/seeds/archetypes.yaml``; raises ``InputRefused`` with every fault."""
    spec, source = load_file(root / "seeds" / "archetypes.yaml", ArchetypesFile, root)
    problems = [Problem(source.where(path), message, REMEDY) for path, message in _faults(spec)]
    if problems:
        raise InputRefused(problems)
    return spec, source


def _faults(spec: ArchetypesFile) -> Iterator[tuple[KeyPath, Label]]:
    features = [feature.id for feature in spec.features]
    for kind, ids in (("features", features), ("archetypes", [archetype.id for archetype in spec.archetypes])):
        for i, one in enumerate(ids):
            if one in ids[:i]:
                yield (kind, i, "id"), label(f"“{one}”出现两次", f"'{one}' stands twice")
    for i, archetype in enumerate(spec.archetypes):
        for one in sorted(set(features) ^ set(archetype.prototype)):
            missing = one in features
            yield (
                ("archetypes", i, "prototype", one),
                label(
                    f"原型里{'缺少' if missing else '多了'}特征“{one}”",
                    f"{'missing' if missing else 'unknown'} feature '{one}'",
                ),
            )
