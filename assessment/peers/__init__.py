"""Real firms as peers: distributions that move cell by cell to real data, and tables that give nobody away."""

from assessment.peers.distribution import PeerBook, Standing
from assessment.peers.floor import DEFAULT_FLOOR, LEAST_FLOOR, read_floor
from assessment.peers.suppression import Crosstab, crosstab

__all__ = ["DEFAULT_FLOOR", "LEAST_FLOOR", "Crosstab", "PeerBook", "Standing", "crosstab", "read_floor"]
