"""Each consent with the words to which it was given."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table; of consents given before, it is not known which words were shown, so none is made up."""
    op.create_table(
        "consents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column(
            "assessment_id",
            sa.Uuid(),
            sa.ForeignKey("assessments.id", name="fk_consents_assessment_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False, comment="false: taken back"),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, comment="what was shown, word for word"),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_consents_language")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consents_assessment_id", "consents", ["assessment_id"])
