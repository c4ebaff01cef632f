"""A list of visits as it was drawn, kept so that what the visits find is reckoned from the very draw.

A firm that is drawn is told by its credit code or name; in a list that was kept, by the mark that the store made of it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.foresight import VisitList

Whole = NDArray[np.int64]
_ARRAYS = ("firms", "stratum", "visits", "risk", "reported", "areas", "city", "county")


@dataclass(frozen=True)
class DrawnVisits:
    """Who was drawn of which firms, and what is needed to speak for all: of each firm its mark (what it is told by,
    until the list is kept; empty where that is nothing), stratum, predicted
    ``risk``, whether it ``reported`` the ``level``, and the places of its city and county among ``areas`` (codes, the
    first empty).
    """

    level: int
    drawn: VisitList
    marks: NDArray[np.str_]
    risk: NDArray[np.float64]
    reported: NDArray[np.bool_]
    areas: tuple[str, ...]
    city: Whole
    county: Whole

    def to_bytes(self) -> bytes:
        """As it is kept, its marks apart."""
        stream = io.BytesIO()
        given = {
            "firms": self.drawn.firms,
            "stratum": self.drawn.stratum,
            "visits": self.drawn.visits,
            "risk": self.risk,
            "reported": self.reported,
            "areas": np.array(self.areas, str),
            "city": self.city,
            "county": self.county,
        }
        np.savez_compressed(stream, allow_pickle=False, level=np.array(self.level), **given)
        return stream.getvalue()

    @classmethod
    def of_bytes(cls, marks: Sequence[str], data: bytes) -> DrawnVisits:
        """As it was kept; raises ``ValueError`` for anything else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                level, read = int(file["level"]), {name: file[name] for name in _ARRAYS}
        except (EOFError, KeyError, OSError, ValueError, zipfile.BadZipFile) as fault:
            raise ValueError("no list of visits") from fault
        return cls(
            level=level,
            drawn=VisitList(read["firms"], read["stratum"], read["visits"]),
            marks=np.array(marks, str),
            risk=read["risk"],
            reported=read["reported"],
            areas=tuple(read["areas"].tolist()),
            city=read["city"],
            county=read["county"],
        )

    def members(self, area: int) -> NDArray[np.bool_]:
        """The firms of an area, by its place among ``areas``."""
        return np.asarray((self.city == area) | (self.county == area))
