"""Whole files: ``assessment score`` from file to file, beside the fastest bare reading and writing of the same cells.

Every run is a command of its own, so that starting counts; processor time and the peak of memory are those of it and
its children. The bare programs do nothing but read the same file and write the cells that came out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from assessment.advisory import MAIN_FRAMEWORK, Advisor, default_advisor
from assessment.answers import AnswerColumn, AnswerTable, State
from assessment.answers.credit_code import ALPHABET
from assessment.population import modelled_population
from assessment.workbook.firms.tables import arrow_batch
from assessment.workbook.firms.wording import coded_answers, header_text
from assessment.workbook.firms.writing import ResultColumn, csv_head, csv_rows
from assessment.workbook.large import large_workbook

SIZES = (1_000, 10_000, 80_000)
LARGE = (1_000_000,)
WAYS = (("xlsx", "xlsx"), ("csv", "csv"), ("parquet", "parquet"))
MODELLED, SEED, GAPS = 20_000, 7, 0.1
_LETTERS = "".join(sorted(ALPHABET))


@dataclass(frozen=True)
class Spent:
    """What a command took: seconds of the processor, and the peak of memory of its largest process in MB."""

    processor: float
    peak: float


def tables(sizes: Sequence[int] = (*SIZES, *LARGE)) -> str:
    """The table for the documents; ``sizes`` are numbers of firms."""
    advisor = default_advisor()
    start = _spent([sys.executable, "-m", "assessment.cli", "--version"])
    lines = [
        "| 家数 / firms | 从、到 / from, to | 处理器 / processor s | 裸读写 / bare s | 倍数 / times bare |"
        " 内存 / memory MB | 每秒家数 / firms a second |",
        "|---:|---|---:|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for n in sizes:
            for kind, out_kind in WAYS:
                if kind == "xlsx" and n > max(SIZES):
                    continue
                source = Path(folder) / f"firms.{kind}"
                out = Path(folder) / f"results.{out_kind}"
                write_firms(advisor, n, source)
                ours = _spent([*_SCORE, "--max-mb", "2048", str(source), str(out)])
                command = [sys.executable, "-m", "benchmarks.speed.bare_files", str(source), str(out)]
                bare = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                lines.append(
                    f"| {n:,} | {kind} → {out_kind} | {ours.processor:.1f} | {bare:.1f} "
                    f"| {ours.processor / bare:.1f} | {ours.peak:.0f} | {n / ours.processor:,.0f} |"
                )
                print(lines[-1], file=sys.stderr)
                source.unlink()
                out.unlink()
    return "\n".join([*lines, "", f"`assessment --version`：{start.processor:.2f} s，{start.peak:.0f} MB。"])


_SCORE = (sys.executable, "-m", "assessment.cli", "score")


# A process is counted with what its parent held when it began it: so a small one begins it.
_MEASURE = """
import os, resource, subprocess, sys
with open(os.devnull, "wb") as nowhere:
    code = subprocess.run(sys.argv[1:], stdout=nowhere, stderr=nowhere).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def _spent(command: Sequence[str]) -> Spent:
    """Run a command to its end."""
    begun = [sys.executable, "-S", "-c", _MEASURE, *command]
    code, processor, peak = subprocess.run(begun, check=True, capture_output=True, text=True).stdout.split()
    if int(code):
        raise RuntimeError(f"{' '.join(command)} ended with {code}")
    return Spent(float(processor), float(peak))


def write_firms(advisor: Advisor, n: int, out: Path) -> None:
    """``n`` modelled firms with names and codes of their own, a tenth of the other answers missing, as a file."""
    main = next(edition for edition in advisor.editions if edition.spec.id == MAIN_FRAMEWORK)
    model = modelled_population().sample(min(n, MODELLED), SEED)
    facts = [fact for fact in advisor.facts_to_fill([main]) if fact in (*model.columns, "firm_name", "credit_code")]
    blocks = [min(MODELLED, n - at) for at in range(0, n, MODELLED)]
    made = (_block(advisor, model, facts, at * MODELLED, size) for at, size in enumerate(blocks))
    if out.suffix == ".parquet":
        _write_parquet(out, made)
    elif out.suffix == ".csv":
        with out.open("wb") as stream:
            for at, table in enumerate(made):
                columns = [ResultColumn(fact, fact, coded_answers(table, fact, "code")) for fact in facts]
                stream.write(b"" if at else csv_head(columns))
                stream.writelines(csv_rows(columns))
    else:
        table = _block(advisor, model.take(np.arange(n) % len(model)), facts, 0, n)
        with large_workbook(out) as book:
            sheet = book.book.add_worksheet("企业")
            for at, fact in enumerate(facts):
                sheet.write_string(0, at, header_text(advisor.bank.facts[fact], "zh"))
            book.fill(sheet, 2, [coded_answers(table, fact, "zh") for fact in facts])


def _block(advisor: Advisor, model: AnswerTable, facts: Sequence[str], first: int, n: int) -> AnswerTable:
    """Some firms; the model's, each under a name and a code of its own."""
    rng = np.random.default_rng(first)
    columns: dict[str, AnswerColumn] = {}
    for fact in facts:
        if fact in ("firm_name", "credit_code"):
            make = _code if fact == "credit_code" else _name
            values = np.empty(n, object)
            values[:] = [make(first + at) for at in range(n)]
            columns[fact] = AnswerColumn(np.full(n, State.ANSWERED, np.uint8), values)
            continue
        column = model.columns[fact]
        states = np.where(rng.random(n) < GAPS, State.UNANSWERED, column.states[:n]).astype(np.uint8)
        columns[fact] = AnswerColumn(states, column.values[:n])
    return AnswerTable(advisor.bank, [str(first + at) for at in range(n)], columns)


def _name(number: int) -> str:
    return f"示例第{number}机械有限公司"


def _code(number: int) -> str:
    """A code without a fault that nobody has: its district does not exist."""
    body = f"91360999MA{number:07d}"
    return body + _LETTERS[-sum(_LETTERS.index(sign) * pow(3, at, 31) for at, sign in enumerate(body)) % 31]


def _write_parquet(out: Path, made: Iterator[AnswerTable]) -> None:
    writer = None
    for table in made:
        batch = arrow_batch(table, pd.DataFrame(index=range(len(table))))
        batch = batch.select([name for name in batch.schema.names if name in table.columns])
        writer = writer or pq.ParquetWriter(out, batch.schema)
        writer.write_batch(batch)
    assert writer is not None
    writer.close()
