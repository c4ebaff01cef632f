"""A list of visits as it was drawn, kept so that what the visits find is reckoned from the very draw.

Firms stand in it by a mark made of their credit code or name and a salt of the list's own, and by nothing else.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.foresight import VisitList

Whole = NDArray[np.int64]
_ARRAYS = ("marks", "firms", "stratum", "visits", "risk", "reported", "areas", "city", "county")


@dataclass(frozen=True)
class DrawnVisits:
    """Who was drawn of which firms, and what is needed to speak for all: of each firm its mark, stratum, predicted
    ``risk``, whether it ``reported`` the ``level``, and the places of its city and county among ``areas`` (codes, the
    first empty).
    """

    level: int
    salt: str
    drawn: VisitList
    marks: NDArray[np.str_]
    risk: NDArray[np.float64]
    reported: NDArray[np.bool_]
    areas: tuple[str, ...]
    city: Whole
    county: Whole

    def to_bytes(self) -> bytes:
        """As it is kept."""
        stream = io.BytesIO()
        given = {
            "marks": self.marks,
            "firms": self.drawn.firms,
            "stratum": self.drawn.stratum,
            "visits": self.drawn.visits,
            "risk": self.risk,
            "reported": self.reported,
            "areas": np.array(self.areas, str),
            "city": self.city,
            "county": self.county,
        }
        np.savez_compressed(stream, allow_pickle=False, head=np.array([str(self.level), self.salt]), **given)
        return stream.getvalue()

    @classmethod
    def of_bytes(cls, data: bytes) -> DrawnVisits:
        """As it was kept; raises ``ValueError`` for anything else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                level, salt = file["head"].tolist()
                read = {name: file[name] for name in _ARRAYS}
        except (EOFError, KeyError, OSError, ValueError, zipfile.BadZipFile) as fault:
            raise ValueError("no list of visits") from fault
        return cls(
            level=int(level),
            salt=salt,
            drawn=VisitList(read["firms"], read["stratum"], read["visits"]),
            marks=read["marks"],
            risk=read["risk"],
            reported=read["reported"],
            areas=tuple(read["areas"].tolist()),
            city=read["city"],
            county=read["county"],
        )

    def members(self, area: int) -> NDArray[np.bool_]:
        """The firms of an area, by its place among ``areas``."""
        return np.asarray((self.city == area) | (self.county == area))


def marks_of(identities: Sequence[str], salt: str) -> NDArray[np.str_]:
    """The mark of each firm; empty where it is told by neither a code nor a name."""
    return np.array(
        [hashlib.sha256(f"{salt} {one}".encode()).hexdigest()[:24] if one else "" for one in identities], str
    )
