"""How words are chosen in the reader's language: texts, numbers with what they count, days, and what joins them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from assessment.content.benchmarks import Bound
from assessment.content.provenance import FIDELITY, Fidelity, Source
from assessment.language import Label, Lang
from assessment.telling.words import text

_NUMERALS = "〇一二三四五六七八九十"


class Speech:
    """Whatever is told in one language."""

    lang: Lang

    def tell(self, text: Label) -> str:
        """The text in the reader's language."""
        return text.text(self.lang)

    def say(self, zh: str, en: str, /, **values: object) -> str:
        """One of two texts with its ``{placeholders}`` filled; a ``Label`` is filled in the reader's language."""
        told = {key: self.tell(value) if isinstance(value, Label) else value for key, value in values.items()}
        return (zh if self.lang == "zh" else en).format(**told)

    def words(self, name: str, /, **values: object) -> str:
        """A text of ``words.yaml`` by its name, filled like those of ``say``."""
        found = text(name)
        return self.say(found["zh"], found["en"], **values)

    def joined(self, texts: list[str]) -> str:
        """A list within a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(texts)

    @property
    def colon(self) -> str:
        """What stands between a name and what is said of it."""
        return self.say("：", ": ")

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return self.say("", " ")

    def bound(self, bound: Bound) -> str:
        """What stands before a published value that is not exact."""
        return {"exact": "", "about": self.say("约 ", "about "), "above": self.say("超过 ", "over ")}[bound]

    def document(self, name: str, name_en: str | None) -> str:
        """What a document is called."""
        return Source(title=name, title_en=name_en).named(self.lang)

    def source(self, source: Source, fidelity: Fidelity | None = None) -> str:
        """Where something was published: title, date, address, each told once, and how far it can be trusted."""
        parts = [source.named(self.lang), source.date.isoformat() if source.date else "", source.address or ""]
        shown: list[str] = []
        for part in parts:
            if part and not any(part in before for before in shown):
                shown.append(part)
        told = " · ".join(shown)
        return told if fidelity is None else self.say("{s}（{f}）", "{s} ({f})", s=told, f=FIDELITY[fidelity])

    def count(self, number: float, zh: str, en: str, many: str = "") -> str:
        """A number with what it counts: 3 步, 1 step, 3 steps."""
        shown = f"{number:,.10g}"
        if self.lang == "zh":
            return f"{shown} {zh}"
        return f"{shown} {en if number == 1 else many or en + 's'}"

    def beside(self, figure: str, more: str) -> str:
        """A figure with another one in brackets."""
        return self.say("{figure}（{more}）", "{figure} ({more})", figure=figure, more=more)

    def day(self, day: datetime.date) -> str:
        """A date in full."""
        return self.say(f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.day} {day:%B %Y}")

    def month(self, day: datetime.date) -> str:
        """A date to the month, as charts and tables show it: 2025-03."""
        return f"{day:%Y-%m}"

    def named_level(self, number: int, name: Label) -> str:
        """A level of the national indicators with its number: 二级（规范级）, level 2 (Standardised)."""
        if number == 0:
            return self.tell(name)
        return self.say("{n}级（{name}）", "Level {n} ({name})", n=self.numeral(number), name=name)

    def between_levels(self, low: str, high: str) -> str:
        """Where a firm stands that is surely on one level and possibly on another."""
        return self.say("至少{low}，可能到{high}", "{low}, perhaps {high}", low=low, high=high)

    def numeral(self, number: int) -> str:
        """A small number as levels carry it: 二, 2."""
        return self.say(_NUMERALS[number], str(number))

    def sentence(self, text: Label) -> str:
        """A text that begins a line: its first letter is a capital."""
        return self.begun(self.tell(text))

    def begun(self, told: str) -> str:
        """Words that begin a sentence: their first letter is a capital."""
        return told[0].upper() + told[1:]


@dataclass(frozen=True)
class InWords(Speech):
    """A few words about nothing but themselves."""

    lang: Lang
