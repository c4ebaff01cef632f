"""Real firms as peers: distributions that move cell by cell to real data, and tables that give nobody away."""

from assessment.peers.cells import Cells
from assessment.peers.cleared import (
    Cleared,
    Crosstab,
    Figure,
    FigureRange,
    Grid,
    Having,
    PointsBeside,
    ToldTogether,
)
from assessment.peers.comparison import Peers, PeerStanding
from assessment.peers.distribution import PeerBook, PlaceAmongPeers
from assessment.peers.joining import (
    CONSENT_FACT,
    Identity,
    Joined,
    RealFirms,
    joined_in_batch,
    real_firms,
    said_in_table,
)
from assessment.peers.reference import (
    ModelledReference,
    load_reference,
    load_references,
    make_reference,
    write_reference,
)
from assessment.peers.releases import Release, ReleaseDesk, ReleaseLog, ReleasesInMemory, digests_of
from assessment.peers.told import Told
from assessment.peers.trade_firms import TradeFirm, TradeFirms, load_trade_firms, make_trade_firms, write_trade_firms

__all__ = [
    "CONSENT_FACT",
    "Cells",
    "Cleared",
    "Crosstab",
    "Figure",
    "FigureRange",
    "Grid",
    "Having",
    "Identity",
    "Joined",
    "ModelledReference",
    "PeerBook",
    "PeerStanding",
    "Peers",
    "PlaceAmongPeers",
    "PointsBeside",
    "RealFirms",
    "Release",
    "ReleaseDesk",
    "ReleaseLog",
    "ReleasesInMemory",
    "Told",
    "ToldTogether",
    "TradeFirm",
    "TradeFirms",
    "digests_of",
    "joined_in_batch",
    "load_reference",
    "load_references",
    "load_trade_firms",
    "make_reference",
    "make_trade_firms",
    "real_firms",
    "said_in_table",
    "write_reference",
    "write_trade_firms",
]
