"""Newer values from a centre's own file: YAML in the form of ``values.yaml``, or CSV with one value a row."""

from __future__ import annotations

import csv
import datetime
import io
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessment import settings
from assessment.benchmarks.published import Benchmarks, check_values
from assessment.content.benchmarks import BenchmarkValue
from assessment.content.loading import KeyPath, SourceText, validation_problems
from assessment.language import label
from assessment.problems import CHECK_AND_RETRY, InputRefused, Problem, refuse, shorten

MAX_BYTES = 5_000_000
REQUIRED = ("indicator", "geography", "date", "kind", "value", "source", "fidelity")
# CSV column -> key of the value; "source" and "note_zh" become parts of nested objects.
COLUMNS = (
    *REQUIRED,
    "bound",
    "above",
    "source_date",
    "source_address",
    "population_zh",
    "population_en",
    "note_zh",
    "note_en",
)


@dataclass(frozen=True)
class _Row:
    """One value as read: its plain form, and how to name the place of a key in it."""

    plain: Any
    where: Callable[[KeyPath], str]


def import_values(
    existing: Benchmarks, file: Path, today: datetime.date | None = None, replace: bool = False
) -> tuple[Benchmarks, list[Problem]]:
    """Add the good values of a file and tell what is wrong with the others, each by its place.

    A value that stands already is passed over; one that contradicts a standing value is a problem unless ``replace``
    is set. Raises ``InputRefused`` when the file as a whole cannot be read.
    """
    return _added(existing, _rows(file), today, replace)


def enter_value(
    existing: Benchmarks, given: Mapping[str, str], names: Mapping[str, str], today: datetime.date | None = None
) -> tuple[Benchmarks, list[Problem]]:
    """Add or correct one value typed in by its columns, with the checks of a file.

    ``names`` says how the reader knows each column; a problem is placed by it.
    """

    def place(path: KeyPath) -> str:
        column = _column(path)
        return names.get(column, column)

    return _added(existing, [_Row(_nested({key: text for key, text in given.items() if text}), place)], today, True)


def _added(
    existing: Benchmarks, rows: Iterable[_Row], today: datetime.date | None, replace: bool
) -> tuple[Benchmarks, list[Problem]]:
    """The values with the good ones of the rows, and what is wrong with the others."""
    problems: list[Problem] = []
    read: list[tuple[BenchmarkValue, _Row]] = []
    for row in rows:
        try:
            value = BenchmarkValue.model_validate_json(json.dumps(row.plain, default=str), strict=True)
        except ValidationError as fault:
            problems.extend(validation_problems(fault, row.where))
            continue
        read.append((value, row))
    faulty: set[int] = set()
    values = [value for value, _ in read]
    for wrong in check_values(values, existing, today or settings.today()):
        faulty.add(wrong.index)
        problems.append(wrong.at(read[wrong.index][1].where((wrong.key,))))
    standing = {v.key: v for v in existing.values}
    good: list[BenchmarkValue] = []
    for i, (value, row) in enumerate(read):
        old = standing.get(value.key)
        if i in faulty:
            continue
        if (
            old is not None
            and not replace
            and (old.value, old.above, old.bound) != (value.value, value.above, value.bound)
        ):
            problems.append(
                Problem(
                    row.where(("value",)),
                    label(
                        f"已有不同的数值 {old.value}（{old.source.title}）",
                        f"a different value stands already: {old.value} ({old.source.title})",
                    ),
                    label(
                        "请核对；确实要更正的，请选“替换已有数值”。",
                        "Check it; to correct the old one, choose to replace standing values.",
                    ),
                    shorten(value.value),
                )
            )
        elif old is None or replace:
            good.append(value)
    return existing.with_values(good), problems


def value_rows(benchmarks: Benchmarks) -> Iterator[list[str]]:
    """The header and every value as rows of the CSV that ``import_values`` reads."""
    yield list(COLUMNS)
    for value in benchmarks.values:
        source = value.source
        cells: dict[str, object] = {
            "indicator": value.indicator,
            "geography": value.geography,
            "date": value.date,
            "kind": value.kind,
            "value": value.value,
            "bound": value.bound,
            "above": value.above,
            "fidelity": value.fidelity,
            "source": source.title,
            "source_date": source.date,
            "source_address": source.address,
        }
        for key, text in (("population", value.population), ("note", value.note)):
            cells |= {f"{key}_zh": text and text.zh, f"{key}_en": text and text.en}
        yield ["" if cells[name] is None else str(cells[name]) for name in COLUMNS]


