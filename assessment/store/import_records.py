"""What the store takes in and hands out about imports of firms: small frozen records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from assessment.answers import Answer
from assessment.language import Label, label
from assessment.permissions import contains
from assessment.store.firm_records import FirmIdentity

Verdict = Literal["new", "changed", "same", "conflict", "twin", "faulty", "outside"]
"""New firm or assessment, answers that change, nothing to write; a person answered otherwise, twice in the file, bad
cells, not in the area of whom the import is: the last four are never written."""
VERDICTS: tuple[Verdict, ...] = ("new", "changed", "same", "conflict", "twin", "faulty", "outside")
BAD: tuple[Verdict, ...] = ("conflict", "twin", "faulty", "outside")
ImportState = Literal["trying", "tried", "outdated", "writing", "done", "undoing", "undone", "returning", "broken_off"]
"""``outdated``: tried beside another one that has been taken back since. ``returning``: broken off while it was
written, what was written is being taken back; ``broken_off``: it has been."""
MOVING: tuple[ImportState, ...] = ("writing", "undoing", "returning")
_MOVEMENTS: Mapping[ImportState, Label] = {
    "writing": label("正在写入", "being written"),
    "undoing": label("正在撤回", "being taken back"),
    "undone": label("已撤回", "taken back"),
    "returning": label("中断了，正在退回", "broken off, being taken back"),
    "broken_off": label("中断了，已退回", "broken off and taken back"),
}
_LEFT = label("中断了，等待退回", "broken off, about to be taken back")
RowEnd = Literal["gone", "restored", "kept"]


@dataclass(frozen=True)
class RowToImport:
    """One row of a file: where it stands, whose it is, and what it says; ``faulty`` with a bad cell."""

    place: str
    identity: FirmIdentity
    answers: Mapping[str, Answer]
    faulty: bool


@dataclass(frozen=True)
class ImportBounds:
    """The area that an import may touch, and the code of the area in which a city and a county are."""

    area: str
    code_of: Callable[[str | None, str | None], str]

    def hold(self, city: str | None, county: str | None) -> bool:
        """Does it lie inside? What is only known to be in a city may lie in any county of it."""
        return contains(self.area, self.code_of(city, county))


@dataclass(frozen=True)
class FirmImport:
    """One import of a file of firms; ``counts`` by verdict, with ``twins`` for those that may be known firms.

    ``over``: the file counts where a person answered otherwise; so many rows do so are counted under the same name.
    """

    id: UUID
    file_id: UUID | None
    file_name: str
    round_id: UUID | None
    by: str
    state: ImportState
    good_rows: bool
    over: bool
    area: str
    counts: Mapping[str, int]
    tried_at: datetime
    imported_at: datetime | None
    undone_at: datetime | None
    undone_by: str | None
    reached: int
    """The number of the last row that stands, in the order of the file."""
    rows: int
    left: bool
    """Is nobody at it any more, though it was being written or taken back?"""

    @property
    def movement(self) -> Label | None:
        """What is happening to it, or has, when it does not simply stand."""
        return _LEFT if self.left else _MOVEMENTS.get(self.state)

    @property
    def bad(self) -> int:
        """Rows that are never written."""
        return sum(self.counts.get(verdict, 0) for verdict in BAD)

    @property
    def good(self) -> int:
        """Rows that are written."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)


@dataclass(frozen=True)
class ImportedRow:
    """What is, or was, to be done with one row; ``facts`` are those where a person answered otherwise, or since."""

    place: str
    name: str
    verdict: Verdict
    twins: tuple[str, ...]
    facts: tuple[str, ...]
    ended: RowEnd | None
