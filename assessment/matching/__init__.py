"""Who can do it: a plan's needs against the resource pool, with hard conditions, printed reasons and a fair spread.

Hard conditions (what it does, chain, area, size, price, capacity) are never traded against anything. What passes is
ranked by a sum of declared merits, each printed as a reason. The three shown for a need can together do as much of it
as any three could; near equals take turns.
"""

from assessment.matching.matching import Exposure, match
from assessment.matching.needs import Client, Need, NeededStep, needs_of, needs_of_measures, needs_of_plan
from assessment.matching.results import Match, NeedMatches, Reason, Shortlist
from assessment.matching.rules import CONDITIONS, Condition, conditions, listed, merits

__all__ = [
    "CONDITIONS",
    "Client",
    "Condition",
    "Exposure",
    "Match",
    "Need",
    "NeedMatches",
    "NeededStep",
    "Reason",
    "Shortlist",
    "conditions",
    "listed",
    "match",
    "merits",
    "needs_of",
    "needs_of_measures",
    "needs_of_plan",
]
