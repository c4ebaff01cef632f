"""Every firm among its peers: the real ones so far, over the modelled reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.content.facts import ChoiceFact, Identifier, Strict
from assessment.firm import classify
from assessment.framework import Framework
from assessment.language import Label
from assessment.peers.distribution import PeerBook, Standing
from assessment.peers.reference import Reference, reference_nodes
from assessment.scoring import Scores, score


class PeerStanding(Strict):
    """Where a firm stands on one node of the main framework."""

    node: Identifier
    title: Label
    value: float
    standing: Standing


@dataclass(frozen=True)
class Peers:
    """The reference and the real firms with consent; a firm takes part in a node when its points there are certain."""

    reference: Reference
    framework: Framework
    floor: int
    scores: Scores | None
    cells: Mapping[str, NDArray[np.object_]]

    @classmethod
    def of(cls, reference: Reference, framework: Framework, floor: int, real: AnswerTable | None = None) -> Peers:
        """Peers from a table of real firms, or from the modelled reference alone."""
        if real is None or not len(real):
            return cls(reference, framework, floor, None, {})
        cells = {"size": np.array(classify(real).ids(), object)}
        cells |= {fact: _options(real, fact) for fact in ("chain", "city")}
        return cls(reference, framework, floor, score(framework, real), cells)

    def standings(self, scores: Scores, row: int, of: dict[str, str | None]) -> tuple[PeerStanding, ...]:
        """The firm on the total and every dimension whose points are certain; ``of`` holds its size, chain, city."""
        found = []
        for node in reference_nodes(self.framework):
            low, high = scores.points(node)
            if low[row] != high[row]:
                continue
            standing = self._book(node, of.get("size")).standing(float(low[row]), of)
            title = self.framework.nodes[node].title
            found.append(PeerStanding(node=node, title=title, value=float(low[row]), standing=standing))
        return tuple(found)

    def _book(self, node: str, size: str | None) -> PeerBook:
        modelled = self.reference.values(node, size)
        bounds = (0.0, float(self.framework.best(node)))
        if self.scores is None:
            none = {key: np.array([], object) for key in ("size", "chain", "city")}
            return PeerBook(none, np.array([]), modelled, self.floor, bounds)
        low, high = self.scores.points(node)
        settled = low == high
        cells = {key: values[settled] for key, values in self.cells.items()}
        return PeerBook(cells, low[settled], modelled, self.floor, bounds)


def _options(table: AnswerTable, fact_id: str) -> NDArray[np.object_]:
    fact = table.bank.facts[fact_id]
    assert isinstance(fact, ChoiceFact)
    names = np.array([*(option.id for option in fact.options), None], object)
    column = table.columns.get(fact_id)
    return np.full(len(table), None, object) if column is None else names[column.values]
