"""The tables. ``migrations/`` brings a database to exactly this; a test compares the two."""

from __future__ import annotations

from assessment.store.schema.accounts import (
    account_firms,
    account_identities,
    accounts,
    one_time_links,
    resume_attempts,
    sessions,
)
from assessment.store.schema.assessments import answer_log, answers, assessments, comments, refused_entries, results
from assessment.store.schema.columns import keepable, metadata
from assessment.store.schema.consultants import consultant_entries, consultant_profiles, signed_reports
from assessment.store.schema.firms import firm_merges, firm_notes, firms, firms_apart, saved_views, standings
from assessment.store.schema.imports import import_rows, imports
from assessment.store.schema.invitations import invitation_log, invitations, provider_accounts
from assessment.store.schema.monitoring import firm_figures, published_overviews
from assessment.store.schema.plans import plan_entries
from assessment.store.schema.programs import api_replies, api_tokens
from assessment.store.schema.rounds import round_links, rounds
from assessment.store.schema.shelves import content_overrides, peer_batches, released_tables
from assessment.store.schema.trail import consents, trail, trail_head
from assessment.store.schema.visits import answer_remarks, evidence, visits
from assessment.store.schema.work import (
    handed_out_reports,
    job_log,
    jobs,
    kept_files,
    remembered_headers,
    scenarios,
    visit_draws,
)

__all__ = [
    "account_firms",
    "account_identities",
    "accounts",
    "answer_log",
    "answer_remarks",
    "answers",
    "api_replies",
    "api_tokens",
    "assessments",
    "comments",
    "consents",
    "consultant_entries",
    "consultant_profiles",
    "content_overrides",
    "evidence",
    "firm_figures",
    "firm_merges",
    "firm_notes",
    "firms",
    "firms_apart",
    "handed_out_reports",
    "import_rows",
    "imports",
    "invitation_log",
    "invitations",
    "job_log",
    "jobs",
    "keepable",
    "kept_files",
    "metadata",
    "one_time_links",
    "peer_batches",
    "plan_entries",
    "provider_accounts",
    "published_overviews",
    "refused_entries",
    "released_tables",
    "remembered_headers",
    "results",
    "resume_attempts",
    "round_links",
    "rounds",
    "saved_views",
    "scenarios",
    "sessions",
    "signed_reports",
    "standings",
    "trail",
    "trail_head",
    "visit_draws",
    "visits",
]
