"""What the interface works with. It opens nothing itself: whoever mounts it gives it what the server has open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assessment.advisory import Advisor
from assessment.content.counties import Counties
from assessment.store.assessments import Store

VERSION = "1.0.0"
"""Of the interface, not of the program: the first figure stands in the address, and changes with what would break a
client; the second with what is added."""
ADDRESS = "/api"
"""Where the interface is, below the path of the pages."""
BASE = "/v1"
"""Where this version of it is, below that."""


@dataclass(frozen=True)
class Service:
    """The database, the content in force, the areas, and the way to say that there is a new job."""

    store: Callable[[], Store]
    advisor: Callable[[], Advisor]
    counties: Callable[[], Counties]
    wake: Callable[[], None]
