"""A workbook of firms in: every firm scored, every bad cell named, figures, reports, and who should meet whom."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assessment.batch.archive import ReportJob, Written, reports_archive
    from assessment.batch.engines import Engine
    from assessment.batch.flow import SUFFIXES, Flowed, FlowJob, score_flow
    from assessment.batch.invitation_files import invitation_archive
    from assessment.batch.marked import marked_copy
    from assessment.batch.matchmaking import matchmake_firms
    from assessment.batch.overview import Overview
    from assessment.batch.plans import kept_plans, plans_of
    from assessment.batch.reporting import ReportGroup, by_area, write_reports
    from assessment.batch.saved import proposal_of, save_firms, saved_firms
    from assessment.batch.scored import Batch, firms_in_file, results_frame, score_file, scored_firms
    from assessment.batch.unfinished import made_from
    from assessment.batch.workers import Stopped

__all__ = [
    "SUFFIXES",
    "Batch",
    "Engine",
    "FlowJob",
    "Flowed",
    "Overview",
    "ReportGroup",
    "ReportJob",
    "Stopped",
    "Written",
    "by_area",
    "firms_in_file",
    "invitation_archive",
    "kept_plans",
    "made_from",
    "marked_copy",
    "matchmake_firms",
    "plans_of",
    "proposal_of",
    "reports_archive",
    "results_frame",
    "save_firms",
    "saved_firms",
    "score_file",
    "score_flow",
    "scored_firms",
    "write_reports",
]

_ROOMS = {
    "Batch": "scored",
    "Engine": "engines",
    "FlowJob": "flow",
    "Flowed": "flow",
    "ReportGroup": "reporting",
    "Overview": "overview",
    "ReportJob": "archive",
    "SUFFIXES": "flow",
    "Stopped": "workers",
    "Written": "archive",
    "by_area": "reporting",
    "firms_in_file": "scored",
    "invitation_archive": "invitation_files",
    "kept_plans": "plans",
    "made_from": "unfinished",
    "marked_copy": "marked",
    "matchmake_firms": "matchmaking",
    "plans_of": "plans",
    "proposal_of": "saved",
    "reports_archive": "archive",
    "results_frame": "scored",
    "save_firms": "saved",
    "saved_firms": "saved",
    "score_file": "scored",
    "score_flow": "flow",
    "scored_firms": "scored",
    "write_reports": "reporting",
}
"""Where each name is found: loaded when it is asked for, so that whoever only scores does without reports."""


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_ROOMS[name]}"), name)
