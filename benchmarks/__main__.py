"""``python -m benchmarks`` takes every measurement that the documents quote; ``--write`` puts the tables into them.

Names choose some: ``python -m benchmarks matching`` prints the table of docs/matching-evaluation.md alone.
"""

from __future__ import annotations

import argparse

from benchmarks import matching
from benchmarks.load import tables as load
from benchmarks.speed import (
    cluster,
    document,
    doing,
    files,
    hands,
    imports,
    lists,
    placing,
    planning,
    publishing,
    reports,
    scoring,
)

SECTIONS = {
    "scoring": scoring.tables,
    "placing": placing.tables,
    "planning": planning.tables,
    "hands": hands.tables,
    "doing": doing.tables,
    "files": files.tables,
    "cluster": cluster.tables,
    "lists": lists.tables,
    "imports": imports.tables,
    "publishing": publishing.tables,
    "reports": reports.tables,
    "load": load.tables,
}
MATCHING = "matching"


def main() -> None:
    """Measure, print, and with ``--write`` put the tables into the documents."""
    every = [*SECTIONS, MATCHING]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="section", help=f"{', '.join(every)}; all by default")
    parser.add_argument("--write", action="store_true", help="put the tables into the documents")
    options = parser.parse_args()
    unknown = sorted({*options.sections} - {*every})
    if unknown:
        parser.error(f"no such section: {', '.join(unknown)}")
    for name in options.sections or every:
        if name == MATCHING:
            matching.main(["--write"] if options.write else [])
            continue
        text = f"{document.setting()}\n\n{SECTIONS[name]()}"
        print(text, end="\n\n")
        if options.write:
            document.put(name, text)


if __name__ == "__main__":
    main()
