"""What a sum, a rule, visits or time would do to the firms of a file, or did: a firm a line, and sentences."""

from assessment.batch.foreseeing.buying import bought_together
from assessment.batch.foreseeing.changing import changes
from assessment.batch.foreseeing.dividing import best_division
from assessment.batch.foreseeing.foreseen import Foreseen
from assessment.batch.foreseeing.subsidising import tried_policy
from assessment.batch.foreseeing.visiting import corrected_levels, visit_list

__all__ = [
    "Foreseen",
    "best_division",
    "bought_together",
    "changes",
    "corrected_levels",
    "tried_policy",
    "visit_list",
]
