"""What a rule, a sum or a visit would do to many firms: exact answers over the firms of a table."""

from assessment.foresight.before_after import Share, SplitChange, before_after, causes_of
from assessment.foresight.certain import PricedSteps, certain
from assessment.foresight.climbs import Climbs, climbs_of, priced_steps
from assessment.foresight.paid import PaidMeasure, PaidStep, paid_measures
from assessment.foresight.policy import Movers, Outcome, Policy, tried
from assessment.foresight.record import KeptPromises, Records, kept_promises, pooled
from assessment.foresight.scenario import (
    MISSED_BY,
    GroupGain,
    GroupKind,
    Scenario,
    ScenarioComparison,
    ScenarioResult,
    load_scenario,
    scenario_file,
    today_of,
)
from assessment.foresight.stairs import Floor, Stairs
from assessment.foresight.sums import BestUse, best_use
from assessment.foresight.together import Division, VolumeTier, divided, joint_purchase, volume_price
from assessment.foresight.visiting_list import CorrectedShare, VisitList, corrected_share, whom_to_visit, within
from assessment.foresight.ways import (
    REFUSED_SHARE,
    Ways,
    chance_of_correction,
    fewest_lost,
    joined_ways,
    learned_share,
    means_of,
    movers_of,
    stairs_of,
    ways_up,
)

__all__ = [
    "MISSED_BY",
    "REFUSED_SHARE",
    "BestUse",
    "Climbs",
    "CorrectedShare",
    "Division",
    "Floor",
    "GroupGain",
    "GroupKind",
    "KeptPromises",
    "Movers",
    "Outcome",
    "PaidMeasure",
    "PaidStep",
    "Policy",
    "PricedSteps",
    "Records",
    "Scenario",
    "ScenarioComparison",
    "ScenarioResult",
    "Share",
    "SplitChange",
    "Stairs",
    "VisitList",
    "VolumeTier",
    "Ways",
    "before_after",
    "best_use",
    "causes_of",
    "certain",
    "chance_of_correction",
    "climbs_of",
    "corrected_share",
    "divided",
    "fewest_lost",
    "joined_ways",
    "joint_purchase",
    "kept_promises",
    "learned_share",
    "load_scenario",
    "means_of",
    "movers_of",
    "paid_measures",
    "pooled",
    "priced_steps",
    "scenario_file",
    "stairs_of",
    "today_of",
    "tried",
    "volume_price",
    "ways_up",
    "whom_to_visit",
    "within",
]
