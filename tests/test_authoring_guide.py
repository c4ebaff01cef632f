"""The authoring guide, carried out: its blocks are put where it says, its commands are run, its outputs come out."""

import datetime
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from assessment.content.json_schema import key_tables
from assessment.content.library import edition_on, load_bank, load_frameworks
from assessment.scoring import Framework
from tests.conftest import ROOT
from tests.test_cases import CaseFile, check_case, load_file

GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
BLOCK = re.compile(r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
FRAMEWORK = "questionnaires/frameworks/energy-check.yaml"


@dataclass(frozen=True)
class Block:
    before: str
    kind: str
    title: str | None
    text: str


def _blocks() -> list[Block]:
    found, end = [], 0
    for match in BLOCK.finditer(GUIDE):
        found.append(Block(GUIDE[end : match.start()], match["kind"], match["title"], match["text"]))
        end = match.end()
    return found


def _run(home: Path, command: str) -> str:
    words = command.split()
    assert words[0] == "assessment"
    done = subprocess.run(
        [sys.executable, "-m", "assessment.cli", *words[1:]],
        cwd=home,
        env=os.environ | {"ASSESSMENT_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A content folder in which everything the guide says has been done, every output compared on the way."""
    home = tmp_path_factory.mktemp("guide")
    for folder in ("questionnaires", "seeds", "models"):
        shutil.copytree(ROOT / folder, home / folder)
    for block in _blocks():
        if block.title:
            path = home / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(block.text)
        elif block.kind == "console":
            _carry_out(home, block)
    return home


def _carry_out(home: Path, block: Block) -> None:
    command, *shown = block.text.splitlines()
    path, sound = home / FRAMEWORK, (home / FRAMEWORK).read_text(encoding="utf-8")
    mistake = re.search(r"把第二档写成 `(.+?)`", block.before)
    if mistake:
        path.write_text(sound.replace("[20,60)", mistake[1]), encoding="utf-8")
    told = _run(home, command.removeprefix("$ "))
    path.write_text(sound, encoding="utf-8")
    for line in shown:
        assert line in told, told


def test_every_output_in_the_guide_comes_out(home):
    """The fixture compares each; nothing that the guide adds is refused in the end."""
    told = _run(home, "assessment check")
    assert "energy-check@2026：3 项，2 个等级，2 种读法" in told
    assert "有误" not in told


def test_the_scores_in_the_guide_come_out(home):
    shown = re.search(r"\| \| `energy-check.points`.*?(?=\n\n)", GUIDE, re.DOTALL)
    assert shown
    head, _, *rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in shown[0].splitlines()]
    columns = [name if name.startswith("energy") else f"energy-check{name}" for name in head[1:]]
    results = pd.read_csv(home / "results.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    for name, *figures in rows:
        row = results[(results == name).any(axis=1)].iloc[0]
        assert [row[column] and float(row[column]) for column in columns] == [f and float(f) for f in figures]


def test_the_cases_in_the_guide_hold(home):
    bank = load_bank(home)
    spec = next(found.spec for found in load_frameworks(home).values() if found.spec.id == "energy-check")
    file, _ = load_file(home / "tests" / "cases" / "energy-check.yaml", CaseFile)
    assert len(file.cases) == 5
    for case in file.cases:
        check_case(bank, Framework(spec, bank), file, case)


def test_a_new_edition_stands_beside_the_old_one(home):
    path = home / FRAMEWORK
    old = path.read_text(encoding="utf-8")
    newer = old.replace('version: "2026"', 'version: "2027"').replace(
        "valid_from: 2026-11-23", "valid_from: 2027-07-01"
    )
    later = home / "questionnaires" / "frameworks" / "energy-check-2027.yaml"
    later.write_text(newer, encoding="utf-8")
    path.write_text(
        old.replace("valid_from: 2026-11-23", "valid_from: 2026-11-23\nvalid_to: 2027-06-30"), encoding="utf-8"
    )
    try:
        editions = [found.spec for found in load_frameworks(home).values() if found.spec.id == "energy-check"]
    finally:
        later.unlink()
        path.write_text(old, encoding="utf-8")
    on = {day: edition_on(editions, day) for day in map(datetime.date.fromisoformat, ("2027-06-30", "2027-07-01"))}
    assert [edition.version for edition in on.values()] == ["2026", "2027"]


def test_every_key_is_in_the_tables_beside_the_guide():
    published = (ROOT / "docs" / "questionnaire-keys.md").read_text(encoding="utf-8")
    assert published == key_tables(), "run: python -m assessment.content.json_schema"
