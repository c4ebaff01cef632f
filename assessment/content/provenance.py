"""Where a figure comes from, and how far it can be trusted."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from assessment.documents import Strict
from assessment.language import Label, Lang, label

Fidelity = Literal["official", "secondary", "modelled", "estimate", "sample"]
FIDELITY: dict[Fidelity, Label] = {
    "official": label("官方公布", "official"),
    "secondary": label("公开转载", "secondary"),
    "modelled": label("模拟", "modelled"),
    "estimate": label("估算", "estimate"),
    "sample": label("示例", "sample"),
}
"""How far a figure can be trusted, in a word; the report's method section explains each."""
SAMPLE_NAME = "示例"
"""How the names of made-up firms and providers begin."""


class Source(Strict):
    """Where a figure or a rule was published and how it was seen."""

    title: str = Field(description="文件名或出处 / title of the document")
    title_en: str | None = Field(
        None,
        description="英文说法，注明原文是中文 / its English title, marked [in Chinese]",
    )
    date: datetime.date | None = Field(None, description="日期 / its date")
    address: str | None = Field(None, description="网址 / where it is found")

    def named(self, lang: Lang) -> str:
        """What a reader is told it is called."""
        return self.title if lang == "zh" else self.title_en or self.title
