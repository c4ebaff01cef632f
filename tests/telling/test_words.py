"""The table of longer texts: each is said somewhere, with everything that it leaves open, in both languages."""

from __future__ import annotations

import ast
import string
from collections import defaultdict
from pathlib import Path

import pytest

from assessment.language import LANGUAGES
from assessment.telling.document import SECTIONS
from assessment.telling.words import TABLE, table

TEXTS = {f"{room}.{name}": text for room, named in table().texts.items() for name, text in named.items()}


def said() -> dict[str, list[set[str]]]:
    """What is filled in wherever a text is said, by its name."""
    found = defaultdict(list)
    for path in Path(TABLE.parent).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "words":
                found[node.args[0].value].append({keyword.arg for keyword in node.keywords})
    return found


def left_open(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_is_said_and_everything_said_is_there():
    assert set(said()) == set(TEXTS) and len(TEXTS) > 100
    assert list(table().sections) == list(SECTIONS)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_what_a_text_leaves_open_is_filled_and_nothing_is_given_in_vain(name):
    needed = {lang: left_open(TEXTS[name][lang]) for lang in LANGUAGES}
    for given in said()[name]:
        assert set.union(*needed.values()) == given
