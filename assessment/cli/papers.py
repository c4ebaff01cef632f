"""A paper of a command, as PDF and for Word: the options, and the writing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assessment.cli.console import wrote
from assessment.language import Lang
from assessment.output import check_target, written

if TYPE_CHECKING:
    from assessment.telling.leaflets.leaflet import Leaflet


def paper_options(zh: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Options ``--pdf`` and ``--word`` for a paper of that name."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for name, kind in (("--word", "Word"), ("--pdf", "PDF")):
            out = click.Path(dir_okay=False, path_type=Path)
            command = click.option(name, type=out, help=f"{zh} {kind} / {en} as {kind}.")(command)
        return command

    return decorate


def check_papers(pdf: Path | None, word: Path | None, inputs: Sequence[Path]) -> None:
    """Refuse a place to write to before anything is worked out; raises ``InputRefused``."""
    for out, suffix in ((pdf, ".pdf"), (word, ".docx")):
        if out is not None:
            check_target(out, (suffix,), inputs)


def write_papers(paper: Leaflet, pdf: Path | None, word: Path | None, lang: Lang) -> list[str]:
    """Write what is asked for and say where; the kinds written."""
    made = []
    if pdf is not None:
        from assessment.report.leaflet import leaflet_pdf

        with written(pdf) as stream:
            stream.write(leaflet_pdf(paper))
        wrote(pdf, lang)
        made.append("pdf")
    if word is not None:
        from assessment.word.leaflet import leaflet_word

        with written(word) as stream:
            stream.write(leaflet_word(paper))
        wrote(word, lang)
        made.append("word")
    return made
