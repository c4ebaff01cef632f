"""A workbook of firms in: every firm scored, every bad cell named, figures, reports, and who should meet whom."""

from assessment.batch.archive import Written, reports_archive
from assessment.batch.invitation_archive import invitation_archive
from assessment.batch.matchmaking import matchmake_firms
from assessment.batch.overview import Overview
from assessment.batch.scored import Batch, results_frame, score_file

__all__ = [
    "Batch",
    "Overview",
    "Written",
    "invitation_archive",
    "matchmake_firms",
    "reports_archive",
    "results_frame",
    "score_file",
]
