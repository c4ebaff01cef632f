"""A large file in parts: text and Parquet whose rows are never all in memory, however many there are.

A part of text ends where a row ends, and knows the rows below it well enough to tell a title from a firm. A part of a
Parquet file is some rows of its columns. Both are plain values that another process can be given.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assessment.answers.typed import Value
from assessment.language import label
from assessment.problems import InputRefused, refuse
from assessment.workbook.grid.csvfile import csv_fault, read_rows, separator_of
from assessment.workbook.grid.encoding import streamed_encoding
from assessment.workbook.grid.files import LAST_COLUMN, Limits, check_size, recognise, too_long, too_wide
from assessment.workbook.grid.moved import ColumnSheet, PartSheet

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET = b"PAR1"
SIGNS = 16_000_000
"""Characters of a part of text: some ten thousand firms in words, some forty thousand in codes."""
ROWS = 50_000
"""Rows of a part of a Parquet file."""
_LOOK_BELOW = 2  # rows below a part that tell what its last ones are
_LONGEST_ROW = 16  # parts: a row that does not end within so many has an open quotation mark
_GROUP = 2**31  # bytes that a group of rows unpacks to, at most
STATE = ".state"
"""What the name of a column ends with that tells why figures are missing in the column of that name."""


@dataclass(frozen=True)
class TextPart:
    """Whole rows of a text file, the first of them numbered ``first``; ``below`` are the next ones, to be looked at.

    ``done`` is the share of the file that is read with it.
    """

    name: str
    separator: str
    first: int
    text: str
    below: str
    done: float
    limits: Limits = field(default_factory=Limits)

    def sheet(self, lead: Sequence[tuple[int, Sequence[Value]]]) -> tuple[PartSheet, int]:
        """The rows below those of the header in force (``lead``, with their numbers), and the last row of the part."""
        fields = array("H")
        rows = list(read_rows(self.text, self.separator, self.name, self.first, self.limits, fields))
        below = list(read_rows(self.below, self.separator, self.name, self.first + len(rows), self.limits, fields))
        if not lead:
            return PartSheet(self.name, [*rows, *below], fields=fields), len(rows)
        taken = max(0, lead[-1][0] - self.first + 1)  # rows of the header that stand in this part
        on_top = [*(list(values) for _, values in lead), []]
        return PartSheet(
            self.name,
            [*on_top, *rows[taken:], *below],
            lead=(*(number for number, _ in lead), 0),
            first=self.first + taken,
            begins=self.first,
            fields=array("H", [len(values) for values in on_top]) + fields[taken:],
        ), len(on_top) + len(rows) - taken


@dataclass(frozen=True)
class ColumnPart:
    """Some rows of a Parquet file as an Arrow batch, the first of them numbered ``first`` (the names are row 1)."""

    name: str
    first: int
    batch: pa.RecordBatch
    done: float

    def sheet(self) -> ColumnSheet:
        """The columns with their different cells; reasons of missing figures stand in the column of the figures."""
        names = self.batch.schema.names
        states = {name: names.index(name + STATE) for name in names if name + STATE in names}
        columns = []
        for at, name in enumerate(names):
            cells = _cells(self.batch.column(at))
            columns.append(_with_states(cells, _cells(self.batch.column(states[name]))) if name in states else cells)
        apart = set(states.values())
        kept = [at for at in range(len(names)) if at not in apart]
        return ColumnSheet(
            self.name,
            [[names[at] for at in kept]],
            lead=(1,),
            first=self.first,
            columns=tuple(columns[at] for at in kept),
        )


Part = TextPart | ColumnPart


def parts(path: Path, limits: Limits) -> Iterator[Part] | None:
    """The parts of a file, from first to last; None when it has to be read whole.

    Text of one part is read whole, and so are workbooks and text in an encoding that only all of it tells. Raises
    ``InputRefused`` for a file that cannot be opened or is larger than ``limits``, and, as parts are taken, for an
    open quotation mark and too many rows.
    """
    try:
        size = path.stat().st_size
        check_size(size, path.name, limits)
        with path.open("rb") as stream:
            start = stream.read(4096)
    except OSError as fault:
        raise refuse(
            path.name,
            label("文件不存在或无法打开", "the file does not exist or cannot be opened"),
            label("请核对文件位置，并先在 Excel 或 WPS 中关闭它。", "Check where it is, and close it in Excel or WPS."),
        ) from fault
    if start.startswith(PARQUET):
        return _column_parts(path, limits)
    if start.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or size <= SIGNS or recognise(start, path.name) != "text":
        return None
    encoding = streamed_encoding(path)
    return None if encoding is None else _text_parts(path, encoding, size, limits)


def _text_parts(path: Path, encoding: str, size: int, limits: Limits) -> Iterator[TextPart]:
    with path.open("rb") as raw:
        mark = raw.read(3)
        raw.seek(3 if mark == codecs.BOM_UTF8 else 0)
        with io.TextIOWrapper(raw, encoding, newline=None) as stream:
            held = stream.read(SIGNS)
            separator, said = separator_of(held)
            held, first = held[said:], 2 if said else 1
            at_end = False
            while held:
                cut, rows = _cut(held, separator, at_end)
                while not cut and not at_end:
                    more = stream.read(SIGNS)
                    at_end = not more
                    held += more
                    if len(held) > _LONGEST_ROW * SIGNS:
                        raise csv_fault(csv.Error(), f"{path.stem}!{first}")
                    cut, rows = _cut(held, separator, at_end)
                if not cut:
                    cut, rows = len(held), held.count("\n")
                text, held = held[:cut], held[cut:]
                below = _lines(held, _LOOK_BELOW)
                yield TextPart(
                    path.stem, separator, first, text, "" if '"' in below else below, raw.tell() / size, limits
                )
                first += rows
                if not at_end and len(held) < SIGNS:
                    more = stream.read(SIGNS)
                    at_end = not more
                    held += more


def _cut(text: str, separator: str, at_end: bool) -> tuple[int, int]:
    """Where the last whole row ends that has others below it, and how many rows these are; 0 where there is none."""
    end = len(text)
    if not at_end:
        for _ in range(_LOOK_BELOW + 1):
            end = text.rfind("\n", 0, end)
            if end < 0:
                return 0, 0
        end += 1
    if '"' not in text[:end]:
        return end, text.count("\n", 0, end) + (at_end and not text.endswith("\n"))
    lines = io.StringIO(text[:end], newline="").readlines()
    reader, rows, read = csv.reader(lines, delimiter=separator, strict=True), 0, 0
    try:
        for _ in reader:
            rows, read = rows + 1, reader.line_num
    except csv.Error:
        if at_end:
            return end, rows + 1  # whoever reads the part tells which row it is
    return sum(map(len, lines[:read])), rows


def _lines(text: str, n: int) -> str:
    """The first ``n`` lines of a text."""
    end = -1
    for _ in range(n):
        at = text.find("\n", end + 1)
        if at < 0:
            return text
        end = at
    return text[: end + 1]


def _column_parts(path: Path, limits: Limits) -> Iterator[ColumnPart]:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            about = file.metadata
            if about.num_rows > limits.rows:
                raise too_long(f"{path.stem}!{about.num_rows + 1}", limits)
            if len(file.schema_arrow) > LAST_COLUMN:
                raise too_wide(f"{path.stem}!1")
            groups = range(about.num_row_groups)
            if any(about.row_group(at).total_byte_size > _GROUP for at in groups):
                raise _too_large_a_group(path.name)
            first = 2
            for batch in _gathered(file.iter_batches(ROWS)):
                first += len(batch)
                yield ColumnPart(path.stem, first - len(batch), batch, (first - 2) / max(1, about.num_rows))
    except InputRefused:
        raise
    except (OSError, ValueError, NotImplementedError) as fault:  # Arrow's own exceptions are kinds of these
        raise refuse(
            path.name,
            label("Parquet 文件已损坏或没有写完，无法读取", "the Parquet file is damaged or was cut off"),
            label("请重新导出，或改用 CSV。", "Export it again, or use CSV."),
        ) from fault


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches of some ``ROWS`` together: none goes beyond its group of rows, of which a file may have very many."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        if held and rows + len(batch) > ROWS:
            yield from _together(held)
            held, rows = [], 0
        held.append(batch)
        rows += len(batch)
    yield from _together(held)


def _together(held: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
    import pyarrow as pa

    if len(held) < 2:
        return held
    return pa.Table.from_batches(held).unify_dictionaries().combine_chunks().to_batches()


def _too_large_a_group(filename: str) -> InputRefused:
    return refuse(
        filename,
        label("Parquet 文件的一个行组超过 2 GB", "a row group of the Parquet file has more than 2 GB"),
        label("请用较小的行组重新导出，例如每组 10 万行。", "Export it with smaller row groups, such as 100 000 rows."),
    )


_Cells = tuple[list[Value], NDArray[np.intp]]


def _cells(array: pa.Array) -> _Cells:
    """The different cells of a column, and which of them every row shows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_nested(array.type):
        kept = [None if value is None else ";".join(map(str, value)) for value in array.to_pylist()]
        array = pa.array(kept, pa.string())
    coded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
    found = coded.dictionary.to_pylist()
    if pa.types.is_string(coded.dictionary.type) or pa.types.is_large_string(coded.dictionary.type):
        values: list[Value] = [text or None for text in found]
    elif pa.types.is_floating(coded.dictionary.type):
        values = [figure if figure == figure else None for figure in found]
    else:
        values = [_plain(value) for value in found]
    codes = coded.indices.fill_null(len(values)) if coded.null_count else coded.indices
    return [*values, None], codes.to_numpy(zero_copy_only=False).astype(np.intp)


def _plain(value: Any) -> Value:
    """A value of Arrow as a cell has it."""
    if type(value) is str:
        return value or None
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Decimal | int):
        return float(value)
    if isinstance(value, str | float | datetime.date | datetime.time | datetime.timedelta):
        return value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _with_states(cells: _Cells, states: _Cells) -> _Cells:
    """The cells, and where they are empty why."""
    (values, codes), (reasons, of_reasons) = cells, states
    missing = np.array([value is None for value in values], bool)[codes]
    told = np.array([reason is not None for reason in reasons], bool)[of_reasons]
    return [*values, *reasons], np.where(missing & told, len(values) + of_reasons, codes)
