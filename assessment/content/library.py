"""Everything of the content folders, loaded once, checked and cross-checked."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assessment.content.bank import FactBank
from assessment.content.fact_checks import check_facts
from assessment.content.facts import FactFile
from assessment.content.frameworks import FrameworkFile
from assessment.content.loading import SourceText, load_file
from assessment.language import label
from assessment.problems import InputRefused, Problem
from assessment.settings import content_root


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
        problems = check_facts(files)
    if problems:
        raise InputRefused(problems)
    return FactBank(file for file, _ in files)


def load_frameworks(root: Path) -> dict[str, FrameworkSource]:
    """Every framework file by ``id@version``; raises ``InputRefused`` with every fault."""
    found, problems = read_frameworks(root)
    if problems:
        raise InputRefused(problems)
    return found


def read_frameworks(root: Path) -> tuple[dict[str, FrameworkSource], list[Problem]]:
    """The framework files that can be read, by ``id@version``, and every fault of the others."""
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
        else:
            found[key] = FrameworkSource(spec, source)
    return found, problems


def edition_on(editions: list[FrameworkFile], day: datetime.date) -> FrameworkFile | None:
    """The edition in force on a day: the latest that had begun and not ended."""
    valid = [e for e in editions if e.valid_from <= day and (e.valid_to is None or day <= e.valid_to)]
    return max(valid, key=lambda e: (e.valid_from, e.version), default=None)


@lru_cache(maxsize=4)
def default_bank(root: Path | None = None) -> FactBank:
    """The fact bank of the content folder, loaded once."""
    return load_bank(root or content_root())
