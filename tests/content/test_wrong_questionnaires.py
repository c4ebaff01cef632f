"""Wrong questionnaires (`tests/wrong_content/{frameworks,facts,crosswalk}`): each refused with file, line, key, remedy.

The first lines of a wrong file say what must be told, one ``# expect:`` a fault; nothing else may be told.
"""

import re
import shutil
from pathlib import Path

import pytest

from assessment.checks.content import check_content
from tests.conftest import ROOT

WRONG = ROOT / "tests" / "wrong_content"
GOOD = Path(__file__).parent / "good_framework.yaml"
FILES = [
    path for kind in ("frameworks", "facts", "crosswalk", "forms") for path in sorted((WRONG / kind).glob("*.yaml"))
]
QUOTED = re.compile(r"“[^”]*”|（[^（）]*）|\{[^{}]*\}|\[[^\]]*\]|[\[(][\d,]+[\])]")
PROSE = re.compile(r"[A-Za-z]{2,}[ ]+[A-Za-z]{2,}")


def _folder(tmp_path: Path, wrong: Path | None = None) -> Path:
    """A content folder with the shipped facts and one sound framework, and the wrong file at its place."""
    questionnaires = tmp_path / "questionnaires"
    kind = wrong.parent.name if wrong else ""
    shutil.copytree(
        ROOT / "questionnaires" / "facts",
        questionnaires / "facts",
        ignore=shutil.ignore_patterns("*" if kind == "facts" else ""),
    )
    (questionnaires / "frameworks").mkdir()
    (questionnaires / "forms").mkdir()
    if kind != "facts":
        shutil.copy(GOOD, questionnaires / "frameworks" / "aa_good_sample.yaml")
    if wrong:
        shutil.copy(wrong, questionnaires / "crosswalk.yaml" if kind == "crosswalk" else questionnaires / kind)
    return tmp_path


def _expected(wrong: Path) -> list[list[str]]:
    text = wrong.read_bytes().decode("utf-8", errors="replace")
    lines = [line for line in text.splitlines() if line.startswith("# expect:")]
    return [[words.strip() for words in line.removeprefix("# expect:").split("|")] for line in lines]


@pytest.mark.parametrize("wrong", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES])
def test_a_wrong_file_is_refused_with_its_place_and_the_remedy(wrong: Path, tmp_path: Path) -> None:
    problems, _ = check_content(_folder(tmp_path, wrong))
    told = [problem.sentence("en") for problem in problems]
    for words in _expected(wrong):
        assert any(all(word in sentence for word in words) for sentence in told), (words, told)
    assert len(told) == len(_expected(wrong)) > 0, told
    for problem in problems:
        chinese = QUOTED.sub("", problem.message.zh + problem.remedy.zh)
        assert not PROSE.search(chinese), f"a Chinese reader cannot use: {chinese}"


def test_the_pattern_of_the_wrong_ones_is_itself_sound(tmp_path: Path) -> None:
    problems, summary = check_content(_folder(tmp_path))
    assert problems == []
    assert any("good-sample@1" in line.en and "sound" in line.en for line in summary)


def test_a_file_that_is_never_read_is_told(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    shutil.copy(GOOD, folder / "questionnaires" / "frameworks" / "new.yml")
    problems, _ = check_content(folder)
    assert [problem.where for problem in problems] == ["questionnaires/frameworks/new.yml"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1, 2]", '{"$schema": 1}', "[" * 100_000, "\udcff"],
    ids=["empty", "cut", "list", "other", "deep", "bytes"],
)
def test_a_schema_that_misleads_editors_is_told(tmp_path: Path, text: str) -> None:
    folder = _folder(tmp_path)
    schemas = shutil.copytree(ROOT / "questionnaires" / "schema", folder / "questionnaires" / "schema")
    assert check_content(folder)[0] == []
    (schemas / "form.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    (problem,) = check_content(folder)[0]
    assert problem.where == "questionnaires/schema/form.json"
    assert "assessment.content.json_schema" in problem.remedy.en


def test_faulty_facts_come_first(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "questionnaires" / "facts" / "01_profile.yaml").write_text("topic: nothing\n", encoding="utf-8")
    problems, summary = check_content(folder)
    assert {problem.where.split(":")[0] for problem in problems} == {"questionnaires/facts/01_profile.yaml"}
    assert "correct the facts first" in summary[0].en


def test_one_faulty_framework_does_not_hide_the_others(tmp_path: Path) -> None:
    _, summary = check_content(_folder(tmp_path, WRONG / "frameworks" / "unknown_fact.yaml"))
    assert sum("sound" in line.en for line in summary) == 1
    assert sum("faulty" in line.en for line in summary) == 1


def test_the_shipped_questionnaires_are_sound() -> None:
    problems, _ = check_content(ROOT)
    assert problems == []
