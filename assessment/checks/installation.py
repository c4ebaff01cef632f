"""Is everything in order: the installation, the content, the database; and what to do where it is not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from assessment import settings
from assessment.advisory import Advisor
from assessment.checks.database import Check, doctor
from assessment.language import Label, label
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
    yield from _settings()
    behind = settings.clock_behind()
    yield Check(label("时钟", "Clock"), True) if behind is None else Check(behind.message, False, behind.remedy)
    yield _accepted(
        label("问卷、公布值、措施、模型", "Questionnaires, figures, measures, model"),
        lambda: Advisor.load(settings.content_root()).main_on(settings.today()),
    )
    yield from doctor()


def _settings() -> Iterator[Check]:
    faults = list(settings.faults())
    for fault in faults:
        told = label(fault.sentence("zh"), fault.sentence("en"))
        yield Check(label("一项设置", "A setting"), False, told)
    if not faults:
        yield Check(label("各项设置", "The settings"), True)


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
