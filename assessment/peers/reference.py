"""The modelled reference as a file: how the scores of modelled firms are spread, by node and by size."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from assessment.answers import AnswerTable
from assessment.documents import Identifier, Strict
from assessment.knowledge import classify
from assessment.language import Label, label
from assessment.output import write_text
from assessment.problems import refuse
from assessment.scoring import Framework, Scores, score

PLACE = Path("models") / "reference.json"
STEPS = 400
ALL = "all"
TRAIN_AGAIN = label("请用 assessment train 重新生成。", "Make it again with 'assessment train'.")


class ModelledReference(Strict):
    """Quantiles (``STEPS`` + 1 of them, from least to greatest) of modelled firms' points.

    ``quantiles`` maps "all" and each size class to a map from node to its quantiles.
    """

    framework: str
    population: str
    seed: int
    firms: int = Field(ge=1)
    date: datetime.date
    marking: Label
    quantiles: dict[str, dict[Identifier, tuple[float, ...]]]
    sha256: str = ""

    def sealed(self) -> ModelledReference:
        """A copy that carries the hash of its content."""
        bare = self.model_copy(update={"sha256": ""})
        return bare.model_copy(update={"sha256": bare.digest()})

    def values(self, node: str, size: str | None) -> NDArray[np.float64]:
        """The modelled spread of a node for firms of a size, of all sizes when it is unknown."""
        return np.array(self.quantiles.get(size or ALL, self.quantiles[ALL])[node])


def reference_nodes(framework: Framework) -> list[str]:
    """The nodes on which firms are compared: the total and the dimensions."""
    return [framework.root, *(node.id for node in framework.dimensions)]


def make_reference(
    framework: Framework, table: AnswerTable, population: str, marking: Label, seed: int, today: datetime.date
) -> ModelledReference:
    """The reference from a table of modelled firms."""
    scores = score(framework, table)
    sizes = np.array(classify(table).ids(), object)
    groups = {ALL: np.ones(len(table), bool)} | {
        size: sizes == size for size in ("micro", "small", "medium") if (sizes == size).sum() > STEPS
    }
    return ModelledReference(
        framework=framework.key,
        population=population,
        seed=seed,
        firms=len(table),
        date=today,
        marking=marking,
        quantiles={name: _quantiles(scores, chosen) for name, chosen in groups.items()},
    ).sealed()


def _quantiles(scores: Scores, chosen: NDArray[np.bool_]) -> dict[str, tuple[float, ...]]:
    at = np.linspace(0, 1, STEPS + 1)
    spreads = {}
    for node in reference_nodes(scores.framework):
        low, high = scores.points(node)
        settled = low[chosen & (low == high)]
        spreads[node] = tuple(np.round(np.quantile(settled, at, method="inverted_cdf"), 6).tolist())
    return spreads


def write_reference(root: Path, reference: ModelledReference) -> Path:
    """Write the reference below ``root/models``."""
    path = root / PLACE
    write_text(path, reference.model_dump_json(indent=1) + "\n")
    return path


def load_references(root: Path, editions: Mapping[str, Framework], kept: Path) -> dict[str, ModelledReference]:
    """The reference of every edition that has one, by the edition's key; ``editions`` are all that may have one.

    That of ``root`` itself is the newest; folders below ``root / kept`` hold those of earlier editions.
    """
    found: dict[str, ModelledReference] = {}
    for folder in [*sorted(path for path in (root / kept).glob("*") if path.is_dir()), root]:
        reference = _read(folder)
        if reference.framework not in editions:
            raise refuse(
                f"{folder.name}/{PLACE.as_posix()}",
                label("没有这一版指标", "there is no such edition of the framework"),
                TRAIN_AGAIN,
                reference.framework,
            )
        found[reference.framework] = load_reference(folder, editions[reference.framework])
    return found


def load_reference(root: Path, framework: Framework) -> ModelledReference:
    """Read the reference; one that was altered, or made with another edition, is refused with the reason."""
    where = PLACE.as_posix()
    reference = _read(root)
    if reference.sealed().sha256 != reference.sha256:
        raise refuse(where, label("文件内容被改动过", "the file was altered"), TRAIN_AGAIN, reference.sha256)
    if reference.framework != framework.key:
        raise refuse(
            where,
            label("参照分布是按另一版指标生成的", "it was made with another edition"),
            TRAIN_AGAIN,
            reference.framework,
        )
    return reference


def _read(root: Path) -> ModelledReference:
    try:
        return ModelledReference.model_validate_json((root / PLACE).read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError):
        raise refuse(
            PLACE.as_posix(), label("参照分布缺失或无法读取", "the reference is missing or unreadable"), TRAIN_AGAIN
        ) from None
