"""A consultant's changes of a plan in a file, for reports that a command writes."""

from __future__ import annotations

import datetime
from pathlib import Path

from pydantic import Field

from assessment.advisory.adjusting import Adjustment, PlanChange
from assessment.content.loading import load_file
from assessment.documents import Strict
from assessment.settings import CHINA


class AdjustmentFile(Strict):
    """Who changes a plan, and what about it, as YAML."""

    author: str = Field(min_length=1, max_length=60)
    changes: tuple[PlanChange, ...] = Field(min_length=1, max_length=100)


def load_adjustments(path: Path, on: datetime.date) -> tuple[Adjustment, ...]:
    """The changes of a file, dated by the day of the advice; raises ``InputRefused``."""
    file, _ = load_file(path, AdjustmentFile)
    at = datetime.datetime.combine(on, datetime.time(), CHINA)
    return tuple(Adjustment(**one.model_dump(), author=file.author, at=at) for one in file.changes)
