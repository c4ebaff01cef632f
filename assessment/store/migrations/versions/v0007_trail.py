"""One trail for everything, a chain of keyed digests; what the trail of assessments held goes into it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import context, op

from assessment.store.secret import Secret

revision = "0007"
down_revision = "0006"

_STANDS = "EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id)"
_NOTED = {
    "sqlite": "EXISTS (SELECT 1 FROM trail WHERE act = 'result_deleted' AND subject_kind = 'assessment' "
    "AND subject = OLD.assessment_id AND json_extract(details, '$.number') = OLD.number)",
    "postgresql": "EXISTS (SELECT 1 FROM trail WHERE act = 'result_deleted' AND subject_kind = 'assessment' "
    "AND subject = replace(OLD.assessment_id::text, '-', '') AND (details->>'number')::int = OLD.number)",
}
_TIME = sa.DateTime(timezone=True)
_TRAIL = sa.table(
    "trail",
    sa.column("number", sa.BigInteger()),
    sa.column("at", _TIME),
    *(sa.column(name, sa.String()) for name in ("actor", "role", "act", "subject_kind", "subject", "firm", "area")),
    sa.column("details", sa.JSON()),
    sa.column("previous", sa.String()),
    sa.column("digest", sa.String()),
)
_HEAD = sa.table(
    "trail_head",
    sa.column("id", sa.SmallInteger()),
    sa.column("number", sa.BigInteger()),
    sa.column("digest", sa.String()),
    sa.column("mark", sa.String()),
)
_OLD = sa.table(
    "assessment_trail",
    sa.column("id", sa.BigInteger()),
    sa.column("assessment_id", sa.Uuid()),
    sa.column("at", _TIME),
    sa.column("by", sa.Text()),
    sa.column("act", sa.String()),
    sa.column("number", sa.Integer()),
)


def upgrade() -> None:
    """Make the trail and its end, fold the old one in, and let a result go only after its line."""
    op.create_table(
        "trail",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False, comment="from 1, without a gap"),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False, comment="account:<id>, owner, command:<login>, system"),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("subject_kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False, comment="an id, never a name"),
        sa.Column("firm", sa.String(40), nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False, comment="counts and kinds; no answers, no names"),
        sa.Column("previous", sa.String(32), nullable=False, comment="digest of the line before"),
        sa.Column("digest", sa.String(32), nullable=False, comment="keyed, of this line and the one before"),
        sa.PrimaryKeyConstraint("number", name="pk_trail"),
        comment="append-only; a chain of keyed digests",
    )
    op.create_index("ix_trail_at", "trail", ["at"])
    op.create_index("ix_trail_actor", "trail", ["actor"])
    op.create_index("ix_trail_firm", "trail", ["firm"])
    op.create_index("ix_trail_subject_kind_subject", "trail", ["subject_kind", "subject"])
    op.create_table(
        "trail_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False, comment="1: there is one row"),
        sa.Column("number", sa.BigInteger(), nullable=False, comment="of the last line"),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False, comment="keyed; proves that the trail ends here"),
        sa.PrimaryKeyConstraint("id", name="pk_trail_head"),
        sa.CheckConstraint("id = 1", name=op.f("ck_trail_head_one")),
        comment="where the trail ends; writers wait for each other here",
    )
    _fold_in()
    _unprotect("results", "delete")
    op.drop_table("assessment_trail")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION tr_assessment_trail_update(), tr_assessment_trail_delete()")
    noted = _NOTED[op.get_bind().dialect.name]
    _protect("results", "DELETE", f"{_STANDS} AND NOT {noted}", "a result is frozen; who deletes one signs for it")
    for statement in ("UPDATE", "DELETE"):
        _protect("trail", statement, "true", "the trail is append-only")
    _protect("trail_head", "UPDATE", "NEW.number < OLD.number", "the trail never gets shorter")
    _protect("trail_head", "DELETE", "true", "the trail never loses its end")
    if op.get_bind().dialect.name != "sqlite":
        for table in ("trail", "trail_head"):
            op.execute(
                f"CREATE TRIGGER tr_{table}_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION tr_trail_delete()"
            )


def _fold_in() -> None:
    secret: Secret = context.config.attributes["secret"]
    connection = op.get_bind()
    number, digest = 0, ""
    for old in connection.execute(sa.select(_OLD).order_by(_OLD.c.id)).all():
        owner = old.by == "owner"
        at: datetime = old.at.replace(tzinfo=UTC) if old.at.tzinfo is None else old.at.astimezone(UTC)
        values = {
            "number": number + 1,
            "at": at,
            "actor": "owner" if owner else f"signed:{old.by}"[:80],
            "role": "owner" if owner else "",
            "act": old.act,
            "subject_kind": "assessment",
            "subject": old.assessment_id.hex,
            "firm": "",
            "area": "",
            "details": {} if old.number is None else {"number": old.number},
            "previous": digest,
        }
        told = [at.isoformat(timespec="microseconds") if key == "at" else value for key, value in values.items()]
        digest = secret.digest("trail:" + json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":")))
        connection.execute(_TRAIL.insert().values(**values, digest=digest))
        number += 1
    mark = secret.digest(f"trail-head:{number}:{digest}")
    connection.execute(_HEAD.insert().values(id=1, number=number, digest=digest, mark=mark))


def _unprotect(table: str, statement: str) -> None:
    name = f"tr_{table}_{statement}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")


def _protect(table: str, statement: str, test: str, message: str) -> None:
    name = f"tr_{table}_{statement.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {statement} ON {table} WHEN {test} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    goes_on = "OLD" if statement == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {test} THEN RAISE EXCEPTION '{message}'; END IF; RETURN {goes_on}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
