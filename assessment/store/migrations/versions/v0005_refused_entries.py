"""What was typed and is no answer, kept beside its reason until it is corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "refused_entries",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("fact_id", sa.String(60), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False, comment="what stands in the fields and is no answer"),
        sa.CheckConstraint("origin IN ('self', 'verified')", name=op.f("ck_refused_entries_origin")),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name="fk_refused_entries_assessment_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assessment_id", "fact_id", "origin", name="pk_refused_entries"),
    )
