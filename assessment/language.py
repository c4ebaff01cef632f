"""Bilingual text: every sentence a person sees exists in Chinese and in English, side by side."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")

_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Label(BaseModel):
    """One text in both languages; neither may be empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: _Text = Field(description="中文 / in Chinese")
    en: _Text = Field(description="英文 / in English")

    def text(self, lang: Lang) -> str:
        """The text in ``lang``."""
        return self.zh if lang == "zh" else self.en

    def fill(self, **values: object) -> Label:
        """A copy with ``{name}`` placeholders filled; a ``Label`` value is filled in its own language."""
        return Label(
            zh=self.zh.format(**{k: v.zh if isinstance(v, Label) else v for k, v in values.items()}),
            en=self.en.format(**{k: v.en if isinstance(v, Label) else v for k, v in values.items()}),
        )


def label(zh: str, en: str) -> Label:
    """Shorthand for texts written in code."""
    return Label(zh=zh, en=en)
