"""What commands leave in the database: reports where they can be confirmed, and a line about the data of firms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessment.settings import database_url

if TYPE_CHECKING:
    from assessment.batch import Batch
    from assessment.store.trail import Act
    from assessment.telling.seal import Seal


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


def leave_line(act: Act, by: str, **details: Any) -> None:
    """Say in the trail what a command did with the data of firms, where this machine keeps a database at all."""
    if not database_is_there():
        return
    from assessment.store.assessments import open_store
    from assessment.store.trail import acting

    with acting(f"command:{by}"):
        store = open_store()
        try:
            store.trail.record(act, details=details)
        finally:
            store.close()


def agreed(batch: Batch, wanted: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """Of the firms wanted by each provider those that agreed to be named to it: none where there is no database."""
    if not wanted or not database_is_there():
        return {}
    from assessment.store.assessments import open_store
    from assessment.work import inviting

    store = open_store()
    try:
        return inviting.agreed(store, batch, wanted)
    finally:
        store.close()


def database_is_there() -> bool:
    """Whether this machine keeps a database at all."""
    return _is_there(database_url())


def _is_there(url: str) -> bool:
    """Whether there may be a database: loading what opens one takes a second, which a plain file name does not need."""
    kind, parted, path = url.partition(":///")
    if kind.startswith("sqlite") and parted and "?" not in path and "%" not in path:
        return Path(path).exists()
    from assessment.store.database import read_url

    read = read_url(url)
    return read.get_backend_name() != "sqlite" or Path(str(read.database)).exists()
