"""Who renewed or revoked a code and deleted a result; results may be deleted one by one, their numbers never return."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_STANDS = "EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id)"
_NOTED = (
    "EXISTS (SELECT 1 FROM assessment_trail WHERE assessment_id = OLD.assessment_id "
    "AND act = 'result_deleted' AND number = OLD.number)"
)


def upgrade() -> None:
    """Make the trail, count the results kept so far, and let single results be deleted."""
    op.create_table(
        "assessment_trail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column(
            "assessment_id",
            sa.Uuid(),
            sa.ForeignKey("assessments.id", name="fk_assessment_trail_assessment_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), comment="of the result it was about"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment_trail"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_assessment_trail_assessment_id", "assessment_trail", ["assessment_id"])
    kept = sa.Column(
        "results_kept", sa.Integer(), nullable=False, server_default="0", comment="ever kept, deleted ones included"
    )
    op.add_column("assessments", kept)
    op.execute(
        "UPDATE assessments SET results_kept = "
        "(SELECT COALESCE(MAX(number), 0) FROM results WHERE assessment_id = assessments.id)"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER tr_results_delete")
    else:
        op.alter_column("assessments", "code_hash", comment="digest of the code; none when revoked")
        op.execute("DROP TRIGGER tr_results_delete ON results")
        op.execute("DROP FUNCTION tr_results_delete()")
    _protect("results", "DELETE", f"{_STANDS} AND NOT {_NOTED}", "a result is frozen; who deletes one signs for it")
    for statement, test in (("UPDATE", "true"), ("DELETE", _STANDS)):
        _protect("assessment_trail", statement, test, "the trail of an assessment is append-only")


def _protect(table: str, statement: str, test: str, message: str) -> None:
    name = f"tr_{table}_{statement.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {statement} ON {table} WHEN {test} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {test} THEN RAISE EXCEPTION '{message}'; END IF; RETURN OLD; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
