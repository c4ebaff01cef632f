"""The seal of a copy: a file beside it that tells whether the copy is still what was written.

SQLite itself notices few of the bytes that are altered. The seal holds the copy's digest, and that digest again, keyed
with the secret of the database: who alters a copy can write the first anew, but not the second.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from assessment.store.secret import Secret

SUFFIX = ".seal"


def seal_of(copy: Path) -> Path:
    """Where the seal of a copy stands."""
    return copy.with_name(copy.name + SUFFIX)


def write_seal(copy: Path, secret: Secret | None) -> None:
    """Seal a copy that is finished; of a database without a secret by the plain digest alone."""
    told = _digest(copy)
    keyed = ("-", "-") if secret is None else (secret.mark, secret.digest(told))
    with os.fdopen(os.open(seal_of(copy), os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(" ".join((told, *keyed)) + "\n")


def is_whole(copy: Path, secret: Secret) -> bool | None:
    """Is a copy what was sealed? None where it has no seal, as those of older editions.

    Under another secret only the plain digest can be compared.
    """
    if not seal_of(copy).exists():
        return None
    told = _digest(copy)
    try:
        plain, mark, keyed = seal_of(copy).read_text(encoding="ascii").split()
    except ValueError:
        return False
    return plain == told and (mark != secret.mark or keyed == secret.digest(told))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
