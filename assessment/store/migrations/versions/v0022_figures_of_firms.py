"""Figures of firms from which a dashboard is made at once, and what was published of them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make both tables; figures are filled in as they are asked for."""
    op.create_table(
        "firm_figures",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "layout", sa.String(140), nullable=False, comment="the edition scored by, and which figures in which order"
        ),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when the standing was found that they go with",
        ),
        sa.Column(
            "figures", sa.LargeBinary(), nullable=False, comment="4 bytes each, a number that is not one for none"
        ),
        sa.PrimaryKeyConstraint("assessment_id", "layout", name="pk_firm_figures"),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name="fk_firm_figures_assessment_id",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "published_overviews",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("round_id", sa.Uuid()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("firms", sa.Integer(), comment="how many are counted; none where that may not be told"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False, comment="figures that may be shown, and nothing else"),
        sa.PrimaryKeyConstraint("id", name="pk_published_overviews"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name="fk_published_overviews_round_id", ondelete="SET NULL"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_published_overviews_round_id", "published_overviews", ["round_id"])
