"""Matchmaking for a centre (供需对接): many firms at once, who should meet whom, and where the pool has holes."""

from assessment.matchmaking.demand import FirmNeeds
from assessment.matchmaking.matchmaking import matchmake
from assessment.matchmaking.results import Basis, Cell, FirmResult, Invitation, Matchmaking, OfferLoad, Unmet

__all__ = [
    "Basis",
    "Cell",
    "FirmNeeds",
    "FirmResult",
    "Invitation",
    "Matchmaking",
    "OfferLoad",
    "Unmet",
    "matchmake",
]
