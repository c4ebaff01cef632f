"""The trained model as a file: parameters in JSON with a hash, what it was trained on, and nothing that runs."""

from __future__ import annotations

import datetime
import hashlib
import json
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field, ValidationError

from assessment.archetypes.geometry import Geometry
from assessment.content.archetypes import Feature
from assessment.documents import Strict
from assessment.language import Label, label
from assessment.output import write_text
from assessment.problems import refuse

PLACE = Path("models") / "archetypes.json"
TRAIN_AGAIN = label("请用 assessment train 重新训练。", "Train again with 'assessment train'.")


class Training(Strict):
    """On what a model was trained; ``marking`` is shown wherever a result of it is shown."""

    date: datetime.date
    seed: int
    firms: int = Field(ge=1)
    modelled: bool
    data: str = Field(description="the population's key, or 'own firms'")
    description: Label
    marking: Label | None
    libraries: dict[str, str]


class TrainedType(Strict):
    """One type: the archetype of ``seeds/archetypes.yaml`` that it was matched to, its share and its centre."""

    archetype: str | None
    share: float = Field(ge=0, le=1)
    centre: tuple[float, ...] = Field(description="in standardised units, in the order of the features")


class Bins(Strict):
    """How one feature was spread over the training firms: inner edges and the shares between them."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]


class Artefact(Strict):
    """Everything of a trained model; ``sha256`` is of all the rest, so that an altered file is noticed."""

    format: Literal[1] = 1
    framework: str
    features: tuple[Feature, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    types: tuple[TrainedType, ...] = Field(min_length=1)
    within: tuple[float, ...]
    independent: float
    outlier: float
    bins: tuple[Bins, ...]
    training: Training
    sha256: str = ""

    def hashed(self) -> str:
        """SHA-256 of the canonical JSON of everything but the hash itself."""
        content = self.model_dump(mode="json", exclude={"sha256"})
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def sealed(self) -> Artefact:
        """A copy that carries its hash."""
        return self.model_copy(update={"sha256": self.hashed()})

    @property
    def key(self) -> str:
        """The name by which results cite the model."""
        return f"archetypes#{self.sha256[:12]}"

    @property
    def geometry(self) -> Geometry:
        """The parameters as arrays."""
        return Geometry(
            np.array(self.mean),
            np.array(self.scale),
            np.array([one.centre for one in self.types]),
            np.array(self.within),
            self.independent,
            self.outlier,
        )


def write_artefact(artefact: Artefact, path: Path) -> None:
    """Write the sealed model, one key a line so that changes can be read."""
    content = artefact.sealed().model_dump(mode="json")
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def read_artefact(path: Path, framework: str, features: tuple[Feature, ...]) -> Artefact:
    """Read a model; refused when it is missing, altered, of another edition or of other features."""
    where = f"{path.parent.name}/{path.name}"
    try:
        artefact = Artefact.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise refuse(
            where, label("还没有训练好的企业类型模型", "there is no trained model of archetypes"), TRAIN_AGAIN
        ) from None
    except (OSError, ValidationError, UnicodeDecodeError):
        raise refuse(
            where, label("这不是企业类型模型的文件", "this is not a model of archetypes"), TRAIN_AGAIN
        ) from None
    if artefact.hashed() != artefact.sha256:
        raise refuse(
            where,
            label("模型文件被改动过（校验值不符）", "the model file was altered (its hash does not match)"),
            label(
                "请恢复原文件，或用 assessment train 重新训练。",
                "Restore the file, or train again with 'assessment train'.",
            ),
            artefact.sha256[:12],
        )
    if artefact.framework != framework:
        raise refuse(
            where,
            label("模型是用另一版指标训练的", "the model was trained on another edition of the framework"),
            TRAIN_AGAIN,
            f"{artefact.framework} / {framework}",
        )
    if artefact.features != features:
        raise refuse(
            where,
            label(
                "模型的特征与 seeds/archetypes.yaml 不一致", "the model's features differ from seeds/archetypes.yaml"
            ),
            TRAIN_AGAIN,
        )
    return artefact
