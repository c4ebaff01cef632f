"""The secret of a database, with which it keeps digests of names, credit codes and addresses instead of these.

Names and codes are in public registers, so a plain digest would be as good as the name. The secret stands beside the
database and not in it: a copy of the database alone tells nobody who is in there. It comes from ``ASSESSMENT_SECRET``,
or from a file that is made once and that only its owner may read: next to a SQLite file, in ``var`` for PostgreSQL.

Without the secret (lost, or another one) the digests of old no longer tell who is who, and nothing can be restored from
them. ``Secret.mark`` shows it: firms of workbooks confirmed under another mark are not counted until confirmed anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL

from assessment.language import label
from assessment.settings import PROJECT, secret_text
from assessment.store.refusals import DatabaseRefused

SUFFIX = ".secret"
_SIGNS = 64


@dataclass(frozen=True)
class Secret:
    """A key for digests."""

    key: bytes = field(repr=False)

    def digest(self, text: str) -> str:
        """What is kept instead of a text: 32 signs, the same for the same text."""
        return hmac.new(self.key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]

    @property
    def mark(self) -> str:
        """Tells two secrets apart and gives neither away."""
        return self.digest("mark")[:16]


def secret_of(url: URL) -> Secret:
    """The secret of a database, made when there is none yet; raises ``DatabaseRefused`` when it cannot be kept."""
    if given := secret_text():
        return Secret(hashlib.sha256(given.encode()).digest())
    path = secret_path(url)
    try:
        return Secret(bytes.fromhex(_kept(path)))
    except (OSError, ValueError) as error:
        raise DatabaseRefused(
            label(f"数据库的密钥文件 {path} 不能用（{error}）", f"The database's secret {path} is unusable ({error})"),
            label(
                "请检查读写权限，或从备份恢复这个文件；实在找不回来就删掉它，会新建一个，中心确认过的表要重新确认。",
                "Check its permissions or restore it from a backup. If it is lost for good, delete it: a new one is "
                "made, and workbooks that a centre confirmed must be confirmed again.",
            ),
        ) from error


def secret_path(url: URL) -> Path:
    """The file of a database's secret, where it comes from no setting."""
    if url.get_backend_name() == "sqlite":
        return Path(str(url.database)).with_name(Path(str(url.database)).name + SUFFIX)
    return PROJECT / "var" / f"postgresql{SUFFIX}"


def hand_over(source: URL, target: URL) -> None:
    """Give a database the secret of another one; raises ``DatabaseRefused`` where it has a different one."""
    secret, path = secret_of(source), secret_path(target)
    if not secret_text() and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, secret.key.hex())
    if secret_of(target) != secret:
        raise DatabaseRefused(
            label(f"{path} 已有另一个密钥", f"There is another secret already: {path}"),
            label(
                "搬来的摘要要用原来的密钥：请确认那个密钥不再有用，把它移走，再试一次。",
                "The digests that are moved need their own. Make sure that the other one is not needed any more, move "
                "it away, and try again.",
            ),
        )


def _write(path: Path, text: str) -> None:
    """A file that appears whole or not at all; where it was made meanwhile, that one stays."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()


def _kept(path: Path) -> str:
    """The text of the file. It appears whole or not at all, and of two processes that make it the first one's stays."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, secrets.token_hex(_SIGNS // 2))
    text = path.read_text(encoding="ascii").strip()
    if len(text) != _SIGNS:
        raise ValueError("damaged")
    return text
