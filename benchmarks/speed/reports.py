"""How many reports a processor sets in a second, against engines that others use, and how much memory many take.

``python -m benchmarks.speed.reports N FILE`` writes N reports of the advisories in a file, and prints the memory held.
"""

from __future__ import annotations

import datetime
import gc
import io
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pypdfium2

from assessment.advisory import Advisory, default_advisor
from assessment.batch.workers import keep_what_is_loaded
from assessment.population import modelled_population
from assessment.report.document import write_report
from assessment.telling.document import Document, document
from assessment.telling.subject import Subject
from assessment.word.document import write_word

ON = datetime.date(2026, 11, 23)
FIRMS, WARM, SLOW = 24, 4, 3
"""Firms measured, firms before them that warm every engine, and firms for the engines that take seconds for one."""
MANY, EARLY = 1_000, 50
SEED = 20261123


@dataclass
class _Engine:
    """What sets a report; ``ready`` makes its source of the told document, outside the time."""

    name: str
    run: Callable[[Any], bytes]
    ready: Callable[[Advisory, Document], object]
    firms: int = FIRMS
    seconds: list[float] = field(default_factory=list)
    made: list[bytes] = field(default_factory=list)

    @property
    def mean(self) -> float:
        """Processor seconds a report."""
        return sum(self.seconds) / len(self.seconds)

    def set(self, source: object, *, counted: bool) -> None:
        """One report more, at nobody's garbage but its own."""
        gc.collect()
        begun = time.process_time()
        made = self.run(source)
        if counted:
            self.seconds.append(time.process_time() - begun)
            self.made.append(made)


def advisories(n: int) -> list[Advisory]:
    """Those of modelled firms, each with everything that a report can tell."""
    return list(default_advisor().advise(modelled_population().sample(n, SEED), ON, choices=True))


def engines() -> list[_Engine]:
    """Ours first."""
    from benchmarks.speed.engines import fpdf_drawing, typst_source, web_page

    def source(_: Advisory, told: Document) -> object:
        return typst_source.source(told)

    def whole(advisory: Advisory, _: Document) -> object:
        return advisory

    typst = f"Typst {version('typst')}"
    return [
        _Engine("**本系统 / ours**：PDF/A-2b，带标签 / tagged", _ours, whole),
        _Engine(f"{typst}：PDF/A-2b，带标签 / tagged", typst_source.setter(tagged=True), source),
        _Engine(f"{typst}：普通 PDF，不带标签 / plain, untagged", typst_source.setter(tagged=False), source),
        _Engine(f"fpdf2 {version('fpdf2')}", fpdf_drawing.write, lambda _, told: told, SLOW),
        _Engine(f"WeasyPrint {version('weasyprint')}", web_page.setter(), lambda _, told: web_page.source(told), SLOW),
        _Engine("本系统的 Word / our Word", _word, whole),
    ]


def tables() -> str:
    """The table of all engines, and the memory of many reports."""
    firms = advisories(WARM + FIRMS)
    found = engines()
    keep_what_is_loaded()  # as the processes of a batch do
    for number, advisory in enumerate(firms):
        told = document(Subject(advisory, "zh"))
        for engine in found:  # one after the other for each firm, so that other work on the machine disturbs all alike
            if number < WARM + engine.firms and (number >= WARM - 1 or engine.firms == FIRMS):
                engine.set(engine.ready(advisory, told), counted=number >= WARM)
    return f"{_compared(found)}\n\n{_memory(firms)}"


def _compared(found: Sequence[_Engine]) -> str:
    lines = [
        "| | 份数 / reports | 每处理器秒 / a processor second | 每份 / ms each | 页 / pages | kB | 倍数 / times ours |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for engine in found:
        count = _pages(engine.made)
        size = sum(map(len, engine.made)) / len(engine.made) / 1e3
        lines.append(
            f"| {engine.name} | {len(engine.made)} | {1 / engine.mean:.2f} | {engine.mean * 1e3:.0f} | {count} "
            f"| {size:.0f} | {engine.mean / found[0].mean:.2f} |"
        )
    return "\n".join(lines)


def _pages(made: Sequence[bytes]) -> str:
    if not made[0].startswith(b"%PDF"):
        return "—"
    return f"{sum(len(pypdfium2.PdfDocument(one)) for one in made) / len(made):.1f}"


def _ours(advisory: Advisory) -> bytes:
    out = io.BytesIO()
    write_report(out, advisory, "zh")
    return out.getvalue()


def _word(advisory: Advisory) -> bytes:
    out = io.BytesIO()
    write_word(out, advisory, "zh")
    return out.getvalue()


def _memory(firms: Sequence[Advisory]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "advisories.jsonl"
        file.write_text("\n".join(one.model_dump_json() for one in firms), encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.speed.reports", str(MANY), str(file)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    held = json.loads(said)
    return (
        f"内存 / memory：一个进程里 {EARLY} 份之后 / after {EARLY} reports in a process {held['early']:.0f} MB，"
        f"{MANY:,} 份之后 / after {MANY:,} {held['late']:.0f} MB。"
    )


def held_megabytes() -> float:
    """The memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def main() -> None:
    """Write many reports, and print what was held early and late."""
    many, file = int(sys.argv[1]), Path(sys.argv[2])
    firms = [Advisory.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines()]
    keep_what_is_loaded()
    held = {}
    for number, advisory in enumerate(itertools.islice(itertools.cycle(firms), many), 1):
        _ours(advisory)
        if number == EARLY:
            held["early"] = held_megabytes()
    print(json.dumps(held | {"late": held_megabytes()}))


if __name__ == "__main__":
    main()
