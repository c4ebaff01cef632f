"""Lists of visits are kept as they were drawn."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "visit_draws",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("firms_of", sa.Text(), nullable=False, comment="the round or file from whose firms it was drawn"),
        sa.Column("round_id", sa.Uuid(), nullable=True, comment="none for a file, or no round"),
        sa.Column("area", sa.String(length=6), nullable=False, comment="of the round; empty for a file"),
        sa.Column("framework", sa.Text(), nullable=False, comment="and edition"),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("firms", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Float(), nullable=False, comment="how likely an answer was taken not to stand"),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marks", sa.JSON(none_as_null=True), nullable=False, comment="keyed digests of the firms"),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="their strata and chances"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_visit_draws_round_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_draws")),
    )
    op.create_index(op.f("ix_visit_draws_at"), "visit_draws", ["at"])
