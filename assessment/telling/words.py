"""The longer texts of a result: ``words.yaml`` beside this module has them in both languages, for whoever revises them.

What takes no more than a line stands where it is said.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import yaml

from assessment.language import Lang

TABLE = Path(__file__).with_suffix(".yaml")


@functools.cache
def texts() -> Mapping[str, Mapping[Lang, str]]:
    """Every text by the module that says it and its name: ``plan.between_no_time_was_added``.

    They are no ``Label``: some begin or end with the space that parts them from what they stand beside.
    """
    found = yaml.safe_load(TABLE.read_text("utf-8"))
    return {f"{room}.{name}": text for room, named in found.items() for name, text in named.items()}
