"""A consultant's profile, what they put down about a firm, and the reports that they signed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_STANDS = "EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id)"


def upgrade() -> None:
    """Make the three tables; a signed report never changes."""
    op.create_table(
        "consultant_profiles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), comment="whose profile it is; none while it is everybody's"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False, comment="name, organisation, contact, colour and logo"),
        sa.PrimaryKeyConstraint("id", name="pk_consultant_profiles"),
    )
    op.create_index("ix_consultant_profiles_account_id", "consultant_profiles", ["account_id"])
    op.create_table(
        "consultant_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column(
            "assessment_id",
            sa.Uuid(),
            sa.ForeignKey("assessments.id", name="fk_consultant_entries_assessment_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "kind", sa.String(20), nullable=False, comment="the day of a visit, or what is changed about the plan"
        ),
        sa.Column("about", sa.String(60), nullable=False, comment="the measure that it is about, or nothing"),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consultant_entries"),
        sa.UniqueConstraint("assessment_id", "kind", "about", name="uq_consultant_entries_assessment_id_kind_about"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consultant_entries_assessment_id", "consultant_entries", ["assessment_id"])
    op.create_table(
        "signed_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "assessment_id",
            sa.Uuid(),
            sa.ForeignKey("assessments.id", name="fk_signed_reports_assessment_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False, comment="1 for the first signed report of an assessment"),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False, comment="the whole advisory, and who signed where and when"),
        sa.PrimaryKeyConstraint("id", name="pk_signed_reports"),
        sa.UniqueConstraint("assessment_id", "number", name="uq_signed_reports_assessment_id_number"),
    )
    for statement, test in (("UPDATE", "true"), ("DELETE", _STANDS)):
        _protect("signed_reports", statement, test, "a signed report stays as it was signed")


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
