"""The tables. ``migrations/`` brings a database to exactly this; a test compares the two."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.types import TypeDecorator

# NUL and lone halves of surrogate pairs: pasted text may hold them, and no database can keep them.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def keepable(text: str) -> str:
    """The text with what no database can store (NUL, lone surrogates) replaced by U+FFFD."""
    return _UNKEEPABLE.sub("\ufffd", text)


class FreeText(TypeDecorator[str]):
    """Text of any length typed by a person."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Clean on the way in."""
        return None if value is None else keepable(value)


class UtcTime(TypeDecorator[datetime]):
    """A moment: goes in and comes out as an aware UTC datetime, also on SQLite, which keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC on the way in."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware on the way out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# json, not jsonb: a document must come out with the keys in the order in which it was frozen.
Document = JSON(none_as_null=True)
RowNumber = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _of_assessment(**options: Any) -> Column[Any]:
    """The reference of a row to its assessment, with which it disappears."""
    return Column("assessment_id", Uuid(), ForeignKey("assessments.id", ondelete="CASCADE"), nullable=False, **options)


assessments = Table(
    "assessments",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("created_at", UtcTime(), nullable=False),
    Column("updated_at", UtcTime(), nullable=False),
    Column("finished_at", UtcTime(), comment="set once the assessment is finished; a draft has none"),
    Column("language", String(2), nullable=False),
    Column("consent", Boolean(), nullable=False, comment="may be counted among the peers of others"),
    Column("code_lookup", String(10), index=True, comment="part of a digest of the code, to find the row"),
    Column("code_hash", String(200), comment="digest of the code; none when revoked"),
    Column("code_expires_at", UtcTime(), comment="none when the code never expires"),
    Column("results_kept", Integer(), nullable=False, server_default="0", comment="ever kept, deleted ones included"),
    Column("firm_id", Uuid(), ForeignKey("firms.id", ondelete="SET NULL"), index=True),
    Column("round_id", Uuid(), ForeignKey("rounds.id", ondelete="SET NULL")),
    Column("county", String(6), comment="of the link by which it was begun"),
    Column("verified_at", UtcTime(), comment="when an answer was last verified on site"),
    CheckConstraint("language IN ('zh', 'en')", name="language"),
    Index(None, "round_id", "firm_id", "finished_at", "verified_at"),
)

answers = Table(
    "answers",
    metadata,
    _of_assessment(primary_key=True),
    Column("fact_id", String(60), primary_key=True),
    Column("origin", String(8), primary_key=True),
    Column("state", SmallInteger(), nullable=False, comment="assessment.answers.State"),
    Column("value", Document),
    Column("reason", FreeText()),
    Column("at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    CheckConstraint("origin IN ('self', 'verified')", name="origin"),
    CheckConstraint("state BETWEEN 0 AND 3", name="state"),
)

answer_log = Table(
    "answer_log",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    _of_assessment(),
    Column("fact_id", String(60), nullable=False),
    Column("origin", String(8), nullable=False),
    Column("at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    Column("old", Document),
    Column("new", Document),
    Index(None, "assessment_id", "id"),
    sqlite_autoincrement=True,
)

refused_entries = Table(
    "refused_entries",
    metadata,
    _of_assessment(primary_key=True),
    Column("fact_id", String(60), primary_key=True),
    Column("origin", String(8), primary_key=True),
    Column("entry", Document, nullable=False, comment="what stands in the fields and is no answer"),
    CheckConstraint("origin IN ('self', 'verified')", name="origin"),
)

comments = Table(
    "comments",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    _of_assessment(index=True),
    Column("section", String(60), nullable=False),
    Column("text", FreeText(), nullable=False),
    Column("author", FreeText(), nullable=False),
    Column("at", UtcTime(), nullable=False),
    sqlite_autoincrement=True,
)

results = Table(
    "results",
    metadata,
    Column("id", Uuid(), primary_key=True),
    _of_assessment(),
    Column("number", Integer(), nullable=False, comment="1 for the first result of an assessment"),
    Column("created_at", UtcTime(), nullable=False),
    Column("versions", Document, nullable=False, comment="versions of all the result rests on"),
    Column("document", Document, nullable=False, comment="the whole advisory"),
    UniqueConstraint("assessment_id", "number"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    _of_assessment(index=True),
    Column("at", UtcTime(), nullable=False),
    Column("given", Boolean(), nullable=False, comment="false: taken back"),
    Column("language", String(2), nullable=False),
    Column("words", FreeText(), nullable=False, comment="what was shown, word for word"),
    Column("actor", String(80), nullable=False),
    CheckConstraint("language IN ('zh', 'en')", name="language"),
    sqlite_autoincrement=True,
)

trail = Table(
    "trail",
    metadata,
    Column("number", BigInteger(), primary_key=True, autoincrement=False, comment="from 1, without a gap"),
    Column("at", UtcTime(), nullable=False, index=True),
    Column("actor", String(80), nullable=False, index=True, comment="account:<id>, owner, command:<login>, system"),
    Column("role", String(20), nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject_kind", String(20), nullable=False),
    Column("subject", String(80), nullable=False, comment="an id, never a name"),
    Column("firm", String(40), nullable=False, index=True),
    Column("area", String(40), nullable=False),
    Column("details", Document, nullable=False, comment="counts and kinds; no answers, no names"),
    Column("previous", String(32), nullable=False, comment="digest of the line before"),
    Column("digest", String(32), nullable=False, comment="keyed, of this line and the one before"),
    Index(None, "subject_kind", "subject"),
    comment="append-only; a chain of keyed digests",
)

trail_head = Table(
    "trail_head",
    metadata,
    Column("id", SmallInteger(), primary_key=True, autoincrement=False, comment="1: there is one row"),
    Column("number", BigInteger(), nullable=False, comment="of the last line"),
    Column("digest", String(32), nullable=False),
    Column("mark", String(32), nullable=False, comment="keyed; proves that the trail ends here"),
    CheckConstraint("id = 1", name="one"),
    comment="where the trail ends; writers wait for each other here",
)

consultant_profiles = Table(
    "consultant_profiles",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("account_id", Uuid(), index=True, comment="whose profile it is; none while it is everybody's"),
    Column("created_at", UtcTime(), nullable=False),
    Column("updated_at", UtcTime(), nullable=False),
    Column("name", FreeText(), nullable=False),
    Column("document", Document, nullable=False, comment="name, organisation, contact, colour and logo"),
)

consultant_entries = Table(
    "consultant_entries",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    _of_assessment(index=True),
    Column("kind", String(20), nullable=False, comment="the day of a visit, or what is changed about the plan"),
    Column("about", String(60), nullable=False, comment="the measure that it is about, or nothing"),
    Column("document", Document, nullable=False),
    Column("author", FreeText(), nullable=False),
    Column("at", UtcTime(), nullable=False),
    UniqueConstraint("assessment_id", "kind", "about"),
    sqlite_autoincrement=True,
)

signed_reports = Table(
    "signed_reports",
    metadata,
    Column("id", Uuid(), primary_key=True),
    _of_assessment(),
    Column("number", Integer(), nullable=False, comment="1 for the first signed report of an assessment"),
    Column("signed_at", UtcTime(), nullable=False),
    Column("signed_by", FreeText(), nullable=False),
    Column("document", Document, nullable=False, comment="the whole advisory, and who signed where and when"),
    UniqueConstraint("assessment_id", "number"),
)

content_overrides = Table(
    "content_overrides",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("version", Integer(), primary_key=True, autoincrement=False),
    Column("imported_at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    Column("document", Document, nullable=False),
)

peer_batches = Table(
    "peer_batches",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("confirmed_at", UtcTime(), nullable=False),
    Column("confirmed_by", FreeText(), nullable=False, comment="who confirmed that the firms agreed"),
    Column("file", FreeText(), nullable=False),
    Column("agreed", Integer(), nullable=False, comment="firms that agreed to be counted"),
    Column("refused", Integer(), nullable=False, comment="firms that said no"),
    Column("said", Document, comment="digests and answers; none once withdrawn"),
    Column("withdrawn_at", UtcTime()),
    Column("withdrawn_by", FreeText()),
    Column("secret_mark", String(16), comment="of the secret that the digests are keyed with"),
)

resume_attempts = Table(
    "resume_attempts",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("client", String(32), nullable=False, comment="a digest, not the address itself"),
    Column("at", UtcTime(), nullable=False, index=True),
)

firms = Table(
    "firms",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("credit_code", String(18), unique=True),
    Column("name", FreeText(), nullable=False),
    Column("name_key", Text(), nullable=False, comment="the name however it is written"),
    Column("name_core", Text(), nullable=False, comment="the name without its legal form and province, for twins"),
    Column("initials", Text(), nullable=False, comment="of the name in pinyin"),
    Column("city", String(60), comment="option of the fact city"),
    Column("county", String(6), comment="code of the county or district"),
    Column("chain", String(60), comment="option of the fact chain"),
    Column("employees", Integer()),
    Column("size", String(10), comment="size class, as of the standing"),
    Column("source", String(6), nullable=False, comment="who brought it in"),
    Column("created_at", UtcTime(), nullable=False),
    Column("updated_at", UtcTime(), nullable=False),
    Column("merged_into", Uuid(), ForeignKey("firms.id", ondelete="CASCADE")),
    Column("level", SmallInteger(), comment="latest certain level under the main framework"),
    Column("open_questions", Integer(), comment="that the latest result still waited for"),
    Column("needs", Text(), nullable=False, server_default="", comment="kinds of help, each between two blanks"),
    Column("stood_at", UtcTime(), comment="when the four above were found"),
    CheckConstraint("source IN ('online', 'import', 'staff')", name="source"),
    Index(None, "name_key", "city"),
    Index(None, "name_core", "city"),
    Index(None, "merged_into", "city", "county", "id"),
    Index(None, "county"),
    Index(None, "merged_into", "updated_at", "id"),
    Index(None, "merged_into", "initials", "id"),
)

standings = Table(
    "standings",
    metadata,
    _of_assessment(primary_key=True),
    Column("framework", String(60), nullable=False),
    Column("version", String(60), nullable=False),
    Column("level", SmallInteger(), nullable=False, comment="certain"),
    Column("level_high", SmallInteger(), nullable=False, comment="possible"),
    Column("points", Float(), nullable=False, comment="certain"),
    Column("points_high", Float(), nullable=False, comment="possible"),
    Column("size", String(10), comment="size class"),
    Column("open_questions", Integer(), nullable=False),
    Column("needs", Text(), nullable=False, comment="kinds of help, each between two blanks"),
    Column("at", UtcTime(), nullable=False),
)

firm_notes = Table(
    "firm_notes",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("firm_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", FreeText(), nullable=False),
    Column("author", FreeText(), nullable=False),
    Column("at", UtcTime(), nullable=False),
    sqlite_autoincrement=True,
)

firm_merges = Table(
    "firm_merges",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("kept_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("gone_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    Column("before", Document, nullable=False, comment="both rows, and the assessments and notes that moved"),
    Column("undone_at", UtcTime()),
    Column("undone_by", FreeText()),
    sqlite_autoincrement=True,
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("name", FreeText(), nullable=False),
    Column("frameworks", Document, nullable=False, comment="their ids"),
    Column("edition", Date(), nullable=False, comment="the day whose editions apply"),
    Column("areas", Document, nullable=False, comment="cities and counties; none for the whole province"),
    Column("opens_at", UtcTime(), nullable=False),
    Column("closes_at", UtcTime(), nullable=False),
    Column("frozen_at", UtcTime(), comment="closed for good"),
    Column("created_at", UtcTime(), nullable=False),
    Column("created_by", FreeText(), nullable=False),
)

round_links = Table(
    "round_links",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("round_id", Uuid(), ForeignKey("rounds.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("area", String(60), comment="a city or a county"),
    Column("chain", String(60)),
    Column(
        "token", String(32), nullable=False, unique=True, comment="printed on posters: it begins, and opens nothing"
    ),
    Column("created_at", UtcTime(), nullable=False),
    Column("created_by", FreeText(), nullable=False),
    Column("stopped_at", UtcTime()),
    sqlite_autoincrement=True,
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("owner", FreeText(), nullable=False, comment="whose it is"),
    Column("name", FreeText(), nullable=False),
    Column("query", Document, nullable=False),
    Column("at", UtcTime(), nullable=False),
    UniqueConstraint("owner", "name"),
    sqlite_autoincrement=True,
)

released_tables = Table(
    "released_tables",
    metadata,
    Column("name", String(200), primary_key=True, comment="what the table shows"),
    Column("number", Integer(), primary_key=True, autoincrement=False, comment="1 for the first of its name"),
    Column("day", Date(), nullable=False, comment="on which it was shown first"),
    Column("floor", Integer(), nullable=False),
    Column("axes", Document, nullable=False, comment="ids of rows and columns, without totals"),
    Column("hidden", Document, nullable=False, comment="what was not shown, by row, with totals"),
    Column("firms", LargeBinary(), nullable=False, comment="a keyed digest of 8 bytes each"),
    Column("cells", LargeBinary(), nullable=False, comment="4 bytes each: in which cell the firm stands"),
)

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

handed_out_reports = Table(
    "handed_out_reports",
    metadata,
    Column("number", String(19), primary_key=True, comment="from the content; says nothing of whose it is"),
    Column("digest", String(64), primary_key=True, comment="SHA-256 of the file"),
    Column("on", Date(), nullable=False, comment="the day of the result"),
    Column("editions", Document, nullable=False, comment="what the result rests on"),
    Column("at", UtcTime(), nullable=False, comment="first handed out"),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("file_id", Uuid(), ForeignKey("kept_files.id", ondelete="SET NULL"), index=True),
    Column("file_name", FreeText(), nullable=False),
    Column("round_id", Uuid(), ForeignKey("rounds.id", ondelete="SET NULL")),
    Column("by", FreeText(), nullable=False),
    Column("state", String(10), nullable=False),
    Column("good_rows", Boolean(), nullable=False, comment="only the rows without a problem were taken"),
    Column(
        "over",
        Boolean(),
        nullable=False,
        server_default=false(),
        comment="the file counts where a person answered otherwise",
    ),
    Column("area", String(6), nullable=False, server_default="360000", comment="to which it is bound"),
    Column("counts", Document, nullable=False),
    Column("tried_at", UtcTime(), nullable=False),
    Column("imported_at", UtcTime(), index=True),
    Column("undone_at", UtcTime()),
    Column("undone_by", FreeText()),
    CheckConstraint("state IN ('trying', 'tried', 'done', 'undoing', 'undone')", name="state"),
)

import_rows = Table(
    "import_rows",
    metadata,
    Column("import_id", Uuid(), ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("place", FreeText(), nullable=False, comment="in the file"),
    Column("name", FreeText(), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("firm_id", Uuid()),
    Column("assessment_id", Uuid(), index=True),
    Column("makes_firm", Boolean(), nullable=False),
    Column("makes_assessment", Boolean(), nullable=False),
    Column("twins", Document, comment="names of firms that it may be the same as"),
    Column("firm", Document, comment="the firm that is made"),
    Column("answers", Document, comment="what is written, until the import can only be undone"),
    Column("before", Document, comment="what stood before"),
    Column("facts", Document, comment="where a person answered otherwise, or since"),
    Column("fields", Document, comment="what of a known firm is changed, before and after"),
    Column("stood", Document, comment="where the assessment stood before, and since when it stands otherwise"),
    Column("ended", String(10), comment="what undoing did with it"),
    CheckConstraint("verdict IN ('new', 'changed', 'same', 'conflict', 'twin', 'faulty', 'outside')", name="verdict"),
    CheckConstraint("ended IN ('gone', 'restored', 'kept')", name="ended"),
    Index(None, "import_id", "verdict"),
)


def _of_account(**options: Any) -> Column[Any]:
    """The reference of a row to its account, with which it disappears."""
    return Column("account_id", Uuid(), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, **options)


accounts = Table(
    "accounts",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("login", String(80), nullable=False, unique=True),
    Column("name", FreeText(), nullable=False),
    Column("role", String(16), nullable=False),
    Column("area", String(6), nullable=False, server_default="", comment="of a clerk"),
    Column("password", String(200), comment="argon2; none until it is set, or where another provider signs in"),
    Column("created_at", UtcTime(), nullable=False),
    Column("disabled_at", UtcTime()),
    CheckConstraint("role IN ('owner', 'consultant', 'clerk', 'provider', 'administrator')", name="role"),
)

account_identities = Table(
    "account_identities",
    metadata,
    Column("issuer", String(300), primary_key=True),
    Column("subject", String(300), primary_key=True),
    _of_account(index=True),
    Column("linked_at", UtcTime(), nullable=False),
)

account_firms = Table(
    "account_firms",
    metadata,
    _of_account(primary_key=True),
    Column("firm_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("given_at", UtcTime(), nullable=False),
    Column("taken_at", UtcTime(), comment="taken away again: a code gives it no more"),
)

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    _of_account(index=True),
    Column("purpose", String(10), nullable=False),
    Column("made_at", UtcTime(), nullable=False),
    Column("expires_at", UtcTime(), nullable=False),
    Column("used_at", UtcTime()),
    CheckConstraint("purpose IN ('first', 'invitation', 'reset')", name="purpose"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True, comment="of the cookie"),
    _of_account(index=True),
    Column("begun_at", UtcTime(), nullable=False),
    Column("seen_at", UtcTime(), nullable=False),
    Column("expires_at", UtcTime(), nullable=False, index=True),
    Column("ended_at", UtcTime(), comment="signed out, or revoked"),
    Column("browser", FreeText(), nullable=False),
    Column("address", FreeText(), nullable=False, comment="network address, for its owner to know it by"),
)
