"""What makes two printouts of a report comparable: its number, and the digest of its file.

The number comes from all that was drawn, so the same report has the same number wherever it is made, and any other
report another one. Nobody can tell from it whose report it is.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
from dataclasses import dataclass

_BYTES = 10
_GROUP = 4
_IN_FILE = re.compile(rb"<dc:identifier>([A-Z2-7-]{19})</dc:identifier>")
VERIFY = "verify"
"""Under this address, below that of the pages, a report is confirmed."""


@dataclass(frozen=True)
class Seal:
    """A report that was made: its number, the SHA-256 of its file, its day, and the editions that it rests on."""

    id: str
    digest: str
    on: datetime.date
    editions: tuple[str, ...]


def number(fingerprint: str) -> str:
    """The number of a report, sixteen signs in groups of four, from the digest of what was drawn."""
    signs = base64.b32encode(bytes.fromhex(fingerprint)[:_BYTES]).decode("ascii")
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def digest(file: bytes) -> str:
    """The SHA-256 of a file, as ``sha256sum`` and its like show it."""
    return hashlib.sha256(file).hexdigest()


def number_in(file: bytes) -> str | None:
    """The number that a report of ours names in its file; None for any other file."""
    found = _IN_FILE.search(file)
    return found[1].decode("ascii") if found else None


def address(verify_at: str, report: str) -> str:
    """Where a report is confirmed; ``verify_at`` is the address of the pages."""
    return f"{verify_at.rstrip('/')}/{VERIFY}/{report}"
