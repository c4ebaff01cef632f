"""Real firms as peers: distributions that move cell by cell to real data, and tables that give nobody away."""

from assessment.peers.cells import Cells
from assessment.peers.comparison import Peers, PeerStanding
from assessment.peers.distribution import PeerBook, Standing
from assessment.peers.floor import DEFAULT_FLOOR, LEAST_FLOOR, read_floor
from assessment.peers.reference import Reference, load_reference, make_reference, write_reference
from assessment.peers.suppression import Crosstab, crosstab

__all__ = [
    "DEFAULT_FLOOR",
    "LEAST_FLOOR",
    "Cells",
    "Crosstab",
    "PeerBook",
    "PeerStanding",
    "Peers",
    "Reference",
    "Standing",
    "crosstab",
    "load_reference",
    "make_reference",
    "read_floor",
    "write_reference",
]
