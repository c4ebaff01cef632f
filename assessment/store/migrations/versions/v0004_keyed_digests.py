"""Digests are keyed with the database's secret; what stood there before is keyed in place.

A keyed digest is made of the plain digest that the database held until now, so every kept one can be keyed without the
name or code that it came from. Attempts at resume codes are dropped: they count for ten minutes only.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context, op

from assessment.store.secret import Secret

revision = "0004"
down_revision = "0003"

_BATCHES = sa.table("peer_batches", sa.column("id", sa.Uuid()), sa.column("said", sa.JSON()), sa.column("secret_mark"))


def upgrade() -> None:
    """Add the mark of the secret, key every digest, and forget the attempts."""
    secret: Secret = context.config.attributes["secret"]
    op.add_column(
        "peer_batches", sa.Column("secret_mark", sa.String(16), comment="of the secret that the digests are keyed with")
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(_BATCHES.c.id, _BATCHES.c.said)).all():
        values: dict[str, Any] = {"secret_mark": secret.mark}
        if row.said is not None:
            values["said"] = [one | {key: _keyed(secret, one[key]) for key in ("code", "name")} for one in row.said]
        connection.execute(_BATCHES.update().where(_BATCHES.c.id == row.id).values(values))
    op.execute("DELETE FROM resume_attempts")


def _keyed(secret: Secret, digest: str | None) -> str | None:
    return None if digest is None else secret.digest(digest)
