"""Every firm among its peers: the real ones so far, over the modelled reference."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessment.documents import Identifier, Strict
from assessment.knowledge import classify
from assessment.language import Label
from assessment.peers.cells import KEYS, Cells
from assessment.peers.cleared import Cleared, among
from assessment.peers.distribution import Mixture, PeerBook, PlaceAmongPeers, Places
from assessment.peers.joining import RealFirms
from assessment.peers.reference import ModelledReference, reference_nodes
from assessment.peers.releases import ReleaseLog
from assessment.peers.steps import CountedSteps
from assessment.scoring import Framework, Scores, score
from assessment.scoring.codes import blocks


class PeerStanding(Strict):
    """Where a firm stands on one node of the main framework."""

    node: Identifier
    title: Label
    value: float
    standing: PlaceAmongPeers


@dataclass(frozen=True)
class Peers:
    """The reference and the real firms with consent; a firm takes part in a node when its points there are certain."""

    reference: ModelledReference
    framework: Framework
    floor: int
    scores: Scores | None
    cells: Cells | None
    others: NDArray[np.bool_]
    as_of: datetime.date | None = None
    ids: tuple[str, ...] = ()
    log: ReleaseLog | None = None

    @classmethod
    def of(
        cls,
        reference: ModelledReference,
        framework: Framework,
        floor: int,
        real: RealFirms | None = None,
        as_of: datetime.date | None = None,
    ) -> Peers:
        """Peers from the real firms as they stand on a day, or from the modelled reference alone."""
        if real is None or not len(real.table):
            return cls(reference, framework, floor, None, None, np.zeros(0, bool))
        table = real.table
        cells = Cells.of(table, classify(table))
        scores = score(framework, table)
        return cls(reference, framework, floor, scores, cells, real.others, as_of, tuple(table.ids), real.log)

    def standings(self, scores: Scores, row: int, of: Mapping[str, str | None]) -> tuple[Cleared[PeerStanding], ...]:
        """The firm on the total and every dimension whose points are certain; ``of`` holds its size, chain, city."""
        found = []
        for node in reference_nodes(self.framework):
            low, high = scores.exact(row, node)
            if low != high:
                continue
            standing = self._book(node, of.get("size")).mixture(self._numbers(of)).standing(float(low))
            title = self.framework.nodes[node].title
            place = PeerStanding(node=node, title=title, value=float(low), standing=standing)
            found.append(among(place, standing.real, self.floor))
        return tuple(found)

    def places(self, scores: Scores, cells: Cells, node: str) -> Cleared[Places]:
        """All firms (n,) at once on one node: shares of peers below each with intervals, nan where points are open."""
        low, high = scores.points(node)
        found, fewest = Places(*np.full((3, len(low)), np.nan)), 0
        for mixture, rows in self.mixtures(cells, node):
            fewest = min(fewest or mixture.real, mixture.real or fewest)
            for block in blocks(len(rows)):
                some = rows[block]
                some = some[low[some] == high[some]]
                for shares, values in zip(found, mixture.places(low[some]), strict=True):
                    shares[some] = values
        return among(found, fewest, self.floor)

    def mixtures(self, cells: Cells, node: str) -> Iterator[tuple[Mixture, NDArray[np.intp]]]:
        """The distributions that firms are compared with on a node, each with the firms (positions) it is for."""
        # Without real firms only the size says whom a firm is compared with.
        for of, rows in cells.groups(("size",) if self.cells is None else KEYS):
            yield self._book(node, of.get("size")).mixture(self._numbers(of)), rows

    def _numbers(self, of: Mapping[str, str | None]) -> dict[str, int | None]:
        """Names of size, chain and city as the numbers that the real firms' cells hold."""
        if self.cells is None:
            return {}
        names = self.cells.names
        return {key: None if of.get(key) is None else names[key].index(of[key]) for key in KEYS}

    def _book(self, node: str, size: str | None) -> PeerBook:
        if (node, size) not in self._books:
            modelled = self.reference.values(node, size)
            bounds = (0.0, float(self.framework.best(node)))
            values, cells, others = self._real(node)
            title = self.framework.nodes[node].title
            steps = self._steps(node)
            book = PeerBook(cells, values, modelled, self.floor, bounds, others, self.as_of, title, steps)
            self._books[node, size] = book
        return self._books[node, size]

    @cached_property
    def _books(self) -> dict[tuple[str, str | None], PeerBook]:
        return {}

    def _steps(self, node: str) -> CountedSteps | None:
        """What was shown before of the firms that ``_real`` tells."""
        if self.log is None or self.scores is None or self.cells is None or self.as_of is None:
            return None
        low, high = self.scores.points(node)
        settled = np.flatnonzero(low == high)
        values = {self.ids[i]: float(low[i]) for i in settled}
        # The last of the names stands for what is not known.
        cells = {
            key: np.where(codes < len(self.cells.names[key]) - 1, codes, -1)[settled]
            for key, codes in self.cells.codes.items()
        }
        return CountedSteps.of(self.log, f"{self.framework.key} {node}", values, cells, self.floor, self.as_of)

    def _real(self, node: str) -> tuple[NDArray[np.float64], dict[str, NDArray[np.int64]], NDArray[np.bool_]]:
        """The real firms' points on a node where they are certain, those firms' cells, and which are not the asker."""
        if self.scores is None or self.cells is None:
            return np.array([]), {key: np.array([], np.int64) for key in KEYS}, self.others
        low, high = self.scores.points(node)
        settled = low == high
        cells = {key: codes[settled] for key, codes in self.cells.codes.items()}
        return low[settled], cells, self.others[settled]
