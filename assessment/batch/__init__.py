"""A workbook of firms in: every firm scored, every bad cell named, figures, reports, and who should meet whom."""

from assessment.batch.archive import Written, reports_archive
from assessment.batch.invitation_archive import invitation_archive
from assessment.batch.marked import marked_copy
from assessment.batch.matchmaking import matchmake_firms
from assessment.batch.overview import Overview
from assessment.batch.plans import plans_of
from assessment.batch.saved import proposal_of, save_firms, saved_firms
from assessment.batch.scored import Batch, firms_in_file, results_frame, score_file, scored_firms
from assessment.batch.workers import Stopped

__all__ = [
    "Batch",
    "Overview",
    "Stopped",
    "Written",
    "firms_in_file",
    "invitation_archive",
    "marked_copy",
    "matchmake_firms",
    "plans_of",
    "proposal_of",
    "reports_archive",
    "results_frame",
    "save_firms",
    "saved_firms",
    "score_file",
    "scored_firms",
]
