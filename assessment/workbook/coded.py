"""Columns of cells of which many say the same: the few different cells, and which of them each row shows.

Eighty thousand rows have some hundred different words in a column: each is worded, escaped and formatted once, and the
rows are put together from whole columns by Arrow, without a step of Python for every cell.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

Cell = str | float | None
_Value = TypeVar("_Value", bound=Hashable)


@dataclass(frozen=True)
class CodedColumn:
    """n cells: the different ones, and for each row (n,) which of them it shows."""

    values: Sequence[Cell]
    codes: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> CodedColumn:
        """The column of some cells."""
        values, codes = different(cells)
        return cls(values, codes)

    @classmethod
    def of_figures(cls, figures: NDArray[Any]) -> CodedColumn:
        """The column of some figures (n,); what is no number is an empty cell."""
        values, codes = np.unique(figures, return_inverse=True)
        return cls([None if value != value else value for value in values.tolist()], codes)

    def cells(self) -> list[Cell]:
        """The cell of every row."""
        return [self.values[code] for code in self.codes.tolist()]


def different(values: Iterable[_Value]) -> tuple[list[_Value], NDArray[np.intp]]:
    """The different ones among some values, in the order in which they first stand, and which of them each one is."""
    listed = values if isinstance(values, Sequence) else list(values)
    places = {value: place for place, value in enumerate(dict.fromkeys(listed))}
    return list(places), np.fromiter(map(places.__getitem__, listed), np.intp, len(listed))


def texts(listed: Sequence[str | None]) -> pa.Array:
    """Some texts as Arrow keeps them; ``take`` gives that of every row. None becomes null."""
    import pyarrow as pa

    return pa.array(listed, pa.string())


def joined(pieces: Sequence[pa.Array | str]) -> bytes:
    """The pieces of every row put together, row after row; what is null is left out. UTF-8."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = pc.binary_join_element_wise(*pieces, pa.scalar(""), null_handling="skip")
    starts = np.frombuffer(rows.buffers()[1], np.int32)
    first, last = starts[rows.offset], starts[rows.offset + len(rows)]
    return memoryview(rows.buffers()[2])[first:last].tobytes() if last > first else b""
