"""What is wrong with an input: where, what was found, and what to do, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assessment.language import Label, Lang, label, visible


@dataclass(frozen=True)
class Problem:
    """One fault of an input.

    ``where`` names the place as the reader sees it (企业!C7, facts/equipment.yaml:12 unit); ``found`` is the
    offending value as text, shortened, or None; ``message`` says what is wrong and ``remedy`` what to do.
    """

    where: str
    message: Label
    remedy: Label
    found: str | None = None

    def sentence(self, lang: Lang) -> str:
        """The whole fault in one line."""
        found = f"（{self.found}）" if self.found and lang == "zh" else f" ({self.found})" if self.found else ""
        join = "：" if lang == "zh" else ": "
        end = "。" if lang == "zh" else ". "
        return f"{self.where}{join}{self.message.text(lang)}{found}{end}{self.remedy.text(lang)}"


class InputRefused(Exception):
    """An input that cannot be used at all; carries every fault found, not only the first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(p.sentence("en") for p in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        """How it comes back from another process: from its problems, not from their text."""
        return type(self), (self.problems,)


def refuse(where: str, message: Label, remedy: Label, found: object = None) -> InputRefused:
    """An ``InputRefused`` with one fault."""
    return InputRefused([Problem(where, message, remedy, None if found is None else shorten(found))])


def shorten(value: object, limit: int = 40) -> str:
    """The value as text fit for a message: one line, at most ``limit`` characters, nothing that a terminal obeys."""
    text = visible(str(value))
    return text if len(text) <= limit else text[: limit - 1] + "…"


CHECK_AND_RETRY = label("请核对后重新填写。", "Please check it and enter it again.")
