"""Bilingual text, side by side in Chinese and in English, and numbers as people read and round them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")

_UNSEEN = re.compile(  # control and format signs, and letters that are drawn as nothing (Unicode 16: Cc, Cf, fillers)
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f"
    "\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U000110bd\U000110cd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def visible(text: str) -> str:
    """Text on one line as a person sees it: without signs that show nothing, steer a terminal or turn text around."""
    return " ".join(_UNSEEN.sub("", text).split())


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


def listed(texts: Iterable[Label], zh: str = "、", en: str = ", ") -> Label:
    """Several texts as one, with what stands between them in each language; there must be one at least."""
    texts = list(texts)
    return label(zh.join(text.zh for text in texts), en.join(text.en for text in texts))


def rounded(value: float | Fraction, decimals: int) -> Decimal:
    """A number to so many decimals, halves away from zero: the one way of rounding what people read."""
    exact = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else Decimal(repr(float(value)))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def trimmed(figure: str) -> str:
    """A written number without the zeros that end its decimals: 12.50 is 12.5, 3.00 is 3, 120 stays."""
    return figure.rstrip("0").rstrip(".") if "." in figure else figure


def decimal_text(value: float | Fraction, decimals: int = 1) -> str:
    """A number to so many decimals, none where they are noughts: 36.04 is 36, 37.25 is 37.3."""
    return trimmed(f"{rounded(value, decimals) + 0:f}")  # adding zero takes the sign off a rounded -0.04


def percent(share: float, decimals: int = 1) -> str:
    """A share as people read it, the sign at the figure in both languages: 0.125 is 12.5%, 0.45 is 45%."""
    return f"{decimal_text(Fraction(repr(float(share))) * 100, decimals)}%"
