"""What is put down about a firm's way up: replies to steps, progress, proofs at hand, quotes."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
_KINDS = "kind IN ('reply', 'progress', 'proof', 'quote', 'respondent')"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "plan_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column(
            "about", sa.String(100), nullable=False, comment="the measure, question or provider that it is about"
        ),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('reply', 'progress', 'proof', 'quote', 'respondent')", name=op.f("ck_plan_entries_kind")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name=op.f("fk_plan_entries_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_entries")),
        sa.UniqueConstraint("assessment_id", "kind", "about", name=op.f("uq_plan_entries_assessment_id_kind_about")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_plan_entries_assessment_id"), "plan_entries", ["assessment_id"])
