"""What the text of a cell names: a fact by its id, its label in either language or another name, or an option of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessment.answers.typed import fold, unit_factor
from assessment.content.bank import FactBank
from assessment.content.facts import MultiFact, NumberFact, Option
from assessment.language import LANGUAGES, label
from assessment.workbook.firms.columns import FactColumn, facts_by_other_name, facts_by_own_name
from assessment.workbook.firms.mapping import ColumnMapping
from assessment.workbook.firms.wording import OWN

_PLAIN_END = re.compile("[\u4e00-\u9fffA-Za-z0-9]{2}(?<!期末数)(?<!年末数)(?<!期末人数)(?<!年末人数)$")  # see _AROUND
_NUMBERED = re.compile(r"^\d{1,3}[.、)]")
_JOINTS = re.compile(r"[:/·—_-]")  # between the name of a fact and that of an option
_BRACKETED = re.compile(r"(.+)\(([^()]*)\)")
_NOTES = {"", "必填", "选填", "单选", "多选", "可多选", "required", "optional", "chooseone", "chooseseveral"}
_SIGNS = "★☆※◆●▲*# "
_AROUND = re.compile(
    r"^(截至)?(20\d\d年(度|末|底)?|上一?年度?|去年|年末|期末|年底|目前|现有|其中:?|所属|本单位|本企业)|(期末数|年末数|期末人数|年末人数)$"
)
"""Words around a name that say when, or of what it is a part; what is left is looked up, and the reading says so."""
_KINDS = {
    "全称",
    "盖章",
    "公章",
    "设区市",
    "市",
    "地市",
    "市级",
    "18位",
    "18位代码",
    "营业执照",
    "与营业执照一致",
    "按营业执照",
}


class CellNames:
    """The names of all facts and of options of several, before them those that a mapping gives."""

    def __init__(self, bank: FactBank, mapping: ColumnMapping):
        self._facts = facts_by_own_name(bank.facts.values())  # a label of two facts names neither
        self._other_names = facts_by_other_name(bank.facts.values())
        self._mapping = mapping
        self._ticks = {
            _JOINTS.sub("", fold(name) + fold(text)): (fact, option)
            for fact in bank.facts.values()
            if isinstance(fact, MultiFact)
            for name in (fact.label.zh, fact.label.en, *fact.also_called)
            for option in fact.options
            for text in _short_and_long(fact.options, option)
        }
        keys = (*self._facts, *self._other_names, *self._ticks)
        self._endings = {key[-2:] for key in keys}

    def likely(self, texts: set[str]) -> set[str]:
        """Those of some texts that could name a fact, judged by their ends: most names and codes of firms could not."""
        if self._mapping:
            return texts
        return {text for text in texts if not _PLAIN_END.search(text) or text[-2:].casefold() in self._endings}

    def leaves_aside(self, sheet: str, text: str) -> bool:
        """Whether a column is one of the person's own, or one that a mapping does not want."""
        return text.startswith((f"{OWN.zh} ", f"{OWN.en} ")) or self._mapping.leaves_aside(sheet, text)

    def of(self, sheet: str, text: str) -> FactColumn | None:
        """The fact that a header cell names, if any; its column is not known yet."""
        if self._mapping:  # a large sheet has many texts
            if self._mapping.leaves_aside(sheet, text):
                return None
            if mapped := self._mapping.named(sheet, text):
                return _in_unit_of(text, mapped)
        key = _NUMBERED.sub("", fold(text).lstrip(_SIGNS))
        if found := self._whole(key, text) or self._bracketed(key, text):
            return found
        plain = _AROUND.sub("", key)
        if plain == key:
            return None
        found = self._whole(plain, text) or self._bracketed(plain, text)
        return None if found is None else replace(found, called=text.strip())

    def _bracketed(self, key: str, text: str) -> FactColumn | None:
        """The fact of a name with a note in brackets: what to do, the unit, or what kind of name or place is meant."""
        bracketed = _BRACKETED.fullmatch(key)
        found = self._whole(bracketed[1].rstrip("*"), text) if bracketed else None
        if found is None or bracketed is None:
            return None
        note = bracketed[2]
        if note in _NOTES:
            return found
        if isinstance(found.fact, NumberFact):
            factor = unit_factor(note, found.fact.unit)
            return replace(found, unit=label(note, note), factor=factor) if factor else None
        return replace(found, called=text.strip()) if note in _KINDS else None

    def _whole(self, key: str, text: str) -> FactColumn | None:
        """The fact that a name means, as it stands, or one option of it."""
        if fact := self._facts.get(key):
            return FactColumn(fact, 0)
        if fact := self._other_names.get(key):
            return FactColumn(fact, 0, called=text.strip())
        fact, option = self._ticks.get(_JOINTS.sub("", key), (None, None))
        return None if fact is None else FactColumn(fact, 0, option=option)


def _short_and_long(options: Sequence[Option], option: Option) -> Iterator[str]:
    """What the header of an option's column may call it: its label, or what stands before the colon alone."""
    for lang in LANGUAGES:
        text = option.label.text(lang)
        yield text
        short = re.split("[:：]", text)[0]
        if sum(re.split("[:：]", other.label.text(lang))[0] == short for other in options) == 1:
            yield short
    yield from option.also_called


def _in_unit_of(text: str, mapped: FactColumn) -> FactColumn:
    """A column that a mapping names, in the unit that its header says unless the mapping says one."""
    bracketed = _BRACKETED.fullmatch(fold(text))
    if mapped.unit is None and bracketed and isinstance(mapped.fact, NumberFact):
        note = bracketed[2]
        if factor := unit_factor(note, mapped.fact.unit):
            return replace(mapped, unit=label(note, note), factor=factor)
    return mapped
