"""The same scoring as formulas of a workbook, recalculated by headless LibreOffice.

A row is a firm: a column a choice (the number of the option), a tick, a figure or a scene (its step), empty where there
is no answer; then formulas for points and level at both ends.
"""

from __future__ import annotations

import csv
import os
import resource
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from assessment.answers import AnswerTable, State
from assessment.content.facts import MultiFact
from assessment.content.frameworks import ChoiceItem, MultiItem, RatioItem, read_range
from assessment.scoring import Framework

ALWAYS, NEVER = 0, 1
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="firms" sheetId="1" r:id="r1"/></sheets>'
        "</workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>{mode}</value></prop></item></oor:items>
"""


def office() -> str | None:
    """LibreOffice's command, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@dataclass(frozen=True)
class Run:
    """One conversion of the workbook: seconds elapsed and of processor time, and the figures that came out."""

    elapsed: float
    processor: float
    results: list[list[str]]


class Sheet:
    """The columns and formulas of one framework."""

    def __init__(self, framework: Framework):
        self.framework = framework
        self.scenes = [item for item in framework.spec.items if isinstance(item, ChoiceItem) and not item.points]
        starred = framework.spec.sets["starred"].items
        self.scenes.sort(key=lambda item: item.id not in starred)
        self.starred = sum(item.id in starred for item in self.scenes)
        self.scored = [item for item in framework.spec.items if item not in self.scenes]
        self.columns: dict[str, list[str]] = {}
        names = iter(xl_col_to_name(i) for i in range(1000))
        for item in [*self.scored, *self.scenes]:
            facts = (*item.numerator, item.denominator) if isinstance(item, RatioItem) else (item.fact,)
            for fact_id in facts:
                fact = framework.bank.facts[fact_id]
                width = len(fact.options) if isinstance(fact, MultiFact) else 1
                if fact_id not in self.columns:
                    self.columns[fact_id] = [next(names) for _ in range(width)]
        self.first_result = sum(map(len, self.columns.values()))

    def cells(self, table: AnswerTable) -> Iterator[tuple[float | None, ...]]:
        """The answers, a row a firm."""
        columns: list[list[float | None]] = []
        for fact_id, names in self.columns.items():
            column, fact = table.columns[fact_id], self.framework.bank.facts[fact_id]
            answered = column.states == State.ANSWERED
            for i in range(len(names)):
                values = column.values >> i & 1 if isinstance(fact, MultiFact) else column.values
                columns.append(np.where(answered, values, None).tolist())
        return zip(*columns, strict=True)

    def formulas(self, row: str) -> list[str]:
        """Points at both ends, counts of scenes at both ends, level at both ends, of the firm in a row."""
        points = ["=" + "+".join(self._item(item, row, best=best) for item in self.scored) for best in (False, True)]
        first, last_star, last = (self.columns[self.scenes[i].fact][0] for i in (0, self.starred - 1, -1))
        counts = []
        for grade in range(1, 5):
            for end in (last, last_star):
                cells = f"{first}{row}:{end}{row}"
                low = f'COUNTIF({cells},">={grade}")'
                counts += [f"={low}", f"={low}+COUNTBLANK({cells})"]
        return [*points, *counts, *(self._level(row, best=best) for best in (False, True))]

    def _level(self, row: str, *, best: bool) -> str:
        def cell(offset: int) -> str:
            return f"{xl_col_to_name(self.first_result + offset + best)}{row}"

        formula = "0"
        for level in self.framework.spec.levels:
            scenes, starred = cell(2 + 4 * (level.level - 1)), cell(4 + 4 * (level.level - 1))
            needs = {need.node or need.items: need.at_least for need in level.requires}
            holds = f"AND({cell(0)}>={needs['total']}-1E-9,{scenes}>={needs['scenes']},{starred}>={needs['starred']})"
            formula = f"IF({holds},{level.level},{formula})"
        return f"={formula}"

    def _item(self, item: ChoiceItem | MultiItem | RatioItem, row: str, *, best: bool) -> str:
        if isinstance(item, RatioItem):
            return self._rate(item, row, best=best)
        worths = [float(state.points) for state in self._states(item)]
        names = self.columns[item.fact]
        if isinstance(item, ChoiceItem):
            cell, end = f"{names[0]}{row}", (max if best else min)(worths)
            return f'IF({cell}="",{end:g},CHOOSE({cell}+1,{",".join(f"{worth:g}" for worth in worths)}))'
        cells = f"{names[0]}{row}:{names[-1]}{row}"
        ticks = "+".join(f"{name}{row}*{worth:g}" for name, worth in zip(names, worths, strict=True) if worth)
        return f"IF(COUNT({cells})=0,{sum(worths) if best else 0:g},{ticks})"

    def _states(self, item: ChoiceItem | MultiItem) -> list:
        return [item.options[option.id] for option in self.framework.bank.facts[item.fact].options]

    def _rate(self, item: RatioItem, row: str, *, best: bool) -> str:
        bounds = self.framework.bank.facts[item.denominator]
        part, whole = (f"{self.columns[fact][0]}{row}" for fact in (item.numerator[0], item.denominator))
        parts = [
            f"{names[0]}{row}"
            for fact, names in self.columns.items()
            if getattr(self.framework.bank.facts[fact], "at_most", None) == item.denominator
        ]
        limit = f"MAX({bounds.minimum:g},{','.join(parts)})" if best else f"{bounds.maximum:.0f}"
        of = f'IF({whole}="",{limit},{whole})'
        steps = []
        before = 0.0
        for band in item.bands[1:]:
            _, edge, _, _ = read_range(band.range)
            steps.append(f"{float(band.points) - before:g}*({part}*100>{of}*{float(edge):g})")
            before = float(band.points)
        return f'IF({part}="",{before if best else 0:g},{"+".join(steps)})'


def write_workbook(path: Path, framework: Framework, table: AnswerTable) -> Sheet:
    """The firms and the formulas, not yet calculated; written by hand, as eighty thousand rows are many."""
    sheet = Sheet(framework)
    names = [name for columns in sheet.columns.values() for name in columns]
    results = [xl_col_to_name(sheet.first_result + i) for i in range(len(sheet.formulas("#")))]
    ends = "".join(
        f'<c r="{name}#"><f>{escape(formula.removeprefix("="))}</f><v>0</v></c>'
        for name, formula in zip(results, sheet.formulas("#"), strict=True)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, text in PARTS.items():
            parts.writestr(name, text)
        with parts.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as page:
            page.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for number, values in enumerate(sheet.cells(table), 1):
                cells = "".join(
                    f'<c r="{name}#"><v>{value}</v></c>'
                    for name, value in zip(names, values, strict=True)
                    if value is not None
                )
                page.write(f'<row r="#">{cells}{ends}</row>'.replace("#", str(number)).encode())
            page.write(b"</sheetData></worksheet>")
    return sheet


def convert(path: Path, *, recalculate: bool) -> Run:
    """Open the workbook, with or without recalculating it, and save it as CSV."""
    command = office()
    assert command
    profile = path.parent / f"profile{recalculate:d}"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    mode = PROFILE.format(mode=ALWAYS if recalculate else NEVER)
    (profile / "user" / "registrymodifications.xcu").write_text(mode, encoding="utf-8")
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "csv", "--outdir",
         str(profile), str(path)],
        check=True, capture_output=True, env=os.environ | {"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    elapsed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with (profile / path.with_suffix(".csv").name).open(encoding="utf-8") as file:
        return Run(elapsed, processor, list(csv.reader(file)))
