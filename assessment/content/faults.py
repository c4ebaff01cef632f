"""A list of faults of one content file."""

from __future__ import annotations

from collections.abc import Callable

from assessment.language import label
from assessment.problems import Problem

Where = Callable[[tuple[str | int, ...]], str]


class FaultList:
    """Collects the faults of one file, each with file, line and key."""

    def __init__(self, where: Where):
        self._where = where
        self.problems: list[Problem] = []

    def add(self, path: tuple[str | int, ...], zh: str, en: str, remedy_zh: str, remedy_en: str) -> None:
        """Note one fault at a key path."""
        self.problems.append(Problem(self._where(path), label(zh, en), label(remedy_zh, remedy_en)))
