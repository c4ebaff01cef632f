"""What a sum, a rule, visits or time would do to the firms of a file, or did: a firm a line, and sentences."""

from assessment.batch.foreseeing.buying import bought_together
from assessment.batch.foreseeing.changing import KnownChanges, changes, found_wrong
from assessment.batch.foreseeing.dividing import WEIGHT, Count, best_division
from assessment.batch.foreseeing.drawing import DrawnVisits
from assessment.batch.foreseeing.foreseen import Foreseen
from assessment.batch.foreseeing.grouping import groups_to_buy
from assessment.batch.foreseeing.membership import every_group
from assessment.batch.foreseeing.sandbox import MOST, Tested, scenario_names, tried_scenarios
from assessment.batch.foreseeing.scenario_bench import framework_of
from assessment.batch.foreseeing.visiting import (
    AreaShare,
    corrected_by,
    corrected_levels,
    corrected_shares,
    visit_list,
)

__all__ = [
    "MOST",
    "WEIGHT",
    "AreaShare",
    "Count",
    "DrawnVisits",
    "Foreseen",
    "KnownChanges",
    "Tested",
    "best_division",
    "bought_together",
    "changes",
    "corrected_by",
    "corrected_levels",
    "corrected_shares",
    "every_group",
    "found_wrong",
    "framework_of",
    "groups_to_buy",
    "scenario_names",
    "tried_scenarios",
    "visit_list",
]
