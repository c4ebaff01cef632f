"""The first tables: assessments, answers and their log, comments, frozen results, imported content."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TIME = sa.DateTime(timezone=True)
_DOCUMENT = sa.JSON()
_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# table, forbidden statement, only while the assessment of the row stands, what the database says
_PROTECTED = (
    ("answer_log", "UPDATE", False, "the answer log is append-only"),
    ("answer_log", "DELETE", True, "the answer log is append-only"),
    ("results", "UPDATE", False, "a result is frozen"),
    ("results", "DELETE", True, "a result is frozen"),
    ("content_overrides", "UPDATE", False, "imported content is kept as it came"),
)
_ASSESSMENT_STANDS = "EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id)"


def _assessment_id(table: str, **options: Any) -> sa.Column[Any]:
    foreign_key = sa.ForeignKey("assessments.id", name=f"fk_{table}_assessment_id", ondelete="CASCADE")
    return sa.Column("assessment_id", sa.Uuid(), foreign_key, nullable=False, **options)


def upgrade() -> None:
    """Make every table, then the triggers that protect the log, the results and imported content."""
    op.create_table(
        "assessments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME, comment="set once the assessment is finished; a draft has none"),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False, comment="may be counted among the peers of others"),
        sa.Column("code_lookup", sa.String(10), comment="part of a digest of the code, to find the row"),
        sa.Column("code_hash", sa.String(200), comment="salted scrypt hash of the code; none when revoked"),
        sa.Column("code_expires_at", _TIME, comment="none when the code never expires"),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_assessments_language")),
    )
    op.create_index("ix_assessments_code_lookup", "assessments", ["code_lookup"])
    op.create_table(
        "answers",
        _assessment_id("answers"),
        sa.Column("fact_id", sa.String(60), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False, comment="assessment.answers.State"),
        sa.Column("value", _DOCUMENT),
        sa.Column("reason", sa.Text()),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "fact_id", "origin", name="pk_answers"),
        sa.CheckConstraint("origin IN ('self', 'verified')", name=op.f("ck_answers_origin")),
        sa.CheckConstraint("state BETWEEN 0 AND 3", name=op.f("ck_answers_state")),
    )
    op.create_table(
        "answer_log",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        _assessment_id("answer_log"),
        sa.Column("fact_id", sa.String(60), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("old", _DOCUMENT),
        sa.Column("new", _DOCUMENT),
        sa.PrimaryKeyConstraint("id", name="pk_answer_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_log_assessment_id_id", "answer_log", ["assessment_id", "id"])
    op.create_table(
        "comments",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        _assessment_id("comments"),
        sa.Column("section", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_comments_assessment_id", "comments", ["assessment_id"])
    op.create_table(
        "results",
        sa.Column("id", sa.Uuid(), nullable=False),
        _assessment_id("results"),
        sa.Column("number", sa.Integer(), nullable=False, comment="1 for the first result of an assessment"),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("versions", _DOCUMENT, nullable=False, comment="versions of all the result rests on"),
        sa.Column("document", _DOCUMENT, nullable=False, comment="the whole advisory"),
        sa.PrimaryKeyConstraint("id", name="pk_results"),
        sa.UniqueConstraint("assessment_id", "number", name="uq_results_assessment_id_number"),
    )
    op.create_table(
        "content_overrides",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("imported_at", _TIME, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("document", _DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "version", name="pk_content_overrides"),
    )
    op.create_table(
        "resume_attempts",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("client", sa.String(32), nullable=False, comment="a digest, not the address itself"),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_resume_attempts"),
    )
    op.create_index("ix_resume_attempts_at", "resume_attempts", ["at"])
    for protected in _PROTECTED:
        _protect(*protected)


def _protect(table: str, statement: str, while_standing: bool, message: str) -> None:
    """A trigger that refuses a statement; rows still go when their assessment is deleted (the cascade comes after)."""
    name = f"tr_{table}_{statement.lower()}"
    when = f"WHEN ({_ASSESSMENT_STANDS})" if while_standing else ""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {statement} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    # PostgreSQL allows no subquery in WHEN, so the function asks itself.
    test = f"IF {_ASSESSMENT_STANDS} THEN" if while_standing else "IF true THEN"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {test} RAISE EXCEPTION '{message}'; END IF; RETURN OLD; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
