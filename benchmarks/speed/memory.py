"""Peak memory of scoring many firms, in a process of its own: ``python -m benchmarks.speed.memory N`` prints JSON."""

from __future__ import annotations

import json
import re
import sys
import tracemalloc
from pathlib import Path

from assessment.scoring import score
from benchmarks.speed.firms import random_firms
from benchmarks.speed.measuring import national_indicators


def peak_megabytes() -> float:
    """The most memory that this process has held; getrusage would count what the process that started it held."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert found, "Linux tells the peak in /proc/self/status"
    return int(found[1]) / 1024


def main() -> None:
    """Make the firms, score them, and tell what each took."""
    framework = national_indicators()
    table = random_firms(framework, int(sys.argv[1]))
    tracemalloc.start()
    score(framework, table)
    added = tracemalloc.get_traced_memory()[1]
    answers = sum(column.values.nbytes + column.states.nbytes for column in table.columns.values())
    print(json.dumps({"answers": answers / 2**20, "scoring": added / 2**20, "process": peak_megabytes()}))


if __name__ == "__main__":
    main()
