"""A consultant's profile in a file, for reports that a command writes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assessment.content.loading import load_file
from assessment.documents import Strict
from assessment.language import label
from assessment.problems import InputRefused, Problem
from assessment.telling import theme
from assessment.telling.brand import Brand, Color, Given, Line, Name
from assessment.telling.logo import Logo, read_logo


class BrandFile(Strict):
    """A profile as YAML; ``logo`` is a PNG or SVG file, its path as seen from the profile's folder."""

    name: Given
    organisation: Line = ""
    title: Name = ""
    phone: Name = ""
    registration: Line = ""
    color: Color = theme.LEVELS[4]
    logo: str | None = None


def load_brand(path: Path) -> tuple[Brand, list[Problem]]:
    """The profile, and what is wrong with its logo, without which it stands then; raises ``InputRefused``."""
    file, source = load_file(path, BrandFile)
    problems: list[Problem] = []
    logo: Logo | None = None
    if file.logo is not None:
        where = source.where(("logo",))
        try:
            logo = read_logo((path.parent / file.logo).read_bytes())
        except InputRefused as refused:
            problems = [replace(one, where=where) for one in refused.problems]
        except (OSError, ValueError):
            message = label("标志文件打不开，报告里没有标志", "the logo cannot be opened; the report has none")
            remedy = label("请核对路径和权限。", "Check its path and permissions.")
            problems = [Problem(where, message, remedy, file.logo)]
    return Brand(**file.model_dump(exclude={"logo"}), logo=logo), problems
