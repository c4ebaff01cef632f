"""Everything of the content folders, loaded once, checked and cross-checked."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, FactFile, NumberFact
from assessment.content.frameworks import FrameworkFile
from assessment.content.loading import SourceText, load_file
from assessment.language import label
from assessment.problems import InputRefused, Problem


def content_root() -> Path:
    """The folder that holds ``questionnaires``, ``seeds`` and ``models``: ASSESSMENT_HOME, or the project's own."""
    return Path(os.environ.get("ASSESSMENT_HOME") or Path(__file__).resolve().parents[2])


@dataclass(frozen=True)
class FrameworkSource:
    """A framework file with its text, so that compiling can name lines."""

    spec: FrameworkFile
    source: SourceText


def load_bank(root: Path) -> FactBank:
    """The fact bank of ``root/questionnaires/facts``; raises ``InputRefused`` with every fault."""
    problems: list[Problem] = []
    files: list[tuple[FactFile, SourceText]] = []
    for path in sorted((root / "questionnaires" / "facts").glob("*.yaml")):
        try:
            files.append(load_file(path, FactFile, root))
        except InputRefused as refused:
            problems.extend(refused.problems)
    if not problems:
        problems = list(_cross_check(files))
    if problems:
        raise InputRefused(problems)
    return FactBank(file for file, _ in files)


def load_frameworks(root: Path) -> dict[str, FrameworkSource]:
    """Every framework file by ``id@version``; raises ``InputRefused`` with every fault."""
    problems: list[Problem] = []
    found: dict[str, FrameworkSource] = {}
    for path in sorted((root / "questionnaires" / "frameworks").glob("*.yaml")):
        try:
            spec, source = load_file(path, FrameworkFile, root)
        except InputRefused as refused:
            problems.extend(refused.problems)
            continue
        key = f"{spec.id}@{spec.version}"
        if key in found:
            problems.append(
                Problem(
                    source.where(("version",)),
                    label(
                        f"{key} 已在 {found[key].source.name} 中定义",
                        f"{key} is already defined in {found[key].source.name}",
                    ),
                    label("新的一版请用新的 version。", "Give a new edition a new version."),
                )
            )
        found[key] = FrameworkSource(spec, source)
    if problems:
        raise InputRefused(problems)
    return found


def edition_on(editions: list[FrameworkFile], day: datetime.date) -> FrameworkFile | None:
    """The edition in force on a day: the latest that had begun and not ended."""
    valid = [e for e in editions if e.valid_from <= day and (e.valid_to is None or day <= e.valid_to)]
    return max(valid, key=lambda e: (e.valid_from, e.version), default=None)


def _cross_check(files: list[tuple[FactFile, SourceText]]) -> list[Problem]:
    problems: list[Problem] = []
    facts = {}
    topics: set[str] = set()
    for file, source in files:
        if file.topic.id in topics:
            problems.append(
                Problem(
                    source.where(("topic", "id")),
                    label(f"主题“{file.topic.id}”出现两次", f"topic '{file.topic.id}' stands twice"),
                    label("请改名。", "Rename one."),
                )
            )
        topics.add(file.topic.id)
        for i, fact in enumerate(file.facts):
            if fact.id in facts:
                problems.append(
                    Problem(
                        source.where(("facts", i, "id")),
                        label(
                            f"事实“{fact.id}”出现两次：一件事只问一次",
                            f"fact '{fact.id}' stands twice: a fact is asked once",
                        ),
                        label("请删去其中一个。", "Remove one of them."),
                    )
                )
            facts[fact.id] = fact
    for file, source in files:
        for i, fact in enumerate(file.facts):
            if isinstance(fact, NumberFact) and fact.at_most and not isinstance(facts.get(fact.at_most), NumberFact):
                problems.append(
                    Problem(
                        source.where(("facts", i, "at_most")),
                        label(f"没有数字类事实“{fact.at_most}”", f"there is no number fact '{fact.at_most}'"),
                        label("请用另一个数字类事实的 id。", "Name another number fact."),
                    )
                )
            for other_id, options in fact.asked_if.items():
                other = facts.get(other_id)
                known = {o.id for o in other.options} if isinstance(other, ChoiceFact) else set()
                for option in options:
                    if option not in known or other_id == fact.id:
                        problems.append(
                            Problem(
                                source.where(("facts", i, "asked_if", other_id)),
                                label(
                                    f"没有单选事实“{other_id}”的选项“{option}”",
                                    f"there is no choice fact '{other_id}' with option '{option}'",
                                ),
                                label("请用已有的单选事实及其选项。", "Use an existing choice fact and its options."),
                            )
                        )
    return problems


@lru_cache(maxsize=4)
def default_bank(root: Path | None = None) -> FactBank:
    """The fact bank of the content folder, loaded once."""
    return load_bank(root or content_root())
