"""Is everything in order: the installation, the content, the database; and what to do where it is not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from assessment.advisory import Advisor
from assessment.checks.database import Check, doctor
from assessment.content.library import content_root
from assessment.language import Label, label
from assessment.passphrases import CENTRE_KEY, CONSULTANT_KEY, LEAST_LENGTH, too_short
from assessment.peers import read_floor
from assessment.problems import InputRefused
from assessment.report.fonts import register

PACKAGES = ("streamlit", "numpy", "pandas", "scipy", "scikit-learn", "reportlab", "python-calamine", "xlsxwriter")


def examine() -> Iterator[Check]:
    """Each check with its result and, where it fails, what to do."""
    python = "Python " + ".".join(map(str, sys.version_info[:3]))
    newer = label("请改用 Python 3.11 或更新版本。", "Use Python 3.11 or newer.")
    recent = sys.version_info >= (3, 11)
    yield Check(label(python, python), recent, None if recent else newer)
    yield _packages()
    yield _accepted(label("报告字体", "Fonts of the report"), register)
    yield _accepted(label("同行分组下限", "Floor of peer groups"), lambda: read_floor(os.environ))
    yield _accepted(
        label("问卷、公布值、措施、模型", "Questionnaires, figures, measures, model"),
        lambda: Advisor.load(content_root()),
    )
    yield from (_passphrase(setting) for setting in (CENTRE_KEY, CONSULTANT_KEY))
    yield from doctor()


def _passphrase(setting: str) -> Check:
    longer = label(
        f"{setting} 太短，所以那一页不开放。请改成至少 {LEAST_LENGTH} 个字符。",
        f"{setting} is too short, so its page stays closed. Use at least {LEAST_LENGTH} characters.",
    )
    short = too_short(setting)
    return Check(label(f"口令 {setting}", f"Passphrase {setting}"), not short, longer if short else None)


def _packages() -> Check:
    missing = []
    for package in PACKAGES:
        try:
            version(package)
        except PackageNotFoundError:
            missing.append(package)
    install = label(f"缺少 {'、'.join(missing)}，请运行 make run。", f"Missing: {', '.join(missing)}; run make run.")
    return Check(label("依赖包", "Packages"), not missing, install if missing else None)


def _accepted(name: Label, run: Callable[[], object]) -> Check:
    """In order unless ``run`` refuses something; the remedy is then the first fault, with its place."""
    try:
        run()
    except InputRefused as refused:
        first = refused.problems[0]
        return Check(name, False, label(first.sentence("zh"), first.sentence("en")))
    return Check(name, True)
