"""Work in hand: files, jobs and what they handed out."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Uuid,
)

from assessment.store.schema.columns import Document, FreeText, RowNumber, UtcTime, metadata

kept_files = Table(
    "kept_files",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("name", FreeText(), nullable=False),
    Column("size", BigInteger(), nullable=False),
    Column("owner", FreeText(), nullable=False, comment="who handed it in"),
    Column("kept_at", UtcTime(), nullable=False),
    Column("used_at", UtcTime(), nullable=False, index=True),
    Column("day", String(10), nullable=False, comment="the day whose rules count"),
    Column("faultless", Boolean(), nullable=False, comment="only the firms without a problem count"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("owner", FreeText(), nullable=False, comment="who asked for it"),
    Column("file_id", Uuid(), ForeignKey("kept_files.id", ondelete="CASCADE"), index=True),
    Column("given", Document, nullable=False, comment="what the work is to be done with"),
    Column("state", String(10), nullable=False),
    Column("words", Document, comment="what is being done now"),
    Column("done", Integer(), nullable=False),
    Column("of", Integer(), nullable=False),
    Column("stop_asked", Boolean(), nullable=False),
    Column("tries", Integer(), nullable=False),
    Column("worker", String(80), comment="the process at work on it; none while it waits"),
    Column("beat_at", UtcTime(), comment="when that process last said that it lives"),
    Column("created_at", UtcTime(), nullable=False),
    Column("began_at", UtcTime()),
    Column("ended_at", UtcTime()),
    Column("faults", Document, comment="why it failed, for the person"),
    Column("result", Document, comment="what came out, or where in the folder of its file that lies"),
    Column("due_at", UtcTime(), comment="not to be begun before; none: at once"),
    CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
    Index(None, "state", "created_at"),
)

job_log = Table(
    "job_log",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("job_id", Uuid(), ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcTime(), nullable=False),
    Column("words", Document, nullable=False),
    sqlite_autoincrement=True,
)

remembered_headers = Table(
    "remembered_headers",
    metadata,
    Column("owner", FreeText(), primary_key=True, comment="whose files have it"),
    Column("header", FreeText(), primary_key=True, comment="as it stands there"),
    Column("fact", String(60), comment="what its column holds; none where it is left aside"),
    Column("at", UtcTime(), nullable=False),
)

scenarios = Table(
    "scenarios",
    metadata,
    Column("owner", FreeText(), primary_key=True, comment="who keeps it"),
    Column("name", FreeText(), primary_key=True, comment="what they call it"),
    Column("terms", Document, nullable=False, comment="what is tried"),
    Column("at", UtcTime(), nullable=False),
)

visit_draws = Table(
    "visit_draws",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("firms_of", FreeText(), nullable=False, comment="the round or file from whose firms it was drawn"),
    Column("round_id", Uuid(), ForeignKey("rounds.id", ondelete="SET NULL"), comment="none for a file, or no round"),
    Column("area", String(6), nullable=False, comment="of the round; empty for a file"),
    Column("framework", FreeText(), nullable=False, comment="and edition"),
    Column("level", SmallInteger(), nullable=False),
    Column("firms", Integer(), nullable=False),
    Column("visits", Integer(), nullable=False),
    Column("seed", Integer(), nullable=False),
    Column("refused", Float(), nullable=False, comment="how likely an answer was taken not to stand"),
    Column("by", FreeText(), nullable=False),
    Column("at", UtcTime(), nullable=False, index=True),
    # The last two: a list is told without what lies behind it.
    Column("marks", Document, nullable=False, comment="keyed digests of the firms"),
    Column("data", LargeBinary(), nullable=False, comment="their strata and chances"),
)

handed_out_reports = Table(
    "handed_out_reports",
    metadata,
    Column("number", String(19), primary_key=True, comment="from the content; says nothing of whose it is"),
    Column("digest", String(64), primary_key=True, comment="SHA-256 of the file"),
    Column("on", Date(), nullable=False, comment="the day of the result"),
    Column("editions", Document, nullable=False, comment="what the result rests on"),
    Column("at", UtcTime(), nullable=False, comment="first handed out"),
)
