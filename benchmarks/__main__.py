"""``python -m benchmarks`` takes every measurement that the documents quote; ``--write`` puts the tables into them.

Names choose some: ``python -m benchmarks matching`` prints the table of docs/matching-evaluation.md alone.
"""

from __future__ import annotations

import sys

import benchmarks.matching
import benchmarks.speed.report

MEASUREMENTS = {"speed": benchmarks.speed.report.main, "matching": benchmarks.matching.main}


def main(arguments: list[str]) -> None:
    """Take the measurements that are named, or all, one after the other; everything else is handed on to them."""
    named = [name for name in MEASUREMENTS if name in arguments]
    rest = [argument for argument in arguments if argument not in MEASUREMENTS]
    for name in named or MEASUREMENTS:
        MEASUREMENTS[name](rest)


if __name__ == "__main__":
    main(sys.argv[1:])
