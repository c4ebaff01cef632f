"""What is wrong with the cells of firms: counted by firm as it is found, and put into words where it is listed."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assessment.content.facts import Fact
from assessment.language import Label, label
from assessment.problems import Problem
from assessment.workbook.firms.headers import Header
from assessment.workbook.firms.rows import SheetTable

MOST_LISTED = 200_000
"""So many problems are listed one by one; memory and a sheet of a workbook hold no millions of them."""

_Fault = tuple[int, int, Fact, Label, Label, str | None]  # firm, column, and what a problem says


class Faults:
    """The faults of all firms of some tables; a firm is its place among all rows of the tables.

    ``of_firms`` (n,) counts those of each firm.
    """

    def __init__(self, tables: Sequence[SheetTable]):
        lengths = [len(table.rows) for table in tables]
        self.of_firms: NDArray[np.int32] = np.zeros(sum(lengths), np.int32)
        self.tables = np.repeat(np.arange(len(tables)), lengths)
        self.rows = np.fromiter((row for table in tables for row in table.rows), np.int64, sum(lengths))
        self._headers = [table.header for table in tables]
        self._faults: list[_Fault] = []
        self._of_headers: list[tuple[int, int, Problem]] = [
            (number, at, problem)
            for number, header in enumerate(self._headers)
            for at, problem in enumerate(header.problems)
        ]
        self._more = 0

    def tell(self, firm: int, column: int, fact: Fact, message: Label, remedy: Label, found: str | None = None) -> None:
        """The cell of a firm in a column of its sheet is wrong."""
        self.tell_all(np.array([firm]), column, fact, message, remedy, found)

    def tell_all(
        self,
        firms: NDArray[np.intp],
        column: int,
        fact: Fact,
        message: Label,
        remedy: Label,
        found: str | None = None,
    ) -> None:
        """The cells of several firms in a column are wrong in the same way."""
        self.of_firms[firms] += 1
        listed = firms[: MOST_LISTED - len(self._faults)].tolist()
        self._faults += [(firm, column, fact, message, remedy, found) for firm in listed]
        self._more += len(firms) - len(listed)

    def tell_header(self, number: int, problem: Problem) -> None:
        """Something is wrong with a table as a whole."""
        self._of_headers.append((number, 0, problem))

    def header_of(self, firm: int) -> Header:
        """The header above a firm."""
        return self._headers[self.tables[firm]]

    def of_headers(self) -> list[Problem]:
        """The problems of headers, from top to bottom."""
        return [problem for _, _, problem in sorted(self._of_headers, key=lambda one: one[:2])]

    def listed(self, most: int = MOST_LISTED) -> tuple[list[tuple[int, int, Problem]], int]:
        """The first problems of cells from top to bottom, with firm and column, and how many more there are."""
        first = heapq.nsmallest(most, self._faults, key=lambda fault: fault[:2])
        more = self._more + len(self._faults) - len(first)
        return [(fault[0], fault[1], self._problem(fault)) for fault in first], more

    def all(self) -> tuple[list[Problem], int]:
        """All that are listed, those of a table's header above those of its firms, and how many more there are."""
        told, more = self.listed()
        both = [((int(self.tables[firm]), int(self.rows[firm]), column), problem) for firm, column, problem in told]
        both += [((number, 0, at), problem) for number, at, problem in self._of_headers]
        return [problem for _, problem in sorted(both, key=lambda one: one[0])], more

    def _problem(self, fault: _Fault) -> Problem:
        firm, column, fact, message, remedy, found = fault
        where = self.header_of(firm).sheet.address(int(self.rows[firm]), column)
        return Problem(where, about(fact.label, message), remedy, found)


@lru_cache(maxsize=1024)
def about(name: Label, message: Label) -> Label:
    """What is wrong with a cell, under the name of its column; one object for all cells with the same fault."""
    return label(f"“{name.zh}”{message.zh}", f"'{name.en}': {message.en}")
