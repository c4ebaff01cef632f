"""The name of a firm: one form however it is written, what is left without its legal form, and its pinyin initials."""

from __future__ import annotations

import re
import unicodedata

NAME_FACT, CODE_FACT, CITY_FACT, CHAIN_FACT, EMPLOYEES_FACT = "firm_name", "credit_code", "city", "chain", "employees"
IDENTITY_FACTS = frozenset((NAME_FACT, CODE_FACT, CITY_FACT, CHAIN_FACT, EMPLOYEES_FACT))
"""The facts from which a firm is known."""

_MARKS = re.compile(r"[\W_]+")
_FORMS = ("集团股份有限公司", "股份有限公司", "集团有限公司", "有限责任公司", "有限公司", "公司", "集团")
_PROVINCE = ("江西省", "江西")


def name_key(name: str) -> str:
    """The name without blanks, brackets and stops, in small half-width letters: the same however it was typed."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", name).casefold())


def name_core(name: str) -> str:
    """The name without its legal form and the province, by which two ways of writing one firm look alike.

    Whatever would be left with fewer than two signs stays whole.
    """
    core = name_key(name)
    for form in _FORMS:
        if core.endswith(form) and len(core) - len(form) >= 2:
            core = core.removesuffix(form)
            break
    for province in _PROVINCE:
        if core.startswith(province) and len(core) - len(province) >= 2:
            return core.removeprefix(province)
    return core


def initials(name: str) -> str:
    """The first letters of the name in pinyin, by which a clerk finds it: 示例机械 is ``sljx``."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a third of a second to load

    return "".join(lazy_pinyin(name_key(name), style=Style.FIRST_LETTER, errors="default")).casefold()
