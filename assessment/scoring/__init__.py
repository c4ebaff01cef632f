"""A framework compiled, a table scored, and the reason for every figure."""

from assessment.scoring.compiled import CompiledItem, CompiledLevel, Edge, Threshold
from assessment.scoring.explain import (
    CERTAINTY,
    enough_known,
    explain,
    level_name,
    level_range,
    plain_number,
    point_range,
    requirement_text,
    standings,
)
from assessment.scoring.framework import Framework
from assessment.scoring.reasons import (
    AnswerReason,
    FrameworkResult,
    ItemReason,
    LevelReason,
    NodeScore,
    RequirementReason,
)
from assessment.scoring.score import Scores, score

__all__ = [
    "CERTAINTY",
    "AnswerReason",
    "CompiledItem",
    "CompiledLevel",
    "Edge",
    "Framework",
    "FrameworkResult",
    "ItemReason",
    "LevelReason",
    "NodeScore",
    "RequirementReason",
    "Scores",
    "Threshold",
    "enough_known",
    "explain",
    "level_name",
    "level_range",
    "plain_number",
    "point_range",
    "requirement_text",
    "score",
    "standings",
]
