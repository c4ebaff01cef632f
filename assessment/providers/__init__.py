"""Who can do it: the needs of a plan, the shortlist of one firm, and the matchmaking of many.

Hard conditions (what it does, chain, area, size, price, capacity) are never traded against anything. What passes is
ranked by a sum of declared merits, each printed as a reason. The three shown for a need can together do as much of it
as any three could; near equals take turns.
"""

from assessment.providers.assigning import Puzzle, assign
from assessment.providers.conditions import CONDITIONS, Condition, conditions, merits
from assessment.providers.demand import FirmNeeds
from assessment.providers.matchmaking import NOT_SAID, matchmake
from assessment.providers.matchmaking_results import (
    FirmResult,
    HeatCell,
    Invitation,
    MadeWith,
    Matchmaking,
    OfferLoad,
    Side,
    Unmet,
    Why,
)
from assessment.providers.needs import Client, Need, NeededStep, needs_of, needs_of_measures, needs_of_plan
from assessment.providers.picking import BAND
from assessment.providers.shortlist import NEUTRALITY, Exposure, match, without_names
from assessment.providers.shortlist_results import Match, NeedMatches, Reason, Shortlist
from assessment.providers.vetting import vetting

__all__ = [
    "BAND",
    "CONDITIONS",
    "NEUTRALITY",
    "NOT_SAID",
    "Client",
    "Condition",
    "Exposure",
    "FirmNeeds",
    "FirmResult",
    "HeatCell",
    "Invitation",
    "MadeWith",
    "Match",
    "Matchmaking",
    "Need",
    "NeedMatches",
    "NeededStep",
    "OfferLoad",
    "Puzzle",
    "Reason",
    "Shortlist",
    "Side",
    "Unmet",
    "Why",
    "assign",
    "conditions",
    "match",
    "matchmake",
    "merits",
    "needs_of",
    "needs_of_measures",
    "needs_of_plan",
    "vetting",
    "without_names",
]
