"""The least that scoring must do: one gather an item and a sum, over the very codes that scoring uses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assessment.knowledge import Knowledge
from assessment.scoring import Framework
from assessment.scoring.codes import encode

BLOCK = 1 << 14


class Bare:
    """Codes and tables ready made; ``plain`` and ``tuned`` only gather and add up one end of the points."""

    def __init__(self, framework: Framework, knowledge: Knowledge):
        coded = encode(framework, knowledge)
        self.codes = [item.codes for item in coded]
        self.tables = [item.points_low[c.low] for item, c in zip(framework.items, coded, strict=True)]
        self.n = len(knowledge.table)

    def plain(self) -> NDArray[np.int64]:
        """As anyone would write it."""
        total = np.zeros(self.n, np.int64)
        for codes, table in zip(self.codes, self.tables, strict=True):
            total += table[codes]
        return total

    def tuned(self) -> NDArray[np.int64]:
        """The same in blocks that stay in the processor's cache, with the fastest gather numpy has."""
        total = np.zeros(self.n, np.int64)
        for start in range(0, self.n, BLOCK):
            block = slice(start, start + BLOCK)
            for codes, table in zip(self.codes, self.tables, strict=True):
                total[block] += table.take(codes[block], mode="clip")
        return total
