"""`assessment code`, `backup` and `restore` in a shell."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from assessment.answers.answer import UNANSWERED, Answer, State
from assessment.cli import main
from assessment.store.assessments import Store, open_store
from assessment.store.refusals import CodeRefused
from assessment.store.trail import TrailFilter


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database that the commands use."""
    given = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", given)
    return given


@pytest.fixture
def firms(url: str) -> dict[str, tuple[UUID, str]]:
    """Id and code of two firms by name."""
    store = open_store(url)
    made = {}
    for name in ("示例陶瓷有限公司", "示例陶瓷（九江）有限公司"):
        firm, code = store.create_assessment("zh")
        store.save_answer(firm.id, "firm_name", Answer(State.ANSWERED, name), "self", "owner", UNANSWERED)
        made[name] = (firm.id, code)
    store.close()
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def with_store(url: str, code: str) -> UUID | None:
    """The assessment that a code opens."""
    store: Store = open_store(url)
    store._sleep = lambda _: None
    try:
        return store.resume(code, "phone").id
    except CodeRefused:
        return None
    finally:
        store.close()


def test_the_candidates_are_listed_with_their_ids(firms: dict[str, tuple[UUID, str]]) -> None:
    found = run("code", "find", "陶瓷")
    assert found.exit_code == 0
    assert sorted(line.split()[0] for line in found.stdout.splitlines()) == sorted(
        str(id_) for id_, _ in firms.values()
    )
    assert run("code", "find", "没有这家").exit_code == 1


def test_a_code_is_renewed_by_a_name_that_is_clear_and_signed_for(url: str, firms: dict[str, tuple[UUID, str]]) -> None:
    firm, old = firms["示例陶瓷（九江）有限公司"]
    renewed = run("code", "renew", "陶瓷 九江", "--by", "示例中心 王")
    assert renewed.exit_code == 0
    assert with_store(url, renewed.stdout.strip()) == firm
    assert with_store(url, old) is None
    store = open_store(url)
    (line,) = store.trail.lines(TrailFilter(act="code_renewed", subject=firm.hex))
    assert line.actor == "command:示例中心 王"
    store.close()


def test_where_several_are_meant_nothing_is_done_and_the_id_decides(
    url: str, firms: dict[str, tuple[UUID, str]]
) -> None:
    unclear = run("code", "renew", "陶瓷")
    assert (unclear.exit_code, unclear.stdout) == (1, "")
    assert all(str(id_) in unclear.stderr for id_, _ in firms.values())
    assert [with_store(url, code) for _, code in firms.values()] == [id_ for id_, _ in firms.values()]
    firm, code = firms["示例陶瓷有限公司"]
    assert run("code", "revoke", str(firm)).exit_code == 0
    assert with_store(url, code) is None
    assert "没有码" in run("code", "find", "陶瓷").stdout


def test_an_unknown_id_is_one_sentence(firms: dict[str, tuple[UUID, str]]) -> None:
    refused = run("code", "revoke", str(UUID(int=7)))
    assert refused.exit_code == 1
    assert "找不到这份评估" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_copy_is_made_and_put_back(url: str, firms: dict[str, tuple[UUID, str]], tmp_path: Path) -> None:
    firm, code = firms["示例陶瓷有限公司"]
    out = tmp_path / "copy.sqlite3"
    assert "2 份自测" in run("backup", str(out)).stderr
    assert run("backup", str(out)).exit_code == 1
    assert run("backup", "--force", str(out)).exit_code == 0
    assert run("code", "revoke", str(firm)).exit_code == 0
    restored = run("restore", str(out), "--lang", "en")
    assert restored.exit_code == 0, restored.stderr
    assert "The database it replaced is" in restored.stderr
    assert with_store(url, code) == firm


def test_the_doctor_marks_what_is_not_there_yet(url: str) -> None:
    told = run("doctor")
    assert "○ 还没有数据库文件" in told.stdout
    assert "ASSESSMENT_DATABASE_URL" in told.stdout
