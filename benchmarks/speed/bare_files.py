"""The bare work of a file: read it, write the cells that came out; ``python -m benchmarks.speed.bare_files IN OUT``.

Workbooks: fastexcel reads, rustpy-xlsxwriter writes. CSV: Python's own module. Parquet: pyarrow. Prints the seconds of
the processor that reading and writing took, without starting and without preparing the cells.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path


def taken(work: Callable[[], object]) -> float:
    """Seconds of the processor for some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Read and write once."""
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    ways = {".parquet": _parquet, ".csv": _csv, ".xlsx": _workbook}
    bare = out.with_suffix(".bare")
    try:
        print(ways[source.suffix](source, out, bare))
    finally:
        bare.unlink(missing_ok=True)


def _parquet(source: Path, out: Path, bare: Path) -> float:
    import pyarrow.parquet as pq

    reading = taken(lambda: pq.read_table(source))
    cells = pq.read_table(out)
    return reading + taken(lambda: pq.write_table(cells, bare, compression="zstd", compression_level=1))


def _csv(source: Path, out: Path, bare: Path) -> float:
    def read(path: Path) -> None:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for _ in csv.reader(stream):
                pass

    def copy() -> None:
        with (
            out.open(encoding="utf-8-sig", newline="") as stream,
            bare.open("w", encoding="utf-8-sig", newline="") as copied,
        ):
            csv.writer(copied).writerows(csv.reader(stream))

    return taken(lambda: read(source)) + taken(copy) - taken(lambda: read(out))


def _workbook(source: Path, out: Path, bare: Path) -> float:
    import fastexcel
    import rustpy_xlsxwriter

    reading = taken(lambda: fastexcel.read_excel(str(source)).load_sheet(0, dtypes="string").to_arrow())
    book = fastexcel.read_excel(str(out))
    sheets = [(name, book.load_sheet(name, header_row=None).to_arrow().to_pylist()) for name in book.sheet_names]
    return reading + taken(lambda: rustpy_xlsxwriter.write_worksheets(sheets, str(bare)))


if __name__ == "__main__":
    main()
