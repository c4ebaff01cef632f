"""Which front is found on a machine, and what it is told; HAProxy itself is tried in tests/web/test_two_servers.py."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from assessment.cli import front, main
from assessment.cli.front import Door
from tests.conftest import ROOT

DOOR = Door("0.0.0.0:8501", "/ganqi", [41001, 41002, 41003])


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any front; those put into its folder are found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(front, "_PLACES", (str(tmp_path),))
    return tmp_path


def install(machine: Path, name: str) -> None:
    (machine / name).touch(0o755)


def test_the_first_of_the_three_is_taken(machine: Path) -> None:
    assert front.found() is None
    for name in ("caddy", "nginx", "haproxy"):
        install(machine, name)
        found = front.found()
        assert found is not None and found.name == name and found.program == str(machine / name)


@pytest.mark.parametrize("name", ["haproxy", "nginx", "caddy"])
def test_it_is_told_where_to_listen_and_every_process_and_keeps_a_visitor_by_a_cookie(machine: Path, name: str) -> None:
    install(machine, name)
    found = front.found()
    assert found is not None
    program, *arguments = found.command(DOOR, machine)
    file = machine / "front.conf"
    assert program == str(machine / name) and str(file) in arguments
    told = file.read_text(encoding="utf-8")
    assert all(f"127.0.0.1:{port}" in told for port in DOOR.ports)
    assert "8501" in told and front.COOKIE in told and "0.0.0.0" in told
    assert told.count("{") == told.count("}")


def test_content_that_cannot_be_used_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    for folder in ("questionnaires", "seeds", "models"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = next((tmp_path / "questionnaires" / "frameworks").glob("miit*.yaml"))
    file.write_text(file.read_text(encoding="utf-8").replace("\nlevels:", "\nlevles:", 1), encoding="utf-8")
    own = {"ASSESSMENT_HOME": str(tmp_path), "ASSESSMENT_DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}"}
    command = [sys.executable, "-m", "assessment.cli", "serve"]
    ran = subprocess.run(command, env=os.environ | own, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 1 and file.name in ran.stderr and "Traceback" not in ran.stderr
    assert not (tmp_path / "none.sqlite3").exists()


def test_without_one_it_says_what_to_install(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{machine / 'none.sqlite3'}")
    ran = CliRunner().invoke(main, ["serve", "--processes", "2"])
    assert ran.exit_code == 1 and "apt-get install haproxy" in ran.output
    assert not (machine / "none.sqlite3").exists(), "nothing was begun"
