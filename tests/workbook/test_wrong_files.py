"""A file that cannot be read as a table is refused with what it is and what to do; nothing crashes."""

from pathlib import Path

import openpyxl
import pytest

from assessment.problems import InputRefused
from assessment.workbook.grid import sandbox
from assessment.workbook.grid.files import Limits
from assessment.workbook.grid.readers import read_grid
from tests.workbook.small_bank import saved
from tests.workbook.wrong_files import WRONG, Wrong


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_refused_in_words_a_person_can_act_on(wrong: Wrong) -> None:
    with pytest.raises(InputRefused) as refused:
        read_grid(wrong.content(), wrong.name, wrong.limits)
    (problem,) = refused.value.problems
    assert problem.where.startswith("企业")
    for word in wrong.zh:
        assert word in problem.sentence("zh")
    for word in wrong.en:
        assert word in problem.sentence("en")


def test_a_missing_file_is_refused_by_its_name(tmp_path) -> None:
    with pytest.raises(InputRefused, match=r"firms\.xlsx.*does not exist"):
        read_grid(tmp_path / "firms.xlsx")


def test_a_folder_is_refused(tmp_path) -> None:
    with pytest.raises(InputRefused, match="cannot be opened"):
        read_grid(tmp_path)


def test_only_a_large_file_may_take_more_than_the_default() -> None:
    allowed = Limits(file_bytes=2**30)
    assert allowed.scaled(1000).unpacked_bytes == Limits().unpacked_bytes
    assert Limits().scaled(2**20).seconds < Limits().seconds / 3
    assert Limits().scaled(30 * 2**20).seconds == Limits().seconds
    assert allowed.scaled(120 * 2**20).child_memory == 4 * Limits().child_memory


def test_a_large_file_is_refused_before_it_is_read(tmp_path) -> None:
    path = tmp_path / "firms.csv"
    with path.open("wb") as file:
        file.truncate(31 * 2**20)
    with pytest.raises(InputRefused, match="limit is 30 MB"):
        read_grid(path)


def test_a_small_file_that_grows_when_unpacked_keeps_nobody_waiting_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The process that parses it may work as long as its packed size deserves: here it says what it was allowed."""
    child = tmp_path / "child.py"
    child.write_text("import sys; sys.stdin.buffer.read(); print('[]') if int(sys.argv[2]) < 20 else sys.exit(1)")
    monkeypatch.setattr(sandbox, "_CHILD", child)
    assert sandbox.parse_workbook(bytes(1_300_000), "小.xlsx", {}, Limits()) == ()
    with pytest.raises(InputRefused):
        sandbox.parse_workbook(bytes(8_000_000), "大.xlsx", {}, Limits())


def test_a_file_that_has_no_turn_is_told_so_and_that_nothing_is_wrong_with_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names the file that has the place, and since when; whoever waits need not know its name."""
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "所在地"])
    places = sandbox.ParsingPlaces(1)
    monkeypatch.setattr(sandbox, "_PLACES", places)
    with places.one("慢.xlsx", Limits()), pytest.raises(InputRefused) as refused:
        read_grid(saved(book), "后来的.xlsx", Limits(seconds=0.01))
    (problem,) = refused.value.problems
    assert problem.where == "后来的.xlsx"
    assert "没有轮到" in problem.message.zh and "已经读了 0 秒" in problem.message.zh
    assert "慢" not in problem.message.zh
    assert "'后来的.xlsx' waits to be read" in caplog.text and "being read: '慢.xlsx' for 0 s" in caplog.text
    assert places.held() == []


def test_a_file_that_is_read_for_too_long_is_stopped_and_told_how_long_that_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    child = tmp_path / "child.py"
    child.write_text("import sys, threading; sys.stdin.buffer.read(); threading.Event().wait()")
    monkeypatch.setattr(sandbox, "_CHILD", child)
    with pytest.raises(InputRefused) as refused:
        sandbox.parse_workbook(b"PK", "慢.xlsx", {}, Limits(seconds=0.3))
    assert "秒还没有读完" in refused.value.problems[0].message.zh
    assert "'慢.xlsx' was being read for 0 s and was stopped" in caplog.text