def _rows(file: Path) -> Iterator[_Row]:
    if file.stat().st_size > MAX_BYTES:
        raise refuse(
            file.name,
            label("文件太大", "the file is too large"),
            label("指标数值文件不应超过 5 MB。", "A file of indicator values should not exceed 5 MB."),
        )
    if file.suffix.lower() in (".yaml", ".yml"):
        return _yaml_rows(SourceText(file))
    if file.suffix.lower() == ".csv":
        return _csv_rows(file)
    raise refuse(
        file.name,
        label("只接受 YAML 或 CSV 文件", "only YAML and CSV files are accepted"),
        label("请另存为 CSV（UTF-8）后重试。", "Save it as CSV (UTF-8) and try again."),
        file.suffix,
    )


def _yaml_rows(source: SourceText) -> Iterator[_Row]:
    values = source.data.get("values")
    if not isinstance(values, list) or set(source.data) != {"values"}:
        raise refuse(
            f"{source.name}:1",
            label(
                "文件只应有一个键 values，下面是数值的列表",
                "the file must hold one key, 'values', with a list of values",
            ),
            label("请参照 seeds/benchmarks/values.yaml。", "Follow seeds/benchmarks/values.yaml."),
        )

    def place(i: int) -> Callable[[KeyPath], str]:
        return lambda path: source.where(("values", i, *path))

    for i, plain in enumerate(values):
        yield _Row(plain, place(i))


def _csv_rows(file: Path) -> Iterator[_Row]:
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as fault:
            raise refuse(
                file.name, label("无法识别文件编码", "the text encoding is not recognised"), CHECK_AND_RETRY
            ) from fault
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(reader, [])]
    faults = [
        *(
            Problem(f"{file.name}:1", label("缺少一列", "a column is missing"), CHECK_AND_RETRY, name)
            for name in REQUIRED
            if name not in header
        ),
        *(
            Problem(f"{file.name}:1", label("不认识的列", "unknown column"), CHECK_AND_RETRY, shorten(name))
            for name in header
            if name not in COLUMNS
        ),
        *(
            Problem(f"{file.name}:1", label("同一列出现了两次", "a column stands twice"), CHECK_AND_RETRY, name)
            for name in {h for h in header if header.count(h) > 1}
        ),
    ]
    if faults:
        raise InputRefused(faults)

    def place(line: int) -> Callable[[KeyPath], str]:
        return lambda path: f"{file.name}:{line}" + (f" {'.'.join(str(p) for p in path)}" if path else "")

    for cells in reader:
        if any(cell.strip() for cell in cells):
            given = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
            yield _Row(_nested(given), place(reader.line_num))


def _column(path: KeyPath) -> str:
    """The column that a key of the nested form stands in."""
    flat = "_".join(str(part) for part in path)
    return {"source_title": "source", "population": "population_zh", "note": "note_zh"}.get(flat, flat)


def _nested(given: Mapping[str, str]) -> dict[str, Any]:
    """The flat columns of a row as the nested form of ``values.yaml``; numbers as numbers, full width as half width."""
    plain: dict[str, Any] = {}
    for key in ("indicator", "geography", "date", "kind", "fidelity", "bound", "above"):
        if key in given:
            plain[key] = unicodedata.normalize("NFKC", given[key])
    if "value" in given:
        try:
            plain["value"] = float(unicodedata.normalize("NFKC", given["value"]).removesuffix("%"))
        except ValueError:
            plain["value"] = given["value"]
    if "source" in given:
        pairs = {"title": "source", "date": "source_date", "address": "source_address"}
        plain["source"] = {key: given[column] for key, column in pairs.items() if column in given}
    for key in ("population", "note"):
        texts = {lang: given[f"{key}_{lang}"] for lang in ("zh", "en") if f"{key}_{lang}" in given}
        if texts:
            plain[key] = texts
    return plain
