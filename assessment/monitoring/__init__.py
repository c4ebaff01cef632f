"""The firms of an area and a round: what a centre reports upwards, and what of it everybody may see."""

from assessment.monitoring.area import (
    AreaFigures,
    Coverage,
    GroupLine,
    LevelShare,
    MachineLine,
    NeedLine,
    RateLine,
    SceneLine,
    TargetLine,
    TypeLine,
    stands_apart,
)
from assessment.monitoring.firms import PLACES, MonitoredFirms, Standings
from assessment.monitoring.measured import FigureLayout, measured
from assessment.monitoring.movement import Movement, Moves
from assessment.monitoring.published import (
    MERGED_STEPS,
    PublishedFigures,
    PublishedGroup,
    PublishedLevel,
    PublishedNeed,
    publish,
)
from assessment.monitoring.spans import OpenRange, ShareRange

__all__ = [
    "MERGED_STEPS",
    "PLACES",
    "AreaFigures",
    "Coverage",
    "FigureLayout",
    "GroupLine",
    "LevelShare",
    "MachineLine",
    "MonitoredFirms",
    "Movement",
    "Moves",
    "NeedLine",
    "OpenRange",
    "PublishedFigures",
    "PublishedGroup",
    "PublishedLevel",
    "PublishedNeed",
    "RateLine",
    "SceneLine",
    "ShareRange",
    "Standings",
    "TargetLine",
    "TypeLine",
    "measured",
    "publish",
    "stands_apart",
]
