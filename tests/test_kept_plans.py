"""Plans of many firms that were broken off go on where they were, and are those that one run makes."""

from __future__ import annotations

import datetime
import errno
from pathlib import Path

import pytest
from click.testing import CliRunner

from assessment.advisory import default_advisor
from assessment.batch import Batch, Engine, Stopped, kept_plans, made_from, plans_of, score_file
from assessment.cli import main
from assessment.output import add_line
from assessment.problems import InputRefused
from tests.batches import as_csv, records

ON = datetime.date(2026, 11, 23)
FIRMS, DONE = 5, 2
HERE = Engine(1)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "企业.csv"
    path.write_bytes(as_csv(records(default_advisor(), FIRMS, 5)))
    return path


@pytest.fixture(scope="module")
def batch(source: Path) -> Batch:
    return score_file(default_advisor(), source, ON)


@pytest.fixture
def journal(batch: Batch, source: Path, tmp_path: Path) -> Path:
    """What a run leaves that was broken off while the plan after the second was made."""
    path = tmp_path / "结果.xlsx.plans"

    def stop(done: int, all_: int) -> None:
        if done > DONE:
            raise Stopped

    with pytest.raises(Stopped):
        kept_plans(batch.reading, path, made(batch, source), HERE, stop)
    return path


def made(batch: Batch, source: Path, mapping: str | None = None) -> dict[str, str]:
    return made_from(batch.reading.advisor.root, batch.reading.on, source, mapping)


@pytest.mark.parametrize("cut", [0, 20])
def test_it_goes_on_after_the_last_whole_plan(batch: Batch, source: Path, journal: Path, cut: int):
    """``cut`` are the signs that did not reach the disk any more."""
    left = journal.read_text(encoding="utf-8")
    journal.write_text(left[: len(left) - cut], encoding="utf-8")
    told: list[int] = []
    found = kept_plans(batch.reading, journal, made(batch, source), HERE, lambda done, all_: told.append(done))
    assert found == plans_of(batch.reading)
    assert told[0] >= DONE - 1 and told[-1] == FIRMS
    assert kept_plans(batch.reading, journal, made(batch, source), HERE) == found, "and nothing is left to be made"


def test_plans_of_something_else_are_not_taken_over(batch: Batch, source: Path, journal: Path):
    asked = made(batch, source, "another mapping")
    with pytest.raises(InputRefused, match=r"unfinished plans lie here, but not of: the options.*--fresh"):
        kept_plans(batch.reading, journal, asked, HERE)
    assert kept_plans(batch.reading, journal, asked, HERE, fresh=True) == plans_of(batch.reading)


def test_a_file_of_that_name_that_is_something_else_is_left_alone(batch: Batch, source: Path, tmp_path: Path):
    other = tmp_path / "结果.xlsx.plans"
    other.write_bytes("我的笔记".encode("gbk"))
    with pytest.raises(InputRefused, match="unfinished plans lie here"):
        kept_plans(batch.reading, other, made(batch, source), HERE)
    assert other.read_bytes() == "我的笔记".encode("gbk")


def test_scores_without_plans_leave_unfinished_plans_alone(source: Path, journal: Path, monkeypatch):
    monkeypatch.chdir(journal.parent)
    ran = CliRunner().invoke(main, ["score", str(source), "结果.xlsx", "--on", ON.isoformat()])
    assert ran.exit_code == 0 and journal.exists(), ran.output


def test_plans_that_cannot_be_written_down_are_told_as_that(batch: Batch, source: Path, journal: Path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(InputRefused, match=r"结果\.xlsx\.plans"):
        add_line(journal, "{}")


def test_the_command_goes_on_and_clears_away(batch: Batch, source: Path, journal: Path, monkeypatch):
    monkeypatch.chdir(journal.parent)
    given = ["score", str(source), "结果.xlsx", "--plans", "--processes", "1", "--on", ON.isoformat()]
    ran = CliRunner().invoke(main, given)
    assert ran.exit_code == 0, ran.output
    assert not journal.exists() and Path("结果.xlsx").stat().st_size > 0
