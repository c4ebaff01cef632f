"""The reason for every figure, as one structure."""

from assessment.explaining.explain import (
    CERTAINTY,
    explain,
    level_name,
    level_range,
    plain_number,
    requirement_text,
    standings,
)
from assessment.explaining.reasons import (
    AnswerReason,
    FrameworkResult,
    ItemReason,
    LevelReason,
    NodeScore,
    RequirementReason,
)

__all__ = [
    "CERTAINTY",
    "AnswerReason",
    "FrameworkResult",
    "ItemReason",
    "LevelReason",
    "NodeScore",
    "RequirementReason",
    "explain",
    "level_name",
    "level_range",
    "plain_number",
    "requirement_text",
    "standings",
]
