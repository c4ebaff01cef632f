"""The words of a result that stand in one table, ``words.yaml`` beside this module, for whoever revises them.

What takes no more than a line stands where it is said.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from assessment.content.loading import load_file
from assessment.content.provenance import Fidelity
from assessment.documents import Strict
from assessment.language import Label, Lang

TABLE = Path(__file__).with_suffix(".yaml")


class SectionWords(Strict):
    """A section's name, what it answers, and its title where that is another."""

    name: Label
    lead: Label
    title: Label | None = None


class Term(Strict):
    """A word that is explained."""

    term: Label
    meaning: Label


class WordTable(Strict):
    """The whole table; its ``texts`` are no labels: some begin or end with a space, beside what they stand by."""

    sections: dict[str, SectionWords]
    glossary: tuple[Term, ...]
    standings: dict[Fidelity, Label]
    texts: dict[str, dict[str, dict[Lang, str]]]


@functools.cache
def table() -> WordTable:
    """The table, read once."""
    return load_file(TABLE, WordTable)[0]


def text(name: str) -> Mapping[Lang, str]:
    """A text by the module that says it and its name: ``plan.between_no_time_was_added``."""
    room, _, key = name.partition(".")
    return table().texts[room][key]
