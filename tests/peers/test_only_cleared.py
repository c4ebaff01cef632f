"""Pages, reports, workbooks and JSON print figures about groups of firms only from what this room cleared."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PRINTING = (
    "web", "report", "word", "workbook", "cli", "telling", "api",
    "monitoring", "work", "foresight", "tendering", "checks", "barriers", "benchmarks", "archetypes", "providers",
)  # fmt: skip
UNCLEARED = {
    "Crosstab", "crosstab", "PeerBook", "Mixture", "Places", "hidden_cells", "with_totals", "SharesTogether",
    "share_and_means", "Told", "Release", "Stays", "Unknowns", "Fitting", "SecondWorlds", "counts_of",
}  # fmt: skip
"""What holds figures that were not cleared, or from which they could be taken."""
DASHBOARD = ("dashboard", "groups", "barriers", "profile")
INSIDES = {"scores", "placements", "answers", "_groups", "_levels", "_counts", "_hidden", "_value", "_seal"}
"""Where the figures of single firms are."""


def _modules(rooms: tuple[str, ...]) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / "assessment" / room).rglob("*.py"))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _names(path: Path) -> set[str]:
    """Every name that a module imports from the room of peers."""
    return {
        alias.name
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("assessment.peers")
        for alias in node.names
    }


def test_what_prints_imports_nothing_uncleared():
    used = {path: _names(path) for path in _modules(PRINTING)}
    assert sum("Figure" in names for names in used.values()) >= 3, "the walk reaches the dashboard"
    assert {path.name: names & UNCLEARED for path, names in used.items() if names & UNCLEARED} == {}


@pytest.mark.parametrize("name", DASHBOARD)
def test_the_dashboard_reads_no_single_firm(name):
    """But for one question, of which no figure comes: of which frameworks do the answers tell anything?"""
    tree = _tree(ROOT / "assessment" / "web" / "centre" / f"{name}.py")
    asking = {"_framework", "_tells"}
    bodies = [node for node in tree.body if getattr(node, "name", "") not in asking]
    read = {node.attr for body in bodies for node in ast.walk(body) if isinstance(node, ast.Attribute)}
    assert read & INSIDES == set()


def test_only_this_room_says_where_a_firm_stands_and_what_may_be_shown():
    makers = {"Cleared", "Crosstab", "crosstab", "PeerStanding"}
    rooms = tuple(p.name for p in (ROOT / "assessment").iterdir() if p.is_dir() and p.name != "peers")
    made = {
        (path.relative_to(ROOT).as_posix(), node.func.id)
        for path in _modules(rooms)
        if (known := makers & _names(path))
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known
    }
    assert made == set()
