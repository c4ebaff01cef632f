"""How long scoring takes against other ways of doing it, each checked for equal results."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from assessment.answers import AnswerTable
from assessment.knowledge import Knowledge
from assessment.scoring import Framework, Scores, score
from benchmarks.speed.bare import Bare
from benchmarks.speed.firms import random_firms
from benchmarks.speed.measuring import Time, best_of, national_indicators
from benchmarks.speed.rowwise import as_frame, row_scorer
from benchmarks.speed.spreadsheet import convert, office, write_workbook

MANY, IN_ROWS, IN_SHEET = 1_000_000, 10_000, 80_000
GROWTH = (10_000, 100_000, 1_000_000)


def tables() -> str:
    """The comparison, the growth and the memory."""
    framework = national_indicators()
    table = random_firms(framework, MANY)
    ours = best_of(lambda: score(framework, table), 7)
    others = [*_bare(framework, table), *_rowwise(framework), *_spreadsheet(framework)]
    return "\n\n".join([_comparison(ours, others), _growth(framework), _memory()])


def _bare(framework: Framework, table: AnswerTable) -> list[tuple[str, int, Time]]:
    bare = Bare(framework, Knowledge(table))
    expected = score(framework, table).worst.nodes[framework.root]
    assert (bare.plain() == expected).all() and (bare.tuned() == expected).all(), "the bare sum must be the same sum"
    return [
        ("(a) 只查表相加，照常写法 / bare gather and sum, as one writes it", MANY, best_of(bare.plain, 7)),
        ("(a′) 同上，分块并用最快的查表 / the same, blocked, numpy's fastest gather", MANY, best_of(bare.tuned, 7)),
    ]


def _rowwise(framework: Framework) -> list[tuple[str, int, Time]]:
    table = random_firms(framework, IN_ROWS, seed=2)
    frame, score_row = as_frame(table), row_scorer(framework)
    _assert_equal(frame.apply(score_row, axis=1).to_numpy(float), score(framework, table))
    time = best_of(lambda: frame.apply(score_row, axis=1), 2)
    return [("(b) pandas 逐行 apply / row-wise apply", IN_ROWS, time)]


def _spreadsheet(framework: Framework) -> list[tuple[str, int, Time]]:
    if office() is None:
        print("没有安装 LibreOffice，(c) 略去 / LibreOffice is not installed, (c) was left out", file=sys.stderr)
        return []
    table = random_firms(framework, IN_SHEET, seed=3)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "firms.xlsx"
        first = write_workbook(path, framework, table).first_result
        opened = min((convert(path, recalculate=False) for _ in range(2)), key=lambda run: run.processor)
        calculated = min((convert(path, recalculate=True) for _ in range(2)), key=lambda run: run.processor)
    found = np.array([[float(row[i]) for i in (first, first + 1, -2, -1)] for row in calculated.results])
    _assert_equal(found, score(framework, table))
    whole = Time(calculated.elapsed, calculated.processor)
    alone = Time(calculated.elapsed - opened.elapsed, calculated.processor - opened.processor)
    return [
        ("(c) LibreOffice：打开、重算、存出 / open, recalculate, save", IN_SHEET, whole),
        ("(c′) 其中重算 / of which recalculating", IN_SHEET, alone),
    ]


def _assert_equal(found: np.ndarray, scores: Scores) -> None:
    """Other ways of scoring must give the same points and levels at both ends, or comparing times means nothing."""
    expected = np.column_stack([*scores.points(), scores.level_low, scores.level_high])
    assert np.abs(found - expected).max() < 1e-6


def _comparison(ours: Time, others: list[tuple[str, int, Time]]) -> str:
    lines = [
        "| | 家数 / firms | 用时 / elapsed s | 处理器 / processor s | 每百万家 / a million | 倍数 / times ours |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    name = "**本系统：两端的分数、维度、等级 / ours: points, dimensions, levels at both ends**"
    for label, firms, time in [(name, MANY, ours), *others]:
        a_million = time.processor * MANY / firms
        figures = f"{time.elapsed:.3f} | {time.processor:.3f} | {a_million:.3f} | {a_million / ours.processor:,.2f}"
        lines.append(f"| {label} | {firms:,} | {figures} |")
    return "\n".join(lines)


def _growth(framework: Framework) -> str:
    lines = [
        "| 家数 / firms | 用时 / elapsed ms | 处理器 / processor ms | 每家 / ns a firm |",
        "|---:|---:|---:|---:|",
    ]
    for firms in GROWTH:
        table = random_firms(framework, firms)
        time = best_of(lambda table=table: score(framework, table), 7)
        each = time.processor / firms * 1e9
        lines.append(f"| {firms:,} | {time.elapsed * 1e3:.1f} | {time.processor * 1e3:.1f} | {each:.0f} |")
    return "\n".join(lines)


def _memory() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.speed.memory", str(MANY)], check=True, capture_output=True, text=True
    )
    peak = json.loads(done.stdout)
    return (
        f"内存 / memory（{MANY:,} 家 / firms）：回答 / answers {peak['answers']:,.0f} MB，"
        f"评分另需至多 / scoring adds at most {peak['scoring']:,.0f} MB，"
        f"整个程序峰值 / peak of the whole process {peak['process']:,.0f} MB。"
    )
