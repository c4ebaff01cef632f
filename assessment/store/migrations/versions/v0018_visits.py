"""Visits of consultants, evidence for answers, what is said about answers, and what a consent is for."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; every consent so far was to be counted among peers."""
    op.create_table(
        "visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        _of_assessment("visits"),
        sa.Column("day", sa.Date(), nullable=False, comment="planned, or of the visit once it is signed"),
        sa.Column("hour", sa.String(5), nullable=False, comment="09:30, or nothing"),
        sa.Column("place", sa.Text(), nullable=False, comment="where to go; where it was signed"),
        sa.Column(
            "consultant_id",
            sa.Uuid(),
            sa.ForeignKey("accounts.id", name="fk_visits_consultant_id", ondelete="SET NULL"),
        ),
        sa.Column("consultant", sa.Text(), nullable=False, comment="the name, which outlives the account"),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("signed_by", sa.Text()),
        sa.Column("signed_at", _TIME, comment="from then on nothing of it changes"),
        sa.Column("document", sa.JSON(), comment="what was verified, as it stood when it was signed"),
        sa.Column("digest", sa.String(64), comment="SHA-256 of the document"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
    )
    op.create_index("ix_visits_assessment_id_day", "visits", ["assessment_id", "day"])
    op.create_index("ix_visits_consultant_id", "visits", ["consultant_id"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        _of_assessment("evidence"),
        sa.Column("fact_id", sa.String(60), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False, comment="handed in by the firm, or taken on site"),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the file as it is kept"),
        sa.Column("added_at", _TIME, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column(
            "visit_id",
            sa.Uuid(),
            sa.ForeignKey("visits.id", name="fk_evidence_visit_id", ondelete="CASCADE"),
            comment="the signed visit that rests on it",
        ),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="the file, written anew when it came in"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.CheckConstraint("origin IN ('self', 'verified')", name=op.f("ck_evidence_origin")),
        sa.CheckConstraint("kind IN ('jpeg', 'png', 'pdf')", name=op.f("ck_evidence_kind")),
    )
    op.create_index("ix_evidence_assessment_id_fact_id", "evidence", ["assessment_id", "fact_id"])
    op.create_index("ix_evidence_visit_id", "evidence", ["visit_id"])
    op.create_table(
        "answer_remarks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        _of_assessment("answer_remarks"),
        sa.Column("fact_id", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer_remarks"),
        sa.CheckConstraint("kind IN ('reason', 'firm_says', 'objection')", name=op.f("ck_answer_remarks_kind")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_remarks_assessment_id_fact_id", "answer_remarks", ["assessment_id", "fact_id"])
    op.add_column(
        "consents",
        sa.Column("purpose", sa.String(10), nullable=False, server_default="peers", comment="peers, or sharing"),
    )


def _of_assessment(table: str) -> sa.Column[Any]:
    key = sa.ForeignKey("assessments.id", name=f"fk_{table}_assessment_id", ondelete="CASCADE")
    return sa.Column("assessment_id", sa.Uuid(), key, nullable=False)
