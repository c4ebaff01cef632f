"""Size, chain and city of many firms as codes, and the groups of firms that share all three."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.knowledge import SizeClasses

KEYS = ("size", "chain", "city")
NESTED: tuple[tuple[str, ...], ...] = tuple(KEYS[:n] for n in range(len(KEYS) + 1))
"""The groups that a firm is compared within, from wide to narrow: each by its keys."""


@dataclass(frozen=True)
class Cells:
    """For each of ``KEYS`` the names, the last of them None for unknown, and each firm's number among them (n,)."""

    names: dict[str, tuple[str | None, ...]]
    codes: dict[str, NDArray[np.int64]]

    @classmethod
    def of(cls, table: AnswerTable, sizes: SizeClasses) -> Cells:
        """The cells of every firm of a table."""
        names: dict[str, tuple[str | None, ...]] = {"size": (*(c.id for c in sizes.rules.classes), None)}
        codes = {"size": sizes.codes.astype(np.int64) % len(names["size"])}
        for key in ("chain", "city"):
            names[key] = (*table.bank.option_names(key), None)  # what is open has the number after the last option
            codes[key] = table.column(key).values.astype(np.int64)
        return cls(names, codes)

    def ids(self, key: str) -> NDArray[np.object_]:
        """The names (n,) of all firms."""
        return np.array(self.names[key], object)[self.codes[key]]

    def groups(self, keys: Sequence[str]) -> Iterator[tuple[dict[str, str | None], NDArray[np.intp]]]:
        """The firms (positions) that share some keys, group by group, with the names they share."""
        shape = tuple(len(self.names[key]) for key in keys)
        cell = np.ravel_multi_index([self.codes[key] for key in keys], shape).astype(np.min_scalar_type(np.prod(shape)))
        order = np.argsort(cell, kind="stable")
        ends = np.cumsum(np.bincount(cell, minlength=int(np.prod(shape))))
        for number in np.flatnonzero(np.diff(ends, prepend=0)):
            places = np.unravel_index(number, shape)
            shared = {key: self.names[key][int(place)] for key, place in zip(keys, places, strict=True)}
            yield shared, order[ends[number - 1] if number else 0 : ends[number]]
