"""Documents that would mislead if they fell behind the code."""

import re
import tomllib
from itertools import chain

import pytest

from assessment.advisory import Advisory, Versions
from assessment.cli import COMMANDS
from tests.conftest import ROOT
from tools import floors


def test_the_advisory_document_names_every_key():
    text = (ROOT / "docs" / "advisory.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert named == set(Advisory.model_fields)
    for part in Versions.model_fields:
        assert part in text


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_every_command_and_its_pictures_exist(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"assessment {command}" in text, command
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file(), picture


def test_every_dependency_is_explained():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    extras = project["optional-dependencies"].values()
    for wanted in chain(project["dependencies"], *extras):
        name = re.match(r"[A-Za-z0-9-]+", wanted)
        assert name is not None
        assert name[0].lower() in text, wanted


def test_every_dependency_that_is_explained_is_one():
    """The other way round: what the document names is wanted by the project, or is Debian's, or Streamlit's own."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {re.split(r"[\[>=<]", one)[0].lower() for one in wanted} | {"starlette"}
    rows = re.findall(r"^\| ([^|*]+) \|", (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = [name.strip().lower() for row in rows[1:] if "debian" not in row.lower() for name in row.split(",")]
    assert [name for name in told if name not in names and not set(name) <= set("-")] == []


def test_the_architecture_names_every_room():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "assessment").iterdir()):
        if path.name.startswith("_") or (path.is_file() and path.suffix != ".py"):
            continue
        assert f"{path.name}{'/' if path.is_dir() else ''}`" in text, path.name


def test_the_floors_of_the_document_are_those_of_the_linter():
    text = floors.DOCUMENT.read_text(encoding="utf-8")
    assert floors.in_place(text) == text, "run: python tools/floors.py"


def test_lock_files_carry_hashes_and_no_addresses():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text and "--index" not in text and "--find-links" not in text
