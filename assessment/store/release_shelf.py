"""The log of released tables (see ``assessment.peers.releases``): firms as keyed digests, never by name or answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from assessment.store import schema
from assessment.store.desk import Desk

if TYPE_CHECKING:
    from assessment.peers import Release

_TABLES = schema.released_tables


class ReleaseShelf(Desk):
    """What was shown of groups of firms, kept for good: what was seen once is known for ever."""

    def digest(self, text: str) -> str:
        """What is kept of a firm instead of who it is."""
        return self.secret.digest(text)

    def releases(self, name: str) -> Sequence[Release]:
        """All releases of a table, in the order in which they were shown."""
        from assessment.peers import Release, Told  # takes a second to load, which most commands do without

        rows = select(_TABLES).where(_TABLES.c.name == name).order_by(_TABLES.c.number)
        with self._reading() as connection:
            return [
                Release(
                    firms=np.frombuffer(row.firms, "<u8"),
                    cells=np.frombuffer(row.cells, "<i4").astype(np.intp),
                    axes=(tuple(row.axes[0]), tuple(row.axes[1])),
                    hidden=np.array(row.hidden, bool),
                    floor=row.floor,
                    day=row.day,
                    told=None if row.told is None else Told.read(row.told),
                )
                for row in connection.execute(rows)
            ]

    def add(self, name: str, release: Release, after: int) -> bool:
        """Keep a release that was made beside ``after`` earlier ones; false when there are more by now."""
        values = {
            "name": name,
            "number": after + 1,
            "day": release.day,
            "floor": release.floor,
            "axes": [list(one) for one in release.axes],
            "hidden": release.hidden.astype(int).tolist(),
            "firms": release.firms.astype("<u8").tobytes(),
            "cells": release.cells.astype("<i4").tobytes(),
            "told": None if release.told is None else release.told.kept(),
        }
        try:
            with self._writing() as connection:
                kept = select(func.count()).where(_TABLES.c.name == name)
                if connection.execute(kept).scalar_one() != after:
                    return False
                connection.execute(insert(_TABLES).values(**values))
        except IntegrityError:
            return False
        return True
