"""Reports made by commands, entered where they can be confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessment.report.seal import Seal


def enter(seals: Iterable[Seal]) -> None:
    """Enter the reports in the database; without any, it is not opened."""
    from assessment.store.assessments import open_store

    listed = list(seals)
    if not listed:
        return
    store = open_store()
    try:
        for seal in listed:
            store.hand_out(seal.id, seal.digest, seal.on, seal.editions)
    finally:
        store.close()
