"""Indexes from which a page of the list of firms, and how far each is in a round, are read without the tables."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the indexes that cover these lists, and drop the ones that they replace."""
    op.drop_index("ix_firms_merged_into", "firms")
    op.drop_index("ix_firms_updated_at_id", "firms")
    op.drop_index("ix_firms_city_county", "firms")
    op.create_index("ix_firms_merged_into_city_county_id", "firms", ["merged_into", "city", "county", "id"])
    op.create_index("ix_firms_merged_into_updated_at_id", "firms", ["merged_into", "updated_at", "id"])
    op.create_index("ix_firms_merged_into_initials_id", "firms", ["merged_into", "initials", "id"])
    op.drop_index("ix_assessments_round_id_firm_id", "assessments")
    op.create_index(
        "ix_assessments_round_id_firm_id_finished_at_verified_at",
        "assessments",
        ["round_id", "firm_id", "finished_at", "verified_at"],
    )
