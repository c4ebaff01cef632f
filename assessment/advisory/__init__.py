"""The main job: a table of answers in, complete advisories out."""

from assessment.advisory.adjusting import Adjusted, Adjustment
from assessment.advisory.advising import PROFILE, Advisor, Reading, default_advisor, planning_size
from assessment.advisory.advisory import (
    MAIN_FRAMEWORK,
    Advisory,
    Comment,
    FirmProfile,
    NextQuestion,
    RefusedAnswer,
    Versions,
)

__all__ = [
    "MAIN_FRAMEWORK",
    "PROFILE",
    "Adjusted",
    "Adjustment",
    "Advisor",
    "Advisory",
    "Comment",
    "FirmProfile",
    "NextQuestion",
    "Reading",
    "RefusedAnswer",
    "Versions",
    "default_advisor",
    "planning_size",
]
