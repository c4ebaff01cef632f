"""Where measured tables stand in docs/benchmarks.md, and the line that says when and on what they were measured."""

from __future__ import annotations

import datetime
import os
import platform
import re
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import sklearn

from assessment.settings import content_root

DOCUMENT = content_root() / "docs" / "benchmarks.md"


def put(name: str, text: str) -> None:
    """Replace the tables of a section."""
    between = re.compile(rf"(?<=<!-- measured: {name} -->\n).*?(?=\n<!-- end of measured: {name} -->)", re.DOTALL)
    document = DOCUMENT.read_text(encoding="utf-8")
    if not between.search(document):
        raise ValueError(f"{DOCUMENT.name} has no place for {name}")
    DOCUMENT.write_text(between.sub(lambda _: text, document), encoding="utf-8")


def setting() -> str:
    """Day, machine, versions and load."""
    load = "、".join(f"{value:.1f}" for value in os.getloadavg())
    versions = (
        f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}, "
        f"scipy {scipy.__version__}, scikit-learn {sklearn.__version__}"
    )
    return f"{datetime.date.today()} · {os.cpu_count()} × {_processor()} · {versions} · 系统负载 / load average {load}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else None
    return found[1] if found else platform.machine()
