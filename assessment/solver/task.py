"""A program as the solver takes it: whole-number columns, rows, and what is minimised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Builder:
    """A sparse matrix being built row by row."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self.count = 0

    def row(self, terms: Mapping[int, float]) -> int:
        """Add a row (column -> value); returns its number."""
        self._rows.extend([self.count] * len(terms))
        self._columns.extend(terms.keys())
        self._values.extend(terms.values())
        self.count += 1
        return self.count - 1

    def matrix(self, width: int) -> scipy.sparse.csc_array:
        """The rows as a matrix of ``width`` columns, its entries sorted within each column."""
        entries = (self._values, (self._rows, self._columns))
        built = scipy.sparse.csc_array(scipy.sparse.coo_array(entries, shape=(self.count, width)))
        built.sort_indices()
        return built


@dataclass(frozen=True)
class Task:
    """Minimise ``objective @ x`` over ``row_lower <= matrix @ x <= row_upper`` and ``lower <= x <= upper``.

    Every column is a whole number between finite bounds, and so is every cost and every number of a row. (With
    continuous columns the presolve of HiGHS, in SciPy 1.17, was seen to call a solution optimal that was not.)
    """

    objective: Floats
    lower: Floats
    upper: Floats
    matrix: scipy.sparse.csc_array
    row_lower: Floats
    row_upper: Floats
    extra: Sequence[scipy.optimize.LinearConstraint] = ()

    def allows(self, x: NDArray[np.int64]) -> bool:
        """Does ``x`` keep to every bound and row, compared in whole numbers?"""
        rows = [(self.matrix, self.row_lower, self.row_upper), *((row.A, row.lb, row.ub) for row in self.extra)]
        return bool(
            (self.lower <= x).all()
            and (x <= self.upper).all()
            and all((lower <= a @ x).all() and (a @ x <= upper).all() for a, lower, upper in rows)
        )


def widened(matrix: scipy.sparse.csc_array, further: int) -> scipy.sparse.csc_array:
    """A matrix with further columns of noughts."""
    return scipy.sparse.csc_array(
        scipy.sparse.hstack([matrix, scipy.sparse.csc_array((matrix.shape[0], further))], format="csc")
    )
