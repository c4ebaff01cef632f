"""Typical modelled firms as a file: of every chain, size and level that has enough of them, the one in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from assessment.answers import AnswerTable
from assessment.content.facts import ChoiceFact
from assessment.documents import Identifier, Strict
from assessment.knowledge import classify
from assessment.language import Label, label
from assessment.output import write_text
from assessment.peers.reference import TRAIN_AGAIN
from assessment.problems import refuse
from assessment.scoring import Framework, score

PLACE = Path("models") / "trade_firms.json"
FEWEST = 30
"""Of fewer modelled firms none is called typical."""


class TradeFirm(Strict):
    """The firm in the middle of ``of`` modelled ones that share chain, size class and level; ``points`` of 100."""

    chain: Identifier
    size: Identifier
    level: int
    of: int = Field(ge=FEWEST)
    points: float
    answers: dict[str, Any]


class TradeFirms(Strict):
    """The typical firms, and what they were drawn by; ``marking`` stands wherever one is shown."""

    framework: str
    population: str
    seed: int
    marking: Label
    typical: tuple[TradeFirm, ...]
    sha256: str = ""

    def sealed(self) -> TradeFirms:
        """A copy that carries the hash of its content."""
        bare = self.model_copy(update={"sha256": ""})
        return bare.model_copy(update={"sha256": bare.digest()})

    def of(self, chain: str, size: str, level: int) -> TradeFirm | None:
        """The typical firm of a cell; None where there are too few to have one."""
        found = (one for one in self.typical if (one.chain, one.size, one.level) == (chain, size, level))
        return next(found, None)


def make_trade_firms(
    framework: Framework, table: AnswerTable, population: str, marking: Label, seed: int
) -> TradeFirms:
    """The typical firms of a table of modelled ones."""
    return TradeFirms(
        framework=framework.key,
        population=population,
        seed=seed,
        marking=marking,
        typical=tuple(_typical(framework, table)),
    ).sealed()


def _typical(framework: Framework, table: AnswerTable) -> Iterator[TradeFirm]:
    scores = score(framework, table)
    low, high = scores.points()
    sizes = np.array(classify(table).ids(), object)
    chain = table.bank.facts["chain"]
    assert isinstance(chain, ChoiceFact)
    people = table.columns["employees"].values
    settled = (low == high) & (scores.level_low == scores.level_high)
    levels = [0, *(level.level for level in framework.levels[:-1])]
    for at, option in enumerate(chain.options):
        for size in ("micro", "small", "medium"):
            for level in levels:
                alike = settled & (table.columns["chain"].values == at) & (sizes == size) & (scores.level_low == level)
                rows = np.flatnonzero(alike)
                if len(rows) < FEWEST:
                    continue
                away = _from_the_middle(low[rows]) + _from_the_middle(people[rows])
                row = int(rows[int(away.argmin())])
                yield TradeFirm(
                    chain=option.id,
                    size=size,
                    level=level,
                    of=len(rows),
                    points=float(low[row]),
                    answers=table.record(row),
                )


def _from_the_middle(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many firms stand between each and the middle one, as a share of all (n,)."""
    ranks = np.searchsorted(np.sort(values), values, "left") + np.searchsorted(np.sort(values), values, "right")
    return np.abs(ranks / (2 * len(values)) - 0.5)


def write_trade_firms(root: Path, firms: TradeFirms) -> Path:
    """Write the typical firms below ``root/models``, one a line, so that what changed can be read."""
    bare = firms.model_copy(update={"typical": ()}).model_dump_json()
    listed = ",\n".join(one.model_dump_json() for one in firms.typical)
    path = root / PLACE
    write_text(path, bare.replace('"typical":[]', f'"typical":[\n{listed}\n]') + "\n")
    return path


def load_trade_firms(root: Path) -> TradeFirms | None:
    """The typical firms of a content folder; None where nobody has drawn any yet.

    Raises ``InputRefused`` for a file that cannot be read or was altered.
    """
    path = root / PLACE
    if not path.is_file():
        return None
    where = PLACE.as_posix()
    try:
        firms = TradeFirms.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError):
        raise refuse(
            where, label("模拟企业文件无法读取", "the file of modelled firms is unreadable"), TRAIN_AGAIN
        ) from None
    if firms.sealed().sha256 != firms.sha256:
        raise refuse(where, label("文件内容被改动过", "the file was altered"), TRAIN_AGAIN, firms.sha256)
    return firms
