"""Newer published figures: what is in force as a table, and a table of one's own, read without consequence first."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath

import streamlit as st

from assessment import settings
from assessment.benchmarks import Benchmarks, import_values, value_rows
from assessment.language import Lang, label
from assessment.problems import Problem
from assessment.web import handing, resources
from assessment.web.centre import importing, problems, value_editor
from assessment.web.imported import values_document
from assessment.web.markup import block
from assessment.workbook.plain import csv_bytes

_NOW = label("现在用的有 {n} 个数值，最新的一个日期是 {latest}。", "{n} values are in force, the latest of {latest}.")
_HOW = label(
    "下载现有的表，照样子在下面加行（每行一个数值，写明日期和出处），存成 CSV 再传上来。",
    "Download the table, add rows in the same manner (one value a row, with its date and source), save it as CSV and "
    "upload it.",
)
_DOWNLOAD = label("下载现有数值（CSV）", "Download the values (CSV)")
_DOWNLOAD_FILE = label("公布的指标数值.csv", "published_values.csv")
_FILE = label("加了新数值的表（CSV）", "The table with newer values (CSV)")
_REPLACE = label("与已有数值不同的，用我上传的替换", "Where a different value stands already, put mine in its place")
_READ = label("{new} 个新的或更正的数值可以导入，{bad} 处有问题。", "{new} new or corrected values, {bad} problems.")
_NOTHING = label("没有可以导入的新数值。", "There is nothing new to import.")
_IMPORT = label("导入这 {n} 个数值", "Import these {n} values")


@dataclass(frozen=True)
class _Read:
    """The values after the import, and what was wrong, without and with replacing what stands."""

    kept: tuple[Benchmarks, list[Problem]]
    replaced: tuple[Benchmarks, list[Problem]]


def show(lang: Lang) -> None:
    """Put the room on the page."""
    standing = resources.advisor().benchmarks
    latest = max(value.date for value in standing.values if value.kind == "actual")
    block(
        f"<p>{_NOW.fill(n=len(standing.values), latest=latest.isoformat()).text(lang)}</p>"
        f'<p class="quiet">{_HOW.text(lang)}</p>'
    )
    handing.download(
        _DOWNLOAD.text(lang),
        lambda: csv_bytes(value_rows(standing)),
        _DOWNLOAD_FILE.text(lang),
        "text/csv",
        key="values-now",
    )
    read = importing.hand_in(_FILE, "benchmark_values", lambda data, name: _read(standing, data, name), lang)
    if read is None:
        value_editor.show(standing, lang)
        return
    differs = read.kept[1] != read.replaced[1]
    replace = differs and st.checkbox(_REPLACE.text(lang), key="values-replace")
    found, faults = read.replaced if replace else read.kept
    new = [value for value in found.values if value not in standing.values]
    block(f"<p><b>{_READ.fill(new=len(new), bad=len(faults)).text(lang)}</b></p>")
    problems.told(faults, lang)
    if not new:
        st.info(_NOTHING.text(lang))
        return
    document = values_document(resources.shipped().benchmarks, found, resources.imports().in_force().left_out)
    importing.sign("benchmark_values", document, _IMPORT.fill(n=len(new)), lang)


def _read(standing: Benchmarks, data: bytes, name: str) -> _Read:
    """Read an upload through a file, as a file of values is read from a shell."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / (PurePath(name.replace("\\", "/")).name or "upload.csv")
        file.write_bytes(data)
        today = settings.today()
        return _Read(import_values(standing, file, today), import_values(standing, file, today, replace=True))
