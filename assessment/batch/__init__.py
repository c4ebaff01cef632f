"""A workbook of firms in; every firm scored, every bad cell named; figures over all of them; a report for each."""

from assessment.batch.archive import Written, reports_archive
from assessment.batch.overview import Overview
from assessment.batch.scored import Batch, results_frame, score_file

__all__ = ["Batch", "Overview", "Written", "reports_archive", "results_frame", "score_file"]
