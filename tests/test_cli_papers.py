"""The papers of one firm from a shell: the check-list, what several people said, a request, a plan followed up."""

import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from pikepdf import Pdf

from assessment.advisory import default_advisor
from assessment.answers.firm_file import load_firm
from assessment.cli import main
from tests.conftest import ROOT

FIRM = ROOT / "seeds" / "firms" / "sample_ceramics.yaml"
OTHER = ROOT / "seeds" / "firms" / "sample_moulding.yaml"
DAY = datetime.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite3")


@pytest.fixture(scope="module")
def promised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result as `advise --json` keeps it."""
    _, table, _, _ = load_firm(FIRM, default_advisor().bank)
    kept = tmp_path_factory.mktemp("kept") / "result.json"
    kept.write_text(next(default_advisor().advise(table, DAY)).model_dump_json(), "utf-8")
    return kept


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [*map(str, arguments), "--on", DAY.isoformat()])
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize(
    "command",
    [
        ["rehearse", FIRM],
        ["views", FIRM, "--shop-floor", OTHER],
        ["tender", "request", FIRM],
        ["follow", None, FIRM],
    ],
    ids=lambda command: command[0],
)
def test_every_paper_is_written_as_pdf_and_for_word(command: list[Path | str | None], promised: Path, tmp_path: Path):
    pdf, word = tmp_path / "paper.pdf", tmp_path / "paper.docx"
    run(*[promised if one is None else one for one in command], "--pdf", pdf, "--word", word)
    with Pdf.open(pdf) as opened:
        title = str(opened.docinfo["/Title"])
    assert Document(str(word)).core_properties.title == title
    refused = run(*[promised if one is None else one for one in command], "--pdf", word, code=1)
    assert ".pdf" in refused.output


def test_a_plan_is_followed_up_step_by_step(promised: Path, tmp_path: Path):
    steps, calendar = tmp_path / "steps.yaml", tmp_path / "plan.ics"
    steps.write_text(
        "progress:\n- {measure: data_rules, state: accepted, end: 2026-12-20, cost: 2.5, provider: 示例}\n"
    )
    told = run("follow", promised, FIRM, "--progress", steps, "--calendar", calendar, "--lang", "en").output
    assert told.startswith("Of 8 steps 1 are accepted and 0 under way.")
    assert "  State: accepted · 示例" in told.splitlines()
    assert calendar.read_bytes().count(b"BEGIN:VEVENT") == 8


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("progress:\n- {measure: no_such_step, state: accepted}\n", ["steps.yaml:2", "方案里没有这一步", "data_rules"]),
        (
            "progress:\n- {measure: data_rules, state: planned}\n- {measure: data_rules, state: accepted}\n",
            ["steps.yaml:3", "写了两次"],
        ),
        ("progress:\n- {measure: data_rules, state: accepted, cost: -1}\n", ["steps.yaml:2", "cost"]),
        (
            "progress:\n- {measure: data_rules, state: accepted, begin: 2027-01-02, end: 2027-01-01}\n",
            ["steps.yaml:2", "结束早于开始"],
        ),
    ],
)
def test_wrong_progress_is_told_by_line(promised: Path, tmp_path: Path, written: str, words: list[str]):
    steps = tmp_path / "steps.yaml"
    steps.write_text(written, "utf-8")
    told = run("follow", promised, FIRM, "--progress", steps, code=1).output
    assert all(word in told for word in words), told


def test_what_is_no_result_and_another_firm_are_refused(promised: Path):
    assert "读不出一份结果" in run("follow", FIRM, FIRM, code=1).output
    assert "读不出一份结果" in run("follow", promised.with_name("gone.json"), FIRM, code=1).output
    told = run("follow", promised, OTHER, code=1).output
    assert "另一家企业" in told and "示例陶瓷有限公司" in told
