"""The trail: who viewed, changed, imported, exported or logged in; no line of it can be changed or lost unseen.

Each line's digest is keyed with the secret beside the database and covers the line before it; ``trail_head`` tells the
last one. A line holds ids and no names: when a firm is erased, its lines stay and say nothing of it any more.
"""

from assessment.store.trail.acting import ACCOUNT, OWNER, SYSTEM, Acting, acting, ask_elsewhere, now_acting, signed_as
from assessment.store.trail.acts import ACTS, Act
from assessment.store.trail.lines import TrailFilter, TrailLine
from assessment.store.trail.trail import Trail
from assessment.store.trail.verifying import TrailFault, TrailHead, TrailReport

__all__ = [
    "ACCOUNT",
    "ACTS",
    "OWNER",
    "SYSTEM",
    "Act",
    "Acting",
    "Trail",
    "TrailFault",
    "TrailFilter",
    "TrailHead",
    "TrailLine",
    "TrailReport",
    "acting",
    "ask_elsewhere",
    "now_acting",
    "signed_as",
]
