"""Peak memory of scoring many firms, in a process of its own: ``python -m benchmarks.speed.memory N`` prints JSON."""

from __future__ import annotations

import json
import resource
import sys

from assessment.scoring import score
from benchmarks.speed.firms import random_firms
from benchmarks.speed.measuring import national_indicators


def peak_megabytes() -> float:
    """The most memory that this process has held so far (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Make the firms, score them, and tell the peak before and after."""
    framework = national_indicators()
    table = random_firms(framework, int(sys.argv[1]))
    before = peak_megabytes()
    score(framework, table)
    print(json.dumps({"table": before, "scored": peak_megabytes()}))


if __name__ == "__main__":
    main()
