"""The main job: a table of answers in, complete advisories out."""

from assessment.advisory.adjusting import Adjusted, Adjustment
from assessment.advisory.advisor import PROFILE, Advisor, default_advisor
from assessment.advisory.advisory import (
    MAIN_FRAMEWORK,
    Advisory,
    Comment,
    FirmProfile,
    NextQuestion,
    RefusedAnswer,
    Versions,
)
from assessment.advisory.reading import Reading
from assessment.advisory.way_up import planning_size

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
