"""The unified social credit code of a firm (统一社会信用代码, GB 32100-2015): how it is read and checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from stdnum.cn import ric
from stdnum.cn.uscc import calc_check_digit

from assessment.language import Label, label

LENGTH = 18
# Which authority registered it, and which kinds of organisation that authority registers (GB 32100-2015, table 2).
_KINDS = {
    **{"1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129", "8": "19", "9": "1239"},
    **{"A": "19", "N": "1239", "Y": "1"},
}
_PROVINCE = re.compile(r"10|1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")  # GB/T 2260; 10 is the nation
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # I, O, S, V and Z are not used
ALPHABET = frozenset(_LETTERS)


def compact_code(text: str) -> str:
    """The code in half-width capitals; spaces and hyphens carry no meaning in it."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def unnamed(code: str) -> str:
    """The code as a message may show it: a resident identity number is nobody's to read."""
    return f"{code[:6]}{'*' * 8}{code[14:]}" if ric.is_valid(code) else code


def code_fault(code: str) -> Label | None:
    """What is wrong with a compact code: length, letters, check digit, or what it begins with."""
    if len(code) != LENGTH:
        return label(
            f"统一社会信用代码应是 {LENGTH} 位，这里是 {len(code)} 位",
            f"a unified social credit code has {LENGTH} characters, this one {len(code)}",
        )
    if strange := sorted(set(code) - ALPHABET):
        return label(
            f"统一社会信用代码里不会有“{strange[0]}”", f"'{strange[0]}' never stands in a unified social credit code"
        )
    if calc_check_digit(code) != code[-1]:
        return label(
            "统一社会信用代码的校验位对不上，多半有一位抄错了",
            "the check digit of the unified social credit code does not match: one character is probably wrong",
        )
    if code[1] not in _KINDS.get(code[0], "") or not code[2:8].isdecimal() or not _PROVINCE.match(code[2:]):
        return label(
            "前 8 位不像统一社会信用代码（登记部门、机构类别、行政区划）",
            "its first 8 characters are not those of a unified social credit code (authority, kind, area)",
        )
    if ric.is_valid(code):
        return label(
            "像是居民身份证号，不是统一社会信用代码",
            "this looks like a resident identity number, not a unified social credit code",
        )
    return None


_VALUES = np.full(256, -1, np.int16)
_VALUES[np.frombuffer(_LETTERS.encode(), np.uint8)] = np.arange(len(_LETTERS))
_WEIGHTS = np.array([pow(3, place, 31) for place in range(LENGTH - 1)], np.int64)  # GB 32100-2015, annex
_BEGINNINGS = np.zeros((256, 256), bool)
for _authority, _kinds in _KINDS.items():
    _BEGINNINGS[ord(_authority), [ord(kind) for kind in _kinds]] = True
_PROVINCES = np.array([bool(_PROVINCE.match(f"{number:02d}")) for number in range(100)])


def faultless_codes(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which of many texts (n,) are compact codes without a fault, as ``code_fault`` finds none in them.

    A code that could be a resident identity number is left to it: it may be faultless and is not counted here.
    """
    found = np.zeros(len(texts), bool)
    fit = [i for i, text in enumerate(texts) if len(text) == LENGTH and text.isascii()]
    if not fit:
        return found
    signs = np.frombuffer("".join(texts[i] for i in fit).encode(), np.uint8).reshape(len(fit), LENGTH)
    values = _VALUES[signs].astype(np.int64)
    digits = (signs >= ord("0")) & (signs <= ord("9"))
    check = -(values[:, :-1] @ _WEIGHTS) % 31
    area = np.where(digits[:, 2:4].all(axis=1), values[:, 2] * 10 + values[:, 3], 0)
    good = (values >= 0).all(axis=1) & (check == values[:, -1]) & _BEGINNINGS[signs[:, 0], signs[:, 1]]
    good &= digits[:, 2:8].all(axis=1) & _PROVINCES[area]
    found[fit] = good & ~digits[:, :-1].all(axis=1)
    return found
