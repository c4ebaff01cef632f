"""Public programmes: their conditions, and what their support would pay. Dated, and never promised."""

from assessment.programmes.matching import ConditionMatch, ConditionState, ProgrammeMatch, match_programmes
from assessment.programmes.subsidy import SupportScenario, support_scenario
from assessment.programmes.support import ONLY_A_SCENARIO, OPEN_DOORS, ProgrammeSupport, TierScenario, support_of

__all__ = [
    "ONLY_A_SCENARIO",
    "OPEN_DOORS",
    "ConditionMatch",
    "ConditionState",
    "ProgrammeMatch",
    "ProgrammeSupport",
    "SupportScenario",
    "TierScenario",
    "match_programmes",
    "support_of",
    "support_scenario",
]
